//! How does a message leave as an SMS? By a file in the outgoing folder of `smsd` (Debian's `smstools`),
//! which has the modem.
//!
//! The file's name is made of the message's id, and each folder that it passes is looked into before it is
//! written: a retry is never a second SMS. It is written aside and renamed, so that smsd sees it whole; a
//! name with a dot in front it does not look at. *Sent* means that the spool has it; what became of it says
//! [`Spool::look`], and a file that stays in *waiting* means that the modem is gone.
//!
//! What smsd needs stands in clear on its disk, the number and the text. [`Spool::forget`] removes it.

mod segments;

use std::fs::{self, File, OpenOptions, Permissions};
use std::io::{self, ErrorKind, Write as _};
use std::os::unix::fs::{OpenOptionsExt as _, PermissionsExt as _};
use std::path::{Path, PathBuf};

use alerts::message::Priority;
use async_trait::async_trait;
use tokio::time::timeout;

use super::why::FileFault;
use super::{Address, Channel, MessageId, NotSent, Outgoing, PATIENCE, Sent, Why};
use crate::config;

/// Files that may wait in the outgoing folder. A modem sends one in five seconds: of so many, the last
/// would go out after a quarter of an hour, when nobody needs it any more.
const MOST_WAITING: usize = 200;

/// smsd reads and removes the file as another user: by its group, which is the folder's.
const MODE: u32 = 0o660;

/// The folders in the order in which a file goes through them: whoever looks in this order misses none.
const ON_THE_WAY: [&str; 2] = ["outgoing", "checked"];

/// The spool of an SMS gateway.
#[derive(Clone, Debug)]
pub struct Spool {
    config: config::Sms,
}

/// What became of a message in the spool.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standing {
    /// The spool does not know it.
    Unknown,
    /// The gateway has not sent it yet.
    Waiting,
    /// The network has taken it.
    Sent,
    /// The gateway has given it up.
    Failed,
}

impl Spool {
    /// The spool of a configuration.
    #[must_use]
    pub const fn new(config: config::Sms) -> Self {
        Self { config }
    }

    /// What became of a message. It reads four folders' entries: not for the thread that serves pages.
    ///
    /// # Errors
    ///
    /// When the spool cannot be looked into.
    pub fn look(&self, id: &MessageId) -> io::Result<Standing> {
        let is_in = |folder: &str| self.place(folder, id).try_exists();
        for folder in ON_THE_WAY {
            if is_in(folder)? {
                return Ok(Standing::Waiting);
            }
        }
        if is_in("sent")? {
            return Ok(Standing::Sent);
        }
        Ok(if is_in("failed")? { Standing::Failed } else { Standing::Unknown })
    }

    /// Removes what the gateway keeps of a message that it has sent or given up.
    ///
    /// # Errors
    ///
    /// When the file is there and cannot be removed.
    pub fn forget(&self, id: &MessageId) -> io::Result<()> {
        for folder in ["sent", "failed"] {
            match fs::remove_file(self.place(folder, id)) {
                Err(error) if error.kind() != ErrorKind::NotFound => return Err(error),
                Ok(()) | Err(_) => {}
            }
        }
        Ok(())
    }

    fn place(&self, folder: &str, id: &MessageId) -> PathBuf {
        self.config.spool.join(folder).join(format!("hearth-{id}"))
    }

    fn put(&self, out: &Outgoing, to: &str) -> Result<Sent, NotSent> {
        let number = number(to, self.config.country.as_deref());
        let number = number.ok_or(NotSent::never(Why::BadAddress))?;
        let folder = self.config.spool.join("outgoing");
        let fault = |error: io::Error| {
            let what = FileFault::Io(error.kind());
            NotSent::later(Why::File { file: folder.clone(), what })
        };
        match self.look(&out.id).map_err(fault)? {
            Standing::Waiting | Standing::Sent => return Ok(self.sent(out)),
            Standing::Failed => return Err(NotSent::never(Why::GivenUp)),
            Standing::Unknown => {}
        }
        let waiting = fs::read_dir(&folder).map_err(fault)?.take(MOST_WAITING).count();
        if waiting >= MOST_WAITING {
            return Err(NotSent::later(Why::Backlog(waiting)));
        }
        let aside = folder.join(format!(".hearth-{}", out.id));
        write(&aside, &text(out, &number)).map_err(fault)?;
        fs::rename(&aside, self.place("outgoing", &out.id)).map_err(fault)?;
        File::open(&folder).and_then(|folder| folder.sync_all()).map_err(fault)?;
        Ok(self.sent(out))
    }

    fn sent(&self, out: &Outgoing) -> Sent {
        Sent { theirs: Some(format!("hearth-{}", out.id)) }
    }
}

#[async_trait]
impl Channel for Spool {
    async fn send(&self, out: &Outgoing) -> Result<Sent, NotSent> {
        let to = match &out.to {
            Address::Sms(to) => to.clone(),
            Address::Mail(_) | Address::Robot(_) => return Err(NotSent::never(Why::BadAddress)),
        };
        let (spool, out) = (self.clone(), out.clone());
        let written = tokio::task::spawn_blocking(move || spool.put(&out, &to));
        match timeout(PATIENCE, written).await {
            Ok(Ok(sent)) => sent,
            Ok(Err(_)) => Err(NotSent::later(Why::BrokeOff)),
            Err(_) => Err(NotSent::later(Why::TimedOut)),
        }
    }
}

/// A number as the network wants it, digits alone and from the country's code on. People write it with
/// blanks and signs; one without `+` or `00` is of `country`, and of nowhere if that is not known.
#[must_use]
pub fn number(text: &str, country: Option<&str>) -> Option<String> {
    let bare: String = text.chars().filter(|sign| !" -./()\u{a0}".contains(*sign)).collect();
    let whole = match bare.strip_prefix('+').or_else(|| bare.strip_prefix("00")) {
        Some(international) => international.to_owned(),
        None => format!("{}{}", country?, bare.strip_prefix('0').unwrap_or(&bare)),
    };
    let is_number = whole.bytes().all(|sign| sign.is_ascii_digit()) && !whole.starts_with('0');
    // The longest of the world has 15 digits, and no telephone that takes an SMS has fewer than 7.
    ((7..=15).contains(&whole.len()) && is_number).then_some(whole)
}

/// The file. smsd makes GSM's alphabet of it if every sign is in it, and UCS-2 otherwise.
fn text(out: &Outgoing, number: &str) -> String {
    let urgent = match out.priority {
        Priority::High => "Priority: High\n",
        Priority::Medium | Priority::Low => "",
    };
    let text = segments::fit(&out.said_plainly(), out.link.as_ref().map(url::Url::as_str));
    format!("To: {number}\nAlphabet: UTF-8\nAutosplit: 3\n{urgent}\n{text}")
}

fn write(aside: &Path, text: &str) -> io::Result<()> {
    let mut options = OpenOptions::new();
    let mut file = options.write(true).create(true).truncate(true).mode(MODE).open(aside)?;
    // The mask of the station takes from the mode what smsd needs.
    file.set_permissions(Permissions::from_mode(MODE))?;
    file.write_all(text.as_bytes())?;
    file.sync_all()
}

#[cfg(test)]
mod tests;
