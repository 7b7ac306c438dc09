//! Style sheets, scripts and pictures: in the program, each at a URL that names its content, so that
//! a browser may keep it for ever and a new version is fetched at once.

use axum::Router;
use axum::extract::Path;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use maud::{Markup, html};

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

/// What a file says; nothing, if there is none.
#[must_use]
pub fn text(name: &str) -> String {
    let file = Files::get(name).map(|file| file.data.into_owned()).unwrap_or_default();
    String::from_utf8(file).unwrap_or_default()
}

/// The scripts of every page that lives on a stream and sounds; its own comes after them.
const LIVE: [&str; 3] = ["rules.js", "stream.js", "sound.js"];

/// They, in a page's head.
#[must_use]
pub fn live() -> Markup {
    html! { @for name in LIVE { script defer src=(href(name)) {} } }
}

/// Which version of a live page's files this is, its own and those it shares: a page of another one
/// loads itself again.
#[must_use]
pub fn build(own: &[&str]) -> String {
    version(&[own, &LIVE].concat())
}

fn version(files: &[&str]) -> String {
    files
        .iter()
        .filter_map(|name| Files::get(name))
        .map(|file| short(&file.metadata.sha256_hash()))
        .collect()
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
        (header::CONTENT_TYPE, kind(&name)),
        (header::CACHE_CONTROL, "public, max-age=31536000, immutable"),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
    ];
    (headers, file.data.into_owned()).into_response()
}

fn kind(name: &str) -> &'static str {
    match name.rsplit_once('.').map(|(_, ending)| ending) {
        Some("css") => "text/css; charset=utf-8",
        Some("js") => "text/javascript; charset=utf-8",
        Some("svg") => "image/svg+xml",
        Some("png") => "image/png",
        _ => "application/octet-stream",
    }
}

fn short(hash: &[u8; 32]) -> String {
    hash.iter().take(HASH_BYTES).map(|byte| format!("{byte:02x}")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_file_is_at_the_url_of_its_content_and_at_no_other() {
        let url = href("wall.css");
        let (_, rest) = url.split_once("/assets/").unwrap();
        let (hash, name) = rest.split_once('/').unwrap();
        let found = file(Path((hash.into(), name.into()))).await;
        assert_eq!(found.status(), StatusCode::OK);
        assert!(found.headers()[header::CACHE_CONTROL].to_str().unwrap().contains("immutable"));
        let old = file(Path(("000000000000".into(), name.into()))).await;
        assert_eq!(old.status(), StatusCode::NOT_FOUND);
    }

    #[tokio::test]
    async fn no_path_leads_out_of_the_assets() {
        for name in ["../assets.rs", "..%2fassets.rs", "/etc/passwd", ""] {
            let answer = file(Path((String::new(), name.into()))).await;
            assert_eq!(answer.status(), StatusCode::NOT_FOUND, "{name}");
        }
    }
}
