//! Gas modules: what is in the air?

mod warm_up;
pub(crate) mod winsen;
