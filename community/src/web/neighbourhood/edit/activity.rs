//! The form of an activity.

use axum::Form;
use axum::extract::Path;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use i18n_embed_fl::fl;
use jiff::tz::TimeZone;
use maud::{Markup, html};

use super::super::form::{Typed, say_time};
use super::office;
use crate::core::activity::{Activity, ActivityId, MOST_PLACES, MOST_TEXT, MOST_TITLE};
use crate::say::Lang;
use crate::store::neighbours::NeighbourStore as _;
use crate::web::page;
use crate::web::refusal::Refusal;
use crate::web::visit::Visit;

/// The page.
#[derive(Clone)]
pub struct Edit {
    /// Which; 0 for a new one.
    pub id: i64,
    /// What stands in the form.
    pub typed: Typed,
}

impl Edit {
    fn of(it: &Activity, zone: &TimeZone) -> Self {
        let places = it.places.map(|it| it.to_string()).unwrap_or_default();
        let typed = Typed::default()
            .with("title", &it.title)
            .with("place", &it.place)
            .with("text", &it.text)
            .with("starts", say_time(it.starts, zone))
            .with("ends", say_time(it.ends, zone))
            .with("places", places)
            .with("cancelled", if it.cancelled { "yes" } else { "" })
            .with("revision", it.revision.to_string());
        Self { id: it.id.0, typed }
    }

    /// The page between header and footer.
    #[must_use]
    pub fn body(&self, lang: Lang) -> Markup {
        let (t, typed) = (lang.words(), &self.typed);
        let line = |kind, key: &'static str, label: String| {
            let wrong = typed.fault(key);
            page::field(key, &label, wrong, &page::line(kind, key, typed.get(key), wrong.is_some()))
        };
        html! {
            form.narrow method="post" {
                input type="hidden" name="revision" value=(typed.get("revision"));
                (line("text", "title", fl!(t, "edit-title")))
                (line("text", "place", fl!(t, "edit-place")))
                (line("datetime-local", "starts", fl!(t, "edit-starts")))
                (line("datetime-local", "ends", fl!(t, "edit-ends")))
                (line("number", "places", fl!(t, "edit-places-how")))
                (page::field("text", &fl!(t, "edit-text"), typed.fault("text"), &html! {
                    textarea id="text" name="text" rows="6" maxlength=(MOST_TEXT) { (typed.get("text")) } }))
                @if self.id != 0 {
                    p { label { input type="checkbox" name="cancelled" value="yes" checked[typed.get("cancelled") == "yes"];
                        (fl!(t, "edit-cancelled")) } }
                }
                p.actions { button { (fl!(t, "save")) } a href="/neighbourhood/edit" { (fl!(t, "cancel")) } }
            }
        }
    }

    #[cfg(test)]
    pub(crate) fn samples() -> Vec<Self> {
        let zone = TimeZone::get("Asia/Shanghai").unwrap();
        let mut wrong = Self { id: 0, typed: Typed::default() };
        wrong.typed.wrong("starts", "…".into());
        vec![Self::of(&super::super::samples::walk(), &zone), wrong]
    }
}

/// A number of an address; 0 for `new`.
pub(super) fn number(text: &str) -> Result<i64, Refusal> {
    if text == "new" {
        return Ok(0);
    }
    text.parse().ok().filter(|it| *it > 0).ok_or(Refusal::NotHere)
}

fn answer(visit: &Visit, edit: &Edit) -> Response {
    let bad = !edit.typed.faults.is_empty();
    let status = if bad { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK };
    let t = visit.lang.words();
    let title = if edit.id == 0 { fl!(t, "edit-new-activity") } else { fl!(t, "edit-activity") };
    (status, office(visit, &title, &edit.body(visit.lang))).into_response()
}

pub(in crate::web) async fn get(visit: Visit, Path(id): Path<String>) -> Result<Response, Refusal> {
    let id = number(&id)?;
    if id == 0 {
        return Ok(answer(&visit, &Edit { id, typed: Typed::default() }));
    }
    let kept = visit.web.store().activity(ActivityId(id)).await?.ok_or(Refusal::NotHere)?;
    Ok(answer(&visit, &Edit::of(&kept, &visit.web.settings().zone)))
}

pub(in crate::web) async fn post(
    visit: Visit,
    Path(id): Path<String>,
    Form(pairs): Form<Vec<(String, String)>>,
) -> Result<Response, Refusal> {
    let mut edit = Edit { id: number(&id)?, typed: Typed::new(pairs) };
    let zone = &visit.web.settings().zone;
    let Some(activity) = read(visit.lang, &mut edit, zone) else {
        return Ok(answer(&visit, &edit));
    };
    let saved = visit.web.store().save_activity(activity, visit.web.now()).await?;
    visit.note("activity", None, format!("activity {}", saved.0)).await?;
    Ok(Redirect::to("/neighbourhood/edit").into_response())
}

/// What was written; `None` with the faults in the form.
fn read(lang: Lang, edit: &mut Edit, zone: &TimeZone) -> Option<Activity> {
    let (t, typed) = (lang.words(), &mut edit.typed);
    let title = typed.text(lang, "title", (1, MOST_TITLE));
    let place = typed.text(lang, "place", (1, MOST_TITLE));
    let text = typed.text(lang, "text", (0, MOST_TEXT));
    let starts = typed.time(lang, "starts", zone);
    let ends = typed.time(lang, "ends", zone);
    if let (Some(starts), Some(ends)) = (starts, ends)
        && ends < starts
    {
        typed.wrong("ends", fl!(t, "edit-ends-before"));
    }
    let places = match typed.get("places") {
        "" => None,
        text => {
            let places = text.parse::<u32>().ok().filter(|it| (1..=MOST_PLACES).contains(it));
            if places.is_none() {
                typed.wrong("places", fl!(t, "edit-no-places", most = MOST_PLACES));
            }
            places
        }
    };
    let (cancelled, revision) = (typed.get("cancelled") == "yes", typed.get("revision"));
    let revision = revision.parse().unwrap_or(0);
    let (starts, ends) = (starts?, ends?);
    let id = ActivityId(edit.id);
    let it = Activity { id, revision, title, place, text, starts, ends, places, cancelled };
    edit.typed.faults.is_empty().then_some(it)
}
