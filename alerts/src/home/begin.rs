//! With which machines does a home begin? Each with its numbers, and nothing known yet.

use alloc::vec::Vec;
use core::time::Duration;

use super::machines::Machines;
use crate::air::{Air, Jumps};
use crate::alarm::{Alarms, Calls};
use crate::baseline::Baselines;
use crate::bed::{Absence, Bed, Bedroom, Inferred, Mat, Rising, Settled, Stay, Turns};
use crate::body::{Bands, Breathing, Repositioning, Signs, Stillness, Vitals};
use crate::place::{
    Activities, DoorUnused, Doors, Inactivity, NightDoors, OpenDoors, Presence, Sightings,
    Visitors, Wandering,
};
use crate::plan::{Kind, SourcePlan};
use crate::policy::Policy;
use crate::record::{Daybook, Diary, Minutes, Nights, Stays, Tally, Ticks};
use crate::sensors::{Chatter, ClockFault, Faults, Frozen, Ghosts, Lives, Pulse, Service, WarmUps};
use crate::sleep::{Naps, Sleep};

/// All of them; `bed` is the source that looks at it, and how late its flag is.
pub(super) fn machines(
    sources: &[SourcePlan],
    (bed_source, delay): (Option<usize>, Duration),
    policy: Policy,
    boot: u32,
) -> Machines {
    let kinds: Vec<Kind> = sources.iter().map(|source| source.kind).collect();
    let is_radar = kinds.iter().map(|kind| kind.is_radar()).collect();
    Machines {
        pulse: Pulse::new(sources, &policy.pulse).into(),
        faults: Faults::new(sources.len(), policy.pulse.fault_over),
        lives: Lives::new(sources).into(),
        warm_ups: WarmUps::new(sources).into(),
        jumps: Jumps::new(sources.len()).into(),
        air: Air::new(sources, &policy.air).into(),
        doors: Doors::new(kinds.iter().map(|kind| kind.door())).into(),
        signs: Signs::new(sources.len(), policy.vitals.clone(), policy.bed.large),
        breathing: Breathing::default(),
        stillness: Stillness::default().into(),
        bands: Bands::new(policy.vitals.clamp).into(),
        repositioning: Repositioning::new(policy.resident.repositioning, policy.turn.clone())
            .into(),
        clock_fault: ClockFault::new().into(),
        ghosts: Ghosts::new(sources.len()),
        frozen: Frozen::new(sources.len(), policy.vitals.clamp),
        baselines: Baselines::default(),
        service: Service::default().into(),
        sightings: Sightings::new(sources.len()).into(),
        night_doors: NightDoors::new(sources.len()).into(),
        open_doors: OpenDoors::new(sources.len()).into(),
        door_unused: DoorUnused::default().into(),
        wandering: Wandering::default(),
        visitors: Visitors::new(sources.len()),
        bedroom: Bedroom::new(sources),
        inferred: Inferred::new(policy.bed.clone()).into(),
        mat: Mat::new(policy.bed.clone()).into(),
        bed: Bed::new(policy.bed, delay).into(),
        stay: Stay::default().into(),
        turns: Turns::new(policy.turn).into(),
        sleep: Sleep::new(policy.sleep),
        naps: Naps::new(policy.nap),
        minutes: Minutes::new(sources, policy.vitals.clone()),
        vitals: Vitals::new(policy.vitals),
        activity: Activities::new(policy.activity),
        presence: Presence::new(policy.presence, is_radar, bed_source).into(),
        inactivity: Inactivity::new(policy.absence.low).into(),
        absence: Absence::new(policy.absence).into(),
        settled: Settled::default(),
        rising: Rising::default(),
        calls: Calls::new(&kinds),
        chatter: Chatter::new(sources.len()),
        ticks: Ticks::new().into(),
        diary: Diary::default(),
        stays: Stays::default(),
        nights: Nights::default(),
        daybook: Daybook::default(),
        tally: Tally::default().into(),
        alarms: Alarms::new(policy.alarm, boot).into(),
    }
}
