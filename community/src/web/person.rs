//! Who is this resident, and how are they? The list of those whom somebody may see, and the page of
//! one, of what this person may know.

use alerts::Wall;
use axum::extract::Path;
use i18n_embed_fl::fl;
use maud::{Markup, html};

use super::refusal::Refusal;
use super::resident::{LOOKS_BACK, ResidentPage, Who};
use super::visit::Visit;
use crate::core::access::Ability;
use crate::core::board::Tile;
use crate::core::person::{Resident, ResidentId};
use crate::say::Lang;
use crate::store::Store as _;
use crate::store::rows::Timeline;

/// The list.
pub(super) struct List {
    pub(super) residents: Vec<(ResidentId, String, String)>,
}

impl List {
    pub(super) fn body(&self, lang: Lang) -> Markup {
        let t = lang.words();
        html! {
            @if self.residents.is_empty() { p { (fl!(t, "residents-none")) } } @else {
                table {
                    thead { tr { th scope="col" { (fl!(t, "field-name")) }
                        th scope="col" { (fl!(t, "field-building")) } } }
                    tbody { @for (id, name, place) in &self.residents { tr {
                        td { a href={ "/residents/" (id.0) } { (name) } } td { (place) } } } }
                }
            }
        }
    }

    #[cfg(test)]
    pub(super) fn samples() -> Vec<Self> {
        let one = (ResidentId(1), "Du".into(), "4 · 301".into());
        vec![Self { residents: vec![] }, Self { residents: vec![one] }]
    }
}

pub(super) async fn list(visit: Visit) -> Result<Markup, Refusal> {
    let all = visit.residents(Ability::SeeHome)?;
    let place = |it: &Resident| {
        let record = &it.record;
        let both = [record.building.as_str(), record.door.as_str()];
        both.iter().filter(|it| !it.is_empty()).copied().collect::<Vec<_>>().join(" · ")
    };
    let residents = all.iter().map(|it| (it.id, it.record.name.clone(), place(it))).collect();
    Ok(visit.page(&fl!(visit.lang.words(), "nav-residents"), &List { residents }.body(visit.lang)))
}

pub(super) async fn get(visit: Visit, Path(id): Path<i64>) -> Result<Markup, Refusal> {
    let id = ResidentId(id);
    let resident = visit.resident(id, Ability::SeeHome)?;
    let whole = visit.resident(id, Ability::SeePerson).is_ok();
    visit.note(if whole { "view-record" } else { "view" }, Some(id), "").await?;
    let page = page(&visit, &resident, whole).await?;
    let edits = visit.may(Ability::EditRoster);
    let body = html! {
        (page.content(visit.lang))
        @if edits { (actions(visit.lang, id)) }
    };
    Ok(visit.page(page.title(), &body))
}

/// What is known of somebody, for whoever may know it.
async fn page(visit: &Visit, resident: &Resident, whole: bool) -> Result<ResidentPage, Refusal> {
    let web = &visit.web;
    let (now, zone) = (web.now(), web.settings().zone.clone());
    let who = Who::of(&resident.record, whole);
    let Some(home) = &resident.home else {
        return Ok(ResidentPage::of(who, Default::default(), Timeline::default(), (now, zone)));
    };
    let back = i64::try_from(LOOKS_BACK.as_millis()).unwrap_or(i64::MAX);
    let timeline = web.store().timeline(home, Wall(now.0.saturating_sub(back))..now).await?;
    if resident.record.consents.monitoring.is_none() {
        // Nothing but alarms is seen of whoever has not agreed to be watched.
        let alarms = Timeline { alarms: timeline.alarms, ..Timeline::default() };
        return Ok(ResidentPage::of(who, Default::default(), alarms, (now, zone)));
    }
    let tile = web.hall().snapshot().tiles.get(home).map(|tile| Tile::clone(tile));
    let said = web.ingest().home(home).await.and_then(|home| home.said);
    let seen = (tile.unwrap_or_default(), said);
    Ok(ResidentPage::of(who, seen, timeline, (now, zone)))
}

fn actions(lang: Lang, id: ResidentId) -> Markup {
    let t = lang.words();
    html! {
        p.actions {
            a.button.second href={ "/roster/" (id.0) } { (fl!(t, "person-edit")) }
            a href={ "/roster/" (id.0) "/history" } { (fl!(t, "person-history")) }
        }
    }
}
