//! `/second-step`: does this login ask for more than a password? Whoever wants to be asked for the number
//! that their telephone shows lets it read a picture, types the number once, and writes the recovery
//! codes down. Nobody must.

pub mod enter;
mod qr;

use axum::Form;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use i18n_embed_fl::fl;
use maud::{Markup, html};
use serde::Deserialize;

use super::app::Web;
use super::refusal::Refusal;
use super::visit::Visit;
use super::{page, secret, session};
use crate::core::second_step::{RECOVERY_CODES, Secret, Typed, read};
use crate::say::Lang;
use crate::store::StoreError;
use crate::store::second_step::{SecondStep, SecondStepStore as _};

/// How it stands with a login.
pub(super) enum Stands {
    /// The password alone lets in.
    Off,
    /// A telephone is to read this now.
    Begun {
        /// The picture.
        picture: Markup,
        /// The same to be typed.
        words: String,
    },
    /// These are shown once.
    Confirmed {
        /// Recovery codes.
        codes: Vec<String>,
    },
    /// It is asked for.
    On {
        /// Recovery codes that are left.
        left: u32,
        /// Since when, as a day.
        since: String,
    },
}

/// The page.
pub(super) struct Page {
    pub(super) stands: Stands,
    pub(super) wrong: Option<String>,
}

impl Page {
    pub(super) fn body(&self, lang: Lang) -> Markup {
        let t = lang.words();
        let wrong =
            html! { @if let Some(wrong) = &self.wrong { p.fault role="alert" { (wrong) } } };
        html! { @match &self.stands {
            Stands::Off => {
                p { (fl!(t, "second-why")) }
                form.narrow method="post" action="/second-step" {
                    (wrong) (old(lang)) button { (fl!(t, "second-begin")) }
                }
            }
            Stands::Begun { picture, words } => {
                ol { li { (fl!(t, "second-read")) } li { (fl!(t, "second-type")) } }
                (picture)
                p { (fl!(t, "second-words")) br; code.long { (words) } }
                form.narrow method="post" action="/second-step/confirm" {
                    (wrong) (code(&fl!(t, "second-number"))) button { (fl!(t, "second-confirm")) }
                }
            }
            Stands::Confirmed { codes } => {
                div.once role="status" {
                    p { (fl!(t, "second-codes-once")) }
                    ol.codes { @for it in codes { li { code { (it) } } } }
                }
                p.actions { a.button href="/" { (fl!(t, "second-codes-kept")) } }
            }
            Stands::On { left, since } => {
                p { (fl!(t, "second-on", since = since.clone())) }
                p.bad[*left < 3] { (fl!(t, "second-left", n = left.to_string())) }
                h2 { (fl!(t, "second-off-do")) }
                p { (fl!(t, "second-off-why")) }
                form.narrow method="post" action="/second-step/off" {
                    (wrong) (old(lang)) (code(&fl!(t, "second-code")))
                    button.second { (fl!(t, "second-off-do")) }
                }
            }
        } }
    }

    #[cfg(test)]
    pub(super) fn samples() -> Vec<Self> {
        let page = |stands, wrong: Option<&str>| Self { stands, wrong: wrong.map(Into::into) };
        let picture = qr::picture("otpauth://totp/x?secret=AAAA", "x").unwrap_or_default();
        vec![
            page(Stands::Off, None),
            page(Stands::Off, Some("…")),
            page(Stands::Begun { picture, words: "ABCD EFGH".into() }, Some("…")),
            page(Stands::Confirmed { codes: vec!["abcd-efgh-2345".into()] }, None),
            page(Stands::On { left: 2, since: "2026-11-23".into() }, Some("…")),
        ]
    }
}

fn old(lang: Lang) -> Markup {
    let input = html! {
        input type="password" id="old" name="old" autocomplete="current-password" required;
    };
    page::field("old", &fl!(lang.words(), "password-old"), None, &input)
}

/// The field for a number or a recovery code.
fn code(label: &str) -> Markup {
    let input = html! {
        input type="text" id="code" name="code" autocomplete="one-time-code" autocapitalize="none"
            spellcheck="false" maxlength="24" required;
    };
    page::field("code", label, None, &input)
}

/// The way to this page, from that of the password.
pub(super) fn way(lang: Lang) -> Markup {
    html! { p { a href="/second-step" { (fl!(lang.words(), "second-title")) } } }
}

/// Whether a login is asked for it.
pub(super) async fn stands(web: &Web, name: &str) -> Result<bool, Refusal> {
    Ok(standing(web, name).await?.is_some())
}

async fn standing(web: &Web, name: &str) -> Result<Option<SecondStep>, Refusal> {
    Ok(web.store().second_step(name).await?.filter(|it| it.since.is_some()))
}

/// What was good of what somebody has typed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Good {
    /// The number that the telephone shows. It is no number any more.
    Code,
    /// A recovery code. It is none any more.
    Recovery,
}

/// Whether what was typed is the second step of a login; it is used up by that.
pub(super) async fn tried(web: &Web, name: &str, text: &str) -> Result<Option<Good>, Refusal> {
    let Some(known) = standing(web, name).await? else { return Ok(None) };
    let (store, now) = (web.store(), web.doors_now());
    let good = match read(text) {
        Typed::Code(code) => match known.secret.step_of(&code, now, known.used) {
            Some(step) if store.use_step(name, step).await? => Some(Good::Code),
            Some(_) | None => None,
        },
        Typed::Recovery(code) => {
            let was = store.use_recovery(name, &secret::hash(&code)).await?;
            was.then_some(Good::Recovery)
        }
        Typed::Nothing => None,
    };
    Ok(good)
}

/// What was typed.
#[derive(Deserialize)]
pub(super) struct Answers {
    #[serde(default)]
    old: String,
    #[serde(default)]
    code: String,
}

fn shown(visit: &Visit, stands: Stands, wrong: Option<String>) -> Response {
    let status = if wrong.is_some() { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK };
    let title = fl!(visit.lang.words(), "second-title");
    let page = visit.page(&title, &Page { stands, wrong }.body(visit.lang));
    (status, page).into_response()
}

async fn now(visit: &Visit) -> Result<Stands, Refusal> {
    Ok(match standing(&visit.web, &visit.user()?.name).await? {
        None => Stands::Off,
        Some(on) => Stands::On {
            left: on.left,
            since: on.since.map(|at| visit.web.local(at).date().to_string()).unwrap_or_default(),
        },
    })
}

/// What a telephone reads.
fn begun(visit: &Visit, secret: &Secret) -> Result<Stands, Refusal> {
    let issuer = &visit.web.settings().name;
    let address = secret.address(issuer, &visit.user()?.name);
    let label = fl!(visit.lang.words(), "second-picture");
    let picture = address.and_then(|it| qr::picture(&it, &label)).unwrap_or_default();
    Ok(Stands::Begun { picture, words: secret.words() })
}

/// Whether it is their own password; somebody may have found the desk open.
async fn is_theirs(visit: &Visit, old: &str) -> Result<bool, Refusal> {
    let user = visit.user()?;
    visit.web.limits().password(&user.name, visit.peer)?;
    visit.web.passwords().fits(Some(user), old.to_owned()).await
}

pub(super) async fn get(visit: Visit) -> Result<Response, Refusal> {
    Ok(shown(&visit, now(&visit).await?, None))
}

pub(super) async fn begin(visit: Visit, Form(typed): Form<Answers>) -> Result<Response, Refusal> {
    if !is_theirs(&visit, &typed.old).await? {
        let wrong = fl!(visit.lang.words(), "password-old-wrong");
        return Ok(shown(&visit, now(&visit).await?, Some(wrong)));
    }
    let secret = secret::bytes().map(|it| Secret::from_bytes(&it))?;
    let secret = secret.ok_or_else(|| Refusal::Broken("a secret has another length".into()))?;
    match visit.web.store().begin_second_step(visit.name(), secret.clone()).await {
        Ok(()) => Ok(shown(&visit, begun(&visit, &secret)?, None)),
        // It is asked for already.
        Err(StoreError::Stale) => Ok(Redirect::to("/second-step").into_response()),
        Err(error) => Err(error.into()),
    }
}

pub(super) async fn confirm(visit: Visit, Form(typed): Form<Answers>) -> Result<Response, Refusal> {
    let name = visit.user()?.name.clone();
    visit.web.limits().second_step(&name, visit.peer)?;
    let (store, now) = (visit.web.store(), visit.web.doors_now());
    let known = store.second_step(&name).await?.filter(|it| it.since.is_none());
    let Some(known) = known else { return Ok(Redirect::to("/second-step").into_response()) };
    let step = match read(&typed.code) {
        Typed::Code(code) => known.secret.step_of(&code, now, 0),
        Typed::Recovery(_) | Typed::Nothing => None,
    };
    let Some(step) = step else {
        let wrong = fl!(visit.lang.words(), "second-wrong-first");
        return Ok(shown(&visit, begun(&visit, &known.secret)?, Some(wrong)));
    };
    let codes: Vec<String> =
        (0..RECOVERY_CODES).map(|_| secret::code()).collect::<Result<_, _>>()?;
    let hashes = codes.iter().map(|it| secret::hash(it)).collect();
    store.confirm_second_step(&name, step, hashes, now).await?;
    session::enter(&visit.session, &name, now).await?;
    visit.note("second-step", None, "").await?;
    Ok(shown(&visit, Stands::Confirmed { codes }, None))
}

pub(super) async fn off(visit: Visit, Form(typed): Form<Answers>) -> Result<Response, Refusal> {
    let name = visit.user()?.name.clone();
    visit.web.limits().second_step(&name, visit.peer)?;
    let fits = is_theirs(&visit, &typed.old).await?;
    if !fits || tried(&visit.web, &name, &typed.code).await?.is_none() {
        let wrong = fl!(visit.lang.words(), "second-off-wrong");
        return Ok(shown(&visit, now(&visit).await?, Some(wrong)));
    }
    visit.web.store().drop_second_step(&name).await?;
    visit.note("second-step-off", None, "").await?;
    Ok(Redirect::to("/second-step").into_response())
}
