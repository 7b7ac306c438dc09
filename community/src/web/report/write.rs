//! The second page and the third: has somebody reported the same; what is it, in words and pictures; and
//! what will everybody see?

use axum::extract::{Form, Multipart, Query};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use i18n_embed_fl::fl;
use maud::{Markup, html};
use serde::Deserialize;

use super::filled::{Filled, Wrong};
use super::{place, place_words, shown, upload};
use crate::core::desk::{Answer, Case, CaseId, Input};
use crate::core::report::{ActKey, MOST_PHOTOS, MOST_WRITTEN, Place, ReportKind, Said, is_near};
use crate::photo::PhotoError;
use crate::say::{report as say, time};
use crate::web::desk::{Desk, photos};
use crate::web::refusal::Refusal;
use crate::web::report::door::Neighbourhood;
use crate::web::secret;
use crate::web::visit::Visit;

/// Near ones that are offered: more are not read.
const MOST_NEAR: usize = 5;

pub(super) async fn get(visit: Visit, Query(filled): Query<Filled>) -> Result<Response, Refusal> {
    second(&visit, filled, None)
}

/// Back from the preview, with everything that was written.
pub(super) async fn post(visit: Visit, Form(filled): Form<Filled>) -> Result<Response, Refusal> {
    second(&visit, filled, None)
}

/// At which field something is wrong, and what.
type Fault = (&'static str, String);

fn second(visit: &Visit, mut filled: Filled, wrong: Option<Fault>) -> Result<Response, Refusal> {
    let desk = visit.web.desk()?;
    let known = desk.neighbourhood();
    let (kind, at) = match filled.kind().and_then(|kind| Ok((kind, filled.place(&known)?))) {
        Ok(both) => both,
        Err(wrong) => {
            let page = place::page(visit, &known, &filled, Some(wrong));
            return Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response());
        }
    };
    if !filled.has_key() {
        filled.key = secret::word()?;
    }
    let status = if wrong.is_some() { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK };
    let near = near(visit, desk, &known, (kind, &at));
    let body = html! {
        p.where { (say::kind(visit.lang, kind)) " · " (place_words(visit.lang, &at)) " "
            a href="/report" { (fl!(visit.lang.words(), "report-other-place")) } }
        (near)
        (words(visit, desk, (&filled, &at), wrong.as_ref()))
    };
    let page = shown(visit, &fl!(visit.lang.words(), "report-write-title"), &body);
    Ok((status, page).into_response())
}

/// What may be the same. What was written of it is nobody's to read yet: kind, place and day are enough.
fn near(
    visit: &Visit,
    desk: &Desk,
    known: &Neighbourhood,
    (kind, at): (ReportKind, &Place),
) -> Markup {
    let (t, now) = (visit.lang.words(), visit.web.now());
    let board = desk.board();
    let scale = known.map.map(|map| map.scale());
    let is = |case: &&std::sync::Arc<Case>| {
        case.report.as_ref().is_some_and(|it| is_near(now, (kind, at), it, scale))
    };
    let mut same: Vec<_> = board.open.iter().filter(is).collect();
    same.sort_by_key(|case| std::cmp::Reverse(case.opened));
    html! {
        @if !same.is_empty() {
            section.near {
                h2 { (fl!(t, "report-near")) }
                p { (fl!(t, "report-near-why")) }
                @for case in same.into_iter().take(MOST_NEAR) { (same_one(visit, case)) }
            }
        }
    }
}

fn same_one(visit: &Visit, case: &Case) -> Markup {
    let t = visit.lang.words();
    let zone = &visit.web.settings().zone;
    html! {
        @if let Some(report) = &case.report {
            form.same method="post" action="/report/me-too" {
                input type="hidden" name="case" value=(case.id);
                p { b { (say::kind(visit.lang, report.kind)) } " · "
                    (place_words(visit.lang, &report.place)) br;
                    (time::date(visit.lang, report.times.received, zone)) " · "
                    (say::state(visit.lang, report.state.word()))
                    @if report.me_too > 0 {
                        " · " (fl!(t, "report-me-toos", n = report.me_too))
                    } }
                button.second { (fl!(t, "report-me-too")) }
            }
        }
    }
}

fn words(
    visit: &Visit,
    desk: &Desk,
    (filled, at): (&Filled, &Place),
    wrong: Option<&Fault>,
) -> Markup {
    let t = visit.lang.words();
    let sent = desk.drafts().photos(visit.web.clock().mono(), &filled.key);
    let bad = |field: &str| wrong.is_some_and(|it| it.0 == field).then_some("true");
    // Where it is mended: on a telephone the top of the form is out of sight.
    let fault = |field: &str| match wrong {
        Some((at, says)) if *at == field => html! { p.fault role="alert" { (says) } },
        Some(_) | None => html! {},
    };
    html! {
        form #write method="post" action="/report/look" enctype="multipart/form-data"
            data-upload=(filled.key) {
            (filled.carried(at, false))
            label for="text" { (fl!(t, "report-text")) }
            (fault("text"))
            textarea id="text" name="text" rows="4" maxlength=(MOST_WRITTEN) required
                aria-invalid=[bad("text")] autofocus[bad("text").is_some()] { (filled.text) }
            label for="photo" { (fl!(t, "report-photos")) }
            (fault("photo"))
            input type="file" id="photo" name="photo" multiple data-most=(MOST_PHOTOS)
                accept="image/jpeg,image/png,image/webp";
            (upload::waiting(visit, &filled.key, &sent))
            label for="phone" { (fl!(t, "report-phone")) }
            (fault("phone"))
            input type="tel" id="phone" name="phone" value=(filled.phone) autocomplete="tel"
                maxlength="32" aria-describedby="phone-why" aria-invalid=[bad("phone")]
                autofocus[bad("phone").is_some()];
            p.quiet #phone-why { (fl!(t, "report-phone-why")) }
            button { (fl!(t, "report-look")) }
        }
    }
}

/// Words and pictures came: what everybody will see.
pub(super) async fn look(visit: Visit, form: Multipart) -> Result<Response, Refusal> {
    visit.web.limits().report(visit.peer)?;
    let desk = visit.web.desk()?;
    let (filled, files) = upload::read(desk, form).await?;
    if !filled.has_key() {
        return Err(Refusal::BadForm);
    }
    if let Err(why) = upload::keep_files(&visit, desk, &filled.key, files).await? {
        return second(&visit, filled, Some(("photo", photo_says(&visit, why))));
    }
    let known = desk.neighbourhood();
    let checked = (|| {
        filled.text()?;
        filled.phone()?;
        Ok((filled.kind()?, filled.place(&known)?))
    })();
    match checked {
        Ok((kind, at)) => Ok(preview(&visit, desk, &filled, (kind, &at)).into_response()),
        Err(wrong) => {
            let wrong: Wrong = wrong;
            second(&visit, filled, Some((wrong.field(), wrong.says(visit.lang))))
        }
    }
}

fn photo_says(visit: &Visit, why: Option<PhotoError>) -> String {
    let t = visit.lang.words();
    why.map_or_else(|| fl!(t, "report-photos-full"), |why| photos::why(visit.lang, why))
}

fn preview(
    visit: &Visit,
    desk: &Desk,
    filled: &Filled,
    (kind, at): (ReportKind, &Place),
) -> Markup {
    let t = visit.lang.words();
    let sent = desk.drafts().photos(visit.web.clock().mono(), &filled.key);
    let body = html! {
        p.once { (fl!(t, "report-public-why")) }
        article.preview {
            h2 { (say::kind(visit.lang, kind)) }
            p.where { (place_words(visit.lang, at)) }
            p.text { (filled.text) }
            (upload::waiting(visit, &filled.key, &sent))
        }
        @if filled.phone.trim().is_empty() { p { (fl!(t, "report-anonymous")) } } @else {
            p { (fl!(t, "report-phone-kept", phone = filled.phone.trim())) }
        }
        form method="post" action="/report/send" {
            (filled.carried(at, true))
            button { (fl!(t, "report-send")) }
            button.second formaction="/report/write" { (fl!(t, "report-change")) }
        }
    };
    shown(visit, &fl!(t, "report-look-title"), &body)
}

/// "I have seen this too."
#[derive(Deserialize)]
pub(super) struct Same {
    case: String,
}

pub(super) async fn me_too(visit: Visit, Form(same): Form<Same>) -> Result<Response, Refusal> {
    visit.web.limits().report(visit.peer)?;
    let desk = visit.web.desk()?;
    let id: CaseId = same.case.parse().map_err(|_| Refusal::BadForm)?;
    let open = desk
        .board()
        .open
        .iter()
        .any(|it| it.id == id && it.report.as_ref().is_some_and(|report| !report.private));
    // One of a peer counts once.
    let peer = format!("{} {} {id}", desk.drafts().salt(), visit.peer);
    let key: Option<ActKey> =
        secret::hex(&secret::hash(&peer)).get(..32).and_then(|it| it.parse().ok());
    if open {
        let input = Input::Report { by: None, key, said: Said::MeToo };
        let said = desk.decide(id, input).await?;
        if said == Some(Answer::Done) {
            return Ok(Redirect::to("/report?said=me-too").into_response());
        }
    }
    Err(Refusal::Spent)
}
