use jiff::Timestamp;
use proptest::prelude::*;

use super::*;

const HOUR: Duration = Duration::from_secs(3_600);

fn at(text: &str) -> Wall {
    Wall(text.parse::<Timestamp>().unwrap().as_millisecond())
}

fn zone(name: &str) -> TimeZone {
    TimeZone::get(name).unwrap()
}

/// Monday to Friday, 09:00–12:00 and 14:00–18:00, with these lines.
fn office(lines: &str, place: &str) -> Calendar {
    let hours = read_hours("09:00-12:00 14:00-18:00").unwrap();
    let plan = Plan::new(Plan::default().days(), hours).unwrap();
    let differs = read(format!("date,to,is,name\n{lines}").as_bytes()).unwrap();
    Calendar::new(plan.differing(differs).unwrap(), zone(place))
}

/// The first half of October 2026, as a Chinese notice has it.
const GOLDEN_WEEK: &str = "2026-10-01,2026-10-07,holiday,国庆节\n2026-10-10,,working,补班\n";

#[test]
fn two_hours_from_friday_evening_end_on_monday_morning() {
    let it = office("", "Asia/Shanghai");
    let friday = at("2026-11-27T17:00:00+08:00");
    assert_eq!(it.add_working(friday, 2 * HOUR), at("2026-11-30T10:00:00+08:00"));
    assert_eq!(it.add_working(friday, HOUR), at("2026-11-27T18:00:00+08:00"), "not on Monday");
    assert_eq!(it.add_working(friday, Duration::ZERO), friday);
    let lunch = at("2026-11-27T12:30:00+08:00");
    assert_eq!(it.add_working(lunch, HOUR), at("2026-11-27T15:00:00+08:00"));
    assert_eq!(it.working_between(friday, at("2026-11-30T09:30:00+08:00")), HOUR * 3 / 2);
    assert_eq!(it.working_between(at("2026-11-30T09:30:00+08:00"), friday), Duration::ZERO);
}

#[test]
fn a_day_ends_in_the_evening_and_who_comes_later_has_the_next_one() {
    let it = office(GOLDEN_WEEK, "Asia/Shanghai");
    let end = |text: &str| it.end_of_working_day(at(text));
    assert_eq!(end("2026-11-27T06:00:00+08:00"), at("2026-11-27T18:00:00+08:00"));
    assert_eq!(end("2026-11-27T11:59:59+08:00"), at("2026-11-27T18:00:00+08:00"));
    assert_eq!(end("2026-11-27T18:00:00+08:00"), at("2026-11-30T18:00:00+08:00"));
    assert_eq!(end("2026-09-30T20:00:00+08:00"), at("2026-10-08T18:00:00+08:00"));
}

#[test]
fn the_golden_week_is_skipped_and_the_saturday_that_makes_up_for_it_is_worked() {
    let it = office(GOLDEN_WEEK, "Asia/Shanghai");
    let last = at("2026-09-30T18:00:00+08:00");
    assert_eq!(it.add_working(last, HOUR), at("2026-10-08T10:00:00+08:00"));
    assert!(it.is_working(at("2026-10-10T09:00:00+08:00")));
    assert!(!it.is_working(at("2026-10-03T09:00:00+08:00")));
    assert!(!it.is_working(at("2026-10-11T09:00:00+08:00")));
    assert_eq!(it.working_between(last, at("2026-10-12T00:00:00+08:00")), 21 * HOUR);
}

#[test]
fn who_reports_a_minute_before_the_holidays_end_is_looked_at_on_the_first_morning() {
    let it = office(GOLDEN_WEEK, "Asia/Shanghai");
    // The community's midnight, which is another day in Greenwich.
    for moment in ["2026-10-07T23:59:00+08:00", "2026-10-07T15:59:59Z", "2026-10-08T00:00:00+08:00"]
    {
        assert_eq!(
            it.add_working(at(moment), 2 * HOUR),
            at("2026-10-08T11:00:00+08:00"),
            "{moment}"
        );
        assert_eq!(it.end_of_working_day(at(moment)), at("2026-10-08T18:00:00+08:00"), "{moment}");
    }
    // Friday night before the Saturday that is worked: not a weekend.
    let friday = at("2026-10-09T23:59:00+08:00");
    assert_eq!(it.add_working(friday, 2 * HOUR), at("2026-10-10T11:00:00+08:00"));
}

#[test]
fn a_half_holiday_has_its_own_hours() {
    let it = office("2027-02-05,,9:00-12:00,除夕前一天\n", "Asia/Shanghai");
    let morning = at("2027-02-05T09:00:00+08:00");
    assert_eq!(it.end_of_working_day(morning), at("2027-02-05T12:00:00+08:00"));
}

#[test]
fn the_clock_change_makes_a_night_shift_an_hour_longer_or_shorter() {
    let hours = vec![Hours { from: 0, to: 6 * 60 }];
    let it = Calendar::new(Plan::new([true; 7], hours).unwrap(), zone("Europe/Berlin"));
    let night = |from: &str, to: &str| it.working_between(at(from), at(to));
    assert_eq!(night("2026-10-24T22:00:00Z", "2026-10-25T22:59:59Z"), 7 * HOUR);
    assert_eq!(night("2026-03-28T23:00:00Z", "2026-03-29T21:59:59Z"), 5 * HOUR);
}

#[test]
fn an_office_that_never_closes_counts_every_hour() {
    let day = vec![Hours { from: 0, to: 24 * 60 }];
    let it = Calendar::new(Plan::new([true; 7], day).unwrap(), zone("Europe/Berlin"));
    let from = at("2026-03-28T12:34:56Z");
    assert_eq!(it.add_working(from, 100 * HOUR), from + 100 * HOUR);
}

#[test]
fn who_never_works_is_refused_and_a_broken_row_too() {
    let usual = Plan::default().hours().to_vec();
    let hours = |from, to| Hours { from, to };
    assert_eq!(Plan::new([false; 7], usual.clone()), Err(NoPlan::NoDay));
    assert_eq!(Plan::new([true; 7], vec![]), Err(NoPlan::NoHours));
    assert_eq!(Plan::new([true; 7], vec![hours(60, 60)]), Err(NoPlan::BadHours));
    assert_eq!(Plan::new([true; 7], vec![hours(0, 120), hours(60, 180)]), Err(NoPlan::BadHours));
    assert_eq!(Plan::new([true; 7], vec![hours(0, 1_441)]), Err(NoPlan::BadHours));
    let many = (0..5).map(|n| hours(n * 60, n * 60 + 30)).collect();
    assert_eq!(Plan::new([true; 7], many), Err(NoPlan::TooManySpells));
    let kept = serde_json::to_string(&Plan::default()).unwrap();
    assert_eq!(serde_json::from_str::<Plan>(&kept).unwrap(), Plan::default());
    assert!(serde_json::from_str::<Plan>(&kept.replace("true", "false")).is_err());
}

#[test]
fn each_fault_of_a_file_is_told_by_its_line() {
    let file = "date,to,is,name\n2026-10-01,2026-10-07,休,国庆\n2026-02-30,,holiday,\n\
                2026-10-10,2026-10-09,working,\n2026-10-05,,holiday,\n2026-12-24,,maybe,\n\
                2026-12-31,,12:00-09:00,\n,,,\nx,,holiday,\n";
    let faults = read(file.as_bytes()).unwrap_err();
    let day = |text: &str| text.parse::<Day>().unwrap();
    let said: Vec<_> = faults.into_iter().map(|fault| (fault.line, fault.why)).collect();
    assert_eq!(
        said,
        [
            (3, Why::NoDay("2026-02-30".into())),
            (4, Why::Backwards),
            (5, Why::Twice { day: day("2026-10-05"), first: 2 }),
            (6, Why::NoKind("maybe".into())),
            (7, Why::BadHours("12:00-09:00".into())),
            (9, Why::NoDay("x".into())),
        ]
    );
    let whole = |bytes: &[u8]| read(bytes).unwrap_err()[0].why.clone();
    assert_eq!(whole(b""), Why::NoColumn("date"));
    assert_eq!(whole(b"date,name\n"), Why::NoColumn("is"));
    assert_eq!(whole(b"date,is\n\xff"), Why::NotUtf8);
    assert_eq!(whole(&vec![b'a'; MOST_BYTES + 1]), Why::TooLarge);
    assert_eq!(whole(b"date,to,is\n1970-01-01,2199-12-31,holiday\n"), Why::TooManyDays);
}

#[test]
fn a_spreadsheet_s_own_days_and_words_are_read() {
    let want = read(b"date,is,name\n2026-10-01,holiday,\n").unwrap();
    for text in [
        "\u{feff}日期;类型\r\n2026/10/1;休\r\n",
        "Date\tIs\n2026.10.01\tHoliday\n",
        "日期,类型\n2026年10月1日,放假\n",
        "is,date\noff,2026-10-01\n",
    ] {
        assert_eq!(read(text.as_bytes()).as_ref(), Ok(&want), "{text:?}");
    }
}

fn spells() -> impl Strategy<Value = Vec<Hours>> {
    prop::collection::btree_set(0_u16..=1_440, 2..=8).prop_filter_map("pairs", |marks| {
        let marks: Vec<u16> = marks.into_iter().collect();
        let pairs = marks.chunks_exact(2).map(|it| Hours { from: it[0], to: it[1] });
        Some(pairs.collect::<Vec<_>>()).filter(|it| !it.is_empty())
    })
}

fn plans() -> impl Strategy<Value = Plan> {
    let is =
        prop_oneof![Just(DayIs::Holiday), Just(DayIs::Working), spells().prop_map(DayIs::Hours)];
    let first: Date = "2026-01-01".parse().unwrap();
    let day = (0_i64..700).prop_map(move |n| Day(first.saturating_add(jiff::ToSpan::days(n))));
    let differs = is.prop_map(|is| Differs { is, name: "x, \"y\"".into() });
    let differs = prop::collection::btree_map(day, differs, 0..40);
    let days = prop::array::uniform7(any::<bool>());
    (days, spells(), differs).prop_filter_map("some day works", |(days, hours, differs)| {
        Plan::new(days, hours).ok()?.differing(differs).ok()
    })
}

const ZONES: [&str; 6] =
    ["Asia/Shanghai", "Europe/Berlin", "America/St_Johns", "Asia/Beirut", "UTC", "Pacific/Apia"];

proptest! {
    #[test]
    fn what_is_added_lies_between(
        plan in plans(),
        place in prop::sample::select(ZONES.to_vec()),
        from in 1_767_000_000_000_i64..1_830_000_000_000,
        span in 0_u64..400 * 3_600_000,
    ) {
        let (it, from, span) =
            (Calendar::new(plan, zone(place)), Wall(from), Duration::from_millis(span));
        let until = it.add_working(from, span);
        prop_assert!(until >= from);
        // Half an hour a week are not 400 hours in ten years.
        prop_assume!(it.working_between(from, Wall(i64::MAX)) > span);
        prop_assert_eq!(it.working_between(from, until), span);
        // The earliest such moment: a little before, less has passed.
        if !span.is_zero() {
            prop_assert!(it.working_between(from, Wall(until.0 - 1)) < span);
        }
    }

    #[test]
    fn time_adds_up_and_the_line_says_the_same(
        plan in plans(),
        place in prop::sample::select(ZONES.to_vec()),
        mut marks in prop::array::uniform3(1_767_000_000_000_i64..1_830_000_000_000),
    ) {
        marks.sort_unstable();
        let [a, b, c] = marks.map(Wall);
        let it = Calendar::new(plan, zone(place));
        let whole = it.working_between(a, c);
        prop_assert_eq!(it.working_between(a, b) + it.working_between(b, c), whole);
        let line = it.line(a, c);
        prop_assert_eq!(line.between(a, c), whole);
        prop_assert_eq!(line.between(b, c), it.working_between(b, c));
        prop_assert_eq!(line.between(c, a), Duration::ZERO);
    }

    #[test]
    fn a_day_ends_after_it_was_asked_for_and_at_the_end_of_work(
        plan in plans(),
        place in prop::sample::select(ZONES.to_vec()),
        from in 1_767_000_000_000_i64..1_830_000_000_000,
    ) {
        let (it, from) = (Calendar::new(plan, zone(place)), Wall(from));
        let end = it.end_of_working_day(from);
        prop_assert!(end > from);
        prop_assert!(it.is_working(Wall(end.0 - 1)));
    }

    #[test]
    fn the_file_comes_back_as_it_was_written(plan in plans()) {
        prop_assert_eq!(&read(&write(plan.differs())).unwrap(), plan.differs());
        let kept = serde_json::to_string(&plan).unwrap();
        prop_assert_eq!(serde_json::from_str::<Plan>(&kept).unwrap(), plan.clone());
        let said = say_hours(plan.hours());
        prop_assert_eq!(read_hours(&said).unwrap(), plan.hours());
    }

    #[test]
    fn no_bytes_make_the_reader_panic(bytes in prop::collection::vec(any::<u8>(), 0..300)) {
        drop(read(&bytes));
        drop(read(&[b"date,to,is,name\n", &bytes[..]].concat()));
    }

    #[test]
    fn no_moment_makes_the_calendar_panic(at in any::<i64>(), span in any::<u64>()) {
        let it = office(GOLDEN_WEEK, "Europe/Berlin");
        let _answers = (
            it.end_of_working_day(Wall(at)),
            it.add_working(Wall(at), Duration::from_millis(span)),
            it.working_between(Wall(at), Wall(i64::MAX)),
            it.is_working(Wall(at)),
        );
    }
}
