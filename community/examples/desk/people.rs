//! Who lives there, and who may be called?

use alerts::Wall;
use community::core::desk::PartyId;
use community::core::desk::party::{Address, Channel, PartyIs};
use community::core::person::{Consent, Consents, Contact, ContactIs, Record};
use community::roster::Roster;
use community::say::Lang;
use community::store::parties::Kept;
use community::store::rows::PersonChange;
use community::web::desk::DeskDoor as _;
use community::web::desk::double::{Double, all_week};
use community::web::people::{nobody, untried};

const SURNAMES: [&str; 10] = ["杜", "林", "王", "欧阳", "陈", "刘", "赵", "吴", "周", "孙"];
const GIVEN: [&str; 7] = ["秀英", "桂兰", "建国", "玉珍", "德明", "淑芬", "福生"];
const DAY: i64 = 86_400_000;

/// Somebody who lives there.
pub(crate) fn resident(n: usize) -> Option<PersonChange> {
    let surname = SURNAMES.get(n % SURNAMES.len())?;
    let contact = |name: String, relation: &str, phone: String, is, has_key| Contact {
        name,
        relation: relation.into(),
        phone,
        is,
        has_key,
        consent: !n.is_multiple_of(7),
        ..Contact::default()
    };
    let record = Record {
        name: format!("{surname}{}", GIVEN.get(n % GIVEN.len())?),
        surname: (*surname).to_owned(),
        born: i16::try_from(1932 + n % 25).ok(),
        building: (1 + n / 12).to_string(),
        door: format!("{}-{}0{}", 1 + n % 2, 1 + n % 6, 1 + n % 4),
        door_code: format!("{:04}", 1_234 + n),
        phone: format!("023-6512 {:04}", 3_000 + n),
        medical: "高血压；对青霉素过敏。\n每日早晨服用氨氯地平 5 mg。".into(),
        notes: "听力不佳，请用力敲门。钥匙在楼下邻居处。".into(),
        contacts: vec![
            contact(
                format!("{surname}明"),
                "儿子",
                format!("1380013{:04}", 8_000 + n),
                ContactIs::Relative,
                false,
            ),
            contact("李志愿".into(), "楼下邻居", "13900139000".into(), ContactIs::Volunteer, true),
        ],
        consents: Consents {
            monitoring: Some(Consent { since: "2026-01-02".into(), by: "lin".into() }),
            clinic: None,
            clinic_name: None,
        },
        ..Record::default()
    };
    Some(PersonChange::Add { home: format!("h{n:04}").parse().ok(), seat: None, record })
}

/// Everybody who may be called.
pub(crate) async fn invent(desk: &Double, roster: &Roster, now: Wall) {
    let staff: [(&str, PartyIs, &str); 6] = [
        ("林玉", PartyIs::Staff, "13955550100"),
        ("何小军", PartyIs::GridWorker, "13955550101"),
        ("Chen Wei", PartyIs::Volunteer, "13955550102"),
        ("苏梅", PartyIs::Staff, "13955550103"),
        ("楼栋群", PartyIs::Group("hall".into()), ""),
        ("钱多", PartyIs::Volunteer, "13955550105"),
    ];
    for ((name, is, phone), n) in staff.into_iter().zip(1..) {
        let mut person = nobody(Lang::Chinese);
        let group = matches!(is, PartyIs::Group(_));
        (person.party.id, person.revision) = (PartyId(n), 1);
        (person.name, person.phone) = (name.into(), phone.into());
        let verified = (n != 6).then_some(Wall(now.0 - 3 * DAY));
        let sms = Channel { verified, ..untried(Address::Sms(phone.into())) };
        let dead = (n == 4).then_some(Wall(now.0 - DAY));
        let mail = Address::Mail(format!("p{n}@example.org"));
        let mail = Channel { verified: Some(Wall(now.0 - 40 * DAY)), dead, ..untried(mail) };
        person.party.channels =
            if group { vec![untried(Address::Robot("hall".into()))] } else { vec![sms, mail] };
        person.party.is = is;
        desk.knows(person);
    }
    let contacts = roster.everybody();
    for (resident, n) in contacts.iter().zip(101..) {
        let Some(contact) = resident.record.contacts.first() else { continue };
        let mut person = nobody(Lang::Chinese);
        (person.party.id, person.revision) = (PartyId(n), 1);
        person.party.is = PartyIs::Relative;
        person.party.consent = contact.consent;
        (person.name, person.phone) = (contact.name.clone(), contact.phone.clone());
        let verified = (n % 5 != 0).then_some(Wall(now.0 - DAY));
        let sms = Channel { verified, ..untried(Address::Sms(contact.phone.clone())) };
        person.party.channels = if n % 11 == 0 { Vec::new() } else { vec![sms] };
        person.contact_of = vec![resident.id];
        desk.knows(person);
        if let Some(home) = &resident.home {
            let ago = if n % 13 == 0 { 3 * DAY } else { 3_600_000 * (n % 20) };
            desk.proves(home.clone(), Wall(now.0 - ago));
        }
    }
    let mut rota = all_week([PartyId(1)]);
    if let Some(shift) = rota.shifts.first_mut() {
        shift.days = [true, true, true, true, true, false, true];
    }
    if let Err(refusal) = desk.save_rota(Kept { revision: 0, of: rota }).await {
        eprintln!("{refusal}");
    }
}
