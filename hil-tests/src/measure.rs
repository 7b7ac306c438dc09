//! How fast, how small? The figures that the README shows, measured on the machine at hand.
//!
//! Each part starts the real program (built in the profile of this one) and looks at it from
//! outside: ptys in front, MQTT on loopback behind, `/proc` beside.

mod bench_line;
mod called;
mod flash;
mod flood;
mod latency;
mod load;
mod outage;
mod peers;
mod quiet;
mod red;
mod start;
mod station;
mod week;

use std::fmt;
use std::path::PathBuf;

use serde_json::json;

use crate::daemon::Program;

/// A figure, and what it is to be at most.
#[derive(Clone, Debug)]
pub struct Figure {
    /// What was measured.
    pub what: &'static str,
    /// The result.
    pub value: f64,
    /// Its unit.
    pub unit: &'static str,
    /// The goal, where there is one.
    pub at_most: Option<f64>,
}

impl fmt::Display for Figure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:<58} {:>9.2} {:<8}", self.what, self.value, self.unit)?;
        match self.at_most {
            None => Ok(()),
            Some(goal) if self.value <= goal => write!(f, " (goal {goal})"),
            Some(goal) => write!(f, " (goal {goal}: MISSED)"),
        }
    }
}

impl Figure {
    /// For a script.
    #[must_use]
    pub fn json(&self) -> serde_json::Value {
        let Self { what, value, unit, at_most } = self;
        json!({ "what": what, "value": value, "unit": unit, "at_most": at_most })
    }
}

/// What can be measured.
#[derive(Debug, clap::Subcommand)]
pub enum Part {
    /// An alarm's way: last byte on the serial line to the subscriber.
    Latency {
        /// How many alarms.
        #[arg(long, default_value_t = 500)]
        alarms: u32,
        /// A real mosquitto instead of the rig's own broker.
        #[arg(long)]
        mosquitto: bool,
    },
    /// Memory and processor at 10 radar frames and 1 gas frame a second.
    Load {
        /// For how many seconds.
        #[arg(long, default_value_t = 60)]
        seconds: u64,
    },
    /// Readings that pile up while the broker is away, a start on top of them, and the way out.
    Outage {
        /// How many.
        #[arg(long, default_value_t = 100_000)]
        rows: u32,
    },
    /// What is written to flash in a day.
    Flash {
        /// Hours of the home, of which two pass in a minute.
        #[arg(long, default_value_t = 12)]
        hours: u64,
    },
    /// The same beside a bridge of mosquitto and a script in Python.
    Peers {
        /// How many alarms each.
        #[arg(long, default_value_t = 300)]
        alarms: u32,
    },
    /// From the start to the first message at the broker.
    Start,
    /// Writes seven days of a home into a capture and replays them.
    Week {
        /// Keeps the capture there; otherwise it goes away again.
        #[arg(long, value_name = "FILE")]
        keep: Option<PathBuf>,
        /// How many days.
        #[arg(long, default_value_t = 7)]
        days: u64,
    },
    /// The community's station under ten thousand simulated homes, through a real mosquitto.
    Station {
        /// How many homes.
        #[arg(long, default_value_t = 10_000)]
        homes: usize,
        /// For how many seconds the wall is looked at meanwhile.
        #[arg(long, default_value_t = 60)]
        seconds: u64,
        /// How many messages wait for a station that was away.
        #[arg(long, default_value_t = 60_000)]
        waiting: u32,
    },
    /// Of that, only how soon people are called.
    Called {
        /// How many homes speak meanwhile.
        #[arg(long, default_value_t = 10_000)]
        homes: usize,
    },
    /// All of it.
    All,
}

/// Measures a part.
///
/// # Errors
///
/// When the program cannot be built or started, or does not do what it is measured at.
pub fn measure(part: &Part) -> anyhow::Result<Vec<Figure>> {
    match part {
        Part::Latency { alarms, mosquitto } => latency::measure(*alarms, *mosquitto),
        Part::Load { seconds } => load::measure(*seconds),
        Part::Outage { rows } => outage::measure(*rows),
        Part::Flash { hours } => flash::measure(*hours),
        Part::Peers { alarms } => peers::measure(*alarms),
        Part::Start => start::measure(),
        Part::Week { keep, days } => week::measure(keep.as_deref(), *days),
        Part::Station { homes, seconds, waiting } => {
            let (homes, seconds, waiting) = (*homes, *seconds, *waiting);
            station::measure(station::Wanted { homes, seconds, waiting })
        }
        Part::Called { homes } => called::measure(&Program::station()?, *homes),
        Part::All => {
            let mut figures = start::measure()?;
            figures.extend(latency::measure(500, false)?);
            figures.extend(load::measure(60)?);
            figures.extend(outage::measure(100_000)?);
            figures.extend(flash::measure(12)?);
            figures.extend(week::measure(None, 7)?);
            Ok(figures)
        }
    }
}

/// The value below which `share` (0 to 1) of the sorted `values` lie.
fn quantile(values: &[f64], share: f64) -> f64 {
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        clippy::cast_precision_loss,
        reason = "an index below the length"
    )]
    let index = (values.len().saturating_sub(1) as f64 * share).round() as usize;
    values.get(index).copied().unwrap_or(f64::NAN)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quantiles_are_values_that_were_measured() {
        let values: Vec<f64> = (1..=100).map(f64::from).collect();

        assert!((quantile(&values, 0.5) - 51.0).abs() < 1.1);
        assert!((quantile(&values, 0.99) - 99.0).abs() < 0.1);
        assert!(quantile(&[], 0.5).is_nan());
    }

    #[test]
    fn a_missed_goal_is_said() {
        let figure = Figure { what: "it", value: 2.0, unit: "ms", at_most: Some(1.0) };

        assert!(figure.to_string().ends_with("(goal 1: MISSED)"));
    }
}
