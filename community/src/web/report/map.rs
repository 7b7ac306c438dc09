//! The community's own map: a picture that was made anew here, at an address that names its revision.

use axum::extract::Path;
use axum::http::header;
use axum::response::{IntoResponse, Response};
use maud::{Markup, html};

use crate::core::report::Point;
use crate::store::reports::MapRow;
use crate::web::refusal::Refusal;
use crate::web::visit::Visit;

/// Where the picture is.
#[must_use]
pub fn href(map: &MapRow) -> String {
    format!("/report/map/{}", map.revision)
}

/// Anybody may have it: it shows streets.
pub(super) async fn get(visit: Visit, Path(_): Path<u32>) -> Result<Response, Refusal> {
    let picture = visit.web.desk()?.map_picture().await?.ok_or(Refusal::NotHere)?;
    let headers = [
        (header::CONTENT_TYPE, "image/jpeg"),
        (header::CACHE_CONTROL, "public, max-age=31536000, immutable"),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
    ];
    Ok((headers, picture).into_response())
}

/// The map with points on it.
#[must_use]
pub fn with_points(map: &MapRow, label: &str, points: &[(Point, String)]) -> Markup {
    let scale = f64::from(map.pixels.1) / f64::from(map.pixels.0.max(1));
    let high = (10_000.0 * scale).round();
    html! {
        svg.points viewBox={ "0 0 10000 " (high) } role="img" aria-label=(label) {
            image href=(href(map)) width="10000" height=(high) {}
            @for (at, says) in points {
                circle cx=(at.x) cy=((f64::from(at.y) * scale).round()) r="160" {
                    title { (says) }
                }
            }
        }
    }
}
