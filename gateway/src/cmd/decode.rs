//! `hearth decode`: what do these bytes mean?
//!
//! The arguments, or the lines on standard input, are one stream. It has no clock: a sensor counts
//! as warmed up, and nobody's presence is known until a frame says so.

use std::io::{self, BufRead, BufWriter, Write};

use anyhow::Context;
use protocol::{Item, Model, Mono, NoiseKind, Reading, SENSORS, Sensor, Setup, Stretch};
use serde::Serialize;

use super::{Outcome, Usage};
use crate::hex::{unhex, write_hex};

/// Says what bytes of a sensor mean, a line of JSON a frame and one a stretch that was none.
#[derive(clap::Args)]
pub(crate) struct Args {
    /// The sensor, as in the configuration: r60abd1, winsen, modbus, ld2410.
    #[arg(long, value_name = "NAME")]
    sensor: String,
    /// Its model, where values depend on it: ze15-co, jxbs-3001-co.
    #[arg(long, value_name = "MODEL")]
    model: Option<String>,
    /// Print JSON lines (as it does anyway: for scripts that say so everywhere).
    #[arg(long)]
    json: bool,
    /// The bytes in hexadecimal; without any, lines of standard input.
    #[arg(value_name = "HEX")]
    hex: Vec<String>,
}

#[derive(Serialize)]
#[serde(untagged)]
enum Printed<'a> {
    Frame { at: u64, hex: String, message: &'static str, readings: &'a [Reading] },
    Noise { at: u64, bytes: u64, noise: NoiseKind },
}

/// So many bytes are handed to the line at once, and forgotten together when they are decided.
const PIECE: usize = 4096;

/// A line, its last bytes, and where what is found goes.
struct Decode<W> {
    line: protocol::Line<Vec<u8>>,
    /// The bytes of the stream from `base` on: no frame that is not decided begins before.
    window: Vec<u8>,
    base: u64,
    /// The longest frame: more of what is not decided is never wanted again.
    longest: usize,
    out: W,
    frames: u64,
}

pub(crate) fn run(args: &Args) -> anyhow::Result<Outcome> {
    let (sensor, model) = find(&args.sensor, args.model.as_deref())?;
    let setup = Setup::bench(sensor, model);
    let mut decode = Decode::new(&setup, BufWriter::new(io::stdout().lock()));
    let mut bytes = Vec::new();
    for (index, text) in args.hex.iter().enumerate() {
        unhex(text, &mut bytes)
            .map_err(|problem| Usage(format!("argument {} is no hex: {problem}", index + 1)))?;
        decode.feed(&bytes)?;
    }
    if args.hex.is_empty() {
        for (index, line) in io::stdin().lock().lines().enumerate() {
            let line = line.context("cannot read standard input")?;
            unhex(line.trim(), &mut bytes).map_err(|problem| {
                Usage(format!("input line {} is no hex: {problem}", index + 1))
            })?;
            decode.feed(&bytes)?;
        }
    }
    decode.finish()?;
    Ok(if decode.frames == 0 { Outcome::No } else { Outcome::Done })
}

/// The sensor of that name; a model's name does as well, for it says which sensor is meant.
fn find(
    name: &str,
    model: Option<&str>,
) -> Result<(&'static Sensor, Option<&'static Model>), Usage> {
    let Some((sensor, implied)) = protocol::find_by_any_name(name) else {
        let known: Vec<_> = SENSORS.iter().map(|sensor| sensor.name).collect();
        return Err(Usage(format!(
            "there is no sensor \"{name}\": write one of {}",
            known.join(", ")
        )));
    };
    let Some(model) = model else { return Ok((sensor, implied)) };
    let Some(found) = sensor.model(model) else {
        let known: Vec<_> = sensor.models.iter().map(|model| model.name).collect();
        return Err(Usage(format!(
            "{} has no model \"{model}\": write one of {}",
            sensor.name,
            known.join(", ")
        )));
    };
    Ok((sensor, Some(found)))
}

impl<W: Write> Decode<W> {
    fn new(setup: &Setup, out: W) -> Self {
        let longest = setup.sensor.longest;
        let line = protocol::Line::new(setup, vec![0; longest]);
        Self { line, window: Vec::new(), base: 0, longest, out, frames: 0 }
    }

    fn feed(&mut self, bytes: &[u8]) -> io::Result<()> {
        for piece in bytes.chunks(PIECE) {
            self.window.extend_from_slice(piece);
            let mut rest = piece;
            while !rest.is_empty() {
                rest = self.line.handle_bytes(Mono::ZERO, rest);
                self.print_all()?;
            }
            let decided = self.window.len().saturating_sub(self.longest);
            self.window.drain(..decided);
            self.base += decided as u64;
        }
        Ok(())
    }

    /// The stream ends, as when a port is closed.
    fn finish(&mut self) -> io::Result<()> {
        self.line.handle_port(Mono::ZERO, false);
        self.print_all()?;
        while let Some(due) = self.line.poll_timeout() {
            self.line.handle_timeout(due);
            self.print_all()?;
        }
        self.out.flush()
    }

    fn print_all(&mut self) -> io::Result<()> {
        while let Some(item) = self.line.poll_item() {
            self.print(&item)?;
        }
        Ok(())
    }

    fn print(&mut self, item: &Item) -> io::Result<()> {
        match *item {
            Item::Frame { offset, bytes, message, readings, .. } => {
                self.frames += 1;
                let mut hex = String::with_capacity(bytes * 2);
                let begin = usize::try_from(offset - self.base).unwrap_or(usize::MAX);
                let frame = self.window.get(begin..).and_then(|window| window.get(..bytes));
                write_hex(&mut hex, frame.unwrap_or_default()).map_err(io::Error::other)?;
                let poll = |_| self.line.poll_reading().map(|(_, reading)| reading);
                let readings: Vec<Reading> = (0..readings).filter_map(poll).collect();
                let frame = Printed::Frame { at: offset, hex, message, readings: &readings };
                write_line(&mut self.out, &frame)
            }
            Item::Noise(Stretch { offset, bytes, kind }) => {
                write_line(&mut self.out, &Printed::Noise { at: offset, bytes, noise: kind })
            }
        }
    }
}

fn write_line(out: &mut impl Write, line: &Printed<'_>) -> io::Result<()> {
    serde_json::to_writer(&mut *out, line)?;
    out.write_all(b"\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_heart_rate_is_read_in_the_form_of_the_contract() {
        assert_eq!(
            decode("r60abd1", None, &["535985020001487C5443"]),
            "{\"at\":0,\"hex\":\"535985020001487c5443\",\"message\":\"heart-rate\",\
             \"readings\":[{\"heart-rate\":72}]}\n"
        );
    }

    #[test]
    fn a_frame_with_a_wrong_sum_is_one_stretch_of_noise() {
        assert_eq!(
            decode("r60abd1", None, &["535985020001483C5443"]),
            "{\"at\":0,\"bytes\":10,\"noise\":\"checksum\"}\n"
        );
    }

    #[test]
    fn arguments_are_one_stream_even_if_they_split_a_frame() {
        assert_eq!(
            decode("r60abd1", None, &["00535985", "020001487C5443", "5359"]),
            "{\"at\":0,\"bytes\":1,\"noise\":\"sync\"}\n\
             {\"at\":1,\"hex\":\"535985020001487c5443\",\"message\":\"heart-rate\",\
             \"readings\":[{\"heart-rate\":72}]}\n\
             {\"at\":11,\"bytes\":2,\"noise\":\"short\"}\n"
        );
    }

    #[test]
    fn a_model_may_stand_for_its_sensor() {
        let (sensor, model) = find("ze15-co", None).unwrap();

        assert_eq!((sensor.name, model.map(|model| model.name)), ("winsen", Some("ze15-co")));
    }

    #[test]
    fn an_unknown_sensor_is_told_which_there_are() {
        let error = find("r60", None).err().unwrap().to_string();

        assert_eq!(
            error,
            "there is no sensor \"r60\": write one of r60abd1, winsen, modbus, ld2410"
        );
    }

    fn decode(sensor: &str, model: Option<&str>, hex: &[&str]) -> String {
        let (sensor, model) = find(sensor, model).unwrap();
        let mut decode = Decode::new(&Setup::bench(sensor, model), Vec::new());
        let mut bytes = Vec::new();
        for text in hex {
            unhex(text, &mut bytes).unwrap();
            decode.feed(&bytes).unwrap();
        }
        decode.finish().unwrap();
        String::from_utf8(decode.out).unwrap()
    }
}
