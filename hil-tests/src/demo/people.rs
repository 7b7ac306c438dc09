//! Who lives in the demo's community? Fifty invented people: nobody of these exists.

use community::core::HomeId;
use community::core::person::{Consent, Consents, Contact, ContactIs, Record};
use community::store::rows::PersonChange;

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

fn born(n: usize) -> i16 {
    i16::try_from(1_935 + n * 11 % 24).unwrap_or(1_940)
}

fn pick<'a>(of: &[&'a str], n: usize) -> &'a str {
    of.get(n % of.len().max(1)).copied().unwrap_or_default()
}
