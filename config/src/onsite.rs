//! What sounds in the home itself, and which button there accepts an alarm?
//!
//! Both hang on a device that another section names; whether it is there is checked here.

use crate::bus::BusDevice;
use crate::findings::Notes;
use crate::line::{self, Line};
use crate::suggest::{choose, pick, quoted};
use crate::value::Found;
use crate::walk::Section;

/// The largest relay module that a home has.
const MAX_COILS: i64 = 16;

/// The most pins that a box's chip counts.
const MAX_PINS: i64 = 1024;

/// A siren in the home.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Siren {
    /// What switches it.
    pub output: Output,
    /// The alarms that make it sound.
    pub kinds: Vec<Hazard>,
}

/// What a siren is switched by.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Output {
    /// A relay of a device on a bus.
    Coil {
        /// The name of the line.
        line: String,
        /// The name of the device.
        device: String,
        /// Which relay, 0 for the first.
        coil: u8,
    },
    /// A pin of the box itself.
    Pin(u16),
}

/// An alarm from which people must run.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Hazard {
    /// Smoke.
    Smoke,
    /// Combustible gas.
    Gas,
    /// Carbon monoxide.
    Co,
}

const HAZARDS: [(&str, Hazard); 3] =
    [("smoke", Hazard::Smoke), ("gas", Hazard::Gas), ("co", Hazard::Co)];

/// A button in the home by which somebody there accepts what calls.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Acknowledge {
    /// The name of the line.
    pub line: String,
    /// The name of the device.
    pub device: String,
    /// Which contact, 0 for the first.
    pub bit: u8,
}

/// `Some(None)`: there is none. `lines` is `None` if they could not be read.
pub(crate) fn siren(
    file: &Section<'_>,
    lines: Option<&[Line]>,
    notes: &mut Notes<'_>,
) -> Option<Option<Siren>> {
    let section = file.section("siren", &["line", "device", "coil", "gpio", "kinds"], notes);
    if !section.is_there() {
        return (!file.has("siren")).then_some(None);
    }
    notes.unused(section.spot(), "[siren]");
    let kinds = hazards(&section, notes);
    let output = if section.has("gpio") {
        pin(&section, notes)
    } else if ["line", "device", "coil"].into_iter().any(|key| section.has(key)) {
        coil(&section, lines, notes)
    } else {
        let remedy = "write line, device and coil, or gpio";
        notes.missing(section.spot(), "nothing says what switches the siren", remedy);
        None
    };
    Some(Some(Siren { output: output?, kinds: kinds? }))
}

fn pin(section: &Section<'_>, notes: &mut Notes<'_>) -> Option<Output> {
    let found = section.whole("gpio", 0..=MAX_PINS - 1, notes);
    if let Some(key) = ["line", "device", "coil"].into_iter().find(|key| section.has(key)) {
        let problem = format!("a siren is switched by gpio or by {key}, not by both");
        notes.error(&section.spot_of(key), problem, "remove gpio, or line, device and coil");
        return None;
    }
    u16::try_from(found?.value).ok().map(Output::Pin)
}

fn coil(section: &Section<'_>, lines: Option<&[Line]>, notes: &mut Notes<'_>) -> Option<Output> {
    let what = "the number of the relay, counted from 0";
    let coil = section.required_whole("coil", 0..=MAX_COILS - 1, what, notes);
    let (line, device) = device(section, lines, notes)?;
    // No row of the sensors' table has relays; the first that has will say how many.
    let problem = format!("{} has no relays: nothing there can switch a siren", device.model.name);
    let remedy = "write gpio instead; Hearth drives no module with relays yet";
    notes.warning(&section.spot_of("device"), problem, remedy);
    let coil = u8::try_from(coil?.value).ok()?;
    Some(Output::Coil { line: line.name.clone(), device: device.name.clone(), coil })
}

fn hazards(section: &Section<'_>, notes: &mut Notes<'_>) -> Option<Vec<Hazard>> {
    if !section.has("kinds") {
        return Some(HAZARDS.iter().map(|&(_, hazard)| hazard).collect());
    }
    let hazard = |word: &str| HAZARDS.iter().find(|&&(known, _)| known == word).map(|&(_, h)| h);
    let words = || HAZARDS.iter().map(|&(word, _)| word);
    let ask = format!("a list of some of {}", quoted(words()));
    let found = section.texts("kinds", &ask, |word| hazard(word).is_some(), notes)?;
    if found.is_empty() {
        let problem = "this siren would never sound";
        notes.error(
            &section.spot_of("kinds"),
            problem,
            "remove [siren], or the line for all kinds",
        );
        return None;
    }
    let mut kinds = Some(Vec::new());
    for Found { value, spot } in &found {
        match hazard(value) {
            Some(hazard) => {
                if let Some(kinds) = kinds.as_mut().filter(|kinds| !kinds.contains(&hazard)) {
                    kinds.push(hazard);
                }
            }
            None => {
                let problem = format!("no siren sounds for \"{value}\"");
                notes.error(spot, problem, choose(value, words()));
                kinds = None;
            }
        }
    }
    kinds
}

/// `Some(None)`: there is none. `lines` is `None` if they could not be read.
pub(crate) fn acknowledge(
    file: &Section<'_>,
    lines: Option<&[Line]>,
    notes: &mut Notes<'_>,
) -> Option<Option<Acknowledge>> {
    let section = file.section("acknowledge", &["line", "device", "bit"], notes);
    if !section.is_there() {
        return (!file.has("acknowledge")).then_some(None);
    }
    notes.unused(section.spot(), "[acknowledge]");
    let at = device(&section, lines, notes);
    let count = match at {
        Some((_, device)) if device.model.inputs == 0 => {
            let problem = format!("{} has no contacts", device.model.name);
            let remedy = "write the name of a contact module";
            notes.error(&section.spot_of("device"), problem, remedy);
            return None;
        }
        Some((_, device)) => i64::from(device.model.inputs),
        None => i64::try_from(protocol::MAX_INPUTS).ok()?,
    };
    let what = "the number of the contact, counted from 0";
    let bit = section.required_whole("bit", 0..=count - 1, what, notes);
    let ((line, device), bit) = at.zip(bit)?;
    let number = u8::try_from(bit.value).ok()?;
    if let Some(input) = device.inputs.iter().find(|input| input.bit == number) {
        let problem = format!("contact {number} is already the input {}", input.name);
        notes.error(&bit.spot, problem, "write the contact of the button");
        return None;
    }
    Some(Some(Acknowledge { line: line.name.clone(), device: device.name.clone(), bit: number }))
}

/// The device that a section names by line and device; both must be said.
fn device<'l>(
    section: &Section<'_>,
    lines: Option<&'l [Line]>,
    notes: &mut Notes<'_>,
) -> Option<(&'l Line, &'l BusDevice)> {
    let ask = |key| format!("{key} = \"…\", the name that it has above");
    let line = section.required_text("line", &ask("line"), |_| false, notes);
    let wanted = section.required_text("device", &ask("device"), |_| false, notes);
    let found = line?;
    let line = line::called(&found, lines?, notes)?;
    let wanted = wanted?;
    if let Some(device) = line.devices.iter().find(|device| device.name == wanted.value) {
        return Some((line, device));
    }
    let problem = format!("no device on the line {} is called \"{}\"", line.name, wanted.value);
    let names = || line.devices.iter().map(|device| device.name.as_str());
    let remedy = match names().next() {
        Some(_) => pick(wanted.value, names()),
        None => "write a line that has devices".to_owned(),
    };
    notes.error(&wanted.spot, problem, remedy);
    None
}
