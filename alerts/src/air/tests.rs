//! The air of one source in seconds, told number by number.

use protocol::{Lel, Ppm, Quantity};

use super::*;
use crate::message::{AlarmKind, Priority, What};

#[test]
fn a_contact_is_an_alarm_at_once_and_over_at_once() {
    let mut air = home();
    assert_eq!(smoke(&mut air, 0, false), Some(clear(AlarmKind::Smoke)));
    assert_eq!(smoke(&mut air, 1, false), None);
    let found = smoke(&mut air, 2, true);
    assert_eq!(found, Some(Finding::active(AlarmKind::Smoke, Priority::High, s(2), What::SmokeOn)));
    assert_eq!(smoke(&mut air, 3, true), None);
    assert_eq!(smoke(&mut air, 4, false), Some(clear(AlarmKind::Smoke)));
}

#[test]
fn carbon_monoxide_has_tiers_by_exposure() {
    assert_eq!(exposed(29.9, 4 * 3_600), []);
    assert_eq!(exposed(30.0, 3 * 3_600), [(1_800, Priority::Low), (7_200, Priority::High)]);
    assert_eq!(exposed(50.0, 3 * 3_600), [(1_800, Priority::Low), (3_600, Priority::High)]);
    assert_eq!(exposed(100.0, 3 * 3_600), [(0, Priority::Medium), (600, Priority::High)]);
    assert_eq!(exposed(300.0, 3 * 3_600), [(0, Priority::High)]);
}

#[test]
fn over_range_is_an_alarm_and_never_a_dropped_sample() {
    let mut air = home();
    let found = number(&mut air, 5, Number::OverRange(Quantity::CoPpm));
    assert_eq!(
        found,
        Some(Finding::active(
            AlarmKind::Co,
            Priority::High,
            s(5),
            What::OverRange(Quantity::CoPpm)
        ))
    );
    let found = number(&mut air, 5, Number::OverRange(Quantity::GasLel));
    assert_eq!(
        found,
        Some(Finding::active(
            AlarmKind::Gas,
            Priority::High,
            s(5),
            What::OverRange(Quantity::GasLel)
        ))
    );
}

#[test]
fn one_low_sample_neither_ends_an_exposure_nor_an_alarm() {
    let mut air = home();
    let mut said = Vec::new();
    for t in 0..=1_000 {
        let ppm = if t % 100 == 50 { 20.0 } else { 120.0 };
        said.extend(co(&mut air, t, ppm).map(|found| (t, priority(&found))));
    }
    for t in 1_001..=1_400 {
        said.extend(co(&mut air, t, 3.0).map(|found| (t, priority(&found))));
    }
    // Six dips of a second cost the exposure a second and a quarter each.
    assert_eq!(said, [(0, Some(Priority::Medium)), (608, Some(Priority::High)), (1_301, None)]);
}

#[test]
fn silence_in_an_exposure_neither_raises_nor_ends_it() {
    let mut air = home();
    co(&mut air, 0, 120.0);
    co(&mut air, 60, 120.0);
    let found = co(&mut air, 900, 120.0).unwrap();
    assert_eq!(
        found.is.map(|active| (active.priority, active.began)),
        Some((Priority::High, s(0)))
    );
}

#[test]
fn gas_at_a_tenth_of_its_limit_is_an_alarm_at_once_and_at_a_twentieth_after_fifteen_seconds() {
    let mut air = home();
    assert_eq!(lel(&mut air, 0, 5.0), None, "nothing is clear at the limit");
    assert_eq!(lel(&mut air, 14, 5.0), None);
    let found = lel(&mut air, 15, 5.0);
    assert_eq!(
        found,
        Some(Finding::active(AlarmKind::Gas, Priority::Medium, s(0), What::GasLel(Lel(5.0))))
    );
    let found = lel(&mut air, 16, 10.0);
    assert_eq!(
        found,
        Some(Finding::active(AlarmKind::Gas, Priority::High, s(16), What::GasLel(Lel(10.0))))
    );
}

#[test]
fn air_that_was_just_made_clears_nothing_that_is_still_there() {
    let mut air = home();
    assert!(
        (0..7_000).all(|t| co(&mut air, t, 29.9 + f32::from(u8::from(t % 299 == 0))).is_none())
    );
    let mut air = home();
    let said: Vec<_> = (0..1_000).filter(|t| co(&mut air, *t, 2.0).is_some()).collect();
    assert_eq!(said, [300]);
}

#[test]
fn a_contact_and_a_number_of_one_hazard_are_judged_together() {
    let mut air = home();
    assert_eq!(contact(&mut air, 0, false), None, "the number is still to come");
    let found = co(&mut air, 0, 400.0).unwrap();
    assert_eq!(priority(&found), Some(Priority::High));
    assert_eq!([contact(&mut air, 1, false), contact(&mut air, 2, true)], [None, None]);
    assert!((3..1_000).all(|t| co(&mut air, t, 2.0).is_none()), "the contact is still on");
    assert_eq!(contact(&mut air, 1_000, false), None);
    assert!((1_001..1_030).all(|t| co(&mut air, t, 2.0).is_none()), "it may bounce");
    assert_eq!(co(&mut air, 1_030, 2.0), Some(clear(AlarmKind::Co).waited(s(1_030))));

    let mut air = home();
    assert_eq!(priority(&co(&mut air, 0, 100.0).unwrap()), Some(Priority::Medium));
    let found = contact(&mut air, 1, true).unwrap();
    assert_eq!(found, Finding::active(AlarmKind::Co, Priority::High, s(1), What::CoAlarmOn));
}

#[test]
fn a_source_with_nothing_but_a_contact_is_clear_by_it() {
    let mut input = air_of(Kind::Input(protocol::Means::Co), None);
    assert_eq!(priority(&contact(&mut input, 0, true).unwrap()), Some(Priority::High));
    assert_eq!(contact(&mut input, 9, false), Some(clear(AlarmKind::Co)));

    let mut module = home();
    assert_eq!(priority(&contact(&mut module, 0, true).unwrap()), Some(Priority::High));
    assert_eq!(contact(&mut module, 9, false), None, "it may measure");
    assert_eq!((module.poll_timeout(), module.handle_timeout(Mono(38_999))), (Some(s(39)), None));
    assert_eq!(module.handle_timeout(s(39)), Some((0, clear(AlarmKind::Co))));
    assert_eq!((module.poll_timeout(), module.handle_timeout(s(40))), (None, None));
}

#[test]
fn an_exposure_that_is_over_counts_for_the_next() {
    let mut air = home();
    let mut said = Vec::new();
    let mut hear = |from: u64, to: u64, ppm| {
        let found = (from..to).filter_map(|t| Some((t, priority(&co(&mut air, t, ppm)?))));
        said.extend(found);
    };
    hear(0, 601, 100.0);
    hear(601, 1_000, 2.0);
    hear(1_000, 1_200, 100.0);
    let [medium, high] = [Some(Priority::Medium), Some(Priority::High)];
    assert_eq!(said, [(0, medium), (600, high), (901, None), (1_000, medium), (1_100, high)]);
}

#[test]
fn gas_in_ppm_counts_by_the_gas_that_the_home_burns() {
    let at_once = |gas, ppm| {
        let mut air = air_of(Kind::Gas, gas);
        let found = air.handle_number(s(0), 0, Number::GasPpm(Ppm(ppm)), false)?;
        Some((priority(&found)?, found.is?.what))
    };
    let high = |ppm| Some((Priority::High, What::GasPpm(Ppm(ppm))));
    assert_eq!([at_once(None, 2_099.0), at_once(None, 2_100.0)], [None, high(2_100.0)]);
    assert_eq!(at_once(Some(Gas::Lpg), 2_100.0), high(2_100.0));
    assert_eq!(at_once(Some(Gas::Methane), 4_999.0), None);
    assert_eq!(at_once(Some(Gas::Methane), 60_000.0), high(60_000.0));
}

#[test]
fn of_two_numbers_of_one_stamp_the_worse_counts_whichever_comes_first() {
    for order in [[120.0, 2.0], [2.0, 120.0]] {
        let mut air = home();
        let said: Vec<_> = (0..=600)
            .flat_map(|t| order.map(|ppm| (t, ppm)))
            .filter_map(|(t, ppm)| Some((t, priority(&co(&mut air, t, ppm)?))))
            .collect();
        assert_eq!(said, [(0, Some(Priority::Medium)), (600, Some(Priority::High))], "{order:?}");
    }
}

#[test]
fn whatever_is_heard_nothing_is_clear_while_the_last_number_is_at_the_lowest_limit() {
    for seed in 1..=40 {
        let mut dice = Dice(seed);
        let mut air = home();
        let mut last = 0.0;
        for (at, word) in script(&mut dice) {
            let found = match word {
                Word::Number(ppm, marked) => {
                    let number = Number::new(Quantity::CoPpm, ppm);
                    last = ppm;
                    air.handle_number(at, 0, number, marked)
                }
                Word::Contact(on) => air.handle_contact(at, 0, (Hazard::Co, on)),
            };
            let due = air.handle_timeout(at).map(|(_, found)| found);
            for found in found.into_iter().chain(due) {
                assert!(found.is.is_some() || last < 30.0, "{seed}: clear at {last} ppm, {at:?}");
            }
        }
    }
}

#[test]
fn what_is_kept_and_taken_up_again_at_any_moment_goes_on_as_if_nothing_had_been() {
    for seed in 1..=10 {
        let mut dice = Dice(seed);
        let [mut whole, mut restarted] = [home(), home()];
        let [mut jumps, mut other] = [Jumps::new(1), Jumps::new(1)];
        for (at, word) in script(&mut dice) {
            if dice.below(3) == 0 {
                restarted.sources = again(&restarted.sources);
                other = again(&other);
            }
            assert_eq!(whole.poll_timeout(), restarted.poll_timeout());
            assert_eq!(whole.handle_timeout(at), restarted.handle_timeout(at));
            let [one, two] = [&mut whole, &mut restarted].map(|air| match word {
                Word::Number(ppm, marked) => {
                    air.handle_number(at, 0, Number::new(Quantity::CoPpm, ppm), marked)
                }
                Word::Contact(on) => air.handle_contact(at, 0, (Hazard::Co, on)),
            });
            assert_eq!(one, two);
            if let Word::Number(ppm, _) = word {
                let number = Number::new(Quantity::CoPpm, ppm);
                assert_eq!(jumps.handle(at, 0, number), other.handle(at, 0, number));
            }
        }
        assert_eq!(whole.sources, restarted.sources);
    }
}

fn again<T: Serialize + serde::de::DeserializeOwned>(state: &T) -> T {
    serde_json::from_str(&serde_json::to_string(state).unwrap()).unwrap()
}

enum Word {
    Number(f32, bool),
    Contact(bool),
}

/// Numbers around the limits that hold for a while, warm-ups, silences, and sometimes a contact.
fn script(dice: &mut Dice) -> Vec<(Mono, Word)> {
    let levels = [0.0, 2.0, 29.9, 30.0, 49.0, 60.0, 100.0, 120.0, 400.0, f32::INFINITY];
    let (mut at, mut ppm, mut marked) = (0, 2.0, false);
    (0..2_000)
        .map(|_| {
            at += match dice.below(200) {
                0 => dice.below(3_600_000),
                1..=20 => dice.below(100_000),
                _ => dice.below(2_000),
            };
            if dice.below(40) == 0 {
                ppm = levels[usize::try_from(dice.below(10)).unwrap()];
                marked = dice.below(4) == 0;
            }
            let contact = dice.below(100) == 0;
            let on = dice.below(2) == 0;
            (Mono(at), if contact { Word::Contact(on) } else { Word::Number(ppm, marked) })
        })
        .collect()
}

/// Numbers by chance, the same for the same seed (splitmix64).
struct Dice(u64);

impl Dice {
    const fn below(&mut self, end: u64) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        (z ^ (z >> 31)) % end
    }
}

fn home() -> Air {
    air_of(Kind::Co, None)
}

fn air_of(kind: Kind, gas: Option<Gas>) -> Air {
    let source = SourcePlan { gas, ..SourcePlan::new("it".into(), kind) };
    Air::new(&[source], &AirPolicy::default())
}

fn smoke(air: &mut Air, at: u64, on: bool) -> Option<Finding> {
    air.handle_contact(s(at), 0, (Hazard::Smoke, on))
}

fn contact(air: &mut Air, at: u64, on: bool) -> Option<Finding> {
    air.handle_contact(s(at), 0, (Hazard::Co, on))
}

fn number(air: &mut Air, at: u64, number: Number) -> Option<Finding> {
    air.handle_number(s(at), 0, number, false)
}

fn co(air: &mut Air, at: u64, ppm: f32) -> Option<Finding> {
    number(air, at, Number::CoPpm(Ppm(ppm)))
}

fn lel(air: &mut Air, at: u64, lel: f32) -> Option<Finding> {
    number(air, at, Number::GasLel(Lel(lel)))
}

fn exposed(ppm: f32, seconds: u64) -> Vec<(u64, Priority)> {
    let mut air = home();
    (0..=seconds).filter_map(|t| Some((t, priority(&co(&mut air, t, ppm)?)?))).collect()
}

fn priority(found: &Finding) -> Option<Priority> {
    found.is.as_ref().map(|active| active.priority)
}

const fn clear(kind: AlarmKind) -> Finding {
    Finding::clear(kind)
}

const fn s(seconds: u64) -> Mono {
    Mono(seconds * 1_000)
}
