//! It is sent: written down once, with its pictures.

use axum::extract::Form;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};

use super::filled::{Filled, Wrong};
use super::{place, receipt};
use crate::core::desk::{CaseId, Input};
use crate::core::report::{ActKey, Draft, Said};
use crate::web::desk::Desk;
use crate::web::refusal::Refusal;
use crate::web::visit::Visit;

pub(super) async fn post(visit: Visit, Form(filled): Form<Filled>) -> Result<Response, Refusal> {
    visit.web.limits().report(visit.peer)?;
    if !filled.has_key() {
        return Err(Refusal::BadForm);
    }
    let desk = visit.web.desk()?;
    let known = desk.neighbourhood();
    let draft = match drafted(&filled, &known) {
        Ok(draft) => draft,
        Err(wrong) => {
            let page = place::page(&visit, &known, &filled, Some(wrong));
            return Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response());
        }
    };
    let receipt = receipt::of_key(&filled.key);
    let id = desk.file(receipt::hash(&receipt), draft).await?;
    attach(&visit, desk, (id, &filled.key)).await?;
    Ok(Redirect::to(&format!("/report/r/{receipt}")).into_response())
}

fn drafted(filled: &Filled, known: &super::door::Neighbourhood) -> Result<Draft, Wrong> {
    Ok(Draft {
        kind: filled.kind()?,
        private: false,
        place: filled.place(known)?,
        text: filled.text()?,
        phone: filled.phone()?,
        worker: None,
    })
}

/// Its pictures, in their order. One that cannot be kept is left out: the report is more than it.
async fn attach(visit: &Visit, desk: &Desk, (id, key): (CaseId, &str)) -> Result<(), Refusal> {
    for (n, jpeg) in desk.drafts().take(visit.web.clock().mono(), key).into_iter().enumerate() {
        let name = match desk.save_photo(id, jpeg.to_vec()).await {
            Ok(name) => name,
            Err(error) => {
                tracing::warn!(case = %id, %error, "a picture of a report could not be kept");
                continue;
            }
        };
        let act: Option<ActKey> = format!("photo-{n}-{id}").parse().ok();
        let input = Input::Report { by: None, key: act, said: Said::Photo { name } };
        desk.decide(id, input).await?;
    }
    Ok(())
}
