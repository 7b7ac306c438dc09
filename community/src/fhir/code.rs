//! By which codes does the clinic know what was measured? LOINC's where there is one, and our own
//! where there is none; the files beside this crate (`fhir/`) say what ours mean, in both languages.

use super::datatype::{CodeableConcept, Coding};

/// LOINC.
pub const LOINC: &str = "http://loinc.org";

/// Our own code for what is counted and measured in a home.
pub const OBSERVATIONS: &str = "https://hearth-gateway.invalid/fhir/CodeSystem/observation";

/// … for kinds of alarms.
pub const ALARMS: &str = "https://hearth-gateway.invalid/fhir/CodeSystem/alarm";

/// … for risks that stand.
pub const RISKS: &str = "https://hearth-gateway.invalid/fhir/CodeSystem/risk";

/// … for devices.
pub const DEVICES: &str = "https://hearth-gateway.invalid/fhir/CodeSystem/device";

/// A figure that leaves.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Measured {
    /// Heart rate.
    HeartRate,
    /// Breathing rate.
    BreathingRate,
    /// Sleep.
    Sleep,
    /// Minutes awake after the onset of sleep.
    Waso,
    /// How often they woke.
    Awakenings,
    /// The share of sleep in the time in bed.
    Efficiency,
    /// Minutes until they slept.
    Latency,
    /// Minutes in bed.
    TimeInBed,
    /// How often they left the bed at night.
    BedExits,
    /// The longest of these.
    LongestAbsence,
    /// How often they turned over.
    TurnOvers,
    /// How often breath paused.
    BreathingPauses,
    /// Minutes of naps.
    Naps,
    /// … of which in the evening.
    EveningNaps,
    /// The lowest minute.
    Minimum,
    /// The highest minute.
    Maximum,
    /// The share of the time with evidence.
    Coverage,
    /// The method: by radar, estimated.
    RadarEstimated,
}

impl Measured {
    /// All of them.
    pub const ALL: [Self; 18] = [
        Self::HeartRate,
        Self::BreathingRate,
        Self::Sleep,
        Self::Waso,
        Self::Awakenings,
        Self::Efficiency,
        Self::Latency,
        Self::TimeInBed,
        Self::BedExits,
        Self::LongestAbsence,
        Self::TurnOvers,
        Self::BreathingPauses,
        Self::Naps,
        Self::EveningNaps,
        Self::Minimum,
        Self::Maximum,
        Self::Coverage,
        Self::RadarEstimated,
    ];

    /// Its code.
    #[must_use]
    pub fn coding(self) -> Coding {
        let loinc = |code, display| Coding::new(LOINC, code, display);
        let own = |code, display| Coding::new(OBSERVATIONS, code, display);
        match self {
            Self::HeartRate => loinc("8867-4", "Heart rate"),
            Self::BreathingRate => loinc("9279-1", "Respiratory rate"),
            Self::Sleep => loinc("93832-4", "Sleep duration"),
            Self::Waso => loinc("103215-0", "Wake after sleep onset"),
            Self::Awakenings => loinc("103211-9", "Number of awakenings"),
            Self::Efficiency => own("sleep-efficiency", "Sleep efficiency"),
            Self::Latency => own("sleep-latency", "Sleep onset latency"),
            Self::TimeInBed => own("time-in-bed", "Time in bed"),
            Self::BedExits => own("bed-exits", "Bed exits at night"),
            Self::LongestAbsence => own("longest-absence", "Longest absence from bed"),
            Self::TurnOvers => own("turn-overs", "Turn-overs in bed"),
            Self::BreathingPauses => own("breathing-pauses", "Breathing pauses"),
            Self::Naps => own("naps", "Naps by day"),
            Self::EveningNaps => own("evening-naps", "Naps in the evening"),
            Self::Minimum => own("minimum", "Lowest minute"),
            Self::Maximum => own("maximum", "Highest minute"),
            Self::Coverage => own("coverage", "Share of the time with evidence"),
            Self::RadarEstimated => own("radar-estimated", "Radar, estimated"),
        }
    }

    /// As a concept.
    #[must_use]
    pub fn concept(self) -> CodeableConcept {
        CodeableConcept::of(self.coding())
    }
}

/// The kinds of alarms of which a clinic should know, by their word on the wire: what happened to the
/// person, and nothing about gas, doors or devices. A word that a later home says is in no list and does
/// not leave.
pub const TOLD: [(&str, &str); 5] = [
    ("sos", "Call for help"),
    ("fall", "Fall"),
    ("no-breathing", "No breathing seen"),
    ("no-sign-of-life", "No sign of life in bed"),
    ("vitals", "Vital signs outside of their limits"),
];

/// The code of an alarm's kind, if the clinic is told of it.
#[must_use]
pub fn alarm(word: &str) -> Option<Coding> {
    let (code, display) = TOLD.into_iter().find(|(code, _)| *code == word)?;
    Some(Coding::new(ALARMS, code, display))
}

/// The category of an observation: `vital-signs`, `activity`.
#[must_use]
pub fn category(code: &str) -> CodeableConcept {
    let (system, display) = (
        "http://terminology.hl7.org/CodeSystem/observation-category",
        if code == "vital-signs" { "Vital Signs" } else { "Activity" },
    );
    CodeableConcept::of(Coding::new(system, code, display))
}

/// Why a figure is not there.
#[must_use]
pub fn unknown() -> CodeableConcept {
    let system = "http://terminology.hl7.org/CodeSystem/data-absent-reason";
    CodeableConcept::of(Coding::new(system, "unknown", "Unknown"))
}
