//! A group's link is nobody's: who opens it says by which telephone they are called, and types the
//! code that comes there. Then they have a link of their own.

use axum::Form;
use serde::Deserialize;

use super::face::Asks;
use super::{
    Face, IntoResponse, Path, Redirect, Refusal, Response, StatusCode, Visit, fl, of, shown,
};

/// A telephone, and the code that came there.
#[derive(Deserialize)]
pub(in crate::web) struct Typed {
    #[serde(default)]
    phone: String,
    #[serde(default)]
    code: String,
}

/// Digits of a number, as it is written: longer is none.
const MOST_PHONE: usize = 32;

pub(in crate::web) async fn call(
    visit: Visit,
    Path(word): Path<String>,
    Form(typed): Form<Typed>,
) -> Result<Response, Refusal> {
    visit.web.limits().link(visit.peer)?;
    let desk = visit.web.desk()?;
    let (link, file) = of(&visit, desk, &word).await?;
    let mut face = Face::of(&visit, desk, (&link, &file, &word));
    let phone: String = typed.phone.chars().take(MOST_PHONE).collect();
    if file.case.is_open() && link.who.is_none() {
        desk.call_phone(link.case, &phone, visit.peer).await?;
        // The same is said to everybody: nobody learns whose telephone is known.
        face.asks = Asks::Code { phone, wrong: None };
    }
    Ok(shown(&visit, &face))
}

pub(in crate::web) async fn check(
    visit: Visit,
    Path(word): Path<String>,
    Form(typed): Form<Typed>,
) -> Result<Response, Refusal> {
    visit.web.limits().link(visit.peer)?;
    let desk = visit.web.desk()?;
    let (link, file) = of(&visit, desk, &word).await?;
    let phone: String = typed.phone.chars().take(MOST_PHONE).collect();
    let code: String = typed.code.chars().filter(|c| !c.is_whitespace()).take(16).collect();
    if link.who.is_none()
        && let Some(own) = desk.own_link(link.case, &phone, &code).await?
    {
        return Ok(Redirect::to(&format!("/go/{own}")).into_response());
    }
    let mut face = Face::of(&visit, desk, (&link, &file, &word));
    let wrong = Some(fl!(visit.lang.words(), "go-code-wrong"));
    face.asks = Asks::Code { phone, wrong };
    Ok((StatusCode::UNPROCESSABLE_ENTITY, shown(&visit, &face)).into_response())
}
