//! Claims about what homes said.

use alerts::Wall;
use alerts::message::{
    AlarmKind, Asleep, Gap, GapReason, Id, Lane, LineMinute, Minute, Outcome, Priority, Reply,
    Spread, Step,
};

use super::{NOON, Scratch, after, home};
use crate::core::heard::{AlarmStep, EventSaid, Known, Now, SensorNow, SummaryOf};
use crate::core::lane::{BootCursor, Cursor};
use crate::store::Store;
use crate::store::rows::{Batch, Effect, Loaded, LoadedHome, PoisonRow};

pub(super) async fn what_was_taken_is_there_after_a_restart(s: Scratch) {
    let boot = BootCursor { boot: 8, high: 17, holes: vec![(3, 5)], ..BootCursor::default() };
    let cursor = Cursor { boots: vec![boot], ..Cursor::default() };
    let now = Now {
        sensors: vec![SensorNow {
            line: "bed".to_owned(),
            room: None,
            is: Known::Other("napping".to_owned()),
            out_of_service: None,
        }],
        alarms: 1,
        ..Now::default()
    };
    let step = alarm("8-3", Step::Raised);
    let batch = Batch {
        effects: vec![
            raise("h0001", &step, true),
            Effect::State { home: home("h0001"), at: after(1), now: Box::new(now.clone()) },
            minute("h0001", -121, 50),
            minute("h0001", -5, 61),
            minute("h0001", -4, 0),
        ],
        cursors: vec![
            (home("h0001"), Lane::Alarms, cursor.clone()),
            (home("h0002"), Lane::Readings, Cursor::default()),
        ],
        boots: vec![(home("h0001"), 8)],
    };
    s.store.take(batch).await.unwrap();

    let s = s.again();

    let nobody = LoadedHome {
        home: home("h0002"),
        boot: 0,
        cursors: vec![(Lane::Readings, Cursor::default())],
        open: Vec::new(),
        state: None,
        hearts: Vec::new(),
    };
    let first = LoadedHome {
        home: home("h0001"),
        boot: 8,
        cursors: vec![(Lane::Alarms, cursor)],
        open: vec![(NOON, step)],
        state: Some((after(1), now)),
        hearts: vec![(after(-5), 61)],
    };
    let known = Loaded { homes: vec![first, nobody], ..Loaded::default() };
    assert_eq!(s.store.load(NOON).await.unwrap(), known);
}

pub(super) async fn an_alarm_is_open_until_a_step_says_that_it_is_not(s: Scratch) {
    let steps = [
        raise("h0001", &alarm("8-1", Step::Raised), true),
        raise("h0001", &alarm("8-2", Step::Raised), true),
        raise("h0001", &alarm("8-1", Step::Acknowledged), true),
        raise("h0001", &alarm("8-2", Step::Closed), false),
    ];
    take(&s, steps).await;

    let open = s.store.load(NOON).await.unwrap().homes.remove(0).open;

    assert_eq!(open, [(NOON, alarm("8-1", Step::Acknowledged))]);
    let said = s.store.timeline(&home("h0001"), NOON..after(1)).await.unwrap();
    assert_eq!(said.alarms.len(), 4);
}

pub(super) async fn what_alarms_repeats_is_written_once(s: Scratch) {
    let repeated = |step| Effect::Alarm {
        home: home("h0001"),
        id: None,
        at: after(1),
        step: Box::new(alarm("8-1", step)),
        open: true,
    };
    for _ in 0..3 {
        take(&s, [repeated(Step::Raised)]).await;
    }
    take(&s, [repeated(Step::Escalated)]).await;

    let said = s.store.timeline(&home("h0001"), NOON..after(9)).await.unwrap();
    let steps: Vec<_> = said.alarms.into_iter().map(|(_, step)| step.step).collect();
    assert_eq!(steps, [Known::Word(Step::Raised), Known::Word(Step::Escalated)]);
}

pub(super) async fn a_step_that_a_list_told_first_gives_way_to_the_same_under_its_name(s: Scratch) {
    let listed = |step| Effect::Alarm {
        home: home("h0001"),
        id: None,
        at: after(1),
        step: Box::new(AlarmStep { evidence: Vec::new(), ..alarm("8-1", step) }),
        open: true,
    };
    take(&s, [listed(Step::Raised), listed(Step::Escalated)]).await;
    take(&s, [raise("h0001", &alarm("8-1", Step::Raised), true)]).await;
    take(&s, [listed(Step::Raised), listed(Step::Escalated)]).await;
    take(&s, [raise("h0001", &alarm("8-2", Step::Raised), true)]).await;

    let said = s.store.timeline(&home("h0001"), NOON..after(9)).await.unwrap();

    let mut steps: Vec<_> = said.alarms.into_iter().map(|(_, it)| (it.alarm, it.step)).collect();
    steps.sort_by_key(|(name, step)| (name.clone(), *step == Known::Word(Step::Escalated)));
    let is = |name: &str, step| (name.to_owned(), Known::Word(step));
    let each = [is("8-1", Step::Raised), is("8-1", Step::Escalated), is("8-2", Step::Raised)];
    assert_eq!(steps, each);
    let open = s.store.load(NOON).await.unwrap().homes.remove(0).open;
    assert_eq!(open.len(), 2);
}

pub(super) async fn an_event_that_was_none_takes_the_place_of_the_one_that_was(s: Scratch) {
    take(
        &s,
        [
            event("h0001", 1, Some("8-1"), false),
            event("h0001", 2, Some("8-2"), false),
            event("h0001", 3, None, false),
            event("h0001", 4, None, false),
            event("h0002", 5, Some("8-1"), false),
            event("h0001", 6, Some("8-1"), true),
        ],
    )
    .await;

    let said = s.store.timeline(&home("h0001"), NOON..after(9)).await.unwrap();

    let at: Vec<Wall> = said.events.iter().map(|(at, _)| *at).collect();
    assert_eq!(at, [after(2), after(3), after(4)]);
    assert_eq!(s.store.timeline(&home("h0002"), NOON..after(9)).await.unwrap().events.len(), 1);
}

pub(super) async fn a_corrected_night_takes_the_place_of_the_first(s: Scratch) {
    let night = |date: &str, of, body: &str| Effect::Summary {
        home: home("h0001"),
        of,
        date: date.to_owned(),
        at: NOON,
        body: body.to_owned(),
    };
    take(
        &s,
        [
            night("2026-11-23", SummaryOf::Night, "{\"asleep_min\":400}"),
            night("2026-11-23", SummaryOf::Day, "{}"),
            night("2026-11-22", SummaryOf::Night, "{}"),
            night("2026-11-23", SummaryOf::Night, "{\"revision\":1}"),
        ],
    )
    .await;

    let said = s.store.timeline(&home("h0001"), NOON..after(1)).await.unwrap().summaries;

    let of = |of, date: &str, body: &str| (of, date.to_owned(), body.to_owned());
    assert_eq!(
        said,
        [
            of(SummaryOf::Night, "2026-11-22", "{}"),
            of(SummaryOf::Night, "2026-11-23", "{\"revision\":1}"),
            of(SummaryOf::Day, "2026-11-23", "{}"),
        ]
    );
}

pub(super) async fn summaries_are_asked_for_by_their_dates_whenever_they_came(s: Scratch) {
    let said = |at: &str, date: &str, of| Effect::Summary {
        home: home(at),
        of,
        date: date.to_owned(),
        at: after(90 * 24 * 60),
        body: "{}".to_owned(),
    };
    let (night, day) = (SummaryOf::Night, SummaryOf::Day);
    let dates = ["2026-09-30", "2026-10-01", "2026-11-23", "2026-11-24"];
    let mut all: Vec<Effect> = dates.iter().map(|date| said("h0001", date, night)).collect();
    all.extend([said("h0001", "2026-10-01", day), said("h0002", "2026-10-02", night)]);
    take(&s, all).await;

    let of = "2026-10-01".parse().unwrap()..="2026-11-23".parse().unwrap();
    let found = s.store.summaries(&home("h0001"), of.clone()).await.unwrap();

    let found: Vec<_> = found.iter().map(|(of, date, _)| (*of, date.as_str())).collect();
    assert_eq!(found, [(night, "2026-10-01"), (day, "2026-10-01"), (night, "2026-11-23")]);
    assert_eq!(s.store.summaries(&home("nobody"), of).await.unwrap(), []);
}

pub(super) async fn the_steps_of_alarms_are_asked_for_without_the_rest(s: Scratch) {
    let step = alarm("8-1", Step::Raised);
    take(&s, [raise("h0001", &step, true), raise("h0002", &step, true)]).await;
    let steps = s.store.alarm_steps(&home("h0001"), NOON..after(1)).await.unwrap();
    assert_eq!(steps, [(NOON, step)]);
    assert_eq!(s.store.alarm_steps(&home("h0001"), after(1)..after(2)).await.unwrap(), []);
    assert_eq!(s.store.alarm_steps(&home("nobody"), NOON..after(1)).await.unwrap(), []);
}

pub(super) async fn a_timeline_is_of_one_home_and_one_time(s: Scratch) {
    let gap =
        Gap { lane: Lane::Readings, boot: 8, from: 1, to: 2, count: 2, reason: GapReason::Thinned };
    let gap = Effect::Gap { home: home("h0001"), at: after(2), gap };
    let reply = Reply { request: "r1".to_owned(), outcome: Outcome::Ok(true) };
    let reply = Effect::Reply { home: home("h0001"), at: NOON, reply };
    let mut effects = vec![gap, reply];
    for at in -2..4 {
        effects.extend([minute("h0001", at, 60), minute("h0002", at, 60)]);
        effects.push(event("h0001", at, None, false));
    }
    take(&s, effects).await;

    let said = s.store.timeline(&home("h0001"), NOON..after(2)).await.unwrap();

    let minutes: Vec<Wall> = said.minutes.iter().map(|(at, _)| *at).collect();
    assert_eq!(minutes, [NOON, after(1)]);
    let Effect::Minute { minute, .. } = minute("h0001", 0, 60) else { unreachable!() };
    assert_eq!(said.minutes[0].1, *minute);
    assert_eq!((said.events.len(), said.gaps.len()), (2, 0), "its end is not in it");
    let all = Wall(i64::MIN)..Wall(i64::MAX);
    let ever = s.store.timeline(&home("h0001"), all).await.unwrap();
    assert_eq!((ever.minutes.len(), ever.gaps.len()), (6, 1));
    assert_eq!(s.store.timeline(&home("nobody"), NOON..after(2)).await.unwrap(), <_>::default());
}

pub(super) async fn a_boot_never_goes_back(s: Scratch) {
    for boot in [3, 2] {
        let batch = Batch { boots: vec![(home("h0001"), boot)], ..Batch::default() };
        s.store.take(batch).await.unwrap();
    }
    assert_eq!(s.store.load(NOON).await.unwrap().homes[0].boot, 3);
}

pub(super) async fn poison_is_kept_up_to_a_limit_the_newest_first(s: Scratch) {
    let row = |n: usize| PoisonRow {
        at: NOON,
        topic: format!("hearth/v1/k/h0001/{n}"),
        why: "no JSON".to_owned(),
        payload: vec![0xff; 3],
    };
    take(&s, (0..1_005).map(|n| Effect::Poison(row(n)))).await;

    assert_eq!(s.store.poison(2).await.unwrap(), [row(1_004), row(1_003)]);
    assert_eq!(s.store.poison(u32::MAX).await.unwrap().len(), 1_000);
    assert_eq!(s.store.sizes().await.unwrap().poison, 1_000);
}

pub(super) async fn take(s: &Scratch, effects: impl IntoIterator<Item = Effect>) {
    let batch = Batch { effects: effects.into_iter().collect(), ..Batch::default() };
    s.store.take(batch).await.unwrap();
}

pub(super) fn event(at: &str, minute: i64, fact: Option<&str>, withdrawn: bool) -> Effect {
    let event = EventSaid {
        kind: "bed-exit".to_owned(),
        fact: fact.map(str::to_owned),
        withdrawn,
        body: format!("{{\"minute\":{minute}}}"),
    };
    let id = Id { boot: 8, lane: Lane::Events, seq: 1 };
    Effect::Event { home: home(at), id, at: after(minute), event }
}

pub(super) fn minute(at: &str, minute: i64, heart: i64) -> Effect {
    let figure = |hundredths| alerts::message::Figure { hundredths };
    let rate = Spread {
        n: 20,
        mean: figure(heart * 100),
        min: figure((heart - 1) * 100),
        max: figure((heart + 2) * 100),
    };
    let line = LineMinute {
        heart_rate: (heart > 0).then_some(rate),
        in_bed_s: Some(60),
        ..LineMinute::default()
    };
    let minute_said =
        Minute { from: None, sleep: Asleep::Asleep, lines: vec![("bed".to_owned(), line)] };
    Effect::Minute { home: home(at), at: after(minute), minute: Box::new(minute_said) }
}

pub(super) fn raise(at: &str, step: &AlarmStep, open: bool) -> Effect {
    let id = Some(Id { boot: 8, lane: Lane::Alarms, seq: 1 });
    Effect::Alarm { home: home(at), id, at: NOON, step: Box::new(step.clone()), open }
}

pub(super) fn alarm(name: &str, step: Step) -> AlarmStep {
    AlarmStep {
        latched: true,
        line: Some("kitchen-smoke".to_owned()),
        ..AlarmStep::of(name, AlarmKind::Smoke, Priority::High, step)
    }
}
