//! Why did a message not leave? A sentence for whoever looks after the station, without anything that
//! the other side said and without an address.

use std::io;
use std::path::PathBuf;

/// The cause.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Why {
    /// There is no such channel.
    #[error("no such channel is configured: write [mail], [sms] or a [[robot]] of this name")]
    NotConfigured,
    /// Nothing can be sent to what stands there.
    #[error("nothing can be sent to this address: put it right where it is written down")]
    BadAddress,
    /// The server does not know the address.
    #[error("the mail server refuses the address ({0}): ask its owner, and put it right")]
    AddressRefused(u16),
    /// The other side refuses the message.
    #[error("the other side refuses the message ({0}): its documentation says what that means")]
    MessageRefused(i64),
    /// The other side does not know us.
    #[error("the other side refuses the login or the key ({0}): compare it, and make a new one")]
    LoginRefused(i64),
    /// It cannot do it now.
    #[error("the other side cannot do it now ({0})")]
    Busy(i64),
    /// Nobody answers there.
    #[error("nobody answers there: compare the address, and look whether the network is up")]
    Unreachable,
    /// It took too long.
    #[error("the other side did not answer within ten seconds")]
    TimedOut,
    /// It went away.
    #[error("the other side hung up in the middle")]
    BrokeOff,
    /// The link could not be encrypted.
    #[error("the link could not be encrypted: compare host, encryption and ca")]
    Encryption,
    /// It answers something else.
    #[error(
        "what answers there is not what was expected: compare the address, or log in to the network"
    )]
    Unintelligible,
    /// It sends us elsewhere.
    #[error(
        "the other side sends us elsewhere ({0}), and nobody follows: write the address it means"
    )]
    Redirected(u16),
    /// A file that is needed cannot be used.
    #[error("cannot use {}: {what}", file.display())]
    File {
        /// The file.
        file: PathBuf,
        /// What is wrong with it.
        what: FileFault,
    },
    /// The SMS gateway has given it up.
    #[error("the SMS gateway could not send it: look into its log, and at the modem and its card")]
    GivenUp,
    /// The SMS gateway takes nothing.
    #[error("the SMS gateway has not taken {0} messages: look whether smsd runs")]
    Backlog(usize),
}

/// What is wrong with a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum FileFault {
    /// The system refuses.
    #[error("{0}")]
    Io(io::ErrorKind),
    /// Nothing is in it.
    #[error("its first line is empty, or longer than 4 KiB")]
    Empty,
    /// No address stands in it.
    #[error("it holds no address that begins with https:// or http://")]
    NoAddress,
    /// No certificate stands in it.
    #[error("it holds no certificate in PEM")]
    NoCertificate,
}

impl Why {
    /// Whether it is the address that is at fault: the contact is dead, and other messages to it fail,
    /// too. Anything else is the fault of the channel.
    #[must_use]
    pub const fn blames_address(&self) -> bool {
        match self {
            Self::BadAddress | Self::AddressRefused(_) => true,
            Self::NotConfigured
            | Self::MessageRefused(_)
            | Self::LoginRefused(_)
            | Self::Busy(_)
            | Self::Unreachable
            | Self::TimedOut
            | Self::BrokeOff
            | Self::Encryption
            | Self::Unintelligible
            | Self::Redirected(_)
            | Self::File { .. }
            | Self::GivenUp
            | Self::Backlog(_) => false,
        }
    }
}
