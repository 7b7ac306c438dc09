//! Which alarms does a relative hear of? Those about the person. That a battery is low or a sensor is
//! silent is for whoever repairs it; a test is for nobody.

use alerts::Wall;
use alerts::message::{AlarmKind, Step};
use i18n_embed_fl::fl;
use jiff::tz::TimeZone;
use maud::{Markup, html};

use crate::core::desk::Kind;
use crate::core::heard::{AlarmStep, Known};
use crate::say::{Lang, alarm, time};
use crate::web::resident::AlarmLife;
use crate::web::wall::tile::paint;

/// Alarms on the page. A week has few; a home that calls all night must not make it endless.
const MOST: usize = 20;

/// An alarm, as far as a relative sees it.
#[derive(Clone, Debug, PartialEq)]
pub struct AlarmSeen {
    /// Its first step, and when that was.
    pub raised: Wall,
    /// Its newest step, and when that was.
    pub newest: (Wall, AlarmStep),
    /// Whether somebody has accepted it since it was raised last.
    pub accepted: bool,
}

impl AlarmSeen {
    pub(super) fn is_open(&self) -> bool {
        self.newest.1.step != Known::Word(Step::Closed)
    }
}

/// Of all alarms those that a relative sees; open ones first.
pub(super) fn seen(all: Vec<AlarmLife>) -> Vec<AlarmSeen> {
    let mut seen: Vec<AlarmSeen> = all.into_iter().filter_map(one).collect();
    // The order within is kept: the newest first.
    seen.sort_by_key(|it| !it.is_open());
    seen.truncate(MOST);
    seen
}

fn one(life: AlarmLife) -> Option<AlarmSeen> {
    let raised = life.steps.first()?.0;
    let accepted = life.steps.iter().fold(false, |accepted, (_, step)| match &step.step {
        Known::Word(Step::Acknowledged) => true,
        // It calls again.
        Known::Word(Step::Raised | Step::Escalated) => step.by.is_some(),
        Known::Word(
            Step::Reminded | Step::Paused | Step::Resumed | Step::ConditionCleared | Step::Closed,
        )
        | Known::Other(_) => accepted || step.by.is_some(),
    });
    let newest = life.steps.into_iter().next_back()?;
    (is_about_the_person(&newest.1.kind) && !newest.1.test).then_some(AlarmSeen {
        raised,
        newest,
        accepted,
    })
}

/// A kind that this version does not know may be.
fn is_about_the_person(kind: &Known<AlarmKind>) -> bool {
    match kind {
        Known::Word(kind) => !Kind::Alarm(*kind).is_technical(),
        Known::Other(_) => true,
    }
}

pub(super) fn list(lang: Lang, all: &[&AlarmSeen], now: (Wall, &TimeZone)) -> Markup {
    let words = lang.words();
    html! {
        ul.alarms {
            @for seen in all {
                @let (at, step) = &seen.newest;
                li class=(paint(step.priority)) {
                    b { (alarm::kind(lang, &step.kind)) }
                    " " span { (when(lang, seen.raised, now)) }
                    p { @if !seen.is_open() {
                        (fl!(words, "relative-over", time = when(lang, *at, now)))
                    } @else if seen.accepted {
                        (fl!(words, "relative-accepted"))
                    } @else {
                        (fl!(words, "relative-calls"))
                    } }
                }
            }
        }
    }
}

/// The time, with its day if that was not today.
pub(super) fn when(lang: Lang, at: Wall, (now, zone): (Wall, &TimeZone)) -> String {
    let clock = time::clock(at, zone);
    if time::local(at, zone).date() == time::local(now, zone).date() {
        clock
    } else {
        format!("{} {clock}", time::date(lang, at, zone))
    }
}
