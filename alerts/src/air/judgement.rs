//! What is to be said of one hazard at one source?
//!
//! Its contact and its numbers are judged together and the worse wins; what was said stays said
//! until the hazard is over. It is over when the contact is off **and** the air is fresh by the
//! numbers. One that was just made has said nothing and knows nothing: it clears nothing.
//!
//! ```text
//!             worse                       worse
//!   Nothing ─────────▶ So, with a priority ─────▶ So, with a higher one
//!      │                     │        ▲
//!      │ over                │ over   │ so again
//!      └──────▶ Clear ◀──────┘        │
//!                 └───────────────────┘
//! ```
//!
//! Where there are numbers it is over only at one that is low, and when it is said nothing waits any
//! more: no number can rise in between. A source with nothing but a contact has no numbers to wait
//! for. Whether it has any may not be known yet: then its contact must have been off for
//! [`CONTACT_ALONE`] without one.

use protocol::Mono;
use serde::{Deserialize, Serialize};

use super::contact::Contact;
use super::fresh::Fresh;
use super::measured::{Ladder, Measured};
use super::number::{Hazard, Number};
use crate::alarm::Finding;
use crate::message::{Priority, What};
use crate::plan::Gas;
use crate::policy::{CONTACT_ALONE, LIFE};
use crate::sparse::is_default;

/// What does not change in a home: the limits, the gas, and whether there can be numbers at all.
#[derive(Clone, Copy, Debug)]
pub(super) struct Scene<'a> {
    pub(super) hazard: Hazard,
    pub(super) ladder: &'a Ladder,
    pub(super) gas: Option<Gas>,
    /// Whether the source may measure this hazard.
    pub(super) measures: bool,
}

/// What was last said.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
enum Said {
    #[default]
    Nothing,
    Clear,
    So(Priority),
}

/// One hazard at one source.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub(super) struct Judgement {
    #[serde(skip_serializing_if = "is_default")]
    contact: Contact,
    #[serde(skip_serializing_if = "is_default")]
    measured: Measured,
    #[serde(skip_serializing_if = "is_default")]
    said: Said,
}

impl Judgement {
    pub(super) fn handle_contact(
        &mut self,
        at: Mono,
        on: bool,
        scene: Scene<'_>,
    ) -> Option<Finding> {
        self.contact.handle(at, on);
        let worst = self.contact.on().map(|since| (Priority::High, since));
        self.judge(at, (worst, scene.hazard.contact()), scene)
    }

    /// `marked`: the source is believed to warm up. What it says then can make things worse and
    /// nothing else.
    pub(super) fn handle_number(
        &mut self,
        at: Mono,
        (number, marked): (Number, bool),
        scene: Scene<'_>,
    ) -> Option<Finding> {
        self.measured.handle((at, number, marked), scene.ladder, scene.gas);
        let worst = self.measured.worst(scene.ladder, scene.gas);
        self.judge(at, (worst, number.what()), scene)
    }

    /// What a source said while it warmed up has stood for long enough without another number, or
    /// its contact has been off for long enough without any.
    pub(super) fn handle_timeout(&mut self, now: Mono, scene: Scene<'_>) -> Option<Finding> {
        self.due(scene).filter(|due| *due <= now)?;
        if let Some((since, (seen, number))) = self.measured.stood(now) {
            let worst = (Some((Priority::High, since)), number.what());
            return Some(self.judge(now, worst, scene)?.seen_at(seen));
        }
        self.judge(now, (None, scene.hazard.contact()), scene)
    }

    pub(super) fn due(&self, scene: Scene<'_>) -> Option<Mono> {
        let stands = self.measured.due().filter(|_| self.said != Said::So(Priority::High));
        let alone = self.alone(scene).filter(|_| self.said != Said::Clear);
        stands.into_iter().chain(alone).min()
    }

    /// Whether anything was ever heard of the hazard.
    pub(super) fn is_heard(&self) -> bool {
        self.contact != Contact::Unheard || self.measured.fresh() != Fresh::Unheard
    }

    /// Whether a restart would cost something: what was said, or what is measured of an exposure.
    pub(super) fn is_busy(&self) -> bool {
        matches!(self.said, Said::So(_)) || self.measured.is_busy()
    }

    fn judge(
        &mut self,
        at: Mono,
        (worst, what): (Option<(Priority, Mono)>, What),
        scene: Scene<'_>,
    ) -> Option<Finding> {
        let kind = scene.hazard.kind();
        match (worst, self.said) {
            (Some((priority, _)), Said::So(said)) if priority <= said => None,
            (Some((priority, began)), Said::Nothing | Said::Clear | Said::So(_)) => {
                self.said = Said::So(priority);
                Some(Finding::active(kind, priority, began, what))
            }
            (None, Said::Nothing | Said::So(_)) if self.is_over(at, scene) => {
                self.said = Said::Clear;
                let over = Finding::clear(kind);
                Some(if self.measured.fresh() == Fresh::Yes { over.waited(at) } else { over })
            }
            (None, Said::Nothing | Said::So(_) | Said::Clear) => None,
        }
    }

    fn is_over(&self, at: Mono, scene: Scene<'_>) -> bool {
        match (self.contact, self.measured.fresh()) {
            (
                Contact::On { .. },
                Fresh::Unheard | Fresh::Not | Fresh::Below { .. } | Fresh::Yes,
            )
            | (Contact::Off { .. } | Contact::Unheard, Fresh::Not | Fresh::Below { .. })
            | (Contact::Unheard, Fresh::Unheard) => false,
            (Contact::Off { .. }, Fresh::Unheard) => self.alone(scene).is_some_and(|due| due <= at),
            (Contact::Off { since }, Fresh::Yes) => at.since(since) >= LIFE.off,
            (Contact::Unheard, Fresh::Yes) => true,
        }
    }

    /// From when on a contact that is off ends the hazard although no number was heard.
    fn alone(&self, scene: Scene<'_>) -> Option<Mono> {
        match (self.contact, self.measured.fresh()) {
            (Contact::Off { since }, Fresh::Unheard) if scene.measures => {
                Some(since + CONTACT_ALONE)
            }
            (Contact::Off { since }, Fresh::Unheard) => Some(since),
            (Contact::Unheard | Contact::On { .. }, _)
            | (Contact::Off { .. }, Fresh::Not | Fresh::Below { .. } | Fresh::Yes) => None,
        }
    }
}
