//! What is connected to which serial port?

use std::path::PathBuf;

use alerts::{Gas, YearMonth};
use protocol::{LineSettings, Millimetres, Model, Role, Sensor, Watches};

use crate::bus::{self, BusDevice};
use crate::catalog;
use crate::end_of_life;
use crate::files;
use crate::findings::Notes;
use crate::names::{self, Taken};
use crate::settings;
use crate::suggest::pick;
use crate::value::Found;
use crate::view::{self, BedArea};
use crate::walk::Section;

const KEYS: &[&str] = &[
    "name",
    "path",
    "sensor",
    "model",
    "settings",
    "room",
    "role",
    "height-mm",
    "bed",
    "gas",
    "end-of-life",
    "device",
];

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
    /// The only speed and form to listen at; the sensor's own are tried in turn where none is said.
    pub settings: Option<LineSettings>,
    /// Where in the home.
    pub room: Option<String>,
    /// What a radar looks at; [`Role::Room`] for all else.
    pub role: Role,
    /// From how high a radar looks.
    pub height: Option<Millimetres>,
    /// Where in a radar's view the bed stands.
    pub bed: Option<BedArea>,
    /// Which gas comes out of the home's pipes or bottle.
    pub gas: Option<Gas>,
    /// The sensor's last month, where somebody has read it off.
    pub end_of_life: Option<YearMonth>,
    /// What shares the line, for a bus.
    pub devices: Vec<BusDevice>,
}

pub(crate) fn read(file: &Section<'_>, notes: &mut Notes<'_>) -> Option<Vec<Line>> {
    if file.is_torn("line") {
        return None; // it is said, and all else would follow from it
    }
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
    let lines: Vec<Line> = lines.into_iter().collect::<Option<_>>()?;
    let spots = sections.iter().map(|section| section.spot_of("role"));
    let said: Vec<_> = lines.iter().map(|line| line.role).zip(spots).collect();
    view::beds(&said, &file.spot_of("line"), notes);
    Some(lines)
}

fn read_line(
    section: &Section<'_>,
    taken: (&mut Taken, &mut Taken),
    notes: &mut Notes<'_>,
) -> Option<Line> {
    let (names, paths) = taken;
    let name = names::read(section, "kitchen", names, notes);
    let path = path(section, paths, notes);
    let named = catalog::sensor(section, notes);
    let room = room(section, notes);
    let end_of_life = end_of_life::read(section, notes);
    let devices = bus::read(section, named.map(|(sensor, _)| sensor), names, notes);
    let (sensor, implied) = named?;
    if sensor.is_shared() && section.has("end-of-life") {
        let problem = "a line with several devices has no last month: nobody is told of this one";
        let remedy = "write it into each [[line.device]], and into the [[line.device.input]] of a \
                      dated alarm";
        notes.warning(&section.spot_of("end-of-life"), problem, remedy);
    }
    let model = catalog::line_model(section, (sensor, implied), notes);
    let known = (sensor, model.flatten().or(implied));
    let settings = settings::read(section, sensor, notes);
    let view = view::read(section, known, name.as_deref(), notes);
    let burns = catalog::measures_gas(known)
        || devices.iter().flatten().any(|device| device.model.watches.has(Watches::GAS));
    let gas = gas(section, known, burns, notes);
    let view = view?;
    Some(Line {
        name: name?,
        path: path?,
        sensor,
        model: model?,
        settings: settings?,
        room: room?,
        role: view.role,
        height: view.height,
        bed: view.bed,
        gas: gas?,
        end_of_life: end_of_life?,
        devices: devices?,
    })
}

fn path(section: &Section<'_>, taken: &mut Taken, notes: &mut Notes<'_>) -> Option<PathBuf> {
    let ask = "path = \"/dev/serial/by-id/…\"";
    let found = section.required_text("path", ask, |_| false, notes)?;
    notes.keep_place(&found.spot);
    if !found.value.starts_with('/') {
        let problem = "a serial port's path begins with /";
        let remedy = "write it in full; `ls -l /dev/serial/by-id` lists what is plugged in";
        notes.error(&found.spot, problem, remedy);
        return None;
    }
    let is_port = found.value.strip_prefix("/dev/").is_some_and(|port| !port.is_empty());
    let outside = (!is_port).then_some("serial ports are below /dev, and this is not");
    if let Some(problem) = files::slip(found.value).or(outside) {
        let remedy = "write a port that `ls -l /dev/serial/by-id` lists";
        notes.warning(&found.spot, problem, remedy);
    }
    taken.take("path", &found, notes).then(|| PathBuf::from(found.value))
}

/// `Some(None)`: not said. The room is for people, so it may be in their own script.
fn room(section: &Section<'_>, notes: &mut Notes<'_>) -> Option<Option<String>> {
    if !section.has("room") {
        return Some(None);
    }
    let fits = |room: &str| {
        (1..=32).contains(&room.chars().count()) && !room.chars().any(char::is_control)
    };
    let ask = "a short one, as in \"bedroom\"";
    let found = section.text("room", ask, fits, notes)?;
    if fits(found.value) && found.value.trim().is_empty() {
        // No error: earlier versions started with it, and no upgrade may leave a home dark.
        notes.warning(&found.spot, "a room has 1 to 32 letters", format!("write {ask}"));
        return Some(None);
    }
    if fits(found.value) {
        return Some(Some(found.value.to_owned()));
    }
    notes.error(&found.spot, "a room has 1 to 32 letters", format!("write {ask}"));
    None
}

/// `Some(None)`: not said. Which of the two it is, a technician reads off the stove or the bottle.
fn gas(
    section: &Section<'_>,
    named: catalog::Named,
    is_measured: bool,
    notes: &mut Notes<'_>,
) -> Option<Option<Gas>> {
    if !section.has("gas") {
        return Some(None);
    }
    let gas = section.choice("gas", &[("methane", Gas::Methane), ("lpg", Gas::Lpg)], notes)?;
    if catalog::is_radar(named) {
        let problem = format!("{} is a radar and measures no gas", named.0.name);
        notes.error(&gas.spot, problem, "remove gas");
        return None;
    }
    if !is_measured {
        let problem = "nothing on this line measures combustible gas in ppm, so gas does nothing \
                       here";
        notes.warning(&gas.spot, problem, "remove it; it belongs to a sensor that does");
    }
    Some(Some(gas.value))
}

/// The line of that name, which another section speaks of.
pub(crate) fn called<'l>(
    found: &Found<&str>,
    lines: &'l [Line],
    notes: &mut Notes<'_>,
) -> Option<&'l Line> {
    let line = lines.iter().find(|line| line.name == found.value);
    if line.is_none() {
        let problem = format!("no [[line]] is called \"{}\"", found.value);
        let names = lines.iter().map(|line| line.name.as_str());
        notes.error(&found.spot, problem, pick(found.value, names));
    }
    line
}
