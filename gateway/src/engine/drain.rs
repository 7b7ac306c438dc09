//! After every input: what happened goes to the outbox, and bytes for devices to their lines.

use alerts::message::{Envelope, ExitNumber, Id, Lane, Sample, VERSION};
use alerts::{Message, Mono, Output, Wall, When};
use serde::Serialize;

use super::{Engine, pages};
use crate::core::{CoreEvent, LineId};
use crate::exits::Exits;
use crate::line::Order;
use crate::outbox::NewRow;

impl Engine {
    /// Hands over everything that the core has to say.
    pub(super) async fn drain(&mut self) {
        let mut rows = Vec::new();
        let (mut alarms, mut exits) = (false, Vec::new());
        while let Some(event) = self.parts.core.poll_event() {
            match event {
                CoreEvent::Home(mut output) => {
                    self.exits.fill_in(&mut output.message);
                    alarms |= matches!(output.message, Message::Alarm(_));
                    exits.extend(Exits::number(&output.message).map(|number| (rows.len(), number)));
                    rows.push(self.happened(output));
                }
                CoreEvent::Sample { line, at, readings } => {
                    let name = self.parts.seats.get(line.0).map_or("", |seat| seat.name.as_str());
                    let topic = format!("sample/{name}");
                    rows.push(self.row(Lane::Readings, topic, &Sample { readings }, at));
                }
            }
        }
        while let Some((line, transmit)) = self.parts.core.poll_transmit() {
            self.transmit(line, transmit.bytes());
        }
        if rows.is_empty() {
            return;
        }
        let kept = alarms.then(|| self.keep_alarms());
        if exits.is_empty() {
            self.parts.outbox.push(rows, kept).await;
        } else {
            self.push_exits(rows, kept, &exits).await;
        }
    }

    /// Tells the station which alarms are open.
    pub(super) fn show_alarms(&self) {
        let now = self.parts.clock.now();
        let pages =
            pages::lay_out(self.parts.core.home().open_alarms(), |page| self.live(page, now));
        self.parts.live.send_modify(|live| live.alarms = pages);
    }

    /// Tells the station which alarms are open, and gives what is to be kept of them over a restart.
    fn keep_alarms(&self) -> String {
        self.show_alarms();
        serde_json::to_string(&self.parts.core.home().kept()).unwrap_or_default()
    }

    /// A got-up names the message of its bed exit, so the ids of those are remembered.
    async fn push_exits(
        &mut self,
        rows: Vec<NewRow>,
        kept: Option<String>,
        exits: &[(usize, ExitNumber)],
    ) {
        let durable = |row: &NewRow| row.lane != Lane::Readings;
        let place = |&(index, _): &(usize, ExitNumber)| {
            rows.iter().take(index).filter(|row| durable(row)).count()
        };
        let places: Vec<_> = exits.iter().map(place).collect();
        let (durable, readings): (Vec<_>, Vec<_>) = rows.into_iter().partition(durable);
        let lanes: Vec<_> = durable.iter().map(|row| row.lane).collect();
        let keys = self.parts.outbox.push_numbered(durable, kept).await;
        for (place, (_, number)) in places.into_iter().zip(exits) {
            if let (Some(lane), Some(key)) = (lanes.get(place), keys.get(place)) {
                self.exits.learn(*number, Id { boot: key.boot, lane: *lane, seq: key.seq });
            }
        }
        self.parts.outbox.push(readings, None).await;
    }

    fn happened(&self, output: Output) -> NewRow {
        let Output { at, message } = output;
        let topic = message.topic().into_owned();
        let mut row = self.row(message.lane(), topic, &message, at);
        if let Message::Alarm(mut alarm) = message {
            // By its id: its kind says what a resident does.
            tracing::info!(alarm = alarm.alarm, step = ?alarm.step, "alarm");
            tracing::debug!(alarm = alarm.alarm, kind = ?alarm.kind, "alarm");
            alarm.durable = false;
            row.body_if_not_durable = serde_json::to_vec(&alarm).ok();
        }
        row
    }

    /// A message that is not stored: only the newest matters.
    pub(super) fn live(&self, body: &impl Serialize, at: Mono) -> Option<Vec<u8>> {
        let envelope = Envelope {
            v: VERSION,
            id: None,
            home: self.parts.identity.home.as_str().into(),
            boot: self.parts.identity.boot,
            lane: None,
            seq: None,
            at: self.parts.core.home().when(at),
            mono: at.0,
            clock: self.parts.origin.1,
            body,
        };
        serde_json::to_vec(&envelope).ok()
    }

    pub(super) fn wall(&self, at: Mono) -> Option<Wall> {
        self.parts.core.home().when(at).map(When::wall)
    }

    pub(super) fn row(&self, lane: Lane, topic: String, body: &impl Serialize, at: Mono) -> NewRow {
        NewRow {
            lane,
            topic,
            body: serde_json::to_vec(body).unwrap_or_default(),
            body_if_not_durable: None,
            mono: at,
            wall: self.wall(at),
            clock: self.parts.origin.1,
        }
    }

    fn transmit(&mut self, line: LineId, bytes: &[u8]) {
        let Some(seat) = self.parts.seats.get_mut(line.0) else { return };
        if seat.orders.try_send(Order::Write(bytes.to_vec())).is_err() {
            seat.unsent += 1;
        } else if let Some(driven) = &mut self.driven {
            driven.hand_over(line, bytes.len());
        }
    }
}
