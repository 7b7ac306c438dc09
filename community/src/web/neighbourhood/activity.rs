//! `/neighbourhood/activity/{id}`: what is it, when, where, and may I come?

use axum::Form;
use axum::extract::Path;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use i18n_embed_fl::fl;
use jiff::tz::TimeZone;
use maud::{Markup, html};

use super::form::Typed;
use super::{places, shown, when};
use crate::core::activity::{Activity, ActivityId, Comer, MOST_NAME, SignUp, SignUpId};
use crate::say::Lang;
use crate::store::StoreError;
use crate::store::neighbours::NeighbourStore as _;
use crate::web::refusal::Refusal;
use crate::web::visit::Visit;
use crate::web::{page, secret};

/// The page.
#[derive(Clone)]
pub struct One {
    /// What it is.
    pub activity: Activity,
    /// Free places, and how many wait.
    pub free: (u32, u32),
    /// Whether somebody may still sign up.
    pub takes: bool,
    /// What stands in the form.
    pub typed: Typed,
    /// The community's clock.
    pub zone: TimeZone,
}

impl One {
    /// The page.
    #[must_use]
    pub fn body(&self, lang: Lang) -> Markup {
        let (t, it) = (lang.words(), &self.activity);
        html! {
            p.big { (when(lang, it, &self.zone)) }
            p.big { (it.place) }
            @if !it.text.is_empty() { p.text { (it.text) } }
            p { strong { (places(lang, it, self.free)) } }
            @if self.takes {
                @let (title, press) = if self.free.0 > 0 {
                    (fl!(t, "sign-up-title"), fl!(t, "sign-up-do"))
                } else {
                    (fl!(t, "sign-up-wait"), fl!(t, "sign-up-do-wait"))
                };
                h2 { (title) }
                p { (fl!(t, "sign-up-how")) }
                (name_and_phone(lang, &self.typed, &format!("/neighbourhood/activity/{}", it.id.0), &press))
            }
        }
    }

    #[cfg(test)]
    pub(crate) fn samples() -> Vec<Self> {
        let zone = TimeZone::get("Asia/Shanghai").unwrap();
        let activity = super::samples::walk();
        let mut typed = Typed::default().with("name", "\"><b>");
        typed.wrong("phone", "…".into());
        let one = Self { activity, free: (3, 0), takes: true, typed, zone };
        vec![
            Self { free: (0, 4), typed: Typed::default(), ..one.clone() },
            Self { takes: false, ..one.clone() },
            one,
        ]
    }
}

/// Who comes, and where can they be called?
pub(super) fn name_and_phone(lang: Lang, typed: &Typed, action: &str, label: &str) -> Markup {
    let t = lang.words();
    let line = |kind, key| page::line(kind, key, typed.get(key), typed.fault(key).is_some());
    html! {
        form.narrow method="post" action=(action) {
            (page::field("name", &fl!(t, "field-name"), typed.fault("name"), &line("text", "name")))
            (page::field("phone", &fl!(t, "sign-up-phone"), typed.fault("phone"), &line("tel", "phone")))
            button { (label) }
        }
    }
}

async fn one(visit: &Visit, id: i64, typed: Typed) -> Result<One, Refusal> {
    let store = visit.web.store();
    let activity = store.activity(ActivityId(id)).await?.ok_or(Refusal::NotHere)?;
    let confirmed = store.confirmed().await?.get(&activity.id).copied().unwrap_or(0);
    let (free, takes) = (activity.free(confirmed), activity.takes(visit.web.now()));
    Ok(One { activity, free, takes, typed, zone: visit.web.settings().zone.clone() })
}

fn answer(visit: &Visit, one: &One) -> Response {
    let bad = !one.typed.faults.is_empty();
    let status = if bad { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK };
    (status, shown(visit, &one.activity.title, &one.body(visit.lang))).into_response()
}

pub(in crate::web) async fn get(visit: Visit, Path(id): Path<i64>) -> Result<Response, Refusal> {
    Ok(answer(&visit, &one(&visit, id, Typed::default()).await?))
}

pub(in crate::web) async fn post(
    visit: Visit,
    Path(id): Path<i64>,
    Form(pairs): Form<Vec<(String, String)>>,
) -> Result<Response, Refusal> {
    visit.web.limits().report(visit.peer)?;
    let mut one = one(&visit, id, Typed::new(pairs)).await?;
    if !one.takes {
        return Err(Refusal::Spent);
    }
    match sign_up(&visit, &mut one.typed, (one.activity.id, "")).await? {
        Some(word) => Ok(Redirect::to(&format!("/neighbourhood/mine/{word}")).into_response()),
        None => Ok(answer(&visit, &one)),
    }
}

/// Writes somebody down; the word of their own page, or `None` with the faults in the form. Whoever is
/// written down by staff, by their login, has spoken with them.
pub(super) async fn sign_up(
    visit: &Visit,
    typed: &mut Typed,
    (activity, by): (ActivityId, &str),
) -> Result<Option<String>, Refusal> {
    let name = typed.text(visit.lang, "name", (1, MOST_NAME));
    let phone = typed.phone(visit.lang, "phone");
    if !typed.faults.is_empty() {
        return Ok(None);
    }
    let (word, at) = (secret::word()?, visit.web.now());
    let confirmed = (!by.is_empty()).then_some(at);
    let lang = if by.is_empty() { visit.lang.tag().to_owned() } else { String::new() };
    let who = Comer { name, phone, lang };
    let row =
        SignUp { id: SignUpId(0), activity, at, confirmed, coded: false, by: by.to_owned(), who };
    match visit.web.store().add_sign_up(row, secret::hash(&word)).await {
        Ok(_) => Ok(Some(word)),
        Err(StoreError::Taken { .. }) => {
            typed.wrong("phone", fl!(visit.lang.words(), "sign-up-taken"));
            Ok(None)
        }
        Err(error) => Err(error.into()),
    }
}
