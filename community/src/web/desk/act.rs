//! Somebody presses something: what is it, for whom, and what do they read afterwards?

use axum::Form;
use axum::extract::{Multipart, Path};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Redirect, Response};
use i18n_embed_fl::fl;
use serde::Deserialize;

use super::eyes::Eyes;
use super::words::Names;
use super::{CaseFile, Desk, page, photos};
use crate::core::HomeId;
use crate::core::access::Ability;
use crate::core::desk::{Act, Answer, CaseId, Input, PartyId};
use crate::say::{Lang, report};
use crate::web::refusal::Refusal;
use crate::web::visit::Visit;

/// Something that is pressed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Press {
    /// My screen shows it.
    Received,
    /// I go.
    Accept,
    /// I cannot.
    Decline,
    /// I am on the way.
    OnTheWay,
    /// I am there.
    AtTheDoor,
    /// Somebody else must come too.
    NeedHelp,
}

impl Press {
    /// Of a button's value.
    #[must_use]
    pub fn of(word: &str) -> Option<Self> {
        Some(match word {
            "received" => Self::Received,
            "accept" => Self::Accept,
            "decline" => Self::Decline,
            "on-the-way" => Self::OnTheWay,
            "at-the-door" => Self::AtTheDoor,
            "need-help" => Self::NeedHelp,
            _ => return None,
        })
    }

    /// What the case hears.
    #[must_use]
    pub fn input(self, who: PartyId, said_by: PartyId) -> Input {
        let act = match self {
            Self::Received => return Input::Shown { by: Some(said_by) },
            Self::Accept => Act::Accept,
            Self::Decline => Act::Decline,
            Self::OnTheWay => Act::OnTheWay,
            Self::AtTheDoor => Act::AtTheDoor,
            Self::NeedHelp => Act::NeedHelp,
        };
        Input::Act { who, said_by, act }
    }
}

/// A form of a case.
#[derive(Deserialize)]
pub(in crate::web) struct Pressed {
    act: String,
    #[serde(default)]
    who: String,
    #[serde(default)]
    from: String,
}

/// `p17`.
pub(in crate::web) fn party(text: &str) -> Option<PartyId> {
    text.strip_prefix('p')?.parse().ok().map(PartyId)
}

/// A case that this person may see, and whom they are.
pub(super) async fn found(
    visit: &Visit,
    desk: &Desk,
    id: &str,
) -> Result<(CaseFile, PartyId), Refusal> {
    let id: CaseId = id.parse().map_err(|_| Refusal::NotHere)?;
    let file = desk.case(id).await?.ok_or(Refusal::NotHere)?;
    if !Eyes::of(visit).sees(&file.case) {
        return Err(Refusal::NotHere);
    }
    Ok((file, desk.actor(visit.name()).await?))
}

/// Whom it is about: oneself, or for staff somebody who is on the telephone.
fn about(visit: &Visit, desk: &Desk, me: PartyId, who: &str) -> Result<PartyId, Refusal> {
    match party(who) {
        Some(who) if who != me && visit.may(Ability::EditDesk) => {
            let known = desk.board().people.contains_key(&who);
            known.then_some(who).ok_or(Refusal::BadForm)
        }
        Some(_) | None => Ok(me),
    }
}

pub(in crate::web) async fn post(
    visit: Visit,
    Path(id): Path<String>,
    headers: HeaderMap,
    Form(pressed): Form<Pressed>,
) -> Result<Response, Refusal> {
    let desk = visit.web.desk()?;
    let (file, me) = found(&visit, desk, &id).await?;
    let press = Press::of(&pressed.act).ok_or(Refusal::BadForm)?;
    let goes = file.case.stage.who_goes();
    let of_goer = matches!(press, Press::OnTheWay | Press::AtTheDoor | Press::NeedHelp);
    let who = match goes.filter(|_| of_goer && pressed.who.is_empty()) {
        // Who presses "at the door" in a line speaks of whoever goes.
        Some(goes) if visit.may(Ability::EditDesk) => goes,
        Some(_) | None => about(&visit, desk, me, &pressed.who)?,
    };
    let answer = desk.decide(file.case.id, press.input(who, me)).await?.ok_or(Refusal::NotHere)?;
    visit.note("case-act", file.case.resident, format!("{} {}", file.case.id, pressed.act)).await?;
    let to =
        if pressed.from == "case" { format!("/desk/{}", file.case.id) } else { "/desk".into() };
    Ok(answered(&visit, &headers, &to, &word(answer)))
}

/// What was done: for the script in words, else on the page to which it leads.
pub(super) fn answered(visit: &Visit, headers: &HeaderMap, to: &str, word: &str) -> Response {
    if !headers.contains_key(page::PART) {
        return Redirect::to(&format!("{to}?said={word}")).into_response();
    }
    let board = visit.web.desk().map(|desk| desk.board()).unwrap_or_default();
    said(visit.lang, word, Names(&board.people)).unwrap_or_default().into_response()
}

pub(in crate::web) async fn resolve(
    visit: Visit,
    Path(id): Path<String>,
    headers: HeaderMap,
    form: Multipart,
) -> Result<Response, Refusal> {
    let desk = visit.web.desk()?;
    let (file, me) = found(&visit, desk, &id).await?;
    let filled = photos::read(desk, form).await?;
    let who = about(&visit, desk, me, &filled.who)?;
    let photo = match photos::keep(desk, file.case.id, &filled.photo).await? {
        Ok(photo) => photo,
        Err(why) => {
            let wrong = Some((photos::why(visit.lang, why), filled.note));
            let case = page::whole(&visit, file, me, wrong).await?;
            let shown = page::shown(&visit, &headers, case, None);
            return Ok((StatusCode::UNPROCESSABLE_ENTITY, shown).into_response());
        }
    };
    let act = Act::Resolve { note: filled.note, photo };
    let input = Input::Act { who, said_by: me, act };
    let answer = desk.decide(file.case.id, input).await?.ok_or(Refusal::NotHere)?;
    visit.note("case-act", file.case.resident, format!("{} resolve", file.case.id)).await?;
    let to = format!("/desk/{}?said={}", file.case.id, word(answer));
    Ok(Redirect::to(&to).into_response())
}

/// A drill that somebody begins.
#[derive(Deserialize)]
pub(in crate::web) struct Drill {
    #[serde(default)]
    home: String,
}

pub(in crate::web) async fn drill(
    visit: Visit,
    headers: HeaderMap,
    Form(asked): Form<Drill>,
) -> Result<Response, Refusal> {
    let home: Option<HomeId> = match asked.home.trim() {
        "" => None,
        name => Some(name.parse().map_err(|_| Refusal::BadForm)?),
    };
    visit.web.desk()?.drill(home).await?;
    visit.note("drill", None, "").await?;
    Ok(if headers.contains_key(page::PART) {
        fl!(visit.lang.words(), "said-drill").into_response()
    } else {
        Redirect::to("/desk?said=drill").into_response()
    })
}

/// An answer as a word of an address.
pub(super) fn word(answer: Answer) -> String {
    match answer {
        Answer::Done => "done".to_owned(),
        Answer::Taken { by } => format!("taken-{by}"),
        Answer::Closed => "closed".to_owned(),
        Answer::NotSo { why } => report::not_so_word(why).to_owned(),
    }
}

/// What whoever pressed reads.
#[must_use]
pub fn said(lang: Lang, word: &str, names: Names<'_>) -> Option<String> {
    let t = lang.words();
    Some(match word {
        "done" => fl!(t, "said-done"),
        "closed" => fl!(t, "said-closed"),
        "drill" => fl!(t, "said-drill"),
        other if let Some(why) = report::not_so_of(other) => report::not_so(lang, why),
        "less-urgent" => fl!(t, "said-less-urgent"),
        taken => {
            let by = taken.strip_prefix("taken-").and_then(party)?;
            fl!(t, "said-taken", who = names.of(by))
        }
    })
}
