//! A face, a number plate: rectangles that are made unrecognisable before the public sees a picture. The
//! picture that was is gone.

use axum::extract::{Form, Path};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use i18n_embed_fl::fl;
use maud::html;
use serde::Deserialize;

use super::{of, shown};
use crate::core::desk::{Case, Input};
use crate::core::report::Said;
use crate::photo::blur::{MOST_PARTS, Part, blurred};
use crate::web::desk::{Desk, photos};
use crate::web::refusal::Refusal;
use crate::web::visit::Visit;

pub(super) async fn get(
    visit: Visit,
    Path((case, photo)): Path<(String, String)>,
) -> Result<Response, Refusal> {
    let desk = visit.web.desk()?;
    let (_, case) = of(&visit, desk, &case).await?;
    let (t, src) = (visit.lang.words(), format!("/work/photo/{photo}"));
    if !has(&case, &photo) {
        return Err(Refusal::NotHere);
    }
    let body = html! {
        p { (fl!(t, "work-blur-why")) }
        form.blur method="post" action={ "/work/" (case.id) "/blur/" (photo) } {
            div.canvas data-blur { img src=(src) alt=(fl!(t, "report-photo-before")); }
            // Open where no script runs, and nobody can draw.
            details open {
                summary { (fl!(t, "work-blur-parts")) }
                input id="parts" name="parts" required placeholder="250,100,200,300"
                    aria-label=(fl!(t, "work-blur-parts")) aria-describedby="parts-why" autocomplete="off";
                p.quiet #parts-why { (fl!(t, "work-blur-parts-why")) }
            }
            p.actions { button { (fl!(t, "work-blur-do")) }
                a href={ "/work/" (case.id) } { (fl!(t, "work-back")) } }
        }
    };
    Ok(shown(&visit, &fl!(t, "work-blur"), &body).into_response())
}

/// Rectangles, in thousandths of the picture: `250,100,200,300;…`.
#[derive(Deserialize)]
pub(super) struct Drawn {
    parts: String,
}

pub(super) async fn post(
    visit: Visit,
    Path((case, photo)): Path<(String, String)>,
    Form(drawn): Form<Drawn>,
) -> Result<Response, Refusal> {
    let desk = visit.web.desk()?;
    let (_, case) = of(&visit, desk, &case).await?;
    if !has(&case, &photo) {
        return Err(Refusal::NotHere);
    }
    let Some(parts) = parts(&drawn.parts) else {
        return Ok((StatusCode::UNPROCESSABLE_ENTITY, Refusal::BadForm).into_response());
    };
    let new = keep(desk, &case, &photo, parts).await?;
    let said = Said::Blurred { old: photo.clone(), new };
    desk.decide(case.id, Input::Report { by: None, key: None, said }).await?;
    desk.drop_photo(case.id, photo).await?;
    visit.note("blur-photo", case.resident, case.id.to_string()).await?;
    Ok(Redirect::to(&format!("/work/{}?said=done", case.id)).into_response())
}

async fn keep(desk: &Desk, case: &Case, photo: &str, parts: Vec<Part>) -> Result<String, Refusal> {
    let (_, jpeg) = desk.photo(photo).await?.ok_or(Refusal::NotHere)?;
    let jpeg = photos::one_at_a_time(desk, move || blurred(&jpeg, &parts)).await?;
    let jpeg = jpeg.map_err(|why| Refusal::Broken(why.to_string()))?;
    desk.save_photo(case.id, jpeg).await
}

fn has(case: &Case, photo: &str) -> bool {
    case.report.as_ref().is_some_and(|it| it.photos.iter().any(|it| it.name == photo))
}

fn parts(text: &str) -> Option<Vec<Part>> {
    let one = |text: &str| {
        let numbers: Vec<u32> =
            text.split(',').map(|it| it.trim().parse().ok()).collect::<Option<_>>()?;
        match numbers.as_slice() {
            [x, y, wide, high] => Part::new((*x, *y), (*wide, *high)),
            _ => None,
        }
    };
    let parts: Vec<Part> =
        text.split(';').take(MOST_PARTS + 1).map(one).collect::<Option<Vec<_>>>()?;
    (!parts.is_empty() && parts.len() <= MOST_PARTS).then_some(parts)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rectangles_lie_on_the_picture_and_anything_else_is_none() {
        assert_eq!(parts("0,0,1000,1000; 250,100,200,300").map(|it| it.len()), Some(2));
        for none in ["", ";", "1,2,3", "1,2,3,4,5", "0,0,0,5", "900,0,101,5", "-1,0,5,5", "a,b,c,d"]
        {
            assert!(parts(none).is_none(), "{none}");
        }
        assert!(parts(&vec!["0,0,1,1"; MOST_PARTS + 1].join(";")).is_none());
    }
}
