//! What is published beyond the contract's minimum?

use crate::findings::Notes;
use crate::walk::Section;

/// What is published beyond the contract's minimum.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Publish {
    /// Every single reading?
    pub samples: Samples,
    /// Whether a Home Assistant on the same broker is told what there is.
    pub home_assistant: bool,
}

/// Whether every single reading is published.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Samples {
    /// Only what each number did, once a minute.
    Off,
    /// Every one, kept through outages.
    Durable,
}

pub(crate) fn read(file: &Section<'_>, notes: &mut Notes<'_>) -> Publish {
    let section = file.section("publish", &["samples", "home-assistant"], notes);
    let choices = [("off", Samples::Off), ("durable", Samples::Durable)];
    let samples = section.choice("samples", &choices, notes);
    let home_assistant = section.flag("home-assistant", notes);
    if home_assistant.is_some() {
        notes.unused(&section.spot_of("home-assistant"), "home-assistant");
    }
    Publish {
        samples: samples.map_or(Samples::Off, |found| found.value),
        home_assistant: home_assistant.unwrap_or(false),
    }
}
