//! Where do this home's messages go, and how does it prove who it is?

use std::path::PathBuf;
use std::time::Duration;

use crate::files;
use crate::findings::Notes;
use crate::url;
use crate::walk::Section;

const KEYS: &[&str] = &[
    "url",
    "username",
    "password-file",
    "prove-login",
    "ca",
    "cert",
    "key",
    "version",
    "window",
    "keep-alive-s",
    "drain-per-second",
    "second",
];

/// A second broker is another address and login; the rest it shares with the first.
const SECOND_KEYS: &[&str] = &["url", "username", "password-file", "ca", "cert", "key"];

/// Messages on their way at once. Few beside what the client library may have in flight, which is
/// what keeps an unacknowledged one from being lost there.
const WINDOW: u16 = 32;

/// A dead link is seen within two of these, and the broker tells the station after one and a half.
const KEEP_ALIVE_S: u16 = 15;

/// Readings a second after an outage: with fifty homes coming back together, still 25,000.
const DRAIN_PER_SECOND: u32 = 500;

/// The broker and the login there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Broker {
    /// Name or address.
    pub host: String,
    /// TCP port.
    pub port: u16,
    /// Whether the connection is encrypted.
    pub tls: bool,
    /// The login's name.
    pub username: Option<String>,
    /// Whether to wait until the own `status` comes back before anything is sent.
    pub prove_login: bool,
    /// The file whose first line is the login's password.
    pub password_file: Option<PathBuf>,
    /// Certificate of who signed the broker's certificate, PEM.
    pub ca: Option<PathBuf>,
    /// This home's certificate, PEM.
    pub cert: Option<PathBuf>,
    /// The certificate's private key, PEM.
    pub key: Option<PathBuf>,
    /// Which MQTT is spoken there.
    pub version: MqttVersion,
    /// Messages on their way at once.
    pub window: u16,
    /// MQTT keep-alive.
    pub keep_alive: Duration,
    /// Readings a second while a backlog drains; 0 for no limit.
    pub drain_per_second: u32,
}

/// The version of MQTT, by the number that it has on the wire.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum MqttVersion {
    /// MQTT 3.1.1.
    #[default]
    Four,
    /// MQTT 5.
    Five,
}

/// Where messages go, and where they go when that broker is lost (`Some(None)`: nowhere else).
pub(crate) fn read(
    file: &Section<'_>,
    notes: &mut Notes<'_>,
) -> (Option<Broker>, Option<Option<Broker>>) {
    let section = file.section("broker", KEYS, notes);
    if !file.has("broker") {
        let remedy = "write [broker] and below it url = \"mqtts://HOST:8883\"";
        notes.missing(section.spot(), "the section [broker] is missing", remedy);
    }
    let first = one(&section, notes);
    let second = second(&section, first.as_ref(), notes);
    (first, second)
}

fn second(
    parent: &Section<'_>,
    first: Option<&Broker>,
    notes: &mut Notes<'_>,
) -> Option<Option<Broker>> {
    let section = parent.section("second", SECOND_KEYS, notes);
    if !section.is_there() {
        return (!parent.has("second")).then_some(None);
    }
    notes.unused(section.spot(), "[broker.second]");
    let second = one(&section, notes)?;
    if first.is_some_and(|first| url::is_same_machine(&first.host, &second.host)) {
        let problem = "this is the first broker again: when it is lost, both are";
        let remedy = "write the url of another machine, or remove [broker.second]";
        notes.error(&section.spot_of("url"), problem, remedy);
        return None;
    }
    Some(Some(second))
}

/// One broker; what its section cannot have is as usual.
fn one(section: &Section<'_>, notes: &mut Notes<'_>) -> Option<Broker> {
    let address = address(section, notes);
    let username = username(section, notes);
    let file = |key, notes: &mut Notes<'_>| files::optional(section, key, "/etc/hearth/…", notes);
    let password_file = file("password-file", notes);
    let ca = file("ca", notes);
    let cert = file("cert", notes);
    let key = file("key", notes);
    let prove_login = section.flag("prove-login", notes).unwrap_or(true);
    let version = version(section, notes);
    let window = number(section, "window", (1, WINDOW.into(), 256), notes);
    let keep_alive = number(section, "keep-alive-s", (5, KEEP_ALIVE_S.into(), 60), notes);
    let drain = number(section, "drain-per-second", (0, DRAIN_PER_SECOND, 100_000), notes);
    pairs(section, notes);
    if let Some(address) = &address {
        safety(section, address, notes);
    }
    let address = address?;
    Some(Broker {
        host: address.host,
        port: address.port,
        tls: address.tls,
        username: username?,
        prove_login,
        password_file: password_file?,
        ca: ca?,
        cert: cert?,
        key: key?,
        version,
        window: u16::try_from(window).ok()?,
        keep_alive: Duration::from_secs(keep_alive.into()),
        drain_per_second: drain,
    })
}

fn address(section: &Section<'_>, notes: &mut Notes<'_>) -> Option<url::Address> {
    let ask = "url = \"mqtts://HOST:8883\"";
    let found = section.required_text("url", ask, |_| false, notes)?;
    match url::parse(found.value) {
        Ok(address) => {
            if let Some((problem, remedy)) = url::doubt(&address) {
                notes.warning(&found.spot, problem, remedy);
            }
            Some(address)
        }
        Err((problem, remedy)) => {
            notes.error(&found.spot, problem, remedy);
            None
        }
    }
}

/// `Some(None)`: none given.
fn username(section: &Section<'_>, notes: &mut Notes<'_>) -> Option<Option<String>> {
    if !section.has("username") {
        return Some(None);
    }
    let ask = "the login's name, or remove the line";
    let found = section.text("username", ask, |name| !name.is_empty(), notes)?;
    if found.value.is_empty() {
        notes.error(&found.spot, "the name is empty", format!("write {ask}"));
        return None;
    }
    Some(Some(found.value.to_owned()))
}

fn version(section: &Section<'_>, notes: &mut Notes<'_>) -> MqttVersion {
    let ask = "version = 4 or version = 5";
    let Some(found) = section.whole_or("version", 4..=5, ask, notes) else {
        return MqttVersion::default();
    };
    notes.unused(&found.spot, "version");
    if found.value == 5 { MqttVersion::Five } else { MqttVersion::Four }
}

fn number(
    section: &Section<'_>,
    key: &'static str,
    numbers: (i64, u32, i64),
    notes: &mut Notes<'_>,
) -> u32 {
    let (least, usual, most) = numbers;
    let found = section.whole(key, least..=most, notes);
    found.and_then(|found| u32::try_from(found.value).ok()).unwrap_or(usual)
}

/// Keys that mean something only together.
fn pairs(section: &Section<'_>, notes: &mut Notes<'_>) {
    let pairs = [
        ("username", "password-file", "a name without a password is no login"),
        ("password-file", "username", "a password without a name is no login"),
        ("cert", "key", "a certificate without its key proves nothing"),
        ("key", "cert", "a key without its certificate proves nothing"),
    ];
    for (given, other, problem) in pairs {
        let is_certain = given == "username" && section.has("cert");
        if section.has(given) && !section.has(other) && !is_certain {
            let remedy = format!("write {other} = \"…\" too, or remove {given}");
            notes.missing(&section.spot_of(given), problem, remedy);
        }
    }
}

/// What others on the way could do.
fn safety(section: &Section<'_>, address: &url::Address, notes: &mut Notes<'_>) {
    let url = section.spot_of("url");
    if address.tls {
        if !section.has("ca") {
            let problem = "nothing says whose signature on the broker's certificate is trusted";
            let remedy = "write ca = \"/etc/hearth/ca.pem\"; Hearth trusts no other list";
            notes.missing(&url, problem, remedy);
        }
        if !section.has("username") && !section.has("cert") {
            let problem = "this home proves to the broker in no way who it is";
            let remedy = "write username and password-file, or cert and key";
            notes.warning(&url, problem, remedy);
        }
        return;
    }
    for key in ["ca", "cert", "key"] {
        if section.has(key) {
            let problem = format!("{key} is given, but mqtt:// does not encrypt");
            let remedy = format!("write mqtts:// in url, or remove {key}");
            notes.error(&section.spot_of(key), problem, remedy);
        }
    }
    if !address.is_loopback() {
        let problem = "this connection is not encrypted: whoever is on the way reads when this \
                       person sleeps and goes out, and can forge or swallow an alarm";
        notes.warning(&url, problem, "write \"mqtts://HOST:8883\" and ca");
    }
}
