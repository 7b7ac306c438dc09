//! Is she up? What a relative sees of their own: where they are and since when, last night in one
//! sentence, what the day has counted, alarms. Nothing else: no record, nobody's telephone, no door
//! code, no curve, and nothing about sensors.

mod alarms;
mod look;
mod samples;

use alerts::Wall;
use alerts::message::{Asleep, Today, Where};
use axum::extract::Path;
use i18n_embed_fl::fl;
use jiff::tz::TimeZone;
use maud::{Markup, html};

use super::refusal::Refusal;
use super::visit::Visit;
use crate::core::access::Ability;
use crate::core::board::{Contact, Tile};
use crate::core::night::Night;
use crate::core::person::ResidentId;
use crate::say::{self, Lang, time};

pub use alarms::AlarmSeen;

/// Relatives whose state stands on the first page; one has parents, and perhaps an aunt. The others
/// are behind the list.
const MOST: usize = 6;

/// What is seen of one resident.
#[derive(Clone, Debug)]
pub struct Page {
    /// The name.
    pub name: String,
    /// Where they are.
    pub is: Up,
    /// Since when, if the home says so.
    pub since: Option<Wall>,
    /// The night to this morning; absent if their home is not watched.
    pub night: Option<Night>,
    /// What the day has counted; absent while it is not known.
    pub today: Option<Today>,
    /// Open ones first, then the newest first.
    pub alarms: Vec<AlarmSeen>,
    /// When the page was made.
    pub at: Wall,
    /// The community's zone.
    pub zone: TimeZone,
}

/// Whether somebody is up.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Up {
    /// In bed.
    InBed,
    /// Asleep, and not in bed.
    Dozing,
    /// At home and up.
    Up,
    /// Out.
    Away,
    /// Their home says that it does not know, or has said nothing yet.
    NotKnown,
    /// Their home is silent, since then.
    NotHeard(Wall),
    /// They have not agreed to be watched, or nothing is there that watches.
    NotWatched,
}

impl Up {
    /// How somebody is whose tile this is.
    #[must_use]
    pub const fn of(tile: &Tile) -> Self {
        match (tile.contact, tile.whereabouts, tile.sleep) {
            (Contact::Lost(since) | Contact::Stopped(since), ..) => Self::NotHeard(since),
            (Contact::NotYet | Contact::Unknown, ..) | (Contact::Live, Where::Unknown, _) => {
                Self::NotKnown
            }
            (Contact::Live, Where::Bed, _) => Self::InBed,
            (Contact::Live, Where::Home, Asleep::Asleep) => Self::Dozing,
            (Contact::Live, Where::Home, Asleep::Awake | Asleep::Unknown) => Self::Up,
            (Contact::Live, Where::Away, _) => Self::Away,
        }
    }

    /// In a word or two.
    #[must_use]
    pub fn say(self, lang: Lang) -> String {
        let words = lang.words();
        match self {
            Self::InBed => fl!(words, "up-in-bed"),
            Self::Dozing => fl!(words, "up-dozing"),
            Self::Up => fl!(words, "up-up"),
            Self::Away => fl!(words, "up-away"),
            Self::NotKnown => fl!(words, "up-not-known"),
            Self::NotHeard(_) => fl!(words, "up-not-heard"),
            Self::NotWatched => fl!(words, "up-not-watched"),
        }
    }

    const fn is_known(self) -> bool {
        match self {
            Self::InBed | Self::Dozing | Self::Up | Self::Away => true,
            Self::NotKnown | Self::NotHeard(_) | Self::NotWatched => false,
        }
    }
}

impl Page {
    /// The page between header and footer; the name is its title.
    #[must_use]
    pub fn body(&self, lang: Lang) -> Markup {
        html! { article.relative { (self.within(lang)) } }
    }

    /// One of several on a page: with its name.
    fn card(&self, lang: Lang, id: ResidentId) -> Markup {
        html! {
            article.relative {
                h2.who { a href={ "/residents/" (id.0) } { (self.name) } }
                (self.within(lang))
            }
        }
    }

    fn within(&self, lang: Lang) -> Markup {
        let words = lang.words();
        let (open, over): (Vec<_>, Vec<_>) = self.alarms.iter().partition(|it| it.is_open());
        html! {
            @if !open.is_empty() {
                section.open {
                    h2 { (fl!(words, "relative-open")) }
                    (alarms::list(lang, &open, (self.at, &self.zone)))
                }
            }
            section.is {
                p.up.not-known[!self.is.is_known()] { (self.is.say(lang)) }
                @if let Some(since) = self.since() { p {
                    (fl!(words, "page-since", time = self.when(lang, since))) } }
            }
            @if self.is != Up::NotWatched {
                section {
                    h2 { (fl!(words, "page-last-night")) }
                    p.says { @match &self.night {
                        Some(night) => { (say::night::sentence(lang, night)) }
                        None => { (say::night::over(lang, None)) }
                    } }
                }
                section { h2 { (fl!(words, "page-today")) } (self.counts(lang)) }
            }
            section {
                h2 { (fl!(words, "relative-alarms")) }
                @if over.is_empty() {
                    p { (fl!(words, "relative-no-alarms")) }
                } @else {
                    (alarms::list(lang, &over, (self.at, &self.zone)))
                }
            }
            p.made { (fl!(words, "relative-made", time = time::clock(self.at, &self.zone))) }
        }
    }

    fn since(&self) -> Option<Wall> {
        match self.is {
            Up::NotHeard(since) => Some(since),
            Up::InBed | Up::Dozing | Up::Up | Up::Away => self.since,
            Up::NotKnown | Up::NotWatched => None,
        }
    }

    /// The time, with its day if that was not today.
    fn when(&self, lang: Lang, at: Wall) -> String {
        alarms::when(lang, at, (self.at, &self.zone))
    }

    fn counts(&self, lang: Lang) -> Markup {
        let words = lang.words();
        let Some(today) = self.today else {
            return html! { p { (fl!(words, "up-not-known")) } };
        };
        let counts = [
            (fl!(words, "count-bed-exits"), today.bed_exits),
            (fl!(words, "count-turn-overs"), today.turn_overs),
            (fl!(words, "count-nap"), today.nap_min),
        ];
        html! {
            dl.counts { @for (name, n) in counts { div { dt { (name) } dd { (n) } } } }
        }
    }
}

/// `/residents/{id}`, for whoever may see the home and not its nights.
pub(super) async fn one(visit: &Visit, id: ResidentId) -> Result<Markup, Refusal> {
    let resident = visit.resident(id, Ability::SeeHome)?;
    visit.note("view", Some(id), "").await?;
    let page = look::page(visit, &resident).await?;
    Ok(visit.page(&page.name, &page.body(visit.lang)))
}

/// `/`, for them: everybody whom they may see.
pub(super) async fn start(visit: &Visit) -> Result<Markup, Refusal> {
    let all = visit.residents(Ability::SeeHome)?;
    if let [only] = all.as_slice() {
        return one(visit, only.id).await;
    }
    let mut cards = Vec::new();
    for resident in all.iter().take(MOST) {
        visit.note("view", Some(resident.id), "").await?;
        cards.push(look::page(visit, resident).await?.card(visit.lang, resident.id));
    }
    let words = visit.lang.words();
    let body = html! {
        @for card in &cards { (card) }
        @if cards.is_empty() { p { (fl!(words, "residents-none")) } }
        @if all.len() > MOST { p { a href="/residents" { (fl!(words, "relative-others")) } } }
    };
    Ok(visit.page(&fl!(words, "relative-title"), &body))
}

/// A resident's page: of what this person may know.
pub(super) async fn get(visit: Visit, path: Path<i64>) -> Result<Markup, Refusal> {
    if visit.may(Ability::SeeNight) {
        super::person::get(visit, path).await
    } else {
        one(&visit, ResidentId(path.0)).await
    }
}

#[cfg(test)]
mod tests;
