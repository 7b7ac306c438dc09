//! The home that is not there: its lines, what hangs on them, and how it sees what happens.
//!
//! Still pure: an act of the resident goes in, and each device says what it makes of it, in bytes.
//! [`crate::drive`] puts it behind ptys, [`crate::capture`] writes it into a file.

use protocol::Mono;

use crate::resident::Act;
use crate::virtual_modbus::{Unit, VirtualModbus};
use crate::virtual_radar::VirtualRadar;
use crate::virtual_winsen::VirtualWinsen;

/// Address of the contact module in the hall.
pub const INPUTS: u8 = 1;
/// Address of the CO transmitter in the bathroom.
pub const BATH_CO: u8 = 2;

const FRONT_DOOR: u8 = 0;
const SMOKE: u8 = 1;
const GAS: u8 = 2;

/// What hangs on a line.
#[derive(Debug)]
pub enum Device {
    /// The radar over the bed.
    Radar(VirtualRadar),
    /// The CO module in the kitchen.
    Winsen(VirtualWinsen),
    /// The contact module in the hall and the CO transmitter in the bathroom.
    Modbus(VirtualModbus),
}

/// A line of the home.
#[derive(Debug)]
pub struct VirtualLine {
    /// As in the configuration.
    pub name: &'static str,
    /// As in the configuration.
    pub sensor: &'static str,
    /// As in the configuration, where the line has one model.
    pub model: Option<&'static str>,
    /// What hangs on it.
    pub device: Device,
}

/// Stands in [`lines_as_config`] for the folder of the lines.
pub const DEV: &str = "/DEV";

/// The configuration's tables for the home of [`VirtualHome::new`].
#[must_use]
pub fn lines_as_config() -> String {
    format!(
        r#"[[line]]
name = "bed"
path = "{DEV}/bed"
sensor = "r60abd1"
room = "bedroom"
role = "bed"

[[line]]
name = "kitchen-co"
path = "{DEV}/kitchen-co"
sensor = "winsen"
model = "ze15-co"
room = "kitchen"

[[line]]
name = "hall"
path = "{DEV}/hall"
sensor = "modbus"

[[line.device]]
name = "inputs"
unit = {INPUTS}
model = "waveshare-di8"

[[line.device.input]]
name = "front-door"
bit = {FRONT_DOOR}
means = "entrance"
closed-when = 1

[[line.device.input]]
name = "kitchen-smoke"
bit = {SMOKE}
means = "smoke"
alarm-when = 1

[[line.device.input]]
name = "kitchen-gas"
bit = {GAS}
means = "gas"
alarm-when = 1

[[line.device]]
name = "bath-co"
unit = {BATH_CO}
model = "jxbs-3001-co"
"#
    )
}

/// All lines, in the order of the configuration.
#[derive(Debug)]
pub struct VirtualHome {
    lines: Vec<VirtualLine>,
}

impl VirtualHome {
    /// A bed radar, a CO module, and a bus with contacts and a CO transmitter; powered at zero.
    #[must_use]
    pub fn new(seed: u64) -> Self {
        let bus = [(INPUTS, Unit::Inputs(1 << FRONT_DOOR)), (BATH_CO, Unit::Co(2))];
        let line = |name, sensor, model, device| VirtualLine { name, sensor, model, device };
        Self {
            lines: vec![
                line("bed", "r60abd1", None, Device::Radar(VirtualRadar::new(Mono::ZERO, seed))),
                line(
                    "kitchen-co",
                    "winsen",
                    Some("ze15-co"),
                    Device::Winsen(VirtualWinsen::new(Mono::ZERO)),
                ),
                line("hall", "modbus", None, Device::Modbus(VirtualModbus::new(bus))),
            ],
        }
    }

    /// Its lines.
    #[must_use]
    pub fn lines(&self) -> &[VirtualLine] {
        &self.lines
    }

    /// Its devices, for faults.
    pub fn device(&mut self, line: &str) -> Option<&mut Device> {
        self.lines.iter_mut().find(|known| known.name == line).map(|line| &mut line.device)
    }

    /// Something happens, and every device that can see it sees it.
    pub fn handle_act(&mut self, at: Mono, act: Act) {
        for line in &mut self.lines {
            line.device.handle_act(at, act);
        }
    }

    /// Bytes came from the host.
    pub fn handle_bytes(&mut self, at: Mono, line: usize, bytes: &[u8]) {
        if let Some(line) = self.lines.get_mut(line) {
            match &mut line.device {
                Device::Radar(radar) => radar.handle_bytes(at, bytes),
                Device::Winsen(winsen) => winsen.handle_bytes(at, bytes),
                Device::Modbus(modbus) => modbus.handle_bytes(at, bytes),
            }
        }
    }

    /// Time has passed.
    pub fn handle_timeout(&mut self, now: Mono) {
        for line in &mut self.lines {
            match &mut line.device {
                Device::Radar(radar) => radar.handle_timeout(now),
                Device::Winsen(winsen) => winsen.handle_timeout(now),
                Device::Modbus(_) => {} // does nothing by itself
            }
        }
    }

    /// When a device next has something to do or to say.
    #[must_use]
    pub fn poll_timeout(&self) -> Option<Mono> {
        let due = |line: &VirtualLine| match &line.device {
            Device::Radar(radar) => radar.poll_timeout(),
            Device::Winsen(winsen) => winsen.poll_timeout(),
            Device::Modbus(modbus) => modbus.poll_timeout(),
        };
        self.lines.iter().filter_map(due).min()
    }

    /// The next bytes that a device says, and on which line, if any are due.
    pub fn poll_transmit(&mut self, now: Mono) -> Option<(usize, Vec<u8>)> {
        self.lines.iter_mut().enumerate().find_map(|(index, line)| {
            let said = match &mut line.device {
                Device::Radar(radar) => radar.poll_transmit(now),
                Device::Winsen(winsen) => winsen.poll_transmit(now),
                Device::Modbus(modbus) => modbus.poll_transmit(now),
            };
            said.map(|bytes| (index, bytes))
        })
    }
}

impl Device {
    fn handle_act(&mut self, at: Mono, act: Act) {
        match (self, act) {
            (Self::Radar(radar), Act::Person(person)) => radar.handle_person(at, person),
            (Self::Radar(radar), Act::Turn(length, strength)) => {
                radar.handle_burst(at, length, strength);
            }
            (Self::Winsen(winsen), Act::Co(tenths)) => winsen.handle_level(tenths),
            // The contact of a closed door is closed; a relay closes on its alarm.
            (Self::Modbus(bus), Act::Door(open)) => bus.handle_input(INPUTS, FRONT_DOOR, !open),
            (Self::Modbus(bus), Act::Smoke(on)) => bus.handle_input(INPUTS, SMOKE, on),
            (Self::Modbus(bus), Act::Gas(on)) => bus.handle_input(INPUTS, GAS, on),
            (Self::Radar(_), Act::Door(_) | Act::Co(_) | Act::Gas(_) | Act::Smoke(_))
            | (Self::Winsen(_), Act::Person(_) | Act::Turn(..) | Act::Door(_))
            | (Self::Winsen(_), Act::Gas(_) | Act::Smoke(_))
            | (Self::Modbus(_), Act::Person(_) | Act::Turn(..) | Act::Co(_)) => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::virtual_modbus::sealed;

    #[test]
    fn each_act_is_seen_where_it_can_be_seen() {
        let mut home = VirtualHome::new(1);
        home.handle_act(Mono::ZERO, Act::Door(true));
        home.handle_act(Mono::ZERO, Act::Smoke(true));
        home.handle_act(Mono::ZERO, Act::Co(37));
        home.handle_bytes(Mono::ZERO, 2, &sealed(vec![INPUTS, 2, 0, 0, 0, 8]));
        home.handle_timeout(Mono(1_000));

        let said: Vec<_> = std::iter::from_fn(|| home.poll_transmit(Mono(1_000))).collect();

        assert!(said.contains(&(2, sealed(vec![INPUTS, 2, 1, 0b0000_0010]))));
        assert!(said.contains(&(1, vec![0xFF, 4, 3, 1, 0, 37, 0x13, 0x88, 0x38])));
        assert_eq!(home.poll_timeout(), Some(Mono(2_000)));
    }
}
