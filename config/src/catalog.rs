//! Which sensors and models are there, and which of them is meant?
//!
//! Both are rows of `protocol::SENSORS`; a line and a device on it are looked up here alike.

use protocol::{Model, SENSORS, Sensor, Watches};

use crate::findings::Notes;
use crate::suggest::{quoted, same};
use crate::value::Found;
use crate::walk::Section;

/// A row, and the model where its name was written for the sensor's.
pub(crate) type Named = (&'static Sensor, Option<&'static Model>);

/// The sensor of a line. A model's name does as well, where it is alone on its line: it says which
/// sensor is meant.
pub(crate) fn sensor(section: &Section<'_>, notes: &mut Notes<'_>) -> Option<Named> {
    let names = || SENSORS.iter().map(|sensor| sensor.name);
    let ask = format!("sensor = {}", quoted(names()));
    let found = section.required_text("sensor", &ask, |text| by_name(text).is_some(), notes)?;
    let written = found.value;
    if let Some(named) = by_name(written) {
        return Some(named);
    }
    let mut shared = SENSORS.iter().filter(|sensor| sensor.is_shared());
    let device = shared.find_map(|sensor| Some((sensor.name, same(written, models(sensor))?)));
    if let Some((family, model)) = device {
        let problem = format!("{model} is a device on a {family} line");
        let remedy = format!(
            "write sensor = \"{family}\" and below it [[line.device]] with model = \"{model}\""
        );
        notes.error(&found.spot, problem, remedy);
        return None;
    }
    let alone = SENSORS.iter().filter(|sensor| !sensor.is_shared()).flat_map(models);
    let problem = format!("Hearth does not read a sensor \"{written}\"");
    let remedy = match same(written, names().chain(alone)) {
        Some(meant) => format!("did you mean \"{meant}\"?"),
        None => format!("it reads {}, and no other in their place", quoted(names())),
    };
    notes.error(&found.spot, problem, remedy);
    None
}

fn by_name(name: &str) -> Option<Named> {
    let is_device = |(sensor, model): &Named| sensor.is_shared() && model.is_some();
    protocol::find_by_any_name(name).filter(|named| !is_device(named))
}

/// The model of a line. `None`: wrong; `Some(None)`: none named, and none needed.
pub(crate) fn line_model(
    section: &Section<'_>,
    (sensor, implied): Named,
    notes: &mut Notes<'_>,
) -> Option<Option<&'static Model>> {
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
        if sensor.model_required && implied.is_none() {
            let problem = format!("{} needs a model, because a guess would mis-scale", sensor.name);
            let remedy = format!("write model = {}", quoted(models(sensor)));
            notes.missing(&section.spot_of("model"), problem, remedy);
            return None;
        }
        return Some(implied);
    }
    let found = model(section, sensor, notes)?;
    match implied {
        Some(implied) if implied != found.value => {
            let problem =
                format!("sensor says {} and this says {}", implied.name, found.value.name);
            let remedy = format!("remove one of the two, or write sensor = \"{}\"", sensor.name);
            notes.error(&found.spot, problem, remedy);
            None
        }
        Some(_) | None => Some(Some(found.value)),
    }
}

/// The model of a device that shares its line, which must be said.
pub(crate) fn device_model(
    section: &Section<'_>,
    sensor: &'static Sensor,
    notes: &mut Notes<'_>,
) -> Option<&'static Model> {
    section.require("model", &format!("model = {}", quoted(models(sensor))), notes);
    model(section, sensor, notes).map(|found| found.value)
}

fn model(
    section: &Section<'_>,
    sensor: &'static Sensor,
    notes: &mut Notes<'_>,
) -> Option<Found<&'static Model>> {
    let ask = quoted(models(sensor));
    let found = section.text("model", &ask, |text| sensor.model(text).is_some(), notes)?;
    let Some(value) = sensor.model(found.value) else {
        let problem = format!("Hearth does not read a {} \"{}\"", sensor.name, found.value);
        let remedy = match same(found.value, models(sensor)) {
            Some(meant) => format!("did you mean \"{meant}\"?"),
            None => format!("it reads {}, and no other in their place", quoted(models(sensor))),
        };
        notes.error(&found.spot, problem, remedy);
        return None;
    };
    Some(Found { value, spot: found.spot })
}

fn models(sensor: &'static Sensor) -> impl Iterator<Item = &'static str> + Clone {
    sensor.models.iter().map(|model| model.name)
}

/// Whether it sees people: only such a one looks at something.
pub(crate) fn is_radar(named: Named) -> bool {
    watches(named, Watches::PERSON.and(Watches::ROOM))
}

/// Whether it watches a person closely enough to hang over a bed.
pub(crate) fn is_for_beds(named: Named) -> bool {
    watches(named, Watches::PERSON)
}

/// Whether it measures combustible gas.
pub(crate) fn measures_gas(named: Named) -> bool {
    watches(named, Watches::GAS)
}

fn watches((sensor, model): Named, what: Watches) -> bool {
    let model = model.or_else(|| sensor.models.first());
    model.is_some_and(|model| model.watches.has(what))
}
