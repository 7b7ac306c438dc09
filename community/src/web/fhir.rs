//! What was sent to the clinic, for whoever reads FHIR? `/fhir`: a CapabilityStatement that promises what
//! is there, our code systems, and by resident what left, as it left last.
//!
//! Whoever asks is a login of the role clinic, or has the token of `clinic.read-token-file`. Of a resident
//! who does not agree any more nothing is there. Each answer is written down for each resident in it.

mod search;

use std::sync::Arc;

use axum::Json;
use axum::extract::{Path, Query};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
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
        .merge(open("/fhir/{kind}", get(several)))
        .merge(open("/fhir/{kind}/{id}", get(one)))
}

/// Searches are pairs: a name may come twice.
type Pairs = Query<Vec<(String, String)>>;

async fn metadata(visit: Visit) -> Response {
    said(StatusCode::OK, &capability::statement(&visit.web.settings().name))
}

async fn several(
    visit: Visit,
    Path(kind): Path<String>,
    Query(pairs): Pairs,
    headers: HeaderMap,
) -> Result<Response, Refusal> {
    if files::of(&kind).next().is_some() {
        return Ok(shipped(&kind, &pairs));
    }
    let asked = match Asked::of(&kind, &pairs) {
        Ok(asked) => asked,
        Err(why) => return Ok(refused(StatusCode::BAD_REQUEST, "not-supported", &why)),
    };
    let Some(reader) = Reader::of(&visit, &headers).await? else { return Ok(unknown()) };
    let found = search::search(&visit, &asked, &reader.sees).await?;
    reader.note(&visit, &found).await?;
    let query = visit.path.split_once('?').map_or("", |(_, query)| query);
    let site = visit.web.settings().url.as_deref();
    Ok(said(StatusCode::OK, &found.page(&asked, (site, query))))
}

async fn one(
    visit: Visit,
    Path((kind, id)): Path<(String, String)>,
    headers: HeaderMap,
) -> Result<Response, Refusal> {
    let nothing = || refused(StatusCode::NOT_FOUND, "not-found", "there is nothing of this name");
    if let Some((_, file)) = files::of(&kind).find(|(of, _)| *of == id) {
        return Ok(said(StatusCode::OK, &file));
    }
    let Ok(asked) = Asked::of(&kind, &[("_id".to_owned(), id)]) else { return Ok(nothing()) };
    let Some(reader) = Reader::of(&visit, &headers).await? else { return Ok(unknown()) };
    let found = search::search(&visit, &asked, &reader.sees).await?;
    reader.note(&visit, &found).await?;
    Ok(found.first().map_or_else(nothing, |it| said(StatusCode::OK, it)))
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
        let bearer = headers.get(header::AUTHORIZATION).and_then(|it| it.to_str().ok());
        let Some(word) = bearer.and_then(|it| it.strip_prefix("Bearer ")) else { return Ok(None) };
        let clinic = visit.web.settings().clinic.as_ref();
        let file = clinic.and_then(|it| it.read_token_file.clone());
        let Some(file) = file else { return Ok(None) };
        let token = tokio::task::spawn_blocking(move || channels::secret::read(&file)).await;
        let token = token.map_err(|error| Refusal::Broken(error.to_string()))?;
        let token = token.map_err(|why| Refusal::Broken(why.to_string()))?;
        // Of hashes nobody learns by how long they take to compare.
        if secret::hash(word) != secret::hash(&token) {
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
fn shipped(kind: &str, pairs: &[(String, String)]) -> Response {
    let url = match pairs {
        [] => None,
        [(name, url)] if name == "url" => Some(url.as_str()),
        _ => return refused(StatusCode::BAD_REQUEST, "not-supported", "only url can be asked for"),
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
    said(StatusCode::OK, &page)
}

fn unknown() -> Response {
    let why = "log in with the role clinic, or send the token of clinic.read-token-file as \
               Authorization: Bearer";
    let mut response = refused(StatusCode::UNAUTHORIZED, "login", why);
    response.headers_mut().insert(header::WWW_AUTHENTICATE, HeaderValue::from_static("Bearer"));
    response
}

fn refused(status: StatusCode, code: &'static str, why: &str) -> Response {
    said(status, &OperationOutcome::error(code, why))
}

fn said(status: StatusCode, body: &impl Serialize) -> Response {
    let kind = [(header::CONTENT_TYPE, HeaderValue::from_static("application/fhir+json"))];
    let mut response = (status, Json(body)).into_response();
    response.headers_mut().extend(kind.map(|(name, value)| (Some(name), value)));
    response.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    response
}
