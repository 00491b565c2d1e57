//! libFuzzer around `godwit_fuzz::formatter`.

#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| godwit_fuzz::formatter(data));
