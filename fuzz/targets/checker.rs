//! libFuzzer around `godwit_fuzz::checker`.

#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| godwit_fuzz::checker(data));
