//! How do pictures come in? In one form, or, where the page's script runs, in pieces beside it: made
//! smaller on the telephone, and gone on with where the link broke. Both end in the one function that
//! makes a picture clean.

use std::time::Duration;

use axum::Json;
use axum::body::Bytes;
use axum::extract::multipart::Field;
use axum::extract::{Multipart, Path, Query};
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use i18n_embed_fl::fl;
use maud::{Markup, html};
use serde::Deserialize;
use serde_json::json;

use super::drafts::Piece;
use super::filled::Filled;
use super::receipt;
use crate::core::report::{MOST_PHOTOS, MOST_WRITTEN};
use crate::photo::{self, PhotoError};
use crate::web::desk::{Desk, photos};
use crate::web::refusal::Refusal;
use crate::web::visit::Visit;

/// Fields of the form: its own, three pictures, and two that a browser may add.
const MOST_FIELDS: usize = 12;

/// Bytes of a field that is no picture: each character of a text may have four.
const MOST_FIELD: usize = MOST_WRITTEN * 4 + 64;

/// Nothing comes for so long: the link is gone. Whoever still has it begins again, or goes on in pieces.
const STALLED: Duration = Duration::from_secs(if cfg!(test) { 2 } else { 20 });

/// Where a piece belongs.
#[derive(Deserialize)]
pub(super) struct Where {
    at: usize,
    of: usize,
}

/// A piece of a picture.
pub(super) async fn post(
    visit: Visit,
    Path((key, photo)): Path<(String, u8)>,
    Query(Where { at, of }): Query<Where>,
    bytes: Bytes,
) -> Result<Response, Refusal> {
    if !receipt::is_key(&key) {
        return Err(Refusal::BadForm);
    }
    let desk = visit.web.desk()?;
    let now = visit.web.clock().mono();
    if at == 0 {
        visit.web.limits().report(visit.peer)?;
    }
    let answer = match desk.drafts().piece(now, (&key, visit.peer), (photo, at, of), &bytes) {
        Piece::More(at) => (StatusCode::OK, Json(json!({ "at": at }))),
        Piece::Elsewhere(at) => (StatusCode::CONFLICT, Json(json!({ "at": at }))),
        Piece::Refused => return Err(Refusal::TooLarge),
        Piece::Full => return Err(Refusal::Unavailable("too many pictures wait".into())),
        Piece::Whole(bytes) => whole(&visit, desk, (&key, photo), bytes).await?,
    };
    Ok(answer.into_response())
}

async fn whole(
    visit: &Visit,
    desk: &Desk,
    (key, photo): (&str, u8),
    bytes: Vec<u8>,
) -> Result<(StatusCode, Json<serde_json::Value>), Refusal> {
    let length = bytes.len();
    Ok(match clean(visit, desk, (key, photo), &bytes).await? {
        Ok(()) => (StatusCode::CREATED, Json(json!({ "at": length, "whole": true }))),
        Err(why) => {
            let why = why.map_or_else(
                || fl!(visit.lang.words(), "report-photos-full"),
                |why| photos::why(visit.lang, why),
            );
            (StatusCode::UNPROCESSABLE_ENTITY, Json(json!({ "why": why })))
        }
    })
}

/// Makes a picture clean, and lets it wait; why not, if it is none or there is no room.
async fn clean(
    visit: &Visit,
    desk: &Desk,
    (key, photo): (&str, u8),
    bytes: &[u8],
) -> Result<Result<(), Option<PhotoError>>, Refusal> {
    Ok(match photos::clean_outside(desk, bytes).await? {
        Ok(jpeg) => {
            let room = desk.drafts().put(visit.web.clock().mono(), (key, visit.peer), photo, jpeg);
            if room { Ok(()) } else { Err(None) }
        }
        Err(why) => Err(Some(why)),
    })
}

/// A picture that waits, for whoever sent it: the key is nobody else's.
pub(super) async fn get(
    visit: Visit,
    Path((key, photo)): Path<(String, u8)>,
) -> Result<Response, Refusal> {
    let now = visit.web.clock().mono();
    let jpeg = visit.web.desk()?.drafts().photo(now, &key, photo).ok_or(Refusal::NotHere)?;
    Ok(([(header::CONTENT_TYPE, "image/jpeg")], jpeg.to_vec()).into_response())
}

/// It is taken out.
pub(super) async fn remove(
    visit: Visit,
    Path((key, photo)): Path<(String, u8)>,
) -> Result<StatusCode, Refusal> {
    visit.web.desk()?.drafts().remove(visit.web.clock().mono(), &key, photo);
    Ok(StatusCode::NO_CONTENT)
}

/// Pictures that wait, on a page.
#[must_use]
pub(super) fn waiting(visit: &Visit, key: &str, photos: &[u8]) -> Markup {
    let t = visit.lang.words();
    html! {
        div.pictures #waiting aria-live="polite" data-remove=(fl!(t, "report-photo-remove"))
            data-refused=(fl!(t, "photo-too-large"))
            data-sending=(fl!(t, "report-photo-sending")) data-waits=(fl!(t, "report-photo-waits")) {
            @for photo in photos {
                @let href = format!("/report/upload/{key}/{photo}");
                figure data-photo=(photo) {
                    img src=(href) alt=(fl!(t, "report-photo-n", n = (photo + 1).to_string()))
                        width="160" height="120";
                }
            }
        }
    }
}

/// Reads the form. What a picture's file is called is not looked at. A place is taken when a picture comes,
/// and not before: whoever sends words, or nothing at all, holds up nobody.
pub(super) async fn read(
    desk: &Desk,
    mut form: Multipart,
) -> Result<(Filled, Vec<Vec<u8>>), Refusal> {
    let (mut filled, mut files, mut turn) = (Filled::default(), Vec::new(), None);
    for _ in 0..MOST_FIELDS {
        let next = tokio::time::timeout(STALLED, form.next_field()).await;
        let next = next.map_err(|_| Refusal::BadForm)?.map_err(|e| photos::refused(&e))?;
        let Some(mut field) = next else { return Ok((filled, files)) };
        let name = field.name().unwrap_or_default().to_owned();
        let Some(first) = piece(&mut field).await? else {
            filled.put(&name, String::new())?;
            continue;
        };
        let is_photo = name == "photo";
        if is_photo && turn.is_none() {
            turn = Some(photos::turn_outside(desk).await?);
        }
        let most = if is_photo { photo::MOST_BYTES } else { MOST_FIELD };
        let bytes = rest(&mut field, first, most).await?;
        if is_photo {
            // One that is too large is told so with the words that came along.
            files.extend(Some(bytes).filter(|_| files.len() < MOST_PHOTOS));
        } else if bytes.len() > MOST_FIELD {
            return Err(Refusal::TooLarge);
        } else {
            filled.put(&name, photos::text(&bytes)?.to_owned())?;
        }
    }
    Err(Refusal::BadForm)
}

/// The next piece of a field with anything in it, if it comes in time. A browser in which no picture was
/// chosen sends an empty one.
async fn piece(field: &mut Field<'_>) -> Result<Option<Bytes>, Refusal> {
    let some = async {
        loop {
            match field.chunk().await {
                Ok(Some(piece)) if piece.is_empty() => {}
                next => return next,
            }
        }
    };
    let came = tokio::time::timeout(STALLED, some).await;
    came.map_err(|_| Refusal::BadForm)?.map_err(|e| photos::refused(&e))
}

/// All of a field; of one that is longer than it may be so much that this is seen.
async fn rest(field: &mut Field<'_>, first: Bytes, most: usize) -> Result<Vec<u8>, Refusal> {
    let mut bytes = first.to_vec();
    while let Some(piece) = piece(field).await? {
        if bytes.len() <= most {
            bytes.extend_from_slice(&piece);
        }
    }
    Ok(bytes)
}

impl Filled {
    /// What stands in a field of the form with pictures.
    fn put(&mut self, name: &str, text: String) -> Result<(), Refusal> {
        match name {
            "photo" => {}
            "key" => self.key = text,
            "kind" => self.kind = text,
            "building" => self.building = text,
            "at" => self.at = text,
            "text" => self.text = text,
            "phone" => self.phone = text,
            _ => return Err(Refusal::BadForm),
        }
        Ok(())
    }
}

/// Pictures that came with the form wait in the places that are free.
pub(super) async fn keep_files(
    visit: &Visit,
    desk: &Desk,
    key: &str,
    files: Vec<Vec<u8>>,
) -> Result<Result<(), Option<PhotoError>>, Refusal> {
    for bytes in files {
        let taken = desk.drafts().photos(visit.web.clock().mono(), key);
        let most = u8::try_from(MOST_PHOTOS).unwrap_or(u8::MAX);
        let Some(free) = (0..most).find(|it| !taken.contains(it)) else { break };
        if let Err(why) = clean(visit, desk, (key, free), &bytes).await? {
            return Ok(Err(why));
        }
    }
    Ok(Ok(()))
}
