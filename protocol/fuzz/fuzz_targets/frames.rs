//! Every valid frame between noise is found, however the stream is cut.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| hearth_protocol_fuzz::find(bytes));
