//! How soon is somebody told? From an alarm's message at the broker to the first letter that a mail server
//! has, while ten thousand homes speak: one after another, and two hundred at once; and how exactly a
//! ladder keeps its times meanwhile.

use std::collections::BTreeMap;
use std::time::Duration;

use alerts::Wall;
use alerts::message::{AlarmKind, Root};
use anyhow::Context;
use community::core::desk::PartyId;
use community::core::desk::about::Kind;
use community::core::desk::duty::{Rota, Shift};
use community::core::desk::hours::Hours;
use community::core::desk::ladder::{Book, Rule};
use community::core::desk::party::{Address, Channel, PartyIs};
use community::core::person::{Consent, Consents, Contact, ContactIs, Record};
use community::desk::CODE_FOR;
use community::opened::Opened;
use community::store::Store as _;
use community::store::parties::{CodeFor, Kept, PartyRow, PartyStore as _, Who};
use community::store::rows::PersonChange;
use serde_json::{Value, json};

use super::station::{Hall, LOGIN, PATIENCE, crowd};
use super::{Figure, quantile};
use crate::clock::{Stopwatch, wait_for, wall_ms};
use crate::daemon::Program;
use crate::home::COMMUNITY;
use crate::letterbox::{Letter, Letterbox};
use crate::station::Station;
use crate::subscriber::Subscriber;

/// Alarms that come one after another, …
const ALARMS: u32 = 200;

/// … so long apart.
const APART: Duration = Duration::from_millis(200);

/// Alarms whose ladder is followed, …
const LADDERS: u32 = 50;

/// … so long apart, so that each has a time of its own.
const LADDERS_APART: Duration = Duration::from_millis(100);

/// Between two rungs of theirs: the shortest that a ladder may have.
const RUNG: Duration = Duration::from_secs(5);

/// Whom their rungs call, one after another, by the first letter of the address.
const RUNGS: [char; 4] = ['r', 'v', 'g', 's'];

const LADDER: &str = "relatives 5s, volunteers 5s, grid-worker 5s, staff 1h; patience 20min";

/// Alarms at once.
const STORM: u32 = 200;

/// Residents that are written down at once.
const PIECE: usize = 500;

/// All of it: `homes` speak meanwhile, each with a resident and three contacts.
pub(super) fn measure(program: &Program, homes: usize) -> anyhow::Result<Vec<Figure>> {
    let letterbox = Letterbox::start()?;
    let hall = Hall::of(&format!(
        "\n[mail]\nhost = \"127.0.0.1\"\nport = {}\nencryption = \"none\"\n\
         from = \"Bench <desk@hall.example>\"\n",
        letterbox.port()
    ))?;
    hall.prepare(|opened, runtime| runtime.block_on(everybody(opened, homes)))?;
    let station = Station::start(program, &hall.premises, &[])?;
    let crowd = crowd(&hall, homes)?;
    hall.wait(homes as u64)?;
    let login = Some((LOGIN.user, LOGIN.password));
    let speaker = Subscriber::start(("127.0.0.1", hall.broker.port()), login, "nobody/speaks")?;
    let at = Called { letterbox, speaker };
    let mut figures = at.one_after_another()?;
    figures.push(at.ladders()?);
    figures.extend(at.storm()?);
    crowd.end()?;
    station.stop()?;
    Ok(figures)
}

struct Called {
    letterbox: Letterbox,
    speaker: Subscriber,
}

impl Called {
    fn one_after_another(&self) -> anyhow::Result<Vec<Figure>> {
        self.live(0..ALARMS)?;
        let raised = self.raise(0..ALARMS, ("smoke", APART))?;
        let took = self.first_letters(&raised)?;
        Ok(vec![
            ms("station: alarm message to the first letter, 10,000 homes: p50", &took, 0.5, None),
            ms("… p99", &took, 0.99, Some(300.0)),
            ms("… the longest of 200", &took, 1.0, None),
        ])
    }

    fn storm(&self) -> anyhow::Result<Vec<Figure>> {
        let homes = ALARMS + LADDERS..ALARMS + LADDERS + STORM;
        self.live(homes.clone())?;
        let began = Stopwatch::start();
        let raised = self.raise(homes, ("smoke", Duration::ZERO))?;
        let took = self.first_letters(&raised)?;
        let all: Vec<(char, u32)> =
            raised.keys().flat_map(|n| ['r', 'v', 'g'].map(|who| (who, *n))).collect();
        let told = self.wait_for(&all, addressed)?;
        let last = told.values().map(|came| came.since(began).as_secs_f64()).fold(0.0, f64::max);
        Ok(vec![
            ms("station: 200 alarms at once, to the first letter of each: p50", &took, 0.5, None),
            ms("… p99", &took, 0.99, None),
            Figure {
                what: "… until all three contacts of each are told",
                value: last,
                unit: "s",
                at_most: None,
            },
        ])
    }

    fn ladders(&self) -> anyhow::Result<Figure> {
        let homes = ALARMS..ALARMS + LADDERS;
        self.live(homes.clone())?;
        let raised = self.raise(homes, ("wandering", LADDERS_APART))?;
        let all: Vec<(char, u32)> =
            raised.keys().flat_map(|n| RUNGS.map(|who| (who, *n))).collect();
        let told = self.wait_for(&all, addressed)?;
        let late = told.iter().filter_map(|((who, n), came)| {
            let rung = u32::try_from(RUNGS.iter().position(|it| it == who)?).ok()?;
            let first = told.get(&('r', *n))?;
            Some(came.since(*first).as_secs_f64() - (RUNG * rung).as_secs_f64())
        });
        // A letter that is early would be as wrong as one that is late.
        let off = late.map(f64::abs).fold(0.0, f64::max);
        let what = "… a ladder's step from its time: the most of 150";
        Ok(Figure { what, value: off * 1_000.0, unit: "ms", at_most: Some(1_000.0) })
    }

    /// Homes that raise something are there: what is silent is lost, which is an alarm of its own.
    fn live(&self, homes: std::ops::Range<u32>) -> anyhow::Result<()> {
        for n in homes {
            self.say(n, "state", &state(n))?;
        }
        Ok(())
    }

    /// When each of them was said.
    fn raise(
        &self,
        homes: std::ops::Range<u32>,
        (kind, apart): (&str, Duration),
    ) -> anyhow::Result<BTreeMap<u32, Stopwatch>> {
        let mut raised = BTreeMap::new();
        for n in homes {
            raised.insert(n, Stopwatch::start());
            self.say(n, &format!("alarm/{kind}"), &alarm(n, kind))?;
            std::thread::sleep(apart);
        }
        Ok(raised)
    }

    fn say(&self, n: u32, below: &str, payload: &Value) -> anyhow::Result<()> {
        let topic = Root::new(COMMUNITY, &home(n))?.topic(below);
        let payload = payload.to_string();
        // Of many at once some wait until the broker has acknowledged others.
        let went = wait_for(PATIENCE, || self.speaker.publish(&topic, &payload).ok());
        went.context("the broker takes no more")
    }

    /// Milliseconds from each alarm to the first letter of it, whoever it is to; sorted.
    fn first_letters(&self, raised: &BTreeMap<u32, Stopwatch>) -> anyhow::Result<Vec<f64>> {
        let wanted: Vec<u32> = raised.keys().copied().collect();
        let first = self.wait_for(&wanted, |letter| number(&letter.text, "Resident "))?;
        let took = raised
            .iter()
            .filter_map(|(n, since)| Some(first.get(n)?.since(*since).as_secs_f64() * 1_000.0));
        let mut took: Vec<f64> = took.collect();
        took.sort_by(f64::total_cmp);
        Ok(took)
    }

    /// When the first letter of each wanted kind came; when all have.
    fn wait_for<K: Ord + std::fmt::Debug>(
        &self,
        wanted: &[K],
        of: impl Fn(&Letter) -> Option<K>,
    ) -> anyhow::Result<BTreeMap<K, Stopwatch>> {
        let mut seen = 0;
        let all = wait_for(PATIENCE, || {
            let count = self.letterbox.count();
            if count == seen {
                return None;
            }
            seen = count;
            let mut first = self.letterbox.first(&of);
            // What was called before is another matter.
            first.retain(|key, _| wanted.contains(key));
            (first.len() == wanted.len()).then_some(first)
        });
        all.with_context(|| {
            let first = self.letterbox.first(&of);
            let missing: Vec<_> = wanted.iter().filter(|key| !first.contains_key(key)).collect();
            format!("not told: {missing:?}")
        })
    }
}

fn ms(what: &'static str, took: &[f64], share: f64, at_most: Option<f64>) -> Figure {
    Figure { what, value: quantile(took, share), unit: "ms", at_most }
}

/// Whose contact a letter is to, or of whom it speaks to staff: the first letter of the address, and a
/// home's number.
fn addressed(letter: &Letter) -> Option<(char, u32)> {
    let who = letter.to.chars().next()?;
    let of = if who == 's' { number(&letter.text, "Resident ") } else { number(&letter.to, "") };
    Some((who, of?))
}

/// The digits that stand after these words.
fn number(text: &str, after: &str) -> Option<u32> {
    let (_, rest) = text.split_once(after)?;
    let digits: String = rest
        .chars()
        .skip_while(|sign| after.is_empty() && !sign.is_ascii_digit())
        .take_while(char::is_ascii_digit)
        .collect();
    digits.parse().ok()
}

fn home(n: u32) -> String {
    format!("c{n:04}")
}

fn state(n: u32) -> Value {
    json!({
        "v": 1, "home": home(n), "boot": 1, "mono": 1, "clock": "unset",
        "body": {
            "where": "home", "sleep": "awake", "activity": "rare",
            "today": { "bed_exits": 0, "turn_overs": 0, "nap_min": 0 },
            "air": {}, "sensors": [], "alarms": 0,
        },
    })
}

fn alarm(n: u32, kind: &str) -> Value {
    json!({
        "v": 1, "id": "1a1", "home": home(n), "boot": 1, "lane": "alarms", "seq": 1,
        "mono": 1, "clock": "unset",
        "body": {
            "alarm": "1-1", "kind": kind, "priority": "high", "step": "raised", "times": 1,
            "condition": "active", "latched": true, "line": "kitchen", "room": "kitchen",
            "evidence": [], "escalation": 0, "durable": true, "test": false,
        },
    })
}

/// Residents of the homes that speak and of those that call, two of staff on duty, and the ladder.
async fn everybody(opened: &Opened, homes: usize) -> anyhow::Result<()> {
    let (store, now) = (&opened.store, Wall(wall_ms()));
    let calling = (0..ALARMS + LADDERS + STORM).map(|n| resident(&home(n), n));
    let first = ALARMS + LADDERS + STORM;
    let others = (0..homes)
        .map(|n| resident(&format!("h{n:05}"), first + 1 + u32::try_from(n).unwrap_or(0)));
    let mut all: Vec<PersonChange> = calling.chain(others).collect();
    while !all.is_empty() {
        let rest = all.split_off(PIECE.min(all.len()));
        store.change_people(std::mem::replace(&mut all, rest), "bench", now).await?;
    }
    let mut rota = Rota::default();
    for name in ["s1", "s2"] {
        let who = store.save_party(staff(name)).await?.id;
        rota.shifts.push(Shift { who, days: [true; 7], hours: Hours { from: 0, to: 1_440 } });
    }
    store.save_setting(Kept { revision: 0, of: rota }).await?;
    let kind = Some(Kind::Alarm(AlarmKind::Wandering));
    let rule = Rule { home: None, kind, priority: None, ladder: LADDER.parse()? };
    store.save_setting(Kept { revision: 0, of: Book { rules: vec![rule] } }).await?;
    // As somebody does who types the code that came.
    let mut parties = store.parties().await?;
    parties.sort_by_key(|party| party.id);
    let called = usize::try_from((ALARMS + LADDERS + STORM) * 3)?;
    let contacts = parties.iter().filter(|party| party.resident.is_some()).take(called);
    let responders = parties.iter().filter(|party| party.resident.is_none());
    for party in contacts.chain(responders) {
        let of = CodeFor { party: party.id, channel: 0 };
        store.save_code(of, vec![1], now + CODE_FOR).await?;
        store.try_code(of, vec![1], now).await?;
    }
    Ok(())
}

fn resident(home: &str, n: u32) -> PersonChange {
    let contact = |is, letter: char| Contact {
        name: format!("{letter}{n}"),
        email: format!("{letter}{n}@example.org"),
        is,
        consent: true,
        ..Contact::default()
    };
    let monitoring = Some(Consent { since: "2026-11-01".to_owned(), by: "bench".to_owned() });
    let record = Record {
        name: format!("Resident {n}"),
        building: (n / 50 + 1).to_string(),
        contacts: vec![
            contact(ContactIs::Relative, 'r'),
            contact(ContactIs::Volunteer, 'v'),
            contact(ContactIs::GridWorker, 'g'),
        ],
        consents: Consents { monitoring, ..Consents::default() },
        ..Record::default()
    };
    PersonChange::Add { home: home.parse().ok(), seat: None, record }
}

fn staff(name: &str) -> PartyRow {
    let to = Address::Mail(format!("{name}@example.org"));
    let who = Who {
        name: name.to_owned(),
        is: PartyIs::Staff,
        phone: String::new(),
        lang: None,
        login: None,
        has_key: false,
        consent: true,
        channels: vec![Channel { to, verified: None, proven: None, dead: None }],
    };
    PartyRow { id: PartyId(0), revision: 0, resident: None, place: 0, active: true, who }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_letter_says_whom_it_is_about_by_its_address_or_by_its_words() {
        let letter = |to: &str, text: &str| Letter { to: to.into(), text: text.into() };
        let about = "Subject: 4: smoke\n\nResident 17, 4: smoke. Can you go?";

        assert_eq!(addressed(&letter("v17@example.org", "")), Some(('v', 17)));
        assert_eq!(addressed(&letter("s1@example.org", about)), Some(('s', 17)));
        assert_eq!(addressed(&letter("s1@example.org", "")), None);
    }
}
