//! What decides of a mat under the sheet, a contact that says in bed and nothing else?
//!
//! No home changes these: they say what such contacts and sleepers are like. Weights are in
//! hundredths of a nat, as those of [`super::EVIDENCE`], which also says what is believed.

use core::time::Duration;

use super::{min, s};

/// See the module's documentation.
#[derive(Clone, Copy, Debug)]
pub(crate) struct MatPolicy {
    /// A mat that is let go sooner did not hold anybody: a shorter stay is not even confirmed
    /// ([`super::BedPolicy::settle`]).
    pub(crate) pulse: Duration,
    /// Closed for so long in all, with no longer break than a pulse, it holds whoever lies on it.
    pub(crate) holds: Duration,
    /// What that says against one that pulses: such a one must have stuck …
    pub(crate) held: i32,
    /// … and what if it also let go now and then, as a stuck one does not.
    pub(crate) held_loosely: i32,
    /// Pulses nearer than that are one movement.
    pub(crate) apart: Duration,
    /// A pulse so soon after another, and nothing held in between: an empty bed's contact closes by
    /// chance less than twice an hour, so that chance follows chance within five minutes is one in
    /// eight; somebody who lies awake moves each minute or two.
    pub(crate) soon: Duration,
    pub(crate) pair: i32,
    /// … at night, when somebody lies there who would be held, less soon is something too.
    pub(crate) by_night: [(Duration, i32); 3],
    /// A mat that has never held anybody is believed to pulse from here on.
    pub(crate) never_held: i32,
    /// Evidence beyond this adds nothing: a mat may begin to pulse, or be exchanged. What speaks for
    /// holding goes further: an empty bed may close a loose contact for days.
    pub(crate) least: i32,
    pub(crate) most: i32,

    /// Changes no further apart than that are of one stay (the real mats of the issue: minute F1 of
    /// .97 by this rule): sleepers of 65 to 80 years shift twice an hour (care.md 2.2), so that
    /// hardly any of them lies still for longer.
    pub(crate) together: Duration,
    /// … where others would have seen them up and have not, they are there, unknown, for longer: as
    /// long as the longest nap.
    pub(crate) unseen: Duration,
    /// Without a change for so long it is not known that they are there, where nothing else could
    /// see them up.
    pub(crate) doubt: Duration,
    /// A lone pulse at night, and nothing moves elsewhere for so long: they lie there
    /// ([`super::INFERRED`]`.back`).
    pub(crate) settles: Duration,
    /// Who gets up moves the mat so shortly before they are seen elsewhere, and what that is worth:
    /// a sleeper moves it in one minute of ten.
    pub(crate) rises: Duration,
    pub(crate) rose: i32,
    /// They left with the last change, if it was no longer before they are seen elsewhere: who gets
    /// up slowly sits on the bed's edge for a while.
    pub(crate) dated: Duration,
    /// A sensor of an unknown room that moves so near to a change may look at the bed.
    pub(crate) near: Duration,

    /// A mat that stays closed while somebody is seen elsewhere for so long, with no longer breaks
    /// than the second: perhaps a visitor's; it is not known who lies there.
    pub(crate) doubted: Duration,
    pub(crate) breaks: Duration,
    /// … for so long: visitors who stay that long meet the resident up (care.md 2.2, the same time
    /// as a final rise takes, halved). It is stuck.
    pub(crate) stuck: Duration,
    /// A mat that has stuck so often is not believed against motion at all.
    pub(crate) sticks: u8,
    /// Closed without a change for so long by day: longer than any nap (care.md 2.2).
    pub(crate) nap: Duration,
    /// … or, where the clock is not set, for longer than any night.
    pub(crate) night: Duration,
}

pub(crate) const MAT: MatPolicy = MatPolicy {
    pulse: s(30),
    holds: min(10),
    held: -200,
    held_loosely: -400,
    apart: s(60),
    soon: min(5),
    pair: 100,
    by_night: [(min(30), 70), (min(60), 40), (min(90), 25)],
    never_held: 200,
    least: -3_000,
    most: 1_500,
    together: min(90),
    unseen: min(180),
    doubt: min(45),
    settles: min(5),
    rises: s(60),
    rose: 200,
    dated: min(5),
    near: s(10),
    doubted: min(10),
    breaks: min(15),
    stuck: min(30),
    sticks: 2,
    nap: min(180),
    night: min(12 * 60),
};
