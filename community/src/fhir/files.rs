//! The code systems and value sets that are ours, as they are shipped in `fhir/`.

use serde_json::Value;

/// Each: its kind, its id, and the file.
pub const FILES: [(&str, &str, &str); 8] = [
    ("CodeSystem", "observation", include_str!("../../fhir/CodeSystem-observation.json")),
    ("CodeSystem", "alarm", include_str!("../../fhir/CodeSystem-alarm.json")),
    ("CodeSystem", "risk", include_str!("../../fhir/CodeSystem-risk.json")),
    ("CodeSystem", "device", include_str!("../../fhir/CodeSystem-device.json")),
    ("ValueSet", "observation", include_str!("../../fhir/ValueSet-observation.json")),
    ("ValueSet", "alarm", include_str!("../../fhir/ValueSet-alarm.json")),
    ("ValueSet", "risk", include_str!("../../fhir/ValueSet-risk.json")),
    ("ValueSet", "device", include_str!("../../fhir/ValueSet-device.json")),
];

/// Those of a kind.
pub fn of(kind: &str) -> impl Iterator<Item = (&'static str, Value)> {
    let found = FILES.into_iter().filter(move |(of, ..)| *of == kind);
    found.filter_map(|(_, id, text)| Some((id, serde_json::from_str(text).ok()?)))
}
