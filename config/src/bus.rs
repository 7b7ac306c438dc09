//! Which devices share a line, and what do their contacts mean?

use protocol::{MAX_DEVICES, MAX_INPUTS, Means, Model, Sensor, Watches};

use crate::findings::Notes;
use crate::line::known_model;
use crate::names::{self, Taken};
use crate::walk::{Found, Section};

const DEVICE_KEYS: &[&str] = &["name", "unit", "model", "input"];
const INPUT_KEYS: &[&str] = &["name", "bit", "means", "closed-when", "alarm-when"];

/// One device on a bus.
#[derive(Clone, Debug, PartialEq)]
pub struct BusDevice {
    /// As in topics and alarms.
    pub name: String,
    /// Its address on the bus, 1 to 247.
    pub unit: u8,
    /// What it is.
    pub model: &'static Model,
    /// Its contacts in use.
    pub inputs: Vec<BusInput>,
}

/// One contact of a device.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BusInput {
    /// As in topics and alarms.
    pub name: String,
    /// Which one, 0 for the first.
    pub bit: u8,
    /// What it stands for.
    pub means: Means,
    /// The bit's value when the door is closed, or when the alarm is on.
    pub when: bool,
}

const MEANS: &[(&str, Means)] = &[
    ("entrance", Means::Entrance),
    ("door", Means::Door),
    ("smoke", Means::Smoke),
    ("gas", Means::Gas),
    ("co", Means::Co),
    ("sos", Means::Sos),
    ("mains", Means::Mains),
];

/// The devices of a line. `sensor` is `None` if it is not known: then only what every device must
/// have is checked.
pub(crate) fn read(
    line: &Section<'_>,
    sensor: Option<&'static Sensor>,
    names: &mut Taken,
    notes: &mut Notes<'_>,
) -> Option<Vec<BusDevice>> {
    let sections = line.sections("device", DEVICE_KEYS, notes);
    match (sensor, sections.get(MAX_DEVICES)) {
        (Some(sensor), _) if !sensor.is_shared() && line.has("device") => {
            let problem = format!("{} is alone on its line", sensor.name);
            let remedy = "remove [[line.device]], or write the bus it belongs to as sensor";
            notes.error(&line.spot_of("device"), problem, remedy);
            return None;
        }
        (Some(sensor), _) if sensor.is_shared() && sections.is_empty() => {
            let problem = format!("no device is named on this {} line", sensor.name);
            let remedy = "write [[line.device]] and below it name, unit and model";
            notes.missing(&line.spot_of("device"), problem, remedy);
            return None;
        }
        (_, Some(extra)) => {
            let problem = format!("more than {MAX_DEVICES} devices share this line");
            notes.error(extra.spot(), problem, "put the others on a line of their own");
        }
        (_, None) => {}
    }
    let mut units = Taken::default();
    let devices: Vec<_> = sections
        .iter()
        .map(|section| read_device(section, sensor, (names, &mut units), notes))
        .collect();
    devices.into_iter().collect()
}

fn read_device(
    section: &Section<'_>,
    sensor: Option<&'static Sensor>,
    taken: (&mut Taken, &mut Taken),
    notes: &mut Notes<'_>,
) -> Option<BusDevice> {
    let (names, units) = taken;
    let name = name(section, "\"inputs\"", names, notes);
    section.require("unit", "1", notes);
    let unit = section.whole("unit", 1..=247, notes).and_then(|found| {
        let unit = found.value.to_string();
        let written = Found { value: unit.as_str(), spot: found.spot };
        units.take("unit", &written, notes).then_some(found.value)
    });
    let unit = unit.and_then(|unit| u8::try_from(unit).ok());
    let model = section.required_text("model", "\"waveshare-di8\"", notes);
    let model = model.zip(sensor).and_then(|(found, sensor)| known_model(&found, sensor, notes));
    let inputs = read_inputs(section, model, names, notes);
    Some(BusDevice { name: name?, unit: unit?, model: model?, inputs: inputs? })
}

fn read_inputs(
    device: &Section<'_>,
    model: Option<&'static Model>,
    names: &mut Taken,
    notes: &mut Notes<'_>,
) -> Option<Vec<BusInput>> {
    let sections = device.sections("input", INPUT_KEYS, notes);
    match model {
        Some(model) if !model.watches.has(Watches::CONTACTS) && device.has("input") => {
            let problem = format!("{} has no contacts", model.name);
            notes.error(&device.spot_of("input"), problem, "remove [[line.device.input]]");
            return None;
        }
        Some(model) if model.watches.has(Watches::CONTACTS) && sections.is_empty() => {
            let problem = format!("nothing is said about the contacts of this {}", model.name);
            let remedy = "write [[line.device.input]] for each that is wired";
            notes.warning(device.spot(), problem, remedy);
        }
        Some(_) | None => {}
    }
    let mut bits = Taken::default();
    let inputs: Vec<_> = sections
        .iter()
        .map(|section| read_input(section, inputs_of(model), (names, &mut bits), notes))
        .collect();
    inputs.into_iter().collect()
}

fn read_input(
    section: &Section<'_>,
    count: i64,
    taken: (&mut Taken, &mut Taken),
    notes: &mut Notes<'_>,
) -> Option<BusInput> {
    let (names, bits) = taken;
    let name = name(section, "\"front-door\"", names, notes);
    section.require("bit", "0", notes);
    let bit = section.whole("bit", 0..=count - 1, notes).and_then(|found| {
        let bit = found.value.to_string();
        let written = Found { value: bit.as_str(), spot: found.spot };
        bits.take("bit", &written, notes).then_some(found.value)
    });
    let bit = bit.and_then(|bit| u8::try_from(bit).ok());
    section.require("means", "\"entrance\"", notes);
    let means = section.choice("means", MEANS, notes).map(|found| found.value);
    let when = means.and_then(|means| when(section, means, notes));
    Some(BusInput { name: name?, bit: bit?, means: means?, when: when? })
}

/// The one of `closed-when` and `alarm-when` that fits what the contact means.
fn when(section: &Section<'_>, means: Means, notes: &mut Notes<'_>) -> Option<bool> {
    let (right, wrong, what) = match means {
        Means::Entrance | Means::Door => ("closed-when", "alarm-when", "a door"),
        Means::Smoke | Means::Gas | Means::Co | Means::Sos | Means::Mains => {
            ("alarm-when", "closed-when", "an alarm")
        }
    };
    if section.has(wrong) {
        let problem = format!("{wrong} does not fit: this contact means {what}");
        notes.error(&section.spot_of(wrong), problem, format!("write {right} = 0 or {right} = 1"));
        return None;
    }
    section.require(right, "1", notes);
    section.whole(right, 0..=1, notes).map(|found| found.value == 1)
}

fn name(
    section: &Section<'_>,
    example: &str,
    names: &mut Taken,
    notes: &mut Notes<'_>,
) -> Option<String> {
    let found = section.required_text("name", example, notes)?;
    let free = names.take("name", &found, notes);
    names::check(&found, notes).filter(|_| free)
}

/// How many contacts a device of this model has; as many as any has, if it is not known.
fn inputs_of(model: Option<&'static Model>) -> i64 {
    let most = u8::try_from(MAX_INPUTS).unwrap_or(u8::MAX);
    i64::from(model.map_or(most, |model| model.inputs))
}
