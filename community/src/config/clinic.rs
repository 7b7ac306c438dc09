//! Where is the clinic? Its server of FHIR, and with which tokens one speaks to the other.

use std::path::PathBuf;

use config::Severity;
use url::Url;

use super::machine::Look;
use super::walk::{Notes, Section};
use crate::channels::{is_overheard, secret, target};

/// The clinic's server, and our own side of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Clinic {
    /// Its address, with a `/` at the end.
    pub url: Url,
    /// The first line of this file opens its door.
    pub token_file: Option<PathBuf>,
    /// Who signs its certificate; the system's list, if absent.
    pub ca: Option<PathBuf>,
    /// Whoever has the first line of this file may read at `/fhir` what was sent.
    pub read_token_file: Option<PathBuf>,
    /// Whether it is asked each minute what it wants of residents.
    pub requests: bool,
    /// Whoever has the first line of this file may wake us: there is something to ask for. The clinic is
    /// asked to do so.
    pub wake_token_file: Option<PathBuf>,
    /// How the names of our codes and identifiers begin, if that is written: without a `/` at the end.
    pub names: Option<String>,
}

const KEYS: [&str; 7] =
    ["url", "token-file", "ca", "read-token-file", "requests", "wake-token-file", "names"];

pub(super) fn read(file: &Section<'_>, notes: &mut Notes<'_>) -> Option<Clinic> {
    if !file.has("clinic") {
        return None;
    }
    let section = file.section("clinic", &KEYS, notes);
    let token_file = section.path("token-file", notes);
    let ca = section.path("ca", notes);
    let read_token_file = section.path("read-token-file", notes);
    let requests = section.flag("requests", true, notes);
    let wake_token_file = section.path("wake-token-file", notes);
    let names = names(&section, notes);
    let remedy = "write its server's address, as in url = \"https://fhir.clinic.example/r4\"";
    let text = section.required_text("url", remedy, notes)?;
    let Some(url) = base(text) else {
        notes.error(&section.spot("url"), "this is no address of a server of FHIR", remedy);
        return None;
    };
    if is_overheard(&url) {
        let problem = "how somebody sleeps would go through the network for everybody to read";
        notes.error(&section.spot("url"), problem, "write one with https://");
    }
    if token_file.is_some() && token_file == read_token_file {
        let problem = "whoever has the clinic's token could read here, and the other way round";
        notes.error(&section.spot("read-token-file"), problem, "make a token of its own for it");
    }
    let others = [token_file.as_ref(), read_token_file.as_ref()];
    if wake_token_file.is_some() && others.contains(&wake_token_file.as_ref()) {
        let problem = "whoever may only wake us could read here, or at the clinic";
        notes.error(&section.spot("wake-token-file"), problem, "make a token of its own for it");
    }
    Some(Clinic { url, token_file, ca, read_token_file, requests, wake_token_file, names })
}

/// How names begin. Nobody must answer there, but two communities may not have the same.
fn names(section: &Section<'_>, notes: &mut Notes<'_>) -> Option<String> {
    let text = section.text("names", notes)?;
    let is_one = target(text).is_some_and(|url| url.query().is_none() && url.fragment().is_none());
    if !is_one {
        let remedy = "write an address of your own, as in \"https://hall.example/fhir\"";
        notes.error(&section.spot("names"), "no name can begin so", remedy);
        return None;
    }
    Some(text.trim_end_matches('/').to_owned())
}

/// The address of a server, as what names of resources are put behind.
fn base(text: &str) -> Option<Url> {
    let mut url = target(text).filter(|url| url.query().is_none() && url.fragment().is_none())?;
    if !url.path().ends_with('/') {
        let path = format!("{}/", url.path());
        url.set_path(&path);
    }
    Some(url)
}

/// A token that somebody could guess is none.
const SHORTEST: usize = 24;

/// Does this machine have the files, and are they good? The clinic is not asked.
pub(super) fn look(look: &mut Look<'_>) {
    let Some(clinic) = look.config.clinic.clone() else { return };
    look.file("clinic.ca", clinic.ca.as_deref());
    let tokens = [
        ("clinic.token-file", clinic.token_file.as_deref(), 1),
        ("clinic.read-token-file", clinic.read_token_file.as_deref(), SHORTEST),
        ("clinic.wake-token-file", clinic.wake_token_file.as_deref(), SHORTEST),
    ];
    for (key, file, shortest) in tokens {
        look.secret(key, file);
        let Some(file) = file.filter(|file| std::fs::File::open(file).is_ok()) else { continue };
        match secret::read(file) {
            Ok(token) if token.len() < shortest => {
                let problem = format!("the token has {} signs: it can be guessed", token.len());
                let remedy = "write 32 random signs into it: `openssl rand -hex 16`";
                look.note(Severity::Error, key, problem, remedy);
            }
            Ok(_) => {}
            Err(why) => {
                look.note(Severity::Error, key, why.to_string(), "write it into the file again");
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::read as read_file;

    const SHORTEST: &str = "[station]\ncommunity = \"k\"\ntime-zone = \"Asia/Chongqing\"\n\
                            [broker]\nurl = \"mqtt://127.0.0.1\"\n[clinic]\n";

    fn said(text: &str) -> Vec<String> {
        let checked = read_file(&format!("{SHORTEST}{text}"));
        checked.findings.iter().map(ToString::to_string).collect()
    }

    #[test]
    fn what_the_sample_has_commented_out_is_good_too() {
        let sample = include_str!("../../hearth-community.toml");
        let block = sample.split("# [clinic]").nth(1).unwrap().split("\n\n").next().unwrap();
        let lines: Vec<&str> = block.lines().map(|it| it.trim_start_matches("# ")).collect();
        assert_eq!(said(&lines.join("\n")), [""; 0]);
    }

    #[test]
    fn the_address_is_what_resources_are_put_behind() {
        let checked = read_file(&format!("{SHORTEST}url = \"https://c.example/r4\"\n"));
        let clinic = checked.config.unwrap().clinic.unwrap();
        assert_eq!(clinic.url.as_str(), "https://c.example/r4/");
        assert!(clinic.requests);
    }

    #[test]
    fn every_wrong_value_is_told_where_it_stands_and_nothing_leaves_in_the_clear() {
        for (text, says) in [
            ("", "6:1: error: clinic.url: url is missing"),
            ("url = \"c.example\"\n", "7:7: error: clinic.url: this is no address"),
            ("url = \"https://c.example/r4?x=1\"\n", "7:7: error: clinic.url: this is no address"),
            ("url = \"http://c.example/r4\"\n", "7:7: error: clinic.url: how somebody sleeps"),
            ("url = \"https://c\"\ntoken = \"x\"\n", "8:1: error: clinic.token: this key is not"),
            ("url = \"https://c\"\nca = \"ca.pem\"\n", "8:6: error: clinic.ca: this path depends"),
            (
                "url = \"https://c\"\ntoken-file = \"/t\"\nread-token-file = \"/t\"\n",
                "9:19: error: clinic.read-token-file: whoever has the clinic's token",
            ),
        ] {
            let said = said(text);
            assert!(said.iter().any(|it| it.starts_with(says)), "{says}: {said:?}");
        }
        for (text, says) in [
            (
                "url = \"https://c\"\nread-token-file = \"/t\"\nwake-token-file = \"/t\"\n",
                "9:19: error: clinic.wake-token-file: whoever may only wake us",
            ),
            ("url = \"https://c\"\nnames = \"hall\"\n", "8:9: error: clinic.names: no name can"),
        ] {
            let said = said(text);
            assert!(said.iter().any(|it| it.starts_with(says)), "{says}: {said:?}");
        }
        assert_eq!(said("url = \"http://127.0.0.1:8080/fhir\"\nrequests = false\n"), [""; 0]);
    }
}
