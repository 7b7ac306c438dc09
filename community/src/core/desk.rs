//! Who must go, and who has said that they will? The desk: one machine for everything on which
//! somebody must act, from an alarm to a home that fell silent.
//!
//! ```text
//!  news ──▶ take ──▶ Case ◀── what people say, receipts, replies, time
//!                     │
//!                     ▼
//!                   Change: the case as it is then, what is sent now, what homes are told, the log
//! ```
//!
//! A [`Case`] is one row: its stage, its own copy of the ladder, its notices, and what its
//! home is to be told. Whoever keeps it asks [`poll_timeout`](case::Case::poll_timeout) when it wants
//! to be looked at, writes that beside it, and forgets nothing over a restart, since nothing sleeps in
//! memory. Names, addresses and texts are put in at the edge: a case knows people by number only.

pub mod about;
pub mod absence;
pub mod audit;
pub mod case;
pub mod change;
pub mod duty;
pub mod figures;
pub mod hours;
pub mod ladder;
pub mod letter;
pub mod merge;
pub mod news;
pub mod notice;
pub mod party;
pub mod preview;
pub mod quiet;
pub mod relay;
pub mod take;
pub mod world;

#[cfg(test)]
mod tests;

pub use about::{About, CaseId, Kind};
pub use case::{Case, How, Stage, file};
pub use change::{Act, Answer, Change, Input};
pub use news::{Happened, News, NewsId};
pub use notice::{Notice, NoticeId};
pub use party::{Party, PartyId};
pub use preview::preview;
pub use take::{Opening, take};
pub use world::World;
