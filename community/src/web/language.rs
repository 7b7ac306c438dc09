//! In which language does whoever looks want to read? What they chose last, else `?lang=`, else what
//! their browser asks for, else the community's.

use axum::Form;
use axum::extract::State;
use axum::http::{HeaderMap, HeaderValue, Uri, header};
use axum::response::{IntoResponse, Redirect, Response};
use serde::Deserialize;

use super::app::Web;
use super::refusal::Refusal;
use crate::say::Lang;

const COOKIE: &str = "lang";

/// The language of a request.
#[must_use]
pub fn of(headers: &HeaderMap, uri: &Uri, otherwise: Lang) -> Lang {
    let asked = uri.query().and_then(|query| {
        query.split('&').take(32).find_map(|it| Lang::of_tag(it.strip_prefix("lang=")?))
    });
    let text = |name| headers.get(name).and_then(|it: &HeaderValue| it.to_str().ok());
    let chosen = || {
        text(header::COOKIE)?
            .split(';')
            .find_map(|it| Lang::of_tag(it.trim().strip_prefix(COOKIE)?.strip_prefix('=')?))
    };
    asked
        .or_else(chosen)
        .or_else(|| Lang::accepted(text(header::ACCEPT_LANGUAGE)?))
        .unwrap_or(otherwise)
}

/// What was chosen.
#[derive(Deserialize)]
pub(super) struct Chosen {
    to: String,
    #[serde(default)]
    back: String,
}

pub(super) async fn post(
    State(web): State<Web>,
    Form(chosen): Form<Chosen>,
) -> Result<Response, Refusal> {
    let lang = Lang::of_tag(&chosen.to).ok_or(Refusal::BadForm)?;
    let secure = if web.settings().secure { "; Secure" } else { "" };
    let cookie = format!(
        "{COOKIE}={}; Path=/; Max-Age=31536000; SameSite=Lax; HttpOnly{secure}",
        lang.tag()
    );
    let cookie = HeaderValue::from_str(&cookie).map_err(|_| Refusal::BadForm)?;
    let back = Redirect::to(local(&chosen.back));
    Ok(([(header::SET_COOKIE, cookie)], back).into_response())
}

/// A page of this station, or the start: no form sends anybody elsewhere.
#[must_use]
pub fn local(path: &str) -> &str {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"/-_.?=&%".contains(&byte);
    let ours = path.starts_with('/')
        && !path.starts_with("//")
        && path.len() <= 256
        && path.bytes().all(plain);
    if ours { path } else { "/" }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nobody_is_sent_to_another_site() {
        for path in
            ["//evil.example", "/\\evil.example", "https://evil", "", "/a\r\nb", "javascript:1"]
        {
            assert_eq!(local(path), "/", "{path:?}");
        }
        assert_eq!(local("/roster?q=du"), "/roster?q=du");
    }
}
