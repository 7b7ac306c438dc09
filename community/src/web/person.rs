//! Who is this resident, and how are they? The list of those whom somebody may see, and the page of
//! one, of what this person may know.

use axum::extract::Path;
use i18n_embed_fl::fl;
use maud::{Markup, html};

use super::refusal::Refusal;
use super::visit::Visit;
use super::{clinic, page, resident};
use crate::core::access::Ability;
use crate::core::person::{Resident, ResidentId};
use crate::say::Lang;

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
    let resident = visit.resident(id, Ability::SeeNight)?;
    let whole = visit.resident(id, Ability::SeePerson).is_ok();
    visit.note(if whole { "view-record" } else { "view" }, Some(id), "").await?;
    let known = resident::page(&visit, &resident, whole).await?;
    let edits = visit.may(Ability::EditRoster);
    let asks = clinic::asked::of(&visit, id).await?;
    let body = html! {
        (asks)
        (known.content(visit.lang))
        @if edits { (actions(visit.lang, id)) }
    };
    Ok(page::with(&visit, known.title(), &clinic::head(), &body))
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
