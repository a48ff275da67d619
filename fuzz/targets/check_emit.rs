//! libFuzzer's way into [`kfp_fuzz::check_emit`].
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| kfp_fuzz::check_emit(data));
