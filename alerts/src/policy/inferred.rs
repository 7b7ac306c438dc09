//! What decides where no sensor looks at a bed, and motion sensors must do?
//!
//! No home changes these: they say what motion sensors and sleepers are like. Weights are in
//! hundredths of a nat, as those of [`super::EVIDENCE`], which also says what is believed.

use core::time::Duration;

use super::{min, s};

/// See the module's documentation.
#[derive(Clone, Copy, Debug)]
pub(crate) struct InferredPolicy {
    /// Motion of the bedroom with shorter breaks is one burst: who gets up, or lies down, is hardly
    /// longer at rest while they do, and a sleeper who stirs is.
    pub(crate) burst: Duration,
    /// Who goes to bed in the evening undresses, and is hardly longer at rest meanwhile.
    pub(crate) undress: Duration,
    /// Nothing moves elsewhere for so long after they came back to the bedroom from a trip: they
    /// lie (as long as a trip usually takes, p95 4.3 and 9.2 min in two homes, care.md 2.2).
    pub(crate) back: Duration,
    /// … after they went there in the evening: who undresses there, or looks for something, has not
    /// gone to bed (the time in which somebody is not yet missed, care.md 2.2).
    pub(crate) settle: Duration,
    /// Who was in bed less than so long ago may have gone back to it, by day too (the time after
    /// which leaving it was rising, care.md 2.2).
    pub(crate) again: Duration,
    /// Motion sensors see things that are not (sun, heating): a second glimpse, so long after the
    /// first, is worth as much as one from another sensor.
    pub(crate) glimpse: Duration,
    /// Glimpses elsewhere further apart than that do not belong together.
    pub(crate) apart: Duration,
    /// Who gets up is seen in the bedroom so shortly before another room sees them.
    pub(crate) chain: Duration,
    /// The first glimpse of another room: a false one happens in hardly one of twenty hours.
    pub(crate) elsewhere: i32,
    /// … each further one, and at most.
    pub(crate) goes_on: [i32; 2],
    /// The bedroom moved just before: sleepers stir in one minute of ten, some of three.
    pub(crate) chained: i32,
    /// … and again a minute or more after: together they make one glimpse a trip.
    pub(crate) back_again: i32,
    /// They moved in the bedroom, and nothing elsewhere since: what an entry rests on.
    pub(crate) came: [i32; 2],
    /// After the night nobody knows who was not seen in the bedroom for so long.
    pub(crate) doubt: Duration,
}

pub(crate) const INFERRED: InferredPolicy = InferredPolicy {
    burst: s(30),
    undress: min(2),
    back: min(5),
    settle: min(15),
    again: min(60),
    glimpse: s(10),
    apart: min(5),
    chain: min(1),
    elsewhere: 300,
    goes_on: [200, 600],
    chained: 100,
    back_again: 100,
    came: [300, 200],
    doubt: min(60),
};

/// Which room is slept in, where its name does not say so.
#[derive(Clone, Copy, Debug)]
pub(crate) struct BedroomRule {
    /// Moving there and nowhere else, from the first time to the last, for so long of a night: longer
    /// than an evening in an armchair.
    pub(crate) alone: Duration,
    /// A sleeper stirs at least so often: a hall that sees them last and first has longer breaks.
    pub(crate) stirs: Duration,
    /// So many nights …
    pub(crate) enough: u32,
    /// … of so many, as all personal baselines (care.md 2.2).
    pub(crate) nights: u32,
    /// … and so many times as many as any other room.
    pub(crate) clearly: u32,
}

pub(crate) const BEDROOM: BedroomRule =
    BedroomRule { alone: min(180), stirs: min(60), enough: 3, nights: 14, clearly: 2 };
