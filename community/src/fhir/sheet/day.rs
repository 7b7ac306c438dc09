//! A day: its naps, and those of the evening among them.

use alerts::Wall;
use jiff::civil::Date;
use serde_json::Value;

use super::night::corrected;
use super::{Sheet, Whom};
use crate::core::night::{fraction, whole};
use crate::fhir::code::Measured as M;
use crate::fhir::datatype::{Period, Quantity};

/// Minutes of naps that a day can have.
const MOST_NAP: f64 = 24.0 * 60.0;

/// A day of which the home has sent the summary. `None` where nothing of it can be read.
#[must_use]
pub fn day(of: &Whom<'_>, date: Date, body: &str) -> Option<Sheet> {
    let Value::Object(said) = serde_json::from_str(body).ok()? else { return None };
    let minutes = |name| whole(&said, name, MOST_NAP).map(Quantity::minutes);
    let (naps, evening) = (minutes("nap_min"), minutes("evening_nap_min"));
    naps.as_ref().or(evening.as_ref())?;
    let at = |date: Date| {
        let moment = of.zone.to_timestamp(date.at(0, 0, 0, 0)).ok()?;
        Some(of.moment(Wall(moment.as_millisecond())))
    };
    let time = Period { start: at(date), end: at(date.tomorrow().ok()?) };
    let coverage = fraction(&said, "coverage").map(Quantity::share);
    let within = vec![(M::EveningNaps, evening), (M::Coverage, coverage)];
    let naps = of.figure((&format!("day-{date}"), "naps", M::Naps), naps, time, within);
    Some(Sheet { of: corrected(body, [naps]).collect(), around: of.around_bed() })
}
