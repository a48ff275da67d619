//! libFuzzer's way into [`kfp_fuzz::conditions`].
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| kfp_fuzz::conditions(data));
