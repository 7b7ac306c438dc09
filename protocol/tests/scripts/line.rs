//! A line in virtual time: the shell's part, played by a test.

#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test that cannot go on fails")]

use protocol::{Address, Device, Input, Item, Means, Mono, Role, Setup};

/// A device on a bus: unit, model, inputs (bit and meaning).
pub(crate) type Wired<'a> = (u8, &'a str, &'a [(u8, Means)]);

/// A line and everything that came out of it, each `"ms what"`.
pub(crate) struct Line {
    line: protocol::Line<Vec<u8>>,
    /// Whether what the driver wants to send is written, as live, or dropped, as in a replay.
    writes: bool,
    out: Vec<String>,
}

impl Line {
    pub(crate) fn new(sensor: &str, model: Option<&str>) -> Self {
        let sensor = protocol::find(sensor).unwrap();
        Self::with(&Setup::alone(sensor, model.map(|name| sensor.model(name).unwrap())))
    }

    /// A radar over a bed.
    pub(crate) fn over_bed(sensor: &str, model: Option<&str>) -> Self {
        let sensor = protocol::find(sensor).unwrap();
        let model = model.map(|name| sensor.model(name).unwrap());
        Self::with(&Setup { role: Some(Role::Bed), ..Setup::alone(sensor, model) })
    }

    /// A sensor that is known to have had power for long.
    pub(crate) fn warm(sensor: &str, model: &str) -> Self {
        let sensor = protocol::find(sensor).unwrap();
        Self::with(&Setup { warmed_up: true, ..Setup::alone(sensor, sensor.model(model)) })
    }

    /// A bus with these devices; every input alarms, or is closed, at 1.
    pub(crate) fn bus(devices: &[Wired<'_>]) -> Self {
        Self::bus_with_polarity(devices, true)
    }

    /// A bus with these devices; every input alarms, or is closed, at `when`.
    pub(crate) fn bus_with_polarity(devices: &[Wired<'_>], when: bool) -> Self {
        let sensor = protocol::find("modbus").unwrap();
        let mut setup = Setup::alone(sensor, None);
        for (unit, model, inputs) in devices {
            let inputs = inputs.iter().map(|(bit, means)| Input { bit: *bit, means: *means, when });
            let device = Device {
                address: Address::Unit(*unit),
                model: sensor.model(model).unwrap(),
                inputs: inputs.collect(),
            };
            setup.devices.push(device).unwrap();
        }
        Self::with(&setup)
    }

    fn with(setup: &Setup) -> Self {
        let line = protocol::Line::new(setup, vec![0; setup.sensor.longest]);
        Self { line, writes: true, out: Vec::new() }
    }

    /// Drops what the driver wants to send, as a replay does.
    pub(crate) fn replayed(mut self) -> Self {
        self.writes = false;
        self
    }

    pub(crate) fn up(&mut self, at: u64) -> &mut Self {
        self.port(at, true)
    }

    pub(crate) fn down(&mut self, at: u64) -> &mut Self {
        self.port(at, false)
    }

    /// Bytes come.
    pub(crate) fn hears(&mut self, at: u64, hex: &str) -> &mut Self {
        self.pass(at);
        let bytes = unhex(hex);
        let mut rest = bytes.as_slice();
        while !rest.is_empty() {
            rest = self.line.handle_bytes(Mono(at), rest);
            self.after(at);
        }
        self
    }

    /// The shell has written bytes, as a capture records it.
    pub(crate) fn sent(&mut self, at: u64, hex: &str) -> &mut Self {
        self.pass(at);
        self.line.handle_sent(Mono(at), &unhex(hex));
        self.after(at)
    }

    /// Time passes up to and with `now`.
    pub(crate) fn pass(&mut self, now: u64) -> &mut Self {
        while let Some(due) = self.line.poll_timeout().filter(|due| due.0 <= now) {
            self.line.handle_timeout(due);
            self.after(due.0);
        }
        self
    }

    /// When something is next due.
    pub(crate) fn due(&self) -> Option<u64> {
        self.line.poll_timeout().map(|due| due.0)
    }

    /// Everything that was said and sent since the last time, in order.
    pub(crate) fn says(&mut self) -> Vec<String> {
        std::mem::take(&mut self.out)
    }

    /// Only what was sent.
    pub(crate) fn sends(&mut self) -> Vec<String> {
        self.says().into_iter().filter(|line| line.contains(" sends ")).collect()
    }

    /// Only what was read.
    pub(crate) fn reads(&mut self) -> Vec<String> {
        self.says().into_iter().filter(|line| line.contains('{')).collect()
    }

    pub(crate) fn firmware(&self) -> Option<&str> {
        self.line.firmware()
    }

    /// How long it may now say nothing and be well, seconds.
    pub(crate) fn quiet(&self) -> Option<u64> {
        self.line.quiet().map(|quiet| quiet.silent.as_secs())
    }

    /// Numbers that were left out.
    pub(crate) fn doubted(&self) -> u64 {
        self.line.doubted()
    }

    fn port(&mut self, at: u64, up: bool) -> &mut Self {
        self.pass(at);
        self.line.handle_port(Mono(at), up);
        self.after(at)
    }

    fn after(&mut self, at: u64) -> &mut Self {
        while let Some(item) = self.line.poll_item() {
            match item {
                Item::Noise(stretch) => self.out.push(format!("{at} noise {:?}", stretch.kind)),
                Item::Frame { message, source, readings, .. } => {
                    if source.is_none() {
                        self.out.push(format!("{at} not ours: {message}"));
                    }
                    for _ in 0..readings {
                        let (source, reading) = self.line.poll_reading().unwrap();
                        let json = serde_json::to_string(&reading).unwrap();
                        let of =
                            if source.0 == 0 { String::new() } else { format!("#{} ", source.0) };
                        self.out.push(format!("{at} {of}{json}"));
                    }
                }
            }
        }
        assert_eq!(self.line.poll_reading(), None, "every reading is some frame's");
        while let Some(transmit) = self.line.poll_transmit() {
            if self.writes {
                let hex: String =
                    transmit.bytes().iter().map(|byte| format!("{byte:02x}")).collect();
                self.out.push(format!("{at} sends {hex}"));
                self.line.handle_sent(Mono(at), transmit.bytes());
            }
        }
        self
    }
}

fn unhex(hex: &str) -> Vec<u8> {
    let digits: Vec<_> = hex.chars().map(|digit| digit.to_digit(16).unwrap()).collect();
    digits.chunks(2).map(|pair| u8::try_from(pair[0] * 16 + pair[1]).unwrap()).collect()
}
