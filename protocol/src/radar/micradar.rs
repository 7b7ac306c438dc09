//! What does a radar of the 53 59 family mean? (R60ABD1, C1001, MR60BHA1; radar.md §1)
//!
//! These modules stream unasked: movement every second, heart and breathing rate every three,
//! presence, bed and sleep when they change. Several things make that less than plain:
//!
//! * They *go on repeating the last heart and breathing rate after the person has left*. So while
//!   presence or bed says that nobody is there, vital signs are withheld, the word "no breathing"
//!   among them: from an empty bed it would be an alarm. While nothing is known, they pass, and
//!   somebody in bed is there whatever the presence says: that word is lost with still sleepers.
//! * Which of two maps of messages a module speaks shows only in what it sends ([`firmware`]).
//! * What only changes has to be asked for ([`start_up`]); until the answer, presence and bed are
//!   unknown. An answer may be ten minutes old ([`known`]).
//! * Late firmware with nobody to see says nothing but a heartbeat once a minute ([`pulse`]).
//! * A C1001 looks for falls *or* for sleep. One over a bed that looks for falls is a fault: it will
//!   never say who is in it.
//!
//! Framing is [`frame`], the table of messages [`message`]. What a silence means is left to
//! `alerts`; what rates *mean* too: 60 and 120 are what this radar clamps to.

mod firmware;
mod frame;
mod known;
mod message;
mod night;
mod pulse;
mod sent;
mod start_up;

use core::time::Duration;

use self::firmware::Firmware;
use self::frame::Frame;
use self::known::{Age, Known};
use self::message::{Content, Mode};
use self::pulse::Pulse;
use self::sent::Sent;
use self::start_up::StartUp;
use crate::machine::{Heard, Machine, Quiet, Readings, Source, Transmit};
use crate::reading::{Fault, Reading};
use crate::sensor::{LineSettings, Medium, Model, Role, Sensor, Setup, Watches};
use crate::time::Mono;

pub(crate) const SENSOR: Sensor = Sensor {
    name: "r60abd1",
    models: MODELS,
    model_required: false,
    medium: Medium::Serial,
    settings: &[LineSettings::at(115_200)],
    addressed: None,
    half_duplex: false,
    // A few characters at this speed are less than a millisecond.
    gap: Duration::from_millis(51),
    longest: frame::LONGEST,
    // Two bytes of head, two of tail, the length and the sum.
    is_strong: true,
    scan: frame::scan,
};

static MODELS: &[Model] = &[
    model(R60ABD1, Duration::from_secs(30)),
    model(C1001, Duration::from_secs(30)),
    model(MR60BHA1, Duration::from_secs(40)),
];

const R60ABD1: &str = "r60abd1";
const C1001: &str = "c1001";
const MR60BHA1: &str = "mr60bha1";

const fn model(name: &'static str, exit_delay: Duration) -> Model {
    Model {
        name,
        warm_up: Duration::ZERO,
        quiet: Some(pulse::LONGEST_PAUSE),
        exit_delay,
        watches: Watches::PERSON.and(Watches::ROOM),
        inputs: 0,
    }
}

/// The longest text that a module sends has about 32 characters; more are cut off.
const LONGEST_TEXT: usize = 32;

/// A fault that lasts is said again so often: one that is not repeated counts as over.
const FAULT_AGAIN: Duration = Duration::from_secs(20);

const SELF: Source = Source(0);

/// The machine behind one radar.
#[derive(Debug)]
pub(crate) struct Micradar {
    /// What its firmware is taken for before it gives itself away.
    assumed: Firmware,
    firmware: Firmware,
    /// What it calls its firmware.
    text: heapless::String<LONGEST_TEXT>,
    role: Option<Role>,
    known: Known,
    pulse: Pulse,
    start_up: StartUp,
    sent: Sent,
    mode: Option<Mode>,
    /// When a wrong mode was last said.
    mode_said: Option<Mono>,
}

impl Micradar {
    pub(crate) fn new(setup: &Setup) -> Self {
        let model = setup.model.map(|model| model.name);
        let assumed =
            if model == Some(MR60BHA1) { Firmware::Unclear } else { Firmware::AssumedLate };
        // Only a C1001 has two modes, and one may hang where nobody wrote which model it is.
        let may_have_modes = model.is_none_or(|model| model == C1001);
        Self {
            assumed,
            firmware: assumed,
            text: heapless::String::new(),
            role: setup.role,
            known: Known::new(),
            pulse: Pulse::new(),
            start_up: StartUp::new(may_have_modes),
            sent: Sent::new(),
            mode: None,
            mode_said: None,
        }
    }

    /// A frame of the module came; one that was silent for too long had no power meanwhile.
    fn handle_alive(&mut self, at: Mono, frame: &Frame<'_>) {
        if self.pulse.handle_frame(at, frame) {
            self.known.forget();
            self.start_up.handle_back(at);
        }
        self.start_up.handle_frame(at, frame);
        self.firmware = self.firmware.after(frame);
    }

    fn act(&mut self, at: Mono, frame: &Frame<'_>, content: Content<'_>, readings: &mut Readings) {
        let mut push = |reading| readings.push(SELF, reading);
        match content {
            Content::Nothing => {}
            Content::Alive => push(Reading::Alive(true)),
            Content::Started => {
                // Some firmware answers the question whether it is ready in the same words.
                if !self.sent.is_answer(frame) {
                    self.known.forget();
                    self.start_up.handle_started(at);
                }
                push(Reading::Alive(true));
            }
            Content::Firmware(text) => {
                let shown = text.iter().filter(|byte| byte.is_ascii_graphic());
                self.text = shown.take(LONGEST_TEXT).map(|byte| char::from(*byte)).collect();
            }
            Content::Switch(on) => self.start_up.handle_switch(at, frame.control, on),
            Content::Mode(mode) => self.mode = Some(mode),
            Content::Presence(there) => push(self.known.presence(there)),
            Content::Bed(flag) => push(self.known.bed(flag)),
            Content::Reading(reading) => push(reading),
            Content::Vital(reading) => {
                if !self.known.is_nobody_there() {
                    push(reading);
                }
            }
            Content::Stage(stage) => self.known.stage(stage).into_iter().for_each(push),
            Content::TenMinutes(record) => {
                let age = self.known.age(at, frame);
                let age = if self.sent.is_answer(frame) {
                    Age::Repeated
                } else if age == Age::New && frame.is_reply() {
                    Age::Old
                } else {
                    age
                };
                self.known.ten_minutes(record, age, push);
            }
        }
    }

    /// Says that it looks for falls where somebody sleeps, for as long as that is so.
    fn look_at_mode(&mut self, at: Mono, readings: &mut Readings) {
        if self.mode != Some(Mode::Fall) || self.role != Some(Role::Bed) {
            return;
        }
        if self.mode_said.is_none_or(|said| at.since(said) >= FAULT_AGAIN) {
            self.mode_said = Some(at);
            readings.push(SELF, Reading::Fault(Fault::Mode));
        }
    }
}

impl Machine for Micradar {
    fn handle_port(&mut self, at: Mono, up: bool) {
        self.firmware = self.assumed;
        self.text.clear();
        self.known.forget();
        self.pulse.handle_port();
        self.sent = Sent::new();
        self.mode = None;
        self.start_up.handle_port(at, up);
    }

    fn handle_frame(&mut self, at: Mono, bytes: &[u8], readings: &mut Readings) -> Heard {
        let Some(frame) = Frame::of(bytes) else { return Heard::not_ours("unknown") };
        if frame.is_question() {
            return Heard::not_ours("query");
        }
        if self.sent.is_echo(at, bytes) {
            return Heard::not_ours(message::read(&frame, self.firmware).name);
        }
        self.handle_alive(at, &frame);
        let message = message::read(&frame, self.firmware);
        self.act(at, &frame, message.content, readings);
        self.look_at_mode(at, readings);
        Heard::from(message.name, SELF)
    }

    fn handle_sent(&mut self, at: Mono, bytes: &[u8]) {
        self.sent.handle_sent(at, bytes);
    }

    fn handle_timeout(&mut self, now: Mono) {
        self.start_up.handle_timeout(now);
    }

    fn poll_timeout(&self) -> Option<Mono> {
        self.start_up.poll_timeout()
    }

    fn poll_transmit(&mut self) -> Option<Transmit> {
        self.start_up.poll_transmit()
    }

    fn firmware(&self) -> Option<&str> {
        Some(self.text.as_str()).filter(|text| !text.is_empty())
    }

    fn quiet(&self) -> Option<Quiet> {
        self.pulse.quiet(self.known.has_seen_nobody())
    }
}
