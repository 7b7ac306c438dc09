//! A risk that stands, or stood.

use alerts::Wall;
use jiff::civil::Date;

use super::{Sheet, Whom};
use crate::core::clinic::risk::{Risk, Standing};
use crate::fhir::code::RISKS;
use crate::fhir::datatype::{CodeableConcept, Coding, Period};
use crate::fhir::resource::{Flag, Resource};

/// A risk.
#[must_use]
pub fn risk(of: &Whom<'_>, standing: &Standing) -> Sheet {
    let at = |date: Date| {
        let moment = of.zone.to_timestamp(date.at(12, 0, 0, 0)).unwrap_or_default();
        of.moment(Wall(moment.as_millisecond()))
    };
    let (category, display) = match standing.risk {
        Risk::Falls => ("safety", "Safety"),
        Risk::Asleep | Risk::Exits | Risk::Heart => ("clinical", "Clinical"),
    };
    let system = "http://terminology.hl7.org/CodeSystem/flag-category";
    let flag = Flag {
        id: None,
        meta: None,
        identifier: vec![of.thing(&standing.item())],
        status: if standing.until.is_none() { "active" } else { "inactive" }.to_owned(),
        category: vec![CodeableConcept::of(Coding::new(system, category, display))],
        code: CodeableConcept::of(Coding::new(RISKS, standing.risk.code(), called(standing.risk))),
        subject: of.subject(),
        period: Period { start: Some(at(standing.since)), end: standing.until.map(at) },
        author: Some(of.gateway()),
    };
    Sheet { of: vec![Resource::Flag(flag)], around: of.around() }
}

/// What a risk is called.
#[must_use]
pub const fn called(risk: Risk) -> &'static str {
    match risk {
        Risk::Falls => "Two falls or more in thirty days",
        Risk::Asleep => "Sleep differs from their own nights",
        Risk::Exits => "Bed exits differ from their own nights",
        Risk::Heart => "Heart rate at night differs from their own nights",
    }
}
