//! In which unit does a key speak?
//!
//! A key ends in its unit. Where only that is another (`remind-medium-s` for `remind-medium-min`),
//! the number belongs to the unit that was written: taken for the other, a minute becomes an hour.

use crate::knobs::KNOBS;
use crate::suggest::plain;

/// How keys end, also those that people write and no key has, and what it stands for. The longer
/// ends stand before those that they end in.
const UNITS: &[(&str, &str)] = &[
    ("-per-second", "a number per second"),
    ("-per-min", "a number per minute"),
    ("-min", "in minutes"),
    ("-sec", "in seconds"),
    ("-ms", "in milliseconds"),
    ("-s", "in seconds"),
    ("-h", "in hours"),
    ("-mm", "in millimetres"),
    ("-cm", "in centimetres"),
    ("-m", "in metres"),
    ("-ppm", "in parts per million"),
    ("-lel", "in per cent of the lower explosive limit"),
    ("-pct", "in per cent"),
    ("-kib", "in KiB"),
    ("-mib", "in MiB"),
    ("-mb", "in MB"),
    ("-gib", "in GiB"),
    ("-gb", "in GB"),
];

/// The bounds of keys with a unit that are none of the policy's.
const BOUNDS: &[(&str, &str, &str)] = &[
    ("resident", "repositioning-h", "1 to 12"),
    ("line", "height-mm", "1 to 5000"),
    ("broker", "keep-alive-s", "5 to 60"),
    ("broker", "drain-per-second", "0 to 100000"),
    ("store", "alarms-mib", "16 to 4096"),
    ("store", "readings-mib", "16 to 65536"),
];

/// The key of `known` that is this one in another unit, or in none.
pub(crate) fn in_another<'k>(
    written: &str,
    known: impl IntoIterator<Item = &'k str>,
) -> Option<&'k str> {
    let written = dashed(written);
    let (stem, _) = split(&written);
    known.into_iter().find(|known| {
        let (other, unit) = split(known);
        unit.is_some() && plain(known) != plain(&written) && plain(other) == plain(stem)
    })
}

/// Whether both speak in the same unit, or in none.
pub(crate) fn are_one(written: &str, known: &str) -> bool {
    let unit = |key: &str| split(&dashed(key)).1;
    unit(written) == unit(known) || plain(written) == plain(known)
}

/// What to write instead of a key of another unit. `section` is `policy.bed`, as a head is written.
pub(crate) fn remedy(section: &str, key: &str) -> String {
    let unit = split(key).1.unwrap_or("without a unit");
    let knob = KNOBS
        .iter()
        .find(|knob| section.strip_prefix("policy.") == Some(knob.section) && knob.key == key);
    let bounds = match knob {
        Some(knob) => Some(format!("{} to {}", knob.bounds.0, knob.bounds.1)),
        None => {
            let row = BOUNDS.iter().find(|(of, name, _)| (*of, *name) == (section, key));
            row.map(|(_, _, bounds)| (*bounds).to_owned())
        }
    };
    match bounds {
        Some(bounds) => format!("this is {unit} here: write {key}, {bounds}"),
        None => format!("this is {unit} here: write {key}"),
    }
}

/// A key without its unit, and the unit.
fn split(key: &str) -> (&str, Option<&'static str>) {
    let found = UNITS.iter().find_map(|(end, unit)| Some((key.strip_suffix(end)?, Some(*unit))));
    found.unwrap_or((key, None))
}

fn dashed(key: &str) -> String {
    key.to_lowercase().replace(['_', ' '], "-")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_is_known_by_what_stands_before_its_unit() {
        let known =
            ["remind-medium-min", "co-severe-ppm", "co-severe-after-min", "height-mm", "bed"];
        let meant = |written| in_another(written, known);

        assert_eq!(meant("remind_medium_s"), Some("remind-medium-min"));
        assert_eq!(meant("remind-medium"), Some("remind-medium-min"));
        assert_eq!(meant("co-severe-after-s"), Some("co-severe-after-min"));
        assert_eq!(meant("co-severe-pct"), Some("co-severe-ppm"));
        assert_eq!(meant("height-m"), Some("height-mm"));
        assert_eq!(meant("height_mm"), None, "the same unit");
        assert_eq!(meant("bed-mm"), None, "which has none");
        assert_eq!(meant("severe-ppm"), None);
    }

    #[test]
    fn every_key_with_a_unit_names_its_own_bounds() {
        for &(section, key, bounds) in BOUNDS {
            let head = if section == "line" {
                "[[line]]\nsensor = \"r60abd1\""
            } else {
                &format!("[{section}]")
            };
            let findings = crate::read(&format!("{head}\n{key} = 99999999\n")).findings;
            let said = findings.iter().find(|finding| finding.key.ends_with(key)).unwrap();
            assert_eq!(said.remedy, format!("write {bounds}"), "{section}.{key}");
        }
    }
}
