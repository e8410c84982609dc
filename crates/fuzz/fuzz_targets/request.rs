//! Bytes as a request → what governs it → the answer, as a server gives it.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| fuzz::request(bytes));
