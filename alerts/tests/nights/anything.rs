//! Any reading from any source in any order, with any pause: the home stays sane.

use alerts::{ClockQuality, SourceId, Wall};
use protocol::{
    Contact, Fault, Lel, Millimetres, Motion, PerMinute, Ppm, Quantity, Reading, SleepStage, Zone,
};

use crate::dice::Dice;
use crate::rig::Rig;

#[test]
fn whatever_is_heard_a_home_stays_sane() {
    for seed in 1..=8 {
        let mut dice = Dice(seed);
        let mut home = Rig::flat("20:00");
        for _ in 0..1_000 {
            let source = SourceId(usize::try_from(dice.between(0, 6)).unwrap());
            home.hear(source, any(&mut dice));
            if dice.one_in(400) {
                let wall = Wall(i64::try_from(dice.between(0, 4_000_000_000_000)).unwrap());
                home.home.handle_clock(home.now, Some(wall), ClockQuality::Held);
            }
            home.pass(if dice.one_in(50) { dice.between(0, 4_000) } else { dice.between(0, 3) });
            assert!(home.home.poll_timeout().is_some_and(|due| due > home.now));
        }
        let state = home.home.state(home.now);
        assert_eq!(usize::try_from(state.alarms).unwrap(), home.home.open_alarms().len());
        for output in home.outputs() {
            assert!(output.at <= home.now, "{output:?}");
            assert!(serde_json::to_vec(&output.message).unwrap().len() < 8_192);
        }
    }
}

#[test]
fn equal_readings_at_equal_times_are_told_alike() {
    let live = |seed| {
        let mut dice = Dice(seed);
        let mut home = Rig::flat("20:00");
        for _ in 0..2_000 {
            let source = SourceId(usize::try_from(dice.between(0, 5)).unwrap());
            home.hear(source, any(&mut dice));
            home.pass(dice.between(0, 20));
        }
        home.outputs()
    };
    assert_eq!(live(7), live(7));
}

#[test]
fn how_time_passes_changes_nothing() {
    // One home is woken at each deadline, the other only by its readings.
    let (mut woken, mut lazy) = (Rig::flat("20:00"), Rig::flat("20:00"));
    let mut dice = Dice(3);
    let (mut left, mut right) = (Vec::new(), Vec::new());
    for _ in 0..3_000 {
        let source = SourceId(usize::try_from(dice.between(0, 5)).unwrap());
        let reading = any(&mut dice);
        woken.hear(source, reading);
        lazy.home.handle_reading(woken.now, source, &reading);
        left.extend(woken.outputs());
        right.extend(core::iter::from_fn(|| lazy.home.poll_event()));
        woken.pass(dice.between(0, 60));
    }
    left.extend(woken.outputs());
    lazy.home.handle_timeout(woken.now);
    right.extend(core::iter::from_fn(|| lazy.home.poll_event()));
    assert_eq!(left, right);
}

#[test]
fn a_restart_at_any_moment_changes_nothing() {
    let mut largest = 0;
    for seed in 1..=4 {
        let mut dice = Dice(seed);
        let (mut steady, mut restarted) = (Rig::flat("20:00"), Rig::flat("20:00"));
        for step in 0..1_000 {
            let source = SourceId(usize::try_from(dice.between(0, 5)).unwrap());
            let reading = any(&mut dice);
            let pause = if dice.one_in(50) { dice.between(0, 4_000) } else { dice.between(0, 3) };
            for home in [&mut steady, &mut restarted] {
                home.hear(source, reading);
            }
            if dice.one_in(5) {
                let saved = restarted.saved();
                largest = largest.max(saved.len());
                restarted.home = restarted.anew();
                restarted.resume_at_once(&saved);
            }
            for home in [&mut steady, &mut restarted] {
                home.pass(pause);
            }
            assert_eq!(steady.outputs(), restarted.outputs(), "seed {seed}, step {step}");
            let now = steady.now;
            assert_eq!(steady.home.state(now), restarted.home.state(now), "seed {seed}, {step}");
        }
    }
    println!("the largest checkpoint of a home of six sources: {largest} bytes");
    assert!(largest < 64 * 1024, "{largest}");
}

fn any(dice: &mut Dice) -> Reading {
    let small = u8::try_from(dice.between(0, 255)).unwrap();
    let yes = dice.one_in(2);
    #[allow(clippy::cast_precision_loss, reason = "small numbers")]
    let amount = dice.between(0, 600) as f32;
    match dice.between(0, 28) {
        0 => Reading::Presence(yes),
        1 => Reading::InBed(yes),
        2 => Reading::Motion(if yes { Motion::Active } else { Motion::None }),
        3..=6 => Reading::Movement(small),
        7 => Reading::DistanceMm(Millimetres(i32::from(small) * 10)),
        8 => Reading::HeartRate(PerMinute(small)),
        9 => Reading::BreathingRate(PerMinute(small)),
        10 => Reading::SleepStage(if yes { SleepStage::Light } else { SleepStage::Awake }),
        11 => Reading::Fall(yes),
        12 => Reading::GasLel(Lel(amount / 40.0)),
        13 => Reading::GasPpm(Ppm(amount)),
        14 => Reading::CoPpm(Ppm(amount)),
        15 => Reading::GasAlarm(yes),
        16 => Reading::Smoke(yes),
        17 => Reading::Contact(if yes { Contact::Open } else { Contact::Closed }),
        18 => Reading::Sos(yes),
        19 => Reading::Mains(yes),
        20 => Reading::OverRange(Quantity::CoPpm),
        21 => Reading::Fault(Fault::Sensor),
        22 => Reading::LowBattery(yes),
        23 => Reading::Warming(yes),
        24 => Reading::BedWatched(yes),
        25 => Reading::Targets(small),
        26 => Reading::Zone(Zone { zone: small, occupied: yes }),
        27 => Reading::BreathPhase(amount),
        _ => Reading::Inputs(u16::from(small)),
    }
}
