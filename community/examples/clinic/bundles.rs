//! Every kind of Bundle that leaves, as it leaves.

use std::io::Write as _;
use std::time::Duration;

use alerts::Wall;
use alerts::message::{AlarmKind, Priority, Step};
use community::clock::Clock;
use community::core::clinic::Leaves;
use community::core::clinic::ask::{Ask, AskId, Stage, Words};
use community::core::clinic::risk::{Risk, Standing};
use community::core::heard::AlarmStep;
use community::core::person::{Consent, Consents, Record, Resident, ResidentId};
use community::fhir::bundle::Place;
use community::fhir::capability;
use community::fhir::sheet::{self, Sheet, Whom};
use community::fhir::{Bundle, Way};
use jiff::civil::{Date, date};
use jiff::tz::TimeZone;
use serde_json::json;

const NOW: Wall = Wall(1_795_435_200_000);

const DATE: Date = date(2026, 11, 23);

/// How often a night is built.
const TIMES: u32 = 1_000;

fn leaves(name: bool) -> anyhow::Result<Leaves> {
    let agreed = Some(Consent { since: "2026-01-02".to_owned(), by: "lin".to_owned() });
    let clinic_name = agreed.clone().filter(|_| name);
    let consents = Consents { monitoring: agreed.clone(), clinic: agreed, clinic_name };
    let record = Record { name: "杜桂英".to_owned(), consents, ..Record::default() };
    let home = Some("h0042".parse()?);
    let resident = Resident { id: ResidentId(7), revision: 1, home, seat: None, record };
    Leaves::of(&resident, None, DATE).map_err(|why| anyhow::anyhow!("{why:?}"))
}

pub(crate) fn print() -> anyhow::Result<()> {
    let (bare, named) = (leaves(false)?, leaves(true)?);
    let zone = TimeZone::fixed(jiff::tz::offset(8));
    let whom = Whom { leaves: &bare, community: "kangzhuang", zone: &zone };
    let by_name = Whom { leaves: &named, ..whom.clone() };
    let night = super::nights::night(7, 0, DATE);
    let corrected = night.replace("{\"date\"", "{\"revision\":1,\"date\"");
    let unknown = "{\"asleep_min\":320,\"coverage\":0.6}";
    let nap = "{\"nap_min\":35,\"evening_nap_min\":10,\"coverage\":0.9}";
    let step = |step| (NOW, AlarmStep::of("8-3", AlarmKind::Fall, Priority::High, step));
    let stands = |until| Standing { risk: Risk::Falls, since: DATE, until };
    let ask = |stage| Ask {
        id: AskId(17),
        revision: 1,
        request: "ServiceRequest/abc".to_owned(),
        resident: ResidentId(7),
        home: bare.home().clone(),
        heard: NOW,
        stage,
        words: Words::default(),
    };
    let (by, at, note) = ("lin".to_owned(), NOW, "142/88".to_owned());
    let done = Stage::Done { by, at, note };
    let place = Place { place: "Patient/p1".to_owned(), ours: Some("W/\"1\"".to_owned()) };
    let raised = vec![step(Step::Raised)];
    let over = vec![step(Step::Raised), step(Step::Acknowledged), step(Step::Closed)];
    let all: [(&str, Option<Sheet>, Way); 13] = [
        ("person", Some(sheet::person(&whom)), Way::First),
        ("person by name", Some(sheet::person(&by_name)), Way::First),
        ("person changed", Some(sheet::person(&by_name)), Way::Person(place)),
        ("night", sheet::night(&whom, DATE, &night), Way::First),
        ("night corrected", sheet::night(&whom, DATE, &corrected), Way::Revision),
        ("night of which little is known", sheet::night(&whom, DATE, unknown), Way::First),
        ("day", sheet::day(&whom, DATE, nap), Way::First),
        ("alarm raised", sheet::alarm(&whom, &raised), Way::First),
        ("alarm over", sheet::alarm(&whom, &over), Way::Revision),
        ("risk", Some(sheet::risk(&whom, &stands(None))), Way::First),
        ("risk over", Some(sheet::risk(&whom, &stands(Some(DATE)))), Way::Revision),
        ("request heard", Some(sheet::asked(&whom, &ask(Stage::Open))), Way::First),
        ("request done", Some(sheet::asked(&whom, &ask(done))), Way::Revision),
    ];
    let mut out = std::io::stdout().lock();
    for (kind, sheet, way) in all {
        let sheet = sheet.ok_or_else(|| anyhow::anyhow!("there is nothing of {kind}"))?;
        writeln!(out, "{}", json!({ "kind": kind, "bundle": Bundle::of(&sheet, &way) }))?;
    }
    let statement = capability::statement("Kangzhuang");
    writeln!(out, "{}", json!({ "kind": "capability statement", "bundle": statement }))?;
    Ok(())
}

pub(crate) fn measure() -> anyhow::Result<()> {
    let bare = leaves(false)?;
    let zone = TimeZone::fixed(jiff::tz::offset(8));
    let whom = Whom { leaves: &bare, community: "kangzhuang", zone: &zone };
    let night = super::nights::night(7, 0, DATE);
    let clock = Clock::new(1);
    let begun = clock.mono();
    let mut bytes = 0;
    for _ in 0..TIMES {
        let sheet = sheet::night(&whom, DATE, &night);
        let sheet = sheet.ok_or_else(|| anyhow::anyhow!("there is nothing of the night"))?;
        bytes =
            serde_json::to_vec(&Bundle::of(&sheet, &Way::First))?.len() + sheet.digest().0.len();
    }
    let took: Duration = clock.mono().since(begun);
    let each = took.as_secs_f64() * 1_000.0 / f64::from(TIMES);
    writeln!(std::io::stdout(), "a night's Bundle: {each:.3} ms, {bytes} bytes")?;
    anyhow::ensure!(each <= 50.0, "that is more than 50 ms");
    Ok(())
}
