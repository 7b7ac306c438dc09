//! A broker that closes on messages, and a home that finds out on which, in virtual time.

use alerts::message::Lane;

use super::*;
use crate::outbox::Key;
use crate::uplink::live::{PLACES, Place};

/// A home at a broker that takes all topics but some, and closes the connection on those.
struct Play {
    suspects: Suspects,
    now: Mono,
    denied: Vec<&'static str>,
    /// Denied for themselves.
    poison: Vec<Sent>,
    live: Vec<Place>,
    rows: Vec<(Sent, &'static str)>,
    taken: Vec<Sent>,
    losses: usize,
    window: usize,
}

impl Play {
    fn new(rows: &[(Lane, u32, &'static str)]) -> Self {
        let row = |&(lane, seq, topic): &(Lane, u32, &'static str)| (row(lane, seq), topic);
        Self {
            suspects: Suspects::default(),
            now: Mono::ZERO,
            denied: Vec::new(),
            poison: Vec::new(),
            live: Vec::new(),
            rows: rows.iter().map(row).collect(),
            taken: Vec::new(),
            losses: 0,
            window: 4,
        }
    }

    /// Connections, one after the other, until one is not closed.
    fn connect(&mut self) {
        while self.connection() {
            self.losses += 1;
            assert!(self.losses < 100, "for ever");
        }
    }

    /// Time passes on a connection, a second at a time.
    fn wait(&mut self, seconds: u64) {
        for _ in 0..seconds {
            self.now = self.now + Duration::from_secs(1);
            if self.suspects.handle_timeout(self.now) || self.is_live_tried() {
                self.connect();
            }
        }
    }

    fn is_live_tried(&self) -> bool {
        self.live
            .iter()
            .any(|place| self.suspects.judge(Sent::Live(*place), place.topic()) == Verdict::Alone)
    }

    /// True if it was closed. All that may go together goes together.
    fn connection(&mut self) -> bool {
        let live = self.live.iter().map(|place| (Sent::Live(*place), place.topic()));
        let waiting: Vec<_> = live.chain(self.rows.iter().copied()).collect();
        let mut flight = Inflight::new(8);
        let mut flying: Vec<(Sent, &'static str)> = Vec::new();
        for (sent, topic) in waiting {
            let verdict = self.suspects.judge(sent, topic);
            if verdict == Verdict::Aside {
                continue;
            }
            if (verdict == Verdict::Alone || flying.len() >= self.window)
                && self.land(&mut flight, &mut flying)
            {
                return true;
            }
            self.suspects.handed_over(sent, topic);
            flight.hand_over(self.now, sent, topic);
            flying.push((sent, topic));
            if verdict == Verdict::Alone && self.land(&mut flight, &mut flying) {
                return true;
            }
        }
        self.land(&mut flight, &mut flying)
    }

    /// The broker looks at what is on the wire.
    fn land(&mut self, flight: &mut Inflight, flying: &mut Vec<(Sent, &'static str)>) -> bool {
        (1..).zip(flying.iter()).for_each(|(id, _)| flight.put_on_wire(id));
        for (id, (sent, topic)) in (1..).zip(std::mem::take(flying)) {
            if self.denied.contains(&topic) || self.poison.contains(&sent) {
                self.suspects.lost(self.now, Cause::Closed, flight);
                return true;
            }
            flight.acknowledge(self.now, id);
            self.suspects.acknowledged(self.now, sent, topic);
            self.taken.push(sent);
            self.rows.retain(|(row, _)| *row != sent);
            self.live.retain(|place| Sent::Live(*place) != sent);
        }
        *flight = Inflight::new(8);
        false
    }

    fn aside(&self) -> Vec<(Option<String>, String)> {
        self.suspects.list(self.now).into_iter().map(|one| (one.id, one.topic)).collect()
    }
}

#[test]
fn one_row_that_the_broker_closes_on_holds_up_no_other() {
    let mut play = Play::new(&[
        (Lane::Alarms, 1, "alarm/smoke"),
        (Lane::Events, 1, "event/nap"),
        (Lane::Events, 2, "event/door-opened"),
        (Lane::Readings, 1, "minute"),
    ]);
    play.denied = vec!["event/nap"];

    play.connect();

    assert_eq!(play.losses, 3);
    assert_eq!(play.taken.len(), 3);
    assert_eq!(play.aside(), [(Some("1e1".to_owned()), "event/nap".to_owned())]);
}

#[test]
fn a_topic_that_is_denied_is_set_aside_whole_and_comes_through_when_it_is_allowed() {
    let rows: Vec<_> = (1..=50).map(|seq| (Lane::Alarms, seq, "alarm/smoke")).collect();
    let mut play = Play::new(&rows);
    play.rows.push((row(Lane::Events, 1), "event/nap"));
    play.denied = vec!["alarm/smoke"];

    play.connect();
    assert_eq!(play.taken, [row(Lane::Events, 1)]);
    assert_eq!(play.losses, 4, "once together, twice the first, once the second");
    assert!(play.aside().contains(&(None, "alarm/smoke".to_owned())));

    play.wait(10 * 60);
    let tries = play.losses - 4;
    assert!((9..=11).contains(&tries), "an alarm is tried every minute: {tries}");

    play.denied.clear();
    play.wait(61);
    assert_eq!(play.rows, []);
    assert_eq!(play.aside(), []);
}

#[test]
fn one_bad_row_does_not_keep_the_good_ones_of_its_topic() {
    let rows: Vec<_> = (1..=50).map(|seq| (Lane::Alarms, seq, "alarm/smoke")).collect();
    let mut play = Play::new(&rows);
    play.poison = vec![row(Lane::Alarms, 1)];

    play.connect();

    assert_eq!(play.rows, [(row(Lane::Alarms, 1), "alarm/smoke")]);
    assert_eq!(play.aside(), [(Some("1a1".to_owned()), "alarm/smoke".to_owned())]);
}

#[test]
fn two_bad_rows_in_a_row_look_like_a_bad_topic_for_a_minute_only() {
    let rows: Vec<_> = (1..=50).map(|seq| (Lane::Alarms, seq, "alarm/smoke")).collect();
    let mut play = Play::new(&rows);
    play.poison = vec![row(Lane::Alarms, 1), row(Lane::Alarms, 2)];

    play.connect();
    assert_eq!(play.taken, []);
    play.wait(61);

    assert_eq!(play.rows.len(), 2);
    play.poison.clear();
    play.wait(121);
    assert_eq!((play.rows, play.suspects.list(play.now)), (vec![], vec![]));
}

#[test]
fn live_messages_that_are_denied_hold_up_no_alarm() {
    let mut play = Play::new(&[(Lane::Alarms, 1, "alarm/smoke")]);
    play.live = PLACES.to_vec();
    play.denied = vec!["state", "alarms", "health"];

    play.connect();
    assert_eq!(play.taken, [row(Lane::Alarms, 1)]);
    assert_eq!(play.aside().len(), 3);

    let before = play.losses;
    play.wait(3600);
    let tries = play.losses - before;
    assert!((15..=40).contains(&tries), "each slower and slower: {tries}");
    play.denied.clear();
    play.wait(15 * 60);
    assert_eq!((play.live, play.suspects.list(play.now)), (vec![], vec![]));
}

#[test]
fn when_nothing_was_taken_at_all_everything_is_tried_at_the_first_that_is() {
    let topics = ["alarm/smoke", "alarm/gas", "alarm/co"];
    let mut play = Play::new(&[]);
    play.rows = (1..).zip(topics).map(|(seq, topic)| (row(Lane::Alarms, seq), topic)).collect();
    play.denied = topics.to_vec();
    play.connect();
    assert_eq!(play.aside().len(), 3);

    play.denied.clear();
    play.rows.push((row(Lane::Alarms, 4), "alarm/sos"));
    play.connect();
    play.wait(3);

    assert_eq!((play.rows, play.losses), (vec![], 7));
}

#[test]
fn a_network_that_drops_now_and_then_sets_nothing_aside() {
    let mut suspects = Suspects::default();
    let alarm = row(Lane::Alarms, 1);
    let lost = |suspects: &mut Suspects, cause, after: u64| {
        let mut flight = Inflight::new(8);
        flight.hand_over(Mono::ZERO, alarm, "alarm/smoke");
        flight.put_on_wire(1);
        suspects.lost(Mono(after * 1_000), cause, &flight)
    };

    for _ in 0..10 {
        assert_eq!(lost(&mut suspects, Cause::Other, 1), Lesson::None, "the home gave it up");
        assert_eq!(lost(&mut suspects, Cause::Garbled, 1), Lesson::None, "something came in");
        assert_eq!(lost(&mut suspects, Cause::Closed, 6), Lesson::None, "long after it was sent");
        assert_eq!(
            suspects.lost(Mono::ZERO, Cause::Closed, &Inflight::new(8)),
            Lesson::None,
            "nothing was on the wire"
        );
    }
    assert_eq!(suspects.judge(alarm, "alarm/smoke"), Verdict::Free);

    assert_eq!(lost(&mut suspects, Cause::Closed, 0), Lesson::Suspicion);
    suspects.acknowledged(Mono::ZERO, alarm, "alarm/smoke");
    assert_eq!(lost(&mut suspects, Cause::Closed, 0), Lesson::Suspicion, "it was taken in between");
    assert_eq!(lost(&mut suspects, Cause::Closed, 1), Lesson::SetAside);
}

#[test]
fn a_broker_that_is_slow_to_close_is_found_out_too_and_one_that_never_answers_holds_up_nothing() {
    let mut suspects = Suspects::default();
    let (first, alarm) = (row(Lane::Readings, 1), row(Lane::Alarms, 1));
    let mut flight = Inflight::new(8);
    flight.hand_over(Mono::ZERO, Sent::Status, "status");
    flight.put_on_wire(1);
    flight.acknowledge(Mono(12_000), 1);
    flight.hand_over(Mono(12_000), first, "minute");
    flight.put_on_wire(2);

    assert_eq!(suspects.lost(Mono(24_000), Cause::Closed, &flight), Lesson::Suspicion);
    assert_eq!(suspects.judge(alarm, "alarm/smoke"), Verdict::Alone);
    suspects.waited_in_vain(Mono(60_000));
    assert_eq!(suspects.judge(alarm, "alarm/smoke"), Verdict::Free);

    assert_eq!(
        suspects.lost(Mono(24_000), Cause::Closed, &flight),
        Lesson::SetAside,
        "the second time"
    );
    assert_eq!(suspects.judge(first, "minute"), Verdict::Aside);
}

#[test]
fn what_is_suspected_and_not_there_any_more_does_not_make_the_home_careful_for_ever() {
    let mut suspects = Suspects::default();
    let mut flight = Inflight::new(8);
    for seq in 1..=3 {
        flight.hand_over(Mono::ZERO, row(Lane::Readings, seq), "minute");
        flight.put_on_wire(u16::try_from(seq).unwrap());
    }
    suspects.lost(Mono::ZERO, Cause::Closed, &flight);
    let next = row(Lane::Readings, 9);
    assert_eq!(suspects.judge(next, "minute"), Verdict::Alone);

    suspects.handed_over(next, "minute");

    assert_eq!(suspects.judge(row(Lane::Readings, 10), "minute"), Verdict::Free);
}

fn row(lane: Lane, seq: u32) -> Sent {
    Sent::Row(lane, Key { boot: 1, seq })
}
