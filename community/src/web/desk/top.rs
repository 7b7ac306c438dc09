//! What must the desk itself be warned of, and how did it do this week? Who is on duty, gaps, people
//! whom no message reaches, homes whose way was not proven, and the two figures.

use std::time::Duration;

use alerts::Wall;
use i18n_embed_fl::fl;
use maud::{Markup, html};

use super::eyes::Eyes;
use super::words::{self, Names};
use super::{Board, Responder};
use crate::core::desk::duty::Gap;
use crate::core::desk::figures::{ANSWERED_GOAL, ATTENDED_GOAL, Share};
use crate::core::desk::party::Warning;
use crate::say::{Lang, time};

/// The daily test of a home is missed twice before the desk warns.
pub const UNPROVEN: Duration = Duration::from_secs(50 * 3_600);

/// Lines of warnings; of more, the number.
const MOST_LINES: usize = 12;

/// On duty, figures, warnings: what moves above the cases.
#[must_use]
pub fn markup(eyes: &Eyes, board: &Board, now: Wall) -> Markup {
    let lang = eyes.lang;
    let t = lang.words();
    let names = Names(&board.people);
    if !eyes.sees_all() {
        return html! {};
    }
    html! {
        dl.state {
            div.bad[board.on_duty.is_empty()] {
                dt { (fl!(t, "desk-on-duty")) }
                dd { @if board.on_duty.is_empty() { (fl!(t, "desk-nobody-on-duty")) }
                    @else { (names.all(lang, &board.on_duty)) } }
            }
            (figure(lang, &fl!(t, "desk-answered"), board.figures.answered, ANSWERED_GOAL))
            (figure(lang, &fl!(t, "desk-attended"), board.figures.attended, ATTENDED_GOAL))
        }
        (warnings(eyes, board, now))
    }
}

/// A figure of the week and its goal. With nothing to count there is none.
pub(super) fn figure(lang: Lang, name: &str, share: Share, goal: u32) -> Markup {
    let t = lang.words();
    let said = share.thousandths();
    html! {
        div.bad[said.is_some_and(|it| it < goal)] {
            dt { (name) }
            dd { @match said {
                Some(is) => { b { (percent(is)) } " " small {
                    (fl!(t, "desk-goal", goal = percent(goal), of = share.of.to_string())) } },
                None => small { (fl!(t, "desk-nothing-to-count")) },
            } }
        }
    }
}

/// `98.5 %`.
#[must_use]
pub fn percent(thousandths: u32) -> String {
    format!("{}.{} %", thousandths / 10, thousandths % 10)
}

/// People and what is wrong with the ways to them, the worst first.
#[must_use]
pub fn unreachable(board: &Board, now: Wall) -> Vec<(&Responder, Warning)> {
    let people = board.people.values().filter(|it| it.active && it.party.consent);
    let mut all: Vec<_> = people
        .flat_map(|it| it.party.warnings(now).into_iter().map(move |warning| (it, warning)))
        .collect();
    all.sort_by_key(|(_, warning)| *warning);
    all
}

fn warnings(eyes: &Eyes, board: &Board, now: Wall) -> Markup {
    let (lang, t) = (eyes.lang, eyes.lang.words());
    let people = unreachable(board, now);
    let unproven = board.proven.values().filter(|at| **at + UNPROVEN <= now).count();
    let n = people.len() + board.gaps.len() + usize::from(unproven > 0);
    if n == 0 {
        return html! {};
    }
    let left = people.len().saturating_sub(MOST_LINES);
    html! {
        details.warnings {
            summary { (fl!(t, "desk-warnings", n = n)) }
            ul {
                @for gap in board.gaps.iter().take(MOST_LINES) {
                    li { a href="/duty" { (fl!(t, "desk-gap")) } " " (self::gap(lang, gap)) }
                }
                @for (person, warning) in people.into_iter().take(MOST_LINES) {
                    li { a href={ "/people/" (person.party.id) } { (person.name) } " "
                        (words::warning(lang, person, warning)) }
                }
                @if left > 0 { li { a href="/people" { (fl!(t, "desk-more-warnings", n = left)) } } }
                @if unproven > 0 {
                    li { a href="/desk/proven" { (fl!(t, "desk-unproven", n = unproven)) } }
                }
            }
        }
    }
}

/// `Wed 02:00 – 06:00`, with the day of its end where that is another.
#[must_use]
pub fn gap(lang: Lang, gap: &Gap) -> String {
    let day =
        |at: jiff::civil::DateTime| time::weekday(lang, at.date().weekday().to_monday_one_offset());
    let clock = |at: jiff::civil::DateTime| format!("{:02}:{:02}", at.hour(), at.minute());
    let end = if gap.from.date() == gap.to.date() {
        clock(gap.to)
    } else {
        format!("{} {}", day(gap.to), clock(gap.to))
    };
    format!("{} {} – {end}", day(gap.from), clock(gap.from))
}
