//! libFuzzer around `godwit_fuzz::parser`.

#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| godwit_fuzz::parser(data));
