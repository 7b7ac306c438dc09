//! Which home is this, and when is its night?

use alerts::Night;
use jiff::tz::{TimeZone, TimeZoneDatabase};

use crate::findings::Notes;
use crate::names;
use crate::suggest::nearest;
use crate::walk::{Found, Section};

const KEYS: &[&str] = &["community", "id", "time-zone", "night"];

/// Which home this is. Nobody's name or address: the station knows who lives there.
#[derive(Clone, Debug, PartialEq)]
pub struct Home {
    /// The community whose broker it talks to.
    pub community: String,
    /// Its id within the community.
    pub id: String,
    /// Its time zone.
    pub time_zone: TimeZone,
    /// The zone's IANA name.
    pub time_zone_name: String,
    /// From when to when it is night, local time.
    pub night: Night,
}

pub(crate) fn read(file: &Section<'_>, notes: &mut Notes<'_>) -> Option<Home> {
    let section = file.section("home", KEYS, notes);
    if !file.has("home") {
        let remedy = "write [home] and below it community, id and time-zone";
        notes.missing(section.spot(), "the section [home] is missing", remedy);
    }
    let name = |key, example, notes: &mut Notes<'_>| {
        let found = section.required_text(key, example, notes)?;
        names::check(&found, notes)
    };
    let community = name("community", "\"kangzhuang\"", notes);
    let id = name("id", "\"h0042\"", notes);
    let zone = section
        .required_text("time-zone", "\"Asia/Shanghai\"", notes)
        .and_then(|found| zone(&found, notes));
    let night = match section.text("night", "\"21:00-07:00\"", notes) {
        Some(found) => night(&found, notes),
        None => Some(Night::default()),
    };
    let (time_zone_name, time_zone) = zone?;
    Some(Home { community: community?, id: id?, time_zone, time_zone_name, night: night? })
}

fn zone(found: &Found<&str>, notes: &mut Notes<'_>) -> Option<(String, TimeZone)> {
    let known = TimeZoneDatabase::bundled();
    if let Ok(zone) = known.get(found.value) {
        let name = zone.iana_name().unwrap_or(found.value).to_owned();
        return Some((name, zone));
    }
    let problem = format!("no time zone is called \"{}\"", found.value);
    notes.error(&found.spot, problem, meant(found.value, &known));
    None
}

/// The zone that somebody probably meant: a slip, a city without its continent, or Beijing, which
/// the database calls Shanghai.
fn meant(written: &str, known: &TimeZoneDatabase) -> String {
    let names: Vec<String> = known.available().map(|name| name.to_string()).collect();
    let names = || names.iter().map(String::as_str);
    let city = written.rsplit('/').next().unwrap_or(written);
    let of_city = || {
        names().find(|name| name.rsplit('/').next().is_some_and(|c| c.eq_ignore_ascii_case(city)))
    };
    let beijing = || ["Beijing", "Peking"].iter().any(|name| name.eq_ignore_ascii_case(city));
    match of_city().or_else(|| beijing().then_some("Asia/Shanghai")) {
        Some(name) => format!("did you mean \"{name}\"?"),
        None => match nearest(written, names()) {
            Some(name) => format!("did you mean \"{name}\"?"),
            None => "write an IANA name such as \"Asia/Shanghai\"".to_owned(),
        },
    }
}

/// `21:00-07:00`.
fn night(found: &Found<&str>, notes: &mut Notes<'_>) -> Option<Night> {
    let ends = found.value.split_once('-').map(|(from, to)| (minute(from), minute(to)));
    let remedy = "write it as in \"21:00-07:00\", from evening to morning";
    match ends {
        Some((Some(from), Some(to))) if from == to => {
            notes.error(&found.spot, "the night begins when it ends", remedy);
            None
        }
        Some((Some(from), Some(to))) => {
            if from < to {
                let problem = "this night does not cross midnight";
                notes.warning(&found.spot, problem, remedy);
            }
            Some(Night { from, to })
        }
        Some((_, None) | (None, _)) | None => {
            notes.error(&found.spot, "this is not from when to when it is night", remedy);
            None
        }
    }
}

/// Minutes since midnight.
fn minute(clock: &str) -> Option<u16> {
    let (hours, minutes) = clock.trim().split_once(':')?;
    let digits = |part: &str| part.len() <= 2 && part.bytes().all(|byte| byte.is_ascii_digit());
    let number = |part: &str| part.parse::<u16>().ok().filter(|_| digits(part));
    let (hours, minutes) = (number(hours)?, number(minutes)?);
    (hours < 24 && minutes < 60).then_some(hours * 60 + minutes)
}
