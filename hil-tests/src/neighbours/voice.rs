//! How does a neighbour say it? Topics, envelopes, ids and lanes, exactly as contract.md §1 and §2.

use std::borrow::Cow;
use std::collections::VecDeque;

use alerts::message::{
    Alarm, Alarms, Envelope, Health, Id, Lane, Message, Previous, Reply, Root, State, Status,
    StatusWord, VERSION as CONTRACT,
};
use alerts::{ClockQuality, Wall, When};
use protocol::Mono;
use serde::Serialize;

use super::{OFFSET_S, Sent};

/// The only start of a simulated daemon.
pub(super) const BOOT: u32 = 1;

/// Its version: the homes' software is this project's.
pub(super) const VERSION: &str = env!("CARGO_PKG_VERSION");

/// What an `alarms` page may hold; a neighbour has eight alarms at most, so one is enough.
const PAGE: usize = 7 * 1_024;

#[derive(Debug)]
pub(super) struct Voice {
    root: Root,
    start: i64,
    run: String,
    links: u64,
    /// Alarms, events, readings.
    seqs: [u32; 3],
    /// Whether somebody hears what is live.
    heard: bool,
    /// What is to be published. It is emptied each time that the home has lived on.
    out: VecDeque<Sent>,
}

impl Voice {
    pub(super) const fn new(root: Root, start: i64, run: String) -> Self {
        Self { root, start, run, links: 0, seqs: [0; 3], heard: true, out: VecDeque::new() }
    }

    pub(super) const fn root(&self) -> &Root {
        &self.root
    }

    pub(super) fn poll(&mut self) -> Option<Sent> {
        self.out.pop_front()
    }

    pub(super) const fn is_heard(&mut self, heard: bool) {
        self.heard = heard;
    }

    /// Nothing was said yet.
    pub(super) fn forget(&mut self) {
        self.out.clear();
        (self.seqs, self.links) = ([0; 3], 0);
    }

    pub(super) fn online(&mut self) {
        self.links += 1;
        let previous: Option<Previous> = None; // there was none
        let status = Status { previous, link: Some(self.links), ..self.status(StatusWord::Online) };
        self.push("status", &status, (true, true));
    }

    pub(super) fn last_will(&self) -> (String, Vec<u8>) {
        let status = Status { version: None, ..self.status(StatusWord::Offline) };
        (self.root.topic("status"), serde_json::to_vec(&status).unwrap_or_default())
    }

    fn status(&self, status: StatusWord) -> Status {
        Status {
            v: CONTRACT,
            home: self.root.home().to_owned(),
            status,
            boot: BOOT,
            version: Some(VERSION.to_owned()),
            previous: None,
            link: None,
            run: Some(self.run.clone()),
        }
    }

    pub(super) fn state(&mut self, now: Mono, state: &State) {
        self.live(now, "state", state);
    }

    pub(super) fn health(&mut self, now: Mono, health: &Health) {
        self.live(now, "health", health);
    }

    pub(super) fn alarms(&mut self, now: Mono, open: Vec<Alarm>) {
        for page in Alarms::pages(open, PAGE, |alarm| {
            serde_json::to_vec(alarm).map_or(0, |text| text.len())
        }) {
            self.live(now, "alarms", &page);
        }
    }

    pub(super) fn reply(&mut self, now: Mono, name: &str, reply: &Reply) {
        let id = self.id(Lane::Events);
        self.wrapped(now, &format!("reply/{name}"), Some(id), reply);
    }

    /// A message of a lane, and the id that it got.
    pub(super) fn durable(&mut self, now: Mono, message: &Message) -> Option<Id> {
        let id = self.id(message.lane());
        let Message::Event(event) = message else {
            self.wrapped(now, &message.topic(), Some(id), message);
            return Some(id);
        };
        let mut body = serde_json::to_value(event).ok()?;
        body.as_object_mut()?.insert("fact".to_owned(), format!("{BOOT}f{}", id.seq).into());
        self.wrapped(now, &message.topic(), Some(id), &body);
        Some(id)
    }

    fn live<B: Serialize>(&mut self, now: Mono, below: &str, body: &B) {
        if self.heard {
            self.wrapped(now, below, None, body);
        }
    }

    /// What has no id is live, and kept by the broker.
    fn wrapped<B: Serialize>(&mut self, now: Mono, below: &str, id: Option<Id>, body: &B) {
        let envelope = Envelope {
            v: CONTRACT,
            id,
            home: Cow::Owned(self.root.home().to_owned()),
            boot: BOOT,
            lane: id.map(|id| id.lane),
            seq: id.map(|id| id.seq),
            at: Some(self.when(now)),
            mono: now.0,
            clock: ClockQuality::Synced,
            body,
        };
        self.push(below, &envelope, (id.is_none(), id.is_some()));
    }

    fn push<T: Serialize>(&mut self, below: &str, what: &T, (retain, durable): (bool, bool)) {
        let payload = serde_json::to_vec(what).unwrap_or_default();
        self.out.push_back(Sent { topic: self.root.topic(below), payload, retain, durable });
    }

    fn id(&mut self, lane: Lane) -> Id {
        let [alarms, events, readings] = &mut self.seqs;
        let last = match lane {
            Lane::Alarms => alarms,
            Lane::Events => events,
            Lane::Readings => readings,
        };
        *last += 1;
        Id { boot: BOOT, lane, seq: *last }
    }

    /// How many messages of each lane were said: alarms, events, readings.
    pub(super) const fn said(&self) -> [u32; 3] {
        self.seqs
    }

    pub(super) fn when(&self, at: Mono) -> When {
        When::new(Wall(self.wall(at)), OFFSET_S)
    }

    pub(super) fn wall(&self, at: Mono) -> i64 {
        self.start.saturating_add(i64::try_from(at.0).unwrap_or(i64::MAX))
    }

    pub(super) fn mono(&self, at: i64) -> Mono {
        Mono(u64::try_from(at.saturating_sub(self.start)).unwrap_or(0))
    }
}
