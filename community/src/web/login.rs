//! In and out.

use axum::Form;
use axum::extract::Query;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use i18n_embed_fl::fl;
use maud::{Markup, html};
use serde::Deserialize;

use super::refusal::{Refusal, escape};
use super::visit::Visit;
use super::{language, page, second_step, session};
use crate::say::Lang;

/// More is no name and no password.
const MOST: usize = 256;

/// Where to go afterwards.
#[derive(Deserialize)]
pub(super) struct Next {
    #[serde(default)]
    pub(super) next: String,
}

/// What was typed.
#[derive(Deserialize)]
pub(super) struct Typed {
    #[serde(default)]
    name: String,
    #[serde(default)]
    password: String,
    #[serde(default)]
    next: String,
}

/// The page.
pub(super) struct Page {
    pub(super) name: String,
    pub(super) next: String,
    pub(super) wrong: bool,
}

impl Page {
    pub(super) fn body(&self, lang: Lang) -> Markup {
        let t = lang.words();
        let name = html! {
            input type="text" id="name" name="name" value=(self.name) autocomplete="username"
                autocapitalize="none" spellcheck="false" required;
        };
        let password = html! {
            input type="password" id="password" name="password"
                autocomplete="current-password" required;
        };
        html! {
            form.narrow method="post" action="/login" {
                @if self.wrong { p.fault role="alert" { (fl!(t, "login-wrong")) } }
                input type="hidden" name="next" value=(self.next);
                (page::field("name", &fl!(t, "login-name"), None, &name))
                (page::field("password", &fl!(t, "login-password"), None, &password))
                button { (fl!(t, "login-do")) }
            }
            p.quiet { (fl!(t, "login-forgotten")) }
        }
    }

    #[cfg(test)]
    pub(super) fn samples() -> Vec<Self> {
        let page = |wrong| Self { name: "lin".into(), next: "/roster".into(), wrong };
        vec![page(false), page(true)]
    }
}

fn shown(visit: &Visit, page: &Page) -> Markup {
    visit.page(&fl!(visit.lang.words(), "login-title"), &page.body(visit.lang))
}

pub(super) async fn get(visit: Visit, Query(to): Query<Next>) -> Result<Response, Refusal> {
    let next = language::local(&to.next).to_owned();
    if visit.who.is_some() {
        return Ok(Redirect::to(&next).into_response());
    }
    if visit.web.users().await?.is_empty() {
        return Ok(Redirect::to("/first").into_response());
    }
    Ok(shown(&visit, &Page { name: String::new(), next, wrong: false }).into_response())
}

pub(super) async fn post(visit: Visit, Form(typed): Form<Typed>) -> Result<Response, Refusal> {
    let name = typed.name.trim().to_lowercase();
    let next = language::local(&typed.next).to_owned();
    if name.len() > MOST || typed.password.len() > MOST {
        return Err(Refusal::BadForm);
    }
    visit.web.limits().password(&name, visit.peer)?;
    let user = visit.web.user(&name).await?;
    if visit.web.passwords().fits(user.as_ref(), typed.password).await? {
        return pass(&visit, &name, &next).await;
    }
    // A name that nobody has may be a password in the wrong field: it is not written down.
    if user.is_some() {
        visit.web.note(&name, "login-refused", None, "").await?;
    }
    let page = shown(&visit, &Page { name, next, wrong: true });
    Ok((StatusCode::UNAUTHORIZED, page).into_response())
}

/// Whoever gave the password is in; or comes to the second step first, where there is one.
pub(super) async fn pass(visit: &Visit, name: &str, next: &str) -> Result<Response, Refusal> {
    let now = visit.web.doors_now();
    if second_step::stands(&visit.web, name).await? {
        session::begin(&visit.session, name, now).await?;
        return Ok(Redirect::to(&format!("/login/code?next={}", escape(next))).into_response());
    }
    session::enter(&visit.session, name, now).await?;
    visit.web.note(name, "login", None, "").await?;
    Ok(Redirect::to(next).into_response())
}

pub(super) async fn out(visit: Visit) -> Result<Redirect, Refusal> {
    session::leave(&visit.session).await?;
    visit.note("logout", None, "").await?;
    Ok(Redirect::to("/login"))
}
