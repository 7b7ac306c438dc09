//! What is a case about? And of what sort is that: about a person's life, or about a thing.

use std::fmt;
use std::str::FromStr;

use alerts::message::{AlarmKind, Priority};
use serde::de::IntoDeserializer;
use serde::de::value::StrDeserializer;
use serde::{Deserialize, Serialize};

use crate::core::HomeId;
use crate::core::heard::Known;

/// A case's number in this station. It is given once, by whoever keeps the cases.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct CaseId(pub i64);

impl fmt::Display for CaseId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "c{}", self.0)
    }
}

/// Text that is no case's number.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not a case's number such as c17")]
pub struct NoCaseId;

impl FromStr for CaseId {
    type Err = NoCaseId;

    fn from_str(text: &str) -> Result<Self, NoCaseId> {
        let digits = text.strip_prefix('c').ok_or(NoCaseId)?;
        digits.parse().map(Self).map_err(|_| NoCaseId)
    }
}

/// What a case is about. There is one open case at most of each.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum About {
    /// A home's alarm, for its whole life.
    Alarm {
        /// Whose.
        home: HomeId,
        /// Its name in that home: `8-3`.
        alarm: String,
        /// What it says.
        kind: Known<AlarmKind>,
    },
    /// A home is not heard.
    HomeLost {
        /// Which.
        home: HomeId,
    },
    /// Many homes are not heard, or none: the way to them is lost.
    UplinkLost,
    /// Life in a home whose resident is said to be away: once a day.
    LifeAtHome {
        /// Which.
        home: HomeId,
        /// The day, `2026-11-23`.
        day: String,
    },
    /// Another case has nobody.
    DeskFault {
        /// Which.
        case: CaseId,
    },
    /// Somebody tries the desk.
    Drill {
        /// As if it were about that home.
        home: Option<HomeId>,
    },
    /// Something is wrong outside, or a resident wishes something.
    Report {
        /// The hash of its receipt, in hex: who has the receipt finds it, and nobody else.
        receipt: String,
    },
}

impl About {
    /// The home, if it is about one.
    #[must_use]
    pub const fn home(&self) -> Option<&HomeId> {
        match self {
            Self::Alarm { home, .. } | Self::HomeLost { home } | Self::LifeAtHome { home, .. } => {
                Some(home)
            }
            Self::Drill { home } => home.as_ref(),
            Self::UplinkLost | Self::DeskFault { .. } | Self::Report { .. } => None,
        }
    }

    /// Of what kind.
    #[must_use]
    pub fn kind(&self) -> Kind {
        match self {
            Self::Alarm { kind: Known::Word(kind), .. } => Kind::Alarm(*kind),
            Self::Alarm { kind: Known::Other(_), .. } => Kind::OtherAlarm,
            Self::HomeLost { .. } => Kind::HomeLost,
            Self::UplinkLost => Kind::UplinkLost,
            Self::LifeAtHome { .. } => Kind::LifeAtHome,
            Self::DeskFault { .. } => Kind::DeskFault,
            Self::Drill { .. } => Kind::Drill,
            Self::Report { .. } => Kind::Report,
        }
    }

    /// The same for everything that belongs into one case, and different for anything else: the
    /// column by which an open case is found.
    #[must_use]
    pub fn key(&self) -> String {
        match self {
            Self::Alarm { home, alarm, .. } => format!("alarm/{home}/{alarm}"),
            Self::HomeLost { home } => format!("home-lost/{home}"),
            Self::UplinkLost => "uplink-lost".into(),
            Self::LifeAtHome { home, day } => format!("life-at-home/{home}/{day}"),
            Self::DeskFault { case } => format!("desk-fault/{case}"),
            Self::Drill { home: Some(home) } => format!("drill/{home}"),
            Self::Drill { home: None } => "drill".into(),
            Self::Report { receipt } => format!("report/{receipt}"),
        }
    }
}

/// The kind of a case, without whose it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub enum Kind {
    /// An alarm of a kind that this version knows.
    Alarm(AlarmKind),
    /// An alarm of a kind that is new.
    OtherAlarm,
    /// A home is not heard.
    HomeLost,
    /// The way to the homes is lost.
    UplinkLost,
    /// Life where nobody should be.
    LifeAtHome,
    /// A case has nobody.
    DeskFault,
    /// A drill.
    Drill,
    /// A citizen's report, or a resident's wish.
    Report,
}

impl Kind {
    /// Minutes decide about a life: everybody hears of it at once (contract.md §3).
    #[must_use]
    pub const fn is_life_safety(self) -> bool {
        match self {
            Self::Alarm(kind) => kind.is_life_safety(),
            Self::OtherAlarm
            | Self::HomeLost
            | Self::UplinkLost
            | Self::LifeAtHome
            | Self::DeskFault
            | Self::Drill
            | Self::Report => false,
        }
    }

    /// It is about a thing, not about a person.
    #[must_use]
    pub const fn is_technical(self) -> bool {
        match self {
            Self::Alarm(kind) => match kind {
                AlarmKind::SensorLost
                | AlarmKind::SensorFault
                | AlarmKind::LowBattery
                | AlarmKind::EndOfLife
                | AlarmKind::StoreFault
                | AlarmKind::MainsLost
                | AlarmKind::ClockFault => true,
                AlarmKind::Smoke
                | AlarmKind::Gas
                | AlarmKind::Co
                | AlarmKind::Sos
                | AlarmKind::Fall
                | AlarmKind::NoBreathing
                | AlarmKind::NoSignOfLife
                | AlarmKind::AbsentFromBed
                | AlarmKind::Inactivity
                | AlarmKind::DoorAtNight
                | AlarmKind::DoorLeftOpen
                | AlarmKind::Wandering
                | AlarmKind::Vitals
                | AlarmKind::Repositioning => false,
            },
            // A word that is new is believed to be about a person.
            Self::OtherAlarm | Self::LifeAtHome | Self::Drill => false,
            Self::HomeLost | Self::UplinkLost | Self::DeskFault | Self::Report => true,
        }
    }

    /// Whether the night may keep it from telephones: what is low, and things; but never what
    /// takes a home's whole protection away, and never anything high.
    #[must_use]
    pub const fn may_wait(self, priority: Priority) -> bool {
        match (priority, self) {
            (Priority::High, _) | (_, Self::HomeLost | Self::UplinkLost) => false,
            (Priority::Medium, Self::DeskFault) => false,
            (Priority::Low, _) => true,
            (Priority::Medium, kind) => kind.is_technical(),
        }
    }

    /// The word in rules, forms and files: `absent-from-bed`, `home-lost`.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Alarm(kind) => kind.topic().trim_start_matches("alarm/"),
            Self::OtherAlarm => "other",
            Self::HomeLost => "home-lost",
            Self::UplinkLost => "uplink-lost",
            Self::LifeAtHome => "life-at-home",
            Self::DeskFault => "desk-fault",
            Self::Drill => "drill",
            Self::Report => "report",
        }
    }

    /// Those that have a word of their own here.
    const OWN: [Self; 7] = [
        Self::OtherAlarm,
        Self::HomeLost,
        Self::UplinkLost,
        Self::LifeAtHome,
        Self::DeskFault,
        Self::Drill,
        Self::Report,
    ];
}

/// A word that is no kind of case.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is no kind of case: write one such as smoke, absent-from-bed, home-lost or other")]
pub struct NoKind(pub String);

impl FromStr for Kind {
    type Err = NoKind;

    fn from_str(word: &str) -> Result<Self, NoKind> {
        if let Some(own) = Self::OWN.into_iter().find(|own| own.word() == word) {
            return Ok(own);
        }
        let text: StrDeserializer<'_, serde::de::value::Error> = word.into_deserializer();
        AlarmKind::deserialize(text).map(Self::Alarm).map_err(|_| NoKind(word.into()))
    }
}

impl TryFrom<String> for Kind {
    type Error = NoKind;

    fn try_from(word: String) -> Result<Self, NoKind> {
        word.parse()
    }
}

impl From<Kind> for String {
    fn from(kind: Kind) -> Self {
        kind.word().into()
    }
}

impl fmt::Display for Kind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.word())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_night_holds_what_is_low_and_things_and_never_what_is_high_or_about_a_person() {
        let kind = |word: &str| word.parse::<Kind>().unwrap();
        for word in ["sensor-lost", "low-battery", "clock-fault", "mains-lost", "store-fault"] {
            assert!(kind(word).may_wait(Priority::Medium), "{word}");
            assert!(!kind(word).may_wait(Priority::High), "{word}");
        }
        for word in ["absent-from-bed", "vitals", "wandering", "other", "life-at-home"] {
            assert!(kind(word).may_wait(Priority::Low) && !kind(word).may_wait(Priority::Medium));
        }
        assert!(!kind("home-lost").may_wait(Priority::Low), "somebody may lie there unheard");
    }

    #[test]
    fn every_kind_is_a_word_and_a_word_that_is_none_says_what_to_write() {
        for kind in Kind::OWN.into_iter().chain([Kind::Alarm(AlarmKind::NoSignOfLife)]) {
            assert_eq!(kind.word().parse(), Ok(kind));
        }
        let none = "smke".parse::<Kind>().unwrap_err().to_string();
        assert!(none.contains("`smke`") && none.contains("smoke, absent-from-bed"));
    }
}
