//! Lines that several devices share: whose turn is it, and who answered?

pub(crate) mod modbus;
