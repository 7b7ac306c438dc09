//! After every input: what happened goes to the outbox, and bytes for devices to their lines.

use alerts::message::{Envelope, Id, Lane, Sample, Step, VERSION};
use alerts::{Message, Mono, Output, Wall, When};
use serde::Serialize;

use super::{Engine, pages};
use crate::core::{CoreEvent, LineId};
use crate::exits::Exits;
use crate::kept::Kept;
use crate::line::Order;
use crate::outbox::NewRow;
use crate::uplink::Extra;

impl Engine {
    /// Hands over everything that the core has to say.
    pub(super) fn drain(&mut self) {
        let mut rows = Vec::new();
        let (mut alarms, mut happened, mut exits) = (false, false, Vec::new());
        while let Some(event) = self.parts.core.poll_event() {
            match event {
                CoreEvent::Home(mut output) => {
                    self.parts.exits.fill_in(&mut output.message);
                    alarms |= matches!(output.message, Message::Alarm(_));
                    happened |= changes(&output.message);
                    exits.extend(Exits::number(&output.message).map(|number| (rows.len(), number)));
                    rows.push(self.happened(output));
                }
                CoreEvent::Sample { line, at, readings, durable } => {
                    let name = self.parts.seats.get(line.0).map_or("", |seat| seat.name.as_str());
                    let topic = format!("sample/{name}");
                    let sample = Sample { readings };
                    if durable {
                        rows.push(self.row(Lane::Readings, topic, &sample, at));
                    } else if self.sampling.get(&line).is_some_and(|until| at <= *until)
                        && let Some(payload) = self.live(&sample, at)
                    {
                        // Only the newest matters: one that finds no room is not sent.
                        drop(self.parts.extras.try_send(Extra::Sample { topic, payload }));
                    }
                }
            }
        }
        while let Some((line, transmit)) = self.parts.core.poll_transmit() {
            self.transmit(line, transmit.bytes());
        }
        if rows.is_empty() {
            return;
        }
        let kept = happened.then(|| self.kept());
        let lanes: Vec<_> = rows.iter().map(|row| row.lane).collect();
        let keys = self.parts.outbox.push(rows, kept);
        // While the disk works: whoever waits for the alarm waits for that first.
        if alarms {
            self.show_alarms();
        }
        // A got-up names the message of its bed exit, so the ids of those are remembered, and kept.
        let has_exits = !exits.is_empty();
        for (place, number) in exits {
            if let (Some(lane), Some(key)) = (lanes.get(place), keys.get(place)) {
                self.parts.exits.learn(number, Id { boot: key.boot, lane: *lane, seq: key.seq });
            }
        }
        if has_exits {
            self.save();
        }
    }

    /// Tells the station which alarms are open.
    pub(super) fn show_alarms(&self) {
        let now = self.parts.clock.now();
        let pages =
            pages::lay_out(self.parts.core.home().open_alarms(), |page| self.live(page, now));
        self.parts.live.send_modify(|live| live.alarms = pages);
    }

    /// Saves what the home remembers, though nothing happened.
    pub(super) fn save(&mut self) {
        let kept = self.kept();
        self.parts.outbox.push(Vec::new(), Some(kept));
    }

    fn kept(&mut self) -> String {
        self.saved.now(self.parts.clock.now());
        Kept::write(self.parts.core.home(), &self.parts.exits, &self.parts.changes)
    }

    fn happened(&self, output: Output) -> NewRow {
        let topic = output.message.topic().into_owned();
        // What happened before this run began has no stamp of it: the home knows when it was.
        let stamp = (output.at, output.when.map(When::wall));
        let mut row = self.stamped(output.message.lane(), topic, &output.body(), stamp);
        if let Message::Alarm(mut alarm) = output.message {
            // By its id: its kind says what a resident does.
            tracing::info!(alarm = alarm.alarm, step = ?alarm.step, "alarm");
            tracing::debug!(alarm = alarm.alarm, kind = ?alarm.kind, "alarm");
            alarm.durable = false;
            row.body_if_not_durable = serde_json::to_vec(&alarm).ok();
            row.repeats = (alarm.step == Step::Reminded).then_some(alarm.alarm);
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
        self.stamped(lane, topic, body, (at, self.wall(at)))
    }

    fn stamped(
        &self,
        lane: Lane,
        topic: String,
        body: &impl Serialize,
        (mono, wall): (Mono, Option<Wall>),
    ) -> NewRow {
        NewRow {
            lane,
            topic,
            body: serde_json::to_vec(body).unwrap_or_default(),
            body_if_not_durable: None,
            repeats: None,
            mono,
            wall,
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

/// Whether the home must be saved with a message. A minute changes nothing, and an alarm that calls once
/// more only when it called last: a home that forgets it calls again a little sooner.
fn changes(message: &Message) -> bool {
    match message {
        Message::Minute(_) => false,
        Message::Alarm(alarm) => alarm.step != Step::Reminded,
        Message::Event(_) | Message::Night(_) | Message::Day(_) => true,
    }
}
