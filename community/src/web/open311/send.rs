//! A report comes in from elsewhere: with a key, a kind, a place and words. What else is sent of a
//! person is not kept, and the address of a picture is not followed.

use axum::extract::{Path, rejection::FormRejection};
use axum::http::{HeaderValue, header};
use axum::response::Response;
use i18n_embed_fl::fl;

use super::place::{self, Found};
use super::says::{Says, Taken, answer};
use super::{Asked, Form, NO_PAGE, Visit, Wrong, jurisdiction, key, read, services, split};
use crate::core::activity::is_phone;
use crate::core::report::{Draft, ReportKind, seen};
use crate::say;
use crate::web::{report, secret};

/// Characters of a description, as the protocol says.
const MOST_DESCRIPTION: usize = 4_000;

/// A report, and the receipt of whoever made it.
type Sent = (Says, String);

pub(super) async fn post(
    visit: Visit,
    Path(file): Path<String>,
    form: Result<axum::Form<Vec<(String, String)>>, FormRejection>,
) -> Response {
    let Some(("requests", wanted)) = split(&file) else {
        return answer(split(&file).map_or(Form::Json, |it| it.1), Err(NO_PAGE));
    };
    let said = match form {
        Ok(axum::Form(pairs)) => take(&visit, &read(pairs)).await,
        Err(_) => Err(Wrong::Asked(
            "the form cannot be read: send application/x-www-form-urlencoded in UTF-8".to_owned(),
        )),
    };
    let page = said.as_ref().ok().and_then(|(_, receipt)| page(&visit, receipt));
    let mut response = answer(wanted, said.map(|it| it.0));
    page.map(|page| response.headers_mut().insert(header::LOCATION, page));
    response
}

/// Where whoever reported sees how far it is: a program needs not read it out of a sentence.
fn page(visit: &Visit, receipt: &str) -> Option<HeaderValue> {
    let url = visit.web.settings().url.as_deref().unwrap_or_default();
    HeaderValue::from_str(&format!("{}/report/r/{receipt}", url.trim_end_matches('/'))).ok()
}

async fn take(visit: &Visit, asked: &Asked) -> Result<Sent, Wrong> {
    visit.web.limits().report(visit.peer)?;
    let said = |name: &str| asked.get(name).map_or("", |it| it.trim());
    let keys = visit.web.settings().open311.keys_file.as_deref();
    if !key::is_known(keys, said("api_key")).await {
        return Err(Wrong::Key);
    }
    jurisdiction(visit, asked)?;
    let draft = draft(visit, asked)?;
    let receipt = report::receipt_of(&secret::word()?);
    let desk = visit.web.desk()?;
    let id = desk.file(report::receipt_hash(&receipt), draft).await?;
    visit.web.note("open311", "report", None, id.to_string()).await?;
    let notice = fl!(visit.lang.words(), "open311-notice", receipt = receipt.clone());
    let service_request_id = id.0.to_string();
    let taken = Taken { service_request_id, service_notice: Some(notice), account_id: None };
    Ok((Says::Taken(vec![taken]), receipt))
}

fn draft(visit: &Visit, asked: &Asked) -> Result<Draft, Wrong> {
    let said = |name: &str| asked.get(name).map_or("", |it| it.trim());
    if said("service_code").is_empty() {
        return Err(Wrong::Asked("service_code is missing".to_owned()));
    }
    let kind = services::kind(said("service_code"))?;
    let Found { place, line } = place::found(visit, asked)?;
    let phone = Some(said("phone")).filter(|it| !it.is_empty());
    if phone.is_some_and(|it| !is_phone(it)) {
        return Err(Wrong::Asked("phone is no telephone number".to_owned()));
    }
    Ok(Draft {
        kind,
        private: false,
        place,
        text: text(visit, kind, (said("description"), line.as_deref()))?,
        phone: phone.map(str::to_owned),
        worker: None,
    })
}

/// Nobody must describe it: then its kind is all that is said. What is known of the place, and is none of
/// ours, stands before it.
fn text(
    visit: &Visit,
    kind: ReportKind,
    (description, line): (&str, Option<&str>),
) -> Result<String, Wrong> {
    let description = seen(description);
    if description.chars().count() > MOST_DESCRIPTION {
        let why = format!("description has more than {MOST_DESCRIPTION} characters");
        return Err(Wrong::Asked(why));
    }
    let said = if description.is_empty() {
        say::report::kind(visit.web.settings().language, kind)
    } else {
        description
    };
    Ok(line.map_or_else(|| said.clone(), |line| format!("{}\n{said}", seen(line))))
}
