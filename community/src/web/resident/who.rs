//! Who is this, as far as the viewer may know? Name and place for whoever may see the home; the whole
//! record, with whom to call, for whoever may see the person.

use i18n_embed_fl::fl;
use maud::{Markup, html};

use super::section;
use crate::core::person::{Contact, ContactIs, Record, Room};
use crate::say::Lang;

/// Who somebody is, as far as the viewer may know.
#[derive(Clone, Debug, Default)]
pub struct Who {
    /// The rooms, and what the home calls them.
    pub rooms: Vec<Room>,
    /// The name.
    pub name: String,
    /// The year of birth.
    pub born: Option<i16>,
    /// Building and door.
    pub place: String,
    /// The rest of the record: for who may see a person, not only a home.
    pub record: Option<Box<Record>>,
}

impl Who {
    /// Of a record: the whole of it, or only the name and the place.
    #[must_use]
    pub fn of(record: &Record, whole: bool) -> Self {
        let place = [record.building.as_str(), record.door.as_str()];
        let place: Vec<_> = place.into_iter().filter(|part| !part.is_empty()).collect();
        Self {
            name: record.name.clone(),
            born: record.born.filter(|_| whole),
            place: place.join("-"),
            rooms: record.rooms.clone(),
            record: whole.then(|| Box::new(record.clone())),
        }
    }
}

impl Who {
    /// A room of the home as people call it.
    pub(super) fn room<'a>(&'a self, room: &'a str) -> &'a str {
        let known = self.rooms.iter().find(|known| known.room == room && !known.name.is_empty());
        known.map_or(room, |known| known.name.as_str())
    }

    /// The record; nothing, for whoever may not see it.
    pub(super) fn markup(&self, lang: Lang) -> Markup {
        let words = lang.words();
        let Some(record) = &self.record else { return html! {} };
        let rows = [
            (fl!(words, "page-phone"), &record.phone),
            (fl!(words, "page-door-code"), &record.door_code),
            (fl!(words, "page-medical"), &record.medical),
            (fl!(words, "page-notes"), &record.notes),
        ];
        section(
            "who",
            &fl!(words, "page-who"),
            html! {
                dl.pairs {
                    @for (name, text) in rows {
                        @if !text.is_empty() { div { dt { (name) } dd { (text) } } }
                    }
                }
                @if !record.contacts.is_empty() {
                    h3 { (fl!(words, "page-contacts")) }
                    ol.contacts { @for contact in &record.contacts { (contact_line(lang, contact)) } }
                }
            },
        )
    }
}

fn contact_line(lang: Lang, contact: &Contact) -> Markup {
    let words = lang.words();
    let is = match contact.is {
        ContactIs::Relative => fl!(words, "page-contact-relative"),
        ContactIs::Volunteer => fl!(words, "page-contact-volunteer"),
        ContactIs::GridWorker => fl!(words, "page-contact-grid-worker"),
    };
    let relation = if contact.relation.is_empty() { is } else { contact.relation.clone() };
    html! {
        li {
            b { (contact.name) } " " small { (relation) }
            @if !contact.phone.is_empty() {
                " " a href={ "tel:" (contact.phone.replace(' ', "")) } { (contact.phone) }
            }
            @if contact.has_key { " " small { (fl!(words, "page-key")) } }
        }
    }
}
