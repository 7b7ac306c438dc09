//! Who lives in the demo's community? Fifty invented people: nobody of these exists.

use std::collections::BTreeMap;

use alerts::Wall;
use community::core::HomeId;
use community::core::desk::PartyId;
use community::core::desk::duty::{Rota, Shift};
use community::core::desk::hours::Hours;
use community::core::desk::party::{Address, Channel, PartyIs};
use community::core::person::{Consent, Consents, Contact, ContactIs, Record};
use community::desk::CODE_FOR;
use community::store::parties::{CodeFor, Kept, PartyRow, PartyStore as _, Who};
use community::store::reports::{PlaceRow, ReportStore as _};
use community::store::rows::PersonChange;
use community::store::sqlite::Sqlite;

const SURNAMES: [&str; 25] = [
    "王", "李", "张", "刘", "陈", "杨", "黄", "赵", "周", "吴", "徐", "孙", "马", "朱", "胡", "郭",
    "何", "林", "罗", "欧阳", "梁", "宋", "唐", "许", "邓",
];

const GIVEN: [&str; 23] = [
    "秀英", "桂兰", "建国", "玉珍", "德明", "淑芬", "福生", "凤英", "永年", "素华", "志强", "桂芳",
    "长寿", "春梅", "国栋", "惠兰", "金宝", "月娥", "文秀", "树林", "美珍", "家骏", "兰芝",
];

const MEDICAL: [&str; 9] = [
    "高血压，每日早晨服氨氯地平 5 mg。",
    "2 型糖尿病，二甲双胍；有过低血糖。",
    "冠心病，支架 2019 年；随身带硝酸甘油。对青霉素过敏。",
    "慢阻肺，夜间偶尔吸氧。",
    "去年髋部骨折，走路用助行器。",
    "帕金森病早期，起身慢，容易跌倒。",
    "房颤，服华法林：跌倒后须去医院。",
    "轻度认知障碍，请说慢一点。",
    "无特殊病史。",
];

const NOTES: [&str; 6] = [
    "听力不佳，请用力敲门。",
    "备用钥匙在楼下邻居处。",
    "养一只小狗，会叫，不咬人。",
    "夜里怕黑，走廊留灯。",
    "门铃坏了，请打电话。",
    "",
];

const VOLUNTEERS: [(&str, &str); 5] = [
    ("方志红", "5550 0101"),
    ("石磊", "5550 0102"),
    ("白静", "5550 0103"),
    ("康乐", "5550 0104"),
    ("江涛", "5550 0105"),
];

/// The home of the real gateway has a resident of its own; she is eighty-five.
const OF_THE_GATEWAY: (&str, &str, i16) = ("杜", "桂英", 1941);

/// Residents of the homes `h0001` on; `gateway` is the one with real sensors.
pub(super) fn invented(homes: usize, gateway: &str) -> Vec<PersonChange> {
    (1..=homes).filter_map(|n| Some(add(n, format!("h{n:04}").parse().ok()?, gateway))).collect()
}

fn add(n: usize, home: HomeId, gateway: &str) -> PersonChange {
    let drawn = (pick(&SURNAMES, n * 7), pick(&GIVEN, n * 5), born(n));
    let (surname, given, born) = if home.as_str() == gateway { OF_THE_GATEWAY } else { drawn };
    let (volunteer, phone) = VOLUNTEERS.get(n % VOLUNTEERS.len()).copied().unwrap_or_default();
    let contacts = vec![
        Contact {
            name: format!("{surname}{}", pick(&["敏", "伟", "丽", "强", "静", "军"], n)),
            relation: pick(&["女儿", "儿子", "女儿", "儿媳", "儿子", "侄女"], n).to_owned(),
            phone: format!("5550 2{n:03}"),
            consent: n % 4 != 3,
            has_key: n.is_multiple_of(3),
            ..Contact::default()
        },
        Contact {
            name: volunteer.to_owned(),
            is: ContactIs::Volunteer,
            relation: "志愿者".to_owned(),
            phone: phone.to_owned(),
            has_key: n.is_multiple_of(2),
            ..Contact::default()
        },
        Contact {
            name: "姜敏".to_owned(),
            is: ContactIs::GridWorker,
            relation: "网格员".to_owned(),
            phone: "5550 0100".to_owned(),
            ..Contact::default()
        },
    ];
    let agreed = || Some(Consent { since: "2026-09-01".to_owned(), by: "姜敏".to_owned() });
    let record = Record {
        name: format!("{surname}{given}"),
        surname: surname.to_owned(),
        born: Some(born),
        building: (1 + (n - 1) / 10).to_string(),
        door: format!("{}0{}", 1 + (n - 1) % 10 / 2, 1 + (n - 1) % 2),
        door_code: format!("{:04}", 1_000 + n * 137 % 9_000),
        phone: format!("5550 1{n:03}"),
        medical: pick(&MEDICAL, n * 4).to_owned(),
        notes: pick(&NOTES, n).to_owned(),
        contacts,
        consents: Consents {
            monitoring: agreed(),
            clinic: agreed().filter(|_| !n.is_multiple_of(3)),
            clinic_name: agreed().filter(|_| n.is_multiple_of(2)),
        },
        ..Record::default()
    };
    PersonChange::Add { home: Some(home), seat: u16::try_from(n).ok(), record }
}

/// The building before which the road has a hole.
pub(super) const BUILDING_OF_THE_ROAD: &str = "3";

/// Whoever looks after the neighbourhood, and their telephone.
const GRID_WORKER: (&str, &str) = ("姜敏", "5550 0100");

/// Whoever sits at the desk, and carries its telephone.
const STAFF: [(&str, &str); 2] = [("林玉", "5550 0001"), ("陈卫", "5550 0002")];

/// The resident of the gateway's home.
pub(super) fn of_the_gateway() -> String {
    format!("{}{}", OF_THE_GATEWAY.0, OF_THE_GATEWAY.1)
}

/// Who has which number: digits, and a name.
pub(super) fn telephones(homes: usize, gateway: &str) -> BTreeMap<String, String> {
    let contacts = invented(homes, gateway).into_iter().flat_map(|change| match change {
        PersonChange::Add { record, .. } => record.contacts,
        PersonChange::Edit(resident) => resident.record.contacts,
    });
    let contacts = contacts.map(|contact| (contact.phone, contact.name));
    let staff = STAFF.map(|(name, phone)| (phone.to_owned(), name.to_owned()));
    let digits = |phone: String| phone.chars().filter(char::is_ascii_digit).collect();
    contacts.chain(staff).map(|(phone, name)| (digits(phone), name)).collect()
}

/// Writes down who sits at the desk, day and night; and that every way to somebody was tried.
pub(super) async fn on_duty(store: &Sqlite, now: Wall) -> anyhow::Result<()> {
    let mut rota = Rota::default();
    for (name, phone) in STAFF {
        let who = store.save_party(responder((name, phone), PartyIs::Staff, None)).await?.id;
        let hours = Hours { from: 0, to: 1_440 };
        rota.shifts.push(Shift { who, days: [true; 7], hours });
    }
    store.save_setting(Kept { revision: 0, of: rota }).await?;
    for party in store.parties().await? {
        for channel in (0..).take(party.who.channels.len()) {
            let of = CodeFor { party: party.id, channel };
            let word = vec![channel];
            store.save_code(of, word.clone(), now + CODE_FOR).await?;
            store.try_code(of, word, now).await?;
        }
    }
    Ok(())
}

/// Writes down the grid worker with that login, and that all of the buildings are theirs.
pub(super) async fn grid_worker(store: &Sqlite, login: &str) -> anyhow::Result<()> {
    let row = responder(GRID_WORKER, PartyIs::GridWorker, Some(login.to_owned()));
    let worker = Some(store.save_party(row).await?.id);
    let place = |n: u8| PlaceRow { building: n.to_string(), worker, at: None };
    Ok(store.save_places((1..=5).map(place).collect()).await?)
}

fn responder((name, phone): (&str, &str), is: PartyIs, login: Option<String>) -> PartyRow {
    let to = Address::Sms(phone.to_owned());
    let who = Who {
        name: name.to_owned(),
        is,
        phone: phone.to_owned(),
        lang: None,
        login,
        has_key: false,
        consent: true,
        channels: vec![Channel { to, verified: None, proven: None, dead: None }],
    };
    PartyRow { id: PartyId(0), revision: 0, resident: None, place: 0, active: true, who }
}

fn born(n: usize) -> i16 {
    i16::try_from(1_935 + n * 11 % 24).unwrap_or(1_940)
}

fn pick<'a>(of: &[&'a str], n: usize) -> &'a str {
    of.get(n % of.len().max(1)).copied().unwrap_or_default()
}
