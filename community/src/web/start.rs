//! Where does somebody who comes in begin? Where their role works.

use axum::response::{IntoResponse, Redirect, Response};
use i18n_embed_fl::fl;
use maud::html;

use super::refusal::Refusal;
use super::relative;
use super::visit::Visit;
use crate::core::access::{Ability, Role};

pub(super) async fn get(visit: Visit) -> Result<Response, Refusal> {
    if visit.who.is_none() {
        let first = visit.web.users().await?.is_empty();
        return Ok(Redirect::to(if first { "/first" } else { "/login" }).into_response());
    }
    // A wall of homes is no help in the street: what is to be done is.
    if visit.who.as_ref().is_some_and(|it| it.role == Role::GridWorker) {
        return Ok(Redirect::to("/work").into_response());
    }
    if visit.may(Ability::SeeWall) {
        return Ok(Redirect::to("/wall").into_response());
    }
    if visit.may(Ability::SeeClinic) {
        return Ok(Redirect::to("/clinic").into_response());
    }
    if visit.may(Ability::SeeHome) && !visit.may(Ability::SeeNight) {
        return Ok(relative::start(&visit).await?.into_response());
    }
    if visit.may(Ability::SeeHome) {
        return Ok(Redirect::to("/residents").into_response());
    }
    // A volunteer comes by a link when called.
    let t = visit.lang.words();
    let body = html! { p { (fl!(t, "start-called")) } };
    Ok(visit.page(&fl!(t, "start-title"), &body).into_response())
}
