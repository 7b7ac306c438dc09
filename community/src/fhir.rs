//! What does a clinic read? The resources of FHIR R4 that this station writes, as types: exactly those,
//! and of each only the elements that are used.
//!
//! Everything here is pure. A [`Sheet`] is what is known of one thing (a night, an alarm); a
//! [`Bundle`] is how it leaves, and [`answer`] is what the other side says to it.
//!
//! Every resource has an identifier `{community}/{home}/{id}` of a system of ours, so that the same
//! thing sent twice is there once; its `fullUrl` and its id on our own side are made of the same.

pub mod answer;
pub mod bundle;
pub mod capability;
pub mod code;
pub mod datatype;
pub mod files;
pub mod names;
pub mod outcome;
pub mod request;
pub mod resource;
pub mod sheet;

#[cfg(test)]
mod tests;

pub use bundle::{Bundle, Way};
pub use names::Names;
pub use resource::Resource;
pub use sheet::{Sheet, Whom};

/// The root of every name that is ours. A name, and no address: `.invalid` is nobody's.
pub const ROOT: &str = "https://hearth-gateway.invalid/fhir";

/// Whose identifiers `{community}/{resident}` are: a person keeps theirs when they move.
pub const RESIDENTS: &str = "https://hearth-gateway.invalid/fhir/id/resident";

/// Whose identifiers `{community}/{home}/{id}` are.
pub const THINGS: &str = "https://hearth-gateway.invalid/fhir/id/home";
