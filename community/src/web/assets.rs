//! Style sheets and pictures: in the program, each at a URL that names its content, so that a browser
//! may keep it for ever and a new version is fetched at once.

use axum::Router;
use axum::extract::Path;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::get;

/// Enough of a file's hash to tell its versions apart.
const HASH_BYTES: usize = 6;

#[derive(rust_embed::RustEmbed)]
#[folder = "src/web/assets/"]
struct Files;

/// Where a file is: `/assets/{hash}/{name}`.
#[must_use]
pub fn href(name: &str) -> String {
    let hash = Files::get(name).map(|file| short(&file.metadata.sha256_hash()));
    format!("/assets/{}/{name}", hash.unwrap_or_default())
}

/// `GET /assets/{hash}/{name}`. Anybody may have them: nothing of them is about anybody.
pub fn routes<S: Clone + Send + Sync + 'static>() -> Router<S> {
    Router::new().route("/assets/{hash}/{name}", get(file))
}

async fn file(Path((hash, name)): Path<(String, String)>) -> Response {
    let Some(file) = Files::get(&name).filter(|f| short(&f.metadata.sha256_hash()) == hash) else {
        return StatusCode::NOT_FOUND.into_response();
    };
    let headers = [
        (header::CONTENT_TYPE, "text/css; charset=utf-8"),
        (header::CACHE_CONTROL, "public, max-age=31536000, immutable"),
    ];
    (headers, file.data.into_owned()).into_response()
}

fn short(hash: &[u8; 32]) -> String {
    hash.iter().take(HASH_BYTES).map(|byte| format!("{byte:02x}")).collect()
}
