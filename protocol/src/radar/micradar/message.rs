//! What does a frame of the 53 59 family say? The table of messages of R60ABD1 (manual V3.4), with
//! the fall words of C1001 and the other map of early MR60BHA1 firmware (radar.md §1.4, §1.6).
//!
//! Pure and without memory: whether somebody is there to have the heart rate is the machine's
//! question. A value that its table does not have is no reading, and neither is a body of another
//! length. A frame that the table does not have is `unknown` and no noise: it is valid, and newer
//! firmware may send it.

use super::firmware::Firmware;
use super::frame::Frame;
use super::night;
use crate::reading::{Breathing, Millimetres, Motion, PerMinute, Reading, SleepStage};

/// Beats a minute that a person can have (care.md §3.5).
const HEART: core::ops::RangeInclusive<u8> = 30..=200;

/// Breaths a minute that a person can have (care.md §3.5).
const BREATH: core::ops::RangeInclusive<u8> = 4..=45;

/// Breaths a minute that late firmware can say (manual, 81/02). More in this place is the heart
/// rate of early firmware that nothing has given away yet.
const LATE_BREATH: core::ops::RangeInclusive<u8> = 4..=35;

/// A frame in words.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Message<'a> {
    /// As `decode` shows it.
    pub(super) name: &'static str,
    pub(super) content: Content<'a>,
}

/// What a C1001 looks for (02/08): one of the two, never both.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Mode {
    /// Falls in a room; it says nothing of a bed.
    Fall,
    /// Sleep in a bed.
    Sleep,
}

/// What the machine has to do about a frame.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Content<'a> {
    /// Nothing that is a reading.
    Nothing,
    /// It lives.
    Alive,
    /// It has just started.
    Started,
    /// What it calls its firmware.
    Firmware(&'a [u8]),
    /// Whether a group of messages is switched on.
    Switch(bool),
    /// Whether somebody is there.
    Presence(bool),
    /// Whether somebody is in bed; `None` when it stopped looking.
    Bed(Option<bool>),
    /// True whoever is there.
    Reading(Reading),
    /// Only true while somebody is there: modules repeat the last one when nobody is.
    Vital(Reading),
    /// How they sleep; only true while somebody is in bed, like a vital sign.
    Stage(SleepStage),
    /// Its last ten minutes.
    TenMinutes(night::TenMinutes),
    /// In which of its two modes it is.
    Mode(Mode),
}

const fn message<'a>(name: &'static str, content: Content<'a>) -> Message<'a> {
    Message { name, content }
}

/// A message that Hearth has no use for, and the name that the manual has for it.
const fn only(name: &'static str) -> Message<'static> {
    message(name, Content::Nothing)
}

fn reading(name: &'static str, reading: Option<Reading>) -> Message<'static> {
    message(name, reading.map_or(Content::Nothing, Content::Reading))
}

fn vital(name: &'static str, reading: Option<Reading>) -> Message<'static> {
    message(name, reading.map_or(Content::Nothing, Content::Vital))
}

/// Reads a frame that is no host's question.
pub(super) fn read<'a>(frame: &Frame<'a>, firmware: Firmware) -> Message<'a> {
    let (report, body) = (frame.report(), frame.body);
    match (frame.control, report) {
        (0x01, _) => system(report),
        (0x02, _) => product(report, body),
        (0x05, 0x01) => work_state(frame.command, body),
        (0x06, 0x01) => only("angles"),
        (0x06, 0x02) => only("height"),
        (0x07, 0x07) => only("in-range"),
        (0x80 | 0x81 | 0x84 | 0x85, 0x00) => switch(body),
        (0x80, _) => presence(report, body, firmware),
        (0x81, _) => breath(report, body, firmware),
        (0x83, _) => fall(report, body),
        (0x84, _) => sleep(report, body),
        (0x85, _) => heart(report, body),
        (_, _) => only("unknown"),
    }
}

const fn system(report: u8) -> Message<'static> {
    match report {
        0x00 | 0x01 => message("heartbeat", Content::Alive),
        0x02 => only("reset-command"),
        0x03 | 0x04 => only("led"),
        _ => only("unknown"),
    }
}

fn product(report: u8, body: &[u8]) -> Message<'_> {
    match report {
        0x01 => only("model"),
        0x02 => only("product-id"),
        0x03 => only("hw-version"),
        0x04 => message("fw-version", Content::Firmware(body)),
        0x08 => message("work-mode", mode(body).map_or(Content::Nothing, Content::Mode)),
        _ => only("unknown"),
    }
}

/// 05/01 with `0F` is the report after a start; anything else answers a question.
const fn work_state(command: u8, body: &[u8]) -> Message<'static> {
    let state = match (command, body) {
        (0x01, [0x0F]) => Content::Started,
        (_, [0x01]) => Content::Alive,
        (_, _) => Content::Nothing,
    };
    message("init-complete", state)
}

fn switch(body: &[u8]) -> Message<'static> {
    message("switch", flag(body).map_or(Content::Nothing, Content::Switch))
}

fn presence(report: u8, body: &[u8], firmware: Firmware) -> Message<'static> {
    match report {
        0x01 => message("presence", flag(body).map_or(Content::Nothing, Content::Presence)),
        0x02 => match firmware {
            Firmware::Late | Firmware::AssumedLate => reading("motion", motion(body)),
            Firmware::Early => only("direction"),
            Firmware::Unclear => only("motion-or-direction"),
        },
        0x03 => reading("body-movement", movement(body)),
        0x04 => reading("distance", distance(body)),
        0x05 => reading("position", position(body)),
        0x06 => only("speed"),
        0x0B => only("direction"),
        _ => only("unknown"),
    }
}

fn breath(report: u8, body: &[u8], firmware: Firmware) -> Message<'static> {
    let late_rate = || rate(body, LATE_BREATH).map(Reading::BreathingRate);
    match report {
        0x01 => vital("breath-info", breathing(body)),
        0x02 => match firmware {
            Firmware::Late | Firmware::AssumedLate => vital("breath-rate", late_rate()),
            Firmware::Early => vital("heart-rate", rate(body, HEART).map(Reading::HeartRate)),
            Firmware::Unclear => only("breath-or-heart-rate"),
        },
        0x03 => only("heart-wave"),
        0x04 => only("breath-info"),
        0x05 => match (firmware, body) {
            (Firmware::Early, [_]) => {
                vital("breath-rate", rate(body, BREATH).map(Reading::BreathingRate))
            }
            (
                Firmware::Early | Firmware::Late | Firmware::AssumedLate | Firmware::Unclear,
                [..],
            ) => only("breath-wave"),
        },
        0x06 => only("breath-wave"),
        0x07 => only("out-of-range-flag"),
        0x08 => reading("distance", distance(body)),
        0x09 => only("angle"),
        0x0B => only("low-breath-threshold"),
        0x0C => only("wave-switch"),
        _ => only("unknown"),
    }
}

fn heart(report: u8, body: &[u8]) -> Message<'static> {
    match report {
        0x02 => vital("heart-rate", rate(body, HEART).map(Reading::HeartRate)),
        0x05 => only("heart-wave"),
        0x0A => only("wave-switch"),
        _ => only("unknown"),
    }
}

fn fall(report: u8, body: &[u8]) -> Message<'static> {
    match report {
        // Here 02 is off (manual of MR60FDA1), so it is not a switch like the others.
        0x00 => only("fall-switch"),
        0x01 => reading("fall", flag(body).map(Reading::Fall)),
        0x02 => only("fall-confidence"),
        0x03 => only("fall-place"),
        0x05 => only("static-residency"),
        0x0A => only("residency-time"),
        0x0B => only("residency-switch"),
        0x0C => only("fall-time"),
        0x0D => only("fall-sensitivity"),
        0x0E => only("fall-height"),
        _ => only("unknown"),
    }
}

fn sleep(report: u8, body: &[u8]) -> Message<'static> {
    match report {
        0x01 => message("bed", bed(body).map_or(Content::Nothing, Content::Bed)),
        0x02 => message("sleep-state", stage(body).map_or(Content::Nothing, Content::Stage)),
        0x03 => only("awake-minutes"),
        0x04 => only("light-minutes"),
        0x05 => only("deep-minutes"),
        0x06 => only("sleep-score"),
        0x0C => message(
            "sleep-composite-10min",
            night::ten_minutes(body).map_or(Content::Nothing, Content::TenMinutes),
        ),
        0x0D => reading("sleep-summary", night::summary(body).map(Reading::NightSummary)),
        0x0E => only("sleep-abnormal"),
        0x0F => only("report-mode"),
        0x10 => only("sleep-rating"),
        0x11 => only("struggle"),
        0x12 => only("absence-timer"),
        0x13 => only("struggle-switch"),
        0x14 => only("absence-switch"),
        0x15 => only("absence-time"),
        0x16 => only("sleep-cut-off"),
        0x1A => only("struggle-sensitivity"),
        _ => only("unknown"),
    }
}

const fn flag(body: &[u8]) -> Option<bool> {
    match *body {
        [0] => Some(false),
        [1] => Some(true),
        [..] => None,
    }
}

const fn motion(body: &[u8]) -> Option<Reading> {
    match *body {
        [0] => Some(Reading::Motion(Motion::None)),
        [1] => Some(Reading::Motion(Motion::Still)),
        [2] => Some(Reading::Motion(Motion::Active)),
        [..] => None,
    }
}

/// 0 to 100; real early firmware says up to 255, which is a lot of movement and not none.
fn movement(body: &[u8]) -> Option<Reading> {
    match *body {
        [value] => Some(Reading::Movement(value.min(100))),
        [..] => None,
    }
}

/// The furthest that any module of the family sees, centimetres (C1001: 11 m). More is no distance:
/// all bits set mean "none".
const FURTHEST_CM: u16 = 1_100;

/// Centimetres. 0 is no distance, whoever is there.
fn distance(body: &[u8]) -> Option<Reading> {
    let &[high, low] = body else { return None };
    let centimetres = u16::from_be_bytes([high, low]);
    let is_one = (1..=FURTHEST_CM).contains(&centimetres);
    is_one.then(|| Reading::DistanceMm(Millimetres(i32::from(centimetres) * 10)))
}

/// x, y, z in centimetres; all 0 when there is nobody to be anywhere.
fn position(body: &[u8]) -> Option<Reading> {
    match *body {
        [0, 0, 0, 0, 0, 0] => None,
        [xh, xl, yh, yl, zh, zl] => Some(Reading::PositionMm([
            coordinate(xh, xl)?,
            coordinate(yh, yl)?,
            coordinate(zh, zl)?,
        ])),
        [..] => None,
    }
}

/// A magnitude and a sign: bit 15 is *negative*. The manual says both; real frames decide
/// (radar.md §1.4).
fn coordinate(high: u8, low: u8) -> Option<Millimetres> {
    let centimetres = u16::from_be_bytes([high & 0x7F, low]);
    let magnitude = i32::from(centimetres) * 10;
    let signed = if high & 0x80 == 0 { magnitude } else { -magnitude };
    (centimetres <= FURTHEST_CM).then_some(Millimetres(signed))
}

const fn breathing(body: &[u8]) -> Option<Reading> {
    match *body {
        [1] => Some(Reading::Breathing(Breathing::Normal)),
        [2] => Some(Reading::Breathing(Breathing::Fast)),
        [3] => Some(Reading::Breathing(Breathing::Slow)),
        [4] => Some(Reading::Breathing(Breathing::None)),
        [..] => None,
    }
}

/// A rate that a person can have. 0 stands for "none measured" and is in no range.
fn rate(body: &[u8], plausible: core::ops::RangeInclusive<u8>) -> Option<PerMinute> {
    match *body {
        [value] if plausible.contains(&value) => Some(PerMinute(value)),
        [..] => None,
    }
}

#[expect(clippy::option_option, reason = "a value outside the table, or one that says: unknown")]
const fn bed(body: &[u8]) -> Option<Option<bool>> {
    match *body {
        [0] => Some(Some(false)),
        [1] => Some(Some(true)),
        [2] => Some(None),
        [..] => None,
    }
}

const fn mode(body: &[u8]) -> Option<Mode> {
    match *body {
        [1] => Some(Mode::Fall),
        [2] => Some(Mode::Sleep),
        [..] => None,
    }
}

/// Firmware older than July 2022 has 0 and 2 the other way round; nothing on the wire tells.
const fn stage(body: &[u8]) -> Option<SleepStage> {
    match *body {
        [0] => Some(SleepStage::Deep),
        [1] => Some(SleepStage::Light),
        [2] => Some(SleepStage::Awake),
        [3] => Some(SleepStage::None),
        [..] => None,
    }
}
