//! `/go/{word}`: somebody is called, and holds a telephone in the rain. What happened, where, and six
//! large things to press.
//!
//! Looking changes nothing: chats fetch every link to preview it. A word that nobody gave is answered
//! as every address is that has no page, and tried seldom. When the case is over, nobody is named any
//! more.

pub mod face;
mod group;
mod own;

use axum::extract::{Multipart, Path};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use i18n_embed_fl::fl;
use maud::html;

pub(in crate::web) use group::{call, check};
pub(in crate::web) use own::{post, resolve, seen};

use super::desk::eyes::Eyes;
use super::desk::{CaseFile, Desk, Link};
use super::refusal::Refusal;
use super::visit::Visit;
use super::{assets, page};
use crate::core::desk::case::MOST_NOTE;
use face::Face;

/// Words are of the station's own making; what is longer is none.
const LONGEST_WORD: usize = 128;

/// A link, and its case.
async fn of(visit: &Visit, desk: &Desk, word: &str) -> Result<(Link, CaseFile), Refusal> {
    let fine = word.len() <= LONGEST_WORD && word.bytes().all(|b| b.is_ascii_alphanumeric());
    let link = if fine { desk.link(word).await? } else { None };
    let Some(link) = link else {
        // Whoever guesses is slowed down; whoever has a word is not.
        visit.web.limits().link(visit.peer)?;
        return Err(Refusal::NotHere);
    };
    let file = desk.case(link.case).await?.ok_or(Refusal::NotHere)?;
    Ok((link, file))
}

pub(in crate::web) async fn get(
    visit: Visit,
    Path(word): Path<String>,
) -> Result<Response, Refusal> {
    let desk = visit.web.desk()?;
    let (link, file) = of(&visit, desk, &word).await?;
    if file.case.report.is_some() {
        // Nobody lies on a floor: there is time to log in, and more to press than here.
        return Ok(Redirect::to(&format!("/work/{}", link.case)).into_response());
    }
    let face = Face::of(&visit, desk, (&link, &file, &word));
    Ok(shown(&visit, &face))
}

/// The page: without the station's ways, since whoever is called has no login.
fn shown(visit: &Visit, face: &Face) -> Response {
    let head = html! {
        link rel="stylesheet" href=(assets::href("go.css"));
        script defer src=(assets::href("go.js")) {}
    };
    page::alone(visit, &face.title(visit.lang), &head, &face.body(visit.lang)).into_response()
}
