//! What does one screen show, and what of it has changed? A screen has its language, its names and
//! its range of seats; it keeps the tiles of those seats and the strip, and nothing else.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::RangeInclusive;
use std::sync::Arc;

use alerts::Wall;
use serde::Serialize;

use super::seat::{MOST_SEATS, Names, Seats};
use super::shape::{Density, Shape};
use super::strip::StripFace;
use super::tile::{TileFace, worst};
use crate::core::HomeId;
use crate::core::board::{Contact, OpenAlarm, Tile};
use crate::hall::{Moved, Snapshot};
use crate::say::{Lang, alarm, brief};

/// With whose eyes the wall is seen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Eyes {
    /// The language.
    pub lang: Lang,
    /// How much of a name.
    pub names: Names,
    /// Whether a tile leads to the resident's page.
    pub persons: bool,
}

/// The whole board, as a screen gets it at first and when it has lagged.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct BoardFrame {
    /// The stations's counter of changes.
    pub rev: u64,
    /// The page's classes: a page that has others loads itself again.
    pub shape: String,
    /// Its first seat.
    pub from: u16,
    /// Every tile, free seats too, by seat.
    pub tiles: Vec<TileFace>,
    /// The strip.
    pub strip: StripFace,
}

/// What has changed.
#[derive(Clone, Debug, PartialEq)]
pub enum Frame {
    /// Everything.
    Board(BoardFrame),
    /// Some tiles.
    Tiles(Vec<TileFace>),
    /// The strip.
    Strip(StripFace),
}

/// One screen.
#[derive(Clone, Debug)]
pub struct View {
    eyes: Eyes,
    range: RangeInclusive<u16>,
    inches: u16,
    seats: Arc<Seats>,
    tiles: BTreeMap<HomeId, Arc<Tile>>,
    strip: Arc<[OpenAlarm]>,
    rev: u64,
    density: Density,
}

impl View {
    /// A screen of such a diagonal that shows these seats; empty until it [takes](Self::take) the
    /// board.
    #[must_use]
    pub fn new(eyes: Eyes, range: Option<RangeInclusive<u16>>, inches: u16) -> Self {
        Self {
            eyes,
            range: range.unwrap_or(1..=MOST_SEATS),
            inches,
            seats: Arc::default(),
            tiles: BTreeMap::new(),
            strip: Arc::default(),
            rev: 0,
            density: Density::Full,
        }
    }

    /// With whose eyes.
    #[must_use]
    pub const fn eyes(&self) -> Eyes {
        self.eyes
    }

    /// Takes everything that is to be seen.
    pub fn take(&mut self, seats: Arc<Seats>, snapshot: Snapshot) {
        self.seats = seats;
        self.density = self.shape().density;
        self.rev = snapshot.revision;
        self.strip = snapshot.strip;
        self.tiles = snapshot.tiles;
        let (seats, range) = (&self.seats, &self.range);
        self.tiles.retain(|home, _| on_screen(seats, range, home).is_some());
    }

    /// The whole board.
    #[must_use]
    pub fn board(&self) -> BoardFrame {
        BoardFrame {
            rev: self.rev,
            shape: self.shape().class(),
            from: *self.range.start(),
            tiles: self.places().map(|seat| self.face(seat)).collect(),
            strip: self.strip_face(),
        }
    }

    /// How it is laid out.
    #[must_use]
    pub fn shape(&self) -> Shape {
        Shape::of(u16::try_from(self.places().count()).unwrap_or(MOST_SEATS), self.inches)
    }

    /// Takes changes, and says what is to be drawn: each tile once, the strip once. `None` if the
    /// roster has changed: then the whole board is to be taken.
    #[must_use]
    pub fn moved(&mut self, changes: impl IntoIterator<Item = Moved>) -> Option<Vec<Frame>> {
        let (mut draw, mut strip) = (BTreeSet::new(), false);
        for change in changes {
            self.rev += 1;
            match change {
                Moved::Tile(home, tile) => {
                    if let Some(seat) = on_screen(&self.seats, &self.range, &home) {
                        self.tiles.insert(home, tile);
                        draw.insert(seat);
                    }
                }
                Moved::Strip(new) => {
                    let both = self.strip.iter().chain(new.iter());
                    let homes = both.filter_map(|open| open.home.as_ref());
                    draw.extend(homes.filter_map(|h| on_screen(&self.seats, &self.range, h)));
                    self.strip = new;
                    strip = true;
                }
                Moved::Roster => return None,
            }
        }
        let mut frames = Vec::new();
        if strip {
            frames.push(Frame::Strip(self.strip_face()));
        }
        if !draw.is_empty() {
            frames.push(Frame::Tiles(draw.into_iter().map(|seat| self.face(seat)).collect()));
        }
        Some(frames)
    }

    /// Which change of the station it has seen last.
    #[must_use]
    pub const fn revision(&self) -> u64 {
        self.rev
    }

    /// The strip.
    #[must_use]
    pub fn strip_face(&self) -> StripFace {
        StripFace::of(self.eyes, &self.seats, &self.strip)
    }

    /// Every place of the screen, taken or not.
    fn places(&self) -> RangeInclusive<u16> {
        *self.range.start()..=self.seats.last().min(*self.range.end())
    }

    fn face(&self, seat: u16) -> TileFace {
        let Some(sits) = self.seats.at(seat) else { return TileFace::free(seat) };
        let tile = sits.home.as_ref().and_then(|home| self.tiles.get(home));
        let open = sits.home.as_ref().and_then(|home| worst(&self.strip, home));
        let mut eyes = self.eyes;
        if self.density == Density::Names {
            eyes.names = Names::Surname;
        }
        let mut face = TileFace::of(eyes, sits, tile.map(AsRef::as_ref), open);
        // A small tile says what it is; the strip says where.
        match (self.density, open) {
            (Density::Full, _) | (Density::Short, None) => {}
            (Density::Short, Some(open)) => face.says = alarm::about(eyes.lang, &open.of),
            (Density::Names, Some(open)) => face.says = brief::alarm(eyes.lang, &open.of),
            (Density::Names, None) => {
                if tile.is_some_and(|tile| matches!(tile.contact, Contact::Lost(_))) {
                    face.says = brief::lost(eyes.lang);
                }
            }
        }
        face
    }
}

/// The seat of a home on this screen.
fn on_screen(seats: &Seats, range: &RangeInclusive<u16>, home: &HomeId) -> Option<u16> {
    seats.home(home).and_then(|seat| seat.seat).filter(|seat| range.contains(seat))
}

/// `201-400`.
#[must_use]
pub fn range(text: &str) -> Option<RangeInclusive<u16>> {
    let (from, to) = text.split_once('-')?;
    let (from, to): (u16, u16) = (from.trim().parse().ok()?, to.trim().parse().ok()?);
    (1 <= from && from <= to).then_some(from..=to.min(MOST_SEATS))
}

/// What every frame says of the time: the page shows the station's clock, not its own.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Hand {
    /// Counts the frames of this stream: a page that misses one asks again.
    pub n: u64,
    /// Now, milliseconds since 1970.
    pub now: i64,
    /// Seconds east of UTC, for now.
    pub offset: i32,
    /// How many seconds of the station's clock go in one of the world.
    pub speed: u32,
    /// Which version of the files the station has.
    pub build: String,
    /// Minutes of the day between which the palette is dark.
    pub night: (u16, u16),
    /// The date, as people write it.
    pub date: String,
    /// So many homes are shown, so many of them not heard.
    pub homes: String,
}

/// How many homes of a screen there are, and how many of them are lost.
impl View {
    /// "50 homes · 2 lost".
    #[must_use]
    pub fn census(&self) -> String {
        use crate::core::board::Contact;
        use i18n_embed_fl::fl;
        let words = self.eyes.lang.words();
        let homes = self.places().filter(|seat| self.seats.at(*seat).is_some()).count();
        let count = |is: fn(&Tile) -> bool| self.tiles.values().filter(|tile| is(tile)).count();
        let lost = count(|tile| matches!(tile.contact, Contact::Lost(_)));
        let out = count(|tile| tile.less.out_of_service);
        let paused = count(|tile| tile.less.paused);
        let mut says = fl!(words, "wall-homes", n = homes.to_string());
        for (n, more) in [
            (lost, fl!(words, "wall-lost", n = lost.to_string())),
            (out, fl!(words, "wall-some-out-of-service", n = out.to_string())),
            (paused, fl!(words, "wall-some-paused", n = paused.to_string())),
        ] {
            if n > 0 {
                says.push_str(" · ");
                says.push_str(&more);
            }
        }
        says
    }

    /// The date of a moment in its language.
    #[must_use]
    pub fn date(&self, at: Wall, zone: &jiff::tz::TimeZone) -> String {
        crate::say::time::date(self.eyes.lang, at, zone)
    }
}

#[cfg(test)]
mod tests;
