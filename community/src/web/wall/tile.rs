//! What does a tile say, and how is it painted? Everything in the viewer's language, made here: the
//! page only puts texts and classes in.

use std::sync::Arc;

use alerts::Wall;
use alerts::message::Priority;
use i18n_embed_fl::fl;
use maud::{Markup, html};
use serde::Serialize;

use super::seat::Seat;
use super::spark;
use super::view::Eyes;
use crate::core::board::{Contact, Less, OpenAlarm, Seen, Tile};
use crate::say::resident::{Standing, sentence};
use crate::say::{alarm, time};

/// A tile as a screen shows it.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct TileFace {
    /// Its place, from 1.
    pub seat: u16,
    /// Grows with each change; an older one is not drawn over a newer.
    pub rev: u64,
    /// Its paint.
    pub class: String,
    /// The name, large.
    pub name: String,
    /// The rest of the name, small.
    pub given: String,
    /// Building and door.
    pub place: String,
    /// The sentence, or the alarm.
    pub says: String,
    /// Which picture.
    pub glyph: &'static str,
    /// The heart rate, or "–".
    pub rate: String,
    /// Since when that is not known.
    pub old: Option<i64>,
    /// Bed exits, turn-overs, nap.
    pub counts: [String; 3],
    /// The heart rate of two hours.
    pub spark: String,
    /// Where it usually lies.
    pub band: String,
    /// The resident's page, for who may see it.
    pub href: Option<String>,
}

impl TileFace {
    /// A seat that nobody has.
    #[must_use]
    pub fn free(seat: u16) -> Self {
        Self { seat, class: "tile free".to_owned(), glyph: "none", ..Self::default() }
    }

    /// The tile of a seat. `worst` is the most urgent open alarm of its home.
    #[must_use]
    pub fn of(eyes: Eyes, seat: &Seat, tile: Option<&Tile>, worst: Option<&OpenAlarm>) -> Self {
        let unheard = Tile::default();
        let tile = tile.unwrap_or(&unheard);
        let (name, given) = seat.name(eyes.names);
        let mut face = Self {
            seat: seat.seat.unwrap_or(0),
            rev: tile.revision,
            class: "tile".to_owned(),
            name,
            given,
            place: seat.place.clone(),
            href: eyes.persons.then(|| format!("/residents/{}", seat.resident.0)),
            ..Self::default()
        };
        if !seat.watched {
            face.quiet("unwatched", "none", fl!(eyes.lang.words(), "resident-not-watched"));
        } else if seat.absent {
            face.quiet("absent", "away", fl!(eyes.lang.words(), "resident-absence"));
        } else {
            face.live(eyes, tile);
        }
        if seat.watched {
            face.less(tile.less);
        }
        if let Some(open) = worst {
            face.alarm(eyes, seat, open);
        } else if let Some(signal) = tile.signal {
            // The strip will say what it is about; the colour does not wait for it.
            face.paint(signal, true);
        }
        face
    }

    fn quiet(&mut self, class: &str, glyph: &'static str, says: String) {
        self.class.push(' ');
        self.class.push_str(class);
        self.glyph = glyph;
        self.says = says;
    }

    /// That something does not call is seen all the time: by the border, by a picture, by a word.
    fn less(&mut self, less: Less) {
        for (word, is) in [
            (" less", less.paused || less.out_of_service),
            (" paused", less.paused),
            (" out-of-service", less.out_of_service),
        ] {
            if is {
                self.class.push_str(word);
            }
        }
    }

    fn live(&mut self, eyes: Eyes, tile: &Tile) {
        let standing = Standing::of(tile);
        let class = match tile.contact {
            Contact::Live => "",
            Contact::Lost(_) | Contact::Stopped(_) => " lost",
            Contact::NotYet | Contact::Unknown => " unheard",
        };
        self.class.push_str(class);
        self.glyph = glyph(standing);
        self.says = sentence(eyes.lang, tile);
        match (tile.contact, tile.heart) {
            (Contact::Live, Seen::Now(rate)) => self.rate = rate.to_string(),
            (Contact::Live, Seen::Old(at)) => self.stale(at),
            (Contact::Lost(at) | Contact::Stopped(at), _) => self.stale(at),
            (Contact::Live, Seen::Never) | (Contact::NotYet | Contact::Unknown, _) => {
                self.rate = "–".to_owned();
            }
        }
        if let (Contact::Live, Some(today)) = (tile.contact, tile.today) {
            self.counts = [today.bed_exits, today.turn_overs, today.nap_min].map(|n| n.to_string());
        }
        (self.spark, self.band) = spark::draw(&tile.spark, tile.band);
    }

    fn stale(&mut self, since: Wall) {
        self.rate = "–".to_owned();
        self.old = Some(since.0);
        if !self.class.contains(" lost") {
            self.class.push_str(" stale");
        }
    }

    fn alarm(&mut self, eyes: Eyes, seat: &Seat, open: &OpenAlarm) {
        self.paint(alarm::urgency(&open.of), alarm::calls(&open.of));
        let what = alarm::about(eyes.lang, &open.of);
        self.says = match room(seat, open) {
            Some(room) => format!("{what} · {room}"),
            None => what,
        };
        self.glyph = "alarm";
    }

    fn paint(&mut self, priority: Priority, calls: bool) {
        self.class.push(' ');
        self.class.push_str(paint(priority));
        if calls {
            self.class.push_str(" calls");
        }
        self.glyph = "alarm";
    }

    /// The tile as it stands in the page at first.
    #[must_use]
    pub fn markup(&self, eyes: Eyes, now: Wall) -> Markup {
        let words = eyes.lang.words();
        let age = self.old.map(|at| time::age(eyes.lang, Wall(at), now));
        let [exits, turns, nap] = &self.counts;
        html! {
            article class=(self.class) data-seat=(self.seat) data-rev=(self.rev)
                data-old=[self.old] {
                h2 { a href=[self.href.as_ref()] { (self.name) } small { (self.given) } }
                p.place { (self.place) }
                svg.glyph aria-hidden="true" { use href={ "#g-" (self.glyph) } {} }
                p.rate { span.hidden { (fl!(words, "heart-rate")) " " } b { (self.rate) } }
                p.age { (age.unwrap_or_default()) }
                svg.spark viewBox={ "0 0 " (spark::WIDE) " " (spark::HIGH) }
                    preserveAspectRatio="none" aria-hidden="true" {
                    path.band d=(self.band) {}
                    path.line d=(self.spark) {}
                }
                p.says { (self.says) }
                ul.counts {
                    (count("out", &fl!(words, "count-bed-exits"), exits))
                    (count("turn", &fl!(words, "count-turn-overs"), turns))
                    (count("nap", &fl!(words, "count-nap"), nap))
                    (mark("paused", &fl!(words, "wall-paused")))
                    (mark("out-of-service", &fl!(words, "wall-out-of-service")))
                }
            }
        }
    }
}

/// A number with its picture; what it counts is read aloud.
fn count(glyph: &str, label: &str, number: &str) -> Markup {
    html! {
        li title=(label) {
            svg aria-hidden="true" { use href={ "#g-" (glyph) } {} }
            span.hidden { (label) ": " }
            b { (number) }
        }
    }
}

/// A picture that is shown while its word is among the tile's.
fn mark(glyph: &str, label: &str) -> Markup {
    html! {
        li class={ "mark " (glyph) } title=(label) {
            svg aria-hidden="true" { use href={ "#g-" (glyph) } {} }
            span.hidden { (label) }
        }
    }
}

/// The class of a priority.
#[must_use]
pub const fn paint(priority: Priority) -> &'static str {
    match priority {
        Priority::High => "high",
        Priority::Medium => "medium",
        Priority::Low => "low",
    }
}

/// Where an alarm's source looks, as people call the room.
#[must_use]
pub fn room<'a>(seat: &'a Seat, open: &'a OpenAlarm) -> Option<&'a str> {
    use crate::core::board::AlarmOf;
    match &open.of {
        AlarmOf::Home(step) => step.room.as_deref().map(|room| seat.room(room)),
        AlarmOf::HomeLost | AlarmOf::UplinkLost { .. } => None,
    }
}

const fn glyph(standing: Standing) -> &'static str {
    match standing {
        Standing::NotYet | Standing::CutOff | Standing::Unknown => "unknown",
        Standing::Lost => "lost",
        Standing::Stopped => "off",
        Standing::AsleepInBed | Standing::AsleepAtHome | Standing::Asleep => "asleep",
        Standing::AwakeInBed | Standing::InBed => "bed",
        Standing::AwakeAtHome | Standing::AtHome | Standing::Awake => "home",
        Standing::Away => "away",
    }
}

/// The most urgent alarm of each home, of a strip in that order.
pub(super) fn worst<'a>(
    strip: &'a Arc<[OpenAlarm]>,
    home: &crate::core::HomeId,
) -> Option<&'a OpenAlarm> {
    strip.iter().find(|open| open.home.as_ref() == Some(home))
}

#[cfg(test)]
mod tests;
