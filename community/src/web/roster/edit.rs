//! Writing a person down: a new one, or one that is known. Every column is a field; a fault stands
//! below its field, and nothing that was typed is lost.

use axum::Form;
use axum::extract::Path;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use i18n_embed_fl::fl;
use maud::Markup;

use super::words;
use crate::core::access::Ability;
use crate::core::person::{Resident, ResidentId};
use crate::roster::draft::{Read, taken};
use crate::roster::{Column, Draft, Fault};
use crate::store::rows::PersonChange;
use crate::web::refusal::Refusal;
use crate::web::visit::Visit;

mod form;

pub(in crate::web) use form::Page;

/// Fields of a form: all that a person can have, and the buttons.
const MOST_FIELDS: usize = 260;

type Pairs = Vec<(String, String)>;

/// A form as it came.
struct Typed {
    draft: Draft,
    revision: u32,
    /// Asked for room for more contacts, rooms, absences.
    more: bool,
    shown: [u8; 3],
}

fn typed(pairs: Pairs) -> Result<Typed, Refusal> {
    if pairs.len() > MOST_FIELDS {
        return Err(Refusal::BadForm);
    }
    let mut typed =
        Typed { draft: Draft::default(), revision: 0, more: false, shown: form::FEWEST };
    for (key, text) in pairs {
        match (key.as_str(), key.parse::<Column>()) {
            ("revision", _) => typed.revision = text.parse().map_err(|_| Refusal::BadForm)?,
            ("more", _) => typed.more = true,
            (_, Ok(column)) => {
                form::show(&mut typed.shown, column);
                typed.draft.set(column, text);
            }
            (_, Err(_)) => return Err(Refusal::BadForm),
        }
    }
    if typed.more {
        form::widen(&mut typed.shown);
    }
    Ok(typed)
}

pub(in crate::web) async fn new(visit: Visit) -> Result<Markup, Refusal> {
    let mut draft = Draft::default();
    let seat = visit.web.roster().free_seat();
    draft.set(Column::Seat, seat.map(|it| it.to_string()).unwrap_or_default());
    let page = Page { draft, ..Page::default() };
    Ok(shown(&visit, &page))
}

fn shown(visit: &Visit, page: &Page) -> Markup {
    let name = page.draft.get(Column::Name);
    let t = visit.lang.words();
    let title = match (page.id, name.is_empty()) {
        (Some(_), false) => name.to_owned(),
        (Some(_), true) | (None, _) => fl!(t, "roster-add"),
    };
    visit.page(&title, &page.body(visit.lang))
}

pub(in crate::web) async fn add(
    visit: Visit,
    Form(pairs): Form<Pairs>,
) -> Result<Response, Refusal> {
    let typed = typed(pairs)?;
    match checked(&visit, &typed, None) {
        Ok(Read { home, seat, record }) => {
            let change = PersonChange::Add { home, seat, record };
            let made = visit.web.change(vec![change], visit.name()).await?;
            let id = made.first().map(|it| it.id);
            visit.note("add", id, "").await?;
            Ok(Redirect::to("/roster").into_response())
        }
        Err(faults) => Ok(again(&visit, typed, None, faults)),
    }
}

pub(in crate::web) async fn get(visit: Visit, Path(id): Path<i64>) -> Result<Markup, Refusal> {
    let resident = visit.resident(ResidentId(id), Ability::EditRoster)?;
    visit.note("view-record", Some(resident.id), "").await?;
    let mut page = Page {
        id: Some(resident.id),
        revision: resident.revision,
        draft: Draft::of(&resident),
        free_seat: visit.web.roster().free_seat(),
        erases: visit.may(Ability::Erase),
        ..Page::default()
    };
    for (column, _) in page.draft.clone().written() {
        form::show(&mut page.shown, column);
    }
    form::widen_if_full(&mut page.shown, &page.draft);
    Ok(shown(&visit, &page))
}

pub(in crate::web) async fn post(
    visit: Visit,
    Path(id): Path<i64>,
    Form(pairs): Form<Pairs>,
) -> Result<Response, Refusal> {
    let resident = visit.resident(ResidentId(id), Ability::EditRoster)?;
    let typed = typed(pairs)?;
    if typed.revision != resident.revision {
        return Err(Refusal::Stale);
    }
    match checked(&visit, &typed, Some(&resident)) {
        Ok(Read { home, seat, record }) => {
            let after = Resident { home, seat, record, ..(*resident).clone() };
            let columns = Draft::of(&resident).differences(&Draft::of(&after));
            if !columns.is_empty() {
                // Which columns, never what stands in them.
                let names: Vec<String> = columns.iter().map(|it| it.0.to_string()).collect();
                visit.web.change(vec![PersonChange::Edit(after)], visit.name()).await?;
                visit.note("edit", Some(resident.id), names.join(" ")).await?;
            }
            Ok(Redirect::to("/roster").into_response())
        }
        Err(faults) => Ok(again(&visit, typed, Some(&resident), faults)),
    }
}

/// The person, if nothing is wrong and nobody only asked for more room.
fn checked(visit: &Visit, typed: &Typed, before: Option<&Resident>) -> Result<Read, Vec<Fault>> {
    if typed.more {
        return Err(vec![]);
    }
    let record = before.map(|it| &it.record);
    let read = typed.draft.read(record, visit.name(), visit.web.year())?;
    let others = visit.web.roster().everybody();
    let faults = taken(&read, before.map(|it| it.id), others.iter().map(|it| &**it));
    if faults.is_empty() { Ok(read) } else { Err(faults) }
}

fn again(visit: &Visit, typed: Typed, before: Option<&Resident>, faults: Vec<Fault>) -> Response {
    let status = if typed.more { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    let page = Page {
        id: before.map(|it| it.id),
        revision: typed.revision,
        draft: typed.draft,
        faults: faults
            .into_iter()
            .filter_map(|it| Some((it.column?, words::why(visit.lang, &it.why))))
            .collect(),
        shown: typed.shown,
        free_seat: visit.web.roster().free_seat(),
        erases: false,
    };
    (status, shown(visit, &page)).into_response()
}
