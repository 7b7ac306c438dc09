//! What can be counted of a night of which no summary has come? The definitions are those of the
//! home's summary; what too little was seen for is left out.

use alerts::message::{Asleep, Spread};

use super::figures::{Figures, Rates, Source};
use super::{Bed, Exit, Frame, MINUTE, Slot, Stay};

/// Where less of the night was seen, what was between is not guessed: no latency, no time awake.
const ENOUGH: f64 = 0.8;

/// An absence that is no longer counts as time in bed.
const SHORT_MIN: u32 = 15;

/// Sleep begins where nine of ten minutes are asleep.
const ONSET: usize = 10;
const ONSET_ASLEEP: usize = 9;

/// So many minutes awake are an awakening.
const AWAKE: usize = 3;

pub(super) fn counted(
    frame: Frame,
    (slots, bed): (&[Slot], &[Bed]),
    stay: Stay,
    (exits, turns): (&[Exit], usize),
) -> Option<Figures> {
    let place = |at: i64| usize::try_from((at - frame.noon_before.0).div_euclid(MINUTE)).ok();
    let first = place(stay.from.0)?;
    let last = stay.to.map_or(Some(slots.len()), |to| place(to.0 + MINUTE - 1))?.min(slots.len());
    let (slots, bed) = (slots.get(first..last)?, bed.get(first..last)?);
    let seen = slots.iter().filter(|slot| slot.sleep != Asleep::Unknown).count();
    let coverage = share(seen, slots.len())?;
    let in_bed = number(bed.iter().filter(|is| **is == Bed::In).count());
    let short = exits.iter().filter_map(Exit::minutes).filter(|min| *min <= SHORT_MIN);
    let time_in_bed = in_bed + short.sum::<u32>();
    let asleep = number(slots.iter().filter(|slot| slot.sleep == Asleep::Asleep).count());
    let mut figures = Figures {
        in_bed: stay.entry_seen.then_some(stay.from),
        out_of_bed: stay.to.filter(|_| stay.rise_seen),
        time_in_bed_min: Some(time_in_bed),
        asleep_min: (seen > 0).then_some(asleep),
        exits: Some(number(exits.len())),
        longest_min: exits.iter().filter_map(Exit::minutes).max(),
        turn_overs: Some(number(turns)),
        heart: rates(slots, |slot| slot.heart),
        breath: rates(slots, |slot| slot.breath),
        coverage: Some(coverage),
        ..Figures::nothing(Source::Counted)
    };
    if coverage >= ENOUGH
        && let Some(onset) = onset(slots)
    {
        figures.latency_min = Some(number(onset));
        let end = slots.iter().rposition(|slot| slot.sleep == Asleep::Asleep).unwrap_or(onset);
        let slept = slots.get(onset..=end).unwrap_or_default();
        let awake = slept.iter().filter(|slot| slot.sleep == Asleep::Awake).count();
        figures.waso_min = Some(number(awake));
        let wakes = slept.chunk_by(|a, b| a.sleep == b.sleep);
        let wakes = wakes.filter(|run| {
            run.len() >= AWAKE && run.first().is_some_and(|slot| slot.sleep == Asleep::Awake)
        });
        figures.awakenings = Some(number(wakes.count()));
        // Of a night that goes on it would change with every minute.
        figures.efficiency = stay.to.and_then(|_| {
            (time_in_bed > 0).then(|| (f64::from(asleep) / f64::from(time_in_bed)).min(1.0))
        });
    }
    Some(figures)
}

fn onset(slots: &[Slot]) -> Option<usize> {
    let asleep = |slot: &&Slot| slot.sleep == Asleep::Asleep;
    slots.windows(ONSET).position(|ten| {
        ten.first().is_some_and(|slot| asleep(&slot))
            && ten.iter().filter(asleep).count() >= ONSET_ASLEEP
    })
}

fn rates(slots: &[Slot], of: fn(&Slot) -> Option<Spread>) -> Option<Rates> {
    let seen: Vec<Spread> = slots.iter().filter_map(of).collect();
    let n = f64::from(number(seen.len()));
    let sum: f64 = seen.iter().map(|spread| spread.mean.value()).sum();
    Some(Rates {
        mean: sum / n,
        min: seen.iter().map(|spread| spread.min).min()?.value(),
        max: seen.iter().map(|spread| spread.max).max()?.value(),
        // Of the minutes of the whole stay: which of them were in bed is not asked here.
        coverage: None,
    })
}

/// The share of some in all, 0 to 1.
pub(crate) fn share(some: usize, all: usize) -> Option<f64> {
    (all > 0).then(|| f64::from(number(some)) / f64::from(number(all)))
}

pub(crate) fn number(n: usize) -> u32 {
    u32::try_from(n).unwrap_or(u32::MAX)
}
