//! Which numbers decide? Every figure of the care rules, in one place, with its source: a file for
//! each subject.
//!
//! The defaults are the documents' values (care.md, hazard.md §6, contract.md). A configuration may
//! override those of the public types; the others say what sensors and people are like, and no home
//! changes them.

mod air;
mod alarm;
mod baseline;
mod bed;
mod body;
mod evidence;
mod inferred;
mod mat;
mod place;
mod sensors;
mod sleep;

use core::time::Duration;

pub use self::air::{AirPolicy, CoPolicy};
pub(crate) use self::air::{CO_CLEAR, CONTACT_ALONE, DOSE, JUMP, LPG_LEL_PPM, METHANE_LEL_PPM};
pub use self::alarm::AlarmPolicy;
pub(crate) use self::alarm::{LIFE, PAUSE};
pub(crate) use self::baseline::BASELINE;
pub(crate) use self::bed::{ABSENCE, RISING, SETTLED, STAY};
pub use self::bed::{AbsencePolicy, BedPolicy, TurnPolicy};
pub(crate) use self::body::{BANDS, BREATHING, REPOSITIONING, STILLNESS, VOUCH};
pub use self::body::{ResidentPolicy, VitalsPolicy};
pub(crate) use self::evidence::{EVIDENCE, reached};
pub(crate) use self::inferred::{BEDROOM, INFERRED};
pub(crate) use self::mat::MAT;
pub use self::place::{ActivityPolicy, PresencePolicy};
pub(crate) use self::place::{DOOR, DOORWAY, ENTRANCE, EYES, INACTIVITY, SEEN, VISITOR, WANDERING};
pub use self::sensors::PulsePolicy;
pub(crate) use self::sensors::{CHATTER, CLOCK, FROZEN, GHOST, WARM_UP};
pub(crate) use self::sleep::{LOOK, NAP, NIGHT, SCALE, SCORE};
pub use self::sleep::{NapPolicy, SleepPolicy};

const fn s(seconds: u64) -> Duration {
    Duration::from_secs(seconds)
}

const fn min(minutes: u64) -> Duration {
    Duration::from_secs(minutes * 60)
}

/// The numbers of all machines.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Policy {
    /// Is somebody in bed?
    pub bed: BedPolicy,
    /// Are they away from it for too long at night?
    pub absence: AbsencePolicy,
    /// Did they turn over?
    pub turn: TurnPolicy,
    /// Do they sleep?
    pub sleep: SleepPolicy,
    /// Was that a nap?
    pub nap: NapPolicy,
    /// Which vital signs may be shown?
    pub vitals: VitalsPolicy,
    /// How much do they move?
    pub activity: ActivityPolicy,
    /// Where are they?
    pub presence: PresencePolicy,
    /// Is the air safe?
    pub air: AirPolicy,
    /// Do the sensors live?
    pub pulse: PulsePolicy,
    /// When does an alarm call again?
    pub alarm: AlarmPolicy,
    /// What does this resident need?
    pub resident: ResidentPolicy,
}
