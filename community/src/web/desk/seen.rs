//! The page says which cases it shows: their homes are told that a screen shows them (*received*), by
//! itself and once a call. It is no answer of a person: the desk sounds on, and people are called on.

use std::collections::BTreeSet;

use axum::Form;
use axum::http::StatusCode;
use serde::Deserialize;

use super::eyes::Eyes;
use crate::core::desk::{CaseId, Input};
use crate::web::refusal::Refusal;
use crate::web::visit::Visit;

/// Cases that one page says at once; of more it says the rest afterwards.
const MOST: usize = 40;

/// `c17.c18`
#[derive(Deserialize)]
pub(in crate::web) struct Seen {
    cases: String,
}

pub(in crate::web) async fn post(
    visit: Visit,
    Form(seen): Form<Seen>,
) -> Result<StatusCode, Refusal> {
    let desk = visit.web.desk()?;
    let (eyes, board) = (Eyes::of(&visit), desk.board());
    let said = seen.cases.split('.').take(MOST).filter_map(|id| id.parse().ok());
    let said: BTreeSet<CaseId> = said.collect();
    let shown = board.open.iter().filter(|case| said.contains(&case.id) && eyes.sees(case));
    for case in shown.filter(|case| case.awaits_screen()) {
        desk.decide(case.id, Input::OnScreen).await?;
    }
    Ok(StatusCode::NO_CONTENT)
}
