//! Something is pressed on a report. The same key again is the same press: a telephone that does not
//! know whether it arrived sends it again.

use axum::Json;
use axum::extract::{Multipart, Path};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Redirect, Response};
use jiff::civil::Date;
use serde_json::json;

use super::of;
use crate::core::desk::{Answer, Case, Input, PartyId};
use crate::core::report::{ActKey, MOST_PHOTOS, MOST_TEXT, NotSo, Public, Said};
use crate::photo::PhotoError;
use crate::say::report as say;
use crate::web::desk::{Desk, photos};
use crate::web::refusal::Refusal;
use crate::web::visit::Visit;

/// The page's own script asks, and reads the answer itself.
const BY_SCRIPT: &str = "x-hearth-queue";

/// Fields of the largest form: to publish, with six pictures.
const MOST_FIELDS: usize = 16;

/// Bytes of a field that is no picture.
const MOST_FIELD: usize = MOST_TEXT * 4 + 64;

/// What came.
#[derive(Default)]
struct Pressed {
    act: String,
    key: String,
    note: String,
    until: String,
    to: String,
    of: String,
    photos: Vec<String>,
    photo: Vec<u8>,
}

/// What becomes of it.
enum Done {
    Is(Option<Answer>),
    NoPicture(PhotoError),
}

pub(super) async fn post(
    visit: Visit,
    Path(case): Path<String>,
    headers: HeaderMap,
    form: Multipart,
) -> Result<Response, Refusal> {
    let desk = visit.web.desk()?;
    let (worker, case) = of(&visit, desk, &case).await?;
    let pressed = read(desk, form).await?;
    let act = pressed.act.clone();
    let done = decide(&visit, desk, (worker.me, &case), pressed).await?;
    visit.note("change-report", case.resident, format!("{} {act}", case.id)).await?;
    Ok(answer(&visit, &case, &headers, done))
}

async fn decide(
    visit: &Visit,
    desk: &Desk,
    (me, case): (PartyId, &Case),
    pressed: Pressed,
) -> Result<Done, Refusal> {
    let key: ActKey = pressed.key.parse().map_err(|_| Refusal::BadForm)?;
    // Before a picture is kept a second time.
    if case.report.as_ref().is_some_and(|it| it.acted.has(&key)) {
        return Ok(Done::Is(Some(Answer::Done)));
    }
    let photo = match photos::keep(desk, case.id, &pressed.photo).await? {
        Ok(photo) => photo,
        Err(why) => return Ok(Done::NoPicture(why)),
    };
    let kept = photo.clone();
    let answer = match said(visit, desk, &pressed, photo)? {
        Some(said) => {
            desk.decide(case.id, Input::Report { by: Some(me), key: Some(key), said }).await?
        }
        None => Some(Answer::NotSo { why: NotSo::OtherDay }),
    };
    tidy(desk, case, kept).await?;
    Ok(Done::Is(answer))
}

/// A picture that nothing shows goes: the new one, if it was not taken or came twice at the same moment;
/// and one that made room for it.
async fn tidy(desk: &Desk, before: &Case, kept: Option<String>) -> Result<(), Refusal> {
    let Some(kept) = kept else { return Ok(()) };
    let Some(file) = desk.case(before.id).await? else { return Ok(()) };
    let shows = |name: &str| {
        file.case.report.iter().flat_map(|it| &it.photos).any(|photo| photo.name == name)
    };
    let had = before.report.iter().flat_map(|it| &it.photos).map(|it| it.name.clone());
    for name in had.chain([kept]).filter(|name| !shows(name)) {
        desk.drop_photo(before.id, name).await?;
    }
    Ok(())
}

/// What was pressed; `None` for a promise whose day is none.
fn said(
    visit: &Visit,
    desk: &Desk,
    pressed: &Pressed,
    photo: Option<String>,
) -> Result<Option<Said>, Refusal> {
    let note = pressed.note.clone();
    Ok(Some(match pressed.act.as_str() {
        "accept" => Said::Accept,
        "start" => Said::Start,
        "done" => Said::Done { note, photo },
        "promise" => {
            let Some(until) = end_of(visit, desk, &pressed.until) else { return Ok(None) };
            Said::Promise { until, why: note }
        }
        "assign" => {
            let to = pressed.to.strip_prefix('p').and_then(|it| it.parse().ok());
            let to = to.map(PartyId).ok_or(Refusal::BadForm)?;
            let known = super::colleagues(&desk.board()).iter().any(|(it, _)| *it == to);
            if !known {
                return Err(Refusal::BadForm);
            }
            Said::Assign { to }
        }
        "forward" => Said::Forward { why: note },
        "refuse" => Said::Refuse { why: note },
        "duplicate" => {
            let of = pressed.of.trim().parse().map_err(|_| Refusal::BadForm)?;
            Said::Duplicate { of, why: note }
        }
        "publish" => {
            let photos = pressed.photos.clone();
            Said::Publish(Some(Public { at: visit.web.now(), text: note, photos }))
        }
        "withdraw" => Said::Publish(None),
        _ => return Err(Refusal::BadForm),
    }))
}

/// The end of a working day: that day, if it is one.
fn end_of(visit: &Visit, desk: &Desk, day: &str) -> Option<alerts::Wall> {
    let day: Date = day.parse().ok()?;
    let zone = &visit.web.settings().zone;
    let at = |hour| {
        let moment = zone.to_ambiguous_timestamp(day.at(hour, 0, 0, 0)).compatible().ok()?;
        Some(alerts::Wall(moment.as_millisecond()))
    };
    let last = at(0).map(|it| it + std::time::Duration::from_secs(24 * 3_600 - 60));
    let ends = desk.working().and_then(|it| Some(it.end_of_working_day(at(0)?)));
    // A holiday can be promised, too: until its evening.
    ends.min(last).or(last)
}

fn answer(visit: &Visit, case: &Case, headers: &HeaderMap, done: Done) -> Response {
    // Whoever comes back to the page reads what was wrong with the picture, not that one is wanted.
    let picture = if let Done::NoPicture(why) = &done { Some(photos::word(*why)) } else { None };
    let (status, word, why) = match done {
        Done::Is(Some(Answer::Done)) => (StatusCode::OK, "done", None),
        Done::Is(Some(Answer::Taken { .. })) => {
            let says = say::not_so(visit.lang, NotSo::Others);
            (StatusCode::UNPROCESSABLE_ENTITY, say::not_so_word(NotSo::Others), Some(says))
        }
        Done::Is(Some(Answer::NotSo { why })) => {
            let says = say::not_so(visit.lang, why);
            (StatusCode::UNPROCESSABLE_ENTITY, say::not_so_word(why), Some(says))
        }
        Done::Is(Some(Answer::Closed) | None) => {
            let says = say::not_so(visit.lang, NotSo::Ended);
            (StatusCode::UNPROCESSABLE_ENTITY, "ended", Some(says))
        }
        Done::NoPicture(why) => {
            let says = photos::why(visit.lang, why);
            (StatusCode::UNPROCESSABLE_ENTITY, "photo-wanted", Some(says))
        }
    };
    if headers.contains_key(BY_SCRIPT) {
        return (status, Json(json!({ "said": word, "why": why }))).into_response();
    }
    let word = picture.unwrap_or(word);
    Redirect::to(&format!("/work/{}?said={word}", case.id)).into_response()
}

async fn read(desk: &Desk, mut form: Multipart) -> Result<Pressed, Refusal> {
    let _turn = photos::turn(desk).await?;
    let mut pressed = Pressed::default();
    photos::fields(&mut form, MOST_FIELDS, |name, bytes| {
        if name == "photo" {
            pressed.photo = bytes.to_vec();
            return Ok(());
        }
        if bytes.len() > MOST_FIELD {
            return Err(Refusal::TooLarge);
        }
        let text = photos::text(bytes)?.replace('\r', "");
        match name {
            "act" => pressed.act = text,
            "key" => pressed.key = text,
            "note" => pressed.note = text,
            "until" => pressed.until = text,
            "to" => pressed.to = text,
            "of" => pressed.of = text,
            "photos" if pressed.photos.len() < 2 * MOST_PHOTOS => pressed.photos.push(text),
            _ => return Err(Refusal::BadForm),
        }
        Ok(())
    })
    .await?;
    Ok(pressed)
}
