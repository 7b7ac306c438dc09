//! A community's days, in virtual time: what homes publish goes in as it stands on the wire.

mod desk;
mod faster;

use alerts::message::{Priority, Where};

use super::*;
use crate::core::board::{AlarmOf, Contact, Seen};
use crate::core::heard::{AlarmStep, Now, read};

#[test]
fn a_home_that_speaks_is_on_the_wall_with_its_numbers_until_they_are_stale() {
    let mut hall = Hall::up();
    hall.state("h1", 62, 3);
    let tile = hall.tile("h1");
    assert_eq!((tile.contact, tile.heart), (Contact::Live, Seen::Now(62)));
    assert_eq!((tile.whereabouts, tile.today.unwrap().turn_overs), (Where::Bed, 14));

    hall.pass(57);
    assert_eq!(hall.tile("h1").heart, Seen::Now(62));
    hall.pass(1); // measured 61 s ago
    assert_eq!(hall.tile("h1").heart, Seen::Old(Wall(Hall::NOON - 3_000)));
    assert_eq!(hall.tile("h1").whereabouts, Where::Bed);
    hall.pass(3);
    assert_eq!(hall.tile("h1").whereabouts, Where::Unknown);
    assert_eq!(hall.tile("h1").contact, Contact::Live);
}

#[test]
fn a_home_that_is_silent_for_90_s_is_lost_and_says_nothing_of_its_sensors() {
    let mut hall = Hall::up();
    hall.state("h1", 62, 3);
    hall.alarm("h1", 1, "8-1 sensor-lost low raised");
    hall.alarm("h1", 2, "8-2 smoke high raised");
    assert_eq!(hall.strip(), ["h1 smoke", "h1 sensor-lost"]);

    hall.pass(89);
    assert_eq!(hall.tile("h1").contact, Contact::Live);
    hall.pass(1);
    assert_eq!(hall.tile("h1").contact, Contact::Lost(Wall(Hall::NOON)));
    assert_eq!(hall.strip(), ["h1 smoke", "h1 lost"]);

    hall.state("h1", 62, 3);
    assert_eq!(hall.tile("h1").contact, Contact::Live);
    assert_eq!(hall.strip(), ["h1 smoke", "h1 sensor-lost"]);
}

#[test]
fn what_the_broker_kept_and_what_it_queued_are_no_sign_of_life() {
    let mut hall = Hall::up();
    let state = r#"{"where":"bed","heart_rate":{"per_min":62,"age_s":0}}"#;
    hall.publish_kept("h1", "state", state);
    hall.alarm("h1", 1, "8-1 smoke high raised");
    assert_eq!(hall.tile("h1").contact, Contact::NotYet);
    assert_eq!(
        (hall.tile("h1").whereabouts, hall.tile("h1").signal),
        (Where::Unknown, Some(Priority::High))
    );
    assert!(matches!(hall.tile("h1").heart, Seen::Old(_)));
    hall.pass(90);
    assert_eq!(hall.strip(), ["h1 smoke", "h1 lost"]);
}

#[test]
fn a_home_that_stops_in_good_order_is_not_lost() {
    let mut hall = Hall::up();
    hall.state("h1", 62, 3);
    hall.raw("h1", "status", r#"{"v":1,"home":"h1","status":"offline","boot":8}"#, false);
    assert_eq!(hall.tile("h1").contact, Contact::Live);
    hall.raw("h1", "status", r#"{"v":1,"home":"h1","status":"stopped","boot":8}"#, false);
    hall.pass(1_000);
    assert_eq!(hall.tile("h1").contact, Contact::Stopped(Wall(Hall::NOON)));
    assert_eq!(hall.strip(), [""; 0]);
}

#[test]
fn ten_homes_that_fall_silent_together_are_one_line() {
    let mut hall = Hall::up();
    hall.twelve_of_sixty_fall_silent();
    assert_eq!(hall.strip(), ["12 homes lost"]);
    for n in 0..7 {
        hall.state(&format!("h{n}"), 62, 3);
    }
    assert_eq!(hall.strip(), ["h10 lost", "h11 lost", "h7 lost", "h8 lost", "h9 lost"]);
}

#[test]
fn while_the_station_hears_nothing_nobody_is_lost_and_then_the_time_begins_anew() {
    let mut hall = Hall::up();
    hall.state("h1", 62, 3);
    hall.link(false);
    assert_eq!(hall.tile("h1").contact, Contact::Unknown);
    hall.pass(89);
    assert_eq!(hall.strip(), [""; 0]);
    hall.pass(1_000);
    assert_eq!(
        (hall.tile("h1").contact, hall.strip()),
        (Contact::Unknown, vec!["1 homes lost".to_owned()])
    );

    hall.link(true);
    assert_eq!((hall.tile("h1").contact, hall.strip()), (Contact::NotYet, vec![]));
    hall.pass(89);
    assert_eq!(hall.tile("h1").contact, Contact::NotYet);
    hall.pass(1);
    assert_eq!(hall.strip(), ["h1 lost"]);
}

#[test]
fn a_twin_has_no_effect_and_a_message_and_its_cursor_are_kept_together() {
    let mut hall = Hall::up();
    hall.alarm("h1", 1, "8-1 smoke high raised");
    let batch = hall.station.take_batch();
    assert_eq!((batch.effects.len(), batch.cursors.len(), batch.boots.len()), (1, 1, 1));
    assert_eq!(batch.cursors[0].2.boots[0].high, 1);

    assert_eq!(hall.alarm("h1", 1, "8-1 smoke high raised"), Taken::Twin);
    assert_eq!(hall.station.take_batch(), Batch::default());
}

#[test]
fn a_station_that_starts_again_knows_what_it_knew() {
    let step = |hall: &mut Hall| hall.alarm("h1", 1, "8-1 smoke high raised");
    let mut hall = Hall::up();
    step(&mut hall);
    let batch = hall.station.take_batch();
    let [Effect::Alarm { step: known, .. }] = &batch.effects[..] else { panic!() };
    let loaded = Loaded {
        homes: vec![LoadedHome {
            home: "h1".parse().unwrap(),
            boot: 8,
            cursors: batch.cursors.iter().map(|(_, lane, it)| (*lane, it.clone())).collect(),
            open: vec![(Wall(5), AlarmStep::clone(known))],
            state: Some((Wall(5), Now::default())),
            hearts: vec![(Wall(Hall::NOON - 60_000), 62)],
        }],
        ..Loaded::default()
    };
    let mut again = Hall::with(loaded);
    assert_eq!(again.tile("h1").spark.len(), 60);
    assert_eq!(again.strip(), ["h1 smoke"]);
    assert_eq!(step(&mut again), Taken::Twin);
}

#[test]
fn a_station_without_history_knows_all_open_alarms_from_the_lists() {
    let mut hall = Hall::up();
    let open = r#"{"open":[{"alarm":"8-1","kind":"smoke","priority":"high","step":"raised"},{"alarm":"8-2","kind":"flood","priority":"medium"}]}"#;
    hall.publish("h1", "alarms", "", open);
    assert_eq!(hall.strip(), ["h1 smoke", "h1 flood"]);
    assert_eq!(hall.station.take_batch().effects.len(), 2);

    hall.pass(60);
    hall.publish(
        "h1",
        "alarms",
        "",
        r#"{"open":[{"alarm":"8-2","kind":"flood","priority":"medium"}]}"#,
    );
    assert_eq!(hall.strip(), ["h1 flood"]);
    let ended = hall.station.take_batch().effects;
    assert!(matches!(&ended[..], [Effect::Alarm { open: false, id: None, .. }]), "{ended:?}");
}

#[test]
fn what_is_missing_is_shown_asked_for_again_and_again_and_closed_by_the_home() {
    let mut hall = Hall::up();
    hall.state("h1", 62, 3);
    hall.event("h1", 1);
    hall.event("h1", 5);
    assert_eq!(hall.missing("h1"), [(2, 4)]);
    let asked = hall.live_for("h1", 1_200);
    assert_eq!(asked.len(), 5);
    assert_eq!(
        asked[0].payload,
        r#"{"request":"resend-8e2-4","lane":"events","boot":8,"from":2,"to":4}"#
    );

    hall.event("h1", 3);
    hall.live_for("h1", 40);
    hall.publish("h1", "reply/resend", "8e6", r#"{"request":"resend-8e2-2","ok":true}"#);
    let again = hall.live_for("h1", 200);
    assert!(again.iter().all(|command| command.payload.contains("8e4-4")), "{again:?}");
    let gap = r#"{"lane":"events","boot":8,"from":2,"to":4,"count":2,"reason":"dropped"}"#;
    hall.publish("h1", "gap", "8e7", gap);
    assert_eq!((hall.missing("h1"), hall.live_for("h1", 1_000).len()), (vec![], 0));
}

#[test]
fn a_new_boot_tells_what_the_last_had_stored() {
    let mut hall = Hall::up();
    let online = |boot: u32| {
        let previous =
            format!(r#""previous":{{"boot":{},"alarms":0,"events":3,"readings":0}}"#, boot - 1);
        format!(r#"{{"v":1,"home":"h1","status":"online","boot":{boot},{previous}}}"#)
    };
    hall.raw("h1", "status", &online(8), false);
    assert_eq!(hall.missing("h1"), [], "that was said to somebody else");
    hall.event("h1", 1);
    hall.raw("h1", "status", &online(9), false);
    assert_eq!(hall.missing("h1"), [(2, 3)]);
}

#[test]
fn a_home_with_a_new_disk_is_heard_from_its_first_message_on() {
    let mut hall = Hall::up();
    hall.alarm("h1", 1, "8-1 smoke high closed");
    hall.raw("h1", "status", r#"{"v":1,"home":"h1","status":"online","boot":1}"#, false);
    let envelope = Hall::envelope("h1", "1a1", 5, r#"{"alarm":"1-1","kind":"gas"}"#);
    assert_eq!(hall.raw("h1", "alarm/gas", &envelope, false), Taken::New);
    assert_eq!(hall.strip(), ["h1 gas"]);
}

#[test]
fn the_most_urgent_stands_first_and_then_the_oldest() {
    let mut hall = Hall::up();
    hall.alarm("h3", 1, "8-1 wandering low raised");
    hall.pass(5);
    hall.alarm("h2", 1, "8-1 smoke high raised");
    hall.pass(5);
    hall.alarm("h1", 1, "8-1 gas high raised");
    hall.alarm("h4", 1, "8-1 from-mars odd raised");
    assert_eq!(hall.strip(), ["h2 smoke", "h1 gas", "h4 from-mars", "h3 wandering"]);
}

#[test]
fn nonsense_is_set_aside_up_to_a_limit_and_names_without_end_are_refused() {
    let mut hall = Hall::up();
    for _ in 0..3_000 {
        let at = (hall.now(), hall.at);
        hall.station.handle_poison(at, &"主".repeat(200), &[0; 9_000], &Poison::Topic);
    }
    let effects = hall.station.take_batch().effects;
    assert_eq!(effects.len(), 1_000);
    let Effect::Poison(row) = &effects[0] else { panic!() };
    assert!(row.topic.len() <= 256 && row.payload.len() == 1_024);

    for n in 0..MOST_HOMES {
        hall.state(&format!("x{n}"), 62, 3);
    }
    let one_more = Hall::envelope("one-more", "", 5, "{}");
    assert_eq!(hall.raw("one-more", "state", &one_more, false), Taken::Refused);
    hall.station.forget(&"x1".parse().unwrap());
    assert_eq!(hall.raw("one-more", "state", &one_more, false), Taken::Live);
}

#[test]
fn of_a_resident_who_did_not_agree_to_be_watched_only_alarms_are_kept() {
    let mut hall = Hall::up();
    hall.station.handle_unwatched(["h1".parse().unwrap()].into());
    for home in ["h1", "h2"] {
        hall.state(home, 62, 3);
        hall.event(home, 1);
        hall.publish(home, "minute", "8r1", r#"{"sleep":"asleep","lines":{}}"#);
        hall.alarm(home, 1, "8-1 smoke high raised");
    }

    let batch = hall.station.take_batch();

    let of = |name: &str| {
        let theirs = batch.effects.iter().filter(|it| it.home().unwrap().as_str() == name);
        theirs.map(|it| matches!(it, Effect::Alarm { .. })).collect::<Vec<_>>()
    };
    assert_eq!((of("h1"), of("h2").len()), (vec![true], 4));
    assert_eq!(batch.cursors.len(), 6, "and yet it was heard");
    assert_eq!(hall.missing("h1"), []);
}

#[test]
fn what_the_broker_keeps_of_an_erased_home_is_emptied_until_the_broker_says_that_it_is() {
    let mut hall = Hall::up();
    hall.state("h1", 62, 3);
    let home: HomeId = "h1".parse().unwrap();
    hall.link(false);
    hall.station.forget(&home);
    assert_eq!(hall.station.take_emptying(), []);
    for _ in 0..2 {
        hall.link(true);
        assert_eq!(hall.station.take_emptying(), std::slice::from_ref(&home));
        assert_eq!(hall.station.take_emptying(), [], "once a connection");
        hall.link(false);
    }

    hall.station.handle_emptied(&home, "status");
    hall.station.handle_emptied(&"h2".parse().unwrap(), "health");
    assert!(!hall.station.has_batch());
    hall.station.handle_emptied(&home, "health");
    assert_eq!(hall.station.take_batch().effects, [Effect::Emptied { home }]);
    hall.link(true);
    assert_eq!(hall.station.take_emptying(), []);
}

/// A hall with a station, and what is to be seen there.
struct Hall {
    station: Station,
    at: Mono,
    tiles: BTreeMap<String, Arc<Tile>>,
    strip: Vec<String>,
}

impl Hall {
    const NOON: i64 = 1_795_406_400_000;

    fn with(loaded: Loaded) -> Self {
        let station = Station::new(Wall(Self::NOON), Mono(0), loaded);
        let mut hall = Self { station, at: Mono(0), tiles: BTreeMap::new(), strip: Vec::new() };
        hall.link(true);
        hall
    }

    fn up() -> Self {
        Self::with(Loaded::default())
    }

    /// Sixty homes, of which `h0` to `h11` say nothing after their first word.
    fn twelve_of_sixty_fall_silent(&mut self) {
        for n in 0..60 {
            self.state(&format!("h{n}"), 62, 3);
        }
        for _ in 0..4 {
            self.pass(25);
            for n in 12..60 {
                self.state(&format!("h{n}"), 62, 3);
            }
        }
    }

    fn now(&self) -> Wall {
        Wall(Self::NOON) + self.at
    }

    fn link(&mut self, up: bool) {
        self.station.handle_link(self.now(), self.at, up);
        self.look();
    }

    /// Time goes on as the shell moves it: from deadline to deadline.
    fn pass(&mut self, seconds: u64) {
        let end = self.at + std::time::Duration::from_secs(seconds);
        while let Some(due) = self.station.poll_timeout().filter(|due| *due <= end) {
            self.at = self.at.max(due);
            self.station.handle_timeout(self.at);
            assert!(self.station.poll_timeout().is_none_or(|next| next > self.at), "it spins");
            self.look();
        }
        self.at = end;
        self.look();
    }

    /// A home says its state each 25 s; what it is asked meanwhile.
    fn live_for(&mut self, home: &str, seconds: u64) -> Vec<Command> {
        let mut asked = Vec::new();
        for _ in 0..seconds / 25 {
            self.state(home, 62, 3);
            self.pass(25);
            asked.extend(self.station.take_commands());
        }
        asked
    }

    fn look(&mut self) {
        for shown in self.station.take_shown(self.now(), self.at) {
            match shown {
                Shown::Tile(home, tile) => drop(self.tiles.insert(home.to_string(), tile)),
                Shown::Strip(lines) => self.strip = lines.iter().map(line).collect(),
            }
        }
    }

    fn tile(&self, home: &str) -> Tile {
        Tile::clone(&self.tiles[home])
    }

    fn strip(&self) -> Vec<String> {
        self.strip.clone()
    }

    fn missing(&self, home: &str) -> Vec<(u32, u32)> {
        let view = self.station.home(&home.parse().unwrap()).unwrap();
        view.missing.iter().map(|(_, hole)| (hole.from, hole.to)).collect()
    }

    fn state(&mut self, home: &str, heart: u8, age_s: u32) {
        let body = format!(
            r#"{{"where":"bed","sleep":"asleep","heart_rate":{{"per_min":{heart},"age_s":{age_s}}},"today":{{"bed_exits":2,"turn_overs":14,"nap_min":35}}}}"#
        );
        self.publish(home, "state", "", &body);
    }

    /// `what`: `8-1 smoke high raised`.
    fn alarm(&mut self, home: &str, seq: u32, what: &str) -> Taken {
        let words: Vec<&str> = what.split(' ').collect();
        let [name, kind, priority, step] = words[..] else { panic!("{what}") };
        let body = format!(
            r#"{{"alarm":"{name}","kind":"{kind}","priority":"{priority}","step":"{step}"}}"#
        );
        self.publish(home, &format!("alarm/{kind}"), &format!("8a{seq}"), &body)
    }

    fn event(&mut self, home: &str, seq: u32) -> Taken {
        self.publish(home, "event/nap", &format!("8e{seq}"), "{}")
    }

    fn publish(&mut self, home: &str, below: &str, id: &str, body: &str) -> Taken {
        let payload = Self::envelope(home, id, self.at.0 + 1, body);
        self.raw(home, below, &payload, false)
    }

    fn publish_kept(&mut self, home: &str, below: &str, body: &str) {
        let payload = Self::envelope(home, "", 1, body);
        self.raw(home, below, &payload, true);
    }

    fn raw(&mut self, home: &str, below: &str, payload: &str, kept: bool) -> Taken {
        let topic = format!("hearth/v1/k/{home}/{below}");
        let heard = read("k", &topic, payload.as_bytes(), kept).unwrap();
        let taken = self.station.handle(self.now(), self.at, heard);
        self.look();
        taken
    }

    fn envelope(home: &str, id: &str, mono: u64, body: &str) -> String {
        let name = match id.parse::<alerts::message::Id>() {
            Ok(name) => {
                let lane = serde_json::to_string(&name.lane).unwrap();
                format!(r#""id":"{id}","lane":{lane},"seq":{},"boot":{}"#, name.seq, name.boot)
            }
            Err(_) => r#""boot":8"#.to_owned(),
        };
        let at = "2026-11-23T03:00:00.000+08:00";
        format!(
            r#"{{"v":1,{name},"home":"{home}","at":"{at}","mono":{mono},"clock":"synced","body":{body}}}"#
        )
    }
}

fn line(line: &OpenAlarm) -> String {
    let home = line.home.as_ref().map(HomeId::as_str).unwrap_or_default();
    match &line.of {
        AlarmOf::Home(step) => {
            let kind = serde_json::to_value(&step.kind).unwrap();
            format!("{home} {}", kind.as_str().unwrap())
        }
        AlarmOf::HomeLost => format!("{home} lost"),
        AlarmOf::UplinkLost { homes } => format!("{homes} homes lost"),
    }
}
