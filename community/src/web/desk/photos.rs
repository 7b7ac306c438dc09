//! The picture of how it ended: in by a form, clean or not at all, and out by its name to whoever may
//! see the case.

use axum::extract::{Multipart, Path};
use axum::http::header;
use axum::response::{IntoResponse, Response};
use i18n_embed_fl::fl;
use tokio::sync::SemaphorePermit;

use super::Desk;
use super::eyes::Eyes;
use crate::core::desk::CaseId;
use crate::core::desk::case::MOST_NOTE;
use crate::photo::{self, PhotoError};
use crate::say::Lang;
use crate::web::refusal::Refusal;
use crate::web::visit::Visit;

/// The largest form with a picture: the picture, a note, and what surrounds them on the way.
pub const MOST_FORM: usize = photo::MOST_BYTES + (64 << 10);

/// Fields of such a form: three, and one that a browser may add.
const MOST_FIELDS: usize = 8;

/// Bytes of a note: each of its characters may have four.
const MOST_NOTE_BYTES: usize = MOST_NOTE * 4;

/// A form that says how it ended.
#[derive(Clone, Debug, Default)]
pub(in crate::web) struct Filled {
    pub(in crate::web) note: String,
    pub(in crate::web) who: String,
    pub(in crate::web) photo: Vec<u8>,
}

/// Reads it. What the picture's file is called is not looked at.
pub(in crate::web) async fn read(desk: &Desk, mut form: Multipart) -> Result<Filled, Refusal> {
    let _turn = turn(desk).await?;
    let mut filled = Filled::default();
    fields(&mut form, MOST_FIELDS, |name, bytes| {
        let typed = || Ok::<_, Refusal>(text(bytes)?.trim().replace('\r', ""));
        match name {
            "note" if bytes.len() <= MOST_NOTE_BYTES => {
                filled.note = typed()?.chars().take(MOST_NOTE).collect();
            }
            "who" if bytes.len() <= 32 => filled.who = typed()?,
            "photo" => filled.photo = bytes.to_vec(),
            _ => return Err(Refusal::BadForm),
        }
        Ok(())
    })
    .await?;
    Ok(filled)
}

/// Takes the fields of a form, fewer than so many, one after another.
pub(in crate::web) async fn fields(
    form: &mut Multipart,
    most: usize,
    mut take: impl FnMut(&str, &[u8]) -> Result<(), Refusal>,
) -> Result<(), Refusal> {
    for _ in 0..most {
        let Some(field) = form.next_field().await.map_err(|e| refused(&e))? else { return Ok(()) };
        let name = field.name().unwrap_or_default().to_owned();
        let bytes = field.bytes().await.map_err(|e| refused(&e))?;
        take(&name, &bytes)?;
    }
    Err(Refusal::BadForm)
}

/// What was typed into a field.
pub(in crate::web) fn text(bytes: &[u8]) -> Result<&str, Refusal> {
    std::str::from_utf8(bytes).map_err(|_| Refusal::BadForm)
}

pub(in crate::web) fn refused(error: &axum::extract::multipart::MultipartError) -> Refusal {
    if error.status() == axum::http::StatusCode::PAYLOAD_TOO_LARGE {
        Refusal::TooLarge
    } else {
        Refusal::BadForm
    }
}

/// Makes it clean, when it is its turn.
pub(in crate::web) async fn clean(
    desk: &Desk,
    bytes: &[u8],
) -> Result<Result<Vec<u8>, PhotoError>, Refusal> {
    let _turn = desk.photos.acquire().await.map_err(|e| broken(&e))?;
    Ok(desk.cleaner.clean(bytes.to_vec()).await)
}

/// As [`clean`], of a map of the office's own, which may be drawn.
pub(in crate::web) async fn clean_map(
    desk: &Desk,
    bytes: &[u8],
) -> Result<Result<Vec<u8>, PhotoError>, Refusal> {
    if !photo::drawing::is_one(bytes) {
        return clean(desk, bytes).await;
    }
    let _turn = desk.photos.acquire().await.map_err(|e| broken(&e))?;
    Ok(desk.cleaner.paint(bytes.to_vec()).await)
}

/// As [`clean`], for whoever has no login: a street that sends pictures keeps no picture of the desk
/// waiting for longer than two of its own.
pub(in crate::web) async fn clean_outside(
    desk: &Desk,
    bytes: &[u8],
) -> Result<Result<Vec<u8>, PhotoError>, Refusal> {
    let _turn = desk.outside_photos.acquire().await.map_err(|e| broken(&e))?;
    clean(desk, bytes).await
}

/// Until it is one's turn to send a form with pictures from outside.
pub(in crate::web) async fn turn_outside(desk: &Desk) -> Result<SemaphorePermit<'_>, Refusal> {
    desk.outside.acquire().await.map_err(|e| broken(&e))
}

/// Work on a picture that was made clean before, when it is its turn.
pub(in crate::web) async fn one_at_a_time<T: Send + 'static>(
    desk: &Desk,
    work: impl FnOnce() -> T + Send + 'static,
) -> Result<T, Refusal> {
    let _turn = desk.photos.acquire().await.map_err(|e| broken(&e))?;
    tokio::task::spawn_blocking(work).await.map_err(|e| broken(&e))
}

/// Until it is one's turn to send a form with a picture.
pub(in crate::web) async fn turn(desk: &Desk) -> Result<SemaphorePermit<'_>, Refusal> {
    desk.uploads.acquire().await.map_err(|e| broken(&e))
}

/// A picture as it is shown.
pub(in crate::web) fn answer(jpeg: Vec<u8>) -> Response {
    let headers = [
        (header::CONTENT_TYPE, "image/jpeg"),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (header::CONTENT_DISPOSITION, "inline; filename=\"photo.jpg\""),
    ];
    (headers, jpeg).into_response()
}

/// Makes it clean and keeps it; `None` if no picture was chosen.
pub(in crate::web) async fn keep(
    desk: &Desk,
    case: CaseId,
    bytes: &[u8],
) -> Result<Result<Option<String>, PhotoError>, Refusal> {
    if bytes.is_empty() {
        return Ok(Ok(None));
    }
    match clean(desk, bytes).await? {
        Ok(jpeg) => Ok(Ok(Some(desk.save_photo(case, jpeg).await?))),
        Err(why) => Ok(Err(why)),
    }
}

fn broken(error: &dyn std::fmt::Display) -> Refusal {
    Refusal::Broken(format!("a picture: {error}"))
}

/// What was wrong with it, and what to do.
pub(in crate::web) fn why(lang: Lang, why: PhotoError) -> String {
    let t = lang.words();
    match why {
        PhotoError::TooLarge => fl!(t, "photo-too-large"),
        PhotoError::TooManyPixels => fl!(t, "photo-too-many-pixels"),
        PhotoError::OtherKind => fl!(t, "photo-other-kind"),
        PhotoError::Broken => fl!(t, "photo-broken"),
        PhotoError::NotDone => fl!(t, "photo-busy"),
        PhotoError::LargeDrawing => fl!(t, "photo-large-drawing"),
        PhotoError::NoLetters => fl!(t, "photo-no-letters"),
    }
}

/// What was wrong with it, as a word of an address, for whoever comes back to a page.
const WORDS: [(PhotoError, &str); 7] = [
    (PhotoError::TooLarge, "photo-too-large"),
    (PhotoError::TooManyPixels, "photo-too-many-pixels"),
    (PhotoError::OtherKind, "photo-other-kind"),
    (PhotoError::Broken, "photo-broken"),
    (PhotoError::NotDone, "photo-busy"),
    (PhotoError::LargeDrawing, "photo-large-drawing"),
    (PhotoError::NoLetters, "photo-no-letters"),
];

/// As a word.
pub(in crate::web) fn word(why: PhotoError) -> &'static str {
    WORDS.iter().find(|(it, _)| *it == why).map_or("photo-broken", |(_, word)| word)
}

/// What a word says.
pub(in crate::web) fn of_word(word: &str) -> Option<PhotoError> {
    WORDS.iter().find(|(_, it)| *it == word).map(|(why, _)| *why)
}

/// A name that the station gave: letters and digits.
pub(in crate::web) fn is_name(name: &str) -> bool {
    (1..=64).contains(&name.len()) && name.bytes().all(|b| b.is_ascii_alphanumeric())
}

pub(in crate::web) async fn get(
    visit: Visit,
    Path(name): Path<String>,
) -> Result<Response, Refusal> {
    if !is_name(&name) {
        return Err(Refusal::NotHere);
    }
    let desk = visit.web.desk()?;
    let (case, jpeg) = desk.photo(&name).await?.ok_or(Refusal::NotHere)?;
    let file = desk.case(case).await?.ok_or(Refusal::NotHere)?;
    if !Eyes::of(&visit).sees(&file.case) {
        return Err(Refusal::NotHere);
    }
    visit.note("view-photo", file.case.resident, case.to_string()).await?;
    Ok(answer(jpeg))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_picture_s_name_leads_nowhere_else() {
        assert!(is_name("0123abcDEF"));
        for name in ["", "..", "../x", "a/b", "a.jpg", "%2e%2e", "a\0", "ä", &"x".repeat(65)] {
            assert!(!is_name(name), "{name:?}");
        }
    }
}
