//! What are the columns called, and what is wrong with one? In the reader's language; the command
//! line says the same.

use i18n_embed_fl::fl;

use crate::core::person::ContactIs;
use crate::roster::column::{AbsencePart, ContactPart, RoomPart};
use crate::roster::sheet::NoSheet;
use crate::roster::{Column, Why};
use crate::say::Lang;

/// What a column is called.
#[must_use]
pub fn column(lang: Lang, column: Column) -> String {
    let t = lang.words();
    match column {
        Column::Name => fl!(t, "field-name"),
        Column::Surname => fl!(t, "field-surname"),
        Column::Born => fl!(t, "field-born"),
        Column::Home => fl!(t, "field-home"),
        Column::Seat => fl!(t, "field-seat"),
        Column::Building => fl!(t, "field-building"),
        Column::Door => fl!(t, "field-door"),
        Column::DoorCode => fl!(t, "field-door-code"),
        Column::Phone => fl!(t, "field-phone"),
        Column::Medical => fl!(t, "field-medical"),
        Column::Notes => fl!(t, "field-notes"),
        Column::Monitoring => fl!(t, "field-monitoring"),
        Column::Clinic => fl!(t, "field-clinic"),
        Column::ClinicName => fl!(t, "field-clinic-name"),
        Column::Contact(n, part) => fl!(t, "field-contact-n", n = n, part = contact(lang, part)),
        Column::Room(n, part) => fl!(t, "field-room-n", n = n, part = room(lang, part)),
        Column::Absence(n, part) => fl!(t, "field-absence-n", n = n, part = absence(lang, part)),
    }
}

/// What a part of a contact is called.
#[must_use]
pub fn contact(lang: Lang, part: ContactPart) -> String {
    let t = lang.words();
    match part {
        ContactPart::Name => fl!(t, "field-name"),
        ContactPart::Is => fl!(t, "field-is"),
        ContactPart::Relation => fl!(t, "field-relation"),
        ContactPart::Phone => fl!(t, "field-phone"),
        ContactPart::Email => fl!(t, "field-email"),
        ContactPart::Key => fl!(t, "field-key"),
        ContactPart::Consent => fl!(t, "field-consent"),
    }
}

/// What a part of a room is called.
#[must_use]
pub fn room(lang: Lang, part: RoomPart) -> String {
    let t = lang.words();
    match part {
        RoomPart::Room => fl!(t, "field-room"),
        RoomPart::Name => fl!(t, "field-room-name"),
    }
}

/// What a part of an absence is called.
#[must_use]
pub fn absence(lang: Lang, part: AbsencePart) -> String {
    let t = lang.words();
    match part {
        AbsencePart::From => fl!(t, "field-from"),
        AbsencePart::To => fl!(t, "field-to"),
        AbsencePart::Why => fl!(t, "field-why"),
    }
}

/// What a contact is.
#[must_use]
pub fn is(lang: Lang, is: ContactIs) -> String {
    let t = lang.words();
    match is {
        ContactIs::Relative => fl!(t, "role-relative"),
        ContactIs::Volunteer => fl!(t, "role-volunteer"),
        ContactIs::GridWorker => fl!(t, "role-grid-worker"),
    }
}

/// What is wrong with a cell, and what to write.
#[must_use]
pub fn why(lang: Lang, why: &Why) -> String {
    let t = lang.words();
    match why {
        Why::Empty => fl!(t, "fault-empty"),
        &Why::TooLong { most } => fl!(t, "fault-too-long", most = most),
        Why::Unprintable => fl!(t, "fault-unprintable"),
        Why::NotAYear { from, to } => {
            fl!(t, "fault-year", from = from.to_string(), to = to.to_string())
        }
        Why::NotAHome => fl!(t, "fault-home"),
        Why::NotASeat { most } => fl!(t, "fault-seat", most = most.to_string()),
        Why::NotAPhone => fl!(t, "fault-phone"),
        Why::NotAnEmail => fl!(t, "fault-email"),
        Why::NotADay => fl!(t, "fault-day"),
        Why::NotYesNo => fl!(t, "fault-yes-no"),
        Why::NotAChoice => fl!(t, "fault-choice"),
        Why::EndsBeforeItBegins => fl!(t, "fault-ends"),
        Why::Taken { by } => fl!(t, "fault-taken", by = by.clone()),
        Why::Twice { line } => fl!(t, "fault-twice", line = line.to_string()),
        Why::NobodyHas => fl!(t, "fault-nobody"),
        Why::Stale { now } => fl!(t, "fault-stale", now = now.to_string()),
        &Why::Cells { found, wanted } => fl!(t, "fault-cells", found = found, wanted = wanted),
    }
}

/// Why a file is no roster, and what to do.
#[must_use]
pub fn no_sheet(lang: Lang, why: &NoSheet) -> String {
    let t = lang.words();
    match why {
        NoSheet::TooLarge => fl!(t, "sheet-too-large"),
        NoSheet::NotUtf8 { line } => fl!(t, "sheet-not-utf8", line = line.to_string()),
        NoSheet::Empty => fl!(t, "sheet-empty"),
        NoSheet::NoName => fl!(t, "sheet-no-name"),
        NoSheet::ColumnTwice { column } => fl!(t, "sheet-twice", column = column.clone()),
        NoSheet::TooManyColumns => fl!(t, "sheet-columns"),
        NoSheet::TooManyRows => fl!(t, "sheet-rows", most = crate::roster::sheet::MOST_ROWS),
        NoSheet::CellTooLong { line } => fl!(t, "sheet-cell", line = line.to_string()),
        NoSheet::Unreadable { line } => fl!(t, "sheet-unreadable", line = line.to_string()),
    }
}

/// What is counted of a file: new, changed, unchanged, not in it.
#[must_use]
pub fn counts(lang: Lang) -> [String; 4] {
    let t = lang.words();
    [
        fl!(t, "import-new"),
        fl!(t, "import-changed"),
        fl!(t, "import-unchanged"),
        fl!(t, "import-absent"),
    ]
}
