//! Real nights of a sensor under the mattress, minute by minute: are heart and breathing rates kept,
//! and is none made up?
//!
//! The rates of each minute are said as a radar says them, each five seconds, with the movement of
//! somebody who is awake or asleep as the sensor's own stage has it. In a minute without a rate nothing
//! is said. After ten such minutes the bed is empty. It is heard twice: once by a module that then
//! falls silent, and once by one that goes on repeating the last rates.
//!
//! Sleep is not scored here: nobody watched, and the movement is made from what would be scored.

use std::collections::BTreeMap;
use std::path::Path;

use alerts::{Kind, Night, Plan, SourcePlan, Wall};
use jiff::Timestamp;
use jiff::fmt::temporal::Pieces;
use jiff::tz::{Offset, TimeZone};
use protocol::{PerMinute, Reading};

use super::agree::share;
use super::listen::{Listener, Minute, Said};
use super::progress::Progress;
use super::row::{Goal, Row, Unit};
use super::{ScoreError, read};

/// Milliseconds.
const SECOND: u64 = 1_000;
const MINUTE: u64 = 60 * SECOND;
const CADENCE: u64 = 5 * SECOND;
/// An empty bed before the first night and after the last, minutes.
const AROUND: u64 = 30;
/// After so many minutes without a rate nobody is in bed.
const EMPTY: u64 = 10;

/// What was measured in a minute.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Measured {
    heart: Option<u8>,
    breath: Option<u8>,
    awake: bool,
}

/// All of it: what minute of the recording, and what was measured in it.
#[derive(Clone, Debug)]
struct Nights {
    /// Milliseconds since 1970 of its first minute, and how far east of UTC.
    begins: i64,
    offset: Offset,
    minutes: BTreeMap<u64, Measured>,
}

/// What becomes of the rates in an empty bed.
const LATCHES: [(&str, bool); 2] = [("withings_night", false), ("withings_night, latched", true)];

pub(super) fn score(folder: &Path, progress: &mut Progress) -> Result<Vec<Row>, ScoreError> {
    let nights = Nights::read(folder)?;
    progress.begins("withings_night", LATCHES.len());
    let mut rows = Vec::new();
    for (set, latched) in LATCHES {
        let (said, minutes) = nights.lived(latched);
        rows.extend(nights.rows(set, &said, &minutes));
        progress.step();
    }
    Ok(rows)
}

impl Nights {
    fn read(folder: &Path) -> Result<Self, ScoreError> {
        let stages = values(&folder.join("raw_sleep-monitor_sleep-state.csv"))?;
        let hearts = values(&folder.join("raw_sleep-monitor_hr.csv"))?;
        let breaths = values(&folder.join("raw_sleep-monitor_respiratory-rate.csv"))?;
        let begins = hearts.iter().map(|(at, ..)| *at).min().unwrap_or(0);
        let offset = hearts.first().map_or(Offset::UTC, |(_, offset, _)| *offset);
        let mut minutes: BTreeMap<u64, Measured> = BTreeMap::new();
        let place = |at: i64| u64::try_from((at - begins) / 60_000).unwrap_or(0);
        for (at, _, heart) in hearts {
            minutes.entry(place(at)).or_default().heart = Some(heart);
        }
        for (at, _, breath) in breaths {
            minutes.entry(place(at)).or_default().breath = Some(breath);
        }
        for (at, _, stage) in stages {
            minutes.entry(place(at)).or_default().awake = stage == 0;
        }
        Ok(Self { begins, offset, minutes })
    }

    /// Everything that the home says of it.
    fn lived(&self, latched: bool) -> (Vec<Said>, Vec<Minute>) {
        let sources = vec![SourcePlan::new("bed".into(), Kind::BedRadar)];
        let plan = Plan { zone: TimeZone::fixed(self.offset), night: Night::default(), sources };
        let around = i64::try_from(AROUND * MINUTE).unwrap_or(0);
        let mut home = Listener::new(plan, Wall(self.begins - around));
        let last = self.minutes.last_key_value().map_or(0, |(minute, _)| *minute);
        let (mut unmeasured, mut before) = (EMPTY, Measured::default());
        for minute in 0..AROUND + last + AROUND {
            let at = minute * MINUTE;
            let measured = minute.checked_sub(AROUND).and_then(|it| self.minutes.get(&it));
            unmeasured = if measured.is_some() { 0 } else { unmeasured + 1 };
            if unmeasured >= EMPTY {
                let rates = if latched { before } else { Measured::default() };
                empty_minute(&mut home, at, rates);
            } else if let Some(measured) = measured {
                minute_in_bed(&mut home, at, *measured);
                before = *measured;
            }
        }
        home.pass_to((AROUND + last + AROUND) * MINUTE);
        home.done()
    }

    fn rows(&self, set: &str, said: &[Said], minutes: &[Minute]) -> Vec<Row> {
        let told = |minute: u64| {
            let from = (minute + AROUND) * MINUTE;
            minutes
                .binary_search_by_key(&from, |told| told.from)
                .ok()
                .and_then(|it| minutes.get(it))
        };
        let mut kept = [(0, 0); 2];
        for (minute, measured) in &self.minutes {
            let said = told(*minute);
            let pairs = [
                (measured.heart, said.and_then(|said| said.heart_rate)),
                (measured.breath, said.and_then(|said| said.breathing_rate)),
            ];
            for (counted, (is, said)) in kept.iter_mut().zip(pairs) {
                let Some(is) = is.map(f64::from) else { continue };
                counted.1 += 1;
                counted.0 += u64::from(said.is_some_and(|said| (said - is).abs() < 0.5));
            }
        }
        let measured = |from: u64| {
            let minute = (from / MINUTE).checked_sub(AROUND);
            minute.is_some_and(|minute| self.minutes.contains_key(&minute))
        };
        let rates = |told: &&Minute| told.heart_rate.is_some() || told.breathing_rate.is_some();
        let invented = minutes.iter().filter(rates).filter(|told| !measured(told.from)).count();
        let [heart, breath] = kept;
        let of = |(kept, all): (u64, u64)| format!("{kept} of {all} minutes");
        vec![
            Row::new(set, "minutes of heart rate kept", Unit::Share, share(heart.0, heart.1))
                .of(of(heart))
                .goal(Goal::AtLeast(0.98)),
            Row::new(set, "minutes of breathing rate kept", Unit::Share, share(breath.0, breath.1))
                .of(of(breath))
                .goal(Goal::AtLeast(0.98)),
            Row::new(set, "minutes of rates invented", Unit::Count, Some(real(invented)))
                .goal(Goal::AtMost(0.0)),
            alarms(set, said),
        ]
    }
}

/// Alarms of heart, breath and life on nights on which nothing happened.
fn alarms(set: &str, said: &[Said]) -> Row {
    let kinds =
        ["alarm/vitals", "alarm/no-breathing", "alarm/no-sign-of-life", "alarm/sensor-fault"];
    let raised = said.iter().filter(|said| {
        let step = said.body.get("step").and_then(serde_json::Value::as_str);
        kinds.contains(&said.topic.as_str()) && step == Some("raised")
    });
    let each: Vec<_> = raised.map(|said| (said.topic.clone(), real_ms(said.from))).collect();
    Row::new(set, "alarms of life and vitals", Unit::Count, Some(real(each.len())))
        .goal(Goal::AtMost(0.0))
        .each_in(Unit::Minutes, each)
}

fn minute_in_bed(home: &mut Listener, at: u64, measured: Measured) {
    for sample in 0..MINUTE / CADENCE {
        let at = at + sample * CADENCE;
        // Awake one stirs now and then, asleep one hardly does.
        let movement = match (measured.awake, sample % 4) {
            (true, 0) => 14,
            (true, _) => 3,
            (false, 0) => 2,
            (false, _) => 1,
        };
        home.hear(at, 0, &Reading::Presence(true));
        home.hear(at, 0, &Reading::InBed(true));
        home.hear(at, 0, &Reading::Movement(movement));
        say_rates(home, at, measured);
    }
}

fn empty_minute(home: &mut Listener, at: u64, latched: Measured) {
    for at in (at..at + MINUTE).step_by(5 * 1_000) {
        home.hear(at, 0, &Reading::Presence(false));
        home.hear(at, 0, &Reading::InBed(false));
        home.hear(at, 0, &Reading::Movement(0));
        say_rates(home, at, latched);
    }
}

fn say_rates(home: &mut Listener, at: u64, rates: Measured) {
    if let Some(heart) = rates.heart {
        home.hear(at, 0, &Reading::HeartRate(PerMinute(heart)));
    }
    if let Some(breath) = rates.breath {
        home.hear(at, 0, &Reading::BreathingRate(PerMinute(breath)));
    }
}

/// Lines of `start,"[durations]","[values]"`: the begin of each minute, its offset, and its value.
fn values(path: &Path) -> Result<Vec<(i64, Offset, u8)>, ScoreError> {
    let text = read(path)?;
    let mut values = Vec::new();
    for (place, line) in text.lines().enumerate().skip(1) {
        let expected = "a start, durations of 60 s and as many values should stand here";
        let malformed = || ScoreError::Malformed { path: path.into(), line: place + 1, expected };
        let (start, rest) = line.split_once(',').ok_or_else(malformed)?;
        let (durations, rates) = rest.split_once(']').ok_or_else(malformed)?;
        let list = |text: &str| -> Option<Vec<u64>> {
            let text = text.trim_matches(|it| matches!(it, '"' | '[' | ']' | ','));
            text.split([',', ' ', '"', '[', ']'])
                .filter(|number| !number.is_empty())
                .map(|number| number.parse().ok())
                .collect()
        };
        let durations = list(durations).ok_or_else(malformed)?;
        let rates = list(rates).ok_or_else(malformed)?;
        let moment: Timestamp = start.parse().map_err(|_| malformed())?;
        let pieces = Pieces::parse(start).map_err(|_| malformed())?;
        let offset = pieces.to_numeric_offset().unwrap_or(Offset::UTC);
        if durations.len() != rates.len() || durations.iter().any(|length| *length != 60) {
            return Err(malformed());
        }
        for (minute, rate) in (0_i64..).zip(rates) {
            let rate = u8::try_from(rate).map_err(|_| malformed())?;
            values.push((moment.as_millisecond() + minute * 60_000, offset, rate));
        }
    }
    Ok(values)
}

#[expect(clippy::cast_precision_loss, reason = "there are few")]
const fn real(count: usize) -> f64 {
    count as f64
}

/// Minutes.
#[expect(clippy::cast_precision_loss, reason = "milliseconds of weeks")]
const fn real_ms(ms: u64) -> f64 {
    ms as f64 / 60_000.0
}

#[cfg(test)]
mod tests {
    use super::*;

    fn nights(stages: &str, rates: &str) -> Result<Nights, ScoreError> {
        let folder = tempfile::tempdir().unwrap();
        let put = |name: &str, text: &str| {
            let name = format!("raw_sleep-monitor_{name}.csv");
            std::fs::write(folder.path().join(name), format!("start,duration,value\n{text}"))
                .unwrap();
        };
        put("sleep-state", stages);
        put("hr", rates);
        put("respiratory-rate", rates);
        Nights::read(folder.path())
    }

    #[test]
    fn minutes_are_read_with_their_gaps() {
        let stamp = "2020-10-23T22:03:00+02:00";
        let stages = format!("{stamp},\"[60,60]\",\"[0,1]\"\n2020-10-23T22:08:00+02:00,[60],[2]\n");
        let nights = nights(&stages, &stages).unwrap();
        assert_eq!(nights.minutes.keys().copied().collect::<Vec<_>>(), [0, 1, 5]);
        assert_eq!(nights.offset, Offset::constant(2));
        assert!(nights.minutes[&0].awake && !nights.minutes[&5].awake);
    }

    #[test]
    fn values_that_do_not_fit_their_durations_are_named() {
        let line = "2020-10-23T22:03:00+02:00,\"[60,60]\",[1]\n";
        let error = nights(line, line).unwrap_err().to_string();
        assert!(
            error.ends_with(
                "line 2: a start, durations of 60 s and as many values should stand here"
            )
        );
    }
}
