//! Where do homes publish, and how does the station prove who it is?

use std::net::IpAddr;
use std::path::PathBuf;

use super::walk::{Notes, Section};

/// The broker and the login there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Broker {
    /// Name or address.
    pub host: String,
    /// TCP port.
    pub port: u16,
    /// Encrypted, and how; absent for `mqtt://`.
    pub tls: Option<Tls>,
    /// The login's name.
    pub username: Option<String>,
    /// Its password is the first line of this file.
    pub password_file: Option<PathBuf>,
}

/// The files of an encrypted link.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Tls {
    /// Who signs the broker's certificate; the system's list, if absent.
    pub ca: Option<PathBuf>,
    /// The station's own certificate and its key, for a broker that wants one.
    pub own: Option<(PathBuf, PathBuf)>,
}

const KEYS: [&str; 6] = ["url", "username", "password-file", "ca", "cert", "key"];

pub(super) fn read(file: &Section<'_>, notes: &mut Notes<'_>) -> Option<Broker> {
    let section = file.section("broker", &KEYS, notes);
    let remedy = "write url = \"mqtts://HOST:8883\" below [broker]";
    let url = section.required_text("url", remedy, notes);
    let username = section.text("username", notes).map(str::to_owned);
    let password_file = section.path("password-file", notes);
    let ca = section.path("ca", notes);
    let own = pair(&section, notes);
    if password_file.is_some() && username.is_none() {
        let remedy = "write username = \"station\", or remove password-file";
        notes.error(&section.spot("password-file"), "a password without a login's name", remedy);
    }
    let (tls, host, port) = match address(url?) {
        Ok(address) => address,
        Err((problem, remedy)) => {
            notes.error(&section.spot("url"), problem, remedy);
            return None;
        }
    };
    let is_here = host == "localhost" || host.parse::<IpAddr>().is_ok_and(|ip| ip.is_loopback());
    if !tls && !is_here {
        let problem = "what homes say goes through the network for everybody to read";
        notes.warning(&section.spot("url"), problem, "write mqtts:// and the broker's ca");
    }
    if !tls && (ca.is_some() || own.is_some()) {
        let remedy = "write mqtts:// in url, or remove ca, cert and key";
        notes.error(&section.spot("url"), "certificates are of no use without encryption", remedy);
    }
    Some(Broker { host, port, tls: tls.then_some(Tls { ca, own }), username, password_file })
}

/// A certificate and its key, both or neither.
pub(super) fn pair(section: &Section<'_>, notes: &mut Notes<'_>) -> Option<(PathBuf, PathBuf)> {
    match (section.path("cert", notes), section.path("key", notes)) {
        (Some(cert), Some(key)) => Some((cert, key)),
        (None, None) => None,
        (Some(_), None) => {
            notes.error(&section.spot("cert"), "a certificate without its key", "write key, too");
            None
        }
        (None, Some(_)) => {
            notes.error(&section.spot("key"), "a key without its certificate", "write cert, too");
            None
        }
    }
}

/// What is wrong and what to do. What was written is not repeated: it may hold a password.
type Wrong = (&'static str, &'static str);

fn address(url: &str) -> Result<(bool, String, u16), Wrong> {
    let kinds = [("mqtts://", true, 8883), ("mqtt://", false, 1883)];
    let kind = kinds
        .into_iter()
        .find_map(|(start, tls, port)| Some((url.strip_prefix(start)?, tls, port)));
    let (rest, tls, usual) =
        kind.ok_or(("this is no address of a broker", "write mqtts://HOST:8883"))?;
    if rest.contains('@') {
        let remedy = "write username and password-file instead, and only the address here";
        return Err(("a login does not belong into the address", remedy));
    }
    let rest = rest.strip_suffix('/').unwrap_or(rest);
    let is_bare_six = rest.matches(':').count() > 1 && !rest.starts_with('[');
    if is_bare_six {
        return Err(("an IPv6 address stands here without brackets", "write mqtts://[…]:8883"));
    }
    let (host, port) = match rest
        .rsplit_once(':')
        .filter(|(host, _)| !host.starts_with('[') || host.ends_with(']'))
    {
        None => (rest, usual),
        Some((host, port)) => {
            let port = port.parse().ok().filter(|port| *port > 0);
            (
                host,
                port.ok_or(("the port is no number from 1 to 65535", "write it, or leave it out"))?,
            )
        }
    };
    let host = host.trim_start_matches('[').trim_end_matches(']');
    let is_name = host.chars().all(|sign| sign.is_ascii_alphanumeric() || "-._".contains(sign));
    if host.is_empty() || host == "HOST" || !(is_name || host.parse::<IpAddr>().is_ok()) {
        return Err(("no machine has this name or number", "write the broker's name or address"));
    }
    Ok((tls, host.to_owned(), port))
}
