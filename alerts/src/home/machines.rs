//! Which machines are there? The one list: each machine, and what its deadlines make it say.
//!
//! From the list comes everything that must be done for each of them and may be forgotten for none:
//! the next deadline of all, carrying out what is due, and what is remembered over a restart. A
//! machine that acts before another at the same moment stands above it. What becomes of what they
//! say is in [`super::facts`].

use alloc::collections::VecDeque;

use protocol::Mono;
use serde::{Deserialize, Serialize};

use super::facts::Fact;
use super::timed::{NEVER, Timed};
use crate::air::{Air, Jumps};
use crate::alarm::{Alarms, Calls};
use crate::baseline::Baselines;
use crate::bed::{Absence, Bed, Bedroom, InBed, Inferred, Mat, Rising, Settled, Stay, Turns};
use crate::body::{Bands, Breathing, Repositioning, Signs, Stillness, Vitals};
use crate::message::What;
use crate::place::{
    Activities, DoorUnused, Doors, Inactivity, NightDoors, OpenDoors, Presence, Sightings,
    Visitors, Wandering, Watch,
};
use crate::plan::Places;
use crate::record::{Daybook, Diary, Minutes, Nights, Stays, Tally, Ticks};
use crate::sensors::{Chatter, ClockFault, Faults, Frozen, Ghosts, Lives, Pulse, Service, WarmUps};
use crate::sleep::{Naps, Sleep};
use crate::time::Clock;

/// What a machine may look at when it is due, and where it says what it found.
pub(crate) struct Due<'a> {
    pub(crate) now: Mono,
    pub(crate) clock: &'a Clock,
    /// Which sources are not heard.
    pub(crate) silent: &'a [bool],
    /// In bed beyond doubt.
    pub(crate) in_bed: Option<InBed>,
    /// What else is known when somebody is missed.
    pub(crate) watch: Watch<'a>,
    /// What is said, and when it is said.
    pub(crate) facts: &'a mut VecDeque<(Mono, Fact)>,
}

impl Due<'_> {
    fn say(&mut self, fact: Fact) {
        self.facts.push_back((self.now, fact));
    }
}

/// A machine that has deadlines.
pub(crate) struct Row {
    pub(crate) poll_timeout: fn(&Machines) -> Option<Mono>,
    pub(crate) handle_timeout: fn(&mut Machines, &mut Due<'_>),
}

macro_rules! machines {
    (
        due { $($due:ident: $Due:ty, |$machine:ident, $now:ident| $act:block)* }
        told { $($told:ident: $Told:ty,)* }
    ) => {
        /// The machines of a home: first those that have deadlines, in the order in which they act,
        /// then those that only are told.
        #[derive(Debug)]
        pub(crate) struct Machines {
            $(pub(crate) $due: Timed<$Due>,)*
            $(pub(crate) $told: $Told,)*
        }

        /// What they remember, to be written.
        #[derive(Debug, Serialize)]
        pub(crate) struct Memory<'a> {
            $($due: &'a $Due,)*
            $($told: &'a $Told,)*
        }

        /// What they remembered, as far as it was written.
        #[derive(Debug, Deserialize)]
        pub(crate) struct Remembered {
            $(#[serde(default)] pub(crate) $due: Option<$Due>,)*
            $(#[serde(default)] pub(crate) $told: Option<$Told>,)*
        }

        impl Machines {
            /// What is to be remembered.
            pub(crate) fn memory(&self) -> Memory<'_> {
                Memory { $($due: &self.$due,)* $($told: &self.$told,)* }
            }

            /// Goes on where an earlier run was.
            pub(crate) fn recall(&mut self, was: Remembered, places: &Places) {
                $(if let Some(was) = was.$due {
                    self.$due.recall(was, places);
                })*
                $(if let Some(was) = was.$told {
                    self.$told.recall(was, places);
                })*
            }

            /// Those that have deadlines.
            pub(crate) const DUE: &'static [Row] = &[$(Row {
                poll_timeout: |machines| machines.$due.poll_timeout(),
                handle_timeout: |machines, due| {
                    let ($machine, $now) = (&mut machines.$due, due);
                    $act
                },
            },)*];

            /// The next deadline of all.
            pub(crate) fn due(&mut self) -> Mono {
                NEVER$(.min(self.$due.due(<$Due>::poll_timeout)))*
            }
        }
    };
}

machines! {
    due {
        pulse: Pulse, |pulse, due| {
            while let Some((place, at, beat)) = pulse.handle_timeout(due.now) {
                due.facts.push_back((at, Fact::Beat { place, beat }));
            }
        }
        warm_ups: WarmUps, |warm_ups, due| {
            let silent = due.silent;
            let is_silent = |place: usize| silent.get(place).is_none_or(|silent| *silent);
            while let Some(place) = warm_ups.handle_timeout(due.now, is_silent) {
                due.say(Fact::Fault { place, what: What::WarmsTooLong });
            }
        }
        jumps: Jumps, |jumps, due| {
            while let Some((place, held)) = jumps.handle_timeout(due.now) {
                due.say(Fact::CarbonMonoxide { place, held });
            }
        }
        air: Air, |air, due| {
            while let Some((place, found)) = air.handle_timeout(due.now) {
                due.say(Fact::Found { place: Some(place), found });
            }
        }
        doors: Doors, |doors, due| {
            while let Some((place, edge, door)) = doors.handle_timeout(due.now) {
                due.say(Fact::Door { place, edge, door });
            }
        }
        sightings: Sightings, |sightings, due| {
            if let Some(at) = sightings.handle_timeout(due.now) {
                due.facts.push_back((at, Fact::SeenAbout));
            }
        }
        night_doors: NightDoors, |night_doors, due| {
            while let Some((place, found)) = night_doors.handle_timeout(due.now) {
                due.say(Fact::Found { place: Some(place), found });
            }
        }
        open_doors: OpenDoors, |open_doors, due| {
            let is_night = due.clock.is_night(due.now);
            while let Some((place, found)) = open_doors.handle_timeout(due.now, is_night) {
                due.say(Fact::Found { place: Some(place), found });
            }
        }
        door_unused: DoorUnused, |door_unused, due| {
            if let Some(found) = door_unused.handle_timeout(due.now) {
                due.say(Fact::Found { place: None, found });
            }
        }
        mat: Mat, |mat, due| {
            mat.handle_timeout(due.now);
            while let Some(says) = mat.poll() {
                due.say(Fact::Mat(says));
            }
        }
        bed: Bed, |bed, due| {
            bed.handle_timeout(due.now, due.clock);
            while let Some(event) = bed.poll() {
                due.say(Fact::Bed(event));
            }
        }
        inferred: Inferred, |inferred, due| {
            inferred.handle_timeout(due.now, due.clock);
            while let Some(inference) = inferred.poll() {
                due.say(Fact::Inferred(inference));
            }
        }
        stay: Stay, |stay, due| {
            if let Some(stayed) = stay.handle_timeout(due.now, due.in_bed) {
                due.say(Fact::Stayed(stayed));
            }
        }
        turns: Turns, |turns, due| {
            if let Some(turn) = turns.handle_timeout(due.now, due.in_bed) {
                due.say(Fact::Turned(turn));
            }
        }
        stillness: Stillness, |stillness, due| {
            if let Some(found) = stillness.handle_timeout(due.now) {
                due.say(Fact::FoundOfBed(found));
            }
        }
        repositioning: Repositioning, |repositioning, due| {
            if let Some(found) = repositioning.handle_timeout(due.now) {
                due.say(Fact::FoundOfBed(found));
            }
        }
        bands: Bands, |bands, due| {
            if let Some(found) = bands.handle_timeout(due.now) {
                due.say(Fact::FoundOfBed(found));
            }
        }
        service: Service, |service, due| {
            while let Some((place, withheld)) = service.handle_timeout(due.now) {
                for found in withheld {
                    due.say(Fact::Found { place: Some(place), found });
                }
            }
        }
        clock_fault: ClockFault, |clock_fault, due| {
            if let Some(found) = clock_fault.handle_timeout(due.now) {
                due.say(Fact::Found { place: None, found });
            }
        }
        presence: Presence, |presence, due| {
            if let Some(passage) = presence.handle_timeout(due.now) {
                due.say(Fact::Passed(passage));
            }
        }
        absence: Absence, |absence, due| {
            if let Some(found) = absence.handle_timeout(due.now, &due.watch) {
                due.say(Fact::FoundOfBed(found));
            }
        }
        inactivity: Inactivity, |inactivity, due| {
            if let Some(found) = inactivity.handle_timeout(due.now, &due.watch) {
                due.say(Fact::Found { place: None, found });
            }
        }
        ticks: Ticks, |ticks, due| {
            while let Some(end) = ticks.handle_timeout(due.now) {
                due.facts.push_back((end, Fact::Minute));
            }
        }
        tally: Tally, |tally, due| {
            tally.handle_timeout(due.now, due.clock);
        }
        lives: Lives, |_lives, due| {
            due.say(Fact::Midnight);
        }
        alarms: Alarms, |alarms, due| {
            alarms.handle_timeout(due.now, due.clock);
        }
    }
    told {
        faults: Faults,
        sleep: Sleep,
        naps: Naps,
        signs: Signs,
        breathing: Breathing,
        vitals: Vitals,
        activity: Activities,
        settled: Settled,
        rising: Rising,
        bedroom: Bedroom,
        wandering: Wandering,
        visitors: Visitors,
        minutes: Minutes,
        diary: Diary,
        stays: Stays,
        nights: Nights,
        daybook: Daybook,
        calls: Calls,
        chatter: Chatter,
        ghosts: Ghosts,
        frozen: Frozen,
        baselines: Baselines,
    }
}

impl Machines {
    /// What they know together of somebody who is missed; `out`: nobody is in bed.
    pub(crate) fn watch<'a>(
        &self,
        (clock, silent): (&'a Clock, &[bool]),
        bed: Option<usize>,
        out: bool,
    ) -> Watch<'a> {
        Watch {
            clock,
            rising: self.rising.before_end(),
            settled: self.settled.settled(),
            slept: self.settled.slept(),
            others: self.sightings.could_see(bed, silent),
            entrance: self.doors.entrance(|place| silent.get(place).is_none_or(|silent| *silent)),
            there: self.sightings.is_there(bed, out),
        }
    }
}
