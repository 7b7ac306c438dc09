//! Which home is this, and when is its night?

use alerts::Night;
use jiff::tz::{TimeZone, TimeZoneDatabase};

use crate::findings::Notes;
use crate::names;
use crate::suggest::plain;
use crate::value::Found;
use crate::walk::Section;

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
    // Whose they are is never guessed: a wrong id sends this home's alarms to another's door.
    let name = |key, ask, notes: &mut Notes<'_>| {
        let found = section.required_text(key, ask, names::fits, notes)?;
        names::check_id(&found, notes)
    };
    let community =
        name("community", "the community's id, as in community = \"kangzhuang\"", notes);
    let id = name("id", "this home's id, as in id = \"h0042\"", notes);
    let ask = "the home's IANA zone, as in time-zone = \"Asia/Shanghai\"";
    let zone = section
        .required_text("time-zone", ask, |_| false, notes)
        .and_then(|found| zone(&found, notes));
    let night = match section.text("night", NIGHT, |_| false, notes) {
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
        if is_reversed(&name) {
            let side = if name.contains('+') { "behind" } else { "ahead of" };
            let problem = format!("in {name} the sign is the reverse: it is {side} Greenwich");
            notes.warning(&found.spot, problem, IANA);
        }
        return Some((name, zone));
    }
    let problem = format!("no time zone is called \"{}\"", found.value);
    notes.error(&found.spot, problem, meant(found.value, &known));
    None
}

/// What to write where there is no telling: a wrong zone has its night by day, without a word.
const IANA: &str = "write an IANA name: all of China is \"Asia/Shanghai\"";

/// Whether it is one of the zones (`Etc/GMT-8`) whose sign POSIX turned round.
fn is_reversed(name: &str) -> bool {
    let hours = name.strip_prefix("Etc/GMT").and_then(|rest| rest.strip_prefix(['+', '-']));
    hours.is_some_and(|hours| hours != "0")
}

/// The zone of the city that was written, where it has another continent or other letters. A
/// number of hours is none, and neither is another city.
fn meant(written: &str, known: &TimeZoneDatabase) -> String {
    if written.contains(|c: char| c.is_numeric() || matches!(c, '+' | '-')) {
        return IANA.to_owned();
    }
    let last = |name: &str| plain(name.rsplit('/').next().unwrap_or_default());
    let city = last(written);
    let names: Vec<String> = known.available().map(|name| name.to_string()).collect();
    let mut cities = names.iter().filter(|name| is_city(name) && last(name) == city);
    match (cities.next(), cities.next()) {
        (Some(only), None) => format!("did you mean \"{only}\"?"),
        (Some(_), Some(_)) | (None, _) => IANA.to_owned(),
    }
}

/// Whether a zone is called after a city, and not after a region or a number of hours.
fn is_city(name: &str) -> bool {
    const CONTINENTS: [&str; 10] = [
        "Africa",
        "America",
        "Antarctica",
        "Arctic",
        "Asia",
        "Atlantic",
        "Australia",
        "Europe",
        "Indian",
        "Pacific",
    ];
    let Some((continent, city)) = name.split_once('/') else { return false };
    CONTINENTS.contains(&continent) && !["North", "South", "West"].contains(&city)
}

/// How a night is written.
const NIGHT: &str = "it as in \"21:00-07:00\", from evening to morning";

/// Nobody is in bed for longer; what lies beyond is a slip (07:00-21:00).
const LONGEST_NIGHT_MIN: u16 = 16 * 60;

/// A night of this length leaves no day: no nap is ever one, and every exit is watched.
const NO_DAY_MIN: u16 = 20 * 60;

/// In a shorter night nothing is ever settled.
const SHORTEST_NIGHT_MIN: u16 = 2 * 60;

/// `21:00-07:00`.
fn night(found: &Found<&str>, notes: &mut Notes<'_>) -> Option<Night> {
    let remedy = format!("write {NIGHT}");
    let ends = found.value.split_once('-').map(|(from, to)| (minute(from), minute(to)));
    let Some((Some(from), Some(to))) = ends else {
        notes.error(&found.spot, "this is not from when to when it is night", remedy);
        return None;
    };
    if from == to {
        notes.error(&found.spot, "the night begins when it ends", remedy);
        return None;
    }
    let length = (to + DAY_MIN - from) % DAY_MIN;
    let said = format!("this night is {} h {:02} min long", length / 60, length % 60);
    if length > NO_DAY_MIN {
        // No error: earlier versions started with it, and no upgrade may leave a home dark.
        let problem = format!("{said}, and hardly anything will ever be day");
        notes.warning(&found.spot, problem, remedy);
    } else if !(SHORTEST_NIGHT_MIN..=LONGEST_NIGHT_MIN).contains(&length) {
        notes.warning(&found.spot, said, remedy);
    } else if from < to {
        notes.warning(&found.spot, "this night does not cross midnight", remedy);
    }
    Some(Night { from, to })
}

/// Minutes of a day.
const DAY_MIN: u16 = 24 * 60;

/// Minutes since midnight.
fn minute(clock: &str) -> Option<u16> {
    let (hours, minutes) = clock.trim().split_once(':')?;
    let digits = |part: &str| part.len() <= 2 && part.bytes().all(|byte| byte.is_ascii_digit());
    let number = |part: &str| part.parse::<u16>().ok().filter(|_| digits(part));
    let (hours, minutes) = (number(hours)?, number(minutes)?);
    (hours < 24 && minutes < 60).then_some(hours * 60 + minutes)
}
