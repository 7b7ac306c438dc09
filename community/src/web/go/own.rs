//! A link of one's own: what is pressed on it.

use axum::Form;
use serde::Deserialize;

use super::{
    CaseFile, Desk, Face, IntoResponse, Link, Multipart, Path, Redirect, Refusal, Response,
    StatusCode, Visit, of, shown,
};
use crate::core::desk::notice::Receipt;
use crate::core::desk::{Act, Input, PartyId};
use crate::web::desk::act::Press;
use crate::web::desk::photos;

/// What was pressed.
#[derive(Deserialize)]
pub(in crate::web) struct Pressed {
    act: String,
}

/// A link that is somebody's.
async fn mine(
    visit: &Visit,
    desk: &Desk,
    word: &str,
) -> Result<(Link, CaseFile, PartyId), Refusal> {
    let (link, file) = of(visit, desk, word).await?;
    let who = link.who.ok_or(Refusal::NotHere)?;
    Ok((link, file, who))
}

pub(in crate::web) async fn post(
    visit: Visit,
    Path(word): Path<String>,
    Form(pressed): Form<Pressed>,
) -> Result<Redirect, Refusal> {
    let desk = visit.web.desk()?;
    let (link, _, who) = mine(&visit, desk, &word).await?;
    let press = Press::of(&pressed.act).ok_or(Refusal::BadForm)?;
    desk.decide(link.case, press.input(who, who)).await?;
    // The page says what is so then: also that another goes already.
    Ok(Redirect::to(&format!("/go/{word}")))
}

/// The page was seen by a person: its script says so, which no preview of a chat runs.
pub(in crate::web) async fn seen(
    visit: Visit,
    Path(word): Path<String>,
) -> Result<StatusCode, Refusal> {
    let desk = visit.web.desk()?;
    let (link, _, who) = mine(&visit, desk, &word).await?;
    if let Some((notice, channel)) = link.notice {
        let input = Input::Receipt { notice, channel, is: Receipt::Opened };
        desk.decide(link.case, input).await?;
    }
    desk.decide(link.case, Input::Shown { by: Some(who) }).await?;
    Ok(StatusCode::NO_CONTENT)
}

pub(in crate::web) async fn resolve(
    visit: Visit,
    Path(word): Path<String>,
    form: Multipart,
) -> Result<Response, Refusal> {
    let desk = visit.web.desk()?;
    let (link, file, who) = mine(&visit, desk, &word).await?;
    if !file.case.is_open() {
        return Ok(Redirect::to(&format!("/go/{word}")).into_response());
    }
    let filled = photos::read(desk, form).await?;
    let photo = match photos::keep(desk, link.case, &filled.photo).await? {
        Ok(photo) => photo,
        Err(why) => {
            let mut face = Face::of(&visit, desk, (&link, &file, &word));
            face.wrong = Some((photos::why(visit.lang, why), filled.note));
            return Ok((StatusCode::UNPROCESSABLE_ENTITY, shown(&visit, &face)).into_response());
        }
    };
    let act = Act::Resolve { note: filled.note, photo };
    desk.decide(link.case, Input::Act { who, said_by: who, act }).await?;
    Ok(Redirect::to(&format!("/go/{word}")).into_response())
}
