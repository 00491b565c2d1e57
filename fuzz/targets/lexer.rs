//! libFuzzer around `godwit_fuzz::lexer`.

#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| godwit_fuzz::lexer(data));
