//! What is each piece of evidence about the bed worth?
//!
//! In hundredths of a nat (the natural logarithm of how much more often this is seen if the one is
//! true than if the other is), so 300 is twenty to one. No home changes these: they say what
//! sensors are like, and not how a home is judged. For leaving the bed positive means *left*, for
//! coming to it positive means *came*. A channel that does not exist, or could not have seen it,
//! counts 0.
//!
//! Sources: care.md 2.1 (what makers and recorded streams say of radars) and 2.2, radar.md 1.4 and
//! 1.7; rates per hour are those of sleepers of 65 to 80 years (care.md 2.2).

use core::time::Duration;

use super::{min, s};

/// See the module's documentation.
#[derive(Clone, Copy, Debug)]
pub(crate) struct EvidencePolicy {
    /// From here on it is believed (twenty to one).
    pub(crate) believed: i32,
    /// Below this, what was believed is given up (e to one): belief that hovers does not flicker.
    pub(crate) given_up: i32,
    /// Somebody who lies in bed goes on lying there: at any moment leaving, or coming, is unlikely.
    pub(crate) usual: i32,

    /// Body movement from here on is more than breath and twitches (10 of 100, as of motion).
    pub(crate) stir: u8,
    /// Movement that reaches [`super::BedPolicy::large`] goes before leaving. Such bursts come three
    /// to six times an hour while somebody lies there, which makes one within the last quarter of
    /// a minute rare.
    pub(crate) rise: i32,
    /// … a smaller one, 16 or more for 4 s: who gets up slowly is no faster than that.
    pub(crate) slow_rise: i32,
    pub(crate) slow_rise_peak: u8,
    pub(crate) slow_rise_length: Duration,
    /// … anything else that is more than a twitch.
    pub(crate) small_rise: i32,
    /// No movement although the sensor would have seen it: not one riser in a hundred.
    pub(crate) no_rise: i32,
    /// … could have happened in a silence of so long.
    pub(crate) rise_in_silence: Duration,
    /// Getting up takes so long, where only heart and breath are said.
    pub(crate) rising: Duration,
    /// Who walks away is seen for so long after getting up, ever more faintly.
    pub(crate) trail: Duration,

    /// A curtain, or air, stirs for so long behind whoever walks away.
    pub(crate) echo: Duration,

    /// A sleeper whom the sensor sees is not lost at once: the most that not being seen says, before
    /// it has lasted.
    pub(crate) lost: i32,
    /// Who is lost comes back within minutes (care.md 2.1: a maker tests 40 s without breath,
    /// others lose still sleepers for four minutes): what it adds after so long.
    pub(crate) lasting: [(Duration, i32); 6],
    /// Heart and breath alone may be lost too, by lying on the side.
    pub(crate) lost_vitals: i32,
    /// … but where nothing else is said of somebody, they must do: a module without movement cannot
    /// show getting up, and trips are more frequent than a minute in which it sees nothing.
    pub(crate) lost_vitals_alone: i32,

    /// The flag has fallen: the module, which looks at more than it says, is sure.
    pub(crate) flag_fell: i32,
    /// It says false after a silence: that is also what a module says that has just started.
    pub(crate) flag_after_silence: i32,
    /// It still says true so long after, where its model's lag is known …
    pub(crate) flag_stays: [(Duration, i32); 4],
    /// … and where it is not (makers grant theirs 5 min, care.md 2.1; some stick).
    pub(crate) flag_may_stay: [(Duration, i32); 4],
    /// It fell later than a maker's longest lag (5 min), and than twice that.
    pub(crate) flag_late: [(Duration, i32); 2],
    /// It fell just as late as its model is known to.
    pub(crate) flag_on_time: i32,
    /// Presence beside a flag is the same module's word once more.
    pub(crate) presence_too: i32,

    /// Movement as of somebody lying there goes on afterwards: at first, for each second, at most.
    /// A chair in view looks like that, so it is not proof.
    pub(crate) goes_on: [i32; 3],
    /// … the most of it between getting up and lying down again.
    pub(crate) sits_on: i32,
    /// … and who is as still as a sleeper (1 to 2 of 100, care.md 2.1) hardly sits: only many minutes
    /// without heart or breath outweigh it.
    pub(crate) sleeps_on: i32,
    /// … and so does each large movement: in a chair hardly anybody moves like that, and who then
    /// walks away left the bed before.
    pub(crate) stirs_on: i32,
    /// A changed heart or breathing rate afterwards, each, and at most. Modules repeat numbers; they
    /// do not make them up.
    pub(crate) lives_on: [i32; 2],
    /// Numbers run late by so much.
    pub(crate) number_lag: Duration,
    /// Somebody is seen elsewhere, and nobody in bed since.
    pub(crate) elsewhere: i32,
    /// Who comes back to bed is seen moving; who was only lost is not.
    pub(crate) came_back: [i32; 2],

    /// Who is back in bed lives to be seen so soon, and as much later as its numbers are late.
    pub(crate) found: Duration,

    /// Who sits in view of the bed for a shorter time was not up (the shortest absence that counts).
    pub(crate) sat: Duration,

    /// The flag rises.
    pub(crate) flag_rose: i32,
    /// It stays down although somebody is there: at first, and once its usual lag at coming is
    /// over. It needs an approach at 0.7 m/s (care.md 2.1), so many do not raise it.
    pub(crate) flag_stays_down: [(Duration, i32); 2],
    /// Each changed heart or breathing rate, and at most.
    pub(crate) lives: [i32; 2],
    /// Movement as of somebody lying there, in all for so long.
    pub(crate) lies: [(Duration, i32); 5],
    /// They came walking from out of view: what is in view of a bed's radar then is likely to be
    /// coming to bed, which undoes that it is unlikely at any one moment.
    pub(crate) approached: i32,
    /// Presence is said, beside other things.
    pub(crate) present: i32,
    /// … and nothing else is ever said: somebody in a room with a bed is in it only if they stay.
    pub(crate) present_only: i32,
    pub(crate) present_only_for: Duration,
    /// Who got up and has been in view ever since is beside the bed, for so long at least.
    pub(crate) beside: i32,
    pub(crate) beside_for: Duration,
    /// Nobody in view for so long: what comes then is a new approach.
    pub(crate) apart: Duration,

    /// No sign of life for so long: whether they are in bed is not known (contract.md §3).
    pub(crate) doubt: Duration,
}

pub(crate) const EVIDENCE: EvidencePolicy = EvidencePolicy {
    believed: 300,
    given_up: 100,
    usual: -200,
    stir: 10,
    rise: 450,
    slow_rise: 350,
    slow_rise_peak: 16,
    slow_rise_length: s(4),
    small_rise: 150,
    no_rise: -500,
    rise_in_silence: s(60),
    rising: s(5),
    trail: s(8),
    echo: s(25),
    lost: 300,
    lasting: [
        (s(90), 20),
        (s(120), 50),
        (s(180), 100),
        (s(240), 150),
        (s(300), 250),
        (s(480), 400),
    ],
    lost_vitals: 300,
    lost_vitals_alone: 600,
    flag_fell: 500,
    flag_after_silence: 250,
    flag_stays: [(s(0), -30), (s(60), -80), (s(150), -150), (s(300), -300)],
    flag_may_stay: [(s(0), -10), (s(60), -30), (s(150), -70), (s(300), -350)],
    flag_late: [(min(5), -150), (min(10), -500)],
    flag_on_time: 150,
    presence_too: 80,
    goes_on: [-100, -10, -400],
    sits_on: -200,
    sleeps_on: -250,
    stirs_on: -150,
    lives_on: [-150, -600],
    number_lag: s(10),
    elsewhere: 300,
    came_back: [200, -200],
    found: s(40),
    sat: s(60),
    flag_rose: 500,
    flag_stays_down: [(s(0), -500), (s(180), -250)],
    lives: [150, 550],
    lies: [(s(30), 100), (s(60), 250), (s(90), 350), (s(180), 500), (s(900), 700)],
    approached: 200,
    present: 50,
    present_only: 500,
    present_only_for: s(180),
    beside: -600,
    beside_for: min(30),
    apart: s(30),
    doubt: min(10),
};

/// What a table of lengths says of one of them: the entry that it has reached.
pub(crate) fn reached(table: &[(Duration, i32)], length: Duration) -> i32 {
    table.iter().rev().find(|(from, _)| length >= *from).map_or(0, |(_, weight)| *weight)
}
