//! What is an alarm about, what happened to it, and why was it raised? In the viewer's language.
//!
//! A home may be newer than the station: a kind or step that is not known is shown by its own word,
//! a finding by the home's own sentence. Nothing is dropped.

use alerts::message::{AlarmKind, Arg, Evidence, Priority, Step};
use i18n_embed_fl::fl;

use super::Lang;
use crate::core::board::AlarmOf;
use crate::core::heard::{AlarmStep, Known};

/// What an alarm of the strip is about.
#[must_use]
pub fn about(lang: Lang, of: &AlarmOf) -> String {
    let words = lang.words();
    match of {
        AlarmOf::Home(step) => kind(lang, &step.kind),
        AlarmOf::HomeLost => fl!(words, "alarm-home-lost"),
        AlarmOf::UplinkLost { homes } => {
            fl!(words, "alarm-uplink-lost", homes = homes.to_string())
        }
    }
}

/// How soon somebody must act. A home that is not heard is looked at soon, a station that hears
/// nobody at once.
#[must_use]
pub const fn urgency(of: &AlarmOf) -> Priority {
    match of {
        AlarmOf::Home(step) => step.priority,
        AlarmOf::HomeLost => Priority::Medium,
        AlarmOf::UplinkLost { .. } => Priority::High,
    }
}

/// Whether it still calls: nobody has accepted it.
#[must_use]
pub fn calls(of: &AlarmOf) -> bool {
    match of {
        AlarmOf::Home(step) => {
            step.by.is_none()
                && !matches!(step.step, Known::Word(Step::Acknowledged | Step::Paused))
        }
        AlarmOf::HomeLost | AlarmOf::UplinkLost { .. } => true,
    }
}

/// What an alarm of a home is about.
#[must_use]
pub fn kind(lang: Lang, kind: &Known<AlarmKind>) -> String {
    let words = lang.words();
    match kind {
        Known::Other(word) => fl!(words, "alarm-other", word = word.as_str()),
        Known::Word(kind) => match kind {
            AlarmKind::Smoke => fl!(words, "alarm-smoke"),
            AlarmKind::Gas => fl!(words, "alarm-gas"),
            AlarmKind::Co => fl!(words, "alarm-co"),
            AlarmKind::Sos => fl!(words, "alarm-sos"),
            AlarmKind::Fall => fl!(words, "alarm-fall"),
            AlarmKind::NoBreathing => fl!(words, "alarm-no-breathing"),
            AlarmKind::NoSignOfLife => fl!(words, "alarm-no-sign-of-life"),
            AlarmKind::AbsentFromBed => fl!(words, "alarm-absent-from-bed"),
            AlarmKind::Inactivity => fl!(words, "alarm-inactivity"),
            AlarmKind::DoorAtNight => fl!(words, "alarm-door-at-night"),
            AlarmKind::DoorLeftOpen => fl!(words, "alarm-door-left-open"),
            AlarmKind::Wandering => fl!(words, "alarm-wandering"),
            AlarmKind::SensorLost => fl!(words, "alarm-sensor-lost"),
            AlarmKind::SensorFault => fl!(words, "alarm-sensor-fault"),
            AlarmKind::LowBattery => fl!(words, "alarm-low-battery"),
            AlarmKind::EndOfLife => fl!(words, "alarm-end-of-life"),
            AlarmKind::StoreFault => fl!(words, "alarm-store-fault"),
            AlarmKind::MainsLost => fl!(words, "alarm-mains-lost"),
            AlarmKind::Vitals => fl!(words, "alarm-vitals"),
            AlarmKind::Repositioning => fl!(words, "alarm-repositioning"),
            AlarmKind::ClockFault => fl!(words, "alarm-clock-fault"),
        },
    }
}

/// A priority.
#[must_use]
pub fn priority(lang: Lang, priority: Priority) -> String {
    let words = lang.words();
    match priority {
        Priority::High => fl!(words, "priority-high"),
        Priority::Medium => fl!(words, "priority-medium"),
        Priority::Low => fl!(words, "priority-low"),
    }
}

/// What happened to an alarm.
#[must_use]
pub fn step(lang: Lang, of: &AlarmStep) -> String {
    let words = lang.words();
    match &of.step {
        Known::Other(word) => word.clone(),
        Known::Word(Step::Acknowledged) => match &of.by {
            Some(by) => fl!(words, "step-acknowledged-by", by = by.as_str()),
            None => fl!(words, "step-acknowledged"),
        },
        Known::Word(Step::Raised) => fl!(words, "step-raised"),
        Known::Word(Step::Reminded) => fl!(words, "step-reminded"),
        Known::Word(Step::Escalated) => fl!(words, "step-escalated"),
        Known::Word(Step::Paused) => fl!(words, "step-paused"),
        Known::Word(Step::Resumed) => fl!(words, "step-resumed"),
        Known::Word(Step::ConditionCleared) => fl!(words, "step-condition-cleared"),
        Known::Word(Step::Closed) => fl!(words, "step-closed"),
    }
}

/// Why: a finding in the viewer's language, or in the home's own words if it is a new one.
#[must_use]
pub fn evidence(lang: Lang, evidence: &Evidence) -> String {
    finding(lang, evidence).unwrap_or_else(|| evidence.what.clone())
}

/// `None` for a code that is not known, or one without what it speaks of.
#[allow(clippy::too_many_lines, reason = "a table, a row for each finding")]
fn finding(lang: Lang, evidence: &Evidence) -> Option<String> {
    let words = lang.words();
    let arg = |name: &str| evidence.args.get(name).map(text);
    Some(match evidence.code.as_ref() {
        "smoke-on" => fl!(words, "what-smoke-on"),
        "gas-alarm-on" => fl!(words, "what-gas-alarm-on"),
        "co-alarm-on" => fl!(words, "what-co-alarm-on"),
        "co-ppm" => fl!(words, "what-co-ppm", ppm = arg("ppm")?),
        "gas-lel" => fl!(words, "what-gas-lel", lel = arg("lel")?),
        "gas-ppm" => fl!(words, "what-gas-ppm", ppm = arg("ppm")?),
        "over-range" => match arg("of")?.as_str() {
            "co-ppm" => fl!(words, "what-over-range-co"),
            "gas-ppm" | "gas-lel" => fl!(words, "what-over-range-gas"),
            _ => return None,
        },
        "call-for-help" => fl!(words, "what-call-for-help"),
        "fall-seen" => fl!(words, "what-fall-seen"),
        "no-breath" => fl!(words, "what-no-breath", s = arg("s")?),
        "no-sign-of-life" => fl!(words, "what-no-sign-of-life", min = arg("min")?),
        "flag-without-life" => fl!(words, "what-flag-without-life"),
        "out-of-bed" => fl!(words, "what-out-of-bed", min = arg("min")?),
        "not-seen" => fl!(words, "what-not-seen", min = arg("min")?),
        "not-seen-since-door" => fl!(words, "what-not-seen-since-door", min = arg("min")?),
        "nothing-moves" => fl!(words, "what-nothing-moves", min = arg("min")?),
        "still-out-of-bed" => fl!(words, "what-still-out-of-bed", min = arg("min")?),
        "not-seen-since-rising" => fl!(words, "what-not-seen-since-rising", min = arg("min")?),
        "no-activity" => fl!(words, "what-no-activity", min = arg("min")?),
        "door-opened-at-night" => fl!(words, "what-door-opened-at-night"),
        "door-not-shut-at-night" => fl!(words, "what-door-not-shut-at-night"),
        "nobody-back-inside" => fl!(words, "what-nobody-back-inside"),
        "door-stands-open" => fl!(words, "what-door-stands-open", min = arg("min")?),
        "up-again" => fl!(words, "what-up-again", times = arg("times")?),
        "about-at-night" => fl!(words, "what-about-at-night", min = arg("min")?),
        "not-heard" => fl!(words, "what-not-heard"),
        "sensor-fault" => fault(lang, &arg("fault")?)?,
        "warms-too-long" => fl!(words, "what-warms-too-long"),
        "battery-low" => fl!(words, "what-battery-low"),
        "beyond-its-life" => fl!(words, "what-beyond-its-life"),
        "life-ends" => fl!(words, "what-life-ends", month = arg("month")?),
        "mains-lost" => fl!(words, "what-mains-lost"),
        "chatters" => fl!(words, "what-chatters"),
        "no-longer-there" => fl!(words, "what-no-longer-there"),
        "readings-not-stored" => fl!(words, "what-readings-not-stored"),
        "alarms-not-stored" => fl!(words, "what-alarms-not-stored"),
        "rate-extreme" => {
            let (of, rate, min) = (rate(lang, &arg("of")?)?, arg("per_min")?, arg("min")?);
            fl!(words, "what-rate-extreme", of = of, rate = rate, min = min)
        }
        "rate-unusual" => {
            let (of, rate, min) = (rate(lang, &arg("of")?)?, arg("per_min")?, arg("min")?);
            fl!(words, "what-rate-unusual", of = of, rate = rate, min = min)
        }
        "night-unlike-others" => {
            let (of, rate, usual) = (rate(lang, &arg("of")?)?, arg("per_min")?, arg("usual")?);
            fl!(words, "what-night-unlike-others", of = of, rate = rate, usual = usual)
        }
        "door-unused" => fl!(words, "what-door-unused", h = arg("h")?),
        "not-turned" => fl!(words, "what-not-turned", h = arg("h")?),
        "ghost-presence" => fl!(words, "what-ghost-presence", h = arg("h")?),
        "number-stuck" => {
            fl!(words, "what-number-stuck", of = frozen(lang, &arg("of")?)?, h = arg("h")?)
        }
        "number-saturated" => {
            fl!(words, "what-number-saturated", of = frozen(lang, &arg("of")?)?, h = arg("h")?)
        }
        "clock-unset" => fl!(words, "what-clock-unset", min = arg("min")?),
        "clock-unchecked" => fl!(words, "what-clock-unchecked", days = arg("days")?),
        "only-a-test" => fl!(words, "what-only-a-test"),
        "out-of-service" => fl!(words, "what-out-of-service"),
        _ => return None,
    })
}

/// A rate of the body.
fn rate(lang: Lang, word: &str) -> Option<String> {
    let words = lang.words();
    Some(match word {
        "heart-rate" => fl!(words, "what-of-heart-rate"),
        "breathing-rate" => fl!(words, "what-of-breathing-rate"),
        _ => return None,
    })
}

/// A number that can freeze.
fn frozen(lang: Lang, word: &str) -> Option<String> {
    let words = lang.words();
    Some(match word {
        "rates" => fl!(words, "what-of-rates"),
        "heart-rate" => fl!(words, "what-of-heart-rate"),
        "co-ppm" => fl!(words, "what-of-co"),
        "gas" => fl!(words, "what-of-gas"),
        _ => return None,
    })
}

fn fault(lang: Lang, word: &str) -> Option<String> {
    let words = lang.words();
    Some(match word {
        "sensor" => fl!(words, "what-fault-sensor"),
        "placeholder" => fl!(words, "what-fault-placeholder"),
        "exception" => fl!(words, "what-fault-exception"),
        "stuck" => fl!(words, "what-fault-stuck"),
        "saturated" => fl!(words, "what-fault-saturated"),
        "other-kind" => fl!(words, "what-fault-other-kind"),
        "unit" => fl!(words, "what-fault-unit"),
        "below-zero" => fl!(words, "what-fault-below-zero"),
        "mode" => fl!(words, "what-fault-mode"),
        _ => return None,
    })
}

/// As people write it: 400, 12.5, a word as it is.
fn text(arg: &Arg) -> String {
    match arg {
        Arg::Word(word) => word.as_ref().to_owned(),
        Arg::Number(figure) => {
            let (sign, size) =
                (if figure.hundredths < 0 { "−" } else { "" }, figure.hundredths.unsigned_abs());
            match (size / 100, size % 100) {
                (whole, 0) => format!("{sign}{whole}"),
                (whole, part) if part % 10 == 0 => format!("{sign}{whole}.{}", part / 10),
                (whole, part) => format!("{sign}{whole}.{part:02}"),
            }
        }
    }
}

#[cfg(test)]
mod tests;
