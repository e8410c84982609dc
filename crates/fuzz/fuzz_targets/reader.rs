//! Bytes → text → tree → schemas.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| fuzz::reader(bytes));
