//! What somebody wrote, and what becomes of it.

use super::*;

pub(crate) fn du() -> Record {
    Record {
        name: "杜秀英".into(),
        surname: "杜".into(),
        born: Some(1941),
        building: "4".into(),
        door: "2-301".into(),
        phone: "023-6512 3456".into(),
        medical: "Hypertension\nPenicillin: allergic".into(),
        contacts: vec![Contact {
            name: "杜明".into(),
            relation: "儿子".into(),
            phone: "13800138000".into(),
            consent: true,
            ..Contact::default()
        }],
        absences: vec![Absence { from: "2026-11-01".into(), to: None, why: "住院".into() }],
        rooms: vec![Room { room: "bedroom".into(), name: "卧室".into() }],
        consents: Consents {
            monitoring: Some(Consent { since: "2026-01-02".into(), by: "lin".into() }),
            clinic: None,
            clinic_name: None,
        },
        ..Record::default()
    }
}

#[test]
fn what_is_written_down_is_read_back_the_same() {
    let before = du();
    let draft = Draft::of_parts(Some(&"h0042".parse().unwrap()), Some(7), &before);
    let read = draft.read(Some(&before), "wang", 2026).unwrap();
    assert_eq!(read.record, before, "who wrote the consent down stays");
    assert_eq!((read.home.unwrap().as_str(), read.seat), ("h0042", Some(7)));
}

#[test]
fn every_fault_is_said_at_once_with_its_column() {
    let mut draft = Draft::default();
    draft.set(Column::Born, "1850".into());
    draft.set(Column::Contact(1, ContactPart::Phone), "13800138000".into());
    draft.set(Column::Absence(2, AbsencePart::From), "2026-11-20".into());
    draft.set(Column::Absence(2, AbsencePart::To), "2026-11-02".into());
    draft.set(Column::Home, "../etc".into());
    let faults = draft.read(None, "lin", 2026).unwrap_err();
    let columns: Vec<Column> = faults.iter().filter_map(|it| it.column).collect();
    assert_eq!(
        columns,
        [
            Column::Name,
            Column::Born,
            Column::Home,
            Column::Contact(1, ContactPart::Name),
            Column::Absence(2, AbsencePart::To),
        ]
    );
}

#[test]
fn a_cell_at_its_limit_is_taken_and_one_beyond_is_not() {
    let mut draft = Draft::default();
    draft.set(Column::Name, "王".repeat(Column::Name.most()));
    assert!(draft.read(None, "lin", 2026).is_ok());
    draft.set(Column::Name, "王".repeat(Column::Name.most() + 1));
    let most = Column::Name.most();
    assert_eq!(draft.read(None, "lin", 2026).unwrap_err()[0].why, Why::TooLong { most });
}

#[test]
fn a_list_that_offers_a_choice_by_itself_makes_no_contact() {
    let mut draft = Draft::default();
    draft.set(Column::Name, "王".into());
    draft.set(Column::Contact(1, ContactPart::Is), "volunteer".into());
    assert!(draft.read(None, "lin", 2026).unwrap().record.contacts.is_empty());
}
