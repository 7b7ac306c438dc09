//! Who is the first that may let others in? Whoever reads the console of the machine: a code is
//! printed there while nobody has a login, good once and for an hour. There is no default password.

use std::sync::Arc;

use alerts::Wall;
use axum::Form;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use i18n_embed_fl::fl;
use maud::{Markup, html};
use serde::Deserialize;

use super::refusal::Refusal;
use super::users::name_of;
use super::visit::Visit;
use super::{page, password, secret, session};
use crate::core::access::Role;
use crate::say::Lang;
use crate::store::Store;
use crate::store::rows::{Token, TokenIs, User};

/// How long a code is good.
const HOUR_MS: i64 = 3_600_000;

/// The code to print, if nobody has a login yet. One that was printed before is good no more.
///
/// # Errors
///
/// When the store does not answer.
pub async fn offer<S: Store>(store: &Arc<S>, now: Wall) -> Result<Option<String>, Refusal> {
    if !store.users().await?.is_empty() {
        return Ok(None);
    }
    for old in store.tokens().await?.into_iter().filter(|it| it.is == TokenIs::FirstAdmin) {
        store.save_token(old, false).await?;
    }
    let code = secret::code()?;
    let token = Token {
        hash: secret::hash(&code),
        name: "first".into(),
        is: TokenIs::FirstAdmin,
        until: Some(Wall(now.0 + HOUR_MS)),
    };
    store.save_token(token, true).await?;
    Ok(Some(code))
}

/// What was typed.
#[derive(Deserialize)]
pub(super) struct Typed {
    #[serde(default)]
    code: String,
    #[serde(default)]
    name: String,
    #[serde(default)]
    word: String,
    #[serde(default)]
    again: String,
}

/// The page.
pub(super) struct Page {
    pub(super) name: String,
    pub(super) wrong: Option<String>,
}

impl Page {
    pub(super) fn body(&self, lang: Lang) -> Markup {
        let t = lang.words();
        let secret = |id: &str| {
            html! {
                input type="password" id=(id) name=(id) autocomplete="new-password" required;
            }
        };
        html! {
            p { (fl!(t, "first-why")) }
            form.narrow method="post" action="/first" {
                @if let Some(wrong) = &self.wrong { p.fault role="alert" { (wrong) } }
                (page::field("code", &fl!(t, "first-code"), None, &page::line("text", "code", "", false)))
                (page::field("name", &fl!(t, "login-name"), None,
                    &page::line("text", "name", &self.name, false)))
                (page::field("word", &fl!(t, "login-password"), None, &secret("word")))
                (page::field("again", &fl!(t, "password-again"), None, &secret("again")))
                button { (fl!(t, "first-do")) }
            }
        }
    }

    #[cfg(test)]
    pub(super) fn samples() -> Vec<Self> {
        vec![
            Self { name: String::new(), wrong: None },
            Self { name: "lin".into(), wrong: Some("…".into()) },
        ]
    }
}

fn shown(visit: &Visit, page: &Page) -> Markup {
    visit.page(&fl!(visit.lang.words(), "first-title"), &page.body(visit.lang))
}

pub(super) async fn get(visit: Visit) -> Result<Response, Refusal> {
    if !visit.web.users().await?.is_empty() {
        return Ok(Redirect::to("/login").into_response());
    }
    Ok(shown(&visit, &Page { name: String::new(), wrong: None }).into_response())
}

pub(super) async fn post(visit: Visit, Form(typed): Form<Typed>) -> Result<Response, Refusal> {
    if !visit.web.users().await?.is_empty() {
        return Err(Refusal::Spent);
    }
    visit.web.limits().link(visit.peer)?;
    let t = visit.lang.words();
    let token = visit.web.token(&typed.code.trim().to_lowercase()).await?;
    let token = token.filter(|it| it.is == TokenIs::FirstAdmin);
    let name = name_of(&typed.name);
    let wrong = match (&token, &name) {
        (None, _) => Some(fl!(t, "first-code-wrong")),
        (_, None) => Some(fl!(t, "users-name-wrong")),
        (Some(_), Some(name)) => password::weak(visit.lang, name, &typed.word, &typed.again),
    };
    let (Some(token), Some(name), None) = (token, name, &wrong) else {
        let page = shown(&visit, &Page { name: typed.name, wrong });
        return Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response());
    };
    let password = Some(visit.web.passwords().hash(typed.word).await?);
    // First the code, then the login: it is good once, whatever happens in between.
    visit.web.save_token(token, false).await?;
    let user =
        User { name: name.clone(), password, role: Role::Admin, residents: vec![], active: true };
    visit.web.save_user(user).await?;
    session::enter(&visit.session, &name, visit.web.doors_now()).await?;
    visit.web.note(&name, "first-admin", None, "").await?;
    Ok(Redirect::to("/").into_response())
}
