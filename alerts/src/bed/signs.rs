//! What has been seen of somebody in the bed? Changes, and how long nothing was.
//!
//! A module repeats its last numbers after the person has gone, and says nobody of a sleeper who
//! lies still. So a heart or breathing rate counts when it *changed*; body movement that is not 0
//! shows somebody; and what was not seen counts by the channel's own rhythm ([`Rhythm`]), from when
//! the line could be heard. Nothing is concluded here.

use core::time::Duration;

use protocol::Mono;
use serde::{Deserialize, Serialize};

use super::rhythm::Rhythm;
use super::stir::Stirs;
use crate::policy::EVIDENCE;

/// Nobody is in view only when that has been so for this long, and for a few usual distances: a
/// sleeper's breath is below the scale now and then.
const UNSEEN: Duration = Duration::from_secs(8);

/// … and for that long a radar that sees nearly every breath does not lose them.
const BLINK: Duration = Duration::from_secs(4);

/// A line that brings numbers and then none for so long, and for more than two usual distances, was
/// not heard, whether or not anybody says so (a recorded file).
const GAP: Duration = Duration::from_secs(8);

/// So many stretches in which nobody was in view are kept: what stirs behind somebody who has left
/// does so every minute or two, and a leaving is certain within that. The oldest goes; then what was
/// seen counts for longer than it was, and leaving is believed less readily.
const APART: usize = 4;

/// Of the numbers of somebody who lies there so many are changed ones at most, per cent.
const SHARE: i32 = 85;

/// A stretch of time.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Span {
    pub(crate) from: Mono,
    pub(crate) to: Mono,
}

/// The signs of life in one bed.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub(crate) struct Signs {
    /// Somebody in view, by movement.
    pub(crate) body: Rhythm,
    /// Heart or breath changed.
    pub(crate) vital: Rhythm,
    /// Numbers of movement, whatever they are, and of heart and breath.
    samples: Rhythm,
    numbers: Rhythm,
    heart: Option<u8>,
    breath: Option<u8>,
    pub(crate) stirs: Stirs,
    /// Movement has been 0 at every sample since then.
    nobody: Option<Mono>,
    /// Somebody has been in view since then, after nobody was.
    back: Option<Mono>,
    /// Somebody in view, in one sample after nobody was.
    glimpse: Option<Mono>,
    /// When nobody was in view last, if somebody is now.
    gone: Option<Span>,
    /// Stretches in which nobody was in view, short ones too, the last first.
    apart: [Option<Span>; APART],
    /// When neither heart nor breath was seen last, for long, before they were again.
    pause: Option<Span>,
    /// Since when samples have been as of somebody lying, without a large one between.
    lying: Option<Mono>,
    /// The last of those.
    lay: Option<Mono>,
    /// The line was not heard then.
    blind: Option<Span>,
}

impl Signs {
    /// A sample of body movement; `large` is where walking begins. Whether it shows somebody.
    pub(crate) fn handle_movement(&mut self, at: Mono, movement: u8, large: u8) -> bool {
        let before = self.samples.last();
        self.samples.handle(at, self.blind_until());
        if movement == 0 {
            self.nobody.get_or_insert(at);
            return false;
        }
        if let Some(from) = self.unseen(at).or_else(|| self.blinks(at)) {
            // One sample amid nobody is noise, and so is what follows it much later.
            let two = self
                .glimpse
                .replace(at)
                .is_some_and(|glimpse| at.since(glimpse) <= self.samples.mean() * 5 / 2);
            if !two {
                return false;
            }
            let span = Span { from, to: at };
            if self.unseen(at).is_some() {
                self.gone = Some(span);
            }
            self.apart.rotate_right(1);
            if let Some(first) = self.apart.first_mut() {
                *first = Some(span);
            }
            self.back = Some(at);
        }
        self.back.get_or_insert(at);
        self.nobody = None;
        self.body.handle(at, self.blind_until());
        if movement >= EVIDENCE.stir {
            self.stirs.handle(at, movement, self.samples.mean(), before);
        } else {
            self.stirs.handle_still(movement);
        }
        if movement >= large {
            self.lying = None;
        } else if movement < EVIDENCE.stir {
            self.lying.get_or_insert(at);
            self.lay = Some(at);
        }
        true
    }

    /// A heart rate. Whether it changed.
    pub(crate) fn handle_heart(&mut self, at: Mono, rate: u8) -> bool {
        let changed = self.heart.replace(rate).is_some_and(|last| last != rate);
        self.handle_vital(at, changed)
    }

    /// A breathing rate. Whether it changed.
    pub(crate) fn handle_breath(&mut self, at: Mono, rate: u8) -> bool {
        let changed = self.breath.replace(rate).is_some_and(|last| last != rate);
        self.handle_vital(at, changed)
    }

    /// The line was not heard from then to now: numbers of before are old news.
    pub(crate) fn handle_blind(&mut self, from: Mono, to: Mono) {
        let from = self.blind.filter(|blind| blind.to >= from).map_or(from, |blind| blind.from);
        self.blind = Some(Span { from, to });
        self.heart = None;
        self.breath = None;
        self.nobody = None;
        self.back = None;
    }

    /// Since when no movement has been said, if that is so long that the line cannot have been
    /// heard. Movement is said whoever is there; heart and breath are not.
    pub(crate) fn gap(&self, now: Mono) -> Option<Mono> {
        let last = self.samples.last().filter(|_| self.samples.is_learnt())?;
        (now.since(last) > GAP.max(self.samples.mean() * 9 / 4)).then_some(last)
    }

    /// Somebody in view, or a changed rate: the last of either.
    pub(crate) fn latest(&self) -> Option<Mono> {
        self.body.last().max(self.vital.last())
    }

    /// The line's last return.
    pub(crate) fn blind(&self) -> Option<Span> {
        self.blind
    }

    fn blind_until(&self) -> Option<Mono> {
        self.blind.map(|blind| blind.to)
    }

    /// Whether movement is said at all, and often enough to show somebody getting up.
    pub(crate) fn shows_rising(&self) -> bool {
        self.body.is_dense() && self.samples.is_dense()
    }

    /// Since when nobody has been in view, if that is long enough to mean anything.
    pub(crate) fn unseen(&self, now: Mono) -> Option<Mono> {
        let nobody = self.nobody?;
        let usual = if self.body.is_learnt() { self.body.mean() } else { self.samples.mean() };
        (now.since(nobody) >= UNSEEN.max(usual * 4)).then_some(nobody)
    }

    /// Since when, for two samples or more, nobody has been in view of a radar that sees whoever
    /// is there in nearly every one.
    fn blinks(&self, at: Mono) -> Option<Mono> {
        let (usual, cadence) = (self.body.mean(), self.samples.mean());
        let sees = self.body.is_learnt() && usual <= cadence * 5 / 4;
        self.nobody.filter(|nobody| sees && at.since(*nobody) >= (cadence * 7 / 4).max(BLINK))
    }

    /// Since when every sample has said nobody.
    pub(crate) const fn nobody(&self) -> Option<Mono> {
        self.nobody
    }

    /// Since when somebody has been in view again.
    pub(crate) const fn back(&self) -> Option<Mono> {
        self.back
    }

    /// When nobody was in view last, before somebody was.
    pub(crate) const fn gone(&self) -> Option<Span> {
        self.gone
    }

    /// For how long nobody was in view between then and then.
    pub(crate) fn out_of_view(&self, from: Mono, to: Mono) -> Duration {
        let within = |span: &&Span| span.from >= from && span.to <= to;
        self.apart.iter().flatten().filter(within).map(|span| span.to.since(span.from)).sum()
    }

    /// When heart and breath were missed last, before they were seen again.
    pub(crate) const fn pause(&self) -> Option<Span> {
        self.pause
    }

    /// Since when they have lain, as far as movement shows.
    pub(crate) const fn lying(&self) -> Option<Mono> {
        self.lying
    }

    /// The last sign of somebody who lies there.
    pub(crate) fn lay(&self) -> Option<Mono> {
        self.lay.max(self.vital.last())
    }

    /// The usual distance of two samples of movement.
    pub(crate) const fn cadence(&self) -> Duration {
        self.samples.mean()
    }

    /// How unlikely it is that somebody in view is not seen for so long.
    pub(crate) fn missed(&self, pause: Duration) -> i32 {
        if self.body.is_learnt() { self.body.missed(pause) } else { self.samples.missed(pause) }
    }

    /// How unlikely it is that heart and breath of somebody there do not change for so long. Numbers
    /// come at a pace of their own, and most of them are changed ones: each that is not counts for
    /// -ln(1 - share), and not just for its share.
    pub(crate) fn missed_life(&self, pause: Duration) -> i32 {
        let share = self.numbers.percent_of(&self.vital);
        let share = i32::try_from(share).map_or(SHARE, |share| share.min(SHARE));
        let more = share / 2 + share * share / 300 + share * share / 100 * share / 400;
        let missed = self.vital.missed(pause);
        missed.saturating_add(missed.saturating_mul(more) / 100)
    }

    /// Whether anything that lives could be seen at all: a flag alone cannot.
    pub(crate) const fn sees_life(&self) -> bool {
        self.samples.is_learnt() || self.vital.is_learnt()
    }

    /// Whether heart or breath, said in other numbers all night, have only been repeated for a while.
    pub(crate) fn misses_life(&self, now: Mono) -> bool {
        let last = self.vital.last().filter(|_| self.vital.is_learnt());
        last.is_some_and(|last| self.vital.missed(now.since(last)) >= EVIDENCE.lost_vitals)
    }

    /// How late a rate may come.
    pub(crate) fn lag(&self) -> Duration {
        let usual = self.numbers.mean();
        EVIDENCE.number_lag.max(usual + usual / 20)
    }

    fn handle_vital(&mut self, at: Mono, changed: bool) -> bool {
        // Heart and breath come together.
        if self.numbers.last() != Some(at) {
            self.numbers.handle(at, self.blind_until());
        }
        if changed && self.vital.last() != Some(at) {
            let from = self.vital.last().filter(|_| self.misses_life(at));
            if let Some(from) = from.filter(|from| self.blind_until() < Some(*from)) {
                self.pause = Some(Span { from, to: at });
            }
            self.vital.handle(at, self.blind_until());
            self.stirs.handle_life(at, self.lag());
        }
        changed
    }

    /// Whether rates changed so long after `left` that they cannot be of before.
    pub(crate) fn lives_after(&self, left: Mono) -> bool {
        self.vital.last().is_some_and(|vital| vital.since(left) > self.lag())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_sample_amid_nobody_is_noise_and_two_are_somebody() {
        let mut signs = Signs::default();
        for t in 0..60 {
            signs.handle_movement(s(t), u8::from(t < 30), 31);
        }
        assert_eq!((signs.nobody(), signs.unseen(s(59))), (Some(s(30)), Some(s(30))));
        assert!(!signs.handle_movement(s(60), 5, 31));
        assert_eq!(signs.nobody(), Some(s(30)));
        assert!(signs.handle_movement(s(61), 5, 31));
        assert_eq!((signs.nobody(), signs.back()), (None, Some(s(61))));
    }

    #[test]
    fn a_rate_is_life_only_when_it_changes_and_not_the_first_after_a_silence() {
        let mut signs = Signs::default();
        let told = [60, 60, 61].map(|rate| signs.handle_heart(s(u64::from(rate)), rate));
        assert_eq!(told, [false, false, true]);
        signs.handle_blind(s(62), s(70));
        assert!(!signs.handle_heart(s(71), 70));
        assert_eq!(signs.latest(), Some(s(61)));
    }

    const fn s(seconds: u64) -> Mono {
        Mono(seconds * 1_000)
    }
}
