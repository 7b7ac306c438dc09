use super::*;
use crate::core::access::Role;
use crate::core::desk::party::Channel;
use crate::core::person::{Absence, Record};
use crate::store::parties::Who;

/// A Monday noon, UTC: eight in the evening in Chongqing.
const NOON: Wall = Wall(1_795_435_200_000);

#[test]
fn staff_serve_everybody_and_a_grid_worker_those_who_are_bound_to_them() {
    let directory = community(&[
        (1, PartyIs::Staff, None, None, "1"),
        (2, PartyIs::GridWorker, Some("chen"), None, "2"),
        (3, PartyIs::Volunteer, None, None, "3"),
        (4, PartyIs::Relative, None, Some(7), "4"),
        (5, PartyIs::Group("grid-3".to_owned()), None, None, "5"),
    ]);
    assert_eq!(called(&directory, Some(7)), [1, 4, 2, 3, 5]);
    assert_eq!(called(&directory, Some(8)), [1, 3, 5], "of another resident");
    assert_eq!(called(&directory, None), [1, 3, 5]);
}

#[test]
fn somebody_who_is_known_twice_is_called_once_and_who_has_not_agreed_is_no_way_to_them() {
    let mut directory = community(&[
        (1, PartyIs::GridWorker, None, None, "+86 138 0013 8000"),
        (2, PartyIs::GridWorker, None, Some(7), "13800138000"),
    ]);
    assert_eq!(called(&directory, Some(7)), [2]);
    assert_eq!(called(&directory, Some(8)), [1]);
    directory.parties.get_mut(&PartyId(2)).unwrap().who.consent = false;
    assert_eq!(called(&directory, Some(7)), [2, 1]);
    directory.parties.get_mut(&PartyId(1)).unwrap().active = false;
    assert_eq!(called(&directory, Some(8)), [0; 0]);
}

#[test]
fn who_is_away_is_by_the_communitys_calendar_and_the_night_by_its_clock() {
    let mut directory = community(&[]);
    let resident = directory.residents.get_mut(&ResidentId(7)).unwrap();
    let absence = Absence { from: "2026-11-24".to_owned(), to: None, why: String::new() };
    resident.record.absences.push(absence);
    let world = |now| directory.world(now, Some(ResidentId(7)), Around::default());
    assert!(!world(NOON).is_away);
    assert_eq!(world(NOON).quiet_until, None);
    // Half past midnight there.
    let night = Wall(NOON.0 + 4 * 3_600_000 + 1_800_000);
    assert!(world(night).is_away && world(night).quiet_until.is_some());
    assert_eq!(directory.away(NOON).0, "2026-11-23");
    let (day, homes) = directory.away(night);
    assert_eq!((day.as_str(), homes.len()), ("2026-11-24", 1));
    let about = About::HomeLost { home: "h7".parse().unwrap() };
    assert_eq!(directory.opening(CaseId(1), &about).resident, Some(ResidentId(7)));
}

type Row<'a> = (i64, PartyIs, Option<&'a str>, Option<i64>, &'a str);

/// Residents 7 and 8; `chen` is bound to the first.
fn community(parties: &[Row<'_>]) -> Directory {
    let mut directory = Directory::new(TimeZone::get("Asia/Chongqing").unwrap());
    let resident = |id: i64| Resident {
        id: ResidentId(id),
        revision: 1,
        home: Some(format!("h{id}").parse().unwrap()),
        seat: None,
        record: Record::default(),
    };
    let chen = User {
        name: "chen".to_owned(),
        password: None,
        role: Role::GridWorker,
        residents: vec![ResidentId(7)],
        active: true,
    };
    let party = |(id, is, login, resident, phone): &Row<'_>| PartyRow {
        id: PartyId(*id),
        revision: 1,
        resident: resident.map(ResidentId),
        place: 0,
        active: true,
        who: Who {
            name: String::new(),
            is: is.clone(),
            phone: String::new(),
            lang: None,
            login: login.map(str::to_owned),
            has_key: false,
            consent: true,
            channels: vec![Channel {
                to: Address::Sms((*phone).to_owned()),
                verified: Some(NOON),
                proven: None,
                dead: None,
            }],
        },
    };
    let residents = vec![resident(7), resident(8)];
    directory.people(parties.iter().map(party).collect(), residents, vec![chen]);
    directory
}

fn called(directory: &Directory, resident: Option<i64>) -> Vec<i64> {
    directory.called_for(resident.map(ResidentId)).iter().map(|party| party.id.0).collect()
}
