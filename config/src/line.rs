//! What is connected to which serial port?

use std::path::PathBuf;

use protocol::{Model, Role, SENSORS, Sensor, Watches};

use crate::bus::{self, BusDevice};
use crate::findings::Notes;
use crate::names::{self, Taken};
use crate::suggest::{nearest, one_of, quoted};
use crate::walk::{Found, Section, pick};

const KEYS: &[&str] = &["name", "path", "sensor", "model", "room", "role", "device"];

/// One serial line and what is behind it.
#[derive(Clone, Debug, PartialEq)]
pub struct Line {
    /// As in topics and alarms.
    pub name: String,
    /// The serial port.
    pub path: PathBuf,
    /// What kind of sensor.
    pub sensor: &'static Sensor,
    /// Which model, where one is named.
    pub model: Option<&'static Model>,
    /// Where in the home.
    pub room: Option<String>,
    /// What a radar looks at; [`Role::Room`] for all else.
    pub role: Role,
    /// What shares the line, for a bus.
    pub devices: Vec<BusDevice>,
}

pub(crate) fn read(file: &Section<'_>, notes: &mut Notes<'_>) -> Option<Vec<Line>> {
    let sections = file.sections("line", KEYS, notes);
    if !file.has("line") {
        let remedy = "write [[line]] and below it name, path and sensor";
        notes.missing(&file.spot_of("line"), "there is no [[line]]: nothing to listen to", remedy);
        return None;
    }
    let mut names = Taken::default();
    let mut paths = Taken::default();
    let lines: Vec<Option<Line>> = sections
        .iter()
        .map(|section| read_line(section, (&mut names, &mut paths), notes))
        .collect();
    lines.into_iter().collect()
}

fn read_line(
    section: &Section<'_>,
    taken: (&mut Taken, &mut Taken),
    notes: &mut Notes<'_>,
) -> Option<Line> {
    let (names, paths) = taken;
    let name = section
        .required_text("name", "\"bed\"", notes)
        .filter(|found| names.take("name", found, notes))
        .and_then(|found| names::check(&found, notes));
    let path = path(section, paths, notes);
    let sensor = section
        .required_text("sensor", "\"r60abd1\"", notes)
        .and_then(|found| sensor(&found, notes));
    let room = room(section, notes);
    let devices = bus::read(section, sensor, names, notes);
    let sensor = sensor?;
    let model = model(section, sensor, notes);
    let role = role(section, (sensor, model.flatten()), name.as_deref(), notes);
    Some(Line {
        name: name?,
        path: path?,
        sensor,
        model: model?,
        room: room?,
        role: role?,
        devices: devices?,
    })
}

fn path(section: &Section<'_>, taken: &mut Taken, notes: &mut Notes<'_>) -> Option<PathBuf> {
    let found = section.required_text("path", "\"/dev/serial/by-id/…\"", notes)?;
    notes.keep_place(&found.spot);
    if !found.value.starts_with('/') {
        let problem = "a serial port's path begins with /";
        let remedy = "write it in full; `ls -l /dev/serial/by-id` lists what is plugged in";
        notes.error(&found.spot, problem, remedy);
        return None;
    }
    taken.take("path", &found, notes).then(|| PathBuf::from(found.value))
}

fn sensor(found: &Found<&str>, notes: &mut Notes<'_>) -> Option<&'static Sensor> {
    if let Some(sensor) = protocol::find(found.value) {
        return Some(sensor);
    }
    let written = found.value;
    match SENSORS.iter().find(|sensor| sensor.model(written).is_some()) {
        Some(family) if family.is_shared() => {
            let problem = format!("{written} is a device on a {} line", family.name);
            let remedy = format!(
                "write sensor = \"{}\" and below it [[line.device]] with model = \"{written}\"",
                family.name
            );
            notes.error(&found.spot, problem, remedy);
        }
        Some(family) => {
            let problem = format!("{written} is a model of the sensor {}", family.name);
            let remedy = format!("write sensor = \"{}\" and model = \"{written}\"", family.name);
            notes.error(&found.spot, problem, remedy);
        }
        None => {
            let names = || SENSORS.iter().map(|sensor| sensor.name);
            let problem =
                format!("no sensor is called \"{written}\"; Hearth reads {}", one_of(names()));
            let remedy = match nearest(written, names()) {
                Some(meant) => format!("did you mean \"{meant}\"?"),
                None => "write one of these".to_owned(),
            };
            notes.error(&found.spot, problem, remedy);
        }
    }
    None
}

/// `None`: wrong; `Some(None)`: none named, and none needed.
fn model(
    section: &Section<'_>,
    sensor: &'static Sensor,
    notes: &mut Notes<'_>,
) -> Option<Option<&'static Model>> {
    let models = sensor.models.iter().map(|model| model.name);
    let example = models.clone().next().map(|name| format!("\"{name}\"")).unwrap_or_default();
    if sensor.is_shared() {
        if section.has("model") {
            let problem = "a line with several devices has no model of its own";
            let remedy = "write it into each [[line.device]]";
            notes.error(&section.spot_of("model"), problem, remedy);
            return None;
        }
        return Some(None);
    }
    if !section.has("model") {
        if sensor.model_required {
            let problem = format!("{} needs a model, because a guess would mis-scale", sensor.name);
            let remedy = format!("write model = {}", quoted(models));
            notes.missing(&section.spot_of("model"), problem, remedy);
            return None;
        }
        return Some(None);
    }
    let found = section.text("model", &example, notes)?;
    known_model(&found, sensor, notes).map(Some)
}

/// The model of that name.
pub(crate) fn known_model(
    found: &Found<&str>,
    sensor: &'static Sensor,
    notes: &mut Notes<'_>,
) -> Option<&'static Model> {
    let model = sensor.model(found.value);
    if model.is_none() {
        let problem = format!("{} has no model called \"{}\"", sensor.name, found.value);
        notes.error(&found.spot, problem, pick(found.value, sensor.models.iter().map(|m| m.name)));
    }
    model
}

fn role(
    section: &Section<'_>,
    what: (&'static Sensor, Option<&'static Model>),
    name: Option<&str>,
    notes: &mut Notes<'_>,
) -> Option<Role> {
    let (sensor, model) = what;
    let watches = model.or_else(|| sensor.models.first()).map(|model| model.watches);
    let is_radar = watches.is_some_and(|watches| watches.has(Watches::PERSON.and(Watches::ROOM)));
    if !section.has("role") {
        let (role, word) = match name {
            Some("bed") => (Role::Bed, "bed"),
            Some(_) | None => (Role::Room, "room"),
        };
        if is_radar {
            let problem = format!("this radar has no role, and is taken to look at a {word}");
            let remedy = "write role = \"bed\" or role = \"room\"";
            notes.warning(section.spot(), problem, remedy);
            return Some(role);
        }
        return Some(Role::Room);
    }
    let found = section.choice("role", &[("bed", Role::Bed), ("room", Role::Room)], notes)?;
    if is_radar {
        return Some(found.value);
    }
    let problem = format!("{} is no radar, and only a radar has a role", sensor.name);
    notes.error(&found.spot, problem, "remove the line; room = \"…\" says where it is");
    None
}

/// `Some(None)`: not said. The room is for people, so it may be in their own script.
fn room(section: &Section<'_>, notes: &mut Notes<'_>) -> Option<Option<String>> {
    if !section.has("room") {
        return Some(None);
    }
    let found = section.text("room", "\"bedroom\"", notes)?;
    let length = found.value.chars().count();
    if (1..=32).contains(&length) && !found.value.chars().any(char::is_control) {
        return Some(Some(found.value.to_owned()));
    }
    notes.error(&found.spot, "a room has 1 to 32 letters", "write a short one, as in \"bedroom\"");
    None
}
