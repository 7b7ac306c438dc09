//! The form of a person: a field a column, in groups; without script, more groups are asked for with
//! a button.

use std::collections::BTreeMap;

use i18n_embed_fl::fl;
use maud::{Markup, html};

use super::words;
use crate::core::person::{ContactIs, ResidentId};
use crate::roster::column::{
    AbsencePart, ContactPart, Kind, MOST_ABSENCES, MOST_CONTACTS, MOST_ROOMS, RoomPart,
};
use crate::roster::{Column, Draft};
use crate::say::Lang;
use crate::web::page;

/// Groups of contacts, rooms and absences that a form shows at least.
pub(super) const FEWEST: [u8; 3] = [2, 2, 1];
const MOST: [u8; 3] = [MOST_CONTACTS, MOST_ROOMS, MOST_ABSENCES];

/// The page.
#[derive(Clone)]
pub(in crate::web) struct Page {
    pub(in crate::web) id: Option<ResidentId>,
    pub(in crate::web) revision: u32,
    pub(in crate::web) draft: Draft,
    pub(in crate::web) faults: BTreeMap<Column, String>,
    /// How many contacts, rooms and absences have fields.
    pub(in crate::web) shown: [u8; 3],
    pub(in crate::web) free_seat: Option<u16>,
    pub(in crate::web) erases: bool,
}

impl Default for Page {
    fn default() -> Self {
        Self {
            id: None,
            revision: 0,
            draft: Draft::default(),
            faults: BTreeMap::new(),
            shown: FEWEST,
            free_seat: None,
            erases: false,
        }
    }
}

/// A column that is there has its field.
pub(super) fn show(shown: &mut [u8; 3], column: Column) {
    let [contacts, rooms, absences] = shown;
    let (count, n) = match column {
        Column::Contact(n, _) => (contacts, n),
        Column::Room(n, _) => (rooms, n),
        Column::Absence(n, _) => (absences, n),
        Column::Name
        | Column::Surname
        | Column::Born
        | Column::Home
        | Column::Seat
        | Column::Building
        | Column::Door
        | Column::DoorCode
        | Column::Phone
        | Column::Medical
        | Column::Notes
        | Column::Monitoring
        | Column::Clinic
        | Column::ClinicName => return,
    };
    *count = (*count).max(n);
}

/// Two more of each.
pub(super) fn widen(shown: &mut [u8; 3]) {
    for (count, most) in shown.iter_mut().zip(MOST) {
        *count = count.saturating_add(2).min(most);
    }
}

/// Whoever opens a form finds an empty group at the end of each.
pub(super) fn widen_if_full(shown: &mut [u8; 3], draft: &Draft) {
    let last = [
        Column::Contact(shown[0], ContactPart::Name),
        Column::Room(shown[1], RoomPart::Room),
        Column::Absence(shown[2], AbsencePart::From),
    ];
    for ((count, most), column) in shown.iter_mut().zip(MOST).zip(last) {
        if !draft.get(column).is_empty() {
            *count = count.saturating_add(1).min(most);
        }
    }
}

impl Page {
    pub(in crate::web) fn body(&self, lang: Lang) -> Markup {
        let t = lang.words();
        let action = self.id.map_or("/roster/new".to_owned(), |id| format!("/roster/{}", id.0));
        html! {
            @if let Some(id) = self.id { (self.ways(lang, id)) }
            @if !self.faults.is_empty() { (self.summary(lang)) }
            form.person method="post" action=(action) {
                input type="hidden" name="revision" value=(self.revision);
                // Return in a field saves; it does not ask for more room.
                button.unseen tabindex="-1" aria-hidden="true" { (fl!(t, "save")) }
                (self.group(lang, &fl!(t, "group-person"), &[Column::Name, Column::Surname,
                    Column::Born, Column::Phone]))
                (self.group(lang, &fl!(t, "group-place"), &[Column::Building, Column::Door,
                    Column::DoorCode, Column::Home, Column::Seat]))
                @if let Some(seat) = self.free_seat {
                    p.quiet { (fl!(t, "roster-free-seat", seat = seat.to_string())) }
                }
                (self.group(lang, &fl!(t, "group-care"), &[Column::Medical, Column::Notes]))
                (self.group(lang, &fl!(t, "group-consents"), &[Column::Monitoring, Column::Clinic,
                    Column::ClinicName]))
                (self.groups(lang))
                p.actions {
                    button { (fl!(t, "save")) }
                    button.second name="more" value="yes" formnovalidate { (fl!(t, "roster-more")) }
                    a href="/roster" { (fl!(t, "cancel")) }
                }
            }
        }
    }

    fn ways(&self, lang: Lang, id: ResidentId) -> Markup {
        let t = lang.words();
        html! {
            p.actions {
                a href={ "/residents/" (id.0) } { (fl!(t, "person-page")) }
                a href={ "/roster/" (id.0) "/history" } { (fl!(t, "person-history")) }
                @if self.erases {
                    a href={ "/roster/" (id.0) "/export.json" } { (fl!(t, "person-export")) }
                    a href={ "/roster/" (id.0) "/erase" } { (fl!(t, "person-erase")) }
                }
            }
        }
    }

    /// Every fault on top, each with the way to its field.
    fn summary(&self, lang: Lang) -> Markup {
        html! {
            div.faults role="alert" {
                p { (fl!(lang.words(), "form-faults", n = self.faults.len())) }
                ul { @for (column, why) in &self.faults {
                    li { a href={ "#" (column) } { (words::column(lang, *column)) } ": " (why) }
                } }
            }
        }
    }

    fn group(&self, lang: Lang, title: &str, columns: &[Column]) -> Markup {
        html! {
            fieldset {
                legend { (title) }
                @for column in columns { (self.field(*column, &words::column(lang, *column), lang)) }
            }
        }
    }

    fn groups(&self, lang: Lang) -> Markup {
        let t = lang.words();
        let [contacts, rooms, absences] = self.shown;
        html! {
            h2 { (fl!(t, "field-contacts")) }
            @for n in 1..=contacts {
                fieldset.several {
                    legend { (fl!(t, "group-contact", n = n)) }
                    @for part in ContactPart::ALL {
                        (self.field(Column::Contact(n, part), &words::contact(lang, part), lang))
                    }
                }
            }
            h2 { (fl!(t, "group-absences")) }
            @for n in 1..=absences {
                fieldset.several {
                    legend { (fl!(t, "group-absence", n = n)) }
                    @for part in AbsencePart::ALL {
                        (self.field(Column::Absence(n, part), &words::absence(lang, part), lang))
                    }
                }
            }
            h2 { (fl!(t, "group-rooms")) }
            @for n in 1..=rooms {
                fieldset.several {
                    legend { (fl!(t, "group-room", n = n)) }
                    @for part in RoomPart::ALL {
                        (self.field(Column::Room(n, part), &words::room(lang, part), lang))
                    }
                }
            }
        }
    }

    fn field(&self, column: Column, label: &str, lang: Lang) -> Markup {
        let id = column.to_string();
        let wrong = self.faults.get(&column).map(String::as_str);
        let value = self.draft.get(column);
        let input = match column.kind() {
            Kind::Text => html! {
                textarea id=(id) name=(id) rows="4" maxlength=(column.most())
                    aria-invalid=[wrong.map(|_| "true")]
                    aria-describedby=[wrong.map(|_| format!("{id}-fault"))] { (value) }
            },
            Kind::YesNo => html! {
                input type="checkbox" id=(id) name=(id) value="yes" checked[value == "yes"];
            },
            Kind::Is => choice(&id, value, lang),
            Kind::Year | Kind::Seat => page::line("number", &id, value, wrong.is_some()),
            Kind::Day => page::line("date", &id, value, wrong.is_some()),
            Kind::Phone => page::line("tel", &id, value, wrong.is_some()),
            Kind::Email => page::line("email", &id, value, wrong.is_some()),
            Kind::Line | Kind::Home => page::line("text", &id, value, wrong.is_some()),
        };
        page::field(&id, label, wrong, &input)
    }

    #[cfg(test)]
    pub(in crate::web) fn samples() -> Vec<Self> {
        let record = crate::roster::draft::tests::du();
        let known = Self {
            id: Some(ResidentId(1)),
            revision: 3,
            draft: Draft::of_parts(None, Some(7), &record),
            free_seat: Some(9),
            erases: true,
            ..Self::default()
        };
        let faults =
            [(Column::Name, "…".into()), (Column::Contact(1, ContactPart::Phone), "…".into())];
        let wrong = Self { faults: faults.into(), shown: MOST, ..known.clone() };
        vec![Self::default(), known, wrong]
    }
}

fn choice(id: &str, value: &str, lang: Lang) -> Markup {
    html! {
        select id=(id) name=(id) {
            @for (key, is) in [("relative", ContactIs::Relative), ("volunteer", ContactIs::Volunteer),
                ("grid-worker", ContactIs::GridWorker)] {
                option value=(key) selected[value == key] { (words::is(lang, is)) }
            }
        }
    }
}
