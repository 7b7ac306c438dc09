//! The roster's pages: a file for each thing that can be done with it.

pub(super) mod edit;
pub(super) mod erase;
pub(super) mod export;
pub(super) mod history;
pub(super) mod import;
pub(super) mod list;
pub(super) mod pending;
pub mod words;
