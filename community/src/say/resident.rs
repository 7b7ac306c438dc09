//! How is somebody, in a sentence? "awake, frequent activity". What is not known is said as that.

use alerts::message::{Activity, Asleep, Where};
use i18n_embed_fl::fl;

use super::Lang;
use crate::core::board::{Contact, Tile};

/// How a resident is, as far as one word and one picture go.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Standing {
    /// The home has not been heard since the station started.
    NotYet,
    /// The home is silent.
    Lost,
    /// The home said that it stops.
    Stopped,
    /// The station hears nothing from the broker.
    CutOff,
    /// In bed, asleep.
    AsleepInBed,
    /// In bed, awake.
    AwakeInBed,
    /// In bed; whether they sleep is not known.
    InBed,
    /// Asleep, and not in bed.
    AsleepAtHome,
    /// At home, awake.
    AwakeAtHome,
    /// At home; whether they sleep is not known.
    AtHome,
    /// Out.
    Away,
    /// Awake; where is not known.
    Awake,
    /// Asleep; where is not known.
    Asleep,
    /// Nothing is known.
    Unknown,
}

impl Standing {
    /// How the resident of this tile is.
    #[must_use]
    pub const fn of(tile: &Tile) -> Self {
        match (tile.contact, tile.whereabouts, tile.sleep) {
            (Contact::NotYet, _, _) => Self::NotYet,
            (Contact::Lost(_), _, _) => Self::Lost,
            (Contact::Stopped(_), _, _) => Self::Stopped,
            (Contact::Unknown, _, _) => Self::CutOff,
            (Contact::Live, Where::Away, _) => Self::Away,
            (Contact::Live, Where::Bed, Asleep::Asleep) => Self::AsleepInBed,
            (Contact::Live, Where::Bed, Asleep::Awake) => Self::AwakeInBed,
            (Contact::Live, Where::Bed, Asleep::Unknown) => Self::InBed,
            (Contact::Live, Where::Home, Asleep::Asleep) => Self::AsleepAtHome,
            (Contact::Live, Where::Home, Asleep::Awake) => Self::AwakeAtHome,
            (Contact::Live, Where::Home, Asleep::Unknown) => Self::AtHome,
            (Contact::Live, Where::Unknown, Asleep::Asleep) => Self::Asleep,
            (Contact::Live, Where::Unknown, Asleep::Awake) => Self::Awake,
            (Contact::Live, Where::Unknown, Asleep::Unknown) => Self::Unknown,
        }
    }

    /// Whether how much they move says more: not of who sleeps, is out, or is not heard.
    const fn moves(self) -> bool {
        match self {
            Self::AwakeInBed
            | Self::InBed
            | Self::AwakeAtHome
            | Self::AtHome
            | Self::Awake
            | Self::Unknown => true,
            Self::NotYet
            | Self::Lost
            | Self::Stopped
            | Self::CutOff
            | Self::AsleepInBed
            | Self::AsleepAtHome
            | Self::Away
            | Self::Asleep => false,
        }
    }

    /// In a word.
    #[must_use]
    pub fn say(self, lang: Lang) -> String {
        let words = lang.words();
        match self {
            Self::NotYet => fl!(words, "resident-not-yet"),
            Self::Lost => fl!(words, "resident-lost"),
            Self::Stopped => fl!(words, "resident-stopped"),
            Self::CutOff => fl!(words, "resident-cut-off"),
            Self::AsleepInBed => fl!(words, "resident-asleep-in-bed"),
            Self::AwakeInBed => fl!(words, "resident-awake-in-bed"),
            Self::InBed => fl!(words, "resident-in-bed"),
            Self::AsleepAtHome => fl!(words, "resident-asleep-at-home"),
            Self::AwakeAtHome => fl!(words, "resident-awake-at-home"),
            Self::AtHome => fl!(words, "resident-at-home"),
            Self::Away => fl!(words, "resident-away"),
            Self::Awake => fl!(words, "resident-awake"),
            Self::Asleep => fl!(words, "resident-asleep"),
            Self::Unknown => fl!(words, "resident-unknown"),
        }
    }
}

/// The resident's own sentence.
#[must_use]
pub fn sentence(lang: Lang, tile: &Tile) -> String {
    let standing = Standing::of(tile);
    let mut says = standing.say(lang);
    if let (true, Some(activity)) = (standing.moves(), activity(lang, tile.activity)) {
        says.push_str(lang.comma());
        says.push_str(&activity);
    }
    says
}

fn activity(lang: Lang, activity: Activity) -> Option<String> {
    let words = lang.words();
    match activity {
        Activity::None => Some(fl!(words, "resident-activity-none")),
        Activity::Rare => Some(fl!(words, "resident-activity-rare")),
        Activity::Occasional => Some(fl!(words, "resident-activity-occasional")),
        Activity::Frequent => Some(fl!(words, "resident-activity-frequent")),
        Activity::Unknown => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tile(whereabouts: Where, sleep: Asleep, activity: Activity) -> Tile {
        Tile { contact: Contact::Live, whereabouts, sleep, activity, ..Tile::default() }
    }

    #[test]
    fn the_resident_s_own_sentence_is_said_in_both_languages() {
        let du = tile(Where::Home, Asleep::Awake, Activity::Frequent);
        assert_eq!(sentence(Lang::English, &du), "awake, frequent activity");
        assert_eq!(sentence(Lang::Chinese, &du), "醒着，活动频繁");
    }

    #[test]
    fn what_is_not_known_is_said_as_not_known() {
        let nobody_knows = tile(Where::Unknown, Asleep::Unknown, Activity::Unknown);
        assert_eq!(sentence(Lang::English, &nobody_knows), "not known");
        assert_eq!(sentence(Lang::Chinese, &nobody_knows), "情况不明");
    }

    #[test]
    fn who_sleeps_is_not_said_to_be_little_active() {
        let asleep = tile(Where::Bed, Asleep::Asleep, Activity::Rare);
        assert_eq!(sentence(Lang::English, &asleep), "asleep");
    }

    #[test]
    fn a_home_that_is_silent_says_nothing_of_its_resident() {
        let mut lost = tile(Where::Bed, Asleep::Asleep, Activity::Rare);
        lost.contact = Contact::Lost(alerts::Wall(0));
        assert_eq!(sentence(Lang::English, &lost), "not heard");
        lost.contact = Contact::Unknown;
        assert_eq!(sentence(Lang::English, &lost), "station cut off");
    }
}
