//! A line on which anything may happen never panics a driver, and every byte is accounted for.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| hearth_protocol_fuzz::live(bytes));
