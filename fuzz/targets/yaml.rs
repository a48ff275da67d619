//! libFuzzer's way into [`kfp_fuzz::yaml`].
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| kfp_fuzz::yaml(data));
