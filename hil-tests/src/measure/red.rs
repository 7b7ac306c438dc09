//! How long is it from what a smoke alarm's contact says on the wire to the red tile in the hall? A real
//! home on pseudoterminals, mosquitto, and the real station. The contact is asked each second, which is
//! not part of it.

use std::time::Duration;

use anyhow::Context;
use serde_json::{Value, json};

use super::outage::online;
use super::{Figure, quantile};
use crate::clock::{Stopwatch, wait_for};
use crate::daemon::Program;
use crate::drive::{Asked, Order};
use crate::home::{COMMUNITY, HOME, Home, Wishes};
use crate::looker::{Frame, Looker};
use crate::resident::{Act, Resident};
use crate::subscriber::{Message, Subscriber};

/// Each time somebody accepts the alarm, its contact opens, and the tile is calm again: a contact must be
/// open for half a minute.
const TIMES: usize = 4;

/// Unit 1, the function for inputs.
const CONTACTS: &[u8] = &[1, 2];

const PATIENCE: Duration = Duration::from_secs(60);

/// As somebody sees it who looks at `looker`, where this home has the `seat`.
pub(super) fn measure(
    (port, user, password): (u16, &str, &str),
    looker: &Looker,
    seat: u16,
) -> anyhow::Result<Vec<Figure>> {
    let life = Resident::new(1, "2026-11-23T20:00:00+08:00").lived();
    let login = Some((user.to_owned(), password.to_owned()));
    let wishes = Wishes { login, ..Wishes::new(life, port) };
    let mut home = Home::new(Program::hearth()?, wishes)?;
    let mut daemon = home.begin()?;
    online(&daemon, true)?;
    let root = format!("hearth/v1/{COMMUNITY}/{HOME}");
    let desk = Subscriber::start(
        ("127.0.0.1", port),
        Some((user, password)),
        &format!("{root}/alarm/smoke"),
    )?;
    let mut took = Vec::new();
    for _ in 0..TIMES {
        drop(looker.take());
        let asked = home.living()?.seen().asked.len();
        home.living()?.order(Order::Act(Act::Smoke(true)));
        let is_told =
            || home.living().ok()?.seen().asked.iter().skip(asked).any(asks).then_some(());
        wait_for(PATIENCE, is_told).context("the contact is never asked")?;
        let lit = Stopwatch::start();
        let red = looker.wait(PATIENCE, |frame| shows(frame, seat, true));
        took.push(red.context("never red")?.came.since(lit).as_secs_f64() * 1_000.0);
        home.living()?.order(Order::Act(Act::Smoke(false)));
        accept(&desk, &root)?;
        looker.wait(PATIENCE, |frame| shows(frame, seat, false)).context("red for ever")?;
    }
    daemon.stop()?;
    took.sort_by(f64::total_cmp);
    let ms =
        |what, share, at_most| Figure { what, value: quantile(&took, share), unit: "ms", at_most };
    Ok(vec![
        ms("station: from a smoke alarm's answer on the bus to the red tile, p50", 0.5, None),
        ms("… the longest of four", 1.0, Some(1_000.0)),
    ])
}

/// Whether that asks for the bus's contacts: it is answered at once.
fn asks(asked: &Asked) -> bool {
    asked.bytes.starts_with(CONTACTS)
}

/// Accepts what was raised last: it can end then.
fn accept(desk: &Subscriber, root: &str) -> anyhow::Result<()> {
    let raised = |message: &Message| word(message, "step").as_deref() == Some("raised");
    let last = desk.heard().into_iter().rev().find(raised).context("nothing was raised")?;
    let alarm = word(&last, "alarm").context("an alarm without a name")?;
    let body = json!({ "request": alarm, "alarm": alarm, "by": "desk-1", "stage": "accepted" });
    desk.publish(&format!("{root}/command/acknowledge"), &body.to_string())
}

fn word(message: &Message, key: &str) -> Option<String> {
    message.json().pointer(&format!("/body/{key}")).and_then(Value::as_str).map(str::to_owned)
}

fn shows(frame: &Frame, seat: u16, red: bool) -> bool {
    let class = frame.tile(seat).and_then(|tile| tile.get("class")).and_then(Value::as_str);
    class.is_some_and(|class| class.split(' ').any(|word| word == "high") == red)
}
