//! The body: heart, breath, and signs of life.

mod bands;
mod breathing;
mod repositioning;
mod sign;
mod stillness;
mod vitals;
mod vouch;

pub(crate) use bands::{Bands, Own};
pub(crate) use breathing::{Breath, Breathing};
pub(crate) use repositioning::Repositioning;
pub(crate) use sign::{SignOfLife, Signs};
pub(crate) use stillness::Stillness;
pub(crate) use vitals::Vitals;
pub(crate) use vouch::Vouch;
