//! `/report/r/{receipt}`: what has become of it? Whoever has the receipt sees how far it is and what is
//! promised, says whether it is done, adds a picture, and leaves or takes back a telephone.

mod face;

use std::sync::Arc;

use axum::extract::{Form, Multipart, Path, Query};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use i18n_embed_fl::fl;
use maud::{Markup, html};
use serde::Deserialize;

use super::door::PhoneSent;
use super::{place, receipt, shown, upload};
use crate::core::desk::{Answer, Case, Input};
use crate::core::report::{Said, cut};
use crate::desk::PhoneTried;
use crate::say::report as say;
use crate::web::desk::{Desk, photos};
use crate::web::refusal::Refusal;
use crate::web::visit::Visit;
use face::Face;

/// A receipt that somebody typed.
#[derive(Deserialize)]
pub(super) struct Asked {
    #[serde(default)]
    receipt: String,
}

pub(super) async fn find(visit: Visit, Query(asked): Query<Asked>) -> Result<Response, Refusal> {
    visit.web.limits().link(visit.peer)?;
    let desk = visit.web.desk()?;
    if let Some(typed) = receipt::typed(&asked.receipt)
        && desk.report(&receipt::hash(&typed)).await?.is_some()
    {
        return Ok(Redirect::to(&format!("/report/r/{typed}")).into_response());
    }
    let t = visit.lang.words();
    let body = html! {
        p.fault role="alert" { (fl!(t, "report-no-receipt")) }
        (place::look_up(&visit, &cut(asked.receipt.trim(), place::MOST_TYPED)))
        p { a href="/report" { (fl!(t, "report-something")) } }
    };
    Ok((StatusCode::NOT_FOUND, shown(&visit, &fl!(t, "report-look-up"), &body)).into_response())
}

/// The report of a receipt. Whoever guesses is slowed down; whoever has one is not.
async fn of(visit: &Visit, desk: &Desk, receipt: &str) -> Result<Arc<Case>, Refusal> {
    let typed = receipt::typed(receipt).filter(|it| it == receipt);
    let found = match typed {
        Some(typed) => desk.report(&receipt::hash(&typed)).await?,
        None => None,
    };
    let Some(case) = found else {
        visit.web.limits().link(visit.peer)?;
        return Err(Refusal::NotHere);
    };
    Ok(case)
}

/// What was said a moment ago.
#[derive(Default, Deserialize)]
#[serde(default)]
pub(super) struct Heard {
    said: String,
}

pub(super) async fn get(
    visit: Visit,
    Path(receipt): Path<String>,
    Query(heard): Query<Heard>,
) -> Result<Markup, Refusal> {
    let desk = visit.web.desk()?;
    let case = of(&visit, desk, &receipt).await?;
    page(&visit, desk, (&case, &receipt), said(&visit, &heard.said)).await
}

async fn page(
    visit: &Visit,
    desk: &Desk,
    (case, receipt): (&Case, &str),
    said: Option<String>,
) -> Result<Markup, Refusal> {
    let log = desk.case(case.id).await?.map(|it| it.log).unwrap_or_default();
    let report = case.report.as_ref().ok_or(Refusal::NotHere)?;
    let face = Face { visit, receipt, report, log: &log, said, texts: desk.texts() };
    Ok(shown(visit, &fl!(visit.lang.words(), "report-yours"), &face.body()))
}

/// What is pressed.
#[derive(Deserialize)]
pub(super) struct Pressed {
    act: String,
    #[serde(default)]
    why: String,
    #[serde(default)]
    phone: String,
    #[serde(default)]
    code: String,
}

pub(super) async fn post(
    visit: Visit,
    Path(receipt): Path<String>,
    Form(pressed): Form<Pressed>,
) -> Result<Response, Refusal> {
    let desk = visit.web.desk()?;
    let case = of(&visit, desk, &receipt).await?;
    visit.web.limits().report(visit.peer)?;
    let word = match pressed.act.as_str() {
        "confirm" => decide(desk, &case, Said::Confirm).await?,
        "reopen" => decide(desk, &case, Said::Reopen { why: pressed.why }).await?,
        "forget" => decide(desk, &case, contact(&visit, None, false)).await?,
        "code" => send_code(&visit, desk, &case, &pressed.phone).await?,
        "check" => check(&visit, desk, &case, &pressed.code).await?,
        _ => return Err(Refusal::BadForm),
    };
    Ok(Redirect::to(&format!("/report/r/{receipt}?said={word}")).into_response())
}

async fn decide(desk: &Desk, case: &Case, said: Said) -> Result<&'static str, Refusal> {
    let input = Input::Report { by: None, key: None, said };
    Ok(match desk.decide(case.id, input).await? {
        Some(Answer::Done | Answer::Taken { .. }) => "done",
        Some(Answer::NotSo { why }) => say::not_so_word(why),
        Some(Answer::Closed) | None => "ended",
    })
}

/// Where they may be called, in the language in which they read now.
fn contact(visit: &Visit, phone: Option<String>, confirmed: bool) -> Said {
    Said::Contact { phone, confirmed, lang: visit.lang.tag().to_owned() }
}

async fn send_code(
    visit: &Visit,
    desk: &Desk,
    case: &Case,
    phone: &str,
) -> Result<&'static str, Refusal> {
    visit.web.limits().link(visit.peer)?;
    let left = case.report.as_ref().and_then(|it| it.contact.as_ref());
    let filled = super::filled::Filled { phone: phone.to_owned(), ..Default::default() };
    let Ok(typed) = filled.phone() else { return Ok("phone") };
    let Some(phone) = typed.or_else(|| left.map(|it| it.phone.clone())) else {
        return Ok("phone");
    };
    if left.is_none_or(|it| it.phone != phone) {
        decide(desk, case, contact(visit, Some(phone.clone()), false)).await?;
    }
    Ok(match desk.send_phone_code(case.id, &phone, visit.lang).await? {
        PhoneSent::Sent => "sent",
        PhoneSent::TooOften => "often",
        PhoneSent::NotSent => "not-sent",
    })
}

async fn check(
    visit: &Visit,
    desk: &Desk,
    case: &Case,
    code: &str,
) -> Result<&'static str, Refusal> {
    match desk.try_phone_code(case.id, code) {
        PhoneTried::Right(phone) => decide(desk, case, contact(visit, Some(phone), true)).await,
        PhoneTried::Wrong => Ok("wrong"),
        PhoneTried::Spent => Ok("spent"),
    }
}

/// What whoever pressed reads.
fn said(visit: &Visit, word: &str) -> Option<String> {
    let (lang, t) = (visit.lang, visit.lang.words());
    Some(match word {
        "" => return None,
        "done" => fl!(t, "report-said-done"),
        "sent" => fl!(t, "report-said-sent"),
        "often" => fl!(t, "report-said-often"),
        "not-sent" => fl!(t, "report-said-not-sent"),
        "wrong" => fl!(t, "report-said-wrong"),
        "spent" => fl!(t, "report-said-spent"),
        "phone" => fl!(t, "report-wrong-phone"),
        other => say::not_so(lang, say::not_so_of(other)?),
    })
}

/// One more picture of what is wrong.
pub(super) async fn add_photo(
    visit: Visit,
    Path(receipt): Path<String>,
    form: Multipart,
) -> Result<Response, Refusal> {
    let desk = visit.web.desk()?;
    let case = of(&visit, desk, &receipt).await?;
    visit.web.limits().report(visit.peer)?;
    let (_, files) = upload::read(desk, form).await?;
    let mut word = "done";
    for bytes in files {
        match photos::keep(desk, case.id, &bytes).await? {
            Ok(Some(name)) => {
                word = decide(desk, &case, Said::Photo { name: name.clone() }).await?;
                if word != "done" {
                    desk.drop_photo(case.id, name).await?;
                }
            }
            Ok(None) => {}
            Err(why) => {
                let why = Some(photos::why(visit.lang, why));
                let page = page(&visit, desk, (&case, &receipt), why).await?;
                return Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response());
            }
        }
    }
    Ok(Redirect::to(&format!("/report/r/{receipt}?said={word}")).into_response())
}

/// A picture of this report.
pub(super) async fn photo(
    visit: Visit,
    Path((receipt, name)): Path<(String, String)>,
) -> Result<Response, Refusal> {
    let desk = visit.web.desk()?;
    let case = of(&visit, desk, &receipt).await?;
    let own = case.report.as_ref().is_some_and(|it| it.photos.iter().any(|it| it.name == name));
    if !own {
        return Err(Refusal::NotHere);
    }
    let (of, jpeg) = desk.photo(&name).await?.ok_or(Refusal::NotHere)?;
    if of == case.id { Ok(photos::answer(jpeg)) } else { Err(Refusal::NotHere) }
}
