//! Who may see what, on a page? The people's half of the station: logins, the roster, what was looked
//! at, and the frame around every page.
//!
//! A page is behind [`behind`], which says what it needs; [`visit::Visit`] is who came. What goes
//! wrong leaves as a [`refusal::Refusal`], of which one layer at the edge makes a page.
//!
//! ```text
//!  request ─▶ headers ─▶ edge (number, language, refusals) ─▶ limits ─▶ csrf ─▶ session ─▶ guard ─▶ page
//! ```

pub mod alive;
pub mod app;
pub mod assets;
pub mod audit;
pub mod calendar;
pub mod clinic;
pub mod csrf;
pub mod desk;
pub mod done;
pub mod duty;
pub mod fhir;
pub mod first_admin;
pub mod go;
pub mod hall;
pub mod headers;
pub mod ladders;
pub mod language;
pub mod ledger;
pub mod limits;
pub mod login;
pub mod neighbourhood;
pub mod open311;
pub mod operations;
pub mod page;
pub mod password;
pub mod people;
pub mod person;
pub mod quiet;
pub mod refusal;
pub mod relative;
pub mod report;
pub mod resident;
pub mod roster;
pub mod second_step;
pub mod secret;
pub mod serve;
pub mod session;
pub mod start;
pub mod tokens;
pub mod users;
pub mod visit;
pub mod wall;
pub mod work;

#[cfg(test)]
mod tests;

use axum::extract::DefaultBodyLimit;
use axum::middleware::{from_fn, from_fn_with_state};
use axum::routing::{MethodRouter, get, post};
use axum::{Router, http::StatusCode};
use tower_http::timeout::TimeoutLayer;

use crate::core::access::Ability;
pub use app::{Ingest, Settings, Web};

/// What a page needs of whoever asks for it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Needs {
    /// Anybody may ask.
    Nobody,
    /// A login, of any role.
    Login,
    /// A role that may, for all or for its own.
    To(Ability),
}

/// The largest form: a person with a dozen contacts and every text at its limit.
const MOST_FORM: usize = 256 << 10;
/// The largest upload: the largest roster, and what surrounds it on the way.
const MOST_UPLOAD: usize = crate::roster::sheet::MOST_BYTES + (64 << 10);
/// A page that is not there by then has hung; streams have begun long before.
const PATIENCE: std::time::Duration = std::time::Duration::from_secs(30);

/// A page, and what it needs.
pub fn behind(web: &Web, needs: Needs, path: &str, page: MethodRouter<Web>) -> Router<Web> {
    Router::new()
        .route(path, page)
        .route_layer(from_fn_with_state((web.clone(), needs), visit::guard))
}

/// An upload from a street with a weak signal: the largest picture in half a megabit a second.
const PATIENCE_UPLOAD: std::time::Duration = std::time::Duration::from_secs(240);

/// Every page of the people's half. `more` are the pages of others, already behind their needs: the
/// wall, the resident's numbers.
pub fn router(web: &Web, more: Router<Web>) -> Router {
    let pages = Router::new()
        .merge(doors(web))
        .merge(roster_pages(web))
        .merge(office_pages(web))
        .merge(desk_pages(web))
        .merge(clinic_pages(web))
        .merge(called_pages(web))
        .merge(go_pages(web))
        .merge(report::pages(web))
        .merge(work::pages(web))
        .merge(done::pages(web))
        .merge(calendar::pages(web))
        .merge(ledger::pages(web))
        .merge(neighbourhood::pages(web))
        .merge(open311::pages(web))
        .merge(more);
    Router::new()
        .merge(assets::routes())
        .merge(framed(web, pages, PATIENCE))
        .merge(framed(web, picture_pages(web), PATIENCE_UPLOAD))
        .fallback(refusal::nothing_here)
        .layer(from_fn_with_state(web.clone(), refusal::edge))
        .layer(from_fn(headers::safe))
        .with_state(web.clone())
}

/// What stands before every page.
fn framed(web: &Web, pages: Router<Web>, patience: std::time::Duration) -> Router<Web> {
    pages
        .layer(session::layer(web))
        .layer(csrf::layer(web))
        .layer(from_fn(csrf::known_origin))
        .layer(DefaultBodyLimit::max(MOST_FORM))
        .layer(TimeoutLayer::with_status_code(StatusCode::SERVICE_UNAVAILABLE, patience))
        .layer(from_fn_with_state(web.clone(), limits::everybody))
}

/// In, out, and one's own password.
fn doors(web: &Web) -> Router<Web> {
    let open = |path, page| behind(web, Needs::Nobody, path, page);
    let own = |path, page| behind(web, Needs::Login, path, page);
    open("/login", get(login::get).post(login::post))
        .merge(open("/first", get(first_admin::get).post(first_admin::post)))
        .merge(open("/invited/{word}", get(password::invited).post(password::choose)))
        .merge(open("/language", post(language::post)))
        .merge(open("/", get(start::get)))
        .merge(open("/login/code", get(second_step::enter::get).post(second_step::enter::post)))
        .merge(own("/second-step", get(second_step::get).post(second_step::begin)))
        .merge(own("/second-step/confirm", post(second_step::confirm)))
        .merge(own("/second-step/off", post(second_step::off)))
        .merge(own("/logout", post(login::out)))
        .merge(own("/password", get(password::get).post(password::post)))
}

/// Who lives here.
fn roster_pages(web: &Web) -> Router<Web> {
    let to = |ability, path, page| behind(web, Needs::To(ability), path, page);
    let edit = |path, page| to(Ability::EditRoster, path, page);
    let import = post(roster::import::post).layer(DefaultBodyLimit::max(MOST_UPLOAD));
    edit("/roster", get(roster::list::get))
        .merge(edit("/roster/new", get(roster::edit::new).post(roster::edit::add)))
        .merge(edit("/roster/import", get(roster::import::get).merge(import)))
        .merge(edit("/roster/import/{word}", post(roster::import::confirm)))
        .merge(edit("/roster/{id}", get(roster::edit::get).post(roster::edit::post)))
        .merge(edit("/roster/{id}/history", get(roster::history::get)))
        .merge(to(Ability::Export, "/roster/export.csv", get(roster::export::sheet)))
        .merge(to(Ability::Export, "/roster/{id}/export.json", get(roster::export::one)))
        .merge(to(
            Ability::Erase,
            "/roster/{id}/erase",
            get(roster::erase::get).post(roster::erase::post),
        ))
        .merge(to(Ability::SeeHome, "/residents", get(person::list)))
        .merge(to(Ability::SeeHome, "/residents/{id}", get(relative::get)))
        .merge(to(Ability::SeeNight, "/residents/{id}/night/{date}", get(resident::earlier::get)))
}

/// Who may look, who looked, and how the station is.
fn office_pages(web: &Web) -> Router<Web> {
    let to = |ability, path, page| behind(web, Needs::To(ability), path, page);
    let users = |path, page| to(Ability::EditUsers, path, page);
    users("/users", get(users::get).post(users::add))
        .merge(users("/users/{name}", get(users::one).post(users::save)))
        .merge(users("/users/{name}/link", post(users::link)))
        .merge(users("/users/{name}/second-step", post(users::second_step_off)))
        .merge(users("/tokens", get(tokens::get).post(tokens::post)))
        .merge(users("/tokens/{hash}/back", post(tokens::back)))
        .merge(users("/audit", get(audit::get)))
        .merge(to(Ability::SeeOperations, "/operations", get(operations::get)))
}

/// Who needs somebody, and who goes.
fn desk_pages(web: &Web) -> Router<Web> {
    let see = |path, page| behind(web, Needs::To(Ability::SeeDesk), path, page);
    let edit = |path, page| behind(web, Needs::To(Ability::EditDesk), path, page);
    see("/desk", get(desk::page::get))
        .merge(see("/desk/stream", get(desk::stream::get)))
        .merge(see("/desk/seen", post(desk::seen::post)))
        .merge(see("/desk/photos/{name}", get(desk::photos::get)))
        .merge(see("/desk/{case}", get(desk::page::one).post(desk::act::post)))
        .merge(edit("/desk/{case}/merge", post(desk::merge::post)))
        .merge(edit("/desk/report/{week}/pdf", get(desk::report::sheet)))
        .merge(edit("/desk/drill", post(desk::act::drill)))
        .merge(edit("/desk/proven", get(desk::proven::get)))
        .merge(edit("/desk/report/{week}", get(desk::report::get)))
}

/// What the clinic sees, what it asks, and what does not get there.
fn clinic_pages(web: &Web) -> Router<Web> {
    let to = |ability, path, page| behind(web, Needs::To(ability), path, page);
    let answer = post(clinic::asked::post);
    to(Ability::SeeClinic, "/clinic", get(clinic::get))
        .merge(to(Ability::SeeDesk, "/clinic/asked", get(clinic::asked::get)))
        .merge(to(Ability::SeeDesk, "/clinic/asked/part", get(clinic::asked::part)))
        .merge(to(Ability::SeeDesk, "/clinic/asked/{id}", answer))
        .merge(to(Ability::SeeOperations, "/clinic/outbox", get(clinic::outbox::get)))
        .merge(to(Ability::SeeOperations, "/clinic/outbox/{id}", post(clinic::outbox::post)))
}

/// Who may be called, when, and in which order.
fn called_pages(web: &Web) -> Router<Web> {
    let edit = |path, page| behind(web, Needs::To(Ability::EditDesk), path, page);
    edit("/people", get(people::list::get))
        .merge(edit("/people/new", get(people::edit::new).post(people::edit::add)))
        .merge(edit("/people/{party}", get(people::edit::get).post(people::edit::post)))
        .merge(edit("/people/{party}/code", post(people::verify::send)))
        .merge(edit("/people/{party}/check", post(people::verify::check)))
        .merge(edit("/duty", get(duty::get).post(duty::post)))
        .merge(edit("/quiet", get(quiet::get).post(quiet::post)))
        .merge(edit("/ladders", get(ladders::get).post(ladders::post)))
}

/// Whoever is called comes by a link of theirs.
fn go_pages(web: &Web) -> Router<Web> {
    let open = |path, page| behind(web, Needs::Nobody, path, page);
    open("/go/{word}", get(go::get).post(go::post))
        .merge(open("/go/{word}/seen", post(go::seen)))
        .merge(open("/go/{word}/code", post(go::call)))
        .merge(open("/go/{word}/check", post(go::check)))
}

/// Forms with a picture in them.
fn picture_pages(web: &Web) -> Router<Web> {
    let large = || DefaultBodyLimit::max(desk::photos::MOST_FORM);
    let desk = post(desk::act::resolve).layer(large());
    let go = post(go::resolve).layer(large());
    behind(web, Needs::To(Ability::SeeDesk), "/desk/{case}/resolve", desk)
        .merge(behind(web, Needs::Nobody, "/go/{word}/resolve", go))
        .merge(report::picture_pages(web))
        .merge(work::picture_pages(web))
}
