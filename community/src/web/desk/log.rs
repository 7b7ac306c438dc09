//! What happened to a case, line by line, and how did it end?

use alerts::Wall;
use i18n_embed_fl::fl;
use maud::{Markup, html};

use super::eyes::Eyes;
use super::words::{self, Names};
use crate::core::desk::case::How;
use crate::core::desk::change::{LogRow, Logged};
use crate::say::{Lang, alarm, report, time};

/// Lines on a page: the newest. A case that calls for a day has some thousand.
const MOST_LINES: usize = 300;

/// The log, the newest first.
#[must_use]
pub fn markup(eyes: &Eyes, names: Names<'_>, log: &[LogRow], now: Wall) -> Markup {
    html! {
        ol.log {
            @for row in log.iter().rev().take(MOST_LINES) {
                li {
                    time { (words::moment(eyes.lang, row.at, now, &eyes.zone)) } " "
                    (line(eyes, names, &row.what))
                    @if let Some(by) = said_by(row) {
                        " " small { (fl!(eyes.lang.words(), "log-by", who = names.of(by))) }
                    }
                }
            }
        }
    }
}

/// Who said it, where that is another than whom it is about.
fn said_by(row: &LogRow) -> Option<crate::core::desk::PartyId> {
    let about = match &row.what {
        Logged::Accepted { who }
        | Logged::Declined { who }
        | Logged::OnTheWay { who }
        | Logged::AtTheDoor { who }
        | Logged::Helps { who } => Some(*who),
        Logged::Closed { how: How::Resolved { by, .. } } => Some(*by),
        Logged::Opened { .. }
        | Logged::Held { .. }
        | Logged::Called { .. }
        | Logged::Skipped { .. }
        | Logged::ReachesNobody { .. }
        | Logged::Shown
        | Logged::HelpWanted
        | Logged::Expired { .. }
        | Logged::Reminded
        | Logged::RaisedAgain { .. }
        | Logged::Rose { .. }
        | Logged::OverAtHome
        | Logged::SaidAtHome
        | Logged::Failed { .. }
        | Logged::Unreached { .. }
        | Logged::HomeNotTold
        | Logged::HomeRefused
        | Logged::ClockUnsure
        | Logged::Closed { .. }
        | Logged::Report { .. } => None,
    };
    row.by.filter(|by| Some(*by) != about)
}

/// A line.
fn line(eyes: &Eyes, names: Names<'_>, what: &Logged) -> String {
    let lang = eyes.lang;
    let t = lang.words();
    let n = |rung: u8| (u32::from(rung) + 1).to_string();
    match what {
        Logged::Opened { priority } => {
            fl!(t, "log-opened", priority = alarm::priority(lang, *priority))
        }
        Logged::Held { why, until } => {
            let until = time::clock(*until, &eyes.zone);
            fl!(t, "log-held", why = words::hold(lang, *why), time = until)
        }
        Logged::Called { rung, round, whom } => {
            let whom = names.all(lang, whom);
            fl!(t, "log-called", rung = n(*rung), round = round.to_string(), whom = whom)
        }
        Logged::Skipped { rung } => fl!(t, "log-skipped", rung = n(*rung)),
        Logged::ReachesNobody { why } => words::nobody(lang, *why),
        Logged::Shown => fl!(t, "log-shown"),
        Logged::Accepted { who } => fl!(t, "stands-accepted", who = names.of(*who)),
        Logged::Declined { who } => fl!(t, "log-declined", who = names.of(*who)),
        Logged::OnTheWay { who } => fl!(t, "stands-on-the-way", who = names.of(*who)),
        Logged::AtTheDoor { who } => fl!(t, "log-at-the-door", who = names.of(*who)),
        Logged::HelpWanted => fl!(t, "log-help-wanted"),
        Logged::Helps { who } => fl!(t, "log-helps", who = names.of(*who)),
        Logged::Expired { who, patience } => {
            fl!(t, "log-expired", who = names.of(*who), time = time::length(lang, *patience))
        }
        Logged::Reminded => fl!(t, "log-reminded"),
        Logged::RaisedAgain { times } => fl!(t, "log-raised-again", n = times.to_string()),
        Logged::Rose { to } => fl!(t, "log-rose", priority = alarm::priority(lang, *to)),
        Logged::OverAtHome => fl!(t, "log-over-at-home"),
        Logged::SaidAtHome => fl!(t, "log-said-at-home"),
        Logged::Failed { whom, channel, why } => {
            let way = names.0.get(whom).and_then(|it| it.party.channel(*channel));
            let way = way.map_or_else(String::new, |it| words::way(lang, &it.to));
            fl!(t, "log-failed", who = names.of(*whom), way = way, why = why.as_str())
        }
        Logged::Unreached { whom } => fl!(t, "log-unreached", who = names.of(*whom)),
        Logged::HomeNotTold => fl!(t, "log-home-not-told"),
        Logged::HomeRefused => fl!(t, "log-home-refused"),
        Logged::ClockUnsure => fl!(t, "log-clock-unsure"),
        Logged::Closed { how } => self::how(lang, how, names),
        Logged::Report { step } => report::step(lang, &eyes.zone, *step, &|who| names.of(who)),
    }
}

/// How a case ended.
#[must_use]
pub fn how(lang: Lang, how: &How, names: Names<'_>) -> String {
    let t = lang.words();
    match how {
        How::Resolved { by, .. } => fl!(t, "how-resolved", who = names.of(*by)),
        How::OverByItself => fl!(t, "how-over-by-itself"),
        How::Silenced => fl!(t, "how-silenced"),
        How::Proven => fl!(t, "how-proven"),
        How::Merged { into } => fl!(t, "how-merged", case = into.to_string()),
    }
}
