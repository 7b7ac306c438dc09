//! `/quiet`: in which hours is nobody woken for what can wait, and what would that have held? What is
//! high, and what is medium about a person, is never held: the page says so and shows the last week.

use std::collections::BTreeMap;

use alerts::Wall;
use alerts::message::Priority;
use axum::Form;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use i18n_embed_fl::fl;
use jiff::tz::TimeZone;
use maud::{Markup, html};
use serde::Deserialize;

use super::desk::page::ways;
use super::desk::words;
use super::duty::form::minute;
use super::duty::week::clock;
use super::refusal::Refusal;
use super::visit::Visit;
use super::{assets, page};
use crate::core::desk::case::{Case, Hold, Stage};
use crate::core::desk::hours::Hours;
use crate::core::desk::quiet::{LONGEST, Quiet};
use crate::core::desk::{Kind, figures};
use crate::say::{Lang, alarm};
use crate::store::parties::Kept;

/// Characters of a field.
const MOST_TEXT: usize = 8;

/// What stands in the form.
#[derive(Clone, Debug, Default, Deserialize)]
pub(super) struct Typed {
    #[serde(default)]
    revision: u32,
    #[serde(default)]
    from: String,
    #[serde(default)]
    to: String,
    #[serde(default)]
    none: String,
    /// Only shown what it would hold.
    #[serde(default)]
    preview: String,
}

impl Typed {
    fn of(kept: &Kept<Quiet>) -> Self {
        let hours = kept.of.0.or(Quiet::default().0);
        let at = |minute: Option<u16>| minute.map(clock).unwrap_or_default();
        Self {
            revision: kept.revision,
            from: at(hours.map(|it| it.from)),
            to: at(hours.map(|it| it.to)),
            none: if kept.of.0.is_none() { "yes".into() } else { String::new() },
            preview: String::new(),
        }
    }

    /// As it is meant; else what is wrong.
    fn read(&self, lang: Lang) -> Result<Quiet, String> {
        if !self.none.is_empty() {
            return Ok(Quiet(None));
        }
        let t = lang.words();
        let at = |text: &str, most: u16| {
            let text: String = text.trim().chars().take(MOST_TEXT).collect();
            minute(&text).filter(|it| *it <= most).ok_or_else(|| fl!(t, "duty-no-time"))
        };
        let (from, to) = (at(&self.from, 1_439)?, at(&self.to, 1_440)?);
        let long = if to > from { to - from } else { to + 1_440 - from };
        if u64::from(long) * 60 > LONGEST.as_secs() {
            let most = (LONGEST.as_secs() / 3_600).to_string();
            return Err(fl!(t, "quiet-too-long", hours = most));
        }
        Ok(Quiet(Some(Hours { from, to })))
    }
}

/// How often a kind would have been held in the last week.
type Counts = BTreeMap<(Kind, Priority), u32>;

/// The page.
pub(super) struct Page {
    typed: Typed,
    wrong: Option<String>,
    /// What the hours of the form would have held in the last week.
    would: Counts,
    /// Cases of the last week, drills apart.
    of: u32,
    /// Cases that wait for the morning now.
    held: usize,
}

impl Page {
    pub(super) fn body(&self, lang: Lang) -> Markup {
        let t = lang.words();
        html! {
            div.bar { (ways(lang)) }
            p { (fl!(t, "quiet-why")) }
            p { (fl!(t, "quiet-held-now", n = self.held.to_string())) }
            (self.form(lang))
            h2 { (fl!(t, "quiet-would")) }
            (self.week(lang))
        }
    }

    fn form(&self, lang: Lang) -> Markup {
        let t = lang.words();
        let wrong = self.wrong.as_deref();
        let time = |id: &str, value: &str| page::line("text", id, value, wrong.is_some());
        html! {
            form.narrow method="post" action="/quiet" {
                input type="hidden" name="revision" value=(self.typed.revision);
                (page::field("from", &fl!(t, "duty-from"), wrong, &time("from", &self.typed.from)))
                (page::field("to", &fl!(t, "duty-to"), None, &time("to", &self.typed.to)))
                div.field { label {
                    input type="checkbox" name="none" value="yes" checked[!self.typed.none.is_empty()];
                    (fl!(t, "quiet-none")) } }
                p.actions {
                    button { (fl!(t, "save")) }
                    button.second name="preview" value="yes" { (fl!(t, "quiet-preview")) }
                }
            }
        }
    }

    fn week(&self, lang: Lang) -> Markup {
        let t = lang.words();
        let n: u32 = self.would.values().sum();
        html! {
            p { (fl!(t, "quiet-would-n", n = n.to_string(), of = self.of.to_string())) }
            @if n > 0 {
                table.narrow {
                    thead { tr { th scope="col" { (fl!(t, "report-kind")) }
                        th scope="col" { (fl!(t, "ladders-priority")) }
                        th.number scope="col" { (fl!(t, "report-cases")) } } }
                    tbody { @for ((kind, priority), n) in &self.would { tr {
                        td { (words::kind(lang, *kind)) } td { (alarm::priority(lang, *priority)) }
                        td.number { (n) }
                    } } }
                }
            }
        }
    }

    #[cfg(test)]
    pub(super) fn samples() -> Vec<Self> {
        let typed = Typed::of(&Kept::default());
        let battery = Kind::Alarm(alerts::message::AlarmKind::LowBattery);
        vec![
            Self { typed: typed.clone(), wrong: None, would: Counts::new(), of: 0, held: 0 },
            Self {
                typed,
                wrong: Some("…".into()),
                would: Counts::from([((battery, Priority::Low), 3)]),
                of: 9,
                held: 2,
            },
        ]
    }
}

/// What these hours would have held of those cases, and how many there were.
fn would<'a>(
    quiet: Quiet,
    zone: &TimeZone,
    cases: impl IntoIterator<Item = &'a Case>,
) -> (Counts, u32) {
    let (mut held, mut of) = (Counts::new(), 0);
    for case in cases.into_iter().filter(|it| !it.drill) {
        of += 1;
        let kind = case.about.kind();
        if kind.may_wait(case.priority) && quiet.until(case.opened, zone).is_some() {
            *held.entry((kind, case.priority)).or_default() += 1;
        }
    }
    (held, of)
}

async fn made(visit: &Visit, typed: Typed) -> Result<(Page, Option<Quiet>), Refusal> {
    let (desk, now) = (visit.web.desk()?, visit.web.now());
    let read = typed.read(visit.lang);
    let week = i64::try_from(figures::WEEK.as_millis()).unwrap_or(i64::MAX);
    let began = desk.began(Wall(now.0.saturating_sub(week))..now).await?;
    let zone = &visit.web.settings().zone;
    let quiet = read.as_ref().ok().copied();
    let cases = began.iter().map(|(case, _)| &**case);
    let (would, of) = would(quiet.unwrap_or(Quiet(None)), zone, cases);
    let is_held = |case: &&std::sync::Arc<Case>| {
        matches!(case.stage, Stage::Held { why: Hold::QuietHours, .. })
    };
    let held = desk.board().open.iter().filter(is_held).count();
    Ok((Page { typed, wrong: read.err(), would, of, held }, quiet))
}

fn shown(visit: &Visit, page: &Page) -> Markup {
    let head = html! { link rel="stylesheet" href=(assets::href("desk.css")); };
    let title = fl!(visit.lang.words(), "nav-quiet");
    page::with(visit, &title, &head, &page.body(visit.lang))
}

pub(super) async fn get(visit: Visit) -> Result<Markup, Refusal> {
    let kept = visit.web.desk()?.quiet().await?;
    let (page, _) = made(&visit, Typed::of(&kept)).await?;
    Ok(shown(&visit, &page))
}

pub(super) async fn post(visit: Visit, Form(typed): Form<Typed>) -> Result<Response, Refusal> {
    let (revision, is_preview) = (typed.revision, !typed.preview.is_empty());
    let (page, quiet) = made(&visit, typed).await?;
    let Some(of) = quiet else {
        return Ok((StatusCode::UNPROCESSABLE_ENTITY, shown(&visit, &page)).into_response());
    };
    if is_preview {
        return Ok(shown(&visit, &page).into_response());
    }
    visit.web.desk()?.save_quiet(Kept { revision, of }).await?;
    visit.note("quiet", None, "").await?;
    Ok(Redirect::to("/quiet").into_response())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn typed(from: &str, to: &str) -> Typed {
        Typed { from: from.into(), to: to.into(), ..Typed::default() }
    }

    #[test]
    fn quiet_hours_are_a_night_or_none_and_not_most_of_a_day() {
        let read = |from, to| typed(from, to).read(Lang::English);
        assert_eq!(read("22:00", "6:30"), Ok(Quiet(Some(Hours { from: 1_320, to: 390 }))));
        assert_eq!(read("21:00", "07:00"), Ok(Quiet::default()));
        for (from, to) in [("07:00", "21:01"), ("08:00", "08:00"), ("", ""), ("25:00", "06:00")] {
            assert!(read(from, to).is_err(), "{from} {to}");
        }
        let none = Typed { none: "yes".into(), ..typed("x", "y") };
        assert_eq!(none.read(Lang::English), Ok(Quiet(None)));
        let kept = Kept { revision: 3, of: Quiet(None) };
        assert_eq!(Typed::of(&kept).read(Lang::English), Ok(Quiet(None)));
    }
}
