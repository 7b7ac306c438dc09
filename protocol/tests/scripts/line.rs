//! A line in virtual time: the shell's part, played by a test.

#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test that cannot go on fails")]

use protocol::{Decoder, Device, Driver, Input, Item, Means, Mono, Setup};

/// A device on a bus: unit, model, inputs (bit and meaning).
pub(crate) type Wired<'a> = (u8, &'a str, &'a [(u8, Means)]);

/// A driver, its decoder and everything that came out of them, each line `"ms what"`.
pub(crate) struct Line {
    decoder: Decoder,
    driver: Driver,
    /// Whether what the driver wants to send is written, as live, or dropped, as in a replay.
    writes: bool,
    out: Vec<String>,
}

impl Line {
    pub(crate) fn new(sensor: &str, model: Option<&str>) -> Self {
        let sensor = protocol::find(sensor).unwrap();
        Self::with(&Setup::alone(sensor, model.map(|name| sensor.model(name).unwrap())))
    }

    /// A bus with these devices; every input alarms, or is closed, at 1.
    pub(crate) fn bus(devices: &[Wired<'_>]) -> Self {
        let sensor = protocol::find("modbus").unwrap();
        let mut setup = Setup::alone(sensor, None);
        for (unit, model, inputs) in devices {
            let inputs =
                inputs.iter().map(|(bit, means)| Input { bit: *bit, means: *means, when: true });
            let device = Device {
                unit: *unit,
                model: sensor.model(model).unwrap(),
                inputs: inputs.collect(),
            };
            setup.devices.push(device).unwrap();
        }
        Self::with(&setup)
    }

    fn with(setup: &Setup) -> Self {
        let (decoder, driver) = (Decoder::new(setup.sensor.scan), Driver::new(setup));
        Self { decoder, driver, writes: true, out: Vec::new() }
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
        let (driver, out) = (&mut self.driver, &mut self.out);
        self.decoder.handle(&unhex(hex), &mut |item| match item {
            Item::Noise { kind, .. } => out.push(format!("{at} noise {kind:?}")),
            Item::Frame { bytes, .. } => {
                let heard = driver.handle_frame(Mono(at), bytes);
                if heard.source.is_none() {
                    out.push(format!("{at} not ours: {}", heard.message));
                }
                drain(driver, at, out);
            }
        });
        self.after(at)
    }

    /// The shell has written bytes, as a capture records it.
    pub(crate) fn sent(&mut self, at: u64, hex: &str) -> &mut Self {
        self.pass(at);
        self.driver.handle_sent(Mono(at), &unhex(hex));
        self.after(at)
    }

    /// Time passes up to and with `now`.
    pub(crate) fn pass(&mut self, now: u64) -> &mut Self {
        while let Some(due) = self.driver.poll_timeout().filter(|due| due.0 <= now) {
            self.driver.handle_timeout(due);
            self.after(due.0);
        }
        self
    }

    /// Everything that was said and sent since the last time, in order.
    pub(crate) fn says(&mut self) -> Vec<String> {
        std::mem::take(&mut self.out)
    }

    /// Only what was sent.
    pub(crate) fn sends(&mut self) -> Vec<String> {
        self.says().into_iter().filter(|line| line.contains(" sends ")).collect()
    }

    pub(crate) fn firmware(&self) -> Option<&str> {
        self.driver.firmware()
    }

    fn port(&mut self, at: u64, up: bool) -> &mut Self {
        self.pass(at);
        self.driver.handle_line(Mono(at), up);
        self.after(at)
    }

    fn after(&mut self, at: u64) -> &mut Self {
        drain(&mut self.driver, at, &mut self.out);
        while let Some(transmit) = self.driver.poll_transmit() {
            if self.writes {
                let hex: String = transmit.bytes.iter().map(|byte| format!("{byte:02x}")).collect();
                self.out.push(format!("{at} sends {hex}"));
                self.driver.handle_sent(Mono(at), &transmit.bytes);
            }
        }
        self
    }
}

fn drain(driver: &mut Driver, at: u64, out: &mut Vec<String>) {
    while let Some((source, reading)) = driver.poll_reading() {
        let json = serde_json::to_string(&reading).unwrap();
        let of = if source.0 == 0 { String::new() } else { format!("#{} ", source.0) };
        out.push(format!("{at} {of}{json}"));
    }
}

fn unhex(hex: &str) -> Vec<u8> {
    let digits: Vec<_> = hex.chars().map(|digit| digit.to_digit(16).unwrap()).collect();
    digits.chunks(2).map(|pair| u8::try_from(pair[0] * 16 + pair[1]).unwrap()).collect()
}
