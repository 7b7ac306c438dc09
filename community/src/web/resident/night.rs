//! What is shown of a night? The sentence, the picture, the exits, the figures, and the same as a
//! table for whoever does not see pictures; and the way to the nights before and after it.

use i18n_embed_fl::fl;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use maud::{Markup, html};

use super::{figures, picture, section, table};
use crate::core::night::{Night, Source};
use crate::core::person::ResidentId;
use crate::say::{Lang, night, time};

/// A night, and what it needs to be drawn.
#[derive(Clone, Debug)]
pub struct DrawnNight {
    /// Whose: for the way to other nights.
    pub resident: ResidentId,
    /// The night.
    pub night: Night,
    /// Where their heart rate usually lies.
    pub band: Option<(u8, u8)>,
    /// The newest night that there is a page of.
    pub newest: Date,
    /// The community's zone.
    pub zone: TimeZone,
}

impl DrawnNight {
    /// As a page of its own, between header and footer.
    #[must_use]
    pub fn page(&self, lang: Lang) -> Markup {
        html! {
            article.resident {
                (section("night", &self.called(lang), self.drawn(lang)))
                p.actions { a href={ "/residents/" (self.resident.0) } {
                    (fl!(lang.words(), "night-back")) } }
            }
        }
    }

    /// As a section of the resident's page: with its date, which is not in the heading there.
    pub(super) fn markup(&self, lang: Lang) -> Markup {
        html! { p.soft { (self.called(lang)) } (self.drawn(lang)) }
    }

    fn called(&self, lang: Lang) -> String {
        let date = time::date(lang, self.night.frame.morning, &self.zone);
        fl!(lang.words(), "page-night-of", date = date)
    }

    fn drawn(&self, lang: Lang) -> Markup {
        let words = lang.words();
        let figures = self.night.figures.as_ref();
        html! {
            p.sentence { (night::sentence(lang, &self.night)) }
            @if self.night.is_known() {
                (picture::markup(lang, self))
                (self.exits(lang))
            } @else {
                p.no-night { (fl!(words, "night-nothing")) }
            }
            @if let Some(figures) = figures {
                @if figures.source == Source::Counted {
                    p.provisional { (fl!(words, "night-provisional")) }
                }
                (figures::markup(lang, figures, &self.zone))
            }
            @if self.night.is_known() { (table::markup(lang, self)) }
            (self.ways(lang))
        }
    }

    /// What the numbers in the picture are.
    fn exits(&self, lang: Lang) -> Markup {
        let words = lang.words();
        html! {
            @if !self.night.exits.is_empty() {
                ol.exits aria-label=(fl!(words, "night-exits")) {
                    @for (n, exit) in (1..).zip(&self.night.exits) {
                        @let from = time::clock(exit.from, &self.zone);
                        li { b { (n) } " " @match exit.minutes() {
                            Some(min) => (fl!(words, "night-exit", from = from,
                                length = time::minutes(lang, min))),
                            None => (fl!(words, "night-exit-open", from = from)),
                        } }
                    }
                }
            }
        }
    }

    fn ways(&self, lang: Lang) -> Markup {
        let words = lang.words();
        let date = self.night.frame.date;
        let way = |to: Date| format!("/residents/{}/night/{to}", self.resident.0);
        let before = date.yesterday().ok();
        let after = date.tomorrow().ok().filter(|date| *date <= self.newest);
        html! {
            nav.ways-night aria-label=(fl!(words, "night-others")) {
                @if let Some(to) = before {
                    a href=(way(to)) rel="prev" { "← " (fl!(words, "night-before", date = to.to_string())) }
                }
                @if let Some(to) = after {
                    a href=(way(to)) rel="next" { (fl!(words, "night-after", date = to.to_string())) " →" }
                }
            }
        }
    }
}
