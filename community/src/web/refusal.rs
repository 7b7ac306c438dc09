//! Why not, and what now? One error for all pages: a title, a sentence, a status, where to go next,
//! and the request's number, under which the cause stands in the log.

use std::fmt;
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};

use axum::extract::{Request, State};
use axum::http::{HeaderValue, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Redirect, Response};
use i18n_embed_fl::fl;
use maud::html;

use super::app::Web;
use super::{language, open311, page};
use crate::say::Lang;
use crate::store::StoreError;

/// Why a page is not shown, or a form not done.
#[derive(Debug)]
pub enum Refusal {
    /// There is no such page; or nobody says whether there is.
    NotHere,
    /// The role may not.
    NotAllowed,
    /// Whoever asks is to log in first, and comes back here.
    LogIn {
        /// The page that was asked for.
        next: String,
    },
    /// Somebody else has changed it meanwhile.
    Stale,
    /// Another has it.
    Taken {
        /// What, as the store says it.
        what: String,
    },
    /// Too often.
    TooOften {
        /// Seconds until it may be tried again.
        wait: u64,
    },
    /// More than a form may carry.
    TooLarge,
    /// No form of this station.
    BadForm,
    /// The form came from another site.
    OtherSite,
    /// A code or a link that is not valid any more.
    Spent,
    /// The store does not answer; the same may go through later.
    Unavailable(String),
    /// A fault of the station.
    Broken(String),
}

impl Refusal {
    /// The status.
    #[must_use]
    pub const fn status(&self) -> StatusCode {
        match self {
            Self::NotHere => StatusCode::NOT_FOUND,
            Self::NotAllowed | Self::OtherSite => StatusCode::FORBIDDEN,
            Self::LogIn { .. } => StatusCode::SEE_OTHER,
            Self::Stale | Self::Taken { .. } => StatusCode::CONFLICT,
            Self::TooOften { .. } => StatusCode::TOO_MANY_REQUESTS,
            Self::TooLarge => StatusCode::PAYLOAD_TOO_LARGE,
            Self::BadForm => StatusCode::BAD_REQUEST,
            Self::Spent => StatusCode::GONE,
            Self::Unavailable(_) => StatusCode::SERVICE_UNAVAILABLE,
            Self::Broken(_) => StatusCode::INTERNAL_SERVER_ERROR,
        }
    }

    /// What a library answered in our place.
    fn of(status: StatusCode) -> Option<Self> {
        match status {
            StatusCode::NOT_FOUND => Some(Self::NotHere),
            StatusCode::FORBIDDEN => Some(Self::NotAllowed),
            StatusCode::PAYLOAD_TOO_LARGE => Some(Self::TooLarge),
            StatusCode::TOO_MANY_REQUESTS => Some(Self::TooOften { wait: 60 }),
            StatusCode::SERVICE_UNAVAILABLE => Some(Self::Unavailable("no answer in time".into())),
            _ if status.is_client_error() => Some(Self::BadForm),
            _ if status.is_server_error() => Some(Self::Broken(status.to_string())),
            _ => None,
        }
    }

    /// Title and sentence.
    fn says(&self, lang: Lang) -> (String, String) {
        let t = lang.words();
        match self {
            Self::NotHere => (fl!(t, "refusal-not-here"), fl!(t, "refusal-not-here-why")),
            Self::NotAllowed => (fl!(t, "refusal-not-allowed"), fl!(t, "refusal-not-allowed-why")),
            Self::LogIn { .. } => (fl!(t, "login-title"), String::new()),
            Self::Stale => (fl!(t, "refusal-stale"), fl!(t, "refusal-stale-why")),
            Self::Taken { what } => {
                (fl!(t, "refusal-taken"), fl!(t, "refusal-taken-why", what = what.clone()))
            }
            &Self::TooOften { wait } => {
                (fl!(t, "refusal-too-often"), fl!(t, "refusal-too-often-why", seconds = wait))
            }
            Self::TooLarge => (fl!(t, "refusal-too-large"), fl!(t, "refusal-too-large-why")),
            Self::BadForm => (fl!(t, "refusal-bad-form"), fl!(t, "refusal-bad-form-why")),
            Self::OtherSite => (fl!(t, "refusal-other-site"), fl!(t, "refusal-other-site-why")),
            Self::Spent => (fl!(t, "refusal-spent"), fl!(t, "refusal-spent-why")),
            Self::Unavailable(_) => {
                (fl!(t, "refusal-unavailable"), fl!(t, "refusal-unavailable-why"))
            }
            Self::Broken(_) => (fl!(t, "refusal-broken"), fl!(t, "refusal-broken-why")),
        }
    }

    /// The page.
    #[must_use]
    pub fn page(&self, lang: Lang, name: &str, request: RequestId) -> maud::Markup {
        let t = lang.words();
        let (title, why) = self.says(lang);
        let body = html! {
            p { (why) }
            p { a.button href="/" { (fl!(t, "refusal-to-start")) } }
            p.quiet { (fl!(t, "refusal-number", number = request.to_string())) }
        };
        page::bare(lang, name, &title, &body)
    }
}

impl fmt::Display for Refusal {
    /// For the console; pages say it in the reader's language.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Unavailable(cause) | Self::Broken(cause) => f.write_str(cause),
            Self::NotHere
            | Self::NotAllowed
            | Self::LogIn { .. }
            | Self::Stale
            | Self::Taken { .. }
            | Self::TooOften { .. }
            | Self::TooLarge
            | Self::BadForm
            | Self::OtherSite
            | Self::Spent => f.write_str(&self.says(Lang::English).1),
        }
    }
}

impl std::error::Error for Refusal {}

impl From<StoreError> for Refusal {
    fn from(error: StoreError) -> Self {
        match error {
            StoreError::Stale => Self::Stale,
            StoreError::Taken { what } => Self::Taken { what },
            StoreError::Unavailable(cause) => Self::Unavailable(cause.to_string()),
            unreadable @ StoreError::Unreadable { .. } => Self::Broken(unreadable.to_string()),
        }
    }
}

impl IntoResponse for Refusal {
    fn into_response(self) -> Response {
        if let Self::LogIn { next } = &self {
            return Redirect::to(&format!("/login?next={}", escape(next))).into_response();
        }
        let mut response = self.status().into_response();
        response.extensions_mut().insert(Arc::new(self));
        response
    }
}

/// An address within an address.
pub(super) fn escape(text: &str) -> String {
    text.bytes().map(escaped).collect()
}

fn escaped(byte: u8) -> String {
    if byte.is_ascii_alphanumeric() || b"/-_.".contains(&byte) {
        char::from(byte).to_string()
    } else {
        format!("%{byte:02X}")
    }
}

/// The number of a request, since the start: in the log and on the page.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct RequestId(u32);

static REQUESTS: AtomicU32 = AtomicU32::new(1);

impl fmt::Display for RequestId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:06}", self.0)
    }
}

/// Gives a request its number and its language, and makes pages of refusals.
pub(super) async fn edge(State(web): State<Web>, mut request: Request, next: Next) -> Response {
    let id = RequestId(REQUESTS.fetch_add(1, Ordering::Relaxed));
    let lang = language::of(request.headers(), request.uri(), web.settings().language);
    let path = request.uri().path();
    let protocol = path.starts_with(open311::ROOT).then(|| path.to_owned());
    request.extensions_mut().insert(id);
    request.extensions_mut().insert(lang);
    let response = next.run(request).await;
    let own = response.extensions().get::<Arc<Refusal>>().cloned();
    let plain = response
        .headers()
        .get(header::CONTENT_TYPE)
        .is_none_or(|kind| kind.as_bytes().starts_with(b"text/plain"));
    let Some(refusal) =
        own.or_else(|| if plain { Refusal::of(response.status()).map(Arc::new) } else { None })
    else {
        return response;
    };
    match &*refusal {
        Refusal::Unavailable(cause) | Refusal::Broken(cause) => {
            tracing::error!(request = %id, cause, "a page could not be shown");
        }
        Refusal::NotHere
        | Refusal::NotAllowed
        | Refusal::LogIn { .. }
        | Refusal::Stale
        | Refusal::Taken { .. }
        | Refusal::TooOften { .. }
        | Refusal::TooLarge
        | Refusal::BadForm
        | Refusal::OtherSite
        | Refusal::Spent => tracing::debug!(request = %id, status = %refusal.status(), "refused"),
    }
    let mut said = match protocol {
        Some(path) => open311::refused(&path, &refusal),
        None => {
            let page = refusal.page(lang, &web.settings().name, id);
            (refusal.status(), page).into_response()
        }
    };
    for (name, value) in response.headers() {
        // What belongs to the answer and not to its text: cookies, `Allow`.
        if *name == header::SET_COOKIE || *name == header::ALLOW {
            said.headers_mut().append(name, value.clone());
        }
    }
    if let Refusal::TooOften { wait } = &*refusal {
        said.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from(*wait));
    }
    said
}

/// For every address that no page has.
pub(super) async fn nothing_here() -> Refusal {
    Refusal::NotHere
}
