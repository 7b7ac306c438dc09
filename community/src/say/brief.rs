//! What is wrong, in the one word that fits a tile the size of a surname? The strip says it whole.

use alerts::message::AlarmKind;
use i18n_embed_fl::fl;

use super::Lang;
use crate::core::board::AlarmOf;
use crate::core::heard::Known;

/// An alarm: at most four letters of Chinese, eight of English.
#[must_use]
pub fn alarm(lang: Lang, of: &AlarmOf) -> String {
    let words = lang.words();
    let AlarmOf::Home(step) = of else { return lost(lang) };
    match &step.kind {
        Known::Other(_) => fl!(words, "brief-other"),
        Known::Word(kind) => match kind {
            AlarmKind::Smoke => fl!(words, "alarm-smoke"),
            AlarmKind::Gas => fl!(words, "alarm-gas"),
            AlarmKind::Co => fl!(words, "brief-co"),
            AlarmKind::Sos => fl!(words, "brief-sos"),
            AlarmKind::Fall => fl!(words, "alarm-fall"),
            AlarmKind::NoBreathing => fl!(words, "brief-no-breathing"),
            AlarmKind::NoSignOfLife => fl!(words, "brief-no-sign-of-life"),
            AlarmKind::AbsentFromBed => fl!(words, "brief-absent-from-bed"),
            AlarmKind::Inactivity => fl!(words, "brief-inactivity"),
            AlarmKind::DoorAtNight | AlarmKind::DoorLeftOpen => fl!(words, "brief-door"),
            AlarmKind::Wandering => fl!(words, "brief-wandering"),
            AlarmKind::SensorLost | AlarmKind::SensorFault | AlarmKind::EndOfLife => {
                fl!(words, "brief-sensor")
            }
            AlarmKind::LowBattery => fl!(words, "brief-low-battery"),
            AlarmKind::StoreFault => fl!(words, "brief-store-fault"),
            AlarmKind::MainsLost => fl!(words, "brief-mains-lost"),
            AlarmKind::Vitals => fl!(words, "brief-vitals"),
            AlarmKind::Repositioning => fl!(words, "brief-repositioning"),
            AlarmKind::ClockFault => fl!(words, "brief-clock-fault"),
        },
    }
}

/// A home that is not heard.
#[must_use]
pub fn lost(lang: Lang) -> String {
    fl!(lang.words(), "brief-lost")
}
