//! `/work/places`: which buildings are there, whose are they, and what does the map show? Written by the
//! desk, a building a line.

use axum::extract::{Form, Multipart};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use i18n_embed_fl::fl;
use maud::{Markup, html};
use serde::Deserialize;

use super::{colleagues, shown};
use crate::core::desk::PartyId;
use crate::core::report::Point;
use crate::store::reports::{MOST_PLACES, MapRow, PlaceRow};
use crate::web::desk::{Board, photos};
use crate::web::refusal::Refusal;
use crate::web::report::door::Neighbourhood;
use crate::web::report::map;
use crate::web::visit::Visit;

/// Characters of a building's name.
const MOST_NAME: usize = 64;

/// Metres that a map may show.
const METRES: std::ops::RangeInclusive<u32> = 10..=100_000;

pub(super) async fn get(visit: Visit) -> Result<Response, Refusal> {
    let desk = visit.web.desk()?;
    let known = desk.neighbourhood();
    let lines = written(&desk.board(), &known);
    Ok(page(&visit, &known, &lines, None).into_response())
}

fn page(visit: &Visit, known: &Neighbourhood, lines: &str, wrong: Option<&str>) -> Markup {
    let t = visit.lang.words();
    let body = html! {
        h2 { (fl!(t, "places-buildings")) }
        p { (fl!(t, "places-why")) }
        form method="post" action="/work/places" {
            @if let Some(wrong) = wrong { p.fault role="alert" { (wrong) } }
            label for="lines" { (fl!(t, "places-lines")) }
            textarea id="lines" name="lines" rows="12" spellcheck="false" { (lines) }
            button { (fl!(t, "places-save")) }
        }
        h2 { (fl!(t, "places-map")) }
        @if let Some(row) = &known.map {
            @let at = |it: &PlaceRow| it.at.map(|at| (at, it.building.clone()));
            @let points: Vec<_> = known.places.iter().filter_map(at).collect();
            div.shown-map data-point { (map::with_points(row, &fl!(t, "report-map"), &points)) }
            p.quiet { (fl!(t, "places-map-point")) " " output #point {} }
        }
        form method="post" action="/work/places/map" enctype="multipart/form-data" {
            label for="photo" { (fl!(t, "places-picture")) }
            input type="file" id="photo" name="photo" accept="image/jpeg,image/png,image/webp,image/svg+xml"
                required[known.map.is_none()];
            label for="metres" { (fl!(t, "places-metres")) }
            input type="number" id="metres" name="metres" required min=(METRES.start())
                max=(METRES.end()) value=[known.map.map(|it| it.metres_wide)];
            button { (fl!(t, "places-save-map")) }
        }
    };
    shown(visit, &fl!(t, "places-title"), &body)
}

/// As it is written: a building, then whose, then where on the map.
fn written(board: &Board, known: &Neighbourhood) -> String {
    let listed = known.places.iter().map(|it| {
        let name = |id: PartyId| board.people.get(&id).map(|it| it.name.clone());
        let worker = it.worker.and_then(name).unwrap_or_default();
        let at = it.at.map(|at| at.to_string()).unwrap_or_default();
        let parts = [it.building.as_str(), worker.as_str(), at.as_str()];
        parts.join(" | ").trim_end_matches([' ', '|']).to_owned()
    });
    let lines: Vec<String> = listed.collect();
    if lines.is_empty() { known.buildings.join("\n") } else { lines.join("\n") }
}

/// What is written.
#[derive(Deserialize)]
pub(super) struct Lines {
    lines: String,
}

pub(super) async fn post(visit: Visit, Form(form): Form<Lines>) -> Result<Response, Refusal> {
    let desk = visit.web.desk()?;
    let people = colleagues(&desk.board());
    match read(&form.lines, &people) {
        Ok(places) => {
            let n = places.len();
            desk.save_places(places).await?;
            visit.note("change-places", None, n.to_string()).await?;
            Ok(Redirect::to("/work/places").into_response())
        }
        Err((line, why)) => {
            let t = visit.lang.words();
            let why = match why {
                Fault::Name => fl!(t, "places-fault-name"),
                Fault::Twice => fl!(t, "places-fault-twice"),
                Fault::Who => fl!(t, "places-fault-who"),
                Fault::Point => fl!(t, "places-fault-point"),
                Fault::Many => fl!(t, "places-fault-many", n = MOST_PLACES.to_string()),
            };
            let wrong = fl!(t, "places-fault", line = line.to_string(), why = why);
            let page = page(&visit, &desk.neighbourhood(), &form.lines, Some(&wrong));
            Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response())
        }
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Fault {
    Name,
    Twice,
    Who,
    Point,
    Many,
}

/// The lines, or the first that is none, and why.
fn read(text: &str, people: &[(PartyId, String)]) -> Result<Vec<PlaceRow>, (usize, Fault)> {
    let mut places: Vec<PlaceRow> = Vec::new();
    for (line, text) in (1..).zip(text.lines()) {
        let text = text.trim();
        if text.is_empty() {
            continue;
        }
        if places.len() >= MOST_PLACES {
            return Err((line, Fault::Many));
        }
        let place = one(text, people).map_err(|why| (line, why))?;
        if places.iter().any(|it| it.building == place.building) {
            return Err((line, Fault::Twice));
        }
        places.push(place);
    }
    Ok(places)
}

fn one(text: &str, people: &[(PartyId, String)]) -> Result<PlaceRow, Fault> {
    let mut parts = text.split('|').map(str::trim);
    let building = parts.next().unwrap_or_default().to_owned();
    let fine = !building.is_empty() && building.chars().count() <= MOST_NAME;
    if !fine || building.chars().any(char::is_control) {
        return Err(Fault::Name);
    }
    let worker = match parts.next().unwrap_or_default() {
        "" => None,
        name => {
            let mut named =
                people.iter().filter(|(id, known)| known == name || id.to_string() == name);
            let (Some((id, _)), None) = (named.next(), named.next()) else {
                return Err(Fault::Who);
            };
            Some(*id)
        }
    };
    let at = match parts.next().unwrap_or_default() {
        "" => None,
        point => Some(point.parse::<Point>().map_err(|_| Fault::Point)?),
    };
    if parts.next().is_some() { Err(Fault::Point) } else { Ok(PlaceRow { building, worker, at }) }
}

/// Another map: the picture is made anew here, whatever it was.
pub(super) async fn map(visit: Visit, form: Multipart) -> Result<Response, Refusal> {
    let desk = visit.web.desk()?;
    let (metres, picture) = read_map(form).await?;
    if !METRES.contains(&metres) {
        return Err(Refusal::BadForm);
    }
    let mut row = MapRow { revision: 0, metres_wide: metres, pixels: (1, 1) };
    let picture = if picture.is_empty() {
        None
    } else {
        match photos::clean_map(desk, &picture).await? {
            Ok(jpeg) => {
                row.pixels = crate::photo::pixels(&jpeg).ok_or(Refusal::BadForm)?;
                Some(jpeg)
            }
            Err(why) => return Ok(no_map(&visit, &photos::why(visit.lang, why))),
        }
    };
    desk.save_map(row, picture).await?;
    visit.note("change-map", None, "").await?;
    Ok(Redirect::to("/work/places").into_response())
}

fn no_map(visit: &Visit, why: &str) -> Response {
    let t = visit.lang.words();
    let body = html! {
        p.fault role="alert" { (why) }
        p { a href="/work/places" { (fl!(t, "work-back")) } }
    };
    (StatusCode::UNPROCESSABLE_ENTITY, shown(visit, &fl!(t, "places-map"), &body)).into_response()
}

async fn read_map(mut form: Multipart) -> Result<(u32, Vec<u8>), Refusal> {
    let (mut metres, mut picture) = (0, Vec::new());
    photos::fields(&mut form, 4, |name, bytes| {
        match name {
            "photo" => picture = bytes.to_vec(),
            "metres" => {
                metres = photos::text(bytes)?.trim().parse().map_err(|_| Refusal::BadForm)?;
            }
            _ => return Err(Refusal::BadForm),
        }
        Ok(())
    })
    .await?;
    Ok((metres, picture))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_is_a_building_with_whose_and_where_and_a_fault_says_which_line() {
        let people = [(PartyId(3), "Chen".to_owned()), (PartyId(4), "Chen".to_owned())];
        let own = [(PartyId(3), "Chen".to_owned())];
        let rows = read("Building 4 | Chen | 100.200\n\n Building 5\n", &own).unwrap();
        let four = rows.first().unwrap();
        assert_eq!((four.worker, four.at), (Some(PartyId(3)), Point::new(100, 200)));
        assert_eq!(rows.len(), 2);
        assert_eq!(read("4|Chen", &people), Err((1, Fault::Who)), "two are called so");
        assert_eq!(read("4|p4", &people).unwrap().first().unwrap().worker, Some(PartyId(4)));
        assert_eq!(read("4\n4", &own), Err((2, Fault::Twice)));
        assert_eq!(read("4||x", &own), Err((1, Fault::Point)));
        assert_eq!(read(" | Chen", &own), Err((1, Fault::Name)));
        let many = (0..=MOST_PLACES).map(|n| n.to_string()).collect::<Vec<_>>().join("\n");
        assert_eq!(read(&many, &own), Err((MOST_PLACES + 1, Fault::Many)));
    }
}
