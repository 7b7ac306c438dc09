//! Is the station alive and lossless? For machines that watch it: `/health` says every fault in a
//! sentence, and 503 while there is one; `/metrics` is for Prometheus. Neither says anything of
//! anybody; the numbers are for this machine and for whoever runs the station.

use axum::Router;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::get;

use super::app::Web;
use super::refusal::Refusal;
use super::visit::Visit;
use super::{Needs, behind};
use crate::core::access::Ability;

/// Both pages.
pub fn routes(web: &Web) -> Router<Web> {
    behind(web, Needs::Nobody, "/health", get(health)).merge(behind(
        web,
        Needs::Nobody,
        "/metrics",
        get(metrics),
    ))
}

async fn health(visit: Visit) -> Response {
    let faults = visit.web.ingest().faults();
    if faults.is_empty() {
        return "ok\n".into_response();
    }
    (StatusCode::SERVICE_UNAVAILABLE, faults.join("\n") + "\n").into_response()
}

async fn metrics(visit: Visit) -> Result<Response, Refusal> {
    if !visit.peer.is_loopback() && !visit.may(Ability::SeeOperations) {
        return Err(Refusal::NotAllowed);
    }
    let kind = "application/openmetrics-text; version=1.0.0; charset=utf-8";
    Ok(([(header::CONTENT_TYPE, kind)], visit.web.ingest().counted()).into_response())
}
