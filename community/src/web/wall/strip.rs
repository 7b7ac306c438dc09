//! Who needs somebody now? The strip of alarms at the top, in large letters, the most urgent first.

use std::sync::Arc;

use alerts::Wall;
use alerts::message::Condition;
use i18n_embed_fl::fl;
use maud::{Markup, html};
use serde::Serialize;

use super::seat::Seats;
use super::tile::{paint, room};
use super::view::Eyes;
use crate::core::board::{AlarmOf, OpenAlarm};
use crate::say::{alarm, time};

/// Alarms that are named. Four fit a screen's width in letters that are read at six metres; the rest
/// is a number, and each has its tile.
pub const NAMED: usize = 4;

/// The strip.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct StripFace {
    /// The most urgent ones; at most [`NAMED`].
    pub alarms: Vec<AlarmFace>,
    /// How many are open, with those that are not named.
    pub open: usize,
    /// How urgent the most urgent one is that nobody has accepted: how it sounds.
    pub calling: Option<&'static str>,
}

/// An alarm as a screen shows it.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct AlarmFace {
    /// The same through the alarm's life.
    pub key: String,
    /// Its paint.
    pub class: String,
    /// Whose.
    pub name: String,
    /// Building and door, and the room.
    pub place: String,
    /// What it is.
    pub what: String,
    /// How urgent, and whether somebody goes.
    pub state: String,
    /// Since when.
    pub since: i64,
    /// The resident's page, for who may see it.
    pub href: Option<String>,
}

impl StripFace {
    /// The strip for these eyes.
    #[must_use]
    pub fn of(eyes: Eyes, seats: &Seats, strip: &Arc<[OpenAlarm]>) -> Self {
        let calling = strip.iter().filter(|open| alarm::calls(&open.of));
        let calling = calling.map(|open| alarm::urgency(&open.of)).max().map(paint);
        let alarms = strip.iter().take(NAMED).map(|open| AlarmFace::of(eyes, seats, open));
        Self { alarms: alarms.collect(), open: strip.len(), calling }
    }

    /// The places of the strip as they stand in the page at first: all of them, taken or not.
    #[must_use]
    pub fn markup(&self, eyes: Eyes, now: Wall) -> Markup {
        let words = eyes.lang.words();
        let free = AlarmFace { class: "alarm free".to_owned(), ..AlarmFace::default() };
        let more = self.open.saturating_sub(NAMED);
        html! {
            section #strip aria-label=(fl!(words, "wall-alarms")) {
                p #quiet hidden[self.open > 0] { (fl!(words, "wall-quiet")) }
                @for place in 0..NAMED {
                    (self.alarms.get(place).unwrap_or(&free).markup(eyes, now))
                }
                p #more hidden[more == 0] {
                    b { "+" (more) } " " span { (fl!(words, "wall-more")) }
                }
            }
        }
    }
}

impl AlarmFace {
    fn of(eyes: Eyes, seats: &Seats, open: &OpenAlarm) -> Self {
        let words = eyes.lang.words();
        let seat = open.home.as_ref().and_then(|home| seats.home(home));
        let urgency = alarm::urgency(&open.of);
        let calls = alarm::calls(&open.of);
        let mut state = alarm::priority(eyes.lang, urgency);
        let mut add = |more: String| {
            state.push_str(" · ");
            state.push_str(&more);
        };
        let (mut key, mut home_room) = (String::new(), None);
        if let AlarmOf::Home(step) = &open.of {
            key.clone_from(&step.alarm);
            home_room.clone_from(&step.room);
            if step.test {
                add(fl!(words, "alarm-test"));
            }
            if step.condition == Condition::Cleared {
                add(fl!(words, "alarm-cleared"));
            }
        }
        if !calls {
            add(fl!(words, "alarm-accepted"));
        }
        let home = open.home.as_ref().map(ToString::to_string);
        let (name, place) = match seat {
            Some(seat) => {
                let place = [Some(seat.place.as_str()), room(seat, open)];
                let place: Vec<_> = place.into_iter().flatten().filter(|p| !p.is_empty()).collect();
                (seat.name(eyes.names).0, place.join(" · "))
            }
            // A home without a resident is named as it is on the wire; the station's own by itself.
            None => (
                home.clone().unwrap_or_else(|| fl!(words, "alarm-station")),
                home_room.unwrap_or_default(),
            ),
        };
        Self {
            key: format!("{}/{key}", home.unwrap_or_default()),
            class: format!("alarm {}{}", paint(urgency), if calls { " calls" } else { "" }),
            name,
            place,
            what: alarm::about(eyes.lang, &open.of),
            state,
            since: open.since.0,
            href: seat
                .filter(|_| eyes.persons)
                .map(|seat| format!("/residents/{}", seat.resident.0)),
        }
    }

    fn markup(&self, eyes: Eyes, now: Wall) -> Markup {
        let age = if self.key.is_empty() {
            String::new()
        } else {
            time::age(eyes.lang, Wall(self.since), now)
        };
        html! {
            div class=(self.class) data-key=(self.key) data-old=(self.since) {
                p.who {
                    svg aria-hidden="true" { use href="#g-alarm" {} }
                    span { a href=[self.href.as_ref()] { (self.name) } }
                }
                p.where { (self.place) }
                p.what { span { (self.what) } }
                p.state { (self.state) }
                p.age { (age) }
            }
        }
    }
}
