//! Who sees the wall, and who sits on it? A login by its role, a screen by its word; the seats by the
//! roster, anew with each change and each day.

use std::sync::Arc;
use std::time::Duration;

use axum::extract::{FromRequestParts as _, Request, State};
use axum::http::StatusCode;
use axum::middleware::{Next, from_fn_with_state};
use axum::response::{IntoResponse, Response};
use axum::{Router, middleware};
use jiff::civil::Date;
use tokio::sync::{Semaphore, watch};

use super::app::Web;
use super::refusal::Refusal;
use super::visit::Visit;
use super::wall::kiosk::{self, Kiosk};
use super::wall::seat::{Names, Seats};
use super::wall::{self, MOST_STREAMS, Sight, WallState};
use crate::core::access::{Ability, Role};
use crate::core::person::Resident;
use crate::hall::Moved;
use crate::say::Lang;
use crate::store::rows::TokenIs;

/// How often it is looked whether the day is over: absences begin and end with it.
const DAY_LOOK: Duration = Duration::from_secs(60);

/// How the community's wall hangs.
#[derive(Clone, Debug)]
pub struct Hanging {
    /// What it is called.
    pub called: String,
    /// The language of the community.
    pub lang: Option<Lang>,
    /// The diagonal of the screen, inches; `?inches=` says otherwise.
    pub inches: u16,
    /// Minutes of the day between which the palette is dark.
    pub night: (u16, u16),
}

/// The wall's pages. The seats follow the roster for as long as the station runs.
pub fn routes(web: &Web, hanging: Hanging) -> Router<Web> {
    let (tell, seats) = watch::channel(Arc::new(seats(web)));
    tokio::spawn(follow(web.clone(), tell));
    let state = WallState {
        hall: Arc::clone(web.hall()),
        seats,
        clock: web.clock(),
        zone: web.settings().zone.clone(),
        community: hanging.called.into(),
        lang: hanging.lang,
        inches: hanging.inches,
        night: hanging.night,
        streams: Arc::new(Semaphore::new(MOST_STREAMS)),
    };
    let asked = web.clone();
    let kiosk = Kiosk::new(web.settings().secure, move |word| word_of(asked.clone(), word));
    wall::routes(state)
        .layer(from_fn_with_state(kiosk, kiosk::let_in))
        .layer(middleware::from_fn_with_state(web.clone(), see))
        .with_state(())
}

async fn word_of(web: Web, word: String) -> Option<TokenIs> {
    let token = match web.token(&word).await {
        Ok(token) => token?,
        Err(_) => return None,
    };
    // A hall may have decided that everybody may read the whole names.
    match (token.is, web.settings().public_names) {
        (TokenIs::PublicWall, Names::Whole) => Some(TokenIs::Wall),
        (is, Names::Whole | Names::Surname) => Some(is),
    }
}

/// Lets a login see what its role may. A screen comes after it, with its word.
async fn see(State(web): State<Web>, request: Request, next: Next) -> Response {
    let (mut parts, body) = request.into_parts();
    let is_page = parts.uri.path() == "/wall";
    let visit = Visit::from_request_parts(&mut parts, &web).await;
    if let Ok(visit) = &visit
        && visit.may(Ability::SeeWall)
    {
        let is_screen = visit.user().is_ok_and(|user| user.role == Role::Wall);
        let names = if is_screen { web.settings().public_names } else { Names::Whole };
        parts.extensions.insert(Sight { names, persons: visit.may(Ability::SeeHome) });
    }
    let answer = next.run(Request::from_parts(parts, body)).await;
    match visit {
        // Somebody with a browser and no word: they may have a login.
        Ok(visit) if is_page && answer.status() == StatusCode::FORBIDDEN => {
            if visit.who.is_none() {
                Refusal::LogIn { next: visit.path }.into_response()
            } else {
                Refusal::NotAllowed.into_response()
            }
        }
        Ok(_) | Err(_) => answer,
    }
}

/// Seats first, then the word that they are others: a screen that asks then finds the new ones.
async fn follow(web: Web, tell: watch::Sender<Arc<Seats>>) {
    let mut moves = web.roster_moves();
    let mut day = web.local(web.now()).date();
    loop {
        let look = tokio::time::sleep(web.clock().in_the_world(DAY_LOOK));
        let is_moved = tokio::select! {
            changed = moves.changed() => match changed {
                Ok(()) => true,
                Err(_) => return,
            },
            () = look => false,
        };
        let today = web.local(web.now()).date();
        if today == day && !is_moved {
            continue;
        }
        day = today;
        if tell.send(Arc::new(seats(&web))).is_err() {
            return;
        }
        web.hall().show([Moved::Roster]);
    }
}

fn seats(web: &Web) -> Seats {
    let today: Date = web.local(web.now()).date();
    let everybody: Vec<Resident> =
        web.roster().everybody().iter().map(|resident| Resident::clone(resident)).collect();
    Seats::of(&everybody, today)
}
