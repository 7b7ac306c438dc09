//! Gas modules: what is in the air?

pub(crate) mod winsen;
