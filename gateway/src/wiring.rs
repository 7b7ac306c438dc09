//! Which sensor is what in this home? From a configuration, or from the header of a capture.
//!
//! A line's driver speaks of its own sources (a device on a bus, an input of a device); the home's
//! plan has one list for all lines. Here the two are laid side by side.

use std::time::Duration;

use alerts::{Kind, SourceId, SourcePlan};
use config::Role;
use protocol::{Device, Input, Model, Setup, Watches};

use crate::capture::{Contents, Header};

/// All lines of a home and what stands behind them.
pub struct Wiring {
    /// In the order of the configuration.
    pub lines: Vec<WiredLine>,
    /// What the home knows, in the order of the lines.
    pub sources: Vec<SourcePlan>,
}

/// One line.
pub struct WiredLine {
    /// As in the configuration.
    pub name: String,
    /// What its driver needs to know.
    pub setup: Setup,
    /// Where the line's sources stand in the home's plan, in the line's order; `None` for one that
    /// nobody supervises, as the adapter of a bus on which everybody is asked.
    pub sources: Vec<Option<SourceId>>,
}

/// A header that does not say enough to replay the file.
#[derive(Debug, thiserror::Error)]
pub enum WiringError {
    /// A capture of a sensor that this program does not know.
    #[error("line \"{line}\" has the unknown sensor \"{sensor}\"; this program knows {known}")]
    Sensor {
        /// The line.
        line: String,
        /// What the header says.
        sensor: String,
        /// What would be possible.
        known: String,
    },
    /// A configuration that does not have a line of the capture.
    #[error("the configuration has no line \"{line}\", which the file records")]
    Line {
        /// The line.
        line: String,
    },
}

impl Wiring {
    /// As a technician configured it.
    #[must_use]
    pub fn from_config(lines: &[config::Line]) -> Self {
        let mut wiring = Self { lines: Vec::new(), sources: Vec::new() };
        for line in lines {
            if line.sensor.is_shared() {
                wiring.add_bus(line);
            } else {
                let setup =
                    Setup { role: Some(line.role), ..Setup::alone(line.sensor, line.model) };
                let kind = kind(&setup);
                wiring.add_alone(&line.name, setup, kind);
            }
            // What stands behind a line is where the line is.
            let behind = wiring.lines.last().into_iter().flat_map(|wired| &wired.sources);
            for source in behind.flatten() {
                if let Some(plan) = wiring.sources.get_mut(source.0) {
                    plan.room.clone_from(&line.room);
                    plan.gas = line.gas;
                    if !line.sensor.is_shared() {
                        plan.end_of_life = line.end_of_life;
                    }
                }
            }
        }
        wiring
    }

    /// Only the daemon was started anew: the sensors have had power all the while.
    pub fn warm_up(&mut self) {
        for line in &mut self.lines {
            line.setup.warmed_up = true;
        }
    }

    /// The built-in default home: a radar on the line `bed` looks at a bed, any other at a room.
    ///
    /// # Errors
    ///
    /// When a capture has a sensor that this program has no driver for. A readings file may: its
    /// readings need none.
    pub fn from_header(header: &Header) -> Result<Self, WiringError> {
        let mut wiring = Self { lines: Vec::new(), sources: Vec::new() };
        for (name, sensor) in &header.lines {
            let role = if name == "bed" { Role::Bed } else { Role::Room };
            match (protocol::find_by_any_name(sensor), header.contents) {
                (Some((sensor, implied)), Contents::Bytes | Contents::Readings) => {
                    let model = header.models.get(name).and_then(|model| sensor.model(model));
                    let model = model.or(implied);
                    let setup = Setup { role: Some(role), ..Setup::alone(sensor, model) };
                    let kind = match header.contents {
                        Contents::Readings if sensor.is_shared() => Kind::Other,
                        Contents::Readings | Contents::Bytes => kind(&setup),
                    };
                    wiring.add_alone(name, setup, kind);
                    if header.contents == Contents::Readings
                        && let Some(source) = wiring.sources.last_mut()
                    {
                        source.quiet = NEVER_SILENT;
                    }
                }
                (None, Contents::Readings) => wiring.add_unknown(name, role),
                (None, Contents::Bytes) => {
                    let known: Vec<_> =
                        protocol::SENSORS.iter().map(|sensor| sensor.name).collect();
                    return Err(WiringError::Sensor {
                        line: name.clone(),
                        sensor: sensor.clone(),
                        known: known.join(", "),
                    });
                }
            }
        }
        Ok(wiring)
    }

    fn add_alone(&mut self, name: &str, setup: Setup, kind: Kind) {
        let model = setup.meant();
        let source = self.add_source(SourcePlan {
            quiet: model.and_then(|model| model.quiet).unwrap_or(NEVER_SILENT),
            exit_delay: model.map_or(Duration::ZERO, |model| model.exit_delay),
            ..of_model(name, kind, model)
        });
        self.lines.push(WiredLine { name: name.to_owned(), setup, sources: vec![Some(source)] });
    }

    fn add_bus(&mut self, line: &config::Line) {
        let mut setup = Setup::alone(line.sensor, line.model);
        let mut sources = vec![None]; // the adapter
        for device in &line.devices {
            let plan = |name: &str, kind| SourcePlan {
                quiet: device.model.quiet.unwrap_or(NEVER_SILENT),
                ..of_model(name, kind, Some(device.model))
            };
            let kind = watched(device.model.watches);
            let end_of_life = device.end_of_life;
            let itself = SourcePlan { end_of_life, ..plan(&device.name, kind) };
            sources.push(Some(self.add_source(itself)));
            let address = device.address.clone();
            let mut wired = Device { address, model: device.model, inputs: Default::default() };
            for input in &device.inputs {
                let bit = Input { bit: input.bit, means: input.means, when: input.when };
                if wired.inputs.push(bit).is_ok() {
                    let kind = Kind::Input(input.means);
                    let end_of_life = input.end_of_life;
                    let behind = SourcePlan { end_of_life, ..plan(&input.name, kind) };
                    sources.push(Some(self.add_source(behind)));
                }
            }
            if setup.devices.push(wired).is_err() {
                break; // `config` refuses more than the sensor's own limit
            }
        }
        self.lines.push(WiredLine { name: line.name.clone(), setup, sources });
    }

    /// A line of a readings file whose sensor has no driver: only its readings matter.
    fn add_unknown(&mut self, name: &str, role: Role) {
        let kind = match role {
            Role::Bed => Kind::BedRadar,
            Role::Room => Kind::Other,
        };
        self.add_source(SourcePlan::new(name.to_owned(), kind));
    }

    fn add_source(&mut self, plan: SourcePlan) -> SourceId {
        self.sources.push(plan);
        SourceId(self.sources.len() - 1)
    }
}

/// Recorded sets of other people's sensors say nothing for hours: their silence means nothing.
const NEVER_SILENT: Duration = Duration::ZERO;

/// A model that says no time of its own has none that is known.
fn of_model(name: &str, kind: Kind, model: Option<&Model>) -> SourcePlan {
    let plan = SourcePlan::new(name.to_owned(), kind);
    let warm_up = model.map(|model| model.warm_up).filter(|warm_up| !warm_up.is_zero());
    SourcePlan { warm_up: warm_up.unwrap_or(plan.warm_up), ..plan }
}

fn kind(setup: &Setup) -> Kind {
    let Some(model) = setup.meant() else { return Kind::Other };
    let kind = watched(model.watches);
    let looks_at_bed = kind == Kind::RoomRadar && setup.role == Some(Role::Bed);
    if looks_at_bed { Kind::BedRadar } else { kind }
}

/// What a model is to the home. A sensor of several hazards is named by the first that is there.
fn watched(watches: Watches) -> Kind {
    let kinds = [
        (Watches::PERSON.and(Watches::ROOM), Kind::RoomRadar),
        (Watches::CO, Kind::Co),
        (Watches::GAS, Kind::Gas),
        (Watches::SMOKE, Kind::Contacts),
        (Watches::CONTACTS, Kind::Contacts),
    ];
    let kind = kinds.into_iter().find(|(what, _)| watches.has(*what));
    kind.map_or(Kind::Other, |(_, kind)| kind)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use alerts::ClockQuality;
    use jiff::tz::TimeZone;
    use protocol::Means;

    use super::*;

    #[test]
    fn without_a_configuration_a_radar_on_the_line_bed_looks_at_a_bed() {
        let lines = [("bed", "r60abd1"), ("hall", "r60abd1"), ("kitchen", "winsen")];
        let wiring = Wiring::from_header(&header(Contents::Bytes, &lines)).unwrap();

        let kinds: Vec<_> = wiring.sources.iter().map(|source| source.kind).collect();
        assert_eq!(kinds, [Kind::BedRadar, Kind::RoomRadar, Kind::Co]);
    }

    #[test]
    fn a_capture_of_an_unknown_sensor_says_which_there_are() {
        let refused = Wiring::from_header(&header(Contents::Bytes, &[("bed", "mat")]));

        assert_eq!(
            refused.err().unwrap().to_string(),
            "line \"bed\" has the unknown sensor \"mat\"; this program knows \
             r60abd1, winsen, modbus, ld2410"
        );
    }

    #[test]
    fn readings_of_an_unknown_sensor_need_no_driver_and_are_never_silent() {
        let lines = [("bed", "mat"), ("door", "reed")];
        let wiring = Wiring::from_header(&header(Contents::Readings, &lines)).unwrap();

        assert!(wiring.sources.iter().all(|source| source.quiet.is_zero()));
        let kinds: Vec<_> = wiring.sources.iter().map(|source| source.kind).collect();
        assert_eq!(kinds, [Kind::BedRadar, Kind::Other]);
    }

    #[test]
    fn a_bus_has_a_source_for_each_device_and_each_input_in_the_drivers_order() {
        let text = include_str!("../../config/hearth.toml");
        let lines = config::read(text).config.unwrap().lines;
        let wiring = Wiring::from_config(&lines);

        let bus = wiring.lines.iter().find(|line| line.setup.sensor.is_shared()).unwrap();
        let inputs: usize = bus.setup.devices.iter().map(|device| 1 + device.inputs.len()).sum();
        assert_eq!(bus.sources.len(), 1 + inputs);
        assert_eq!(bus.sources[0], None, "the adapter");
        let first = &wiring.sources[bus.sources[1].unwrap().0];
        assert_eq!(first.kind, Kind::Contacts);
        let door = &wiring.sources[bus.sources[2].unwrap().0];
        assert_eq!((door.name.as_str(), door.kind), ("front-door", Kind::Input(Means::Entrance)));
    }

    #[test]
    fn a_dated_alarm_on_an_input_ends_with_its_own_month() {
        let text = include_str!("../../config/hearth.toml")
            .replace("alarm-when = 1\n", "alarm-when = 1\nend-of-life = \"2031-02\"\n");
        let wiring = Wiring::from_config(&config::read(&text).config.unwrap().lines);

        let dated: Vec<_> =
            wiring.sources.iter().filter(|source| source.end_of_life.is_some()).collect();
        let names: Vec<_> = dated.iter().map(|source| source.name.as_str()).collect();
        assert_eq!(names, ["kitchen-smoke"]);
    }

    #[test]
    fn what_stands_behind_a_line_is_in_its_room_and_warms_up_as_long_as_its_model() {
        let text = include_str!("../../config/hearth.toml");
        let lines = config::read(text).config.unwrap().lines;
        let wiring = Wiring::from_config(&lines);

        for (line, wired) in lines.iter().zip(&wiring.lines) {
            for source in wired.sources.iter().flatten() {
                assert_eq!(wiring.sources[source.0].room, line.room, "{}", line.name);
            }
        }
        assert!(wiring.sources.iter().any(|source| source.room.is_some()));
        let header = header(Contents::Bytes, &[("hall", "ld2410"), ("kitchen", "winsen")]);
        let warm_ups: Vec<_> =
            Wiring::from_header(&header).unwrap().sources.iter().map(|s| s.warm_up).collect();
        assert_eq!(
            warm_ups,
            [300, 180].map(Duration::from_secs),
            "the longest where none is known"
        );
    }

    #[test]
    fn whatever_measures_gas_on_a_line_is_told_which_the_home_burns() {
        let text = include_str!("../../config/hearth.toml")
            .replace("model = \"ze15-co\"\n", "model = \"ze15-co\"\ngas = \"methane\"\n");
        let wiring = Wiring::from_config(&config::read(&text).config.unwrap().lines);

        let told: Vec<_> = wiring.sources.iter().filter(|source| source.gas.is_some()).collect();
        let told: Vec<_> = told.iter().map(|source| (source.name.as_str(), source.gas)).collect();
        assert_eq!(told, [("kitchen-gas", Some(alerts::Gas::Methane))]);
    }

    fn header(contents: Contents, lines: &[(&str, &str)]) -> Header {
        let lines = lines.iter().map(|(line, sensor)| ((*line).into(), (*sensor).into())).collect();
        Header {
            contents,
            start: None,
            zone: TimeZone::UTC,
            clock: ClockQuality::Unset,
            lines,
            models: BTreeMap::new(),
        }
    }
}
