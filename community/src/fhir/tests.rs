use alerts::Wall;
use jiff::civil::date;
use jiff::tz::TimeZone;
use serde_json::{Value, json};

use super::bundle::Way;
use super::code::{ALARMS, DEVICES, LOINC, Measured, OBSERVATIONS, RISKS, TOLD};
use super::datatype::Identifier;
use super::*;
use crate::core::clinic::Leaves;
use crate::core::clinic::risk::{Risk, Standing};
use crate::core::person::{Consent, Consents, Record, Resident, ResidentId};

const NIGHT: &str = r#"{"date":"2026-11-23","in_bed":"2026-11-22T22:10:00+08:00",
    "out_of_bed":"2026-11-23T06:20:00+08:00","asleep_min":402,"waso_min":41,"efficiency":0.82,
    "heart_rate":{"mean":61.256,"min":52,"max":88,"coverage":0.9},"coverage":0.94}"#;

fn leaves(name: bool) -> Leaves {
    let agreed = Some(Consent { since: "2026-01-02".to_owned(), by: "lin".to_owned() });
    let clinic_name = agreed.clone().filter(|_| name);
    let consents = Consents { monitoring: agreed.clone(), clinic: agreed, clinic_name };
    let record = Record { name: "杜桂英".to_owned(), consents, ..Record::default() };
    let home = Some("h0042".parse().unwrap());
    Leaves::of(
        &Resident { id: ResidentId(7), revision: 1, home, seat: None, record },
        None,
        date(2026, 11, 23),
    )
    .unwrap()
}

fn with<T>(name: bool, say: impl FnOnce(&Whom<'_>) -> T) -> T {
    let (leaves, zone) = (leaves(name), TimeZone::fixed(jiff::tz::offset(8)));
    say(&Whom { leaves: &leaves, community: "kangzhuang", zone: &zone })
}

fn night(body: &str) -> Option<Sheet> {
    with(false, |of| sheet::night(of, date(2026, 11, 23), body))
}

#[test]
fn the_heart_rate_of_a_night_is_a_vital_sign_by_radar_with_its_range_and_coverage() {
    let bundle = Bundle::of(&night(NIGHT).unwrap(), &Way::First);
    let bundle = serde_json::to_value(&bundle).unwrap();
    assert_eq!(
        (&bundle["resourceType"], &bundle["type"]),
        (&json!("Bundle"), &json!("transaction"))
    );
    let entries = bundle["entry"].as_array().unwrap();
    let kinds: Vec<&str> =
        entries.iter().map(|it| it["resource"]["resourceType"].as_str().unwrap()).collect();
    assert_eq!(kinds[..3], ["Patient", "Device", "Device"]);
    assert_eq!(kinds[3..], ["Observation"; 6]);
    let heart = &entries[3];
    let radar = json!({ "reference": entries[2]["fullUrl"] });
    let unit = |value: f64, unit: &str| json!({ "value": value, "unit": unit, "system": "http://unitsofmeasure.org", "code": unit });
    let own = |code: &str, display: &str| json!({ "coding": [{ "system": OBSERVATIONS, "code": code, "display": display }] });
    assert_eq!(
        heart["resource"],
        json!({
            "resourceType": "Observation",
            "identifier": [{ "system": THINGS, "value": "kangzhuang/h0042/night-2026-11-23-heart-rate" }],
            "status": "final",
            "category": [{ "coding": [{
                "system": "http://terminology.hl7.org/CodeSystem/observation-category",
                "code": "vital-signs", "display": "Vital Signs" }] }],
            "code": { "coding": [{ "system": LOINC, "code": "8867-4", "display": "Heart rate" }] },
            "subject": { "reference": entries[0]["fullUrl"] },
            "effectivePeriod": { "start": "2026-11-22T22:10:00.000+08:00", "end": "2026-11-23T06:20:00.000+08:00" },
            "valueQuantity": unit(61.26, "/min"),
            "method": { "coding": [{ "system": OBSERVATIONS, "code": "radar-estimated",
                "display": "Radar, estimated" }], "text": "radar, estimated" },
            "device": radar,
            "component": [
                { "code": own("minimum", "Lowest minute"), "valueQuantity": unit(52.0, "/min") },
                { "code": own("maximum", "Highest minute"), "valueQuantity": unit(88.0, "/min") },
                { "code": own("coverage", "Share of the time with evidence"), "valueQuantity": unit(90.0, "%") },
            ],
        })
    );
    let escaped = "identifier=https%3A%2F%2Fhearth-gateway.invalid%2Ffhir%2Fid%2Fhome%7C\
                   kangzhuang%2Fh0042%2Fnight-2026-11-23-heart-rate";
    assert_eq!(
        heart["request"],
        json!({ "method": "POST", "url": "Observation", "ifNoneExist": escaped })
    );
    let again = serde_json::to_value(Bundle::of(&night(NIGHT).unwrap(), &Way::Revision)).unwrap();
    let url = format!("Observation?{escaped}");
    assert_eq!(again["entry"][3]["request"], json!({ "method": "PUT", "url": url }));
    assert_eq!(again["entry"][0]["request"]["method"], "POST");
}

#[test]
fn what_is_not_known_of_a_night_says_so_and_is_never_nothing() {
    let sheet = night("{\"asleep_min\":0,\"coverage\":0.1}").unwrap();
    let of = |id: &str| {
        let all = sheet.of.iter().map(|it| serde_json::to_value(it).unwrap());
        all.into_iter()
            .find(|it| it["identifier"][0]["value"].as_str().unwrap().ends_with(id))
            .unwrap()
    };
    assert_eq!(of("-sleep")["valueQuantity"]["value"], 0.0);
    for id in ["-heart-rate", "-breathing-rate", "-bed-exits", "-turn-overs", "-breathing-pauses"] {
        let it = of(id);
        assert_eq!(it.get("valueQuantity"), None, "{id}");
        assert_eq!(it["dataAbsentReason"]["coding"][0]["code"], "unknown", "{id}");
    }
    // The hours of a night, where it is not known when they went to bed.
    assert_eq!(of("-sleep")["effectivePeriod"]["start"], "2026-11-22T21:00:00.000+08:00");
    for body in ["", "[]", "{}", "{\"asleep_min\":\"long\"}", "{\"asleep_min\":-1}"] {
        assert_eq!(night(body), None, "{body}");
    }
}

#[test]
fn a_name_leaves_only_where_it_was_agreed_to() {
    let patient = |name| serde_json::to_value(&with(name, sheet::person).of[0]).unwrap();
    assert_eq!(
        patient(false),
        json!({ "resourceType": "Patient", "identifier": [{ "system": RESIDENTS, "value": "kangzhuang/7" }] })
    );
    assert_eq!(patient(true)["name"], json!([{ "text": "杜桂英" }]));
}

#[test]
fn the_same_thing_has_the_same_digest_and_another_number_another() {
    let digest = |body: &str| night(body).unwrap().digest();
    assert_eq!(digest(NIGHT), digest(NIGHT));
    assert_ne!(digest(NIGHT), digest(&NIGHT.replace("402", "403")));
    assert_ne!(digest(NIGHT), digest(&NIGHT.replace("{\"date\"", "{\"revision\":1,\"date\"")));
}

#[test]
fn what_was_said_before_is_known_by_its_own_state() {
    assert!(!night(NIGHT).unwrap().is_later());
    assert!(night(&NIGHT.replace("{\"date\"", "{\"revision\":1,\"date\"")).unwrap().is_later());
    assert!(!night(&NIGHT.replace("{\"date\"", "{\"revision\":0,\"date\"")).unwrap().is_later());
}

#[test]
fn an_identifier_makes_the_same_uuid_each_time_and_it_is_one() {
    let uuid = Identifier::new(THINGS, "k/h1/gateway").uuid();
    assert_eq!(uuid, Identifier::new(THINGS, "k/h1/gateway").uuid());
    assert_ne!(uuid, Identifier::new(RESIDENTS, "k/h1/gateway").uuid());
    let parts: Vec<usize> = uuid.split('-').map(str::len).collect();
    assert_eq!(parts, [8, 4, 4, 4, 12]);
    assert_eq!(uuid.as_bytes()[14], b'8');
}

#[test]
fn what_is_read_here_leads_to_what_is_read_here() {
    let sheet = night(NIGHT).unwrap();
    let heart = sheet.of[0].clone().placed("2026-11-23T12:00:00Z".to_owned());
    let heart = serde_json::to_value(heart).unwrap();
    let id = Identifier::new(RESIDENTS, "kangzhuang/7").uuid();
    assert_eq!(heart["subject"]["reference"], format!("Patient/{id}"));
    assert_eq!(heart["id"], sheet.of[0].identifier().uuid());
    let radar = sheet.around[2].clone().placed(String::new());
    let gateway = sheet.around[1].identifier().uuid();
    let parent = serde_json::to_value(radar).unwrap()["parent"]["reference"].clone();
    assert_eq!(parent, format!("Device/{gateway}"));
}

#[test]
fn a_risk_is_a_flag_until_it_is_over() {
    let standing = |until| Standing { risk: Risk::Falls, since: date(2026, 11, 20), until };
    let flag = |until| {
        let sheet = with(false, |of| sheet::risk(of, &standing(until)));
        serde_json::to_value(&sheet.of[0]).unwrap()
    };
    assert_eq!((&flag(None)["status"], flag(None)["period"].get("end")), (&json!("active"), None));
    let over = flag(Some(date(2026, 11, 23)));
    assert_eq!(over["status"], "inactive");
    assert_eq!(over["period"]["end"], "2026-11-23T12:00:00.000+08:00");
    assert_eq!(over["identifier"][0]["value"], "kangzhuang/h0042/risk-falls-2026-11-20");
}

#[test]
fn the_files_have_every_code_of_ours_and_no_other() {
    let codes = |system: &str| -> Vec<String> {
        let (_, file) = files::of("CodeSystem").find(|(_, it)| it["url"] == system).unwrap();
        let concepts = file["concept"].as_array().unwrap().clone();
        assert_eq!(file["count"], concepts.len());
        concepts
            .iter()
            .map(|it| {
                assert_eq!(it["designation"][0]["language"], "zh-CN", "{it}");
                format!("{} {}", it["code"].as_str().unwrap(), it["display"].as_str().unwrap())
            })
            .collect()
    };
    let own: Vec<String> = Measured::ALL
        .iter()
        .map(|it| it.coding())
        .filter(|it| it.system == OBSERVATIONS)
        .map(|it| format!("{} {}", it.code, it.display))
        .collect();
    assert_eq!(codes(OBSERVATIONS), own);
    assert_eq!(codes(ALARMS), TOLD.map(|(code, display)| format!("{code} {display}")));
    let risks = Risk::ALL.map(|it| format!("{} {}", it.code(), sheet::called(it)));
    assert_eq!(codes(RISKS), risks);
    assert_eq!(codes(DEVICES).len(), 2);
    for (kind, id, _) in files::FILES {
        let (_, file) = files::of(kind).find(|(of, _)| *of == id).unwrap();
        assert_eq!((&file["resourceType"], &file["id"]), (&json!(kind), &json!(id)));
        assert_eq!(file["url"], format!("{ROOT}/{kind}/{id}"));
    }
}

#[test]
fn the_statement_promises_what_is_there() {
    let said = serde_json::to_value(capability::statement("Kangzhuang")).unwrap();
    let resources = said["rest"][0]["resource"].as_array().unwrap();
    let kinds: Vec<&str> = resources.iter().map(|it| it["type"].as_str().unwrap()).collect();
    assert_eq!(kinds[..6], capability::KINDS);
    let writes = |it: &Value| {
        let codes = it["interaction"].as_array().unwrap();
        codes.iter().any(|it| it["code"] != "read" && it["code"] != "search-type")
    };
    assert!(!resources.iter().any(writes));
}

#[test]
fn a_moment_has_the_offset_of_the_community() {
    let zone = TimeZone::fixed(jiff::tz::offset(8));
    assert_eq!(datatype::moment(Wall(1_795_435_200_000), &zone), "2026-11-23T20:00:00.000+08:00");
}
