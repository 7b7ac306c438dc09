use alerts::Wall;
use jiff::civil::{Date, date};
use jiff::tz::TimeZone;

use super::row::{Became, Stage, Stuck};
use super::want::{Lives, reconcile};
use super::*;
use crate::core::HomeId;
use crate::core::person::{Consent, Consents, Record, Resident, ResidentId};

const NOW: Wall = Wall(1_795_435_200_000);

const TODAY: Date = date(2026, 11, 24);

/// So many seconds later.
const fn at(s: i64) -> Wall {
    Wall(NOW.0 + s * 1_000)
}

fn home(name: &str) -> HomeId {
    name.parse().unwrap()
}

fn digest(text: &str) -> Digest {
    Digest(text.to_owned())
}

fn agreed(since: &str) -> Option<Consent> {
    Some(Consent { since: since.to_owned(), by: "lin".to_owned() })
}

fn du(clinic: Option<Consent>) -> Resident {
    let consents = Consents { monitoring: agreed("2026-01-02"), clinic, clinic_name: None };
    let record = Record { name: "Du".to_owned(), consents, ..Record::default() };
    Resident { id: ResidentId(7), revision: 1, home: Some(home("h1")), seat: None, record }
}

fn night(date: Date) -> Item {
    Item::Night(date)
}

fn row() -> Row {
    Row::new(at(0), (ResidentId(7), home("h1")), night(date(2026, 11, 23)), digest("a"))
}

fn due_s(row: &Row) -> Option<i64> {
    row.poll_timeout().map(|due| (due.0 - NOW.0) / 1_000)
}

#[test]
fn a_night_goes_out_once_and_what_is_not_answered_goes_out_again_later_and_later() {
    let mut row = row();
    let mut waits = Vec::new();
    let mut now = 0;
    for _ in 0..8 {
        row = row.begin(at(now)).unwrap();
        assert!(!row.is_revision() && row.clone().begin(at(now)).is_none());
        row = row.became(at(now), Became::NotNow { after: None });
        waits.push(due_s(&row).unwrap() - now);
        now = due_s(&row).unwrap();
    }
    assert_eq!(waits, [60, 120, 240, 480, 960, 1_920, 3_600, 3_600]);
    let row = row.begin(at(now)).unwrap().became(at(now), Became::Taken);
    assert_eq!((&row.stage, &row.sent, row.tries), (&Stage::Sent, &Some(digest("a")), 0));
    assert_eq!(row.clone().want(at(now), row.item.clone(), digest("a")), row);
}

#[test]
fn a_station_that_dies_in_the_middle_sends_the_same_again_and_what_has_changed_as_a_revision() {
    // Nothing was heard of the attempt: the row is due again by itself.
    let begun = row().begin(at(0)).unwrap();
    assert_eq!(due_s(&begun), Some(60));
    assert!(!begun.is_revision());
    // The night was corrected meanwhile: the clinic may have the first.
    let item = begun.item.clone();
    let changed = begun.want(at(10), item.clone(), digest("b"));
    assert!(changed.is_revision());
    let tried = changed.begin(at(60)).unwrap();
    assert!(tried.is_revision(), "it is still not known which of the two the clinic has");
    let back = tried.want(at(70), item, digest("a"));
    assert!(back.is_revision());
    let done = back.begin(at(120)).unwrap().became(at(120), Became::Taken);
    assert_eq!((&done.stage, &done.sent), (&Stage::Sent, &Some(digest("a"))));
}

#[test]
fn what_was_put_off_by_a_clock_that_was_wrong_is_due_when_it_is_right() {
    let year = 365 * 86_400;
    let begun = row().begin(at(year)).unwrap();
    let failed = begun.became(at(year), Became::NotNow { after: None });
    assert!(failed.begin(at(1)).is_some());
}

#[test]
fn what_changes_on_its_way_goes_out_again_as_a_revision() {
    let begun = row().begin(at(0)).unwrap();
    let changed = begun.want(at(1), night(date(2026, 11, 23)), digest("b"));
    let taken = changed.became(at(2), Became::Taken);
    assert_eq!((due_s(&taken), &taken.sent), (Some(2), &Some(digest("a"))));
    assert!(taken.is_revision());
}

#[test]
fn a_412_waits_for_a_human_who_sends_it_again_or_leaves_it() {
    let stuck = row().begin(at(0)).unwrap().became(at(1), Became::Stuck(Stuck::Ambiguous));
    assert_eq!(stuck.poll_timeout(), None);
    let corrected = stuck.clone().want(at(2), stuck.item.clone(), digest("b"));
    assert!(matches!(corrected.stage, Stage::Stuck { .. }), "the same would be said of it");
    assert_eq!(due_s(&stuck.clone().again(at(9))), Some(9));
    let left = stuck.leave(at(9));
    assert_eq!(left.stage, Stage::Left);
    assert_eq!(left.clone().stop(at(10)), left);
}

#[test]
fn what_was_refused_is_tried_again_when_it_is_other() {
    let stuck = row().begin(at(0)).unwrap().became(at(1), Became::Stuck(Stuck::Refused(422)));
    let same = stuck.clone().want(at(2), stuck.item.clone(), digest("a"));
    assert_eq!(same.poll_timeout(), None);
    assert_eq!(due_s(&stuck.clone().want(at(2), stuck.item.clone(), digest("b"))), Some(2));
}

#[test]
fn a_withdrawn_consent_stops_what_waits_and_what_has_left_stays_as_it_is() {
    let stopped = row().stop(at(1));
    assert_eq!((&stopped.stage, stopped.poll_timeout()), (&Stage::Stopped, None));
    let sent = row().begin(at(0)).unwrap().became(at(0), Became::Taken);
    assert_eq!(sent.clone().stop(at(1)), sent);
    // It was on its way when it was withdrawn: then the clinic has it.
    let on_its_way = row().begin(at(0)).unwrap().stop(at(1)).became(at(2), Became::Taken);
    assert_eq!(on_its_way.stage, Stage::Sent);
    let lost = row().begin(at(0)).unwrap().stop(at(1));
    let lost = lost.became(at(2), Became::NotNow { after: None });
    assert_eq!(lost.stage, Stage::Stopped);
    assert_eq!(due_s(&stopped.clone().want(at(5), stopped.item.clone(), digest("a"))), Some(5));
}

#[test]
fn nothing_leaves_of_whoever_has_not_agreed_or_on_no_day_or_lives_nowhere() {
    let of = |resident: &Resident| Leaves::of(resident, None, TODAY);
    assert_eq!(of(&du(None)), Err(Stays::NotAgreed));
    assert_eq!(of(&du(agreed("last week"))), Err(Stays::NoDay));
    assert_eq!(of(&du(agreed("2026-11-25"))), Err(Stays::NotYet));
    assert_eq!(of(&Resident { home: None, ..du(agreed("2026-11-01")) }), Err(Stays::NoHome));
    let mut named = du(agreed("2026-11-01"));
    assert_eq!(of(&named).unwrap().name(), None);
    named.record.consents.clinic_name = agreed("2026-11-01");
    assert_eq!(of(&named).unwrap().name(), Some("Du"));
}

#[test]
fn only_what_was_measured_from_the_day_of_the_consent_on_leaves() {
    let leaves = Leaves::of(&du(agreed("2026-11-23")), None, TODAY).unwrap();
    let may = |item| leaves.may(&item, None, &TimeZone::UTC);
    assert!(!may(night(date(2026, 11, 23))), "it began on the day before");
    assert!(may(night(date(2026, 11, 24))));
    assert!(may(Item::Day(date(2026, 11, 23))) && !may(Item::Day(date(2026, 11, 22))));
    let alarm = |at| leaves.may(&Item::Alarm("8-3".to_owned()), at, &TimeZone::UTC);
    let midnight = Wall(1_795_392_000_000);
    assert!(alarm(Some(midnight)) && !alarm(Some(Wall(midnight.0 - 1))) && !alarm(None));
    let mut unwatched = du(agreed("2026-11-01"));
    unwatched.record.consents.monitoring = None;
    let leaves = Leaves::of(&unwatched, None, TODAY).unwrap();
    assert!(!leaves.may(&night(date(2026, 11, 23)), None, &TimeZone::UTC));
    assert!(leaves.may(&Item::Alarm("8-3".to_owned()), Some(NOW), &TimeZone::UTC));
}

#[test]
fn the_nights_of_whoever_lived_there_before_are_nobody_elses() {
    let mut seen = Lives::default();
    let old = du(agreed("2026-01-02"));
    let mut follow = |now, residents: &[Resident]| {
        let moved = seen.moved(now, residents);
        seen.people.extend(moved.people.clone());
        seen.homes.extend(moved.homes.clone());
        seen.clone()
    };
    assert_eq!(follow(at(0), std::slice::from_ref(&old)).since(old.id), None);
    let gone = Resident { home: None, ..old.clone() };
    follow(at(1), std::slice::from_ref(&gone));
    let new = Resident { id: ResidentId(8), ..old.clone() };
    let seen = follow(at(2), &[gone, new.clone()]);
    assert_eq!(seen.since(new.id), Some(at(2)));
    let leaves = Leaves::of(&new, seen.since(new.id), TODAY).unwrap();
    assert!(!leaves.may(&night(date(2026, 11, 23)), None, &TimeZone::UTC));
    assert!(leaves.may(&night(date(2026, 11, 25)), None, &TimeZone::UTC));
}

#[test]
fn what_the_clinic_has_is_not_told_again_and_what_is_anothers_is_not_touched() {
    let resident = du(agreed("2026-01-02"));
    let leaves = Leaves::of(&resident, None, TODAY);
    let wanted = |text: &str| vec![(night(date(2026, 11, 23)), digest(text))];
    let ask = |text: &str, rows: Vec<Row>, leaves| {
        reconcile((at(9), &TimeZone::UTC), (resident.id, leaves), wanted(text), rows)
    };
    let [fresh] = ask("a", vec![], &leaves).try_into().unwrap();
    assert_eq!((fresh.id, due_s(&fresh)), (RowId(0), Some(9)));
    let sent = Row { id: RowId(3), ..row().begin(at(0)).unwrap().became(at(0), Became::Taken) };
    assert_eq!(ask("a", vec![sent.clone()], &leaves), []);
    let [again] = ask("b", vec![sent.clone()], &leaves).try_into().unwrap();
    assert!(again.is_revision() && due_s(&again) == Some(9));
    let anothers = Row { resident: ResidentId(8), ..sent };
    assert_eq!(ask("b", vec![anothers], &leaves), []);
    let waits = Row { id: RowId(3), ..row() };
    let withdrawn = Err(Stays::NotAgreed);
    let [stopped] = ask("a", vec![waits.clone()], &withdrawn).try_into().unwrap();
    assert_eq!(stopped.stage, Stage::Stopped);
    let later = Leaves::of(&du(agreed("2026-11-23")), None, TODAY);
    let none = reconcile((at(9), &TimeZone::UTC), (resident.id, &later), vec![], vec![waits]);
    assert_eq!(none.first().map(|it| &it.stage), Some(&Stage::Stopped), "the consent is later now");
}

mod risks {
    use super::*;
    use crate::core::clinic::risk::{Risk, Standing, follow, standing};
    use crate::core::heard::AlarmStep;
    use crate::core::weeks::Weeks;
    use alerts::message::{AlarmKind, Priority, Step};

    fn fall(name: &str, at: Wall, test: bool) -> (Wall, AlarmStep) {
        let step = AlarmStep::of(name, AlarmKind::Fall, Priority::High, Step::Raised);
        (at, AlarmStep { test, ..step })
    }

    #[test]
    fn two_falls_in_thirty_days_are_a_risk_and_a_test_or_a_reminder_is_no_fall() {
        let today = date(2026, 11, 23);
        let days = |n: i64| Wall(NOW.0 - n * 86_400_000);
        let weeks = Weeks::said(today, &[]);
        let of = |alarms: &[(Wall, AlarmStep)]| standing(today, (alarms, &weeks), &TimeZone::UTC);
        let (one, two) = (fall("8-1", days(20), false), fall("8-2", days(3), false));
        assert_eq!(of(&[one.clone(), one.clone()]), []);
        assert_eq!(of(&[one.clone(), fall("8-3", days(2), true)]), []);
        assert_eq!(of(&[fall("7-1", days(31), false), two.clone()]), []);
        assert_eq!(of(&[one, two]), [(Risk::Falls, date(2026, 11, 20))]);
    }

    #[test]
    fn a_risk_that_does_not_stand_any_more_has_an_end_and_begins_anew_as_another() {
        let (first, today) = (date(2026, 11, 20), date(2026, 11, 23));
        let stands = [(Risk::Falls, first)];
        let told = follow(first, vec![], &stands);
        assert_eq!(told, [Standing { risk: Risk::Falls, since: first, until: None }]);
        assert_eq!(follow(today, told.clone(), &[(Risk::Falls, today)]), told);
        let over = follow(today, told, &[]);
        assert_eq!(over, [Standing { risk: Risk::Falls, since: first, until: Some(today) }]);
        let again = follow(today, over.clone(), &[(Risk::Falls, today)]);
        assert_eq!(again.len(), 2);
        assert_eq!(again[0], over[0]);
    }
}
