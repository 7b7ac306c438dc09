//! Writes what the lines of a virtual home would have carried into a capture, without any daemon.
//!
//! For benches and for tests that need hours in no time. A gateway's part is played: it asks the
//! bus once a second, and asks the radar nothing.

use std::fmt::Write as _;
use std::fs;
use std::io::{self, Write};
use std::path::Path;
use std::time::Duration;

use anyhow::Context;
use protocol::Mono;
use ruzstd::encoding::{CompressionLevel, compress_to_vec};

use crate::resident::Life;
use crate::virtual_home::{BATH_CO, INPUTS, VirtualHome};
use crate::virtual_modbus::sealed;

/// How often the bus is asked, device after device.
const POLL: Duration = Duration::from_secs(1);

/// Between the devices of one round.
const NEXT_DEVICE: Duration = Duration::from_millis(300);

const BUS: &str = "hall";

/// Writes `life` as its lines carried it, and says how many records there are.
///
/// # Errors
///
/// When `out` cannot be written.
pub fn write(life: &Life, seed: u64, out: &mut impl Write) -> io::Result<u64> {
    let mut home = VirtualHome::new(seed);
    let names: Vec<&'static str> = home.lines().iter().map(|line| line.name).collect();
    writeln!(out, "{}", header(life, &home))?;
    let mut records = Records { out, text: String::new(), written: 0 };
    for name in &names {
        records.write(Mono::ZERO, name, "is", "up")?;
    }
    let bus = names.iter().position(|name| *name == BUS).unwrap_or(0);
    let questions =
        [(POLL, [INPUTS, 2, 0, 0, 0, 8]), (POLL + NEXT_DEVICE, [BATH_CO, 3, 0, 0, 0, 7])]
            .map(|(at, ask)| (Mono::ZERO + at, sealed(ask.to_vec())));
    let mut questions = questions;
    let mut moments = life.moments.iter().peekable();
    let mut now = Mono::ZERO;
    while now < life.end {
        home.handle_timeout(now);
        while let Some(moment) = moments.next_if(|moment| moment.at <= now) {
            home.handle_act(now, moment.act);
        }
        for (at, ask) in questions.iter_mut().filter(|(at, _)| *at <= now) {
            records.write(now, BUS, "sent", &hex(ask))?;
            home.handle_bytes(now, bus, ask);
            *at = *at + POLL;
        }
        while let Some((line, bytes)) = home.poll_transmit(now) {
            let name = names.get(line).copied().unwrap_or_default();
            records.write(now, name, "hex", &hex(&bytes))?;
        }
        let next = [home.poll_timeout(), moments.peek().map(|moment| moment.at)];
        let asks = questions.iter().map(|(at, _)| *at);
        now = next.into_iter().flatten().chain(asks).min().unwrap_or(life.end);
    }
    records.out.flush()?;
    Ok(records.written)
}

/// Puts a capture where it is wanted; compressed, if `to` ends in .zst.
///
/// # Errors
///
/// When a file cannot be read or written.
pub fn compress(from: &Path, to: &Path) -> anyhow::Result<()> {
    let text = fs::read(from).with_context(|| format!("cannot read {}", from.display()))?;
    let file = if to.extension().is_some_and(|ending| ending == "zst") {
        compress_to_vec(text.as_slice(), CompressionLevel::Fastest)
    } else {
        text
    };
    fs::write(to, file).with_context(|| format!("cannot write {}", to.display()))
}

fn header(life: &Life, home: &VirtualHome) -> serde_json::Value {
    let lines = home.lines().iter();
    let sensors: serde_json::Map<_, _> =
        lines.clone().map(|line| (line.name.to_owned(), line.sensor.into())).collect();
    let models: serde_json::Map<_, _> =
        lines.filter_map(|line| Some((line.name.to_owned(), line.model?.into()))).collect();
    serde_json::json!({ "capture": 1, "start": life.start, "lines": sensors, "models": models })
}

struct Records<'a, W> {
    out: &'a mut W,
    text: String,
    written: u64,
}

impl<W: Write> Records<'_, W> {
    fn write(&mut self, at: Mono, line: &str, key: &str, value: &str) -> io::Result<()> {
        self.text.clear();
        let (seconds, millis) = (at.0 / 1_000, at.0 % 1_000);
        writeln!(self.text, r#"{{"t":{seconds}.{millis:03},"line":"{line}","{key}":"{value}"}}"#)
            .map_err(io::Error::other)?;
        self.written += 1;
        self.out.write_all(self.text.as_bytes())
    }
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::with_capacity(bytes.len() * 2), |mut text, byte| {
        text.push(digit(byte >> 4));
        text.push(digit(byte & 0x0F));
        text
    })
}

fn digit(nibble: u8) -> char {
    char::from_digit(u32::from(nibble), 16).unwrap_or('?')
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::resident::Resident;

    #[test]
    fn an_evening_becomes_a_file_of_stamped_bytes() {
        let life = Resident::evening(1, Duration::from_secs(120));
        let mut file = Vec::new();

        let records = write(&life, 1, &mut file).unwrap();

        let text = String::from_utf8(file).unwrap();
        let mut lines = text.lines();
        let header: serde_json::Value = serde_json::from_str(lines.next().unwrap()).unwrap();
        assert_eq!(header["lines"]["bed"], "r60abd1");
        assert_eq!(header["models"]["kitchen-co"], "ze15-co");
        let records_read: Vec<serde_json::Value> =
            lines.map(|line| serde_json::from_str(line).unwrap()).collect();
        assert_eq!(records_read.len() as u64, records);
        let stamps: Vec<f64> = records_read.iter().map(|it| it["t"].as_f64().unwrap()).collect();
        assert!(stamps.is_sorted());
        let of = |line: &str| records_read.iter().filter(|it| it["line"] == line).count();
        let seconds = usize::try_from(life.end.0 / 1_000).unwrap();
        assert!((of("kitchen-co")).abs_diff(seconds) < 5);
        assert!(of("hall") / 4 > seconds - 5);
        assert!(records_read.iter().any(|it| it["hex"] == "53598401000101335443"));
    }
}
