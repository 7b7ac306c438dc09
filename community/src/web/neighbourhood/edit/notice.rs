//! The form of a notice.

use axum::Form;
use axum::extract::Path;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use i18n_embed_fl::fl;
use jiff::tz::TimeZone;
use maud::{Markup, html};

use super::super::form::{Typed, say_time};
use super::activity::number;
use super::office;
use crate::core::activity::{Bulletin, BulletinId, MOST_TEXT, MOST_TITLE};
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
    fn of(it: &Bulletin, zone: &TimeZone) -> Self {
        let typed = Typed::default()
            .with("title", &it.title)
            .with("text", &it.text)
            .with("since", say_time(it.since, zone))
            .with("until", say_time(it.until, zone))
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
                (page::field("text", &fl!(t, "edit-text"), typed.fault("text"), &html! {
                    textarea id="text" name="text" rows="8" maxlength=(MOST_TEXT) { (typed.get("text")) } }))
                (line("datetime-local", "since", fl!(t, "edit-since")))
                (line("datetime-local", "until", fl!(t, "edit-until")))
                p.actions { button { (fl!(t, "save")) } a href="/neighbourhood/edit" { (fl!(t, "cancel")) } }
            }
        }
    }

    #[cfg(test)]
    pub(crate) fn samples() -> Vec<Self> {
        let zone = TimeZone::get("Asia/Shanghai").unwrap();
        let mut wrong = Self { id: 0, typed: Typed::default() };
        wrong.typed.wrong("until", "…".into());
        vec![Self::of(&super::super::samples::notice(), &zone), wrong]
    }
}

fn answer(visit: &Visit, edit: &Edit) -> Response {
    let bad = !edit.typed.faults.is_empty();
    let status = if bad { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK };
    let t = visit.lang.words();
    let title = if edit.id == 0 { fl!(t, "edit-new-notice") } else { fl!(t, "edit-notice") };
    (status, office(visit, &title, &edit.body(visit.lang))).into_response()
}

pub(in crate::web) async fn get(visit: Visit, Path(id): Path<String>) -> Result<Response, Refusal> {
    let id = number(&id)?;
    let zone = &visit.web.settings().zone;
    if id == 0 {
        // From now on: what is written is mostly to be read at once.
        let typed = Typed::default().with("since", say_time(visit.web.now(), zone));
        return Ok(answer(&visit, &Edit { id, typed }));
    }
    let kept = visit.web.store().bulletin(BulletinId(id)).await?.ok_or(Refusal::NotHere)?;
    Ok(answer(&visit, &Edit::of(&kept, zone)))
}

pub(in crate::web) async fn post(
    visit: Visit,
    Path(id): Path<String>,
    Form(pairs): Form<Vec<(String, String)>>,
) -> Result<Response, Refusal> {
    let mut edit = Edit { id: number(&id)?, typed: Typed::new(pairs) };
    let zone = &visit.web.settings().zone;
    let Some(notice) = read(visit.lang, &mut edit, zone) else { return Ok(answer(&visit, &edit)) };
    let saved = visit.web.store().save_bulletin(notice).await?;
    visit.note("notice", None, format!("notice {}", saved.0)).await?;
    Ok(Redirect::to("/neighbourhood/edit").into_response())
}

/// What was written; `None` with the faults in the form.
fn read(lang: Lang, edit: &mut Edit, zone: &TimeZone) -> Option<Bulletin> {
    let typed = &mut edit.typed;
    let title = typed.text(lang, "title", (1, MOST_TITLE));
    let text = typed.text(lang, "text", (1, MOST_TEXT));
    let since = typed.time(lang, "since", zone);
    let until = typed.time(lang, "until", zone);
    if let (Some(since), Some(until)) = (since, until)
        && until <= since
    {
        typed.wrong("until", fl!(lang.words(), "edit-ends-before"));
    }
    let revision = typed.get("revision").parse().unwrap_or(0);
    let (since, until) = (since?, until?);
    let it = Bulletin { id: BulletinId(edit.id), revision, title, text, since, until };
    edit.typed.faults.is_empty().then_some(it)
}
