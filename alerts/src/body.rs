//! The body: heart and breath.

mod vitals;

pub(crate) use vitals::Vitals;
