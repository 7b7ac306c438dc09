//! How is one resident? Who they are, what their home says now, the day, the last night as a picture,
//! the last weeks against their own nights before, the alarms with their steps, and what the sensors
//! do.
//!
//! The page is what it is given: who may see a record or a home decides the route, which also writes
//! down who looked. [`ResidentPage::content`] is the part between header and footer of the station's
//! pages.

mod alarms;
mod climate;
mod curve;
pub(super) mod earlier;
mod figures;
mod gateway;
mod look;
mod night;
mod picture;
mod samples;
mod sensors;
mod table;
pub(super) mod weeks;
mod who;

use std::time::Duration;

use alerts::Wall;
use alerts::message::DaySummary;
use i18n_embed_fl::fl;
use jiff::ToSpan as _;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use maud::{Markup, html};

use crate::core::board::{Seen, Tile};
use crate::core::heard::{AlarmStep, EventSaid, Now, SummaryOf};
use crate::core::night::{Frame, Night};
use crate::core::person::ResidentId;
use crate::core::weeks::Weeks;
use crate::say::{Lang, day, event, less, resident, time};
use crate::store::rows::{Summary, Timeline};

pub use alarms::AlarmLife;
pub(super) use alarms::lives;
pub use climate::Climate;
pub use curve::{Curve, Curves};
pub use gateway::Gateway;
pub(super) use look::page;
pub use night::DrawnNight;
pub use who::Who;

/// Events of a day on a page; a restless night has some hundred. The oldest are left out.
const MOST_EVENTS: usize = 300;

/// For how long the page looks back for alarms.
pub const LOOKS_BACK: Duration = Duration::from_hours(7 * 24);

/// A resident's page.
#[derive(Clone, Debug)]
pub struct ResidentPage {
    /// Who they are, as far as the viewer may know.
    pub who: Who,
    /// What the wall shows of them.
    pub tile: Tile,
    /// What the home said last, and when it was heard.
    pub now: Option<(Wall, Now)>,
    /// What is known of its gateway.
    pub gateway: Gateway,
    /// The newest day that the home has summed up.
    pub day: Option<DaySummary>,
    /// What happened in the last 24 hours, the newest first; turn-overs are only counted.
    pub events: Vec<(Wall, EventSaid)>,
    /// The night to this morning, or the one that goes on before noon.
    pub night: Option<DrawnNight>,
    /// The last weeks.
    pub weeks: Weeks,
    /// The alarms of a week, the newest first.
    pub alarms: Vec<AlarmLife>,
    /// The numbers of the last 24 hours.
    pub curves: Curves,
    /// When the page was made.
    pub at: Wall,
    /// The community's zone.
    pub zone: TimeZone,
}

/// What a home has said, as far as the page asks for it.
#[derive(Clone, Debug, Default)]
pub struct HomeSaid {
    /// From the noon before last night on; of a home that sends no summaries, from two weeks ago on.
    pub timeline: Timeline,
    /// What its gateway said of itself last.
    pub health: Option<alerts::message::Health>,
    /// The steps of alarms in [`LOOKS_BACK`].
    pub alarms: Vec<(Wall, AlarmStep)>,
    /// Summaries of the weeks.
    pub summaries: Vec<Summary>,
}

/// Whether the home has sent the summary of any night.
fn has_nights(summaries: &[Summary]) -> bool {
    summaries.iter().any(|(of, ..)| *of == SummaryOf::Night)
}

/// The body of the summary of one night.
pub(super) fn night_of(summaries: &[Summary], date: Date) -> Option<&str> {
    let date = date.to_string();
    let is_it = |it: &&Summary| it.0 == SummaryOf::Night && it.1 == date;
    summaries.iter().find(is_it).map(|(_, _, body)| body.as_str())
}

/// The newest day that was summed up: today's, or yesterday's.
fn newest_day(summaries: &[Summary], today: Date) -> Option<DaySummary> {
    let days = summaries.iter().filter(|(of, ..)| *of == SummaryOf::Day);
    let days = days.filter_map(|(_, _, body)| serde_json::from_str::<DaySummary>(body).ok());
    let newest = days.max_by_key(|day| day.date)?;
    (newest.date >= today.saturating_sub(1.day())).then_some(newest)
}

impl ResidentPage {
    /// The page of what the store and the hall know.
    #[must_use]
    pub fn of(
        (id, who): (ResidentId, Who),
        (tile, now): (Tile, Option<(Wall, Now)>),
        said: HomeSaid,
        (at, zone): (Wall, TimeZone),
    ) -> Self {
        let today = time::local(at, &zone).date();
        let heard = (said.timeline.events.as_slice(), said.timeline.minutes.as_slice());
        let night = Frame::of(today, &zone).map(|frame| DrawnNight {
            resident: id,
            night: Night::of(frame, heard, night_of(&said.summaries, today), at),
            band: tile.band,
            newest: Frame::date_at(at, &zone),
            zone: zone.clone(),
        });
        let weeks = if has_nights(&said.summaries) {
            Weeks::said(today, &said.summaries)
        } else {
            Weeks::counted(today, heard, (at, &zone))
        };
        let curves = Curves::of(&said.timeline.minutes, tile.band, at);
        let gateway = Gateway::of(said.health, &said.timeline, at);
        let day_ago = Wall(at.0.saturating_sub(86_400_000));
        let mut events = said.timeline.events;
        // Turn-overs are counted above the list and drawn in the night: in it they would hide the rest.
        let is_told = |said: &EventSaid| !said.withdrawn && said.kind != "turn-over";
        events.retain(|(when, said)| *when >= day_ago && is_told(said));
        events.reverse();
        events.truncate(MOST_EVENTS);
        let alarms = lives(said.alarms);
        let day = newest_day(&said.summaries, today);
        Self { who, tile, now, gateway, day, events, night, weeks, alarms, curves, at, zone }
    }

    /// The page's title.
    #[must_use]
    pub fn title(&self) -> &str {
        &self.who.name
    }

    /// The page between header and footer.
    #[must_use]
    pub fn content(&self, lang: Lang) -> Markup {
        let words = lang.words();
        html! {
            article.resident {
                (self.head(lang))
                div.columns {
                    div {
                        (self.says_now(lang))
                        (self.today(lang))
                    }
                    div {
                        (sensors::markup(lang, self.now.as_ref().map(|(_, now)| now), &self.who,
                            self.gateway.markup(lang, &self.who, &self.zone)))
                        (alarms::markup(lang, &self.alarms, &self.who, &self.zone))
                        (self.who.markup(lang))
                    }
                }
                (section("night", &fl!(words, "page-last-night"), html! {
                    @if let Some(night) = &self.night { (night.markup(lang)) }
                }))
                (section("weeks", &fl!(words, "page-weeks"), weeks::markup(lang, &self.weeks)))
                (section("curves", &fl!(words, "page-day-curves"),
                    self.curves.markup(lang, self.at, &self.zone)))
            }
        }
    }

    fn head(&self, lang: Lang) -> Markup {
        let year = time::local(self.at, &self.zone).year();
        let age = self.who.born.map(|born| year.saturating_sub(born).to_string());
        html! {
            header {
                p {
                    (self.who.place)
                    @if let Some(years) = age { " · " (fl!(lang.words(), "page-age", years = years)) }
                }
                p.paper-only { (fl!(lang.words(), "page-printed", date = time::date(lang, self.at, &self.zone),
                    time = time::clock(self.at, &self.zone))) }
            }
        }
    }

    fn says_now(&self, lang: Lang) -> Markup {
        let words = lang.words();
        let since = self.now.as_ref().and_then(|(_, now)| now.since).map(alerts::When::wall);
        section(
            "now",
            &fl!(words, "page-now"),
            html! {
                p.sentence {
                    (resident::sentence(lang, &self.tile))
                    @if let Some(since) = since {
                        " " small { (fl!(words, "page-since", time = time::clock(since, &self.zone))) }
                    }
                }
                dl.numbers {
                    (self.number(lang, &fl!(words, "heart-rate"), self.tile.heart))
                    (self.number(lang, &fl!(words, "breathing-rate"), self.tile.breath))
                    @if let Some((low, high)) = self.tile.band {
                        div.usual { dt { (fl!(words, "heart-rate")) }
                            dd { (fl!(words, "page-band", low = low.to_string(), high = high.to_string())) } }
                    }
                }
                (self.less(lang))
                @if let Some((heard, _)) = &self.now {
                    p.soft { (fl!(words, "page-last-heard", time = time::clock_s(*heard, &self.zone))) }
                }
            },
        )
    }

    /// What does not call, and what is not seen.
    fn less(&self, lang: Lang) -> Markup {
        let Some((_, said)) = &self.now else { return html! {} };
        let (seen, when) = ((said, self.gateway.health.as_ref()), (self.at, &self.zone));
        let lines = less::lines(lang, seen, when, |of| self.who.room(of).to_owned());
        html! { @if !lines.is_empty() { ul.less { @for line in &lines { li { (line) } } } } }
    }

    fn number(&self, lang: Lang, name: &str, seen: Seen<u16>) -> Markup {
        let words = lang.words();
        html! {
            div {
                dt { (name) }
                @match seen {
                    Seen::Now(rate) => dd { b { (rate) } " " small { (fl!(words, "per-minute")) } },
                    Seen::Old(at) => dd.old { b { "–" } " " small { (time::age(lang, at, self.at)) } },
                    Seen::Never => dd.old { b { "–" } " " small { (fl!(words, "page-no-number")) } },
                }
            }
        }
    }

    fn today(&self, lang: Lang) -> Markup {
        let words = lang.words();
        section(
            "today",
            &fl!(words, "page-today"),
            html! {
                @if let Some(today) = self.tile.today {
                    p.counts-line { (fl!(words, "page-today-line", exits = today.bed_exits.to_string(),
                        turns = today.turn_overs.to_string(), nap = today.nap_min.to_string())) }
                }
                @if let Some((date, says)) = self.day.as_ref().and_then(|it| Some((it.date, day::sentence(lang, it, &self.zone)?))) {
                    p.soft { (fl!(words, "page-day", date = weeks::day(date), says = says)) }
                }
                @if self.events.is_empty() {
                    p.soft { (fl!(words, "page-nothing-today")) }
                } @else {
                    ol.events tabindex="0" aria-label=(fl!(words, "page-today")) {
                        @for (at, said) in &self.events {
                            @let (from, text) = event::event(lang, said);
                            li { time { (time::clock(from.unwrap_or(*at), &self.zone)) } " " (text)
                                @if self.who.record.is_some()
                                    && let Some(why) = event::grounds(lang, said, &self.zone) {
                                    " " small { (why) } } }
                        }
                    }
                }
            },
        )
    }
}

fn section(class: &str, title: &str, content: Markup) -> Markup {
    html! { section class=(class) { h2 { (title) } (content) } }
}

#[cfg(test)]
mod tests;
