//! `hearth decode`: what do these bytes mean?
//!
//! The arguments, or the lines on standard input, are one stream. It has no clock: a sensor counts
//! as warmed up, and nobody's presence is known until a frame says so.

use std::io::{self, BufRead, BufWriter, Write};

use anyhow::Context;
use protocol::{Decoder, Driver, Item, Model, Mono, Noise, Reading, SENSORS, Sensor, Setup};
use serde::Serialize;

use super::{Outcome, Usage};
use crate::hex::{unhex, write_hex};

/// Says what bytes of a sensor mean, a line of JSON a frame and one a stretch that was none.
#[derive(clap::Args)]
pub(crate) struct Args {
    /// The sensor, as in the configuration: r60abd1, winsen, modbus.
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
enum Line<'a> {
    Frame { at: u64, hex: String, message: &'static str, readings: &'a [Reading] },
    Noise { at: u64, bytes: u64, noise: Noise },
}

/// A decoder, a driver and where their findings go.
struct Decode<W> {
    decoder: Decoder,
    driver: Driver,
    out: W,
    frames: u64,
}

pub(crate) fn run(args: &Args) -> anyhow::Result<Outcome> {
    let (sensor, model) = find(&args.sensor, args.model.as_deref())?;
    let setup = Setup::bench(sensor, model);
    let mut decode = Decode {
        decoder: Decoder::new(sensor.scan),
        driver: Driver::new(&setup),
        out: BufWriter::new(io::stdout().lock()),
        frames: 0,
    };
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
    let named = protocol::find(name).map(|sensor| (sensor, None));
    let by_model =
        || SENSORS.iter().find_map(|sensor| sensor.model(name).map(|model| (sensor, Some(model))));
    let Some((sensor, implied)) = named.or_else(by_model) else {
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
    fn feed(&mut self, bytes: &[u8]) -> io::Result<()> {
        let Self { decoder, driver, out, frames } = self;
        let mut failed = Ok(());
        decoder.handle(bytes, &mut |item| {
            if failed.is_ok() {
                failed = print(out, driver, frames, &item);
            }
        });
        failed
    }

    fn finish(&mut self) -> io::Result<()> {
        let Self { decoder, driver, out, frames } = self;
        let mut failed = Ok(());
        decoder.finish(&mut |item| {
            if failed.is_ok() {
                failed = print(out, driver, frames, &item);
            }
        });
        failed?;
        self.out.flush()
    }
}

fn print(
    out: &mut impl Write,
    driver: &mut Driver,
    frames: &mut u64,
    item: &Item<'_>,
) -> io::Result<()> {
    match item {
        Item::Frame { offset, bytes } => {
            *frames += 1;
            let heard = driver.handle_frame(Mono::ZERO, bytes);
            let readings: Vec<Reading> =
                std::iter::from_fn(|| driver.poll_reading().map(|(_, reading)| reading)).collect();
            let mut hex = String::with_capacity(bytes.len() * 2);
            write_hex(&mut hex, bytes).map_err(io::Error::other)?;
            let message = heard.message;
            write_line(out, &Line::Frame { at: *offset, hex, message, readings: &readings })
        }
        Item::Noise { offset, bytes, kind } => {
            write_line(out, &Line::Noise { at: *offset, bytes: *bytes, noise: *kind })
        }
    }
}

fn write_line(out: &mut impl Write, line: &Line<'_>) -> io::Result<()> {
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

        assert_eq!(error, "there is no sensor \"r60\": write one of r60abd1, winsen, modbus");
    }

    fn decode(sensor: &str, model: Option<&str>, hex: &[&str]) -> String {
        let (sensor, model) = find(sensor, model).unwrap();
        let mut decode = Decode {
            decoder: Decoder::new(sensor.scan),
            driver: Driver::new(&Setup::bench(sensor, model)),
            out: Vec::new(),
            frames: 0,
        };
        let mut bytes = Vec::new();
        for text in hex {
            unhex(text, &mut bytes).unwrap();
            decode.feed(&bytes).unwrap();
        }
        decode.finish().unwrap();
        String::from_utf8(decode.out).unwrap()
    }
}
