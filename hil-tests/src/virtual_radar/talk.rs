//! What the radar says, second by second, and what it answers.

use protocol::Mono;

use super::frame::{Request, frame};
use super::sleep::Vitals;
use super::{Change, LATCHED, Person, VirtualRadar};

/// A question's command is its report's with this bit; but for 0x84 see [`VirtualRadar::answer`].
const QUESTION: u8 = 0x80;

/// What a body that moves as a whole is above; the radar's own scale says 31 to 60 for walking.
const ACTIVE: u8 = 20;

const MODEL: &[u8] = b"R60ABD1";
const PRODUCT: &[u8] = b"R60ABD1-V";
const HARDWARE: &[u8] = b"G60SM1V01";
/// As a real R60ABD1 has said it.
const FIRMWARE: &[u8] = b"G60SM1SYv010204";

impl VirtualRadar {
    pub(super) fn say_change(&mut self, at: Mono, change: Change) {
        match change {
            Change::Presence(present) => {
                self.presence = present;
                self.say(at, 0x80, 0x01, &[u8::from(present)]);
                let breathing = if present { 1 } else { 4 };
                self.say(at, 0x81, 0x01, &[breathing]);
                self.say_motion(at);
            }
            Change::Bed(in_bed) => {
                self.bed = in_bed;
                if self.is_on(0x84) {
                    self.say(at, 0x84, 0x01, &[u8::from(in_bed)]);
                }
            }
        }
    }

    /// Everything that is due with this second.
    pub(super) fn say_second(&mut self, at: Mono) {
        self.seconds += 1;
        self.movement = self.measure_movement(at);
        if self.is_on(0x80) {
            self.say(at, 0x80, 0x03, &[self.movement]);
            self.say_motion(at);
            if self.seconds.is_multiple_of(2) {
                self.say_place(at);
            }
        }
        if self.seconds.is_multiple_of(3) && self.vitals_go_on(at) {
            self.measure_vitals();
            if self.is_on(0x81) {
                self.say(at, 0x81, 0x02, &[self.breath]);
            }
            if self.is_on(0x85) {
                self.say(at, 0x85, 0x02, &[self.heart]);
            }
        }
        if self.seconds.is_multiple_of(60) {
            self.say(at, 0x01, 0x01, &[0x0F]);
        }
        if self.is_on(0x84) {
            let vitals = Vitals { breath: self.breath, heart: self.heart };
            let mut said = self.sleep.end(at, vitals);
            if self.seconds.is_multiple_of(600) {
                said.extend(self.sleep.ten_minutes(at, vitals));
            }
            self.out.extend(said.into_iter().map(|frame| (at, frame)));
        }
    }

    /// The reply to a question repeats its command; a set is echoed. The word 0x84 has questions of
    /// its own for its longer reports: 8C, 8D, 8E, 8F.
    pub(super) fn answer(&mut self, request: &Request) -> Option<Vec<u8>> {
        let Request { control, command, payload } = request;
        if *command < QUESTION {
            return self.obey(request);
        }
        let vitals = Vitals { breath: self.breath, heart: self.heart };
        let now = self.next; // stages last minutes: the coming second is near enough
        let said: Vec<u8> = match (*control, *command) {
            (0x01, 0x80) => payload.clone(),
            (0x02, 0xA1) => MODEL.to_vec(),
            (0x02, 0xA2) => PRODUCT.to_vec(),
            (0x02, 0xA3) => HARDWARE.to_vec(),
            (0x02, 0xA4) => FIRMWARE.to_vec(),
            (0x05, 0x81) => vec![1],
            (0x80 | 0x81 | 0x84 | 0x85, 0x80) => vec![u8::from(self.is_on(*control))],
            (0x80, 0x81) => vec![u8::from(self.presence)],
            (0x80, 0x82) => vec![self.motion],
            (0x80, 0x83) => vec![self.movement],
            (0x80, 0x84) => self.distance().to_be_bytes().to_vec(),
            (0x81, 0x81) => vec![if self.presence { 1 } else { 4 }],
            (0x81, 0x82) => vec![self.breath],
            (0x85, 0x82) => vec![self.heart],
            (0x84, 0x81) => vec![u8::from(self.bed)],
            (0x84, 0x82) => vec![self.sleep.stage(now)],
            (0x84, 0x8C) => vec![1],
            (0x84, 0x8D) => self.sleep.composite(now, vitals).to_vec(),
            (0x84, 0x8E) => vec![3],
            (0x84, 0x8F) => self.sleep.summary(0, vitals).to_vec(),
            (0x84, 0x93 | 0x94) => vec![1],
            _ => return None,
        };
        Some(frame(*control, *command, &said))
    }

    fn obey(&mut self, request: &Request) -> Option<Vec<u8>> {
        let Request { control, command, payload } = request;
        if let (0x00, Some(index)) = (*command, switch(*control))
            && let (Some(switch), [on]) = (self.switches.get_mut(index), payload.as_slice())
        {
            *switch = *on == 1;
        }
        let known = matches!(
            (*control, *command),
            (0x80 | 0x81 | 0x84 | 0x85, 0x00)
                | (0x81, 0x0C)
                | (0x85, 0x0A)
                | (0x84, 0x0F | 0x13 | 0x14)
        );
        known.then(|| frame(*control, *command, payload))
    }

    fn say(&mut self, at: Mono, control: u8, command: u8, payload: &[u8]) {
        self.out.push_back((at, frame(control, command, payload)));
    }

    fn say_motion(&mut self, at: Mono) {
        let motion = match (self.presence, self.movement >= ACTIVE) {
            (false, _) => 0,
            (true, false) => 1,
            (true, true) => 2,
        };
        if motion != self.motion {
            self.motion = motion;
            self.say(at, 0x80, 0x02, &[motion]);
        }
    }

    /// Distance, and the place as magnitudes with a sign bit.
    fn say_place(&mut self, at: Mono) {
        let distance = self.distance();
        self.say(at, 0x80, 0x04, &distance.to_be_bytes());
        let side = 0x8000 | (distance / 2); // to the left: negative
        let ahead = distance.saturating_sub(distance / 8);
        let place = [side, ahead, 0].map(u16::to_be_bytes).concat();
        self.say(at, 0x80, 0x05, &place);
    }

    /// Centimetres; 0 for nobody.
    fn distance(&mut self) -> u16 {
        match self.person {
            Person::Away => 0,
            Person::InRoom => self.rng.u16(140..260),
            Person::Awake | Person::Asleep => self.rng.u16(57..62),
        }
    }

    /// 0 nobody, 1 breathing only, more for limbs, above 30 for a body that moves.
    fn measure_movement(&mut self, at: Mono) -> u8 {
        if let Some((until, strength)) = self.burst {
            if at <= until {
                return strength.saturating_add(self.rng.u8(0..4)).min(100);
            }
            self.burst = None;
        }
        match self.person {
            Person::Away => 0,
            Person::InRoom => self.rng.u8(18..60),
            Person::Awake => self.rng.u8(1..12),
            Person::Asleep if self.rng.u8(0..30) == 0 => self.rng.u8(2..5),
            Person::Asleep => 1,
        }
    }

    /// A slow drift, as a heart at rest has. Of somebody who walks it measures nothing, and over an
    /// empty bed neither: the last number stays.
    fn measure_vitals(&mut self) {
        let (heart, breath) = match self.person {
            Person::Away | Person::InRoom => return,
            Person::Awake => (72, 16),
            Person::Asleep => (64, 13),
        };
        self.heart = nearer(self.heart, heart, self.rng.u8(0..3));
        self.breath = nearer(self.breath, breath, self.rng.u8(0..2));
    }

    fn vitals_go_on(&self, at: Mono) -> bool {
        match self.gone {
            None => self.person != Person::Away,
            Some(gone) => at.since(gone) < LATCHED,
        }
    }

    fn is_on(&self, control: u8) -> bool {
        switch(control).and_then(|index| self.switches.get(index)).copied().unwrap_or(true)
    }
}

fn switch(control: u8) -> Option<usize> {
    [0x80, 0x81, 0x84, 0x85].iter().position(|word| *word == control)
}

/// One step towards `goal`, and back as often as chance has it.
fn nearer(value: u8, goal: u8, chance: u8) -> u8 {
    match (value.cmp(&goal), chance) {
        (_, 0) => value,
        (std::cmp::Ordering::Less, _) => value + 1,
        (std::cmp::Ordering::Greater, _) => value - 1,
        (std::cmp::Ordering::Equal, 1) => value + 1,
        (std::cmp::Ordering::Equal, _) => value - 1,
    }
}
