//! What can be pressed in a case: for oneself, or for somebody with whom one speaks on the telephone.
//! Each is a form that works without a script.

use i18n_embed_fl::fl;
use maud::{Markup, html};

use super::case::CasePage;
use super::eyes::Eyes;
use crate::core::desk::case::MOST_NOTE;
use crate::core::desk::change::StageWord;
use crate::core::desk::party::PartyIs;
use crate::core::desk::{Case, PartyId};

/// People to choose from; of more, those on duty and of this resident come first.
const MOST_CHOICES: usize = 200;

/// All of them, as the case stands.
#[must_use]
pub fn all(eyes: &Eyes, page: &CasePage) -> Markup {
    let case = &page.file.case;
    if case.report.is_some() {
        let says = fl!(eyes.lang.words(), "desk-open-report");
        return html! { p.actions { a.button href={ "/work/" (case.id) } { (says) } } };
    }
    if !case.is_open() {
        return html! {};
    }
    html! {
        section.acts {
            (presses(eyes, page, case))
            (resolve(eyes, page, case))
            (super::merge::form(eyes, page))
        }
    }
}

fn presses(eyes: &Eyes, page: &CasePage, case: &Case) -> Markup {
    let t = eyes.lang.words();
    let goes = case.stage.who_goes();
    let press = |act: &str, class: &str, label: String| {
        html! { button class=(class) name="act" value=(act) { (label) } }
    };
    let free =
        matches!(case.stage.word(), StageWord::Held | StageWord::Calling | StageWord::Nobody);
    html! {
        form method="post" action={ "/desk/" (case.id) } {
            input type="hidden" name="from" value="case";
            @if eyes.sees_all() { (choice(eyes, page, goes.unwrap_or(page.me))) }
            p.actions {
                @if free {
                    (press("accept", "", fl!(t, "act-accept")))
                    (press("decline", "second", fl!(t, "act-decline")))
                } @else {
                    @if case.stage.word() == StageWord::Accepted {
                        (press("on-the-way", "", fl!(t, "act-on-the-way")))
                    }
                    @if case.stage.word() != StageWord::AtTheDoor {
                        (press("at-the-door", "", fl!(t, "act-at-the-door")))
                    }
                    (press("need-help", "second", fl!(t, "act-need-help")))
                    (press("decline", "second", fl!(t, "act-cannot-after-all")))
                }
                @if free && case.marks.shown.is_none() {
                    (press("received", "second", fl!(t, "act-received")))
                }
            }
        }
    }
}

/// For whom one presses: somebody at the telephone says "I go", and the desk writes it down.
fn choice(eyes: &Eyes, page: &CasePage, chosen: PartyId) -> Markup {
    let t = eyes.lang.words();
    let case = &page.file.case;
    let near = |id: &PartyId| {
        let told = case.notices.iter().any(|it| it.to == *id);
        let own = page.board.people.get(id).is_some_and(|it| {
            case.resident.is_some_and(|resident| it.contact_of.contains(&resident))
        });
        *id != page.me && !told && !own && !page.board.on_duty.contains(id)
    };
    let mut people: Vec<_> = page
        .board
        .people
        .values()
        .filter(|it| it.active && !matches!(it.party.is, PartyIs::Group(_)))
        .filter(|it| {
            it.contact_of.is_empty() || case.resident.is_some_and(|id| it.contact_of.contains(&id))
        })
        .collect();
    people.sort_by_key(|it| (near(&it.party.id), it.party.id));
    html! {
        div.field {
            label for="who" { (fl!(t, "desk-for-whom")) }
            select id="who" name="who" {
                @for it in people.into_iter().take(MOST_CHOICES) {
                    option value=(it.party.id) selected[it.party.id == chosen] {
                        (it.name) " · " (super::words::role(eyes.lang, &it.party.is))
                        @if it.party.id == page.me { " · " (fl!(t, "desk-myself")) }
                    }
                }
            }
        }
    }
}

fn resolve(eyes: &Eyes, page: &CasePage, case: &Case) -> Markup {
    let t = eyes.lang.words();
    let (wrong, note) = match &page.wrong {
        Some((wrong, note)) => (Some(wrong.as_str()), note.as_str()),
        None => (None, ""),
    };
    html! {
        details #resolve open[wrong.is_some() || case.stage.word() == StageWord::AtTheDoor] {
            summary { (fl!(t, "act-resolve")) }
            form method="post" action={ "/desk/" (case.id) "/resolve" }
                enctype="multipart/form-data" {
                @if let Some(who) = case.stage.who_goes() {
                    input type="hidden" name="who" value=(who);
                }
                (fields(eyes, wrong, note))
                button { (fl!(t, "act-resolve-do")) }
            }
        }
    }
}

/// Note and picture: the same on the desk and on a telephone.
#[must_use]
pub fn fields(eyes: &Eyes, wrong: Option<&str>, note: &str) -> Markup {
    let t = eyes.lang.words();
    html! {
        div.field {
            label for="note" { (fl!(t, "act-note")) }
            textarea id="note" name="note" rows="3" maxlength=(MOST_NOTE) { (note) }
        }
        div.field.wrong[wrong.is_some()] {
            label for="photo" { (fl!(t, "act-photo")) }
            input type="file" id="photo" name="photo" accept="image/jpeg,image/png,image/webp"
                aria-describedby=[wrong.map(|_| "photo-fault")];
            @if let Some(wrong) = wrong {
                p.fault #photo-fault role="alert" { (wrong) }
            }
        }
    }
}
