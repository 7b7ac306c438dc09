//! What may be reported here, and what is asked of it?

use i18n_embed_fl::fl;

use super::says::{Attribute, Definition, Says, Service, Value};
use super::{Visit, Wrong};
use crate::core::report::ReportKind;
use crate::say::{Lang, report as say};

/// Every kind that anybody may report.
pub(super) fn all(visit: &Visit) -> Result<Vec<Service>, Wrong> {
    let (lang, t) = (visit.lang, visit.lang.words());
    // Without a list of buildings nothing more is asked than what the protocol has anyway.
    let metadata = !visit.web.desk()?.neighbourhood().buildings.is_empty();
    let service = |kind: ReportKind| Service {
        service_code: kind.word().to_owned(),
        service_name: say::kind(lang, kind),
        description: fl!(t, "open311-service", kind = say::kind(lang, kind)),
        metadata,
        kind: "realtime",
        keywords: Lang::ALL.map(|lang| say::kind(lang, kind)).join(","),
        group: fl!(t, "nav-neighbourhood"),
    };
    Ok(ReportKind::public().map(service).collect())
}

/// A kind that anybody may report.
pub(super) fn kind(code: &str) -> Result<ReportKind, Wrong> {
    let known: Option<ReportKind> = code.trim().parse().ok();
    let public = known.filter(|kind| !kind.is_private());
    public.ok_or(Wrong::NotHere("service_code: there is no such service; services.json has them"))
}

/// What is asked of a kind: in which building, where the place is no point of the map.
pub(super) fn definition(visit: &Visit, code: &str) -> Result<Says, Wrong> {
    let (kind, t) = (kind(code)?, visit.lang.words());
    let buildings = visit.web.desk()?.neighbourhood().buildings;
    let value = |it: String| Value { key: it.clone(), name: it };
    let building = Attribute {
        variable: true,
        code: "building",
        datatype: "singlevaluelist",
        // A place must be sent, but it may be an address or a point as well.
        required: false,
        datatype_description: fl!(t, "open311-building-how"),
        order: 1,
        description: fl!(t, "open311-building"),
        values: buildings.into_iter().map(value).collect(),
    };
    let attributes = if building.values.is_empty() { Vec::new() } else { vec![building] };
    Ok(Says::Definition(Definition { service_code: kind.word().to_owned(), attributes }))
}
