//! Which devices share a line, and what do their contacts mean?

use alerts::YearMonth;
use protocol::{Address, MAX_INPUTS, Means, Model, Sensor, Watches};

use crate::end_of_life;
use crate::findings::Notes;
use crate::names::{self, Taken};
use crate::value::Found;
use crate::walk::Section;
use crate::{address, catalog};

const DEVICE_KEYS: &[&str] =
    &["name", "unit", "id", "address-name", "model", "end-of-life", "input"];
const INPUT_KEYS: &[&str] = &["name", "bit", "means", "closed-when", "alarm-when", "end-of-life"];

/// One device on a bus.
#[derive(Clone, Debug, PartialEq)]
pub struct BusDevice {
    /// As in topics and alarms.
    pub name: String,
    /// What it is told from the others by.
    pub address: Address,
    /// What it is.
    pub model: &'static Model,
    /// Its last month, where somebody has read it off.
    pub end_of_life: Option<YearMonth>,
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
    /// The last month of what hangs on it (a smoke alarm), where somebody has read it off.
    pub end_of_life: Option<YearMonth>,
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
    if line.is_torn("device") {
        return None; // it is said, and all else would follow from it
    }
    let sections = line.sections("device", DEVICE_KEYS, notes);
    let most = sensor.and_then(|sensor| sensor.addressed).map(|addressed| addressed.most);
    match (sensor, most.and_then(|most| sections.get(most).zip(Some(most)))) {
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
        (_, Some((extra, most))) => {
            let problem = format!("more than {most} devices share this line");
            notes.error(extra.spot(), problem, "put the others on a line of their own");
        }
        (_, None) => {}
    }
    let mut addresses = Taken::default();
    let devices: Vec<_> = sections
        .iter()
        .map(|section| read_device(section, sensor, (names, &mut addresses), notes))
        .collect();
    devices.into_iter().collect()
}

fn read_device(
    section: &Section<'_>,
    sensor: Option<&'static Sensor>,
    taken: (&mut Taken, &mut Taken),
    notes: &mut Notes<'_>,
) -> Option<BusDevice> {
    let (names, addresses) = taken;
    let name = names::read(section, "inputs", names, notes);
    let address = sensor
        .and_then(|sensor| sensor.addressed)
        .and_then(|addressed| address::read(section, addressed.by, addresses, notes));
    let model = sensor.and_then(|sensor| catalog::device_model(section, sensor, notes));
    let end_of_life = end_of_life::read(section, notes);
    let inputs = read_inputs(section, model, names, notes);
    Some(BusDevice {
        name: name?,
        address: address?,
        model: model?,
        end_of_life: end_of_life?,
        inputs: inputs?,
    })
}

fn read_inputs(
    device: &Section<'_>,
    model: Option<&'static Model>,
    names: &mut Taken,
    notes: &mut Notes<'_>,
) -> Option<Vec<BusInput>> {
    if device.is_torn("input") {
        return None;
    }
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
    let name = names::read(section, "front-door", names, notes);
    let what = "the number of the contact, counted from 0";
    let bit = section.required_whole("bit", 0..=count - 1, what, notes).and_then(|found| {
        let bit = found.value.to_string();
        let written = Found { value: bit.as_str(), spot: found.spot };
        bits.take("bit", &written, notes).then_some(found.value)
    });
    let bit = bit.and_then(|bit| u8::try_from(bit).ok());
    let means = section.required_choice("means", MEANS, notes).map(|found| found.value);
    let when = means.and_then(|means| when(section, means, notes));
    let end_of_life = end_of_life::read(section, notes);
    Some(BusInput { name: name?, bit: bit?, means: means?, when: when?, end_of_life: end_of_life? })
}

/// The one of `closed-when` and `alarm-when` that fits what the contact means. Which value it is
/// shows only at the contact itself: nothing here knows how it is wired.
fn when(section: &Section<'_>, means: Means, notes: &mut Notes<'_>) -> Option<bool> {
    let (right, wrong, what) = match means {
        Means::Entrance | Means::Door => ("closed-when", "alarm-when", "a door"),
        Means::Smoke | Means::Gas | Means::Co | Means::Sos | Means::Mains => {
            ("alarm-when", "closed-when", "an alarm")
        }
    };
    let ask = format!("{right} = 0 or {right} = 1; {}", trial(means));
    if section.has(wrong) {
        let problem = format!("{wrong} does not fit: this contact means {what}");
        notes.error(&section.spot_of(wrong), problem, format!("write {ask}"));
        return None;
    }
    section.require(right, &ask, notes);
    section.whole_or(right, 0..=1, &ask, notes).map(|found| found.value == 1)
}

/// How to find out whether it is the right way round.
const fn trial(means: Means) -> &'static str {
    match means {
        Means::Entrance | Means::Door => "to find out, open the door and look at `hearth status`",
        Means::Smoke | Means::Gas | Means::Co => {
            "to find out, press the detector's test button and look at `hearth status`"
        }
        Means::Sos => "to find out, press the button and look at `hearth status`",
        Means::Mains => "to find out, switch the mains off and look at `hearth status`",
    }
}

/// How many contacts a device of this model has; as many as any has, if it is not known.
fn inputs_of(model: Option<&'static Model>) -> i64 {
    let most = u8::try_from(MAX_INPUTS).unwrap_or(u8::MAX);
    i64::from(model.map_or(most, |model| model.inputs))
}
