//! Nights and days that were made up, of which everything is known: naps, turn-overs and the onset of
//! sleep, with a radar that speaks each second and one that speaks each five.
//!
//! They come from what is known of radars and of people (care.md 2.1, 2.2), and share neither code nor
//! numbers with the machines that are tried on them.

mod life;
mod radar;
mod turns;

use alerts::{Kind, Night, Plan, SourcePlan, Wall};
use jiff::tz::TimeZone;
use serde_json::Value;

use self::life::{DAY, DAYS, Life, Slept, Way};
use self::radar::{MODULES, Module};
use super::agree::{median, pair, share};
use super::listen::{Listener, Said};
use super::progress::Progress;
use super::row::{Goal, Row, Unit};

/// Lives of each way and radar; more of those with naps, so that one in a hundred shows.
const LIVES: u64 = 24;
const WITH_NAPS: u64 = 80;

/// 23 November 2026, 00:00 UTC.
const MIDNIGHT: i64 = 1_795_392_000_000;
/// Milliseconds.
const HOUR: i64 = 3_600_000;

/// Shorter and longer sleep by day may be called a nap or not: a nap begins with 20 min (care.md 2.2),
/// and is told to 5.
const MAY_BE_NAP: std::ops::Range<u64> = 15 * 60..25 * 60;
/// Awake for no longer is the same nap (care.md 2.2).
const NAP_JOINS: u64 = 10 * 60;
/// What is so near to a turn-over is it, seconds: as long as two bursts are joined, and a radar's
/// slowest word.
const TURN_NEAR: f64 = 15.0;

/// What came of one life.
#[derive(Clone, Debug, Default)]
struct Tally {
    /// Naps, and those of them whose length was told to 5 min; naps that were none.
    naps: (u64, u64),
    invented: u64,
    nap_errors: Vec<f64>,
    /// Turn-overs, those found, and those said.
    turns: (u64, u64, u64),
    /// By nights: said less lived, of lived.
    counts: Vec<f64>,
    /// Minutes from the onset of the night's sleep to what was said to be it.
    onsets: Vec<f64>,
    unsaid_onsets: u64,
    /// Minutes asleep as summaries say, less lived.
    asleep: Vec<f64>,
}

/// Of the lives whose seeds begin with `first`.
pub(super) fn score(first: u64, progress: &mut Progress) -> Vec<Row> {
    progress.begins("nights", MODULES.len() * Way::ALL.len());
    let mut rows = Vec::new();
    for module in MODULES {
        let mut all = Vec::new();
        for way in Way::ALL {
            let lives = if way == Way::Naps { WITH_NAPS } else { LIVES };
            let tallies = (first..first.saturating_add(lives)).map(|seed| lived(way, module, seed));
            all.push((way, tallies.fold(Tally::default(), Tally::join)));
            progress.step();
        }
        rows.extend(rows_of(module, &all));
    }
    rows
}

fn rows_of(module: Module, all: &[(Way, Tally)]) -> Vec<Row> {
    let set = format!("nights, {}", module.name);
    let sum = all.iter().fold(Tally::default(), |sum, (_, tally)| sum.join(tally.clone()));
    let each = |of: fn(&Tally) -> Option<f64>| {
        let with = |(way, tally): &(Way, Tally)| Some((way.name().to_owned(), of(tally)?));
        all.iter().filter_map(with).collect::<Vec<_>>()
    };
    let row = |metric, unit, of: fn(&Tally) -> Option<f64>| {
        Row::new(&set, metric, unit, of(&sum)).each(each(of))
    };
    let nights = sum.counts.len();
    let found = |it: &Tally| share(it.turns.1, it.turns.0);
    let bias = |it: &Tally| share(it.turns.2, it.turns.0).map(|share| share - 1.0);
    let usual = |it: &Tally| median(&it.counts.iter().map(|it| it.abs()).collect::<Vec<_>>());
    vec![
        row("naps told to ± 5 min", Unit::Share, |it| share(it.naps.1, it.naps.0))
            .of(format!("{} of {}", sum.naps.1, sum.naps.0))
            .goal(Goal::AtLeast(0.95))
            .published("~ 90 % found, mattress sensor at home (care.md §3)"),
        row("nap length, median error", Unit::Minutes, |it| median(&it.nap_errors))
            .goal(Goal::Within(5.0)),
        row("naps invented", Unit::Count, |it| Some(real(it.invented))).goal(Goal::AtMost(0.0)),
        row("turn-overs found", Unit::Share, found)
            .of(format!("{} of {}", sum.turns.1, sum.turns.0))
            .goal(Goal::AtLeast(0.92))
            .published("92.08 % posture change, bed vibration (Helena)"),
        row("turn-over count, bias", Unit::Share, bias)
            .of(format!("{} said", sum.turns.2))
            .goal(Goal::Within(0.10)),
        row("turn-over count, median night's error", Unit::Share, usual)
            .of(format!("{nights} nights"))
            .goal(Goal::AtMost(0.10)),
        row("sleep onset, median error", Unit::Minutes, |it| median(&it.onsets))
            .of(format!("{} nights, {} without", sum.onsets.len(), sum.unsaid_onsets))
            .goal(Goal::Within(10.0))
            .published("< 6 min radar, > 16 min mats (JMIR 2023 e46338)"),
        row("sleep onset within 10 min", Unit::Share, |it| {
            let good = it.onsets.iter().filter(|error| error.abs() <= 10.0).count();
            let all = it.onsets.len() + usize::try_from(it.unsaid_onsets).unwrap_or(0);
            share(u64::try_from(good).unwrap_or(0), u64::try_from(all).unwrap_or(0))
        }),
        row("asleep by summary, median error", Unit::Minutes, |it| median(&it.asleep))
            .of(format!("{} nights", sum.asleep.len())),
    ]
}

impl Tally {
    fn join(mut self, other: Self) -> Self {
        self.naps = (self.naps.0 + other.naps.0, self.naps.1 + other.naps.1);
        self.invented += other.invented;
        self.nap_errors.extend(other.nap_errors);
        let (one, two) = (self.turns, other.turns);
        self.turns = (one.0 + two.0, one.1 + two.1, one.2 + two.2);
        self.counts.extend(other.counts);
        self.onsets.extend(other.onsets);
        self.unsaid_onsets += other.unsaid_onsets;
        self.asleep.extend(other.asleep);
        self
    }
}

/// A life, heard by a home, and what came of it.
fn lived(way: Way, module: Module, seed: u64) -> Tally {
    let life = Life::new(way, seed);
    let seconds = radar::sense(&life, seed);
    let mut home = Listener::new(plan(module), Wall(MIDNIGHT + HOUR * i64::from(way.begins())));
    radar::say(module, &seconds, seed, &mut |second, reading| {
        home.hear(second * 1_000, 0, &reading);
    });
    home.pass_to((DAYS * DAY + 2 * 3_600) * 1_000);
    let (said, _) = home.done();
    let mut tally = Tally::default();
    tally.judge_naps(&life, &said);
    tally.judge_turns(&turns::lived(&seconds), &said);
    tally.judge_nights(&life, &said);
    tally
}

impl Tally {
    fn judge_naps(&mut self, life: &Life, said: &[Said]) {
        let naps: Vec<Slept> = life.naps();
        let told: Vec<(f64, f64)> = said
            .iter()
            .filter(|said| said.topic == "event/nap")
            .filter_map(|said| {
                let asleep = said.body.get("asleep_min").and_then(Value::as_f64)?;
                Some((seconds(said.from), asleep))
            })
            .collect();
        let mut real_ones = vec![false; told.len()];
        for nap in naps {
            // They are said to sleep from half an hour before to its end.
            let near = real(nap.from) - 1_800.0..real(nap.to);
            let place = told.iter().position(|(at, _)| near.contains(at));
            if let Some(is) = place.and_then(|place| real_ones.get_mut(place)) {
                *is = true;
            }
            if nap.asleep < MAY_BE_NAP.start {
                // Too short to be called one.
                self.invented += u64::from(place.is_some());
                continue;
            }
            let error = place
                .and_then(|place| told.get(place))
                .map(|(_, asleep)| asleep - real(nap.asleep) / 60.0);
            if MAY_BE_NAP.contains(&nap.asleep) {
                continue;
            }
            self.naps.0 += 1;
            self.naps.1 += u64::from(error.is_some_and(|error| error.abs() <= 5.0));
            self.nap_errors.extend(error);
        }
        let none = real_ones.iter().filter(|real| !**real).count();
        self.invented += u64::try_from(none).unwrap_or(0);
    }

    fn judge_turns(&mut self, lived: &[u64], said: &[Said]) {
        let lived: Vec<f64> = lived.iter().map(|second| real(*second)).collect();
        let told = said.iter().filter(|said| said.topic == "event/turn-over");
        let told: Vec<f64> = told.map(|said| seconds(said.from)).collect();
        let pairs = pair(&lived, &told, TURN_NEAR);
        let count = |many: usize| u64::try_from(many).unwrap_or(0);
        self.turns = (count(lived.len()), count(pairs.len()), count(told.len()));
        for day in 0..DAYS {
            let of_day = |at: &&f64| (real(day * DAY)..real(day * DAY + DAY)).contains(*at);
            let (is, said) =
                (lived.iter().filter(of_day).count(), told.iter().filter(of_day).count());
            self.counts.extend(share(count(said), count(is)).map(|share| share - 1.0));
        }
    }

    /// The onset of each night's sleep, and how long it was by the summary.
    fn judge_nights(&mut self, life: &Life, said: &[Said]) {
        let onsets: Vec<f64> = said
            .iter()
            .filter(|said| said.topic == "event/sleep-onset")
            .map(|said| seconds(said.from))
            .collect();
        for night in life.nights() {
            let (first, to) = (night.from, night.to);
            let near = onsets
                .iter()
                .map(|at| at - real(first))
                .filter(|error| *error > -2.0 * 3_600.0 && *error < real(to - first))
                .min_by(|one, other| one.abs().total_cmp(&other.abs()));
            match near {
                Some(error) => self.onsets.push(error / 60.0),
                None => self.unsaid_onsets += 1,
            }
            let summary = said.iter().rfind(|said| {
                said.topic == "summary/night"
                    && (real(to)..real(to + DAY)).contains(&seconds(said.when))
            });
            let asleep =
                summary.and_then(|said| said.body.get("asleep_min")).and_then(Value::as_f64);
            self.asleep.extend(asleep.map(|asleep| asleep - real(night.asleep) / 60.0));
        }
    }
}

impl Life {
    /// Sleep by day that is no night's; of any length.
    fn naps(&self) -> Vec<Slept> {
        let by_day = |slept: &Slept| slept.from % DAY < 8 * 3_600 && slept.asleep < 3 * 3_600;
        let is = |slept: &Slept| by_day(slept) && self.way == Way::Naps;
        self.slept(NAP_JOINS).into_iter().filter(is).collect()
    }

    /// The sleep of each night, or of a night worker's day: its parts together.
    fn nights(&self) -> Vec<Slept> {
        self.slept(4 * 3_600).into_iter().filter(|slept| slept.asleep > 3 * 3_600).collect()
    }
}

fn plan(module: Module) -> Plan {
    let quiet = std::time::Duration::from_secs(5 + 5 * module.cadence);
    let bed = SourcePlan { quiet, ..SourcePlan::new("bed".into(), Kind::BedRadar) };
    Plan { zone: TimeZone::UTC, night: Night::default(), sources: vec![bed] }
}

#[expect(clippy::cast_precision_loss, reason = "seconds of two days")]
const fn real(count: u64) -> f64 {
    count as f64
}

fn seconds(ms: u64) -> f64 {
    real(ms) / 1_000.0
}
