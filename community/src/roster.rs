//! Who lives in the community, as files, forms and a list in memory.
//!
//! A person is edited, imported, exported and compared by one table of columns ([`mod@column`]): a form's
//! field, a CSV's column and a line of the history have the same name. [`draft`] says what is wrong
//! with what somebody wrote; [`preview`] what a file would change; [`known`] is the list that pages
//! search. Only [`mod@file`] does any I/O.

pub mod column;
pub mod draft;
pub mod file;
pub mod known;
pub mod plain;
pub mod preview;
pub mod sheet;

pub use column::Column;
pub use draft::{Draft, Fault, Why};
pub use known::Roster;
