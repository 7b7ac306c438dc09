//! `/report`: somebody stands before a hole in the road with a telephone. Where and what, a picture, and
//! a receipt: no account, no script needed, and on a slow link nothing is sent twice.
//!
//! ```text
//!  /report ─▶ /report/write ─▶ /report/look ─▶ /report/send ─▶ /report/r/{receipt}
//!   place       near ones,       "this is        written down      how far is it? done? not done?
//!   and kind    words, photos    public"         once
//! ```
//!
//! The form's key is drawn when the place is chosen. Pictures wait under it ([`drafts`]), and the receipt
//! follows from it (`report/receipt.rs`): whoever presses twice has one report.

pub mod door;
pub mod drafts;
mod filled;
pub mod map;
mod own;
mod place;
mod receipt;
mod send;
mod upload;
mod write;

#[cfg(test)]
pub(in crate::web) mod tests;

use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::routing::{get, post};
use i18n_embed_fl::fl;
use maud::{Markup, html};

use super::app::Web;
use super::visit::Visit;
use super::{Needs, assets, behind, page};
use crate::core::report::{MOST_PHOTOS, Photo, Place};
use crate::say::Lang;

pub use receipt::{hash as receipt_hash, of_key as receipt_of};

/// The largest form with pictures: three of them, and what surrounds them.
const MOST_FORM: usize = MOST_PHOTOS * crate::photo::MOST_BYTES + (64 << 10);

/// Every page that is no form with pictures.
pub(super) fn pages(web: &Web) -> Router<Web> {
    let open = |path, page| behind(web, Needs::Nobody, path, page);
    open("/report", get(place::get))
        .merge(open("/report/write", get(write::get).post(write::post)))
        .merge(open("/report/send", post(send::post)))
        .merge(open("/report/me-too", post(write::me_too)))
        .merge(open("/report/find", get(own::find)))
        .merge(open("/report/map/{revision}", get(map::get)))
        .merge(open("/report/upload/{key}/{photo}", get(upload::get).post(upload::post)))
        .merge(open("/report/upload/{key}/{photo}/remove", post(upload::remove)))
        .merge(open("/report/r/{receipt}", get(own::get).post(own::post)))
        .merge(open("/report/r/{receipt}/photo/{name}", get(own::photo)))
}

/// Forms with pictures.
pub(super) fn picture_pages(web: &Web) -> Router<Web> {
    let open = |path, page: axum::routing::MethodRouter<Web>| {
        behind(web, Needs::Nobody, path, page.layer(DefaultBodyLimit::max(MOST_FORM)))
    };
    open("/report/look", post(write::look))
        .merge(open("/report/r/{receipt}/photo", post(own::add_photo)))
}

/// A page of the neighbourhood, for anybody.
pub(in crate::web) fn shown(visit: &Visit, title: &str, body: &Markup) -> Markup {
    let head = html! {
        link rel="stylesheet" href=(assets::href("report.css"));
        script defer src=(assets::href("shrink.js")) {}
        script defer src=(assets::href("report.js")) {}
    };
    let body = html! { div.report { h1 { (title) } (body) } };
    page::alone(visit, title, &head, &body)
}

/// Where it is, in words.
#[must_use]
pub fn place_words(lang: Lang, place: &Place) -> String {
    if !place.building.is_empty() {
        return place.building.clone();
    }
    let t = lang.words();
    if place.at.is_some() { fl!(t, "report-on-the-map") } else { fl!(t, "report-no-place") }
}

/// Pictures, small, each a link to itself.
#[must_use]
pub fn pictures<'a>(
    lang: Lang,
    photos: impl Iterator<Item = &'a Photo>,
    href: &dyn Fn(&str) -> String,
) -> Markup {
    let t = lang.words();
    html! {
        div.pictures {
            @for photo in photos {
                @let says = if photo.after { fl!(t, "report-photo-after") } else {
                    fl!(t, "report-photo-before")
                };
                a href=(href(&photo.name)) {
                    img src=(href(&photo.name)) alt="" loading="lazy" width="160" height="120";
                    (says)
                }
            }
        }
    }
}
