//! Which reports are asked for? Numbers, kinds, days and states of a question; and where the map lies.

use std::collections::BTreeSet;

use alerts::Wall;
use jiff::Timestamp;

use super::{Asked, Wrong, services};
use crate::config::Area;
use crate::core::desk::CaseId;
use crate::core::report::{Point, ReportKind};

/// A longer time is not asked about at once.
const MOST_DAYS_MS: i64 = 90 * 24 * 3_600_000;

/// Numbers of a question: as many as an answer has reports.
const MOST_NUMBERS: usize = 1_000;

/// A question.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Question {
    /// Only these; then nothing else counts.
    pub ids: Option<BTreeSet<CaseId>>,
    /// Only of these kinds.
    pub kinds: Option<BTreeSet<ReportKind>>,
    /// Only open ones (`true`), or closed ones.
    pub open: Option<bool>,
    /// Only those that came from then.
    pub from: Option<Wall>,
    /// … until then.
    pub to: Option<Wall>,
}

impl Question {
    /// Reads one.
    ///
    /// # Errors
    ///
    /// What cannot be read, or asks about more than 90 days.
    pub fn read(asked: &Asked, now: Wall) -> Result<Self, Wrong> {
        let said = |name: &str| asked.get(name).map(|it| it.trim()).filter(|it| !it.is_empty());
        if let Some(ids) = said("service_request_id") {
            if ids.split(',').count() > MOST_NUMBERS {
                return Err(Wrong::Asked(format!(
                    "service_request_id: more than {MOST_NUMBERS} numbers; ask in pieces"
                )));
            }
            let ids = ids.split(',');
            // A number that is none of ours is of no report.
            let ids = ids.filter_map(|it| it.trim().parse().ok().map(CaseId)).collect();
            return Ok(Self { ids: Some(ids), ..Self::default() });
        }
        let kinds = said("service_code").map(|codes| {
            codes.split(',').filter(|it| !it.trim().is_empty()).map(services::kind).collect()
        });
        let kinds = kinds.transpose()?;
        let open = match said("status")
            .map(|it| it.split(',').map(str::trim).collect::<BTreeSet<_>>())
        {
            None => None,
            Some(states) if states.iter().all(|it| ["open", "closed"].contains(it)) => {
                if states.len() == 2 { None } else { Some(states.contains("open")) }
            }
            Some(_) => return Err(Wrong::Asked("status: write open, closed, or both".to_owned())),
        };
        let (mut from, mut to) = (time(said("start_date"))?, time(said("end_date"))?);
        match (from, to) {
            (Some(from), Some(to)) if to < from => {
                return Err(Wrong::Asked("end_date is before start_date".to_owned()));
            }
            (Some(from), Some(to)) if to.0.saturating_sub(from.0) > MOST_DAYS_MS => {
                return Err(Wrong::Asked(
                    "start_date and end_date are more than 90 days apart: ask in pieces".to_owned(),
                ));
            }
            (Some(_), Some(_)) => {}
            (Some(begins), None) => to = Some(Wall(begins.0.saturating_add(MOST_DAYS_MS))),
            (None, ends) => from = Some(Wall(ends.unwrap_or(now).0.saturating_sub(MOST_DAYS_MS))),
        }
        Ok(Self { ids: None, kinds, open, from, to })
    }

    /// Whether a report is one of them.
    #[must_use]
    pub fn is(&self, (id, kind, open, received): (CaseId, ReportKind, bool, Wall)) -> bool {
        if let Some(ids) = &self.ids {
            return ids.contains(&id);
        }
        self.kinds.as_ref().is_none_or(|it| it.contains(&kind))
            && self.open.is_none_or(|it| it == open)
            && self.from.is_none_or(|from| from <= received)
            && self.to.is_none_or(|to| received <= to)
    }
}

/// `2026-11-23T09:00:00Z`, or with an offset.
fn time(text: Option<&str>) -> Result<Option<Wall>, Wrong> {
    let Some(text) = text else { return Ok(None) };
    // A `+` that nobody escaped is a blank by now.
    let moment: Result<Timestamp, _> = text.replace(' ', "+").parse();
    moment.map(|it| Some(Wall(it.as_millisecond()))).map_err(|_| {
        Wrong::Asked("a date is written as 2026-11-23T09:00:00Z, or with its offset".to_owned())
    })
}

impl Area {
    /// The point of the map at a place; `None` beside it.
    #[must_use]
    pub fn point(&self, lat: f64, long: f64) -> Option<Point> {
        let (down, along) = (
            (self.north - lat) / (self.north - self.south),
            (long - self.west) / (self.east - self.west),
        );
        let inside = (0.0..=1.0).contains(&down) && (0.0..=1.0).contains(&along);
        #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "0 to 10,000")]
        let part = |at: f64| (at * 10_000.0).round() as u16;
        if inside { Point::new(part(along), part(down)) } else { None }
    }

    /// Where a point of the map is, to a metre.
    #[must_use]
    pub fn place(&self, at: Point) -> (f64, f64) {
        let along = |from: f64, to: f64, at: u16| {
            let degrees = from + (to - from) * f64::from(at) / 10_000.0;
            (degrees * 1e5).round() / 1e5
        };
        (along(self.north, self.south, at.y), along(self.west, self.east, at.x))
    }
}
