//! What do the sensors of a home do, and what do they say of the air and the door?

use alerts::message::{AirIs, DoorIs, SensorIs};
use i18n_embed_fl::fl;
use maud::{Markup, html};

use super::section;
use super::who::Who;
use crate::core::heard::{Known, Now};
use crate::say::Lang;

/// The section of a page.
pub(super) fn markup(lang: Lang, now: Option<&Now>, who: &Who, gateway: Markup) -> Markup {
    let words = lang.words();
    section(
        "sensors",
        &fl!(words, "page-sensors"),
        html! {
            @if let Some(now) = now {
                dl.pairs {
                    @for sensor in &now.sensors {
                        div.odd[!is_well(&sensor.is)] {
                            dt { (sensor.line)
                                @if let Some(room) = &sensor.room { " " small { (who.room(room)) } } }
                            dd { @if sensor.out_of_service.is_some() {
                                (fl!(words, "sensor-out-of-service"))
                            } @else { (sensor_is(lang, &sensor.is)) } }
                        }
                    }
                    (air(lang, fl!(words, "air-gas"), now.air.gas))
                    (air(lang, fl!(words, "air-co"), now.air.co))
                    (air(lang, fl!(words, "air-smoke"), now.air.smoke))
                    @if let Some(door) = now.door {
                        div { dt { (fl!(words, "door")) } dd { (door_is(lang, door)) } }
                    }
                }
            } @else {
                p.soft { (fl!(words, "page-no-sensors")) }
            }
            (gateway)
        },
    )
}

fn air(lang: Lang, name: String, is: Option<AirIs>) -> Markup {
    let words = lang.words();
    let says = is.map(|is| match is {
        AirIs::Clear => fl!(words, "air-clear"),
        AirIs::Unknown => fl!(words, "air-unknown"),
        AirIs::Warming => fl!(words, "air-warming"),
        AirIs::Fault => fl!(words, "air-fault"),
        AirIs::Alarm => fl!(words, "air-alarm"),
    });
    html! {
        @if let Some(says) = says {
            div.odd[is != Some(AirIs::Clear)] { dt { (name) } dd { (says) } }
        }
    }
}

fn door_is(lang: Lang, door: DoorIs) -> String {
    let words = lang.words();
    match door {
        DoorIs::Open => fl!(words, "door-open"),
        DoorIs::Closed => fl!(words, "door-closed"),
        DoorIs::Unknown => fl!(words, "door-unknown"),
    }
}

fn is_well(is: &Known<SensorIs>) -> bool {
    *is == Known::Word(SensorIs::Ok)
}

fn sensor_is(lang: Lang, is: &Known<SensorIs>) -> String {
    let words = lang.words();
    match is {
        Known::Word(SensorIs::Ok) => fl!(words, "sensor-ok"),
        Known::Word(SensorIs::Warming) => fl!(words, "sensor-warming"),
        Known::Word(SensorIs::Silent) => fl!(words, "sensor-silent"),
        Known::Word(SensorIs::Fault) => fl!(words, "sensor-fault"),
        Known::Word(SensorIs::LowBattery) => fl!(words, "sensor-low-battery"),
        Known::Word(SensorIs::EndOfLife) => fl!(words, "sensor-end-of-life"),
        Known::Other(word) => fl!(words, "sensor-other", word = word.as_str()),
    }
}
