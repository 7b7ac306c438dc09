//! Who is this resident? The list of those whom somebody may see, and the page of one: who they are,
//! for those who may know it. What the home says stands below; that part is another file's.

use axum::extract::Path;
use i18n_embed_fl::fl;
use maud::{Markup, html};

use super::refusal::Refusal;
use super::roster::words;
use super::visit::Visit;
use crate::core::access::Ability;
use crate::core::person::{Contact, Record, Resident, ResidentId};
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

/// One of them.
pub(super) struct Page {
    pub(super) id: ResidentId,
    /// Who they are, for those who may know.
    pub(super) record: Option<Record>,
    pub(super) age: Option<i16>,
    pub(super) edits: bool,
}

impl Page {
    pub(super) fn body(&self, lang: Lang) -> Markup {
        let t = lang.words();
        html! {
            @if let Some(age) = self.age { p { (fl!(t, "person-age", years = age)) } }
            @if let Some(record) = &self.record { (who(lang, record)) }
            @if self.edits {
                p.actions {
                    a.button.second href={ "/roster/" (self.id.0) } { (fl!(t, "person-edit")) }
                    a href={ "/roster/" (self.id.0) "/history" } { (fl!(t, "person-history")) }
                }
            }
        }
    }

    #[cfg(test)]
    pub(super) fn samples() -> Vec<Self> {
        let record = crate::roster::draft::tests::du();
        vec![
            Self { id: ResidentId(1), record: None, age: None, edits: false },
            Self { id: ResidentId(1), record: Some(record), age: Some(85), edits: true },
        ]
    }
}

fn who(lang: Lang, record: &Record) -> Markup {
    let t = lang.words();
    let fact = |label: String, text: &str| {
        html! {
            @if !text.is_empty() { dt { (label) } dd.text { (text) } }
        }
    };
    html! {
        dl.facts {
            (fact(fl!(t, "field-building"), &record.building))
            (fact(fl!(t, "field-door"), &record.door))
            (fact(fl!(t, "field-door-code"), &record.door_code))
            (fact(fl!(t, "field-phone"), &record.phone))
            (fact(fl!(t, "field-medical"), &record.medical))
            (fact(fl!(t, "field-notes"), &record.notes))
        }
        @if !record.contacts.is_empty() {
            h2 { (fl!(t, "field-contacts")) }
            ol.contacts { @for it in &record.contacts { li { (contact(lang, it)) } } }
        }
    }
}

fn contact(lang: Lang, contact: &Contact) -> Markup {
    let t = lang.words();
    let dialled: String =
        contact.phone.chars().filter(|c| c.is_ascii_digit() || *c == '+').collect();
    html! {
        strong { (contact.name) } " "
        @if contact.relation.is_empty() { (words::is(lang, contact.is)) }
        @else { (contact.relation) }
        @if !contact.phone.is_empty() { " " a href={ "tel:" (dialled) } { (contact.phone) } }
        @if contact.has_key { " · " (fl!(t, "field-key")) }
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
    let age = resident.record.born.map(|born| visit.web.year() - born);
    let record = whole.then(|| resident.record.clone());
    let page = Page { id, record, age, edits: visit.may(Ability::EditRoster) };
    Ok(visit.page(&resident.record.name, &page.body(visit.lang)))
}
