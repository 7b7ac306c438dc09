//! What does a radar of the 53 59 family mean? (R60ABD1, C1001, MR60BHA1; radar.md §1)
//!
//! These modules stream unasked: movement every second, heart and breathing rate every three,
//! presence, bed and sleep when they change. Three things make that less than plain:
//!
//! * They *go on repeating the last heart and breathing rate after the person has left*. So while
//!   presence or bed says that nobody is there, vital signs are withheld, the word "no breathing"
//!   among them: from an empty bed it would be an alarm. While nothing is known, they pass.
//! * Which of two maps of messages a module speaks shows only in what it sends ([`firmware`]).
//! * What only changes has to be asked for after the line came up, or after the module was silent
//!   and is back ([`start_up`]); until the answer, presence and bed are unknown.
//!
//! Framing is [`frame`], the table of messages [`message`]. What a silence means is left to
//! `alerts`; what rates *mean* too: 60 and 120 are what this radar clamps to.

mod firmware;
mod frame;
mod message;
mod night;
mod sent;
mod start_up;

use core::time::Duration;

pub(crate) use self::firmware::Firmware;
use self::frame::Frame;
use self::message::Says;
use self::night::TenMinutes;
use self::sent::Sent;
use self::start_up::StartUp;
use crate::driver::{Driver, Heard, Readings, Transmit};
use crate::reading::Reading;
use crate::sensor::{Model, Reads, Sensor, Setup, Source, Watches};
use crate::time::Mono;

pub(crate) const SENSOR: Sensor = Sensor {
    name: "r60abd1",
    models: MODELS,
    model_required: false,
    is_bus: false,
    baud: 115_200,
    scan: frame::scan,
    driver,
};

static MODELS: &[Model] = &[
    model("r60abd1", Duration::from_secs(30), Firmware::AssumedLate),
    model("c1001", Duration::from_secs(30), Firmware::AssumedLate),
    model("mr60bha1", Duration::from_secs(40), Firmware::Unclear),
];

/// Some frame comes every second (80/03): ten without any are a fault of the sensor (radar.md §1.5).
const QUIET: Duration = Duration::from_secs(10);

const fn model(name: &'static str, exit_delay: Duration, firmware: Firmware) -> Model {
    Model {
        name,
        warm_up: Duration::ZERO,
        quiet: QUIET,
        exit_delay,
        watches: Watches::Person,
        inputs: 0,
        reads: Reads::Micradar(firmware),
    }
}

fn driver(setup: &Setup) -> Driver {
    let assumed = match setup.model.map(|model| &model.reads) {
        Some(Reads::Micradar(firmware)) => *firmware,
        Some(Reads::Winsen(_) | Reads::Modbus(_)) | None => Firmware::AssumedLate,
    };
    Driver::Micradar(Micradar::new(assumed))
}

/// The longest text that a module sends has about 32 characters; more are cut off.
const LONGEST_TEXT: usize = 32;

/// The machine behind one radar.
#[derive(Debug)]
pub struct Micradar {
    /// What its firmware is taken for before it gives itself away.
    assumed: Firmware,
    /// When it was last heard.
    heard: Option<Mono>,
    known: Known,
    start_up: StartUp,
    sent: Sent,
    readings: Readings,
}

/// What the module has said of itself and of the person; all of it unknown after a reconnect.
#[derive(Debug)]
struct Known {
    firmware: Firmware,
    text: heapless::String<LONGEST_TEXT>,
    presence: Option<bool>,
    in_bed: Option<bool>,
}

impl Known {
    const fn nothing(assumed: Firmware) -> Self {
        Self { firmware: assumed, text: heapless::String::new(), presence: None, in_bed: None }
    }

    const fn is_nobody_there(&self) -> bool {
        matches!((self.presence, self.in_bed), (Some(false), _) | (_, Some(false)))
    }
}

impl Micradar {
    const fn new(assumed: Firmware) -> Self {
        Self {
            assumed,
            heard: None,
            known: Known::nothing(assumed),
            start_up: StartUp::new(),
            sent: Sent::new(),
            readings: Readings::new(),
        }
    }

    pub(crate) fn handle_line(&mut self, at: Mono, up: bool) {
        *self = Self::new(self.assumed);
        self.start_up.handle_line(at, up);
    }

    pub(crate) fn handle_frame(&mut self, at: Mono, bytes: &[u8]) -> Heard {
        let Some(frame) = Frame::of(bytes) else {
            return Heard { message: "unknown", source: None };
        };
        if frame.is_question() {
            return Heard { message: "query", source: None };
        }
        if self.sent.is_echo(at, bytes) {
            let message = message::read(&frame, self.known.firmware);
            return Heard { message: message.name, source: None };
        }
        self.handle_alive(at);
        self.known.firmware = self.known.firmware.after(&frame);
        let message = message::read(&frame, self.known.firmware);
        self.act(at, &frame, message.says);
        Heard { message: message.name, source: Some(Source(0)) }
    }

    pub(crate) fn handle_sent(&mut self, at: Mono, bytes: &[u8]) {
        self.sent.handle_sent(at, bytes);
    }

    pub(crate) fn handle_timeout(&mut self, now: Mono) {
        self.start_up.handle_timeout(now);
    }

    pub(crate) fn poll_timeout(&self) -> Option<Mono> {
        self.start_up.poll_timeout()
    }

    pub(crate) fn poll_reading(&mut self) -> Option<(Source, Reading)> {
        self.readings.pop()
    }

    pub(crate) const fn poll_transmit(&mut self) -> Option<Transmit> {
        self.start_up.poll_transmit()
    }

    pub(crate) fn firmware(&self) -> Option<&str> {
        Some(self.known.text.as_str()).filter(|text| !text.is_empty())
    }

    /// A frame of the module came; one that was silent for too long had no power meanwhile.
    fn handle_alive(&mut self, at: Mono) {
        if self.heard.is_some_and(|last| at.since(last) > QUIET) {
            self.forget_person();
            self.start_up.handle_back(at);
        }
        self.heard = Some(at);
        self.start_up.handle_frame(at);
    }

    fn act(&mut self, at: Mono, frame: &Frame<'_>, says: Says<'_>) {
        match says {
            Says::Nothing => {}
            Says::Alive => self.push(Reading::Alive(true)),
            Says::Started => {
                self.forget_person();
                self.start_up.handle_started(at);
                self.push(Reading::Alive(true));
            }
            Says::Firmware(text) => {
                let shown = text.iter().filter(|byte| byte.is_ascii_graphic());
                self.known.text = shown.take(LONGEST_TEXT).map(|byte| char::from(*byte)).collect();
            }
            Says::Switch(on) => self.start_up.handle_switch(at, frame.control, on),
            Says::Presence(presence) => self.see(Some(presence)),
            Says::Bed(in_bed) => self.see_bed(in_bed),
            Says::Reading(reading) => self.push(reading),
            Says::Vital(reading) => {
                if !self.known.is_nobody_there() {
                    self.push(reading);
                }
            }
            Says::TenMinutes(record) => {
                let is_repeated = self.sent.is_answer(frame.control, frame.command);
                self.sum_up(record, is_repeated);
            }
        }
    }

    fn sum_up(&mut self, record: TenMinutes, is_repeated: bool) {
        if record.presence.is_some() {
            self.see(record.presence);
        }
        if record.in_bed.is_some() {
            self.see_bed(record.in_bed);
        }
        if let Some(stage) = record.stage {
            self.push(Reading::SleepStage(stage));
        }
        if !is_repeated {
            self.push(Reading::TurnOvers(record.turn_overs.into()));
        }
    }

    fn see(&mut self, presence: Option<bool>) {
        self.known.presence = presence;
        if let Some(presence) = presence {
            self.push(Reading::Presence(presence));
        }
    }

    fn see_bed(&mut self, in_bed: Option<bool>) {
        self.known.in_bed = in_bed;
        if let Some(in_bed) = in_bed {
            self.push(Reading::InBed(in_bed));
        }
    }

    const fn forget_person(&mut self) {
        self.known.presence = None;
        self.known.in_bed = None;
    }

    fn push(&mut self, reading: Reading) {
        self.readings.push(Source(0), reading);
    }
}
