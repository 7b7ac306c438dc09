//! How bad is what one source measures of one hazard?
//!
//! Every number goes to four machines: is it above a limit that counts at once or after seconds
//! ([`Limit`]), how much was breathed ([`Dose`]), is the air clear ([`Fresh`]), and, in a warm-up,
//! for how long has it stood ([`Marked`])? What they find together is [`super::judgement`]'s matter.
//!
//! Of two numbers of one stamp the worse counts, whichever comes first.

use alloc::vec::Vec;
use core::time::Duration;

use protocol::Mono;
use serde::{Deserialize, Serialize};

use super::dose::{Dose, Stage};
use super::fresh::Fresh;
use super::limit::Limit;
use super::marked::Marked;
use super::number::{Number, Stamped};
use crate::message::Priority;
use crate::plan::Gas;
use crate::policy::{AirPolicy, CO_CLEAR, CoPolicy};
use crate::sparse::is_default;

/// What the numbers of one hazard are held against.
#[derive(Clone, Debug, Default)]
pub(super) struct Ladder {
    /// High at once.
    pub(super) high: f32,
    /// Medium, and after how long.
    medium: (f32, Duration),
    /// After an exposure.
    stages: Vec<Stage>,
    /// Below this nothing ever counts …
    lowest: f32,
    /// … and for so long below it the air is clear.
    clear: Duration,
    dip: Duration,
}

impl Ladder {
    pub(super) fn co(policy: &AirPolicy) -> Self {
        let CoPolicy { high_at_once, severe, raised, notable, high_after, low_after } = policy.co;
        let [after_severe, after_raised, after_notable] = high_after;
        let high = |limit, after| Stage { limit, after, priority: Priority::High };
        Self {
            high: high_at_once,
            medium: (severe, Duration::ZERO),
            stages: alloc::vec![
                high(severe, after_severe),
                high(raised, after_raised),
                high(notable, after_notable),
                Stage { limit: notable, after: low_after, priority: Priority::Low },
            ],
            lowest: notable,
            clear: policy.dip.max(CO_CLEAR),
            dip: policy.dip,
        }
    }

    pub(super) const fn gas(policy: &AirPolicy) -> Self {
        Self {
            high: policy.gas_high_lel,
            medium: (policy.gas_medium_lel, policy.gas_medium_after),
            stages: Vec::new(),
            lowest: policy.gas_medium_lel,
            clear: policy.dip,
            dip: policy.dip,
        }
    }
}

/// What is known of the numbers of one hazard at one source.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub(super) struct Measured {
    /// The last number, when it was said, and whether its source warmed up.
    last: Option<(Mono, Number, bool)>,
    #[serde(skip_serializing_if = "is_default")]
    high: Limit,
    #[serde(skip_serializing_if = "is_default")]
    medium: Limit,
    #[serde(skip_serializing_if = "is_default")]
    dose: Dose,
    #[serde(skip_serializing_if = "is_default")]
    fresh: Fresh,
    #[serde(skip_serializing_if = "is_default")]
    marked: Marked,
}

impl Measured {
    /// A number; `marked` if its source is believed to warm up.
    pub(super) fn handle(
        &mut self,
        (at, number, marked): (Mono, Number, bool),
        ladder: &Ladder,
        gas: Option<Gas>,
    ) {
        let now = stamped((at, number, marked), gas);
        if let Some(last) = self.last.map(|last| stamped(last, gas)) {
            if last.at == at && last.value > now.value {
                return;
            }
            self.dose.handle(last, now, &ladder.stages);
        }
        self.last = Some((at, number, marked));
        self.high.handle(at, now.value >= ladder.high, ladder.dip);
        self.medium.handle(at, now.value >= ladder.medium.0, ladder.dip);
        self.fresh.handle(now, ladder.lowest, ladder.clear);
        if marked {
            self.marked.handle(now, ladder.high);
        } else {
            self.marked = Marked::default();
        }
    }

    /// The worst that the last number says, and since when; of equals what began first. In a
    /// warm-up only what has stood says anything.
    pub(super) fn worst(&self, ladder: &Ladder, gas: Option<Gas>) -> Option<(Priority, Mono)> {
        let now = self.last.map(|last| stamped(last, gas))?;
        if now.marked {
            return Some((Priority::High, self.marked.since(now.at)?));
        }
        let high = self.high.held(now.at, Duration::ZERO).map(|since| (Priority::High, since));
        let medium = self.medium.held(now.at, ladder.medium.1);
        self.dose
            .held(now, &ladder.stages)
            .chain(high)
            .chain(medium.map(|since| (Priority::Medium, since)))
            .reduce(|a, b| if (b.0, a.1) > (a.0, b.1) { b } else { a })
    }

    /// When what stands in a warm-up counts, if no other number comes.
    pub(super) fn due(&self) -> Option<Mono> {
        self.marked.due()
    }

    /// Since when what counts in a warm-up at `now` has stood, and the number that said so last.
    pub(super) fn stood(&self, now: Mono) -> Option<(Mono, (Mono, Number))> {
        let (at, number, _) = self.last?;
        Some((self.marked.since(now)?, (at, number)))
    }

    /// Whether anything is above a limit, or was.
    pub(super) fn is_busy(&self) -> bool {
        let limits = [self.high, self.medium].iter().any(|limit| *limit != Limit::Below);
        limits || self.dose != Dose::default() || self.marked != Marked::default()
    }

    pub(super) const fn fresh(&self) -> Fresh {
        self.fresh
    }
}

const fn stamped((at, number, marked): (Mono, Number, bool), gas: Option<Gas>) -> Stamped {
    Stamped { at, value: number.against_limits(gas), marked }
}
