//! Bytes as a case → facts → determination.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| fuzz::case(bytes));
