//! `/wall`: the screen in the hall, and its stream.
//!
//! The page is made here whole, with every tile, so that it is right before its script runs; after
//! that only texts and classes change. Who may see it, and how much of a name, says a [`Sight`] that
//! the layer in front puts into the request; without one nothing is shown.

pub mod kiosk;
mod page;
pub mod seat;
pub mod shape;
pub mod spark;
pub mod stream;
pub mod strip;
pub mod tile;
pub mod view;

use std::ops::RangeInclusive;
use std::sync::Arc;

use axum::Router;
use axum::extract::{FromRequestParts, Query, State};
use axum::http::request::Parts;
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use i18n_embed_fl::fl;
use jiff::tz::TimeZone;
use serde::Deserialize;
use tokio::sync::{Semaphore, watch};

use crate::clock::Clock;
use crate::hall::Hall;
use crate::say::Lang;
use seat::{Names, Seats};
use view::{Eyes, View};

/// Streams at a time. A community has a few screens and a desk; each costs a task and its tiles. Who
/// comes after that is told so with a 503, and tries again by itself.
pub const MOST_STREAMS: usize = 512;

/// What somebody may see of the wall. The layer that knows who asks puts it into the request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Sight {
    /// How much of a name.
    pub names: Names,
    /// Whether a tile leads to the resident's page.
    pub persons: bool,
}

/// What the wall is made of. Cheap to clone.
#[derive(Clone, Debug)]
pub struct WallState {
    /// What is live.
    pub hall: Arc<Hall>,
    /// Who sits where. Whoever changes it shows [`Moved::Roster`](crate::hall::Moved) afterwards.
    pub seats: watch::Receiver<Arc<Seats>>,
    /// The station's clock.
    pub clock: Clock,
    /// The community's zone.
    pub zone: TimeZone,
    /// The community's name, as people say it.
    pub community: Arc<str>,
    /// The language of the community; the browser's, if absent.
    pub lang: Option<Lang>,
    /// The diagonal of the hall's screen.
    pub inches: u16,
    /// Minutes of the day between which the palette is dark.
    pub night: (u16, u16),
    /// Room for streams: [`MOST_STREAMS`].
    pub streams: Arc<Semaphore>,
}

/// `?lang=zh&inches=55&seats=201-400`
#[derive(Debug, Default, Deserialize)]
pub(crate) struct Asked {
    #[serde(default)]
    lang: Option<String>,
    #[serde(default)]
    inches: Option<u16>,
    #[serde(default)]
    seats: Option<String>,
}

impl Asked {
    fn range(&self) -> Option<RangeInclusive<u16>> {
        self.seats.as_deref().and_then(view::range)
    }
}

impl WallState {
    /// In which language: as asked, else the community's, else the browser's.
    #[must_use]
    pub fn lang(&self, asked: Option<&str>, headers: &HeaderMap) -> Lang {
        let accepts = || headers.get(header::ACCEPT_LANGUAGE)?.to_str().ok();
        asked
            .and_then(Lang::of_tag)
            .or(self.lang)
            .or_else(|| accepts().and_then(Lang::accepted))
            .unwrap_or_default()
    }

    /// A screen as it is asked for, with everything that is to be seen.
    fn view(&self, sight: Sight, asked: &Asked, headers: &HeaderMap) -> View {
        let lang = self.lang(asked.lang.as_deref(), headers);
        let eyes = Eyes { lang, names: sight.names, persons: sight.persons };
        let mut view = View::new(eyes, asked.range(), asked.inches.unwrap_or(self.inches));
        view.take(self.seats.borrow().clone(), self.hall.snapshot());
        view
    }
}

/// `/wall` and `/wall/stream`.
pub fn routes(wall: WallState) -> Router {
    Router::new().route("/wall", get(show)).route("/wall/stream", get(stream::get)).with_state(wall)
}

async fn show(
    State(wall): State<WallState>,
    sight: Sight,
    Query(asked): Query<Asked>,
    headers: HeaderMap,
) -> Response {
    let view = wall.view(sight, &asked, &headers);
    let headers = [(header::CACHE_CONTROL, "no-store"), (header::REFERRER_POLICY, "no-referrer")];
    (headers, page::document(&wall, &view, &asked)).into_response()
}

impl FromRequestParts<WallState> for Sight {
    type Rejection = Response;

    async fn from_request_parts(parts: &mut Parts, wall: &WallState) -> Result<Self, Response> {
        parts.extensions.get::<Self>().copied().ok_or_else(|| {
            let lang = wall.lang(None, &parts.headers);
            (StatusCode::FORBIDDEN, fl!(lang.words(), "wall-not-allowed")).into_response()
        })
    }
}

#[cfg(test)]
mod tests;
