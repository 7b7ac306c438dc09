//! Older people who lie down, sit up and get up with a tag on the chest that is read now and then: a
//! real stream of drop-outs, for how surely and how soon a bed exit is told.
//!
//! What can be scored: whether an exit is told once, when, and how late, though the stream falls silent
//! for seconds and minutes. What cannot: whether a sensor knows a bed from a chair. So the label of
//! each reading is the sensor's word, in bed (sitting on the bed or lying) or not; nothing else is
//! said, and nothing between readings.
//!
//! It is heard three times: as it was read; with somebody who has lain for a minute and is lost for some
//! seconds each minute or two; and by a module whose word of an empty bed is half a minute late. The trials are short: many
//! end with the person on their feet, and are taken to end that way. An absence counts from 60 s, a
//! stay of less in bed parts none; what lies within five seconds of that may be told either way, and
//! so may an absence that is longer only by a silence at its begin.

use std::path::Path;
use std::time::Duration;

use alerts::{Kind, Night, Plan, SourcePlan, Wall};
use fastrand::Rng;
use jiff::tz::TimeZone;
use protocol::Reading;

use super::agree::{Confusion, median};
use super::listen::{Listener, Said};
use super::progress::Progress;
use super::row::{Goal, Row, Unit};
use super::{ScoreError, files, read};

/// The shortest absence that counts, and how near to it nobody can tell; seconds.
const COUNTS: f64 = 60.0;
const BAND: f64 = 5.0;
/// What is said so near to an exit is said of it, seconds.
const NEAR: f64 = 20.0;
/// They are gone for so long after a trial, seconds: long enough for everything to be said.
const AFTER: f64 = 600.0;
/// 24 November 2026, 02:00 UTC: at night.
const BEGINS: i64 = 1_795_485_600_000;

/// How the stream comes to the home.
#[derive(Clone, Copy, Debug)]
struct Module {
    name: &'static str,
    /// The sleeper is lost for 2 to 20 s each minute or two.
    loses: bool,
    /// An empty bed is said so late, seconds, and the plan knows it.
    late: f64,
}

const MODULES: [Module; 3] = [
    Module { name: "as read", loses: false, late: 0.0 },
    Module { name: "sleeper lost at times", loses: true, late: 0.0 },
    Module { name: "30 s late", loses: false, late: 30.0 },
];

/// A word of the tag.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Read {
    /// Seconds.
    at: f64,
    in_bed: bool,
}

/// A time out of bed, from the last word in it to the next.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Absence {
    from: f64,
    /// The first word out of bed.
    seen: f64,
    /// Whether an exit has to be told; `None` where either is right.
    exit: Option<bool>,
}

/// What came of all trials by one module.
#[derive(Debug, Default)]
struct Tally {
    exits: Confusion,
    missed: Vec<(String, f64)>,
    /// Seconds between the exit and what was said to be it, in which trial, and from the first word
    /// out of bed until it was said.
    errors: Vec<(String, f64)>,
    waits: Vec<f64>,
}

pub(super) fn score(folder: &Path, progress: &mut Progress) -> Result<Vec<Row>, ScoreError> {
    let mut trials = Vec::new();
    for path in files(folder, "")? {
        let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        if name.contains("_Dataset__") {
            trials.push((name.replace("_Dataset__", " "), reads(&path)?));
        }
    }
    progress.begins("uci427", MODULES.len());
    let mut rows = Vec::new();
    for module in MODULES {
        let mut tally = Tally::default();
        for (seed, (name, reads)) in (0_u64..).zip(&trials) {
            tally.judge(name, &absences(reads), &lived(reads, module, seed), module);
        }
        rows.extend(rows_of(module, tally, trials.len()));
        progress.step();
    }
    Ok(rows)
}

fn rows_of(module: Module, tally: Tally, trials: usize) -> Vec<Row> {
    let set = format!("uci427, {}", module.name);
    let Tally { exits, missed, errors, waits } = tally;
    let far: Vec<_> = errors.iter().filter(|(_, error)| *error > 5.0).cloned().collect();
    let errors: Vec<f64> = errors.into_iter().map(|(_, error)| error).collect();
    let within = |seconds: &[f64], most: f64| {
        let good = seconds.iter().filter(|it| **it <= most).count();
        let count = |many: usize| u64::try_from(many).unwrap_or(0);
        super::agree::share(count(good), count(seconds.len()))
    };
    vec![
        Row::new(&set, "bed exits found", Unit::Share, exits.sensitivity())
            .of(format!("{} of {} in {trials} trials", exits.found, exits.found + exits.missed))
            .goal(Goal::AtLeast(0.99))
            .published("90.4 % tag on the chest (Ranasinghe 2014)")
            .each_in(Unit::Seconds, missed),
        Row::new(&set, "bed exits, precision", Unit::Share, exits.precision())
            .of(format!("{} invented", exits.invented))
            .goal(Goal::AtLeast(0.99))
            .published("99.2 % radar, 97.8 % mat (eNightLog)"),
        Row::new(&set, "exit dated within 5 s", Unit::Share, within(&errors, 5.0))
            .of(format!("median {:.1} s", median(&errors).unwrap_or(f64::NAN)))
            .goal(Goal::AtLeast(0.99))
            .each_in(Unit::Seconds, far),
        Row::new(&set, "exit said within 60 s", Unit::Share, within(&waits, 60.5))
            .of(format!("median {:.0} s", median(&waits).unwrap_or(f64::NAN)))
            .goal(Goal::AtLeast(0.99)),
    ]
}

impl Tally {
    fn judge(&mut self, trial: &str, absences: &[Absence], said: &[Said], module: Module) {
        let mut exits: Vec<&Said> =
            said.iter().filter(|said| said.topic == "event/bed-exit").collect();
        for absence in absences {
            let place = exits.iter().position(|exit| absence.apart(seconds(exit.from)) <= NEAR);
            match (absence.exit, place.map(|place| exits.remove(place))) {
                (Some(true), Some(exit)) => {
                    self.exits.add(true, true);
                    self.errors.push((trial.to_owned(), absence.apart(seconds(exit.from))));
                    self.waits.push((seconds(exit.when) - absence.seen - module.late).max(0.0));
                }
                (Some(true), None) => {
                    self.exits.add(true, false);
                    self.missed.push((format!("{trial} missed"), absence.from));
                }
                (Some(false), Some(_)) => {
                    self.exits.add(false, true);
                    self.missed.push((format!("{trial} invented"), absence.from));
                }
                (Some(false) | None, None) | (None, Some(_)) => {}
            }
        }
        for exit in exits {
            self.exits.add(false, true);
            self.missed.push((format!("{trial} invented"), seconds(exit.from)));
        }
    }
}

impl Absence {
    /// How far a moment is from it, seconds. Where the tag was silent they may have left at any
    /// moment of the silence.
    fn apart(&self, at: f64) -> f64 {
        (self.from - at).max(at - self.seen).max(0.0)
    }
}

/// Times out of bed, those joined that a stay of less than a minute parts.
fn absences(reads: &[Read]) -> Vec<Absence> {
    // Each with its begin, the first word out of bed, its end, and how long they lay before it.
    let mut spans: Vec<(f64, f64, f64, f64)> = Vec::new();
    let (mut entered, mut last) = (None, None);
    for read in reads {
        match (read.in_bed, last) {
            (true, _) => {
                if let Some(span) = spans.last_mut().filter(|span| span.2.is_infinite()) {
                    span.2 = read.at;
                    entered = Some(read.at);
                }
                entered = entered.or(Some(read.at));
                last = Some(read.at);
            }
            (false, Some(left)) => {
                let open = spans.last().is_some_and(|span| span.2.is_infinite());
                if !open {
                    let lay = left - entered.unwrap_or(left);
                    spans.push((left, read.at, f64::INFINITY, lay));
                }
            }
            (false, None) => {}
        }
    }
    let mut absences: Vec<Absence> = Vec::new();
    let mut end = f64::NEG_INFINITY;
    for (from, seen, to, lay) in spans {
        let alone = absences.is_empty() || from - end >= COUNTS + BAND;
        let exit = match to - from {
            _ if !alone || lay < COUNTS + BAND => None,
            _ if to - seen >= COUNTS + BAND => Some(true),
            long if long < COUNTS - BAND => Some(false),
            _ => None,
        };
        end = to;
        absences.push(Absence { from, seen, exit });
    }
    absences
}

/// Everything that the home says of a trial.
fn lived(reads: &[Read], module: Module, seed: u64) -> Vec<Said> {
    let exit_delay = Duration::from_secs_f64(module.late);
    let bed = SourcePlan { exit_delay, ..SourcePlan::new("bed".into(), Kind::BedRadar) };
    let plan = Plan { zone: TimeZone::UTC, night: Night::default(), sources: vec![bed] };
    let mut home = Listener::new(plan, Wall(BEGINS));
    for (at, in_bed) in module.words(reads, seed) {
        home.hear(ms(at), 0, &Reading::InBed(in_bed));
    }
    home.pass_to(ms(reads.last().map_or(0.0, |read| read.at) + AFTER));
    home.done().0
}

impl Module {
    /// What it says of the bed, and when.
    fn words(self, reads: &[Read], seed: u64) -> Vec<(f64, bool)> {
        let mut rng = Rng::with_seed(seed);
        let mut words: Vec<(f64, bool)> = Vec::new();
        // Since when they lie, and whether they ever did; one who sits there is not lost.
        let (mut since, mut lay) = (None, false);
        // When it says that the bed is empty; when the sleeper is lost, and found.
        let mut empty: Option<f64> = None;
        let mut lost = if self.loses { (60.0, 70.0) } else { (f64::INFINITY, f64::INFINITY) };
        for read in reads {
            // What is due by its own clock, though nothing is read then.
            words.extend(empty.filter(|due| *due <= read.at).map(|due| (due, false)));
            if read.at >= lost.1 {
                words.extend(Some((lost.1, true)).filter(|_| lay && empty.is_none()));
                let from = read.at + f64::from(rng.u8(50..120));
                lost = (from, from + f64::from(rng.u8(2..=20)));
            }
            lay |= read.in_bed;
            since = if read.in_bed { since.or(Some(read.at)) } else { None };
            empty = if read.in_bed { None } else { empty.or(Some(read.at + self.late)) };
            let sleeps = since.is_some_and(|since| lost.0 - since >= COUNTS);
            let is_lost = sleeps && (lost.0..lost.1).contains(&read.at);
            let falls = !lay || empty.is_some_and(|due| due <= read.at);
            words.push((read.at, !falls && !is_lost));
        }
        let last = reads.last().filter(|last| last.in_bed);
        words.extend(last.map(|last| (last.at.max(lost.1), true)).filter(|(at, _)| at.is_finite()));
        words.extend(empty.map(|due| (due.max(words.last().map_or(due, |last| last.0)), false)));
        words
    }
}

fn reads(path: &Path) -> Result<Vec<Read>, ScoreError> {
    let text = read(path)?;
    let mut reads: Vec<Read> = Vec::new();
    for (place, line) in text.lines().enumerate().filter(|(_, line)| !line.trim().is_empty()) {
        let expected = "nine numbers should stand here: seconds, three of acceleration, antenna, \
                        strength, phase, frequency, and a label of 1 to 4";
        let malformed = || ScoreError::Malformed { path: path.into(), line: place + 1, expected };
        let numbers: Result<Vec<f64>, _> =
            line.split(',').map(|number| number.trim().parse::<f64>()).collect();
        let numbers = numbers.map_err(|_| malformed())?;
        let [at, _, _, _, _, _, _, _, label] = numbers[..] else { return Err(malformed()) };
        if !at.is_finite() || !(0.0..1e6).contains(&at) || ![1.0, 2.0, 3.0, 4.0].contains(&label) {
            return Err(malformed());
        }
        reads.push(Read { at, in_bed: label == 1.0 || label == 3.0 });
    }
    Ok(reads)
}

#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "below 1e9, above 0")]
fn ms(seconds: f64) -> u64 {
    (seconds.max(0.0) * 1_000.0).round() as u64
}

#[expect(clippy::cast_precision_loss, reason = "milliseconds of a trial")]
const fn seconds(ms: u64) -> f64 {
    ms as f64 / 1_000.0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_absence_counts_from_a_minute_and_one_at_the_end_goes_on() {
        let spans = [(0, 100, true), (101, 130, false), (131, 230, true), (231, 300, false)];
        let more = [(301, 320, true), (321, 400, false), (401, 500, true), (501, 502, false)];
        let reads: Vec<Read> = spans
            .into_iter()
            .chain(more)
            .flat_map(|(from, to, in_bed)| (from..=to).map(move |at| (at, in_bed)))
            .map(|(at, in_bed)| Read { at: f64::from(at), in_bed })
            .collect();
        let found: Vec<_> =
            absences(&reads).iter().map(|absence| (absence.from, absence.exit)).collect();
        let lived = [(100.0, Some(false)), (230.0, Some(true)), (320.0, None), (500.0, Some(true))];
        assert_eq!(found, lived);
        let exits = |module| {
            let said = lived_exits(&reads, module);
            said.into_iter().map(|said| seconds(said.from)).collect::<Vec<_>>()
        };
        assert_eq!(exits(MODULES[0]), [231.0, 501.0], "the first word of it");
    }

    fn lived_exits(reads: &[Read], module: Module) -> Vec<Said> {
        let said = lived(reads, module, 1);
        said.into_iter().filter(|said| said.topic == "event/bed-exit").collect()
    }
}
