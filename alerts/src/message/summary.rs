//! `summary/night` and `summary/day`: what a night or a day was, once it is over.
//!
//! What is not known is absent, never 0: a home without a bed sensor says nothing of sleep, a radar
//! that tells no heart rate nothing of the heart. How much of the night or day was seen at all is
//! its coverage; a number beside a low one is to be read with it. One that is corrected comes again
//! whole, with a higher `revision`.

use alloc::vec::Vec;

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::Figure;
use crate::time::When;

/// The body of `summary/night`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct NightSummary {
    /// The date of its morning.
    pub date: Date,
    /// When they went to bed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub in_bed: Option<When>,
    /// The final rise; absent while they are not known to have got up.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub out_of_bed: Option<When>,
    /// Minutes from the one to the other, without absences longer than 15 min.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub time_in_bed_min: Option<u32>,
    /// Minutes of sleep.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub asleep_min: Option<u32>,
    /// Minutes from going to bed until sleep.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sleep_latency_min: Option<u32>,
    /// Minutes awake, in bed or out of it, between the first minute of sleep and the last.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub waso_min: Option<u32>,
    /// The share of sleep in the time in bed, 0 to 1.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub efficiency: Option<Figure>,
    /// How often they woke for three minutes or longer.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub awakenings: Option<u32>,
    /// The times out of bed, without the final rise: the first [`MOST_EXITS`].
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub bed_exits: Option<Vec<Absence>>,
    /// How many there were.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub bed_exit_count: Option<u32>,
    /// The longest of them, minutes; absent if there was none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub longest_absence_min: Option<u32>,
    /// How often they turned over, as Hearth counts.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub turn_overs: Option<u32>,
    /// The same as the radar counts.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub turn_overs_by_radar: Option<u32>,
    /// Heart rate, per minute.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub heart_rate: Option<NightRate>,
    /// Breathing rate, per minute.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub breathing_rate: Option<NightRate>,
    /// How often no breath was found for ten seconds or longer.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub breathing_pauses: Option<u32>,
    /// The share of the night with evidence, 0 to 1.
    pub coverage: Figure,
    /// Absent in the first; 1 in the first correction of it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub revision: Option<u32>,
}

impl NightSummary {
    /// A night of which nothing but its coverage is known.
    pub(crate) const fn unknown(date: Date, coverage: Figure) -> Self {
        Self {
            date,
            in_bed: None,
            out_of_bed: None,
            time_in_bed_min: None,
            asleep_min: None,
            sleep_latency_min: None,
            waso_min: None,
            efficiency: None,
            awakenings: None,
            bed_exits: None,
            bed_exit_count: None,
            longest_absence_min: None,
            turn_overs: None,
            turn_overs_by_radar: None,
            heart_rate: None,
            breathing_rate: None,
            breathing_pauses: None,
            coverage,
            revision: None,
        }
    }
}

/// No more times out of bed are listed: a payload has 8 KiB, and a night of more is one of a sensor
/// that flaps. All of them are counted.
pub const MOST_EXITS: usize = 64;

/// A time out of bed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Absence {
    /// When they left.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub from: Option<When>,
    /// For how many minutes; absent if they are not known to have come back.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub min: Option<u32>,
}

/// What a rate did in a night: over the means of its minutes in bed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct NightRate {
    /// The mean.
    pub mean: Figure,
    /// The least.
    pub min: Figure,
    /// The largest.
    pub max: Figure,
    /// The share of the minutes in bed in which it is known, 0 to 1.
    pub coverage: Figure,
}

/// The body of `summary/day`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DaySummary {
    /// Its date.
    pub date: Date,
    /// The naps that began in it: the first [`MOST_NAPS`].
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub naps: Option<Vec<NapOfDay>>,
    /// Minutes asleep in all of them.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub nap_min: Option<u32>,
    /// … and in those that ended in the two hours before the night, or in it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub evening_nap_min: Option<u32>,
    /// How often they left the bed between the night's end and the night's start.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub bed_exits: Option<u32>,
    /// How often the entrance was opened.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub door_openings: Option<u32>,
    /// Minutes away from home.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub away_min: Option<u32>,
    /// For each hour of the clock, from 0 to 23: the share of its minutes awake with motion, 0 to
    /// 1; null for what is not of the day, and for what is not known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub activity: Option<Vec<Option<Figure>>>,
    /// The share of the day with evidence, 0 to 1.
    pub coverage: Figure,
    /// Absent in the first; 1 in the first correction of it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub revision: Option<u32>,
}

/// No day has more naps of 20 min, an hour apart; the payload has a limit.
pub const MOST_NAPS: usize = 24;

/// A nap.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct NapOfDay {
    /// Its first minute asleep.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub from: Option<When>,
    /// Minutes asleep.
    pub min: u16,
}
