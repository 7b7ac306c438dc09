//! How is one resident? Who they are, what their home says now, the day, the last night, the alarms
//! with their steps, and what the sensors do.
//!
//! The page is what it is given: who may see a record or a home decides the route, which also writes
//! down who looked. [`ResidentPage::content`] is the part between header and footer of the station's
//! pages.

mod curve;
mod night;
mod samples;

use std::time::Duration;

use alerts::Wall;
use alerts::message::{AirIs, DoorIs, SensorIs, Step};
use i18n_embed_fl::fl;
use jiff::tz::TimeZone;
use maud::{Markup, html};

use crate::core::board::{Seen, Tile};
use crate::core::heard::{AlarmStep, EventSaid, Known, Now, SummaryOf};
use crate::core::person::{Contact, ContactIs, Record, Room};
use crate::say::{Lang, alarm, event, resident, time};
use crate::store::rows::Timeline;

pub use curve::{Curve, Curves};
pub use night::NightSaid;

/// Events of a day on a page; a restless night has some hundred. The oldest are left out.
const MOST_EVENTS: usize = 300;

/// Alarms on a page. The newest are shown.
const MOST_ALARMS: usize = 50;

/// For how long the page looks back: the store is asked for this.
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
    /// What happened in the last 24 hours, the newest first.
    pub events: Vec<(Wall, EventSaid)>,
    /// The last night that is over.
    pub night: Option<NightSaid>,
    /// The alarms of a week, the newest first.
    pub alarms: Vec<AlarmLife>,
    /// The numbers of the last 24 hours.
    pub curves: Curves,
    /// When the page was made.
    pub at: Wall,
    /// The community's zone.
    pub zone: TimeZone,
}

/// Who somebody is, as far as the viewer may know.
#[derive(Clone, Debug, Default)]
pub struct Who {
    /// The rooms, and what the home calls them.
    pub rooms: Vec<Room>,
    /// The name.
    pub name: String,
    /// The year of birth.
    pub born: Option<i16>,
    /// Building and door.
    pub place: String,
    /// The rest of the record: for who may see a person, not only a home.
    pub record: Option<Box<Record>>,
}

impl Who {
    /// Of a record: the whole of it, or only the name and the place.
    #[must_use]
    pub fn of(record: &Record, whole: bool) -> Self {
        let place = [record.building.as_str(), record.door.as_str()];
        let place: Vec<_> = place.into_iter().filter(|part| !part.is_empty()).collect();
        Self {
            name: record.name.clone(),
            born: record.born.filter(|_| whole),
            place: place.join("-"),
            rooms: record.rooms.clone(),
            record: whole.then(|| Box::new(record.clone())),
        }
    }
}

impl Who {
    /// A room of the home as people call it.
    fn room<'a>(&'a self, room: &'a str) -> &'a str {
        let known = self.rooms.iter().find(|known| known.room == room && !known.name.is_empty());
        known.map_or(room, |known| known.name.as_str())
    }
}

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

impl ResidentPage {
    /// The page of what the store and the hall know. `timeline` covers [`LOOKS_BACK`].
    #[must_use]
    pub fn of(
        who: Who,
        (tile, now): (Tile, Option<(Wall, Now)>),
        timeline: Timeline,
        (at, zone): (Wall, TimeZone),
    ) -> Self {
        let day_ago = Wall(at.0.saturating_sub(86_400_000));
        let mut events: Vec<_> = timeline
            .events
            .into_iter()
            .filter(|(when, said)| *when >= day_ago && !said.withdrawn)
            .collect();
        events.reverse();
        events.truncate(MOST_EVENTS);
        let nights = timeline.summaries.iter().rev();
        let night = nights
            .filter(|(of, ..)| *of == SummaryOf::Night)
            .find_map(|(_, date, body)| NightSaid::read(date, body));
        let curves = Curves::of(&timeline.minutes, tile.band, at);
        Self { who, tile, now, events, night, alarms: lives(timeline.alarms), curves, at, zone }
    }

    /// The page's title.
    #[must_use]
    pub fn title(&self) -> &str {
        &self.who.name
    }

    /// The page between header and footer.
    #[must_use]
    pub fn content(&self, lang: Lang) -> Markup {
        html! {
            article.resident {
                (self.head(lang))
                div.columns {
                    div {
                        (self.says_now(lang))
                        (self.today(lang))
                        (section("night", &fl!(lang.words(), "page-last-night"), self.last_night(lang)))
                    }
                    div {
                        (self.sensors(lang))
                        (self.all_alarms(lang))
                        (self.record(lang))
                    }
                }
                (section("curves", &fl!(lang.words(), "page-day-curves"),
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
                @if let Some((heard, _)) = &self.now {
                    p.soft { (fl!(words, "page-last-heard", time = time::clock_s(*heard, &self.zone))) }
                }
            },
        )
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
                @if self.events.is_empty() {
                    p.soft { (fl!(words, "page-nothing-today")) }
                } @else {
                    ol.events tabindex="0" aria-label=(fl!(words, "page-today")) {
                        @for (at, said) in &self.events {
                            @let (from, text) = event::event(lang, said);
                            li { time { (time::clock(from.unwrap_or(*at), &self.zone)) } " " (text) }
                        }
                    }
                }
            },
        )
    }

    fn last_night(&self, lang: Lang) -> Markup {
        match &self.night {
            Some(night) => night.markup(lang, &self.zone),
            None => html! { p.soft { (fl!(lang.words(), "page-no-night")) } },
        }
    }

    fn sensors(&self, lang: Lang) -> Markup {
        let words = lang.words();
        section(
            "sensors",
            &fl!(words, "page-sensors"),
            html! {
                @if let Some((_, now)) = &self.now {
                    dl.pairs {
                        @for sensor in &now.sensors {
                            div.odd[!is_well(&sensor.is)] {
                                dt { (sensor.line)
                                    @if let Some(room) = &sensor.room { " " small { (self.who.room(room)) } } }
                                dd { (sensor_is(lang, &sensor.is)) }
                            }
                        }
                        (air(lang, fl!(words, "air-gas"), now.air.gas))
                        (air(lang, fl!(words, "air-co"), now.air.co))
                        (air(lang, fl!(words, "air-smoke"), now.air.smoke))
                        @if let Some(door) = now.door {
                            div { dt { (fl!(words, "door")) } dd { (door_is(lang, door)) } }
                        }
                    }
                } @else {
                    p.soft { (fl!(words, "page-no-sensors")) }
                }
            },
        )
    }

    fn all_alarms(&self, lang: Lang) -> Markup {
        let words = lang.words();
        section(
            "alarms",
            &fl!(words, "page-alarms"),
            html! {
                @if self.alarms.is_empty() { p.soft { (fl!(words, "page-no-alarms")) } }
                @for life in self.alarms.iter().take(MOST_ALARMS) { (self.alarm(lang, life)) }
            },
        )
    }

    fn alarm(&self, lang: Lang, life: &AlarmLife) -> Markup {
        let Some((_, newest)) = life.steps.last() else { return html! {} };
        let class = format!("life {}", super::wall::tile::paint(newest.priority));
        html! {
            div class=(class) {
                h3 {
                    (alarm::kind(lang, &newest.kind))
                    @if let Some(room) = &newest.room { " · " (self.who.room(room)) }
                    " " small { (alarm::priority(lang, newest.priority)) }
                }
                ol {
                    @for (at, step) in &life.steps {
                        li {
                            time { (time::date(lang, *at, &self.zone)) " "
                                (time::clock_s(*at, &self.zone)) }
                            " " (alarm::step(lang, step))
                            @for seen in &step.evidence { p { (alarm::evidence(lang, seen)) } }
                        }
                    }
                }
            }
        }
    }

    fn record(&self, lang: Lang) -> Markup {
        let words = lang.words();
        let Some(record) = &self.who.record else { return html! {} };
        let rows = [
            (fl!(words, "page-phone"), &record.phone),
            (fl!(words, "page-door-code"), &record.door_code),
            (fl!(words, "page-medical"), &record.medical),
            (fl!(words, "page-notes"), &record.notes),
        ];
        section(
            "who",
            &fl!(words, "page-who"),
            html! {
                dl.pairs {
                    @for (name, text) in rows {
                        @if !text.is_empty() { div { dt { (name) } dd { (text) } } }
                    }
                }
                @if !record.contacts.is_empty() {
                    h3 { (fl!(words, "page-contacts")) }
                    ol.contacts { @for contact in &record.contacts { (contact_line(lang, contact)) } }
                }
            },
        )
    }
}

fn section(class: &str, title: &str, content: Markup) -> Markup {
    html! { section class=(class) { h2 { (title) } (content) } }
}

fn contact_line(lang: Lang, contact: &Contact) -> Markup {
    let words = lang.words();
    let is = match contact.is {
        ContactIs::Relative => fl!(words, "page-contact-relative"),
        ContactIs::Volunteer => fl!(words, "page-contact-volunteer"),
        ContactIs::GridWorker => fl!(words, "page-contact-grid-worker"),
    };
    let relation = if contact.relation.is_empty() { is } else { contact.relation.clone() };
    html! {
        li {
            b { (contact.name) } " " small { (relation) }
            @if !contact.phone.is_empty() {
                " " a href={ "tel:" (contact.phone.replace(' ', "")) } { (contact.phone) }
            }
            @if contact.has_key { " " small { (fl!(words, "page-key")) } }
        }
    }
}

fn air(lang: Lang, name: String, is: Option<AirIs>) -> Markup {
    let words = lang.words();
    let says = is.map(|is| match is {
        AirIs::Clear => fl!(words, "air-clear"),
        AirIs::Unknown => fl!(words, "air-unknown"),
        AirIs::Warming => fl!(words, "air-warming"),
        AirIs::Fault => fl!(words, "air-fault"),
        AirIs::Alarm => fl!(words, "air-alarm"),
    });
    html! {
        @if let Some(says) = says {
            div.odd[is != Some(AirIs::Clear)] { dt { (name) } dd { (says) } }
        }
    }
}

fn door_is(lang: Lang, door: DoorIs) -> String {
    let words = lang.words();
    match door {
        DoorIs::Open => fl!(words, "door-open"),
        DoorIs::Closed => fl!(words, "door-closed"),
        DoorIs::Unknown => fl!(words, "door-unknown"),
    }
}

fn is_well(is: &Known<SensorIs>) -> bool {
    *is == Known::Word(SensorIs::Ok)
}

fn sensor_is(lang: Lang, is: &Known<SensorIs>) -> String {
    let words = lang.words();
    match is {
        Known::Word(SensorIs::Ok) => fl!(words, "sensor-ok"),
        Known::Word(SensorIs::Warming) => fl!(words, "sensor-warming"),
        Known::Word(SensorIs::Silent) => fl!(words, "sensor-silent"),
        Known::Word(SensorIs::Fault) => fl!(words, "sensor-fault"),
        Known::Word(SensorIs::LowBattery) => fl!(words, "sensor-low-battery"),
        Known::Word(SensorIs::EndOfLife) => fl!(words, "sensor-end-of-life"),
        Known::Other(word) => fl!(words, "sensor-other", word = word.as_str()),
    }
}

/// Steps of many alarms, as lives; the one with the newest step first.
fn lives(steps: Vec<(Wall, AlarmStep)>) -> Vec<AlarmLife> {
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

#[cfg(test)]
mod tests;
