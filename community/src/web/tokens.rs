//! Which screens in a hall may show the wall without a login? Each has a word of its own, shown once,
//! which can be taken back.

use axum::Form;
use axum::extract::Path;
use axum::response::Redirect;
use i18n_embed_fl::fl;
use maud::{Markup, html};
use serde::Deserialize;

use super::refusal::Refusal;
use super::visit::Visit;
use super::{page, secret};
use crate::say::Lang;
use crate::store::Store;
use crate::store::rows::{Token, TokenIs};

/// Screens of one community.
const MOST_TOKENS: usize = 100;
const MOST_NAME: usize = 60;

/// The page.
pub(super) struct Page {
    pub(super) tokens: Vec<Token>,
    /// One that was just made.
    pub(super) link: Option<String>,
}

fn is(lang: Lang, is: TokenIs) -> String {
    let t = lang.words();
    match is {
        TokenIs::Wall => fl!(t, "tokens-whole"),
        TokenIs::PublicWall => fl!(t, "tokens-surname"),
        TokenIs::FirstAdmin => fl!(t, "tokens-first"),
    }
}

impl Page {
    pub(super) fn body(&self, lang: Lang) -> Markup {
        let t = lang.words();
        html! {
            p { (fl!(t, "tokens-why")) }
            @if let Some(link) = &self.link {
                div.once role="status" {
                    p { (fl!(t, "tokens-once")) }
                    p { code { (link) } }
                }
            }
            @if !self.tokens.is_empty() {
                table {
                    thead { tr {
                        th scope="col" { (fl!(t, "tokens-name")) }
                        th scope="col" { (fl!(t, "tokens-shows")) }
                        th scope="col" { span.unseen { (fl!(t, "tokens-back")) } }
                    } }
                    tbody { @for token in &self.tokens { tr {
                        td { (token.name) }
                        td { (is(lang, token.is)) }
                        td { form method="post"
                            action={ "/tokens/" (secret::hex(&token.hash)) "/back" } {
                            button.plain aria-label={ (fl!(t, "tokens-back")) " " (token.name) } {
                                (fl!(t, "tokens-back")) } } }
                    } } }
                }
            }
            h2 { (fl!(t, "tokens-add")) }
            form.narrow method="post" action="/tokens" {
                (page::field("name", &fl!(t, "tokens-name"), None, &page::line("text", "name", "", false)))
                fieldset.choices {
                    legend { (fl!(t, "tokens-shows")) }
                    label { input type="radio" name="is" value="public-wall" checked;
                        (is(lang, TokenIs::PublicWall)) }
                    label { input type="radio" name="is" value="wall"; (is(lang, TokenIs::Wall)) }
                }
                button { (fl!(t, "tokens-add-do")) }
            }
        }
    }

    #[cfg(test)]
    pub(super) fn samples() -> Vec<Self> {
        let token = |is| Token { hash: vec![1, 2], name: "hall".into(), is, until: None };
        vec![
            Self { tokens: vec![], link: None },
            Self {
                tokens: [TokenIs::Wall, TokenIs::PublicWall, TokenIs::FirstAdmin].map(token).into(),
                link: Some("http://hall/wall?token=x".into()),
            },
        ]
    }
}

/// The word of a new address for a wall: whoever sets up a station by a program prints it once.
///
/// # Errors
///
/// When the store does not answer.
pub async fn offer<S: Store>(store: &S, name: &str, is: TokenIs) -> Result<String, Refusal> {
    let word = secret::word()?;
    let token = Token { hash: secret::hash(&word), name: name.to_owned(), is, until: None };
    store.save_token(token, true).await?;
    Ok(word)
}

async fn walls(visit: &Visit) -> Result<Vec<Token>, Refusal> {
    let mut tokens = visit.web.tokens().await?;
    tokens.retain(|it| matches!(it.is, TokenIs::Wall | TokenIs::PublicWall));
    Ok(tokens)
}

async fn shown(visit: &Visit, link: Option<String>) -> Result<Markup, Refusal> {
    let page = Page { tokens: walls(visit).await?, link };
    Ok(visit.page(&fl!(visit.lang.words(), "nav-tokens"), &page.body(visit.lang)))
}

pub(super) async fn get(visit: Visit) -> Result<Markup, Refusal> {
    shown(&visit, None).await
}

/// A new one.
#[derive(Deserialize)]
pub(super) struct New {
    #[serde(default)]
    name: String,
    #[serde(default)]
    is: String,
}

pub(super) async fn post(visit: Visit, Form(new): Form<New>) -> Result<Markup, Refusal> {
    let is = match new.is.as_str() {
        "wall" => TokenIs::Wall,
        "public-wall" => TokenIs::PublicWall,
        _ => return Err(Refusal::BadForm),
    };
    let name = new.name.trim().to_owned();
    let odd = name.is_empty() || name.chars().count() > MOST_NAME;
    if odd || name.chars().any(char::is_control) || walls(&visit).await?.len() >= MOST_TOKENS {
        return Err(Refusal::BadForm);
    }
    let word = secret::word()?;
    visit.note("token", None, name.clone()).await?;
    let token = Token { hash: secret::hash(&word), name, is, until: None };
    visit.web.save_token(token, true).await?;
    let url = visit.web.settings().url.as_deref().unwrap_or_default();
    shown(&visit, Some(format!("{}/wall?token={word}", url.trim_end_matches('/')))).await
}

pub(super) async fn back(visit: Visit, Path(hash): Path<String>) -> Result<Redirect, Refusal> {
    let tokens = walls(&visit).await?;
    let token = tokens.into_iter().find(|it| secret::hex(&it.hash) == hash);
    let token = token.ok_or(Refusal::NotHere)?;
    visit.note("token-back", None, token.name.clone()).await?;
    visit.web.save_token(token, false).await?;
    Ok(Redirect::to("/tokens"))
}
