//! Who lives in the community, as files, forms and a list in memory.
//!
//! A person is edited, imported, exported and compared by one table of columns ([`mod@column`]): a form's
//! field, a CSV's column and a line of the history have the same name. [`draft`] reads what somebody
//! wrote, [`mod@why`] says what is wrong with it; [`preview`] what a file would change; [`known`] is the list that pages
//! search. Only [`mod@file`] does any I/O.

pub mod column;
pub mod draft;
pub mod file;
pub mod known;
pub mod plain;
pub mod preview;
pub mod sheet;
pub mod why;

pub use column::Column;
pub use draft::{Draft, Fault};
pub use known::Roster;
pub use why::Why;
