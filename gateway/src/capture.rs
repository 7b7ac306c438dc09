//! What did the lines carry, and when? The format of captures and readings files (contract.md §5).
//!
//! A capture is JSON lines: a header, then stamped bytes as they were read (`hex`), bytes that the
//! gateway wrote (`sent`), and ports that came and went (`is`). A readings file has the same header
//! with `readings` for `capture` and records that carry readings. Both may be compressed with zstd.
//!
//! A last line without its end is what a pulled plug leaves behind: it is dropped, and said.

mod header;
mod plain;
mod read;
mod write;

pub use header::{Contents, Header};
pub use read::{CaptureError, Reader, Record};
pub use write::{Followed, Recorder, RecorderError};

/// The version of the format that is written here.
const VERSION: u32 = 1;
