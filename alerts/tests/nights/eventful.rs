//! Days in which much happens: six sources, and each of them in trouble now and then.
//!
//! Also what the bench of the home (`benches/home.rs`) plays.

use alerts::SourceId;
use protocol::{Contact, Mono, Motion, PerMinute, Ppm, Reading};

use crate::dice::Dice;

const DAY: u64 = 86_400;

/// What they do.
#[derive(Clone, Copy, PartialEq)]
enum Doing {
    Sleeps,
    Stirs,
    IsAbout,
    IsOut,
}

/// From noon to noon, so many days; a sample of each source every `pace` seconds.
pub(crate) fn days(days: u64, pace: u64, each: &mut impl FnMut(Mono, SourceId, Reading)) {
    let mut dice = Dice(11);
    let (mut doing, mut until) = (Doing::IsAbout, 0);
    let (mut heart, mut breath, mut leak, mut lost) = (62, 14, 0, 0);
    for second in (0..days * DAY).step_by(usize::try_from(pace).unwrap_or(1)) {
        let noon = second % DAY;
        let night = (10 * 3_600..19 * 3_600).contains(&noon);
        let mut say = |ms: u64, place, reading| {
            each(Mono(second * 1_000 + ms), SourceId(place), reading);
        };
        if second >= until {
            let before = doing;
            (doing, until) = next(&mut dice, doing, night);
            until += second;
            let in_bed = matches!(doing, Doing::Sleeps | Doing::Stirs);
            say(1, 0, Reading::Presence(doing != Doing::IsOut));
            say(2, 0, Reading::InBed(in_bed));
            if (before == Doing::IsOut) != (doing == Doing::IsOut) {
                say(3, 4, Reading::Contact(Contact::Open));
                say(600, 4, Reading::Contact(Contact::Closed));
            }
        }
        if dice.one_in(40_000) {
            leak = second + dice.between(60, 3_600);
        }
        if dice.one_in(60_000) {
            lost = second + dice.between(20, 1_200);
        }
        if second.is_multiple_of(20) {
            heart = (heart + dice.between(0, 2)).clamp(53, 90) - 1;
            breath = (breath + dice.between(0, 2)).clamp(10, 22) - 1;
        }
        let movement = match doing {
            Doing::Sleeps => dice.between(1, 4),
            Doing::Stirs => dice.between(20, 70),
            Doing::IsAbout => dice.between(0, 30),
            Doing::IsOut => 0,
        };
        let in_bed = matches!(doing, Doing::Sleeps | Doing::Stirs);
        let rate = |rate| PerMinute(if in_bed { small(rate) } else { 0 });
        if second >= lost {
            say(700, 0, Reading::Movement(small(movement)));
            say(710, 0, Reading::HeartRate(rate(heart)));
            say(720, 0, Reading::BreathingRate(rate(breath)));
        }
        let about = doing == Doing::IsAbout;
        say(730, 1, Reading::Motion(if about { Motion::Active } else { Motion::None }));
        let ppm = if second < leak { 90.0 } else { 2.0 };
        say(740, 2, Reading::CoPpm(Ppm(ppm)));
        say(750, 3, Reading::Inputs(0));
        say(760, 4, Reading::Contact(Contact::Closed));
        say(770, 5, Reading::Smoke(dice.one_in(50_000)));
    }
}

/// What comes then, and for how long, seconds.
fn next(dice: &mut Dice, doing: Doing, night: bool) -> (Doing, u64) {
    match doing {
        Doing::Sleeps if dice.one_in(6) => (Doing::IsAbout, dice.between(90, 2_400)),
        Doing::Sleeps => (Doing::Stirs, dice.between(4, 20)),
        Doing::Stirs => (Doing::Sleeps, dice.between(300, 2_400)),
        Doing::IsAbout | Doing::IsOut if night || dice.one_in(8) => {
            (Doing::Sleeps, dice.between(600, 3_600))
        }
        Doing::IsAbout if dice.one_in(3) => (Doing::IsOut, dice.between(1_200, 20_000)),
        Doing::IsAbout | Doing::IsOut => (Doing::IsAbout, dice.between(600, 5_000)),
    }
}

fn small(number: u64) -> u8 {
    u8::try_from(number).unwrap_or(u8::MAX)
}
