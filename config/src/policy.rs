//! Which numbers does this home change?
//!
//! What each of them means and where it comes from is in `alerts::Policy` and in the sample;
//! how far each may be changed is in [`crate::knobs`].

use alerts::Policy;

use crate::findings::Notes;
use crate::knobs::{KNOBS, Knob, ORDER, SECTIONS, Weak};
use crate::value::Found;
use crate::walk::Section;

pub(crate) fn read(file: &Section<'_>, notes: &mut Notes<'_>) -> Policy {
    let mut policy = Policy::default();
    let parent = file.section("policy", SECTIONS, notes);
    for name in SECTIONS {
        let knobs = || KNOBS.iter().filter(|knob| knob.section == *name);
        let known: Vec<&'static str> = knobs().map(|knob| knob.key).collect();
        let section = parent.section(name, &known, notes);
        for knob in knobs() {
            let fits = |number| fits(knob, number);
            if let Some(found) = section.number(knob.key, &bounds(knob), fits, notes) {
                turn(knob, &found, &mut policy, notes);
            }
        }
        let order = ORDER.iter().filter(|(section, ..)| section == name);
        for &(_, small, large) in order {
            compare(&section, (small, large), &mut policy, notes);
        }
    }
    policy
}

fn turn(knob: &Knob, found: &Found<f64>, policy: &mut Policy, notes: &mut Notes<'_>) {
    let (least, most) = knob.bounds;
    let field = (knob.field)(policy);
    if fits(knob, found.value) {
        field.set(found.value);
        return;
    }
    let remedy = format!("write {}", bounds(knob));
    if field.is_whole() && found.value.fract() != 0.0 {
        notes.error(&found.spot, "this must be a whole number", remedy);
        return;
    }
    let weak = match knob.weak {
        Some(Weak::High) => found.value > f64::from(most),
        Some(Weak::Low) => found.value < f64::from(least),
        None => false,
    };
    let problem = if weak {
        format!("{} would weaken an alarm that protects a life", found.value)
    } else {
        format!("{} is out of range", found.value)
    };
    notes.error(&found.spot, problem, remedy);
}

/// Whether a home may choose this number.
fn fits(knob: &Knob, number: f64) -> bool {
    let (least, most) = knob.bounds;
    let whole = (knob.field)(&mut Policy::default()).is_whole();
    (f64::from(least)..=f64::from(most)).contains(&number) && !(whole && number.fract() != 0.0)
}

/// What a home may choose from, for a remedy.
fn bounds(knob: &Knob) -> String {
    let (least, most) = knob.bounds;
    format!("{least} to {most}; {} is usual", usual(knob))
}

/// Two numbers of which one may not be above the other.
fn compare(
    section: &Section<'_>,
    keys: (&'static str, &'static str),
    policy: &mut Policy,
    notes: &mut Notes<'_>,
) {
    let (small, large) = keys;
    let mut of = |key| {
        let knob = KNOBS.iter().find(|knob| knob.section == section.name() && knob.key == key);
        knob.map(|knob| (knob.field)(policy).get())
    };
    let (Some(low), Some(high)) = (of(small), of(large)) else { return };
    let written = [small, large].into_iter().find(|key| section.has(key));
    if let Some(written) = written.filter(|_| low > high) {
        let problem = format!("{small} ({low}) is above {large} ({high})");
        notes.error(&section.spot_of(written), problem, "change one of the two");
    }
}

/// The number where nobody changes it.
fn usual(knob: &Knob) -> f64 {
    (knob.field)(&mut Policy::default()).get()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_number_of_the_care_rules_is_within_the_bounds_that_a_home_may_choose() {
        for knob in KNOBS {
            let (least, most) = knob.bounds;
            let usual = usual(knob);
            assert!(
                (f64::from(least)..=f64::from(most)).contains(&usual),
                "{}.{}: {usual} is not in {least} to {most}",
                knob.section,
                knob.key
            );
        }
    }

    #[test]
    fn a_life_safety_number_is_as_weak_as_can_be_where_nobody_changes_it() {
        for knob in KNOBS {
            let (least, most) = knob.bounds;
            match knob.weak {
                Some(Weak::High) => assert_eq!(usual(knob), f64::from(most), "{}", knob.key),
                Some(Weak::Low) => assert_eq!(usual(knob), f64::from(least), "{}", knob.key),
                None => {}
            }
        }
    }

    #[test]
    fn every_section_and_every_pair_is_of_known_numbers() {
        for knob in KNOBS {
            assert!(SECTIONS.contains(&knob.section), "{}", knob.section);
        }
        let known = |section, key| KNOBS.iter().any(|k| k.section == section && k.key == key);
        for &(section, small, large) in ORDER {
            assert!(known(section, small) && known(section, large), "{section} {small} {large}");
        }
    }

    #[test]
    fn a_number_that_is_set_is_the_number_that_is_read() {
        for knob in KNOBS {
            let mut policy = Policy::default();
            let most = f64::from(knob.bounds.1);
            (knob.field)(&mut policy).set(most);
            assert_eq!((knob.field)(&mut policy).get(), most, "{}.{}", knob.section, knob.key);
        }
    }

    #[test]
    fn every_number_of_the_care_rules_can_be_changed() {
        let mut changed = Policy::default();
        for knob in KNOBS {
            let (usual, most) = (usual(knob), f64::from(knob.bounds.1));
            let other = if usual < most { usual + 1.0 } else { usual - 1.0 };
            (knob.field)(&mut changed).set(other);
        }

        let (before, after) = (format!("{:?}", Policy::default()), format!("{changed:?}"));

        let words = before.split([' ', '[', ']']).zip(after.split([' ', '[', ']']));
        let numbers = words.filter(|(word, _)| word.starts_with(|c: char| c.is_ascii_digit()));
        assert_eq!(numbers.clone().count(), KNOBS.len(), "{before}");
        assert_eq!(numbers.filter(|(before, after)| before == after).collect::<Vec<_>>(), []);
    }
}
