use super::*;
use crate::core::calendar::Plan;
use proptest::prelude::*;

const DAY: i64 = 86_400_000;

/// Monday, 1 December 2025, 00:00 in Shanghai.
const FIRST: Wall = Wall(1_764_518_400_000);

fn office() -> Calendar {
    Calendar::new(Plan::default(), TimeZone::get("Asia/Shanghai").unwrap())
}

fn at(text: &str) -> Wall {
    Wall(text.parse::<jiff::Timestamp>().unwrap().as_millisecond())
}

/// A file of so many cases of so many grid workers, the same each time; and how many of each state
/// each worker has, counted as they are made.
pub(crate) fn seeded(cases: u32, workers: u32) -> (String, BTreeMap<(String, String), u32>) {
    let mut seed: u64 = 2_238;
    let mut draw = move |below: u64| {
        seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (seed >> 33) % below
    };
    let states = [
        "confirmed",
        "confirmed",
        "confirmed",
        "unconfirmed",
        "done",
        "refused",
        "duplicate",
        "forwarded",
        "in-work",
        "received",
    ];
    let mut counts = BTreeMap::new();
    let mut file = "receipt,kind,worker,building,state,received,looked,done,reopened\n".to_owned();
    for n in 0..cases {
        let worker = format!("Worker {:02}", u64::from(n % workers) + 1);
        let kind = ReportKind::ALL[usize::try_from(draw(10)).unwrap()];
        let state = states[usize::try_from(draw(10)).unwrap()];
        let draw_ms = |hours: u64, draw: &mut dyn FnMut(u64) -> u64| {
            i64::try_from(draw(hours * 60)).unwrap() * 60_000
        };
        let received = FIRST.0 + draw_ms(350 * 24, &mut draw);
        let looked = received + draw_ms(30, &mut draw);
        let done = looked + draw_ms(72, &mut draw);
        let say = |at: i64| jiff::Timestamp::from_millisecond(at).unwrap().to_string();
        let is_done = ["confirmed", "unconfirmed", "done"].contains(&state);
        let looked = if state == "received" { String::new() } else { say(looked) };
        let done = if is_done { say(done) } else { String::new() };
        let reopened = u32::from(draw(12) == 0);
        file += &format!(
            "C{n:05},{kind},{worker},{},{state},{},{looked},{done},{reopened}\n",
            draw(40) + 1,
            say(received)
        );
        *counts.entry((worker, state.to_owned())).or_insert(0) += 1;
    }
    (file, counts)
}

fn entries(file: &str, now: Wall) -> Vec<Entry> {
    let found = read(file.as_bytes(), &office(), now).unwrap();
    found
        .into_iter()
        .map(|past| {
            let number = past.worker.trim_start_matches("Worker ").parse().ok().map(PartyId);
            Entry { worker: number, ..past.entry }
        })
        .collect()
}

#[test]
fn two_thousand_cases_of_85_grid_workers_are_counted_to_the_last_one() {
    let now = Wall(FIRST.0 + 365 * DAY);
    let (file, counts) = seeded(2_238, 85);
    let all = entries(&file, now);
    let ledger = Ledger::of(&all, &office(), now);
    assert_eq!(ledger.whole.reports, 2_238);
    assert_eq!(ledger.workers.len(), 85);
    for (worker, it) in &ledger.workers {
        let name = format!("Worker {:02}", worker.unwrap().0);
        let count = |state: &str| counts.get(&(name.clone(), state.into())).copied().unwrap_or(0);
        assert_eq!(it.confirmed, count("confirmed"), "{name}");
        assert_eq!(it.unconfirmed, count("unconfirmed"), "{name}");
        assert_eq!(it.waiting, count("done"), "{name}");
        assert_eq!(it.refused, count("refused"), "{name}");
        assert_eq!(it.duplicate, count("duplicate"), "{name}");
        assert_eq!(it.forwarded, count("forwarded"), "{name}");
        assert_eq!(it.open, count("in-work") + count("received"), "{name}");
        // The times the long way round.
        let own = all.iter().filter(|it| it.worker == *worker);
        let mut looks: Vec<_> =
            own.filter_map(|it| Some(office().working_between(it.received, it.looked?))).collect();
        looks.sort();
        let half = looks.len() / 2;
        let middle =
            if looks.len() % 2 == 1 { looks[half] } else { (looks[half - 1] + looks[half]) / 2 };
        assert_eq!(it.to_look, Some(middle), "{name}");
    }
    let sums = |groups: Vec<&Figures>| {
        let sum = |of: fn(&Figures) -> u32| groups.iter().map(|it| of(it)).sum::<u32>();
        (
            sum(|it| it.reports),
            sum(Figures::done),
            sum(|it| it.response.are),
            sum(|it| it.solution.of),
            sum(|it| it.satisfaction.are),
        )
    };
    let whole = sums(vec![&ledger.whole]);
    assert_eq!(sums(ledger.workers.values().collect()), whole);
    assert_eq!(sums(ledger.kinds.values().collect()), whole);
    assert_eq!(sums(ledger.buildings.values().collect()), whole);
    assert_eq!(sums(ledger.months.values().collect()), whole);
}

#[test]
fn each_rate_is_of_those_whose_time_has_come_and_silence_is_counted_apart() {
    let file = "receipt,kind,worker,building,state,received,looked,done,reopened,promised\n\
        1,road,Worker 1,4,confirmed,2026-11-23 09:00,2026-11-23 10:00,2026-11-23 17:00,0,\n\
        2,road,Worker 1,4,confirmed,2026-11-23 09:00,2026-11-23 12:00,2026-11-24 10:00,1,\n\
        3,road,Worker 1,4,unconfirmed,2026-11-23 09:00,2026-11-23 11:00,2026-11-25 12:00,0,2026-11-25 18:00\n\
        4,light,Worker 1,4,accepted,2026-11-20 09:00,2026-11-20 09:30,,0,\n\
        5,light,Worker 1,5,received,2026-11-30 09:30,,,0,\n\
        7,light,Worker 1,5,received,2026-11-27 16:30,,,0,\n\
        6,light,Worker 1,5,refused,2026-11-23 09:00,2026-11-23 09:10,,0,\n";
    let now = at("2026-11-30T10:00:00+08:00");
    let it = Ledger::of(&entries(file, now), &office(), now).whole;
    assert_eq!((it.reports, it.open, it.confirmed, it.unconfirmed, it.refused), (7, 3, 2, 1, 1));
    assert_eq!(it.response, Share { are: 4, of: 6 }, "the fifth has still an hour and a half");
    assert_eq!(
        it.solution,
        Share { are: 3, of: 4 },
        "not the refused one, and today has not ended"
    );
    assert_eq!(it.in_time, Share { are: 2, of: 4 }, "one by its promise");
    assert_eq!(it.satisfaction, Share { are: 1, of: 2 }, "whoever is silent is neither");
    assert_eq!(it.to_look, Some(Duration::from_secs(3_600)));
    assert_eq!(it.to_done, Some(Duration::from_secs(10 * 3_600)));
    assert_eq!(it.satisfaction.per_mille(), Some(500));
    assert_eq!(Share::default().per_mille(), None, "nothing is no zero");
}

#[test]
fn each_fault_of_a_file_is_told_by_its_line() {
    let file = "receipt,kind,state,received,looked,done,reopened\n\
        ,road,received,2026-11-23 09:00,,,\n\
        2,moon,received,2026-11-23 09:00,,,\n\
        3,road,maybe,2026-11-23 09:00,,,\n\
        4,road,received,yesterday,,,\n\
        5,road,done,2026-11-23 09:00,,,\n\
        6,road,done,2026-11-23 09:00,2026-11-23 08:00,2026-11-23 10:00,\n\
        7,road,received,2027-11-23 09:00,,,\n\
        8,road,received,2026-11-23 09:00,,,many\n\
        9,road,received,2026-11-23 09:00,,,\n\
        9,road,received,2026-11-23 09:00,,,\n";
    let faults = read(file.as_bytes(), &office(), at("2026-11-30T10:00:00+08:00")).unwrap_err();
    let said: Vec<_> = faults.into_iter().map(|it| (it.line, it.why)).collect();
    assert_eq!(
        said,
        [
            (2, Why::Empty("receipt")),
            (3, Why::NoKind("moon".into())),
            (4, Why::NoState("maybe".into())),
            (5, Why::NoTime("yesterday".into())),
            (6, Why::NotDone),
            (7, Why::Backwards("looked")),
            (8, Why::Backwards("received")),
            (9, Why::NoNumber("many".into())),
            (11, Why::Twice { first: 10 }),
        ]
    );
    let whole = |bytes: &[u8]| read(bytes, &office(), FIRST).unwrap_err()[0].why.clone();
    assert_eq!(whole(b""), Why::NoColumn("receipt"));
    assert_eq!(whole(b"receipt\xff"), Why::NotUtf8);
    assert_eq!(whole(&vec![b'a'; MOST_BYTES + 1]), Why::TooLarge);
}

#[test]
fn a_spreadsheet_s_own_times_and_chinese_words_are_read() {
    let now = at("2026-11-30T10:00:00+08:00");
    let file = "编号;类型;网格员;楼栋;状态;上报时间;受理时间;办结时间\n\
        A-1;路面破损;杜;4号楼;满意;2026/1/5 9:05;2026/1/5 10:00:30;2026/1/5 15:00\n";
    let found = read(file.as_bytes(), &office(), now).unwrap().remove(0);
    assert_eq!((found.receipt.as_str(), found.worker.as_str()), ("A-1", "杜"));
    assert_eq!(found.entry.received, at("2026-01-05T09:05:00+08:00"));
    assert_eq!(found.entry.looked, Some(at("2026-01-05T10:00:30+08:00")));
    assert_eq!(found.entry.look_by, at("2026-01-05T11:05:00+08:00"));
    assert_eq!(found.entry.ended, found.entry.done);
    assert_eq!(found.entry.kind, ReportKind::Road);
}

proptest! {
    #[test]
    fn no_bytes_make_the_reader_panic(bytes in prop::collection::vec(any::<u8>(), 0..300)) {
        drop(read(&bytes, &office(), FIRST));
        let head = b"receipt,kind,state,received,looked,done\n1,road,done,";
        drop(read(&[&head[..], &bytes[..]].concat(), &office(), FIRST));
    }
}
