//! How does the station tell somebody? By a mail server, a modem, and robots in chats; none of them must
//! be there.

mod look;
mod robot;

use std::net::IpAddr;
use std::path::PathBuf;

use super::walk::{Notes, Section};

pub(super) use look::look;
pub use robot::{MOST_ROBOTS, Place, Robot};

/// The ways out.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Channels {
    /// The mail server.
    pub mail: Option<Mail>,
    /// The SMS gateway.
    pub sms: Option<Sms>,
    /// Robots in chats, each with a name of its own.
    pub robots: Vec<Robot>,
}

/// A mail server.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mail {
    /// Name or address.
    pub host: String,
    /// TCP port.
    pub port: u16,
    /// How the link is encrypted.
    pub encryption: Encryption,
    /// Who writes: an address, or `Name <address>`.
    pub from: String,
    /// The login, where the server wants one.
    pub login: Option<Login>,
    /// Who signs the server's certificate; the system's list, if absent.
    pub ca: Option<PathBuf>,
}

/// How the link to a mail server is encrypted.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Encryption {
    /// From the second word on; a server that offers none is not spoken to.
    #[default]
    StartTls,
    /// From the first.
    Tls,
    /// Not at all: on this machine alone.
    None,
}

/// A login.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Login {
    /// Its name.
    pub username: String,
    /// Its password is the first line of this file.
    pub password_file: PathBuf,
}

/// The SMS gateway, smstools' `smsd`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sms {
    /// Its folder, with outgoing, checked, sent and failed in it.
    pub spool: PathBuf,
    /// The country's code of numbers that are written without one: `86`.
    pub country: Option<String>,
}

const MAIL: [&str; 7] = ["host", "port", "encryption", "from", "username", "password-file", "ca"];

pub(super) fn read(file: &Section<'_>, notes: &mut Notes<'_>) -> Channels {
    Channels { mail: mail(file, notes), sms: sms(file, notes), robots: robot::read(file, notes) }
}

fn mail(file: &Section<'_>, notes: &mut Notes<'_>) -> Option<Mail> {
    if !file.has("mail") {
        return None;
    }
    let section = file.section("mail", &MAIL, notes);
    let words =
        [("starttls", Encryption::StartTls), ("tls", Encryption::Tls), ("none", Encryption::None)];
    let encryption = section.choice("encryption", &words, notes);
    let usual: u16 = match encryption {
        Encryption::StartTls => 587,
        Encryption::Tls => 465,
        Encryption::None => 25,
    };
    let port = section.number("port", (usual.into(), u16::MAX.into()), notes);
    let login = login(&section, notes);
    let ca = section.path("ca", notes);
    let from = from(&section, notes);
    let host =
        section.required_text("host", "write host = \"mail.example\" below [mail]", notes)?;
    let is_host = |host: &str| {
        let of = |sign: char| sign.is_ascii_alphanumeric() || "-._".contains(sign);
        host.chars().all(of) || host.parse::<IpAddr>().is_ok()
    };
    if !is_host(host) {
        let remedy = "write its name or number alone, and its port in port";
        notes.error(&section.spot("host"), "no machine has this name or number", remedy);
    }
    let is_here = host == "localhost" || host.parse::<IpAddr>().is_ok_and(|ip| ip.is_loopback());
    if encryption == Encryption::None && !is_here {
        let problem = "who is called and why would go through the network for everybody to read";
        let remedy = "write \"starttls\" or \"tls\", or a mail server on this machine";
        notes.error(&section.spot("encryption"), problem, remedy);
    }
    let port = u16::try_from(port).unwrap_or(usual);
    Some(Mail { host: host.to_owned(), port, encryption, from: from?, login, ca })
}

fn from(section: &Section<'_>, notes: &mut Notes<'_>) -> Option<String> {
    let remedy = "write who writes, as in from = \"Community Centre <desk@hall.example>\"";
    let from = section.required_text("from", remedy, notes)?;
    if from.parse::<lettre::message::Mailbox>().is_err() {
        notes.error(&section.spot("from"), "this is no e-mail address", remedy);
        return None;
    }
    Some(from.to_owned())
}

fn login(section: &Section<'_>, notes: &mut Notes<'_>) -> Option<Login> {
    let username = section.text("username", notes).map(str::to_owned);
    match (username, section.path("password-file", notes)) {
        (Some(username), Some(password_file)) => Some(Login { username, password_file }),
        (None, None) => None,
        (Some(_), None) => {
            let remedy = "write password-file, too, or remove username";
            notes.error(&section.spot("username"), "a login without its password", remedy);
            None
        }
        (None, Some(_)) => {
            let remedy = "write username, too, or remove password-file";
            notes.error(
                &section.spot("password-file"),
                "a password without a login's name",
                remedy,
            );
            None
        }
    }
}

fn sms(file: &Section<'_>, notes: &mut Notes<'_>) -> Option<Sms> {
    if !file.has("sms") {
        return None;
    }
    let section = file.section("sms", &["spool", "country"], notes);
    let spool = section.path("spool", notes).unwrap_or_else(|| PathBuf::from("/var/spool/sms"));
    let country = section.text("country", notes).map(str::to_owned);
    let is_code = |code: &String| {
        (1..=3).contains(&code.len())
            && code.bytes().all(|sign| sign.is_ascii_digit())
            && !code.starts_with('0')
    };
    if country.as_ref().is_some_and(|code| !is_code(code)) {
        let remedy = "write its digits alone, as in country = \"86\"";
        notes.error(&section.spot("country"), "no country has this code", remedy);
    }
    Some(Sms { spool, country })
}

#[cfg(test)]
mod tests;
