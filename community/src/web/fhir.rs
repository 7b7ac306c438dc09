//! What was sent to the clinic, for whoever reads FHIR? `/fhir`: a CapabilityStatement that promises what
//! is there, our code systems, and by resident what left, as it left last.
//!
//! Whoever asks is a login of the role clinic, or has the token of `clinic.read-token-file`. Of a resident
//! who does not agree any more nothing is there. Each answer is written down for each resident in it.

mod search;

use std::path::PathBuf;
use std::sync::Arc;

use axum::extract::{Path, Query};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use axum::{Router, http::HeaderValue};
use serde::Serialize;
use serde_json::{Value, json};

use super::app::Web;
use super::refusal::Refusal;
use super::visit::Visit;
use super::{Needs, behind, secret};
use crate::channels;
use crate::core::access::Ability;
use crate::core::person::Resident;
use crate::fhir::outcome::OperationOutcome;
use crate::fhir::{capability, files};
use search::{Asked, Found};

/// Every address of it.
pub fn routes(web: &Web) -> Router<Web> {
    let open = |path, page| behind(web, Needs::Nobody, path, page);
    open("/fhir/metadata", get(metadata))
        .merge(open("/fhir/wake", post(wake)))
        .merge(open("/fhir/{kind}", get(several)))
        .merge(open("/fhir/{kind}/{id}", get(one)))
}

/// Searches are pairs: a name may come twice.
type Pairs = Query<Vec<(String, String)>>;

async fn metadata(visit: Visit) -> Response {
    said(&visit, StatusCode::OK, &capability::statement(&visit.web.settings().name))
}

/// The clinic's server knocks: there is something to ask for. What it sends with it is not looked at.
async fn wake(visit: Visit, headers: HeaderMap) -> Result<Response, Refusal> {
    let clinic = visit.web.settings().clinic.as_ref();
    let file = clinic.and_then(|it| it.wake_token_file.clone());
    if !shows(&headers, file).await? {
        visit.web.limits().link(visit.peer)?;
        return Ok(unknown(&visit));
    }
    visit.web.settings().wake.notify_one();
    Ok(StatusCode::NO_CONTENT.into_response())
}

/// Whether a request shows the token of a file.
async fn shows(headers: &HeaderMap, file: Option<PathBuf>) -> Result<bool, Refusal> {
    let bearer = headers.get(header::AUTHORIZATION).and_then(|it| it.to_str().ok());
    let (Some(word), Some(file)) = (bearer.and_then(|it| it.strip_prefix("Bearer ")), file) else {
        return Ok(false);
    };
    let token = tokio::task::spawn_blocking(move || channels::secret::read(&file)).await;
    let token = token.map_err(|error| Refusal::Broken(error.to_string()))?;
    let token = token.map_err(|why| Refusal::Broken(why.to_string()))?;
    // Of hashes nobody learns by how long they take to compare.
    Ok(secret::hash(word) == secret::hash(&token))
}

async fn several(
    visit: Visit,
    Path(kind): Path<String>,
    Query(pairs): Pairs,
    headers: HeaderMap,
) -> Result<Response, Refusal> {
    let names = &visit.web.settings().fhir_names;
    let pairs: Vec<_> =
        pairs.into_iter().map(|(name, value)| (name, names.inside(value))).collect();
    if files::of(&kind).next().is_some() {
        return Ok(shipped(&visit, &kind, &pairs));
    }
    let asked = match Asked::of(&kind, &pairs) {
        Ok(asked) => asked,
        Err(why) => return Ok(refused(&visit, StatusCode::BAD_REQUEST, "not-supported", &why)),
    };
    let Some(reader) = Reader::of(&visit, &headers).await? else {
        return Ok(unknown(&visit));
    };
    let found = search::search(&visit, &asked, &reader.sees).await?;
    reader.note(&visit, &found).await?;
    let query = visit.path.split_once('?').map_or("", |(_, query)| query);
    let site = visit.web.settings().url.as_deref();
    Ok(said(&visit, StatusCode::OK, &found.page(&asked, (site, query))))
}

async fn one(
    visit: Visit,
    Path((kind, id)): Path<(String, String)>,
    headers: HeaderMap,
) -> Result<Response, Refusal> {
    let nothing =
        || refused(&visit, StatusCode::NOT_FOUND, "not-found", "there is nothing of this name");
    if let Some((_, file)) = files::of(&kind).find(|(of, _)| *of == id) {
        return Ok(said(&visit, StatusCode::OK, &file));
    }
    let Ok(asked) = Asked::of(&kind, &[("_id".to_owned(), id)]) else { return Ok(nothing()) };
    let Some(reader) = Reader::of(&visit, &headers).await? else {
        return Ok(unknown(&visit));
    };
    let found = search::search(&visit, &asked, &reader.sees).await?;
    reader.note(&visit, &found).await?;
    Ok(found.first().map_or_else(nothing, |it| said(&visit, StatusCode::OK, it)))
}

/// Whoever reads.
struct Reader {
    name: String,
    sees: Vec<Arc<Resident>>,
}

impl Reader {
    /// `None` for whoever is nobody.
    async fn of(visit: &Visit, headers: &HeaderMap) -> Result<Option<Self>, Refusal> {
        if visit.may(Ability::SeeClinic) {
            let sees = super::clinic::agreed(visit)?;
            return Ok(Some(Self { name: visit.name().to_owned(), sees }));
        }
        let clinic = visit.web.settings().clinic.as_ref();
        if !shows(headers, clinic.and_then(|it| it.read_token_file.clone())).await? {
            return Ok(None);
        }
        let mut sees = visit.web.roster().everybody();
        sees.retain(|it| it.record.consents.clinic.is_some());
        Ok(Some(Self { name: "clinic-token".to_owned(), sees }))
    }

    async fn note(&self, visit: &Visit, found: &Found) -> Result<(), Refusal> {
        for resident in found.residents() {
            visit.web.note(&self.name, "fhir-read", Some(resident), found.kind()).await?;
        }
        Ok(())
    }
}

/// Ours, which are nobody's secret.
fn shipped(visit: &Visit, kind: &str, pairs: &[(String, String)]) -> Response {
    let url = match pairs {
        [] => None,
        [(name, url)] if name == "url" => Some(url.as_str()),
        _ => {
            return refused(
                visit,
                StatusCode::BAD_REQUEST,
                "not-supported",
                "only url can be asked for",
            );
        }
    };
    let is_it = |file: &Value| url.is_none_or(|url| file.get("url") == Some(&json!(url)));
    let found: Vec<Value> = files::of(kind)
        .map(|(_, file)| file)
        .filter(is_it)
        .map(|file| json!({ "resource": file, "search": { "mode": "match" } }))
        .collect();
    let total = found.len();
    let page =
        json!({ "resourceType": "Bundle", "type": "searchset", "total": total, "entry": found });
    said(visit, StatusCode::OK, &page)
}

fn unknown(visit: &Visit) -> Response {
    let why = "log in with the role clinic, or send the token of clinic.read-token-file as \
               Authorization: Bearer";
    let mut response = refused(visit, StatusCode::UNAUTHORIZED, "login", why);
    response.headers_mut().insert(header::WWW_AUTHENTICATE, HeaderValue::from_static("Bearer"));
    response
}

fn refused(visit: &Visit, status: StatusCode, code: &'static str, why: &str) -> Response {
    said(visit, status, &OperationOutcome::error(code, why))
}

/// Names are the community's from here on.
fn said(visit: &Visit, status: StatusCode, body: &impl Serialize) -> Response {
    let text = serde_json::to_string(body).unwrap_or_default();
    let text = visit.web.settings().fhir_names.outside(text);
    let kind = [(header::CONTENT_TYPE, HeaderValue::from_static("application/fhir+json"))];
    let mut response = (status, kind, text).into_response();
    response.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    response
}
