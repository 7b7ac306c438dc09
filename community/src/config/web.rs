//! Where are the station's pages?

use std::net::SocketAddr;
use std::path::PathBuf;

use super::broker::pair;
use super::walk::{Notes, Section};

/// The pages.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Web {
    /// Where it listens.
    pub listen: SocketAddr,
    /// The certificate and its key, PEM: then it speaks HTTPS itself.
    pub tls: Option<(PathBuf, PathBuf)>,
    /// The address that people type, `https://hall.example`.
    pub url: Option<String>,
    /// A proxy on this machine stands before it, and says who the peer is.
    pub behind_proxy: bool,
    /// What the hall is called on its wall.
    pub hall: Option<String>,
}

pub(super) fn read(file: &Section<'_>, notes: &mut Notes<'_>) -> Option<Web> {
    let keys = ["listen", "cert", "key", "url", "behind-proxy", "hall"];
    let section = file.section("web", &keys, notes);
    let tls = pair(&section, notes);
    let behind_proxy = section.flag("behind-proxy", false, notes);
    let hall = section.text("hall", notes).map(str::to_owned);
    let url = url(&section, notes);
    let usual = SocketAddr::from(([127, 0, 0, 1], 8470));
    let listen = match section.text("listen", notes).map(str::parse) {
        None => usual,
        Some(Ok(listen)) => listen,
        Some(Err(_)) => {
            let remedy = "write an address and a port, as in \"127.0.0.1:8470\" or \"[::]:8470\"";
            notes.error(&section.spot("listen"), "nothing can listen there", remedy);
            usual
        }
    };
    if !listen.ip().is_loopback() && tls.is_none() {
        let problem = "passwords and names go through the network for everybody to read";
        let remedy = "write cert and key, or listen on 127.0.0.1 behind a proxy that has them";
        notes.warning(&section.spot("listen"), problem, remedy);
    }
    if behind_proxy && !listen.ip().is_loopback() {
        let problem = "anybody can say that they are the proxy, and pass for another peer";
        notes.error(&section.spot("behind-proxy"), problem, "listen on 127.0.0.1 behind a proxy");
    }
    Some(Web { listen, tls, url, behind_proxy, hall })
}

fn url(section: &Section<'_>, notes: &mut Notes<'_>) -> Option<String> {
    let url = section.text("url", notes)?;
    let rest = url.strip_prefix("https://").or_else(|| url.strip_prefix("http://"));
    let is_address = |rest: &str| {
        !rest.is_empty()
            && !rest.contains(|sign: char| sign.is_whitespace() || "/@?#\"<>".contains(sign))
    };
    let url = url.strip_suffix('/').unwrap_or(url);
    if rest.map(|rest| rest.strip_suffix('/').unwrap_or(rest)).is_some_and(is_address) {
        return Some(url.to_owned());
    }
    let remedy = "write what people type, without a path, as in \"https://hall.example\"";
    notes.error(&section.spot("url"), "this is no address of a site", remedy);
    None
}
