//! `/login/code`: whoever gave the password types the number that their telephone shows, or a recovery
//! code.

use axum::Form;
use axum::extract::Query;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use i18n_embed_fl::fl;
use maud::{Markup, html};
use serde::Deserialize;

use super::{Good, code, tried};
use crate::say::Lang;
use crate::web::login::Next;
use crate::web::refusal::{Refusal, escape};
use crate::web::visit::Visit;
use crate::web::{language, session};

/// The page.
pub(in crate::web) struct Page {
    pub(in crate::web) next: String,
    pub(in crate::web) wrong: bool,
}

impl Page {
    pub(in crate::web) fn body(&self, lang: Lang) -> Markup {
        let t = lang.words();
        html! {
            form.narrow method="post" action="/login/code" {
                @if self.wrong { p.fault role="alert" { (fl!(t, "second-wrong")) } }
                input type="hidden" name="next" value=(self.next);
                (code(&fl!(t, "second-code")))
                button { (fl!(t, "login-do")) }
            }
            p.quiet { (fl!(t, "second-lost")) }
        }
    }

    #[cfg(test)]
    pub(in crate::web) fn samples() -> Vec<Self> {
        [false, true].map(|wrong| Self { next: "/desk".into(), wrong }).into()
    }
}

fn shown(visit: &Visit, page: &Page) -> Markup {
    visit.page(&fl!(visit.lang.words(), "second-enter-title"), &page.body(visit.lang))
}

/// To the password, for whoever has not given it, or long ago.
fn to_login(next: &str) -> Response {
    Redirect::to(&format!("/login?next={}", escape(next))).into_response()
}

pub(in crate::web) async fn get(visit: Visit, Query(to): Query<Next>) -> Result<Response, Refusal> {
    let next = language::local(&to.next).to_owned();
    match session::begun(&visit.session, visit.web.doors_now()).await? {
        Some(_) => Ok(shown(&visit, &Page { next, wrong: false }).into_response()),
        None => Ok(to_login(&next)),
    }
}

/// What was typed.
#[derive(Deserialize)]
pub(in crate::web) struct Typed {
    #[serde(default)]
    code: String,
    #[serde(default)]
    next: String,
}

pub(in crate::web) async fn post(
    visit: Visit,
    Form(typed): Form<Typed>,
) -> Result<Response, Refusal> {
    let (now, next) = (visit.web.doors_now(), language::local(&typed.next).to_owned());
    let Some(name) = session::begun(&visit.session, now).await? else { return Ok(to_login(&next)) };
    visit.web.limits().second_step(&name, visit.peer)?;
    let Some(good) = tried(&visit.web, &name, &typed.code).await? else {
        visit.web.note(&name, "login-code-refused", None, "").await?;
        let page = shown(&visit, &Page { next, wrong: true });
        return Ok((StatusCode::UNAUTHORIZED, page).into_response());
    };
    session::enter(&visit.session, &name, now).await?;
    let (how, to) = match good {
        Good::Code => ("code", next.as_str()),
        // Whoever uses one should see how many are left.
        Good::Recovery => ("recovery", "/second-step"),
    };
    visit.web.note(&name, "login", None, how).await?;
    Ok(Redirect::to(to).into_response())
}
