//! What does the home's own summary say of a night (`summary/night`, contract.md §3)? Field by field:
//! what is absent, of another type, or nothing that a night can have is left out, and the rest holds.

use alerts::{Wall, When};
use serde::Deserialize as _;
use serde_json::{Map, Value};

use super::figures::{Figures, Rates, Source};
use super::{Exit, MINUTE, MOST_EXITS, Stay};

/// Minutes that a night can have: noon to noon, with the hour that a clock may be put back.
const MOST_MIN: f64 = 25.0 * 60.0;

/// More of anything in a night is a fault.
const MOST_COUNT: f64 = 5_000.0;

/// No heart and no breath is quicker.
const MOST_RATE: f64 = 300.0;

/// A summary.
pub(super) struct Said {
    pub(super) figures: Figures,
    /// Absent if it does not list them.
    pub(super) exits: Option<Vec<Exit>>,
}

impl Said {
    pub(super) fn stay(&self) -> Option<Stay> {
        let (from, to) = (self.figures.in_bed?, self.figures.out_of_bed?);
        Some(Stay { from, to: Some(to), entry_seen: true, rise_seen: true })
    }
}

impl Figures {
    /// What the body of a summary says; `None` if nothing of it can be read.
    #[must_use]
    pub fn said(body: &str) -> Option<Self> {
        read(body).map(|said| said.figures)
    }
}

/// `None` if nothing of it can be read.
pub(super) fn read(body: &str) -> Option<Said> {
    let Value::Object(body) = serde_json::from_str(body).ok()? else { return None };
    let minutes = |name| whole(&body, name, MOST_MIN);
    let count = |name| whole(&body, name, MOST_COUNT);
    let exits = body.get("bed_exits").and_then(Value::as_array);
    let exits = exits.map(|all| all.iter().take(MOST_EXITS).filter_map(exit).collect::<Vec<_>>());
    let figures = Figures {
        in_bed: when(&body, "in_bed"),
        out_of_bed: when(&body, "out_of_bed"),
        time_in_bed_min: minutes("time_in_bed_min"),
        asleep_min: minutes("asleep_min"),
        latency_min: minutes("sleep_latency_min"),
        waso_min: minutes("waso_min"),
        efficiency: fraction(&body, "efficiency"),
        awakenings: count("awakenings"),
        exits: count("bed_exit_count"),
        longest_min: minutes("longest_absence_min"),
        turn_overs: count("turn_overs"),
        turn_overs_by_radar: count("turn_overs_by_radar"),
        heart: rates(&body, "heart_rate"),
        breath: rates(&body, "breathing_rate"),
        pauses: count("breathing_pauses"),
        coverage: fraction(&body, "coverage"),
        ..Figures::nothing(Source::Said)
    };
    (figures != Figures::nothing(Source::Said)).then_some(Said { figures, exits })
}

fn exit(exit: &Value) -> Option<Exit> {
    let exit = exit.as_object()?;
    let from = when(exit, "from")?;
    let to = whole(exit, "min", MOST_MIN).map(|min| Wall(from.0 + i64::from(min) * MINUTE));
    Some(Exit { from, to })
}

fn rates(body: &Map<String, Value>, name: &str) -> Option<Rates> {
    let rates = body.get(name)?.as_object()?;
    let of = |name| number(rates, name, MOST_RATE);
    let coverage = fraction(rates, "coverage");
    Some(Rates { mean: of("mean")?, min: of("min")?, max: of("max")?, coverage })
}

fn when(body: &Map<String, Value>, name: &str) -> Option<Wall> {
    When::deserialize(body.get(name)?).ok().map(When::wall)
}

/// A number from 0 to the most there can be.
fn number(body: &Map<String, Value>, name: &str, most: f64) -> Option<f64> {
    body.get(name)?.as_f64().filter(|n| (0.0..=most).contains(n))
}

pub(crate) fn whole(body: &Map<String, Value>, name: &str, most: f64) -> Option<u32> {
    #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "0 to `most`")]
    number(body, name, most).map(|n| n.round() as u32)
}

/// A share, 0 to 1.
pub(crate) fn fraction(body: &Map<String, Value>, name: &str) -> Option<f64> {
    number(body, name, 1.0)
}
