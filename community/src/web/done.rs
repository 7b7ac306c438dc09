//! `/neighbourhood/done`: what was done around here? For anybody: a list, pictures and the map. Never a
//! name; and only what a grid worker has read and said may be seen.

use axum::Router;
use axum::extract::Path;
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use i18n_embed_fl::fl;
use maud::{Markup, html};

use super::app::Web;
use super::desk::{Desk, photos};
use super::refusal::Refusal;
use super::report::{map, place_words, shown};
use super::visit::Visit;
use super::{Needs, behind};
use crate::core::desk::Case;
use crate::core::report::{Point, Public, Report};
use crate::say::{report as say, time};

/// Reports of the page: the newest. Whoever looks for an older one has its receipt.
const MOST_SHOWN: usize = 60;

pub(super) fn pages(web: &Web) -> Router<Web> {
    let open = |path, page| behind(web, Needs::Nobody, path, page);
    open("/neighbourhood/done", get(list)).merge(open("/neighbourhood/photo/{name}", get(photo)))
}

async fn list(visit: Visit) -> Result<Markup, Refusal> {
    let desk = visit.web.desk()?;
    let all = desk.published().await?;
    let published = all.chunks(MOST_SHOWN).next().unwrap_or_default();
    let t = visit.lang.words();
    let body = html! {
        p.lead { (fl!(t, "done-lead")) }
        (on_the_map(&visit, desk, published))
        @if published.is_empty() { p { (fl!(t, "done-none")) } }
        @for case in published {
            @if let Some((report, public)) = seen(case) { (one(&visit, report, public)) }
        }
        p { a.button href="/report" { (fl!(t, "report-something")) } }
    };
    Ok(shown(&visit, &fl!(t, "done-title"), &body))
}

/// A report that the public may see, with what it may see of it.
fn seen(case: &Case) -> Option<(&Report, &Public)> {
    let report = case.report.as_ref().filter(|it| !it.private)?;
    Some((report, report.public.as_ref()?))
}

fn on_the_map(visit: &Visit, desk: &Desk, published: &[Case]) -> Markup {
    let known = desk.neighbourhood();
    let at = |report: &Report| -> Option<Point> {
        let listed = known.places.iter().find(|it| it.building == report.place.building);
        report.place.at.or_else(|| listed.and_then(|it| it.at))
    };
    let point = |case: &Case| {
        let (report, _) = seen(case)?;
        Some((at(report)?, say::kind(visit.lang, report.kind)))
    };
    let points: Vec<_> = published.iter().filter_map(point).collect();
    let label = fl!(visit.lang.words(), "done-map");
    html! {
        @if let Some(row) = known.map.filter(|_| !points.is_empty()) {
            div.shown-map { (map::with_points(&row, &label, &points)) }
        }
    }
}

fn one(visit: &Visit, report: &Report, public: &Public) -> Markup {
    let (t, lang) = (visit.lang.words(), visit.lang);
    let zone = &visit.web.settings().zone;
    let photos = report.photos.iter().filter(|it| public.photos.contains(&it.name));
    html! {
        article.done {
            h2 { (say::kind(lang, report.kind)) }
            p.where { (place_words(lang, &report.place)) }
            p { (fl!(t, "done-reported", day = time::date(lang, report.times.received, zone)))
                @match report.times.done {
                    Some(done) => { " · " (fl!(t, "done-done", day = time::date(lang, done, zone))) }
                    None => { " · " (say::state(lang, report.state.word())) }
                } }
            @if !public.text.is_empty() { p.text { (public.text) } }
            (super::report::pictures(lang, photos, &|name| format!("/neighbourhood/photo/{name}")))
        }
    }
}

/// A picture that the public may see.
async fn photo(visit: Visit, Path(name): Path<String>) -> Result<Response, Refusal> {
    if !photos::is_name(&name) {
        return Err(Refusal::NotHere);
    }
    let desk = visit.web.desk()?;
    let (id, jpeg) = desk.photo(&name).await?.ok_or(Refusal::NotHere)?;
    let file = desk.case(id).await?.ok_or(Refusal::NotHere)?;
    let public = seen(&file.case).is_some_and(|(_, public)| public.photos.contains(&name));
    if public { Ok(photos::answer(jpeg).into_response()) } else { Err(Refusal::NotHere) }
}
