//! What became of reports? Only what the public may see.

use std::cmp::Reverse;

use alerts::Wall;
use jiff::tz::TimeZone;

use super::ask::Question;
use super::says::{Known, Request, Says};
use super::{Asked, Visit, Wrong};
use crate::core::desk::{Case, CaseId};
use crate::core::report::{Public, Report, StateWord};
use crate::say::report as say;
use crate::web::report;

/// Reports of an answer, as the protocol says.
const MOST_ANSWERED: usize = 1_000;

/// What the public may see of a case.
fn seen(case: &Case) -> Option<(&Report, &Public)> {
    let report = case.report.as_deref().filter(|it| !it.private)?;
    Some((report, report.public.as_ref()?))
}

/// Nobody has anything to do any more.
const fn is_closed(state: StateWord) -> bool {
    match state {
        StateWord::Received | StateWord::Accepted | StateWord::Assigned | StateWord::InWork => {
            false
        }
        StateWord::Done
        | StateWord::Confirmed
        | StateWord::Unconfirmed
        | StateWord::Refused
        | StateWord::Duplicate
        | StateWord::Forwarded => true,
    }
}

/// Those that are asked for, the newest first.
pub(super) async fn asked(visit: &Visit, asked: &Asked) -> Result<Says, Wrong> {
    let question = Question::read(asked, visit.web.now())?;
    let published = visit.web.desk()?.published().await?;
    let mut found: Vec<&Case> = published
        .iter()
        .filter(|case| {
            seen(case).is_some_and(|(it, _)| {
                let open = !is_closed(it.state.word());
                question.is((case.id, it.kind, open, it.times.received))
            })
        })
        .collect();
    found.sort_by_key(|case| Reverse((case.report.as_ref().map(|it| it.times.received), case.id)));
    found.truncate(MOST_ANSWERED);
    Ok(Says::Requests(found.into_iter().filter_map(|it| request(visit, it)).collect()))
}

/// One, by its number.
pub(super) async fn one(visit: &Visit, id: &str) -> Result<Says, Wrong> {
    let unknown = || {
        Wrong::NotHere(
            "service_request_id: there is none, or a grid worker has not looked at it yet",
        )
    };
    let id = id.parse().map(CaseId).map_err(|_| unknown())?;
    let file = visit.web.desk()?.case(id).await?.ok_or_else(unknown)?;
    let request = request(visit, &file.case).ok_or_else(unknown)?;
    Ok(Says::Requests(vec![request]))
}

/// The number of a report whose token somebody has: it is the receipt.
pub(super) async fn token(visit: &Visit, token: &str) -> Result<Says, Wrong> {
    let Some(case) = visit.web.desk()?.report(&report::receipt_hash(token)).await? else {
        // Whoever guesses is slowed down; a desk that asks for its own is not.
        visit.web.limits().link(visit.peer)?;
        return Err(Wrong::NotHere("token: there is no such report"));
    };
    let service_request_id = case.id.0.to_string();
    Ok(Says::Known(vec![Known { service_request_id, token: token.to_owned() }]))
}

pub(super) fn moment(at: Wall, zone: &TimeZone) -> String {
    let at = jiff::Timestamp::from_millisecond(at.0).unwrap_or_default();
    let offset = zone.to_offset(at).seconds() / 60;
    let sign = if offset < 0 { '-' } else { '+' };
    let (hours, minutes) = (offset.abs() / 60, offset.abs() % 60);
    let here = zone.to_datetime(at).strftime("%Y-%m-%dT%H:%M:%S").to_string();
    format!("{here}{sign}{hours:02}:{minutes:02}")
}

fn request(visit: &Visit, case: &Case) -> Option<Request> {
    let (report, public) = seen(case)?;
    let (lang, settings) = (visit.lang, visit.web.settings());
    let (state, times) = (report.state.word(), &report.times);
    let said = |at| moment(at, &settings.zone);
    let happened = [times.looked, times.done, times.ended, Some(public.at)];
    let last = happened.into_iter().flatten().max().unwrap_or(times.received);
    // Of a closed one the protocol wants the day on which it was closed, whatever was said later.
    let closed = times.done.or(times.ended).filter(|_| is_closed(state));
    let updated = closed.unwrap_or(last);
    let known = |text: &str| Some(text.to_owned()).filter(|it| !it.is_empty());
    let place = settings.open311.area.zip(report.place.at).map(|(area, at)| area.place(at));
    let photo = public.photos.first().zip(settings.url.as_ref());
    Some(Request {
        service_request_id: case.id.0.to_string(),
        status: if is_closed(state) { "closed" } else { "open" },
        status_notes: Some(say::state(lang, state)),
        service_name: say::kind(lang, report.kind),
        service_code: report.kind.word().to_owned(),
        description: known(&public.text),
        agency_responsible: known(&settings.name),
        service_notice: None,
        requested_datetime: said(times.received),
        updated_datetime: said(updated),
        expected_datetime: times.promised.or(times.done_by).map(said),
        address: known(&report.place.building),
        address_id: known(&report.place.building),
        zipcode: None,
        lat: place.map(|it| it.0),
        long: place.map(|it| it.1),
        media_url: photo
            .map(|(name, url)| format!("{}/neighbourhood/photo/{name}", url.trim_end_matches('/'))),
    })
}
