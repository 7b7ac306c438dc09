//! Who lives here, and what must Hearth say of it?
//!
//! A life is a script: what happens at which moment, and beside it the truth. It is made from a
//! seed, so that an evening can be lived again. Nothing here knows a sensor's bytes: the virtual
//! home lets its devices see what happens.

use std::ops::RangeInclusive;
use std::time::Duration;

use fastrand::Rng;
use protocol::Mono;

use crate::virtual_radar::Person;

mod days;

/// What can happen in the home.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Act {
    /// The person is somewhere else, as the bedroom's radar sees it.
    Person(Person),
    /// They turn over: for how long, and how strongly (0 to 100).
    Turn(Duration, u8),
    /// The front door opens (true) or closes.
    Door(bool),
    /// The kitchen's air has so many tenths of a ppm of CO.
    Co(u16),
    /// The gas alarm's relay closes (true) or opens.
    Gas(bool),
    /// The smoke alarm's relay closes (true) or opens.
    Smoke(bool),
}

/// A moment of the script.
#[derive(Clone, Debug)]
pub struct Moment {
    /// When.
    pub at: Mono,
    /// What happens.
    pub act: Act,
    /// In plain words, where somebody who looks on would say something.
    pub words: Option<&'static str>,
}

/// What Hearth must say.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fact {
    /// Into bed.
    BedEntry,
    /// Out of bed for a minute or more.
    BedExit,
    /// Turned over in bed.
    TurnOver,
    /// Slept by day, until then.
    Nap(Mono),
    /// The front door.
    DoorOpened,
    /// The front door.
    DoorClosed,
    /// An alarm of this kind is raised.
    Alarm(&'static str),
}

/// A script, its truth, and its end.
#[derive(Clone, Debug)]
pub struct Life {
    /// What the wall clock shows at the beginning.
    pub start: &'static str,
    /// What happens, oldest first.
    pub moments: Vec<Moment>,
    /// What Hearth must say, oldest first.
    pub truth: Vec<(Mono, Fact)>,
    /// When it is over.
    pub end: Mono,
}

impl Life {
    /// How many facts of a kind: the payload of the fact does not matter.
    #[must_use]
    pub fn count(&self, of: Fact) -> usize {
        let same = |fact: &Fact| match (fact, of) {
            (Fact::Alarm(kind), Fact::Alarm(asked)) => *kind == asked,
            (fact, asked) => std::mem::discriminant(fact) == std::mem::discriminant(&asked),
        };
        self.truth.iter().filter(|(_, fact)| same(fact)).count()
    }
}

/// From lying down to sleep.
const FALLING_ASLEEP: RangeInclusive<u64> = 6 * 60..=11 * 60;

/// Between two turn-overs: 65 to 80 year olds make about two an hour (care.md 2.2).
const BETWEEN_TURNS: RangeInclusive<u64> = 17 * 60..=38 * 60;

/// No turn-over so near to lying down or getting up: it would be part of that.
const QUIET_EDGE: Duration = Duration::from_secs(3 * 60);

/// How long a turn-over takes.
const TURN_S: RangeInclusive<u64> = 5..=9;

/// How strongly the radar sees it.
const TURN_STRENGTH: RangeInclusive<u8> = 45..=75;

/// The resident, living.
#[derive(Debug)]
pub struct Resident {
    rng: Rng,
    now: Mono,
    life: Life,
}

impl Resident {
    /// Somebody whose life begins at `start`, away from home.
    #[must_use]
    pub fn new(seed: u64, start: &'static str) -> Self {
        let life = Life { start, moments: Vec::new(), truth: Vec::new(), end: Mono::ZERO };
        Self { rng: Rng::with_seed(seed), now: Mono::ZERO, life }
    }

    /// Nothing happens for a while.
    pub fn waits(&mut self, length: Duration) {
        self.now = self.now + length;
    }

    /// The front door opens and closes.
    pub fn goes_through_the_door(&mut self, words: &'static str) {
        self.happens(Act::Door(true), Some(words));
        self.is_true(Fact::DoorOpened);
        self.waits(Duration::from_secs(9));
        self.happens(Act::Door(false), None);
        self.is_true(Fact::DoorClosed);
    }

    /// The gas stays on, unlit, until somebody airs the kitchen.
    pub fn leaves_the_gas_on(&mut self, length: Duration) {
        self.happens(Act::Gas(true), Some("puts the kettle on; the flame goes out"));
        self.is_true(Fact::Alarm("gas"));
        self.waits(length);
        self.happens(Act::Gas(false), Some("opens the window, the air is clear"));
    }

    /// The stove burns badly: CO climbs to 130 ppm within two minutes and goes.
    pub fn heats_with_a_bad_stove(&mut self, length: Duration) {
        self.happens(Act::Co(40), Some("lights the old stove, which burns badly"));
        for tenths in [150, 420, 730, 960] {
            self.waits(Duration::from_secs(20));
            self.happens(Act::Co(tenths), None);
        }
        self.waits(Duration::from_secs(20));
        self.happens(Act::Co(1_300), None);
        self.is_true(Fact::Alarm("co"));
        self.waits(length);
        self.happens(Act::Co(120), Some("puts the stove out and airs the room"));
        self.waits(Duration::from_secs(60));
        self.happens(Act::Co(4), None);
    }

    /// The toast burns.
    pub fn burns_the_toast(&mut self, length: Duration) {
        self.happens(Act::Smoke(true), Some("burns the toast"));
        self.is_true(Fact::Alarm("smoke"));
        self.waits(length);
        self.happens(Act::Smoke(false), Some("the smoke is gone"));
    }

    /// Comes into the bedroom, lies down, and after some minutes sleeps.
    pub fn goes_to_bed(&mut self, words: &'static str) {
        self.happens(Act::Person(Person::InRoom), Some(words));
        self.waits(Duration::from_secs(75));
        self.lies_down("lies down");
        let awake = self.rng.u64(FALLING_ASLEEP);
        self.waits(Duration::from_secs(awake));
        self.happens(Act::Person(Person::Asleep), Some("falls asleep"));
    }

    /// Sleeps, and turns over now and then.
    pub fn sleeps(&mut self, length: Duration) {
        let end = self.now + length;
        self.waits(QUIET_EDGE);
        loop {
            let wait = self.rng.u64(BETWEEN_TURNS);
            if self.now + Duration::from_secs(wait) + QUIET_EDGE > end {
                self.now = end;
                return;
            }
            self.waits(Duration::from_secs(wait));
            self.turns_over();
        }
    }

    /// One turn-over.
    pub fn turns_over(&mut self) {
        let length = Duration::from_secs(self.rng.u64(TURN_S));
        let strength = self.rng.u8(TURN_STRENGTH);
        self.happens(Act::Turn(length, strength), Some("turns over"));
        self.is_true(Fact::TurnOver);
    }

    /// Gets up to the toilet, comes back and sleeps again.
    pub fn goes_to_the_toilet(&mut self, length: Duration) {
        self.leaves_the_bed("gets up to the toilet");
        self.waits(Duration::from_secs(7));
        self.happens(Act::Person(Person::Away), None);
        self.waits(length);
        self.happens(Act::Person(Person::InRoom), None);
        self.waits(Duration::from_secs(8));
        self.lies_down("is back in bed");
        self.waits(Duration::from_secs(5 * 60));
        self.happens(Act::Person(Person::Asleep), None);
    }

    /// Wakes up, gets up, and leaves the bedroom.
    pub fn gets_up(&mut self, words: &'static str) {
        self.happens(Act::Person(Person::Awake), Some("wakes up"));
        self.waits(Duration::from_secs(150));
        self.leaves_the_bed(words);
        self.waits(Duration::from_secs(40));
        self.happens(Act::Person(Person::Away), None);
    }

    /// Is in the bedroom for a minute, and not in bed.
    pub fn looks_in(&mut self, words: &'static str) {
        self.happens(Act::Person(Person::InRoom), Some(words));
        self.waits(Duration::from_secs(60));
        self.happens(Act::Person(Person::Away), None);
    }

    /// The script, as long as it has become.
    #[must_use]
    pub fn lived(mut self) -> Life {
        self.life.end = self.now;
        self.life
    }

    fn lies_down(&mut self, words: &'static str) {
        self.happens(Act::Person(Person::Awake), Some(words));
        self.is_true(Fact::BedEntry);
    }

    fn leaves_the_bed(&mut self, words: &'static str) {
        self.happens(Act::Person(Person::InRoom), Some(words));
        self.is_true(Fact::BedExit);
    }

    fn happens(&mut self, act: Act, words: Option<&'static str>) {
        self.life.moments.push(Moment { at: self.now, act, words });
    }

    fn is_true(&mut self, fact: Fact) {
        self.life.truth.push((self.now, fact));
    }
}
