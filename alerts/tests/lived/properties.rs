//! What holds of every night, whichever it is?

use core::fmt;

use proptest::prelude::*;
use proptest::test_runner::RngSeed;
use proptest::test_runner::TestCaseError;

use crate::classes::CLASSES;
use crate::dice::Dice;
use crate::listen::{Drive, Listener, Said};
use crate::long;
use crate::night::{Night, Over};
use crate::radar::{Latch, Module};
use crate::score::{self, Figure, Tally};
use crate::short::KNOWN_SHORT;
use crate::truth::Truth;

/// Nights that a property is tried on.
const CASES: u32 = 96;

/// A night of any class, with a seed that the score does not use.
#[derive(Clone, Copy)]
struct Any {
    class: usize,
    seed: u64,
}

impl Any {
    fn night(self) -> Night {
        CLASSES[self.class].night(self.seed)
    }
}

impl fmt::Debug for Any {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}", CLASSES[self.class].name, self.seed)
    }
}

/// Whether that is known to fall short.
fn is_listed(class: &str, figure: Figure) -> bool {
    KNOWN_SHORT.iter().any(|(of, name, _)| (*of, *name) == (class, figure))
}

fn any_night() -> impl Strategy<Value = Any> {
    (0..CLASSES.len(), 1_000..100_000_u64).prop_map(|(class, seed)| Any { class, seed })
}

/// The same nights in every run; `PROPTEST_RNG_SEED` and `PROPTEST_CASES` try others, and more.
fn config() -> ProptestConfig {
    let asked = ProptestConfig::default();
    let rng_seed = match asked.rng_seed {
        RngSeed::Random => RngSeed::Fixed(8),
        RngSeed::Fixed(seed) => RngSeed::Fixed(seed),
    };
    let cases = if std::env::var_os("PROPTEST_CASES").is_some() { asked.cases } else { CASES };
    ProptestConfig { cases, rng_seed, failure_persistence: None, ..asked }
}

/// A module of no class: any that says enough to be told from an empty bed.
fn any_module() -> impl Strategy<Value = Module> {
    let lag = prop_oneof![Just((0, 5)), Just((20, 60)), Just((20, 300))];
    let latch = prop_oneof![Just(Latch::Clean), Just(Latch::UntilSaid), Just(Latch::ForEver)];
    (
        prop_oneof![Just(1_u64), Just(5)],
        prop::option::of(prop_oneof![Just((0, 5)), Just((5, 60)), Just((60, 120))]),
        prop::option::of(lag),
        prop_oneof![Just(3_u64), Just(10), Just(60)],
        latch,
        prop::option::of(prop_oneof![Just(1_u64), Just(60)]),
        any::<bool>(),
    )
        .prop_map(|(cadence, presence, flag, vitals, latch, repeats, words)| Module {
            cadence,
            movement: true,
            presence,
            flag,
            vitals: Some(vitals),
            latch,
            still_is_nought: false,
            words,
            repeats,
            known_lag: 0,
        })
}

proptest! {
    #![proptest_config(config())]

    #[test]
    fn somebody_who_went_to_bed_gets_up_before_they_go_to_bed_again(any in any_night()) {
        let name = CLASSES[any.class].name;
        prop_assume!(!is_listed(name, Figure::Muddled));
        let heard = Listener::hear(&any.night(), Drive::default());
        prop_assert_eq!(score::muddle(&heard.said), None);
    }

    #[test]
    fn out_at_night_for_half_an_hour_and_unseen_is_an_open_alarm(
        module in any_module(),
        seed in any::<u64>(),
    ) {
        // Known of those that have only movement and vital signs.
        let is_known = is_listed("falls-no-presence-1s", Figure::Silent);
        prop_assume!(module.flag.is_some() || module.presence.is_some() || !is_known);
        let mut dice = Dice::new(seed);
        let script = long::falls(&mut dice);
        let night = Night { over: Over::Radar(module), flat: false, clock: true, script, dice };
        let truth = Truth::of(&night.script, night.seen());
        let heard = Listener::hear(&night, Drive::default());
        let mut tally = Tally::default();
        tally.add(seed, &truth, &heard.said, &heard.shown);
        prop_assert_eq!((tally.due, tally.silent), (2, 0), "{:?}", tally.wrong);
    }

    #[test]
    fn a_flag_or_a_contact_that_is_said_again_is_no_news(any in any_night()) {
        let once = Listener::hear(&any.night(), Drive::default());
        let twice = Listener::hear(&any.night(), Drive { twice: true, ..Drive::default() });
        same(&once.said, &twice.said, |said| Some(said.clone()))?;
    }

    #[test]
    fn a_deadline_that_is_asked_for_late_is_kept_in_time(any in any_night()) {
        let punctual = Listener::hear(&any.night(), Drive::default());
        let lazy = Listener::hear(&any.night(), Drive { lazy: true, ..Drive::default() });
        same(&punctual.said, &lazy.said, |said| Some(Said { when: 0, ..said.clone() }))?;
    }

    #[test]
    fn a_home_that_is_started_anew_goes_on_as_if_it_had_not(
        any in any_night(),
        each in 20_000..2_000_000_u64,
    ) {
        let steady = Listener::hear(&any.night(), Drive::default());
        let restarts = Drive { restarts: Some(each), ..Drive::default() };
        let anew = Listener::hear(&any.night(), restarts);
        same(&steady.said, &anew.said, |said| Some(said.clone()))?;
    }

    #[test]
    fn a_night_is_told_alike_whenever_the_home_was_started(any in any_night(), minutes in 1..5_000_u64) {
        let shift = minutes * 60_000;
        let fresh = Listener::hear(&any.night(), Drive::default());
        let later = Listener::hear(&any.night(), Drive { shift, ..Drive::default() });
        same(&fresh.said, &later.said, of_the_resident)?;
    }

    #[test]
    fn the_bed_is_told_alike_to_the_millisecond(any in any_night(), shift in 1..100_000_000_u64) {
        let fresh = Listener::hear(&any.night(), Drive::default());
        let later = Listener::hear(&any.night(), Drive { shift, ..Drive::default() });
        same(&fresh.said, &later.said, of_the_bed)?;
    }
}

/// What is said of the bed, of doors and of an absence. A home that has waited for its first
/// reading has more to say of its sensors, its clock and the day before, and its alarms have other
/// numbers.
fn of_the_resident(said: &Said) -> Option<Said> {
    let others = ["event/sensor", "alarm/sensor", "alarm/clock-fault", "summary/"];
    let is_other = others.iter().any(|topic| said.topic.starts_with(topic));
    (!is_other).then(|| {
        let mut said = said.clone();
        if let Some(body) = said.body.as_object_mut() {
            body.remove("alarm");
        }
        said
    })
}

fn of_the_bed(said: &Said) -> Option<Said> {
    said.topic.starts_with("event/bed").then(|| said.clone())
}

fn same(
    one: &[Said],
    other: &[Said],
    look: impl Fn(&Said) -> Option<Said>,
) -> Result<(), TestCaseError> {
    let (mut one, mut other) = (one.iter().filter_map(&look), other.iter().filter_map(&look));
    loop {
        let (first, second) = (one.next(), other.next());
        prop_assert_eq!(&first, &second);
        if first.is_none() {
            return Ok(());
        }
    }
}
