//! What does a message say? To a person: who, where, what, and who goes. To a group, and in a subject:
//! the building and the kind only. Never anything medical, in no message: it stands on the page behind
//! the link.

use i18n_embed_fl::fl;

use super::directory::Directory;
use crate::core::desk::change::Dispatch;
use crate::core::desk::letter::Letter;
use crate::core::desk::notice::Says;
use crate::core::desk::{About, PartyId};
use crate::core::person::Record;
use crate::say::{Lang, alarm};

/// A message's two parts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Words {
    pub(super) subject: String,
    pub(super) text: String,
}

/// The words of a letter. `is_group`: more than one person reads it.
pub(super) fn words(lang: Lang, letter: &Letter, is_group: bool, directory: &Directory) -> Words {
    let Some(first) = letter.lines.first() else {
        return Words { subject: String::new(), text: String::new() };
    };
    let record = |line: &Dispatch| {
        let resident = line.resident.and_then(|id| directory.residents.get(&id));
        resident.map(|resident| &resident.record)
    };
    let subject = said(lang, first, record(first).map(|it| it.building.as_str()), directory, true);
    let lines = letter.lines.iter().map(|line| {
        let place = record(line).map(|record| place(lang, record, is_group));
        said(lang, line, place.as_deref(), directory, is_group)
    });
    Words { subject, text: lines.collect::<Vec<_>>().join("\n") }
}

/// "Du Shuhua, building 4, door 301"; to a group, the building.
fn place(lang: Lang, record: &Record, is_group: bool) -> String {
    let parts: Vec<&str> = if is_group {
        vec![&record.building]
    } else {
        vec![&record.name, &record.building, &record.door]
    };
    let parts: Vec<&str> = parts.into_iter().filter(|part| !part.trim().is_empty()).collect();
    parts.join(lang.comma())
}

/// One line: what happened where, and what is asked.
fn said(
    lang: Lang,
    line: &Dispatch,
    place: Option<&str>,
    directory: &Directory,
    is_public: bool,
) -> String {
    let words = lang.words();
    let what = about(lang, &line.about);
    let what = match place.filter(|place| !place.trim().is_empty()) {
        Some(place) => fl!(words, "call-at", place = place, what = what),
        None => what,
    };
    let name = |who: PartyId| {
        let known = directory.parties.get(&who).filter(|_| !is_public);
        known.map_or_else(|| fl!(words, "call-somebody"), |party| party.who.name.clone())
    };
    let said = match line.says {
        Says::Call { .. } => fl!(words, "call-go", what = what),
        Says::SomebodyGoes { who } => fl!(words, "call-goes", what = what, who = name(who)),
        Says::HelpComes { who } => fl!(words, "call-help", what = what, who = name(who)),
        Says::Again => fl!(words, "call-again", what = what),
        Says::ItIsOver => fl!(words, "call-over", what = what),
        Says::TakenBack => fl!(words, "call-taken-back", what = what),
        Says::Reminder => fl!(words, "call-reminder", what = what),
    };
    if line.drill { fl!(words, "call-drill", what = said) } else { said }
}

/// What a case is about.
fn about(lang: Lang, about: &About) -> String {
    let words = lang.words();
    match about {
        About::Alarm { kind, .. } => alarm::kind(lang, kind),
        About::HomeLost { .. } => fl!(words, "alarm-home-lost"),
        About::UplinkLost => fl!(words, "call-uplink-lost"),
        About::LifeAtHome { .. } => fl!(words, "call-life-at-home"),
        About::DeskFault { .. } => fl!(words, "call-desk-fault"),
        About::Drill { .. } => fl!(words, "call-a-drill"),
        About::Report { .. } => fl!(words, "call-report"),
    }
}

/// The code that shows that a way to somebody works.
pub(super) fn code(lang: Lang, code: &str) -> Words {
    let words = lang.words();
    Words { subject: fl!(words, "call-code-subject"), text: fl!(words, "call-code", code = code) }
}
