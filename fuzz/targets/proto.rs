//! libFuzzer's way into [`kfp_fuzz::proto`].
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| kfp_fuzz::proto(data));
