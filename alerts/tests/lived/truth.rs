//! What should the home have said of a night? Judged from the script alone, by care.md 2.2 and
//! contract.md §3.
//!
//! An absence counts from 60 s, a stay in bed of less joins two of them. No sensor of ours is
//! exact to the second, so what lies within ten seconds of a limit may be told either way: such a
//! truth is [`Must::May`], found or not.

use crate::script::{Doing, Pace, Script};

/// Whether something has to be said.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Must {
    /// It has to be.
    Yes,
    /// Either way is right.
    May,
    /// It must not be.
    No,
}

/// The shortest absence that counts, and the shortest stay that parts two of them, seconds.
const COUNTS: u64 = 60;
/// How near to it nobody can tell.
const BAND: u64 = 10;
/// From when on a long absence calls, and more urgently.
const LOW: u64 = 15 * 60;
const MEDIUM: u64 = 30 * 60;
/// How exact an alarm's time may be asked to be.
const SLACK: u64 = 120;
/// The hours, as minutes of the evening's day.
const NIGHT_BEGINS: u64 = 21 * 60;
const NIGHT_ENDS: u64 = 31 * 60;
const WINDOW: u64 = NIGHT_ENDS - 90;
const GOT_UP_FROM: u64 = NIGHT_ENDS - 180;

/// An absence, stays of under a minute in it included.
#[derive(Clone, Debug)]
pub(crate) struct Absence {
    /// The second in which they left the bed, and that in which they were back for good.
    pub(crate) from: u64,
    pub(crate) to: u64,
    /// Whether a bed exit is due at `from`.
    pub(crate) exit: Must,
    /// Seconds within it at which an exit may be said as well.
    pub(crate) also: Vec<u64>,
    /// Whether absent-from-bed is due a quarter of an hour later, and medium after half an hour.
    pub(crate) low: Must,
    pub(crate) medium: Must,
    /// Whether it is the final rise.
    pub(crate) got_up: Must,
}

/// A night as it should be told.
#[derive(Clone, Debug)]
pub(crate) struct Truth {
    /// Spans in bed, sits on its edge included.
    pub(crate) in_bed: Vec<(u64, u64)>,
    /// Spans out of it that follow one in it.
    pub(crate) absences: Vec<Absence>,
    /// How many seconds it has.
    pub(crate) length: u64,
    pub(crate) blind: Vec<(u64, u64)>,
    /// When the gateway does not run.
    pub(crate) offs: Vec<(u64, u64)>,
}

/// What kind of home it is lived in.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Seen {
    /// A hall radar sees who is in the hall.
    pub(crate) hall: bool,
    /// The clock is set.
    pub(crate) clock: bool,
    /// What looks at the bed can tell no single exit.
    pub(crate) dim: bool,
}

impl Truth {
    pub(crate) fn of(script: &Script, seen: Seen) -> Self {
        let in_bed = spans(script, Doing::in_bed);
        let end = script.length();
        let mut absences: Vec<Absence> = Vec::new();
        // Spans out of bed, joined where the stay between them is too short to part them.
        let mut group: Vec<(u64, u64)> = Vec::new();
        for (place, (_, left)) in in_bed.iter().enumerate() {
            let back = in_bed.get(place + 1).map_or(end, |next| next.0);
            if back == *left {
                continue;
            }
            group.push((*left, back));
            let stay = in_bed.get(place + 1).map_or(u64::MAX, |next| next.1 - next.0);
            if stay >= COUNTS + BAND {
                absences.extend(judge(script, &group, seen));
                group.clear();
            }
        }
        absences.extend(judge(script, &group, seen));
        if seen.dim {
            for absence in &mut absences {
                (absence.exit, absence.low, absence.medium) = (Must::May, Must::May, Must::May);
                absence.got_up = Must::May;
            }
        }
        Self {
            in_bed,
            absences,
            length: end,
            blind: script.blind.clone(),
            offs: script.offs().collect(),
        }
    }

    pub(crate) fn is_in_bed(&self, second: u64) -> bool {
        self.in_bed.iter().any(|(from, to)| (*from..*to).contains(&second))
    }

    /// Whether anything may be said of an exit then.
    pub(crate) fn is_blind(&self, second: u64) -> bool {
        self.blind.iter().any(|(from, to)| (*from..*to).contains(&second))
    }
}

fn spans(script: &Script, is: impl Fn(Doing) -> bool) -> Vec<(u64, u64)> {
    let mut found: Vec<(u64, u64)> = Vec::new();
    let mut at = 0;
    for (doing, seconds) in &script.parts {
        let until = at + seconds;
        match found.last_mut() {
            Some(last) if is(*doing) && last.1 == at => last.1 = until,
            Some(_) | None if is(*doing) && until > at => found.push((at, until)),
            Some(_) | None => {}
        }
        at = until;
    }
    found
}

/// The absences of one group of spans.
fn judge(script: &Script, group: &[(u64, u64)], seen: Seen) -> Option<Absence> {
    let (from, to) = (group.first()?.0, group.last()?.1);
    let stays = || group.windows(2).map(|pair| pair[1].0 - pair[0].1);
    let longest = group.iter().map(|(from, to)| to - from).max()?;
    let parts = stays().any(|stay| stay > COUNTS - BAND);
    let exit = if parts || (longest < COUNTS - BAND && to - from >= COUNTS - BAND) {
        Must::May
    } else {
        at_least(longest, COUNTS, BAND)
    };
    let also = if parts { group.iter().map(|(from, _)| *from).collect() } else { Vec::new() };
    let exit = if was_sit(script, from) || covers(&script.blind, from) { Must::May } else { exit };
    let (low, medium) = if parts || covers(&script.blind, from) {
        // Which of the exits the absence counts from is not for us to say.
        let due = at_least(to - from, LOW, SLACK);
        (if due == Must::No { Must::No } else { Must::May }, Must::May)
    } else {
        alarms(script, (from, to), seen)
    };
    let ended = script.length() == to;
    let minute = script.begins_min + from / 60;
    let got_up = match (ended && to - from > 62 * 60, minute) {
        (false, _) => Must::No,
        (true, _) if minute + 5 < GOT_UP_FROM || !seen.clock => Must::No,
        // Of another day.
        (true, _) if !(GOT_UP_FROM + 5..36 * 60).contains(&minute) => Must::May,
        (true, _) => Must::Yes,
    };
    Some(Absence { from, to, exit, also, low, medium, got_up })
}

fn at_least(length: u64, limit: u64, band: u64) -> Must {
    if length >= limit + band {
        Must::Yes
    } else if length + band > limit {
        Must::May
    } else {
        Must::No
    }
}

fn covers(spans: &[(u64, u64)], second: u64) -> bool {
    spans.iter().any(|(from, to)| (*from..=*to).contains(&second))
}

/// Whether the stay that ended at `second` was only a sit on the bed's edge: then a radar may or
/// may not have told it as in bed.
fn was_sit(script: &Script, second: u64) -> bool {
    let (mut at, mut lay) = (0, false);
    for (doing, seconds) in &script.parts {
        if at >= second {
            break;
        }
        lay = match doing {
            Doing::Awake | Doing::Restless | Doing::Asleep => true,
            Doing::Sits | Doing::Rises(_) => lay,
            Doing::Away
            | Doing::Hall
            | Doing::Door
            | Doing::Chair
            | Doing::Comes(_)
            | Doing::Goes(_) => false,
        };
        at += seconds;
    }
    !lay
}

/// Contract.md §3, absent-from-bed.
fn alarms(script: &Script, (from, to): (u64, u64), seen: Seen) -> (Must, Must) {
    let due = |after: u64| {
        let minute = script.begins_min + (from + after) / 60;
        let in_night = if !seen.clock || (minute > NIGHT_BEGINS + 3 && minute + 3 < WINDOW) {
            Must::Yes
        } else if minute > WINDOW + 3 || minute + 3 < NIGHT_BEGINS {
            Must::No
        } else {
            Must::May
        };
        both(at_least(to - from, after, SLACK), in_night)
    };
    let by_being_seen = if seen.hall { unseen_for(script, (from, to)) } else { Must::Yes };
    let basis = both(settled(script, from, seen), by_being_seen);
    (both(basis, due(LOW)), both(basis, due(MEDIUM)))
}

const fn both(one: Must, other: Must) -> Must {
    match (one, other) {
        (Must::No, _) | (_, Must::No) => Must::No,
        (Must::May, _) | (_, Must::May) => Must::May,
        (Must::Yes, Must::Yes) => Must::Yes,
    }
}

/// Asleep once, or half an hour in bed, since the night began.
fn settled(script: &Script, before: u64, seen: Seen) -> Must {
    let (mut at, mut lay, mut slept) = (0, 0, 0);
    let night = if seen.clock { NIGHT_BEGINS.saturating_sub(script.begins_min) * 60 } else { 0 };
    for (doing, seconds) in &script.parts {
        let until = (at + seconds).min(before);
        let counted = until.saturating_sub(at.max(night));
        if doing.in_bed() {
            lay += counted;
        }
        if *doing == Doing::Asleep {
            slept += counted;
        }
        at += seconds;
        if at >= before {
            break;
        }
    }
    if slept >= 20 * 60 && lay >= 32 * 60 {
        Must::Yes
    } else if slept == 0 && lay < 20 * 60 {
        Must::No
    } else {
        Must::May
    }
}

/// Whether nobody saw them: half a minute of motion within two minutes would do. Who is seen
/// again and again is not missing; who was seen and then was not may be told either way.
fn unseen_for(script: &Script, (from, to): (u64, u64)) -> Must {
    let (mut at, mut last_seen, mut widest, mut sightings) = (0, from, 0, 0);
    for (doing, seconds) in &script.parts {
        let until = at + seconds;
        if at >= from && until <= to && matches!(doing, Doing::Hall | Doing::Door) && *seconds >= 20
        {
            sightings += u64::from(*seconds >= 40);
            widest = widest.max(at - last_seen);
            last_seen = until;
        }
        at = until;
    }
    widest = widest.max(to - last_seen);
    match (sightings, widest) {
        (0, _) if last_seen == from => Must::Yes,
        (0, _) => Must::May,
        (_, ..=780) => Must::No,
        (_, _) => Must::May,
    }
}

#[test]
fn an_absence_counts_from_a_minute_and_a_shorter_stay_joins_two_of_them() {
    let exits = |out: u64, stay: u64| {
        let mut script = asleep_from(22 * 60);
        leaves(&mut script, out);
        script.then(Doing::Awake, stay).then(Doing::Rises(Pace::Brisk), 5);
        script.then(Doing::Away, 300).then(Doing::Asleep, 600);
        let truth = Truth::of(&script, HALL);
        truth.absences.iter().map(|absence| (absence.from, absence.exit)).collect::<Vec<_>>()
    };
    assert_eq!(exits(40, 595), [(6_006, Must::No), (6_646, Must::Yes)]);
    assert_eq!(exits(65, 595), [(6_006, Must::May), (6_671, Must::Yes)]);
    assert_eq!(exits(120, 595), [(6_006, Must::Yes), (6_726, Must::Yes)]);
    assert_eq!(exits(120, 30), [(6_006, Must::Yes)]);
    assert_eq!(exits(120, 60), [(6_006, Must::May)]);
}

#[test]
fn a_long_absence_calls_at_night_if_nobody_sees_them() {
    let calls = |from: u64, out: u64, seen: Seen, doing: Doing| {
        let mut script = asleep_from(from);
        leaves(&mut script, 300);
        script.then(doing, out).then(Doing::Asleep, 600);
        let truth = Truth::of(&script, seen);
        (truth.absences[0].low, truth.absences[0].medium)
    };
    let midnight = 24 * 60;
    assert_eq!(calls(midnight, 400, HALL, Doing::Away), (Must::No, Must::No));
    assert_eq!(calls(midnight, 1_000, HALL, Doing::Away), (Must::Yes, Must::No));
    assert_eq!(calls(midnight, 2_000, HALL, Doing::Away), (Must::Yes, Must::Yes));
    let alone = Seen { hall: false, ..HALL };
    assert_eq!(calls(midnight, 2_000, alone, Doing::Hall), (Must::Yes, Must::Yes));
    // Out at 03:40, 05:10 and 05:40.
    assert_eq!(calls(26 * 60, 2_000, HALL, Doing::Away), (Must::Yes, Must::Yes));
    assert_eq!(calls(27 * 60 + 25, 2_000, HALL, Doing::Away), (Must::Yes, Must::No));
    assert_eq!(calls(28 * 60, 2_000, HALL, Doing::Away), (Must::No, Must::No));
    // Nobody has slept since the night began.
    assert_eq!(calls(19 * 60 + 15, 2_000, HALL, Doing::Away), (Must::No, Must::No));
}

#[test]
fn who_is_seen_about_again_and_again_is_not_missing() {
    let mut script = asleep_from(24 * 60);
    leaves(&mut script, 60);
    for _ in 0..6 {
        script.then(Doing::Hall, 60).then(Doing::Away, 300);
    }
    script.then(Doing::Asleep, 600);
    let truth = Truth::of(&script, HALL);
    assert_eq!((truth.absences[0].low, truth.absences[0].medium), (Must::No, Must::No));
}

const HALL: Seen = Seen { hall: true, clock: true, dim: false };

/// Asleep for a hundred minutes.
fn asleep_from(begins_min: u64) -> Script {
    let mut script = Script::at(begins_min);
    script.then(Doing::Asleep, 6_000).then(Doing::Rises(Pace::Brisk), 6);
    script
}

fn leaves(script: &mut Script, seconds: u64) {
    script.then(Doing::Goes(Pace::Brisk), 2).then(Doing::Away, seconds - 2);
}
