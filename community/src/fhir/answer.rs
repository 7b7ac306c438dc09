//! What did the clinic's server say to a Bundle? A status, and a body that is believed only as far as it
//! is what a server of FHIR says: a page of a network that wants a login is no answer.

use serde::Deserialize;
use serde_json::Value;

use super::bundle::{Place, Way};

/// The answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Answer {
    /// It has all of it. Where it keeps the person, if it says so.
    Taken {
        /// Where.
        person: Option<Place>,
    },
    /// 412: what was to be found once is there twice, or was changed there.
    Ambiguous,
    /// It will never take this as it is.
    Refused(u16),
    /// It cannot take this now.
    Busy(u16),
    /// It takes nothing from us: the address, the token or the server itself is at fault.
    Closed(u16),
    /// It says something that no server of FHIR says.
    Unintelligible,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Said {
    resource_type: String,
    #[serde(default)]
    entry: Vec<Entry>,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Entry {
    response: Response,
    /// What it keeps: some say the version there, and no tag.
    resource: Value,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Response {
    status: String,
    location: Option<String>,
    etag: Option<String>,
}

/// What was said to a Bundle of so many entries, that went this way.
#[must_use]
pub fn read(status: u16, body: &[u8], (entries, way): (usize, &Way)) -> Answer {
    if !(200..300).contains(&status) {
        return refused(status);
    }
    let Ok(said) = serde_json::from_slice::<Said>(body) else { return Answer::Unintelligible };
    if said.resource_type != "Bundle" || said.entry.len() != entries {
        return Answer::Unintelligible;
    }
    let code = |it: &Entry| it.response.status.get(..3).and_then(|it| it.parse::<u16>().ok());
    for entry in &said.entry {
        match code(entry) {
            Some(200..300) => {}
            // A server that does not keep a transaction together says so of each entry.
            Some(status) => return refused(status),
            None => return Answer::Unintelligible,
        }
    }
    let person = said.entry.iter().find_map(|entry| {
        let place = person(entry.response.location.as_deref()?)?;
        let is_ours = code(entry) == Some(201) || matches!(way, Way::Person(_));
        let version = entry.resource.pointer("/meta/versionId").and_then(Value::as_str);
        let tag = entry.response.etag.clone().or(version.map(|it| format!("W/\"{it}\"")));
        Some(Place { place, ours: tag.filter(|_| is_ours) })
    });
    Answer::Taken { person }
}

/// `Patient/123` of `https://clinic.example/r4/Patient/123/_history/1`.
fn person(location: &str) -> Option<String> {
    let mut parts = location.split('/').skip_while(|part| *part != "Patient");
    let (kind, id) = (parts.next()?, parts.next()?);
    is_id(id).then(|| format!("{kind}/{id}"))
}

/// Whether a server may call a resource so.
#[must_use]
pub fn is_id(id: &str) -> bool {
    let may = |c: u8| c.is_ascii_alphanumeric() || c == b'-' || c == b'.';
    // Dots alone are a way up, and no name.
    let is_name = id.bytes().any(|c| c.is_ascii_alphanumeric());
    (1..=64).contains(&id.len()) && id.bytes().all(may) && is_name
}

const fn refused(status: u16) -> Answer {
    match status {
        412 => Answer::Ambiguous,
        400 | 413 | 422 => Answer::Refused(status),
        408 | 409 | 425 | 429 => Answer::Busy(status),
        300..=499 => Answer::Closed(status),
        _ => Answer::Busy(status),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const ONE: (usize, &Way) = (1, &Way::First);

    fn said(entries: &str, n: usize) -> Answer {
        let body = format!(
            "{{\"resourceType\":\"Bundle\",\"type\":\"transaction-response\",\"entry\":[{entries}]}}"
        );
        read(200, body.as_bytes(), (n, &Way::First))
    }

    #[test]
    fn a_bundle_is_taken_when_each_of_its_entries_is() {
        let made = r#"{"response":{"status":"201 Created","location":"https://c/r4/Patient/a1/_history/1","etag":"W/\"1\""}}"#;
        let there = r#"{"response":{"status":"200","location":"Patient/a1"}}"#;
        let place = |ours: Option<&str>| {
            let (place, ours) = ("Patient/a1".to_owned(), ours.map(str::to_owned));
            Answer::Taken { person: Some(Place { place, ours }) }
        };
        assert_eq!(said(&format!("{made},{there}"), 2), place(Some("W/\"1\"")));
        assert_eq!(said(&format!("{there},{there}"), 2), place(None));
        assert_eq!(said(made, 2), Answer::Unintelligible);
    }

    #[test]
    fn an_entry_that_was_refused_is_a_bundle_that_was() {
        let entry = |status: &str| format!("{{\"response\":{{\"status\":\"{status}\"}}}}");
        assert_eq!(said(&entry("412 Precondition Failed"), 1), Answer::Ambiguous);
        assert_eq!(said(&format!("{},{}", entry("200"), entry("422")), 2), Answer::Refused(422));
        assert_eq!(said(&entry("500"), 1), Answer::Busy(500));
        assert_eq!(said("{}", 1), Answer::Unintelligible);
    }

    #[test]
    fn a_page_is_no_answer_and_a_wrong_token_is_nobodys_bundles_fault() {
        assert_eq!(read(200, b"<html>log in</html>", ONE), Answer::Unintelligible);
        assert_eq!(
            read(200, b"{\"resourceType\":\"OperationOutcome\"}", ONE),
            Answer::Unintelligible
        );
        assert_eq!(read(401, b"", ONE), Answer::Closed(401));
        assert_eq!(read(302, b"", ONE), Answer::Closed(302));
        assert_eq!(read(503, b"", ONE), Answer::Busy(503));
        assert_eq!(read(412, b"", ONE), Answer::Ambiguous);
    }

    #[test]
    fn no_server_can_make_us_write_elsewhere() {
        let hostile =
            r#"{"response":{"status":"201","location":"Patient/../../admin?x=","etag":"x"}}"#;
        assert_eq!(said(hostile, 1), Answer::Taken { person: None });
    }
}
