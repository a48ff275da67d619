//! libFuzzer's way into [`kfp_fuzz::json`].
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| kfp_fuzz::json(data));
