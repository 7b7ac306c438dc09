//! Sleep against polysomnography: people who slept in a laboratory, with what moved at their wrist.
//!
//! No radar lay over them, so their movement is made from the wrist's counts by three fixed maps,
//! because nobody knows how strongly a radar sees a given body: a home that is right for one of them
//! only has been tuned to a sensor. The home sees somebody come to bed as the recording begins, and
//! get up as it ends; the clock is set so that this is the night's end.
//!
//! Each epoch of 30 s is compared with what was said of it, in two ways: by the `minute` in which it
//! lies, as that was said when it was over; and by `sleep-onset` and `wake`, which come later and are
//! dated back. A minute of which nothing was known counts as not asleep. Minutes asleep and awake
//! after the onset are the summary's; where no summary came, those of the minutes. Sadeh's formula
//! stands beside it, to show what another rule has.

use std::path::Path;

use alerts::{Kind, Night, Plan, SourcePlan, Wall};
use jiff::tz::TimeZone;
use protocol::{PerMinute, Reading};
use serde_json::Value;

use super::agree::{Confusion, mean, median};
use super::listen::{Listener, Minute, Said, Slept};
use super::progress::Progress;
use super::row::{Goal, Row, Unit};
use super::{ScoreError, files, read, sadeh};

/// From the wrist's count of an epoch to a radar's movement, 0 to 100: `still + slope · count^0.62`.
/// The power makes a radar's spread of a wrist's.
#[derive(Clone, Copy, Debug)]
struct Map {
    name: &'static str,
    still: f64,
    slope: f64,
    power: f64,
}

/// The three, the second half of the first. The last has 57, the 90th percentile of a real radar's
/// stream (care.md 2.1), at the 99th percentile of the counts, 28.3.
const MAPS: [Map; 3] = [
    Map { name: "upper", still: 1.5, slope: 3.3, power: 0.62 },
    Map { name: "half", still: 0.75, slope: 1.65, power: 0.62 },
    Map { name: "p99-57", still: 1.5, slope: 6.98, power: 0.62 },
];

/// Milliseconds.
const SECOND: u64 = 1_000;
const MINUTE: u64 = 60 * SECOND;
const EPOCH: u64 = 30 * SECOND;
/// A radar of this family says a number each five seconds.
const CADENCE: u64 = 5 * SECOND;
/// An empty room before they come.
const LEAD: u64 = 10 * MINUTE;
/// Long enough after they got up for everything to be said: at noon a night is closed at the latest.
const AFTER: u64 = 6 * 60 * MINUTE;
/// 24 November 2026, 07:00 UTC, the end of the night.
const NIGHT_ENDS: u64 = 1_795_503_600_000;

/// What others reached: with the weights of Cole and Kripke on sums of a minute, and with a
/// regression that looks ahead.
const PUBLISHED_KAPPA: &str = ".425 Cole-Kripke, .47 regression (Walch 2019, 31 people)";
const PUBLISHED_SENSITIVITY: &str = "96.2 % Cole-Kripke, 94.9 % regression (Walch 2019)";
const PUBLISHED_SPECIFICITY: &str = "43.4 % Cole-Kripke, 52.0 % regression (Walch 2019)";
const PUBLISHED_TST: &str = "+48 ± 81 min, mattress sensor, n = 183 (medRxiv 2024)";
const PUBLISHED_WASO: &str = "−54 ± 78 min, mattress sensor, n = 183 (medRxiv 2024)";

/// Somebody's night.
#[derive(Clone, Debug)]
struct Person {
    id: String,
    /// By epochs.
    counts: Vec<f64>,
    asleep: Vec<bool>,
}

/// What the home made of it.
#[derive(Clone, Debug)]
struct Judged {
    id: String,
    /// As each `minute` said, when it was over.
    epochs: Confusion,
    /// As `sleep-onset` and `wake` said, later and dated back.
    told: Confusion,
    /// As Sadeh's formula says, with the whole night known.
    sadeh: Confusion,
    /// The home's less the truth, minutes; `None` if it said none.
    asleep_min: Option<f64>,
    waso_min: Option<f64>,
}

pub(super) fn score(folder: &Path, progress: &mut Progress) -> Result<Vec<Row>, ScoreError> {
    let people = people(folder)?;
    progress.begins("sleep_accel", people.len() * MAPS.len());
    let mut rows = Vec::new();
    for map in MAPS {
        let mut all = Vec::new();
        for person in &people {
            all.push(person.judged(map));
            progress.step();
        }
        rows.extend(rows_of(map, &all));
    }
    Ok(rows)
}

fn rows_of(map: Map, all: &[Judged]) -> Vec<Row> {
    let set = format!("sleep_accel {}", map.name);
    let mut rows = judged(
        &set,
        ["kappa, by minute", "sensitivity, by minute", "specificity, by minute"],
        all,
        |one| one.epochs,
    );
    rows.extend(judged(
        &set,
        [
            "kappa, by onset and wake",
            "sensitivity, by onset and wake",
            "specificity, by onset and wake",
        ],
        all,
        |one| one.told,
    ));
    let bias = |metric, of: fn(&Judged) -> Option<f64>| {
        let each = each(all, of);
        let figures: Vec<f64> = each.iter().map(|(_, figure)| *figure).collect();
        Row::new(&set, metric, Unit::Minutes, mean(&figures))
            .of(format!("{} people", each.len()))
            .goal(Goal::Within(10.0))
            .each(each)
    };
    rows.push(bias("asleep, bias", |one| one.asleep_min).published(PUBLISHED_TST));
    rows.push(bias("awake after onset, bias", |one| one.waso_min).published(PUBLISHED_WASO));
    let sadeh = ["kappa, by Sadeh", "sensitivity, by Sadeh", "specificity, by Sadeh"];
    let sadeh = judged(&set, sadeh, all, |one| one.sadeh);
    let beside = |row| Row { goal: None, published: None, ..row };
    rows.extend(sadeh.into_iter().map(beside));
    rows
}

/// Agreement with the laboratory of one way to read what the home said.
fn judged(
    set: &str,
    [kappa, sensitivity, specificity]: [&'static str; 3],
    all: &[Judged],
    of: fn(&Judged) -> Confusion,
) -> Vec<Row> {
    let pooled = all.iter().fold(Confusion::default(), |sum, one| sum.join(of(one)));
    let by = |figure: fn(Confusion) -> Option<f64>| each(all, |one| figure(of(one)));
    let kappas = by(Confusion::kappa);
    let middle = median(&kappas.iter().map(|(_, kappa)| *kappa).collect::<Vec<_>>());
    let people = match middle {
        Some(middle) => format!("{} people pooled, median {middle:.3}", all.len()),
        None => format!("{} people", all.len()),
    };
    vec![
        Row::new(set, kappa, Unit::Kappa, pooled.kappa())
            .of(people)
            .goal(Goal::AtLeast(0.43))
            .published(PUBLISHED_KAPPA)
            .each(kappas),
        Row::new(set, sensitivity, Unit::Share, pooled.sensitivity())
            .goal(Goal::AtLeast(0.93))
            .published(PUBLISHED_SENSITIVITY)
            .each(by(Confusion::sensitivity)),
        Row::new(set, specificity, Unit::Share, pooled.specificity())
            .goal(Goal::AtLeast(0.50))
            .published(PUBLISHED_SPECIFICITY)
            .each(by(Confusion::specificity)),
    ]
}

/// A figure of each of whom there is one.
fn each(all: &[Judged], of: impl Fn(&Judged) -> Option<f64>) -> Vec<(String, f64)> {
    all.iter().filter_map(|one| of(one).map(|figure| (one.id.clone(), figure))).collect()
}

impl Map {
    fn movement(self, count: f64) -> f64 {
        (self.still + self.slope * count.max(0.0).powf(self.power)).min(100.0)
    }
}

impl Person {
    fn judged(&self, map: Map) -> Judged {
        let (said, minutes) = self.lived(map);
        let slept: Vec<Slept> = self.minutes(&minutes);
        let mut epochs = Confusion::default();
        for (place, is) in self.asleep.iter().enumerate() {
            epochs.add(*is, slept.get(place / 2) == Some(&Slept::Asleep));
        }
        let spells = spells(&said);
        let mut told = Confusion::default();
        for (at, is) in (0_u64..).zip(&self.asleep) {
            let at = LEAD + at * EPOCH;
            told.add(*is, spells.iter().any(|(from, to)| (*from..*to).contains(&at)));
        }
        let mut sadeh = Confusion::default();
        for (minute, is) in
            sadeh::asleep(&self.minutes_moved(map)).iter().zip(self.asleep.chunks(2))
        {
            is.iter().for_each(|is| sadeh.add(*is, *minute));
        }
        let (asleep, waso) = self.truth();
        let summary = said.iter().rfind(|said| said.topic == "summary/night");
        let of = |key| summary.and_then(|said| said.body.get(key)).and_then(Value::as_f64);
        let (mine, my_waso) = match summary {
            Some(_) => (of("asleep_min"), of("waso_min")),
            None => by_minutes(&slept),
        };
        Judged {
            id: self.id.clone(),
            epochs,
            told,
            sadeh,
            asleep_min: mine.map(|mine| mine - asleep),
            waso_min: my_waso.map(|mine| mine - waso),
        }
    }

    /// How much the radar sees in each minute.
    fn minutes_moved(&self, map: Map) -> Vec<f64> {
        let minute = |epochs: &[f64]| {
            let moved: Vec<f64> = epochs.iter().map(|count| map.movement(*count)).collect();
            mean(&moved).unwrap_or(0.0)
        };
        self.counts.chunks(2).map(minute).collect()
    }

    /// What was said of each minute of the recording.
    fn minutes(&self, minutes: &[Minute]) -> Vec<Slept> {
        let mut slept = vec![Slept::Unknown; self.counts.len().div_ceil(2)];
        for minute in minutes.iter().filter(|minute| minute.from >= LEAD) {
            let place = usize::try_from((minute.from - LEAD) / MINUTE).unwrap_or(usize::MAX);
            if let Some(slept) = slept.get_mut(place) {
                *slept = minute.slept;
            }
        }
        slept
    }

    /// Minutes asleep, and awake between the first sleep and the last.
    fn truth(&self) -> (f64, f64) {
        let first = self.asleep.iter().position(|asleep| *asleep).unwrap_or(0);
        let last = self.asleep.iter().rposition(|asleep| *asleep).map_or(0, |last| last + 1);
        let asleep = self.asleep.iter().filter(|asleep| **asleep).count();
        #[expect(clippy::cast_precision_loss, reason = "epochs of a night")]
        (asleep as f64 / 2.0, (last.saturating_sub(first) - asleep) as f64 / 2.0)
    }

    /// Everything that the home says of it.
    fn lived(&self, map: Map) -> (Vec<Said>, Vec<Minute>) {
        let length = EPOCH * u64::try_from(self.counts.len()).unwrap_or(0);
        let begins = NIGHT_ENDS.saturating_sub(length + LEAD);
        let wall = Wall(i64::try_from(begins).unwrap_or(0));
        let mut home = Listener::new(plan(), wall);
        let mut say = |at: u64, reading: Reading| home.hear(at, 0, &reading);
        for at in (0..LEAD - CADENCE).step_by(5 * 1_000) {
            say(at, Reading::Presence(false));
            say(at, Reading::InBed(false));
            say(at, Reading::Movement(0));
        }
        say(LEAD - CADENCE, Reading::Presence(true));
        say(LEAD - CADENCE, Reading::Movement(60));
        // What a whole number of movement leaves over is carried on: the mean is the map's.
        let (mut owed, mut number) = (0.0, 0_u8);
        for (epoch, count) in (0_u64..).zip(&self.counts) {
            for sample in 0..EPOCH / CADENCE {
                let at = LEAD + epoch * EPOCH + sample * CADENCE;
                let wanted = map.movement(*count) + owed;
                #[expect(
                    clippy::cast_possible_truncation,
                    clippy::cast_sign_loss,
                    reason = "0 to 100"
                )]
                let movement = wanted.round().clamp(0.0, 100.0) as u8;
                owed = (wanted - f64::from(movement)).clamp(-1.0, 1.0);
                number = (number + 1) % 4;
                say(at, Reading::Presence(true));
                say(at, Reading::InBed(true));
                say(at, Reading::Movement(movement));
                say(at, Reading::HeartRate(PerMinute(60 + number)));
                say(at, Reading::BreathingRate(PerMinute(13 + number / 2)));
            }
        }
        let up = LEAD + length;
        say(up, Reading::Movement(80));
        say(up, Reading::InBed(false));
        for at in (up + CADENCE..up + AFTER).step_by(5 * 1_000) {
            say(at, Reading::Presence(false));
            say(at, Reading::Movement(0));
        }
        home.done()
    }
}

/// From each sleep-onset to the wake after it.
fn spells(said: &[Said]) -> Vec<(u64, u64)> {
    let (mut spells, mut since) = (Vec::new(), None);
    for said in said {
        match said.topic.as_str() {
            "event/sleep-onset" => since = Some(said.from),
            "event/wake" => spells.extend(since.take().map(|since| (since, said.from))),
            _ => {}
        }
    }
    spells.extend(since.map(|since| (since, u64::MAX)));
    spells
}

/// A radar over a bed, in a home of the universal time zone.
fn plan() -> Plan {
    let bed = SourcePlan::new("bed".into(), Kind::BedRadar);
    Plan { zone: TimeZone::UTC, night: Night::default(), sources: vec![bed] }
}

/// Minutes asleep, and not asleep between the first and the last, where no summary says it.
fn by_minutes(slept: &[Slept]) -> (Option<f64>, Option<f64>) {
    let is = |slept: &Slept| *slept == Slept::Asleep;
    let (Some(first), Some(last)) = (slept.iter().position(is), slept.iter().rposition(is)) else {
        return (Some(0.0), None);
    };
    let asleep = slept.iter().filter(|slept| is(slept)).count();
    #[expect(clippy::cast_precision_loss, reason = "minutes of a night")]
    (Some(asleep as f64), Some((last + 1 - first - asleep) as f64))
}

fn people(folder: &Path) -> Result<Vec<Person>, ScoreError> {
    const COUNTS: &str = "_count_feature.out";
    let mut people = Vec::new();
    for path in files(folder, COUNTS)? {
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        let id = name.trim_end_matches(COUNTS).to_owned();
        let counts = numbers(&path)?;
        let labels = numbers(&path.with_file_name(format!("{id}_psg_labels.out")))?;
        let epochs = counts.len().min(labels.len());
        let counts = counts.into_iter().take(epochs).collect();
        let asleep = labels.into_iter().take(epochs).map(|label| label > 0.5).collect();
        people.push(Person { id, counts, asleep });
    }
    Ok(people)
}

/// A number a line.
fn numbers(path: &Path) -> Result<Vec<f64>, ScoreError> {
    let text = read(path)?;
    let number = |(place, line): (usize, &str)| {
        line.trim().parse::<f64>().ok().filter(|number| number.is_finite()).ok_or_else(|| {
            let expected = "a number should stand here";
            ScoreError::Malformed { path: path.to_path_buf(), line: place + 1, expected }
        })
    };
    text.lines().enumerate().map(number).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn who_tosses_and_then_lies_still_for_hours_is_told_by_every_map() {
        // Ten minutes of tossing, three hours of sleep, a quarter of an hour of tossing, an hour.
        let stretches = [(20, false), (360, true), (30, false), (120, true)];
        let epochs = stretches.iter().flat_map(|(n, asleep)| std::iter::repeat_n(*asleep, *n));
        let asleep: Vec<bool> = epochs.collect();
        let counts = asleep.iter().map(|asleep| if *asleep { 0.0 } else { 90.0 }).collect();
        let person = Person { id: "made".into(), counts, asleep };
        for map in MAPS {
            let judged = person.judged(map);
            assert!(judged.told.sensitivity().unwrap() > 0.9, "{map:?}: {judged:?}");
            assert!(judged.told.specificity().unwrap() > 0.9, "{map:?}: {judged:?}");
            assert_eq!(judged.epochs.epochs(), 530);
        }
        assert_eq!(person.truth(), (240.0, 15.0));
    }

    #[test]
    fn a_line_that_is_no_number_is_named() {
        let folder = tempfile::tempdir().unwrap();
        std::fs::write(folder.path().join("7_count_feature.out"), "0.5\nnan\n").unwrap();
        let error = people(folder.path()).unwrap_err().to_string();
        assert!(error.ends_with("7_count_feature.out, line 2: a number should stand here"));
    }
}
