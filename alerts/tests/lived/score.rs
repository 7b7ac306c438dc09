//! How well was it told? What the home said of a night against what was lived.
//!
//! An exit is found if the home dates one within 60 s of it, each by one. An alarm is in time if it
//! is open three minutes after it was due. A raise of absent-from-bed in no absence that may call
//! is false.

use crate::listen::{Said, Shown};
use crate::truth::{Absence, Must, Truth};

/// What the nights of a class came to.
#[derive(Clone, Debug, Default)]
pub(crate) struct Tally {
    pub(crate) nights: u64,
    pub(crate) lived: u64,
    pub(crate) found: u64,
    pub(crate) extra: u64,
    /// How far found exits were dated off, ms.
    pub(crate) off: Vec<u64>,
    pub(crate) stays: u64,
    pub(crate) entries_missed: u64,
    pub(crate) entries_extra: u64,
    /// Absences that must call, and those of which no alarm of enough weight was open in time.
    pub(crate) due: u64,
    pub(crate) silent: u64,
    pub(crate) falsely: u64,
    pub(crate) rises: u64,
    pub(crate) rises_missed: u64,
    pub(crate) rises_extra: u64,
    /// Absences in which the wall showed them asleep, and naps mostly out of bed.
    pub(crate) asleep_out: u64,
    /// Nights in which entries and exits do not alternate.
    pub(crate) muddled: u64,
    /// Seconds in bed as told by entries and exits, and as lived: both, only told, only lived.
    pub(crate) in_bed: (u64, u64, u64),
    /// What went wrong in which night, by its seed.
    pub(crate) wrong: Vec<(u64, Vec<String>)>,
}

/// How near a time has to be for it to be that one, seconds.
const NEAR: u64 = 60;
/// How late an alarm may be.
const GRACE: u64 = 180;

impl Tally {
    pub(crate) fn add(&mut self, seed: u64, truth: &Truth, said: &[Said], shown: &[Shown]) {
        self.nights += 1;
        let mut wrong = Vec::new();
        self.add_exits(truth, said, &mut wrong);
        self.add_entries(truth, said);
        self.add_spans(truth, said);
        if let Some(said) = muddle(said) {
            self.muddled += 1;
            wrong.push(format!("{} at {} s, out of turn", said.topic, said.at / 1_000));
        }
        self.add_alarms(truth, said, &mut wrong);
        self.add_rises(truth, said, &mut wrong);
        self.add_shown(truth, said, shown, &mut wrong);
        if !wrong.is_empty() {
            self.wrong.push((seed, wrong));
        }
    }

    pub(crate) fn join(&mut self, other: Self) {
        self.nights += other.nights;
        self.lived += other.lived;
        self.found += other.found;
        self.extra += other.extra;
        self.off.extend(other.off);
        self.stays += other.stays;
        self.entries_missed += other.entries_missed;
        self.entries_extra += other.entries_extra;
        self.due += other.due;
        self.silent += other.silent;
        self.falsely += other.falsely;
        self.rises += other.rises;
        self.rises_missed += other.rises_missed;
        self.rises_extra += other.rises_extra;
        self.asleep_out += other.asleep_out;
        self.muddled += other.muddled;
        let (both, told, lived) = other.in_bed;
        self.in_bed.0 += both;
        self.in_bed.1 += told;
        self.in_bed.2 += lived;
        self.wrong.extend(other.wrong);
        self.off.sort_unstable();
        self.wrong.sort_by_key(|(seed, wrong)| (core::cmp::Reverse(wrong.len()), *seed));
    }

    fn add_exits(&mut self, truth: &Truth, said: &[Said], wrong: &mut Vec<String>) {
        let mut lived: Vec<(u64, Must)> = Vec::new();
        for absence in &truth.absences {
            if absence.exit != Must::No {
                lived.push((absence.from, absence.exit));
            }
            lived.extend(absence.also.iter().map(|at| (*at, Must::May)));
        }
        let found = times(said, "event/bed-exit");
        let pairs = pairs(&lived.iter().map(|(at, _)| *at).collect::<Vec<_>>(), &found);
        for (place, (at, must)) in lived.iter().enumerate() {
            if *must != Must::Yes {
                continue;
            }
            self.lived += 1;
            if let Some((_, of)) = pairs.iter().find(|(of, _)| *of == place) {
                self.found += 1;
                self.off.push(found[*of].abs_diff(*at * 1_000));
                if found[*of].abs_diff(*at * 1_000) > 30_000 {
                    wrong.push(format!("exit at {} s dated {} ms", at, found[*of]));
                }
            } else {
                wrong.push(format!("exit at {at} s missed"));
            }
        }
        for (place, at) in found.iter().enumerate() {
            if !pairs.iter().any(|(_, of)| *of == place) && !truth.is_blind(at / 1_000) {
                self.extra += 1;
                wrong.push(format!("exit at {} s invented", at / 1_000));
            }
        }
    }

    fn add_entries(&mut self, truth: &Truth, said: &[Said]) {
        // A sit on the edge, a stay of about a minute and what nobody could know count neither way.
        let stays: Vec<u64> = truth.in_bed.iter().map(|(from, _)| *from).collect();
        let found = times(said, "event/bed-entry");
        let pairs = pairs(&stays, &found);
        for (place, (from, to)) in truth.in_bed.iter().enumerate() {
            let joined =
                truth.absences.iter().any(|absence| absence.from < *from && *from < absence.to);
            if to - from >= 420 && !joined && !truth.is_blind(*from) {
                self.stays += 1;
                self.entries_missed += u64::from(!pairs.iter().any(|(of, _)| *of == place));
            }
        }
        self.entries_extra += (found.len() - pairs.len()) as u64;
    }

    fn add_spans(&mut self, truth: &Truth, said: &[Said]) {
        let entries = times(said, "event/bed-entry").into_iter().map(|at| (at, true));
        let exits = times(said, "event/bed-exit").into_iter().map(|at| (at, false));
        let mut turns: Vec<(u64, bool)> = entries.chain(exits).collect();
        turns.sort_unstable();
        let (mut turns, mut told) = (turns.into_iter().peekable(), false);
        for second in 0..truth.length {
            while let Some((_, enters)) = turns.next_if(|(at, _)| at / 1_000 <= second) {
                told = enters;
            }
            if truth.is_blind(second) {
                continue;
            }
            match (told, truth.is_in_bed(second)) {
                (true, true) => self.in_bed.0 += 1,
                (true, false) => self.in_bed.1 += 1,
                (false, true) => self.in_bed.2 += 1,
                (false, false) => {}
            }
        }
    }

    fn add_alarms(&mut self, truth: &Truth, said: &[Said], wrong: &mut Vec<String>) {
        let alarms: Vec<&Said> =
            said.iter().filter(|said| said.topic == "alarm/absent-from-bed").collect();
        for absence in &truth.absences {
            for (must, after, least) in [(absence.low, 900, false), (absence.medium, 1_800, true)] {
                if must != Must::Yes {
                    continue;
                }
                self.due += 1;
                let mut by = absence.from + after + GRACE;
                if let Some((_, on)) = truth.offs.iter().find(|(off, on)| (off..on).contains(&&by))
                {
                    by = on + GRACE;
                }
                let by = by.min(absence.to);
                if !open(&alarms, by * 1_000, least) {
                    self.silent += 1;
                    wrong.push(format!("absence from {} s: none open at {by} s", absence.from));
                }
            }
        }
        for alarm in alarms.iter().filter(|alarm| alarm.is("step", "raised")) {
            let second = alarm.when / 1_000;
            let may = |absence: &&Absence| {
                absence.low != Must::No && (absence.from + 840..=absence.to + 120).contains(&second)
            };
            if !truth.absences.iter().any(|absence| may(&absence)) && !truth.is_blind(second) {
                self.falsely += 1;
                wrong.push(format!("absent-from-bed at {second} s, not so"));
            }
        }
    }

    fn add_rises(&mut self, truth: &Truth, said: &[Said], wrong: &mut Vec<String>) {
        let lived: Vec<(u64, Must)> = truth
            .absences
            .iter()
            .filter(|absence| absence.got_up != Must::No)
            .map(|absence| (absence.from, absence.got_up))
            .collect();
        let found = times(said, "event/got-up");
        let pairs = pairs(&lived.iter().map(|(at, _)| *at).collect::<Vec<_>>(), &found);
        let due = lived.iter().filter(|(_, must)| *must == Must::Yes).count();
        let hit = pairs.iter().filter(|(of, _)| lived[*of].1 == Must::Yes).count();
        self.rises += due as u64;
        self.rises_missed += (due - hit) as u64;
        self.rises_extra += (found.len() - pairs.len()) as u64;
        if due != hit || found.len() != pairs.len() {
            wrong.push(format!("got-up: {found:?} ms for {lived:?}"));
        }
    }

    fn add_shown(
        &mut self,
        truth: &Truth,
        said: &[Said],
        shown: &[Shown],
        wrong: &mut Vec<String>,
    ) {
        for absence in &truth.absences {
            // A flag may be five minutes late, and a minute is judged with those after it.
            let out = absence.from + 480..absence.to;
            let slept = |look: &Shown| {
                look.asleep && out.contains(&look.second) && !truth.is_in_bed(look.second)
            };
            if shown.iter().any(slept) {
                self.asleep_out += 1;
                wrong.push(format!("asleep while out of bed since {} s", absence.from));
            }
        }
        for nap in said.iter().filter(|said| said.topic == "event/nap") {
            let (from, to) = (nap.at / 1_000, nap.when / 1_000);
            let asleep =
                nap.body.get("asleep_min").and_then(serde_json::Value::as_u64).unwrap_or(0);
            let lay: u64 = truth
                .in_bed
                .iter()
                .map(|(enter, leave)| leave.min(&to).saturating_sub(*enter.max(&from)))
                .sum();
            if lay < asleep * 30 {
                self.asleep_out += 1;
                wrong.push(format!("a nap of {asleep} min, {lay} s of it in bed"));
            }
        }
    }
}

/// The first entry of somebody who is in bed, or exit of somebody who is not. What was taken back
/// is as if it had not been said.
pub(crate) fn muddle(said: &[Said]) -> Option<&Said> {
    let taken_back = |earlier: &Said| {
        let fact = earlier.body.get("fact");
        fact.is_some()
            && said.iter().any(|said| said.is_withdrawn() && said.body.get("fact") == fact)
    };
    let mut in_bed = None;
    said.iter().filter(|said| said.topic.starts_with("event/bed-") && !taken_back(said)).find(
        |said| {
            let enters = said.topic == "event/bed-entry";
            in_bed.replace(enters) == Some(enters)
        },
    )
}

/// For when an event was said, ms; without those that were taken back.
fn times(said: &[Said], topic: &str) -> Vec<u64> {
    let mut found: Vec<&Said> = Vec::new();
    for said in said.iter().filter(|said| said.topic == topic) {
        if said.is_withdrawn() {
            let fact = said.body.get("fact");
            found.retain(|earlier| earlier.body.get("fact") != fact);
        } else {
            found.push(said);
        }
    }
    found.iter().map(|said| said.at).collect()
}

/// Which of the lived (s) is which of the found (ms): the nearest first, each once.
fn pairs(lived: &[u64], found: &[u64]) -> Vec<(usize, usize)> {
    let mut all: Vec<(u64, usize, usize)> = Vec::new();
    for (place, at) in lived.iter().enumerate() {
        for (of, said) in found.iter().enumerate() {
            let off = said.abs_diff(*at * 1_000);
            if off <= NEAR * 1_000 {
                all.push((off, place, of));
            }
        }
    }
    all.sort_unstable();
    let mut pairs: Vec<(usize, usize)> = Vec::new();
    for (_, place, of) in all {
        if !pairs.iter().any(|pair| pair.0 == place || pair.1 == of) {
            pairs.push((place, of));
        }
    }
    pairs
}

/// Whether an alarm is open at `at` (ms), of at least medium priority if that is asked.
fn open(alarms: &[&Said], at: u64, medium: bool) -> bool {
    let mut open: Vec<(&str, bool)> = Vec::new();
    for alarm in alarms.iter().filter(|alarm| alarm.when <= at) {
        let Some(id) = alarm.body.get("alarm").and_then(serde_json::Value::as_str) else {
            continue;
        };
        open.retain(|(of, _)| *of != id);
        if !alarm.is("step", "closed") && !alarm.is("condition", "cleared") {
            open.push((id, alarm.is("priority", "medium") || alarm.is("priority", "high")));
        }
    }
    open.iter().any(|(_, weighs)| !medium || *weighs)
}

/// A figure of a class.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Figure {
    /// Exits found of those lived, per mille.
    Sensitivity,
    /// Exits lived of those found, per mille.
    Precision,
    /// Median of how far they are dated off, ms.
    Median,
    /// Of 95 in a hundred, ms.
    P95,
    /// Alarms missed.
    Silent,
    /// Alarms that were none.
    False,
    /// Shown asleep, or a nap told, while out of bed.
    AsleepOut,
    /// Nights in which somebody goes to bed who is there, or gets up who is not.
    Muddled,
    /// How well the time in bed is told: F1 by the second, per mille.
    InBed,
}

pub(crate) const FIGURES: [Figure; 9] = [
    Figure::Sensitivity,
    Figure::Precision,
    Figure::Median,
    Figure::P95,
    Figure::Silent,
    Figure::False,
    Figure::AsleepOut,
    Figure::Muddled,
    Figure::InBed,
];

impl Figure {
    pub(crate) fn of(self, tally: &Tally) -> u64 {
        let rank = |share: usize| {
            let last = tally.off.len().saturating_sub(1);
            tally.off.get(last * share / 100).copied().unwrap_or(0)
        };
        match self {
            Self::Sensitivity => (tally.found * 1_000).checked_div(tally.lived).unwrap_or(1_000),
            Self::Precision => {
                (tally.found * 1_000).checked_div(tally.found + tally.extra).unwrap_or(1_000)
            }
            Self::Median => rank(50),
            Self::P95 => rank(95),
            Self::Silent => tally.silent,
            Self::False => tally.falsely,
            Self::AsleepOut => tally.asleep_out,
            Self::Muddled => tally.muddled,
            Self::InBed => {
                let (both, told, lived) = tally.in_bed;
                (2_000 * both).checked_div(2 * both + told + lived).unwrap_or(1_000)
            }
        }
    }

    /// Whether a value is what is asked of a class of so many nights.
    pub(crate) const fn is_reached(self, value: u64, nights: u64) -> bool {
        match self {
            Self::Sensitivity | Self::Precision => value >= 990,
            // care.md 3, of a bed sensor that chatters; in the others the rest says more.
            Self::InBed => value >= 940,
            Self::Median => value <= 5_000,
            Self::P95 => value <= 30_000,
            Self::Silent | Self::AsleepOut | Self::Muddled => value == 0,
            // One in a hundred nights.
            Self::False => value * 100 <= nights,
        }
    }

    pub(crate) const fn is_better(self, value: u64, than: u64) -> bool {
        match self {
            Self::Sensitivity | Self::Precision | Self::InBed => value > than,
            Self::Median
            | Self::P95
            | Self::Silent
            | Self::False
            | Self::AsleepOut
            | Self::Muddled => value < than,
        }
    }
}
