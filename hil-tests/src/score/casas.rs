//! A real home of one resident with motion sensors and a door contact, every word of which somebody
//! has labelled: what is told of nights and of going out where nothing looks at the bed?
//!
//! Each place is a motion sensor that speaks at changes, the front door a contact; lamps say nothing
//! of people and are left out. The stamps are naive local time, taken as universal time. It is heard
//! twice: with the rooms' names, and with rooms called by numbers, of which the home has to learn
//! where somebody sleeps.
//!
//! The truth is in the labels. Who is labelled `Sleep`, `Go_To_Sleep` or `Wake_Up` lies in bed. A trip
//! is a run of `Bed_Toilet_Transition`; the rising is a morning's last `Wake_Up`.

use std::path::Path;

use alerts::{Kind, Night, Plan, SourcePlan, Wall};
use jiff::civil::DateTime;
use jiff::tz::TimeZone;
use protocol::{Contact, Means, Motion, Reading};

use super::agree::{pair, share};
use super::listen::{Listener, Said};
use super::progress::Progress;
use super::row::{Goal, Row, Unit};
use super::{ScoreError, read};

/// Milliseconds.
const SECOND: i64 = 1_000;
const MINUTE: i64 = 60 * SECOND;
const HOUR: i64 = 60 * MINUTE;
const DAY: i64 = 24 * HOUR;

/// Words with the same label this near to each other are of one doing.
const RUN: i64 = 30 * MINUTE;
/// What is said this near to a doing is said of it.
const NEAR: i64 = 3 * MINUTE;
/// A rising is told well within this (issue: wake time ± 15 min).
const RISING: i64 = 15 * MINUTE;

/// What is sensed where. `OutsideDoor` has a motion sensor, `Entry`, beside its contact.
const PLACES: [(&str, &str); 8] = [
    ("Kitchen", "kitchen"),
    ("Bathroom", "bathroom"),
    ("Bedroom", "bedroom"),
    ("LivingRoom", "living-room"),
    ("LoungeChair", "lounge-chair"),
    ("WorkArea", "work-area"),
    ("OutsideDoor", "entry"),
    ("FrontDoor", "front-door"),
];

/// A word of a sensor, and what the resident did.
#[derive(Clone, Debug)]
struct Word {
    /// Milliseconds since 1970, of the naive time.
    at: i64,
    source: usize,
    reading: Reading,
    label: String,
}

/// Words with the same label on end.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Run {
    from: i64,
    to: i64,
}

pub(super) fn score(folder: &Path, progress: &mut Progress) -> Result<Vec<Row>, ScoreError> {
    let words = words(&folder.join("data.txt"))?;
    progress.begins("casas_al", 2);
    let mut rows = Vec::new();
    for (set, named) in [("casas_al", true), ("casas_al, unnamed rooms", false)] {
        let said = lived(&words, named);
        rows.extend(nights(set, &words, &said, named));
        if named {
            rows.extend(passages(set, &words, &said));
        }
        progress.step();
    }
    Ok(rows)
}

/// Trips at night, what was invented of them, and the rising.
fn nights(set: &str, words: &[Word], said: &[At], named: bool) -> Vec<Row> {
    let trips = runs(words, "Bed_Toilet_Transition");
    let exits = of(said, "event/bed-exit");
    let found = matched(&trips, &exits);
    let missed: Vec<_> = trips.iter().zip(&found).filter(|(_, found)| found.is_none()).collect();
    let invented: Vec<i64> = exits.iter().copied().filter(|at| in_bed(words, *at)).collect();
    let mornings = mornings(words);
    let risings = of(said, "event/got-up");
    let errors: Vec<(String, f64)> = mornings
        .iter()
        .filter_map(|woke| {
            let day = risings.iter().find(|at| *at / DAY == woke / DAY)?;
            Some((stamp(*woke), minutes(day - woke)))
        })
        .collect();
    let good = errors.iter().filter(|(_, error)| error.abs() <= minutes(RISING)).count();
    let near: Vec<_> = missed.iter().map(|(run, _)| (stamp(run.from), 0.0)).collect();
    let nights = mornings.len();
    let mut rows = vec![
        Row::new(
            set,
            "night trips found",
            Unit::Share,
            part(trips.len() - missed.len(), trips.len()),
        )
        .of(format!("{} of {} trips", trips.len() - missed.len(), trips.len()))
        .goal(Goal::AtLeast(0.95))
        .published("89 %, a naive rule (49 of 55; care.md §3)")
        .each(near),
        Row::new(
            set,
            "night exits invented, per 10 nights",
            Unit::Rate,
            per_ten(invented.len(), nights),
        )
        .of(format!("{} in {nights} nights", invented.len()))
        .goal(Goal::AtMost(1.0))
        .each(invented.iter().map(|at| (stamp(*at), 1.0)).collect()),
        Row::new(set, "rising within 15 min", Unit::Share, part(good, nights))
            .of(format!("{good} of {nights} mornings"))
            .goal(Goal::AtLeast(0.95))
            .each_in(Unit::Minutes, errors),
    ];
    if !named {
        // Nobody has said what is to be reached there.
        rows.iter_mut().for_each(|row| row.goal = None);
    }
    if named {
        let naps = of(said, "event/nap");
        let chair = runs(words, "Sleep_Out_Of_Bed");
        rows.push(
            Row::new(
                set,
                "naps in a chair found",
                Unit::Share,
                part(matched(&chair, &naps).iter().flatten().count(), chair.len()),
            )
            .of(format!("{} labelled", chair.len()))
            .goal(Goal::AtLeast(0.95)),
        );
        let unlabelled = naps.iter().filter(|nap| !chair.iter().any(|run| run.has(**nap)));
        rows.push(
            Row::new(set, "naps invented", Unit::Count, Some(real(unlabelled.count())))
                .goal(Goal::AtMost(0.0)),
        );
    }
    rows
}

/// Leaving and coming home. Who steps out for a moment is neither away nor wrongly said to be.
fn passages(set: &str, words: &[Word], said: &[At]) -> Vec<Row> {
    let steps = runs(words, "Step_Out");
    let ways = [
        ("event/left-home", "Leave_Home", ["left home found", "left home invented"]),
        ("event/came-home", "Enter_Home", ["came home found", "came home invented"]),
    ];
    let mut rows = Vec::new();
    for (topic, label, [found, invented]) in ways {
        let (truth, told) = (runs(words, label), of(said, topic));
        let pairs = matched(&truth, &told);
        let missed = truth.iter().zip(&pairs).filter(|(_, pair)| pair.is_none());
        let missed: Vec<_> = missed.map(|(run, _)| (stamp(run.from), 0.0)).collect();
        let is_so = |at: &i64| truth.iter().chain(&steps).any(|run| run.has(*at));
        let wrong: Vec<_> =
            told.iter().filter(|at| !is_so(at)).map(|at| (stamp(*at), 1.0)).collect();
        let hits = truth.len() - missed.len();
        rows.push(
            Row::new(set, found, Unit::Share, part(hits, truth.len()))
                .of(format!("{hits} of {}", truth.len()))
                .goal(Goal::AtLeast(0.95))
                .each(missed),
        );
        rows.push(
            Row::new(set, invented, Unit::Share, part(wrong.len(), told.len()))
                .of(format!("{} of {} said", wrong.len(), told.len()))
                .goal(Goal::AtMost(0.02))
                .each(wrong),
        );
    }
    rows
}

impl Run {
    fn has(self, at: i64) -> bool {
        (self.from - NEAR..=self.to + NEAR).contains(&at)
    }
}

/// For each run, which of the moments belongs to it: each to one, the nearest first.
fn matched(runs: &[Run], moments: &[i64]) -> Vec<Option<usize>> {
    let seconds = |at: i64| minutes(at) * 60.0;
    let starts: Vec<f64> = runs.iter().map(|run| seconds(run.from)).collect();
    let said: Vec<f64> = moments.iter().map(|at| seconds(*at)).collect();
    let far = runs.iter().map(|run| run.to - run.from + NEAR).max().unwrap_or(0);
    let mut found = vec![None; runs.len()];
    for (place, other) in pair(&starts, &said, seconds(far)) {
        let fits = runs.get(place).zip(moments.get(other)).is_some_and(|(run, at)| run.has(*at));
        if let Some(found) = found.get_mut(place).filter(|_| fits) {
            *found = Some(other);
        }
    }
    found
}

/// Stretches of words with this label.
fn runs(words: &[Word], label: &str) -> Vec<Run> {
    let mut runs: Vec<Run> = Vec::new();
    for word in words.iter().filter(|word| word.label == label) {
        match runs.last_mut() {
            Some(run) if word.at - run.to <= RUN => run.to = word.at,
            Some(_) | None => runs.push(Run { from: word.at, to: word.at }),
        }
    }
    runs
}

/// Whether all that was sensed about then is of somebody in bed.
fn in_bed(words: &[Word], at: i64) -> bool {
    let about = words.iter().filter(|word| (at - 30 * SECOND..=at + 5 * MINUTE).contains(&word.at));
    let mut some = false;
    for word in about {
        if !["Sleep", "Go_To_Sleep", "Wake_Up"].contains(&word.label.as_str()) {
            return false;
        }
        some = true;
    }
    some
}

/// When they woke for good: the last `Wake_Up` before noon of each day.
fn mornings(words: &[Word]) -> Vec<i64> {
    let mut last: Vec<i64> = Vec::new();
    for run in runs(words, "Wake_Up").iter().filter(|run| run.from % DAY < DAY / 2) {
        match last.last_mut() {
            Some(woke) if *woke / DAY == run.from / DAY => *woke = run.from,
            Some(_) | None => last.push(run.from),
        }
    }
    last
}

/// Something said, for that moment.
type At = (String, i64);

fn of(said: &[At], topic: &str) -> Vec<i64> {
    said.iter().filter(|(other, _)| other == topic).map(|(_, at)| *at).collect()
}

/// Everything that the home says of it.
fn lived(words: &[Word], named: bool) -> Vec<At> {
    let Some(begins) = words.first().map(|word| word.at - 10 * MINUTE) else { return Vec::new() };
    let ends = words.last().map_or(begins, |word| word.at + HOUR);
    let since = |at: i64| u64::try_from(at - begins).unwrap_or(0);
    let mut home = Listener::new(plan(named), Wall(begins));
    for word in words {
        home.hear(since(word.at), word.source, &word.reading);
    }
    home.pass_to(since(ends));
    let (said, _) = home.done();
    said.into_iter()
        .map(|Said { topic, from, .. }| (topic, begins + i64::try_from(from).unwrap_or(0)))
        .collect()
}

fn plan(named: bool) -> Plan {
    let source = |(place, (_, name)): (usize, &(&str, &str))| {
        let door = *name == "front-door";
        let kind = if door { Kind::Input(Means::Entrance) } else { Kind::Other };
        let name = if named || door { (*name).into() } else { format!("motion-{place}") };
        SourcePlan { room: Some(name.clone()), ..SourcePlan::new(name, kind) }
    };
    let sources = PLACES.iter().enumerate().map(source).collect();
    Plan { zone: TimeZone::UTC, night: Night::default(), sources }
}

fn words(path: &Path) -> Result<Vec<Word>, ScoreError> {
    let text = read(path)?;
    let mut words = Vec::new();
    for (place, line) in text.lines().enumerate() {
        let parts: Vec<&str> = line.split_whitespace().collect();
        let malformed =
            |expected| ScoreError::Malformed { path: path.into(), line: place + 1, expected };
        let [date, time, place, sensor, value, label] = parts[..] else {
            return Err(malformed("date, time, place, sensor, value and label should stand here"));
        };
        let moment: DateTime = format!("{date}T{time}")
            .parse()
            .map_err(|_| malformed("a date and a time should begin it"))?;
        let at = TimeZone::UTC.to_timestamp(moment).map_err(|_| malformed("its date is none"))?;
        let at = at.as_millisecond();
        let reading = match value {
            "ON" => Reading::Motion(Motion::Active),
            "OFF" => Reading::Motion(Motion::None),
            "OPEN" => Reading::Contact(Contact::Open),
            "CLOSE" => Reading::Contact(Contact::Closed),
            _ => return Err(malformed("ON, OFF, OPEN or CLOSE should be its fifth word")),
        };
        let named = if sensor == "FrontDoor" { sensor } else { place };
        // Lamps do not see people.
        let source = PLACES.iter().position(|(name, _)| *name == named);
        if let Some(source) = source.filter(|_| !sensor.ends_with("Light")) {
            words.push(Word { at, source, reading, label: label.into() });
        }
    }
    Ok(words)
}

fn stamp(at: i64) -> String {
    jiff::Timestamp::from_millisecond(at)
        .map_or_else(|_| at.to_string(), |at| at.strftime("%d %b %H:%M").to_string())
}

#[expect(clippy::cast_precision_loss, reason = "milliseconds since 1970")]
fn minutes(ms: i64) -> f64 {
    ms as f64 / 60_000.0
}

#[expect(clippy::cast_precision_loss, reason = "there are few")]
const fn real(count: usize) -> f64 {
    count as f64
}

fn part(part: usize, whole: usize) -> Option<f64> {
    share(u64::try_from(part).unwrap_or(0), u64::try_from(whole).unwrap_or(0))
}

fn per_ten(count: usize, nights: usize) -> Option<f64> {
    part(count * 10, nights)
}

#[cfg(test)]
mod tests {
    use super::*;

    const MADE: &str = "2011-06-15 23:00:00.5 Bedroom Bedroom ON Go_To_Sleep\n\
        2011-06-15 23:00:02 Bedroom Bedroom OFF Go_To_Sleep\n\
        2011-06-16 01:00:00 Bedroom Bedroom ON Wake_Up\n\
        2011-06-16 01:00:09 Bathroom Bathroom ON Bed_Toilet_Transition\n\
        2011-06-16 01:00:11 Bathroom BathroomLight ON Bed_Toilet_Transition\n\
        2011-06-16 01:03:00 Bathroom Bathroom OFF Bed_Toilet_Transition\n\
        2011-06-16 07:30:00 Bedroom Bedroom ON Wake_Up\n";

    #[test]
    fn labels_make_trips_and_risings_and_lamps_are_left_out() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("data.txt");
        std::fs::write(&path, MADE).unwrap();
        let words = words(&path).unwrap();
        assert_eq!(words.len(), 6);
        let trips = runs(&words, "Bed_Toilet_Transition");
        let trip = trips[0];
        assert_eq!((trips.len(), trip.to - trip.from), (1, 171 * SECOND));
        assert_eq!(
            mornings(&words).iter().map(|at| stamp(*at)).collect::<Vec<_>>(),
            ["16 Jun 07:30"]
        );
        assert!(in_bed(&words, words[0].at) && !in_bed(&words, trip.from - 10 * SECOND));
        assert_eq!(matched(&trips, &[trip.from - 5 * MINUTE, trip.from - 9_000]), [Some(1)]);
    }

    #[test]
    fn a_line_that_is_none_is_named() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("data.txt");
        std::fs::write(&path, format!("{MADE}2011-06-16 08:00:00 Bedroom Bedroom MAYBE Sleep\n"))
            .unwrap();
        let error = words(&path).unwrap_err().to_string();
        assert!(error.ends_with("line 8: ON, OFF, OPEN or CLOSE should be its fifth word"));
    }
}
