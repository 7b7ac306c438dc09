//! How does a screen without a keyboard come in? By an address with a secret word, `/wall?token=…`:
//! the word is exchanged for a cookie at once, so that it stays in no history, no referrer and no
//! picture of the screen.

use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;

use axum::extract::{Request, State};
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Redirect, Response};

use super::Sight;
use super::seat::Names;
use crate::store::rows::TokenIs;

/// The cookie. It goes to the wall and to nothing else.
const COOKIE: &str = "hearth-wall";

/// A year: a screen hangs for longer than any session lives, and its word can be taken back.
const MAX_AGE: &str = "31536000";

/// Words are of the station's own making; what is longer is none.
const LONGEST_WORD: usize = 128;

type Answer = Pin<Box<dyn Future<Output = Option<TokenIs>> + Send>>;

/// Asks what a word lets do: by its hash, of the store.
#[derive(Clone)]
pub struct Kiosk {
    ask: Arc<dyn Fn(String) -> Answer + Send + Sync>,
    secure: bool,
}

impl Kiosk {
    /// `secure`: the station speaks TLS, so the cookie shall never go without.
    pub fn new<F>(secure: bool, ask: impl Fn(String) -> F + Send + Sync + 'static) -> Self
    where
        F: Future<Output = Option<TokenIs>> + Send + 'static,
    {
        Self { ask: Arc::new(move |word| Box::pin(ask(word))), secure }
    }

    /// What a word lets see of the wall.
    async fn sight(&self, word: &str) -> Option<Sight> {
        if !is_word(word) {
            return None;
        }
        match (self.ask)(word.to_owned()).await? {
            TokenIs::Wall => Some(Sight { names: Names::Whole, persons: false }),
            TokenIs::PublicWall => Some(Sight { names: Names::Surname, persons: false }),
            TokenIs::FirstAdmin => None,
        }
    }

    fn cookie(&self, word: &str) -> Option<HeaderValue> {
        let secure = if self.secure { "; Secure" } else { "" };
        // Lax: a screen's own start page may lead here. What it lets do is look.
        let attributes = format!("Path=/wall; HttpOnly; SameSite=Lax; Max-Age={MAX_AGE}{secure}");
        HeaderValue::from_str(&format!("{COOKIE}={word}; {attributes}")).ok()
    }
}

/// The layer in front of the wall. Who has a [`Sight`] already (a login's) keeps it.
pub async fn let_in(State(kiosk): State<Kiosk>, mut request: Request, next: Next) -> Response {
    let query = request.uri().query().unwrap_or_default();
    if let Some((word, rest)) = taken(query) {
        let Some(cookie) = kiosk.sight(&word).await.and_then(|_| kiosk.cookie(&word)) else {
            return StatusCode::FORBIDDEN.into_response();
        };
        let to = if rest.is_empty() { "/wall".to_owned() } else { format!("/wall?{rest}") };
        let mut answer = Redirect::to(&to).into_response();
        answer.headers_mut().insert(header::SET_COOKIE, cookie);
        answer.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
        answer
            .headers_mut()
            .insert(header::REFERRER_POLICY, HeaderValue::from_static("no-referrer"));
        return answer;
    }
    if request.extensions().get::<Sight>().is_none()
        && let Some(word) = brought(request.headers())
        && let Some(sight) = kiosk.sight(&word).await
    {
        request.extensions_mut().insert(sight);
    }
    next.run(request).await
}

/// Whether a word may stand in a cookie as it is.
fn is_word(word: &str) -> bool {
    let letters = word.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_'));
    (1..=LONGEST_WORD).contains(&word.len()) && letters
}

/// The word of a query, and the query without it.
fn taken(query: &str) -> Option<(String, String)> {
    let mut word = None;
    let mut rest = Vec::new();
    for part in query.split('&').filter(|part| !part.is_empty()) {
        match part.strip_prefix("token=") {
            Some(value) => word = Some(value.to_owned()),
            None => rest.push(part),
        }
    }
    word.map(|word| (word, rest.join("&")))
}

/// The word of the cookie.
fn brought(headers: &HeaderMap) -> Option<String> {
    let cookies = headers.get_all(header::COOKIE).iter().filter_map(|value| value.to_str().ok());
    cookies
        .flat_map(|line| line.split(';'))
        .filter_map(|cookie| cookie.trim().split_once('='))
        .find(|(name, _)| *name == COOKIE)
        .map(|(_, word)| word.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_word_leaves_the_address_and_the_rest_stays() {
        assert_eq!(taken("token=abc&lang=zh"), Some(("abc".into(), "lang=zh".into())));
        assert_eq!(
            taken("lang=zh&token=abc&seats=1-9"),
            Some(("abc".into(), "lang=zh&seats=1-9".into()))
        );
        assert_eq!(taken("lang=zh"), None);
    }

    #[test]
    fn a_word_cannot_write_a_header() {
        assert!(is_word("Zx-9_a"));
        for word in ["", "a b", "a;Path=/", "a\r\nSet-Cookie: b", "ä", &"x".repeat(129)] {
            assert!(!is_word(word), "{word:?}");
        }
    }

    #[tokio::test]
    async fn the_first_admin_s_code_shows_no_wall() {
        let kiosk = Kiosk::new(false, |_| async { Some(TokenIs::FirstAdmin) });
        assert_eq!(kiosk.sight("abc").await, None);
        let public = Kiosk::new(true, |_| async { Some(TokenIs::PublicWall) });
        let sight = public.sight("abc").await;
        assert_eq!(sight, Some(Sight { names: Names::Surname, persons: false }));
        assert!(public.cookie("abc").unwrap().to_str().unwrap().ends_with("; Secure"));
    }
}
