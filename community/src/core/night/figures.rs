//! What are a night's figures?

use alerts::Wall;

/// Where figures come from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Source {
    /// The home's summary: final.
    Said,
    /// Counted by the station from minutes and events, while no summary has come: provisional.
    Counted,
}

/// The figures of a night. What is not known is absent, and never 0.
#[derive(Clone, Debug, PartialEq)]
pub struct Figures {
    /// Where they come from.
    pub source: Source,
    /// When they went to bed.
    pub in_bed: Option<Wall>,
    /// The final rise.
    pub out_of_bed: Option<Wall>,
    /// Minutes in bed, short exits included.
    pub time_in_bed_min: Option<u32>,
    /// Minutes of sleep.
    pub asleep_min: Option<u32>,
    /// Minutes until they slept.
    pub latency_min: Option<u32>,
    /// Minutes awake after they had fallen asleep, until they woke for good.
    pub waso_min: Option<u32>,
    /// The share of sleep in the time in bed, 0 to 1.
    pub efficiency: Option<f64>,
    /// How often they woke for three minutes or longer.
    pub awakenings: Option<u32>,
    /// How often they left the bed, the final rise not counted.
    pub exits: Option<u32>,
    /// The longest of these, minutes.
    pub longest_min: Option<u32>,
    /// How often they turned over.
    pub turn_overs: Option<u32>,
    /// The same as the radar itself counts, where it does.
    pub turn_overs_by_radar: Option<u32>,
    /// Heart rate, per minute.
    pub heart: Option<Rates>,
    /// Breathing rate, per minute.
    pub breath: Option<Rates>,
    /// How often breath paused.
    pub pauses: Option<u32>,
    /// The share of the night with evidence, 0 to 1.
    pub coverage: Option<f64>,
}

/// What a rate did in a night.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Rates {
    /// On average.
    pub mean: f64,
    /// At least.
    pub min: f64,
    /// At most.
    pub max: f64,
    /// The share of the minutes in bed in which it is known, 0 to 1.
    pub coverage: Option<f64>,
}

impl Figures {
    pub(super) const fn nothing(source: Source) -> Self {
        Self {
            source,
            in_bed: None,
            out_of_bed: None,
            time_in_bed_min: None,
            asleep_min: None,
            latency_min: None,
            waso_min: None,
            efficiency: None,
            awakenings: None,
            exits: None,
            longest_min: None,
            turn_overs: None,
            turn_overs_by_radar: None,
            heart: None,
            breath: None,
            pauses: None,
            coverage: None,
        }
    }
}
