use alloc::format;
use alloc::string::String;
use alloc::vec::Vec;

use super::*;

#[test]
fn breath_that_is_gone_for_half_a_minute_is_an_alarm_although_the_radar_says_it_once() {
    let mut bed = Bed::asleep_until(120);
    bed.say_word(120, Word::None);
    bed.still_until(200);
    assert_eq!(bed.said, ["150 alarm since 120"]);
}

#[test]
fn a_rate_of_nothing_is_the_same_word_and_a_rate_that_does_not_come_is_none() {
    let mut bed = Bed::asleep_until(120);
    bed.rate(120, 0);
    bed.still_until(200);
    assert_eq!(bed.said, ["150 alarm since 120"]);

    let mut bed = Bed::asleep_until(120);
    bed.still_until(600);
    assert_eq!(bed.said, [""; 0]);
}

#[test]
fn breath_that_returns_is_a_pause_from_ten_seconds_on() {
    for (length, said) in
        [(9, &[][..]), (10, &["130 pause of 10 s at 120"]), (29, &["149 pause of 29 s at 120"])]
    {
        let mut bed = Bed::asleep_until(120);
        bed.say_word(120, Word::None);
        bed.still_until(120 + length);
        bed.say_word(120 + length, Word::Slow);
        bed.still_until(400);
        assert_eq!(bed.said, said);
    }
}

#[test]
fn an_alarm_ends_with_breath_and_with_being_up_but_not_with_a_number_that_is_only_repeated() {
    let mut bed = Bed::asleep_until(120);
    bed.say_word(120, Word::None);
    for t in 121..166 {
        bed.rate(t, 13);
        bed.moves(t, 0);
    }
    assert_eq!(bed.said, ["150 alarm since 120"]);
    bed.rate(166, 14);
    assert_eq!(bed.said, ["150 alarm since 120", "166 pause of 46 s at 120", "166 clear"]);

    let mut bed = Bed::asleep_until(120);
    bed.say_word(120, Word::None);
    bed.still_until(160);
    bed.breathing.handle_out();
    bed.hear(160);
    assert_eq!(bed.said, ["150 alarm since 120", "160 clear"]);
}

#[test]
fn the_same_rate_after_long_without_one_is_measured_anew() {
    let mut bed = Bed::asleep_until(120);
    bed.say_word(120, Word::None);
    bed.still_until(140);
    bed.rate(140, 13);
    bed.still_until(300);
    assert_eq!(bed.said, ["140 pause of 20 s at 120"]);
}

#[test]
fn whoever_moves_breathes_and_is_waited_for_anew() {
    let mut bed = Bed::asleep_until(120);
    bed.say_word(120, Word::None);
    bed.still_until(140);
    bed.moves(140, 9);
    bed.still_until(169);
    assert_eq!(bed.said, ["140 pause of 20 s at 120"]);
    bed.still_until(172);
    assert_eq!(bed.said, ["140 pause of 20 s at 120", "170 alarm since 120"]);
}

#[test]
fn whoever_gets_up_and_leaves_a_radar_that_finds_no_breath_is_no_alarm() {
    for seen_lying in [true, false] {
        let mut bed = Bed::asleep_until(120);
        for (t, movement) in [(120, 60), (121, 45), (122, 29), (123, 12)] {
            bed.moves(t, movement);
            bed.breathing.handle_sign(s(t), SignOfLife::Stir);
        }
        if seen_lying {
            bed.say_word(124, Word::None);
        }
        bed.still_until(700);
        bed.say_word(700, Word::None);
        bed.still_until(900);
        assert_eq!(bed.said, [""; 0]);
    }
}

#[test]
fn after_a_rise_the_alarm_waits_for_three_minutes_and_comes_if_life_was_seen_since() {
    let mut bed = Bed::asleep_until(120);
    bed.moves(120, 40);
    bed.breathes_until(150);
    bed.say_word(150, Word::None);
    bed.still_until(299);
    assert_eq!(bed.said, [""; 0]);
    bed.still_until(302);
    assert_eq!(bed.said, ["300 alarm since 150"]);
}

#[test]
fn an_empty_bed_and_one_that_nobody_is_seen_in_have_no_breath_and_need_none() {
    let mut bed = Bed::default();
    bed.breathing.handle_out();
    bed.say_word(0, Word::None);
    bed.still_until(300);
    assert_eq!(bed.said, [""; 0]);

    let mut bed = Bed::asleep_until(120);
    bed.breathing.handle_presence(s(120), false);
    bed.say_word(120, Word::None);
    bed.still_until(300);
    assert_eq!(bed.said, [""; 0]);

    // It sees them again, and finds no breath in half a minute.
    bed.breathing.handle_presence(s(300), true);
    bed.still_until(400);
    assert_eq!(bed.said, ["330 alarm since 120"]);
}

#[test]
fn a_radar_that_has_not_yet_found_the_breath_of_somebody_who_just_lay_down_is_not_believed() {
    let lies_down = |word_again: u64| {
        let mut bed = Bed::default();
        bed.say_word(0, Word::None);
        bed.breathing.handle_entry(s(5));
        for t in 5..400 {
            bed.breathing.handle_sign(s(t), SignOfLife::Heart);
            if t % word_again == 0 {
                bed.say_word(t, Word::None);
            }
            bed.moves(t, 1);
        }
        bed.said
    };
    assert_eq!(lies_down(1_000), [""; 0]);
    // It still says so of somebody who has lain there for three minutes.
    assert_eq!(lies_down(5), ["215 alarm since 185"]);
}

#[test]
fn what_a_radar_said_before_it_was_silent_is_old_news() {
    let mut bed = Bed::asleep_until(120);
    bed.say_word(120, Word::None);
    bed.still_until(130);
    bed.breathing.handle_silent();
    bed.still_until(300);
    assert_eq!(bed.said, [""; 0]);
}

#[test]
fn a_radar_that_speaks_no_more_raises_nothing() {
    let mut bed = Bed::asleep_until(120);
    bed.say_word(120, Word::None);
    bed.still_until(149);
    assert_eq!(bed.said, [""; 0]);
    bed.breathing.handle_frame(s(155));
    bed.hear(155);
    assert_eq!(bed.said, ["155 alarm since 120"], "but its next frame of any kind does");
}

#[test]
fn a_restart_in_the_middle_changes_nothing() {
    for restart in 100..180 {
        let mut bed = Bed::asleep_until(120);
        bed.say_word(120, Word::None);
        for t in 120..180 {
            if t == restart {
                let kept = serde_json::to_string(&bed.breathing).unwrap();
                bed.breathing = serde_json::from_str(&kept).unwrap();
            }
            bed.moves(t, 0);
        }
        assert_eq!(bed.said, ["150 alarm since 120"]);
    }
}

#[test]
fn whoever_gets_up_slowly_is_waited_for_as_after_a_rise() {
    let gets_up = |left: bool| {
        let mut bed = Bed::asleep_until(120);
        for t in 120..128 {
            bed.moves(t, 12);
        }
        bed.say_word(130, Word::None);
        bed.still_until(200);
        bed.breathing.handle_presence(s(200), !left);
        bed.still_until(400);
        bed.said
    };
    assert_eq!(gets_up(true), [""; 0]);
    assert_eq!(gets_up(false), ["307 alarm since 130"]);
}

#[test]
fn a_radar_that_says_nothing_of_movement_is_waited_for_too_and_one_that_sees_nobody_for_ever() {
    for (presence, said) in [(true, &["300 alarm since 120"][..]), (false, &[][..])] {
        let mut bed = Bed::default();
        bed.breathing.handle_entry(s(0));
        if presence {
            bed.breathing.handle_presence(s(0), true);
        }
        bed.breathing.handle_sign(s(119), SignOfLife::Heart);
        bed.rate(114, 13);
        bed.rate(117, 13);
        bed.rate(120, 0);
        for t in 121..400 {
            bed.hear(t);
        }
        assert_eq!(bed.said, said);
    }
}

#[test]
fn a_rate_that_comes_each_minute_has_to_be_nothing_twice() {
    let mut bed = Bed::asleep_until(120);
    bed.rate(180, 13);
    bed.breathing.handle_sign(s(230), SignOfLife::Stir);
    bed.rate(240, 0);
    bed.still_until(300);
    assert_eq!(bed.said, [""; 0]);
    bed.rate(300, 0);
    bed.still_until(400);
    assert_eq!(bed.said, ["330 alarm since 300"]);
}

#[test]
fn a_short_restart_costs_no_alarm_and_after_a_long_one_the_word_is_old_news() {
    for (gap, said) in [(5, &["155 alarm since 120"][..]), (60, &[][..])] {
        let mut bed = Bed::asleep_until(120);
        bed.say_word(120, Word::None);
        bed.still_until(130);
        bed.breathing.handle_gap(Duration::from_secs(gap));
        bed.now += gap;
        bed.still_until(300);
        assert_eq!(bed.said, said);
    }
}

/// A bed with a radar that speaks each second, and all that was found out.
#[derive(Default)]
struct Bed {
    breathing: Breathing,
    now: u64,
    said: Vec<String>,
}

impl Bed {
    fn asleep_until(end: u64) -> Self {
        let mut bed = Self::default();
        bed.breathing.handle_presence(s(0), true);
        bed.breathing.handle_entry(s(0));
        bed.say_word(0, Word::Normal);
        bed.breathes_until(end);
        bed
    }

    fn breathes_until(&mut self, end: u64) {
        for t in self.now..end {
            if t % 3 == 0 {
                self.breathing.handle_sign(s(t), SignOfLife::Heart);
                self.rate(t, 13);
            }
            self.moves(t, 1);
        }
    }

    fn still_until(&mut self, end: u64) {
        for t in self.now..end {
            self.moves(t, 0);
        }
    }

    fn moves(&mut self, t: u64, movement: u8) {
        self.breathing.handle_movement(s(t), movement);
        self.hear(t);
        self.now = t + 1;
    }

    fn say_word(&mut self, t: u64, word: Word) {
        self.breathing.handle_word(s(t), word);
        self.hear(t);
    }

    fn rate(&mut self, t: u64, rate: u8) {
        self.breathing.handle_rate(s(t), rate, rate > 3);
        self.hear(t);
    }

    fn hear(&mut self, t: u64) {
        self.breathing.handle_frame(s(t));
        while let Some(breath) = self.breathing.poll() {
            self.said.push(match breath {
                Breath::Paused { from, length } => {
                    format!("{t} pause of {} s at {}", length.as_secs(), from.0 / 1_000)
                }
                Breath::Found(Finding { is: Some(active), .. }) => {
                    format!("{t} alarm since {}", active.began.0 / 1_000)
                }
                Breath::Found(Finding { is: None, .. }) => format!("{t} clear"),
            });
        }
    }
}

const fn s(seconds: u64) -> Mono {
    Mono(seconds * 1_000)
}
