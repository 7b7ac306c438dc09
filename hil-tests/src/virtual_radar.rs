//! An R60ABD1 that is not there: says in real bytes, with a real one's delays, what it would see.
//!
//! From `radar.md` §1. What makes it worth having are its bad habits, which a gateway must see
//! through:
//!
//! * presence ends 40 s after the person left, bed exit is said 30 s late, bed entry some seconds;
//! * the last heart and breath numbers go on for minutes over an empty bed;
//! * presence, motion and bed are said only when they change: whoever connects later must ask;
//! * in the control word 0x84 the answer to a question does not follow the rule of the others.
//!
//! It has the four verbs, so it can live behind a pty or be written straight into a capture.

mod frame;
mod sleep;
mod talk;

use std::collections::VecDeque;
use std::time::Duration;

use fastrand::Rng;
use protocol::Mono;

use frame::Requests;
pub(crate) use frame::frame;
use sleep::Sleep;

/// From nobody to somebody.
const PRESENCE_ON: Duration = Duration::from_millis(500);

/// From somebody to nobody.
const PRESENCE_OFF: Duration = Duration::from_secs(40);

/// From leaving the bed to saying so.
const BED_OUT: Duration = Duration::from_secs(30);

/// From lying down to saying so, at least and at most.
const BED_IN_MS: std::ops::Range<u64> = 3_000..8_000;

/// How long the last vitals go on after the person left.
const LATCHED: Duration = Duration::from_secs(5 * 60);

/// How often movement is said; everything periodic is a multiple of it.
const EVERY: Duration = Duration::from_secs(1);

/// From a question to its answer.
const ANSWER: Duration = Duration::from_millis(60);

/// Where the person is, as the radar could see it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Person {
    /// Nobody in the room.
    Away,
    /// Up and about in the room.
    InRoom,
    /// In bed, awake.
    Awake,
    /// In bed, asleep.
    Asleep,
}

/// What it says only when it changes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Change {
    Presence(bool),
    Bed(bool),
}

/// The radar.
#[derive(Debug)]
pub struct VirtualRadar {
    rng: Rng,
    person: Person,
    /// Since when nobody is in range.
    gone: Option<Mono>,
    /// A movement of the whole body: until when, and how strong (0 to 100).
    burst: Option<(Mono, u8)>,
    presence: bool,
    bed: bool,
    motion: u8,
    movement: u8,
    breath: u8,
    heart: u8,
    /// Changes that it has seen and not yet said, soonest first.
    coming: Vec<(Mono, Change)>,
    sleep: Sleep,
    seconds: u64,
    next: Mono,
    /// Switches of 80, 81, 84, 85.
    switches: [bool; 4],
    asked: Requests,
    out: VecDeque<(Mono, Vec<u8>)>,
}

impl VirtualRadar {
    /// Powered up at `at`, looking at an empty room.
    #[must_use]
    pub fn new(at: Mono, seed: u64) -> Self {
        Self {
            rng: Rng::with_seed(seed),
            person: Person::Away,
            gone: None,
            burst: None,
            presence: false,
            bed: false,
            motion: 0,
            movement: 0,
            breath: 14,
            heart: 66,
            coming: Vec::new(),
            sleep: Sleep::default(),
            seconds: 0,
            next: at + EVERY,
            switches: [true; 4],
            asked: Requests::default(),
            out: VecDeque::from([(at, frame(0x05, 0x01, &[0x0F]))]),
        }
    }

    /// The person is somewhere else, or falls asleep or wakes up.
    pub fn handle_person(&mut self, at: Mono, person: Person) {
        let before = std::mem::replace(&mut self.person, person);
        self.burst = None;
        let (was_there, is_there) = (before != Person::Away, person != Person::Away);
        if is_there {
            self.gone = None;
            self.foresee(self.presence, Change::Presence(true), at + PRESENCE_ON);
        } else if was_there {
            self.gone = Some(at);
            self.foresee(!self.presence, Change::Presence(false), at + PRESENCE_OFF);
        }
        if in_bed(person) != in_bed(before) {
            let wait = if in_bed(person) {
                Duration::from_millis(self.rng.u64(BED_IN_MS))
            } else {
                BED_OUT
            };
            self.foresee(self.bed == in_bed(person), Change::Bed(in_bed(person)), at + wait);
        }
        self.sleep.handle_person(at, person);
    }

    /// The person turns over, or moves as much as that, for `length`.
    pub fn handle_burst(&mut self, at: Mono, length: Duration, strength: u8) {
        self.burst = Some((at + length, strength));
        self.sleep.handle_turn(self.person);
    }

    /// Bytes came from the host.
    pub fn handle_bytes(&mut self, at: Mono, bytes: &[u8]) {
        self.asked.push(bytes);
        while let Some(request) = self.asked.pop() {
            if let Some(reply) = self.answer(&request) {
                self.out.push_back((at + ANSWER, reply));
            }
        }
    }

    /// Time has passed.
    pub fn handle_timeout(&mut self, now: Mono) {
        while let Some(due) = self.due().filter(|due| *due <= now) {
            if let Some(index) = self.coming.iter().position(|(at, _)| *at == due) {
                let (_, change) = self.coming.remove(index);
                self.say_change(due, change);
            } else {
                self.say_second(due);
                self.next = self.next + EVERY;
            }
        }
    }

    /// When it next has something to do or to say.
    #[must_use]
    pub fn poll_timeout(&self) -> Option<Mono> {
        self.out.front().map(|(at, _)| *at).into_iter().chain(self.due()).min()
    }

    /// The next bytes that it says, if they are due.
    pub fn poll_transmit(&mut self, now: Mono) -> Option<Vec<u8>> {
        self.out.pop_front_if(|(at, _)| *at <= now).map(|(_, bytes)| bytes)
    }

    fn due(&self) -> Option<Mono> {
        self.coming.iter().map(|(at, _)| *at).chain([self.next]).min()
    }

    /// A change will be said at `at`, unless it is `said` already; what was foreseen of the same
    /// kind is off either way.
    fn foresee(&mut self, said: bool, change: Change, at: Mono) {
        let other = std::mem::discriminant(&change);
        self.coming.retain(|(_, kind)| std::mem::discriminant(kind) != other);
        if !said {
            self.coming.push((at, change));
        }
    }
}

fn in_bed(person: Person) -> bool {
    match person {
        Person::Awake | Person::Asleep => true,
        Person::Away | Person::InRoom => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_person_in_bed_is_seen_in_real_bytes() {
        let mut radar = VirtualRadar::new(Mono::ZERO, 1);
        radar.handle_person(Mono(100), Person::Awake);

        let said = run(&mut radar, 12);

        assert_eq!(count(&said, [0x80, 0x03]), 12);
        assert_eq!(count(&said, [0x80, 0x04]), 6);
        assert_eq!(count(&said, [0x80, 0x05]), 6);
        assert_eq!(count(&said, [0x85, 0x02]), 4);
        assert_eq!(hex(&said, [0x80, 0x01]), ["535980010001012f5443"]);
        assert_eq!(hex(&said, [0x84, 0x01]), ["53598401000101335443"]);
    }

    #[test]
    fn a_bed_exit_is_said_thirty_seconds_late_and_the_vitals_go_on() {
        let mut radar = VirtualRadar::new(Mono::ZERO, 1);
        radar.handle_person(Mono(0), Person::Asleep);
        run(&mut radar, 60);

        radar.handle_person(Mono(60_000), Person::Away);
        let early = run(&mut radar, 89);
        assert_eq!(count(&early, [0x84, 0x01]), 0);
        assert_eq!(count(&early, [0x85, 0x02]), 9);
        let late = run(&mut radar, 101);

        assert_eq!(hex(&late, [0x84, 0x01]), ["53598401000100325443"]);
        assert_eq!(hex(&late, [0x80, 0x01]), ["535980010001002e5443"]);
        assert!(count(&run(&mut radar, 200), [0x85, 0x02]) > 0);
        run(&mut radar, 360);
        assert_eq!(count(&run(&mut radar, 400), [0x85, 0x02]), 0);
    }

    #[test]
    fn sitting_up_for_a_moment_is_no_exit() {
        let mut radar = VirtualRadar::new(Mono::ZERO, 1);
        radar.handle_person(Mono(0), Person::Awake);
        run(&mut radar, 60);
        radar.handle_person(Mono(60_000), Person::InRoom);
        run(&mut radar, 80);
        radar.handle_person(Mono(80_000), Person::Awake);

        assert_eq!(count(&run(&mut radar, 200), [0x84, 0x01]), 0);
    }

    #[test]
    fn it_answers_what_it_is_asked_with_the_command_of_the_question() {
        let mut radar = VirtualRadar::new(Mono::ZERO, 1);
        radar.handle_bytes(Mono(10), &[0x00, 0x53, 0x59, 0x84, 0x81, 0x00, 0x01, 0x0F]);
        radar.handle_bytes(Mono(20), &[0xC1, 0x54, 0x43]);
        radar.handle_bytes(Mono(30), &frame(0x84, 0x8D, &[0x0F]));
        radar.handle_bytes(Mono(40), &frame(0x02, 0xA4, &[0x0F]));

        let said = run(&mut radar, 1);

        assert_eq!(hex(&said, [0x84, 0x81]), ["53598481000100b25443"]);
        assert_eq!(hex(&said, [0x84, 0x8D]), ["5359848d00080003000000000000c85443"]);
        assert_eq!(hex(&said, [0x02, 0xA4]), ["535902a4000f473630534d31535976303130323034285443"]);
    }

    #[test]
    fn a_turn_over_moves_the_whole_body_and_is_counted_by_the_radar_too() {
        let mut radar = VirtualRadar::new(Mono::ZERO, 7);
        radar.handle_person(Mono(0), Person::Asleep);
        run(&mut radar, 300);
        radar.handle_burst(Mono(300_000), Duration::from_secs(6), 60);

        let said = run(&mut radar, 610);

        let strong = said.iter().filter(|frame| frame[2..4] == [0x80, 0x03] && frame[6] >= 40);
        assert_eq!(strong.count(), 6);
        let composite = said.iter().find(|frame| frame[2..4] == [0x84, 0x0C]).unwrap();
        assert_eq!((composite[6], composite[7], composite[10]), (1, 1, 1));
    }

    /// Everything it says until `second`, frame by frame.
    fn run(radar: &mut VirtualRadar, second: u64) -> Vec<Vec<u8>> {
        let now = Mono(second * 1_000);
        radar.handle_timeout(now);
        std::iter::from_fn(|| radar.poll_transmit(now)).collect()
    }

    fn count(said: &[Vec<u8>], kind: [u8; 2]) -> usize {
        said.iter().filter(|frame| frame[2..4] == kind).count()
    }

    fn hex(said: &[Vec<u8>], kind: [u8; 2]) -> Vec<String> {
        let of_kind = said.iter().filter(|frame| frame[2..4] == kind);
        of_kind.map(|frame| frame.iter().map(|byte| format!("{byte:02x}")).collect()).collect()
    }
}
