use core::ops::Range;

use super::*;

#[test]
fn who_gets_up_and_is_seen_no_more_left_in_the_last_third_of_that_burst() {
    let mut bed = Bed::slept_in();
    bed.moves(600..606, 60);
    bed.moves(606..640, 0);
    let leave = bed.left_by(640);
    assert_eq!(leave.map(|leave| leave.at), Some(s(603)));
    assert_eq!(leave.map(|leave| leave.ledger.rise), Some(EVIDENCE.rise));
    assert_eq!(leave.map(|leave| leave.ledger.nobody), Some(EVIDENCE.lost));
}

#[test]
fn a_still_sleeper_who_is_lost_has_not_left_however_long_the_flag_stays() {
    let mut bed = Bed::slept_in();
    bed.flag.handle(s(1), true);
    bed.moves(600..3_000, 0);
    assert_eq!([700, 1_200, 3_000].map(|now| bed.left_by(now)), [None; 3]);
}

#[test]
fn who_is_lost_together_with_the_flag_without_a_stir_left_only_after_five_minutes() {
    let mut bed = Bed::slept_in();
    bed.flag.handle(s(1), true);
    bed.flag.handle(s(620), false);
    bed.moves(600..950, 0);
    assert_eq!(bed.left_by(800), None);
    assert!(bed.left_by(910).is_some());
}

#[test]
fn who_turns_over_and_whose_heart_lives_on_has_not_left_when_the_flag_falls() {
    let mut bed = Bed::slept_in();
    bed.flag.handle(s(1), true);
    bed.moves(600..604, 60);
    bed.lies(604..760);
    bed.flag.handle(s(700), false);
    assert_eq!(bed.left_by(760), None);
}

#[test]
fn who_sits_in_view_left_when_they_got_up_and_that_shows_once_the_flag_falls() {
    let mut bed = Bed::slept_in();
    bed.flag.handle(s(1), true);
    bed.moves(600..606, 60);
    bed.moves(606..660, 4);
    assert_eq!(bed.left_by(635), None);
    bed.flag.handle(s(640), false);
    assert_eq!(bed.left_by(660).map(|leave| leave.at), Some(s(603)));
}

#[test]
fn who_hardly_stirs_left_if_they_are_seen_elsewhere() {
    let mut bed = Bed::slept_in();
    bed.moves(600..602, 12);
    bed.moves(602..660, 0);
    assert_eq!(bed.left_by(660), None);
    bed.elsewhere = Some(s(630));
    assert!(bed.left_by(660).is_some());
}

#[test]
fn who_left_while_the_line_was_silent_left_by_when_it_speaks_again_and_not_by_the_silence_alone() {
    let mut bed = Bed::slept_in();
    bed.flag.handle(s(1), true);
    bed.signs.handle_blind(s(600), s(700));
    bed.flag.handle_blind();
    bed.moves(700..740, 0);
    assert_eq!(bed.left_by(740), None);
    bed.flag.handle(s(701), false);
    assert_eq!(bed.left_by(740).map(|leave| leave.at), Some(s(700)));
}

#[test]
fn a_curtain_that_stirs_a_minute_after_they_left_takes_nothing_back() {
    let mut bed = Bed::slept_in();
    bed.moves(600..606, 60);
    bed.moves(606..660, 0);
    bed.moves(660..667, 3);
    bed.moves(667..700, 0);
    assert_eq!(bed.left_by(700).map(|leave| leave.at), Some(s(603)));
}

#[test]
fn a_flag_just_as_late_as_its_model_is_says_more_than_one_at_any_time() {
    let mut bed = Bed::slept_in();
    bed.flag.handle(s(1), true);
    bed.moves(600..606, 60);
    bed.moves(606..660, 0);
    bed.flag.handle(s(635), false);
    let flag = |bed: &Bed| bed.left_by(650).map(|leave| leave.ledger.flag);
    assert_eq!(flag(&bed), Some(EVIDENCE.flag_fell));
    bed.delay = Duration::from_secs(30);
    assert_eq!(flag(&bed), Some(EVIDENCE.flag_fell + EVIDENCE.flag_on_time));
}

#[test]
fn who_sat_in_view_between_two_bursts_without_heart_or_breath_was_up() {
    let mut bed = Bed::slept_in();
    bed.moves(600..606, 60);
    bed.moves(606..700, 4);
    bed.moves(700..706, 60);
    bed.lies(706..720);
    let sat = bed.signs.pause().and_then(|pause| bed.scene(720).sat(pause));
    assert_eq!(sat.map(|(leave, back)| (leave.at, back)), Some((s(603), s(705))));
}

#[test]
fn who_was_as_still_as_a_sleeper_between_two_bursts_slept() {
    let mut bed = Bed::slept_in();
    bed.moves(600..606, 60);
    for t in 606..700 {
        bed.moves(t..t + 1, 1 + u8::from(t % 3 == 0));
    }
    bed.moves(700..706, 60);
    bed.lies(706..720);
    let pause = bed.signs.pause();
    assert!(pause.is_some());
    assert_eq!(pause.and_then(|pause| bed.scene(720).sat(pause)), None);
}

/// A bed under a radar that speaks each second.
struct Bed {
    signs: Signs,
    flag: Word,
    presence: Word,
    elsewhere: Option<Mono>,
    delay: Duration,
}

impl Bed {
    /// Somebody has lain there for ten minutes.
    fn slept_in() -> Self {
        let (signs, flag, presence) = (Signs::default(), Word::default(), Word::default());
        let mut bed = Self { signs, flag, presence, elsewhere: None, delay: Duration::ZERO };
        bed.lies(0..600);
        bed
    }

    /// Still, with a heart that beats a little faster and slower.
    fn lies(&mut self, seconds: Range<u64>) {
        for t in seconds {
            self.signs.handle_movement(s(t), 1, LARGE);
            if t % 3 == 0 {
                self.signs.handle_heart(s(t), if t % 6 == 0 { 60 } else { 61 });
            }
        }
    }

    /// Movement, and neither heart nor breath.
    fn moves(&mut self, seconds: Range<u64>, force: u8) {
        for t in seconds {
            self.signs.handle_movement(s(t), force, LARGE);
        }
    }

    fn left_by(&self, now: u64) -> Option<Leave> {
        self.scene(now).leave().filter(|leave| leave.ledger.sum() >= EVIDENCE.believed)
    }

    fn scene(&self, now: u64) -> Scene<'_> {
        let Self { signs, flag, presence, elsewhere, delay } = self;
        let (elsewhere, delay) = (*elsewhere, *delay);
        let (now, since, large, seen) = (s(now), s(0), LARGE, None);
        Scene { now, since, signs, flag, presence, elsewhere, delay, large, seen }
    }
}

const LARGE: u8 = 31;

const fn s(seconds: u64) -> Mono {
    Mono(seconds * 1_000)
}
