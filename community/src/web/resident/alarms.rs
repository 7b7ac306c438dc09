//! Which alarms were there, and what became of each? Steps that came in turn, put together as lives.

use alerts::Wall;
use alerts::message::Step;
use i18n_embed_fl::fl;
use jiff::tz::TimeZone;
use maud::{Markup, html};

use super::section;
use super::who::Who;
use crate::core::heard::{AlarmStep, Known};
use crate::say::{Lang, alarm, time};
use crate::web::wall::tile::paint;

/// Alarms on a page. The newest are shown.
const MOST_ALARMS: usize = 50;

/// An alarm from its first step to its newest.
#[derive(Clone, Debug)]
pub struct AlarmLife {
    /// The steps, the oldest first; there is one at least.
    pub steps: Vec<(Wall, AlarmStep)>,
}

impl AlarmLife {
    /// A list of open alarms says a step too, and may come before the step itself: it is shown once,
    /// with its evidence. Only reminders are alike and many.
    fn add(&mut self, at: Wall, step: AlarmStep) {
        let is_same = |known: &AlarmStep| {
            known.step == step.step
                && known.times == step.times
                && known.escalation == step.escalation
                && known.priority == step.priority
                && step.step != Known::Word(Step::Reminded)
        };
        match self.steps.iter_mut().find(|(_, known)| is_same(known)) {
            None => self.steps.push((at, step)),
            Some((_, known)) if known.evidence.is_empty() => *known = step,
            Some(_) => {}
        }
    }
}

/// Steps of many alarms, as lives; the one with the newest step first.
pub(in crate::web) fn lives(steps: Vec<(Wall, AlarmStep)>) -> Vec<AlarmLife> {
    let mut lives: Vec<AlarmLife> = Vec::new();
    for (at, step) in steps {
        let same = |life: &&mut AlarmLife| life.steps.iter().any(|(_, s)| s.alarm == step.alarm);
        match lives.iter_mut().find(same) {
            Some(life) => life.add(at, step),
            None => lives.push(AlarmLife { steps: vec![(at, step)] }),
        }
    }
    lives.sort_by_key(|life| std::cmp::Reverse(life.steps.last().map(|(at, _)| *at)));
    lives
}

/// The section of a page.
pub(super) fn markup(lang: Lang, all: &[AlarmLife], who: &Who, zone: &TimeZone) -> Markup {
    let words = lang.words();
    section(
        "alarms",
        &fl!(words, "page-alarms"),
        html! {
            @if all.is_empty() { p.soft { (fl!(words, "page-no-alarms")) } }
            @for life in all.iter().take(MOST_ALARMS) { (one(lang, life, who, zone)) }
        },
    )
}

fn one(lang: Lang, life: &AlarmLife, who: &Who, zone: &TimeZone) -> Markup {
    let Some((_, newest)) = life.steps.last() else { return html! {} };
    let class = format!("life {}", paint(newest.priority));
    html! {
        div class=(class) {
            h3 {
                (alarm::kind(lang, &newest.kind))
                @if let Some(room) = &newest.room { " · " (who.room(room)) }
                " " small { (alarm::priority(lang, newest.priority)) }
            }
            ol {
                @for (at, step) in &life.steps {
                    li {
                        time { (time::date(lang, *at, zone)) " " (time::clock_s(*at, zone)) }
                        " " (alarm::step(lang, step))
                        @if !step.durable && who.record.is_some() {
                            " " small { (fl!(lang.words(), "step-not-durable")) } }
                        @for seen in &step.evidence { p { (alarm::evidence(lang, seen)) } }
                    }
                }
            }
        }
    }
}
