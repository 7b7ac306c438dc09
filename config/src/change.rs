//! Which numbers may the station change, and how far?
//!
//! `set-policy` reaches only what says how this resident lives and how often a home calls for what is
//! no emergency: never a number that guards a life, and none that says what sensors are like. The
//! bounds are those of the configuration ([`crate::knobs`]). A change is whole or none.

use std::collections::BTreeMap;
use std::time::Duration;

use alerts::Policy;
use alerts::message::Changes;

use crate::knobs::{KNOBS, Knob, ORDER};

/// What the station may change, by section and key.
pub const REMOTE: &[(&str, &str)] = &[
    ("absence", "low-min"),
    ("absence", "medium-min"),
    ("nap", "shortest-min"),
    ("nap", "join-min"),
    ("nap", "apart-min"),
    ("activity", "movement"),
    ("activity", "rare-below-pct"),
    ("activity", "frequent-above-pct"),
    ("activity", "least-known-min"),
    ("alarm", "remind-low-min"),
    ("alarm", "remind-medium-min"),
    ("alarm", "escalate-low-min"),
    ("alarm", "escalate-medium-min"),
    RESIDENT,
];

/// A key of `[resident]`, not of `[policy]`; 0 asks for nothing.
const RESIDENT: (&str, &str) = ("resident", "repositioning-h");

/// The hours that `repositioning-h` may have, as in the configuration.
pub(crate) const REPOSITIONING_H: (u32, u32) = (1, 12);

/// Why a change was refused.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum ChangeError {
    /// Nothing of the kind can be changed from afar.
    #[error("{section}.{key} cannot be changed from afar; what can: {}", known())]
    Unknown {
        /// As it was sent.
        section: String,
        /// As it was sent.
        key: String,
    },
    /// The number does not fit.
    #[error("{section}.{key} = {value} does not fit: write {least} to {most}, a whole number")]
    Bounds {
        /// The section.
        section: &'static str,
        /// The key.
        key: &'static str,
        /// As it was sent.
        value: f64,
        /// The least.
        least: u32,
        /// The most.
        most: u32,
    },
    /// Two numbers contradict each other.
    #[error("{section}.{small} would be above {section}.{large}: change both")]
    Order {
        /// The section.
        section: &'static str,
        /// The key that may not be above …
        small: &'static str,
        /// … this one.
        large: &'static str,
    },
    /// There is nothing in it.
    #[error("nothing is to be changed: write {{\"absence\":{{\"low-min\":20}}}}")]
    Empty,
}

fn known() -> String {
    let words: Vec<_> = REMOTE.iter().map(|(section, key)| format!("{section}.{key}")).collect();
    words.join(", ")
}

/// Joins what was changed before with what is asked now; null takes a change back.
#[must_use]
fn join(before: &Changes, asked: &Changes) -> Changes {
    let mut joined = before.clone();
    for (section, keys) in asked {
        let known = joined.entry(section.clone()).or_default();
        for (key, value) in keys {
            match value {
                Some(_) => drop(known.insert(key.clone(), *value)),
                None => drop(known.remove(key)),
            }
        }
    }
    joined.retain(|_, keys| !keys.is_empty());
    joined
}

/// The policy of the configuration with these changes.
///
/// # Errors
///
/// If any of them is none that may be made; then none is.
pub fn changed(policy: &Policy, changes: &Changes) -> Result<Policy, ChangeError> {
    let mut policy = policy.clone();
    for (section, keys) in changes {
        for (key, value) in keys {
            change(&mut policy, (section, key), *value)?;
        }
    }
    for &(section, small, large) in ORDER {
        let mut of = |key| {
            let knob = KNOBS.iter().find(|knob| knob.section == section && knob.key == key);
            knob.map(|knob| (knob.field)(&mut policy).get())
        };
        if let (Some(low), Some(high)) = (of(small), of(large))
            && low > high
        {
            return Err(ChangeError::Order { section, small, large });
        }
    }
    Ok(policy)
}

/// What is asked, whole: that it can be made, and with what was changed before.
///
/// # Errors
///
/// If it is empty, or cannot be made.
pub fn ask(
    policy: &Policy,
    before: &Changes,
    asked: &Changes,
) -> Result<(Policy, Changes), ChangeError> {
    if asked.values().all(BTreeMap::is_empty) {
        return Err(ChangeError::Empty);
    }
    // A key that is taken back must be one that there is.
    let zeroed =
        asked.iter().flat_map(|(section, keys)| keys.keys().map(move |key| (section, key)));
    for (section, key) in zeroed {
        find(section, key)?;
    }
    let joined = join(before, asked);
    Ok((changed(policy, &joined)?, joined))
}

fn find(section: &str, key: &str) -> Result<(&'static str, &'static str), ChangeError> {
    let found = REMOTE.iter().find(|known| **known == (section, key)).copied();
    found.ok_or_else(|| ChangeError::Unknown { section: short(section), key: short(key) })
}

/// A word of the network's is given back no longer than any of ours.
fn short(word: &str) -> String {
    word.chars().take(32).collect()
}

fn change(policy: &mut Policy, name: (&str, &str), value: Option<f64>) -> Result<(), ChangeError> {
    let (section, key) = find(name.0, name.1)?;
    let Some(value) = value else { return Ok(()) };
    let whole = value.is_finite() && value.fract() == 0.0;
    let within = |(least, most): (u32, u32)| {
        let fits = whole && (f64::from(least)..=f64::from(most)).contains(&value);
        if fits { Ok(()) } else { Err(ChangeError::Bounds { section, key, value, least, most }) }
    };
    if (section, key) == RESIDENT {
        within((0, REPOSITIONING_H.1))?;
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "0 to 12")]
        let hours = value as u64;
        let after = (hours > 0).then(|| Duration::from_secs(hours * 3_600));
        policy.resident.repositioning = after;
        return Ok(());
    }
    let is = |knob: &&Knob| knob.section == section && knob.key == key;
    if let Some(knob) = KNOBS.iter().find(is) {
        within(knob.bounds)?;
        (knob.field)(policy).set(value);
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_may_be_changed_from_afar_guards_no_life_and_is_a_number_of_the_configuration() {
        for (section, key) in REMOTE.iter().filter(|name| **name != RESIDENT) {
            let knob = KNOBS.iter().find(|knob| (knob.section, knob.key) == (section, key));
            let knob = knob.unwrap_or_else(|| panic!("{section}.{key}"));
            assert!(knob.weak.is_none(), "{section}.{key}");
            assert!((knob.field)(&mut Policy::default()).is_whole(), "{section}.{key}");
        }
    }

    #[test]
    fn a_change_is_made_within_the_bounds_and_taken_back() {
        let usual = Policy::default();
        let (policy, changes) =
            ask(&usual, &Changes::new(), &of("absence", "low-min", 20)).unwrap();
        assert_eq!(policy.absence.low, Duration::from_secs(1_200));
        let (policy, changes) =
            ask(&usual, &changes, &of("resident", "repositioning-h", 2)).unwrap();
        assert_eq!(policy.absence.low, Duration::from_secs(1_200), "what was changed before stays");
        assert_eq!(policy.resident.repositioning, Some(Duration::from_secs(7_200)));
        let back = [("absence".into(), [("low-min".into(), None)].into())].into();
        let (policy, changes) = ask(&usual, &changes, &back).unwrap();
        assert_eq!(policy.absence.low, usual.absence.low);
        assert_eq!(changes.len(), 1);
    }

    #[test]
    fn whatever_else_is_asked_changes_nothing_and_says_what_would() {
        let refused = |section: &str, key: &str, value: i32| {
            let asked = of(section, key, value);
            ask(&Policy::default(), &Changes::new(), &asked).unwrap_err().to_string()
        };
        assert!(refused("air", "co-severe-ppm", 50).starts_with("air.co-severe-ppm cannot"));
        assert!(refused("alarm", "escalate-high-s", 30).contains("cannot be changed from afar"));
        assert_eq!(
            refused("absence", "low-min", 61),
            "absence.low-min = 61 does not fit: write 3 to 60, a whole number"
        );
        assert_eq!(
            refused("absence", "low-min", 45),
            "absence.low-min would be above absence.medium-min: change both"
        );
        assert!(refused("resident", "repositioning-h", 13).contains("0 to 12"));
        let empty = ask(&Policy::default(), &Changes::new(), &Changes::new());
        assert_eq!(empty, Err(ChangeError::Empty));
        let nonsense = [("absence".into(), [("low-min".into(), Some(f64::NAN))].into())].into();
        assert!(ask(&Policy::default(), &Changes::new(), &nonsense).is_err());
    }

    fn of(section: &str, key: &str, value: i32) -> Changes {
        [(section.into(), [(key.into(), Some(f64::from(value)))].into())].into()
    }
}
