//! What the engine tells of itself: `health` for the station, `status` for the technician.

use std::path::Path;

use alerts::message::{Health, HealthLine, HealthOutbox, SensorIs, State, Vital};

use super::{Engine, Seat};
use crate::core::LineId;
use crate::outbox::Stats;
use crate::status::{Broker, LineStatus, OpenAlarm, Port, Status};
use crate::uplink::LinkState;

/// Of which version this is.
const VERSION: &str = env!("CARGO_PKG_VERSION");

impl Engine {
    /// What the station is told once a minute.
    pub(super) fn health(&self, stats: &Stats) -> Health {
        let now = self.parts.clock.now();
        Health {
            lines: (0..self.parts.seats.len()).map(|line| self.health_line(LineId(line))).collect(),
            outbox: HealthOutbox {
                alarms: stats.alarms,
                events: stats.events,
                readings: stats.readings,
                oldest_s: stats.oldest.map_or(0, |oldest| now.since(oldest).as_secs()),
                days_left: stats.days_left,
                thinned: stats.thinned,
                dropped: stats.dropped,
            },
            clock: self.parts.origin.1,
            memory_kib: memory_kib(),
            disk_free_mib: disk_free_mib(&self.parts.identity.store),
            written_today_kib: stats.written_today_kib,
            uptime_s: self.world.now().0 / 1000,
            version: VERSION.to_owned(),
        }
    }

    /// What `hearth status` shows.
    pub(super) fn status(&self, stats: &Stats, link: &LinkState) -> Status {
        let home = self.parts.core.home();
        Status {
            version: VERSION.to_owned(),
            home: self.parts.identity.home.clone(),
            boot: self.parts.identity.boot,
            at: home.when(self.parts.clock.now()),
            broker: Broker {
                address: self.parts.identity.broker.clone(),
                link: link.to_string(),
                online: link.is_online(),
            },
            alarms: home.open_alarms().into_iter().map(open_alarm).collect(),
            lines: (0..)
                .zip(&self.parts.seats)
                .map(|(line, seat)| self.line_status(LineId(line), seat))
                .collect(),
            health: self.health(stats),
            notes: self.notes(stats),
        }
    }

    fn notes(&self, stats: &Stats) -> Vec<String> {
        let mut notes = self.parts.identity.notes.clone();
        notes.extend(stats.notes.iter().cloned());
        if self.parts.recorder.is_some() {
            notes.push("a capture is being recorded".to_owned());
        }
        notes
    }

    fn health_line(&self, line: LineId) -> HealthLine {
        let now = self.parts.clock.now();
        let (traffic, decoder) = self.parts.core.traffic(line).unzip();
        let traffic = traffic.unwrap_or_default();
        HealthLine {
            line: self.parts.seats.get(line.0).map(|seat| seat.name.clone()).unwrap_or_default(),
            is: self.line_is(line),
            frames: traffic.frames,
            noise: decoder.map(|decoder| decoder.noise().iter().collect()).unwrap_or_default(),
            last_s: traffic.last_frame.map(|last| now.since(last).as_secs()),
        }
    }

    fn line_status(&self, id: LineId, seat: &Seat) -> LineStatus {
        let health = self.health_line(id);
        let up = self.parts.core.traffic(id).is_some_and(|(traffic, _)| traffic.up);
        LineStatus {
            line: health.line,
            path: seat.path.clone(),
            sensor: seat.sensor.to_owned(),
            firmware: self.parts.core.firmware(id).map(str::to_owned),
            port: if up { Port::Open } else { Port::Closed },
            is: health.is.to_string(),
            frames: health.frames,
            noise: health.noise.values().sum(),
            last_s: health.last_s,
            unsent: seat.unsent,
        }
    }

    /// The worst of what stands behind a line.
    fn line_is(&self, line: LineId) -> SensorIs {
        let now = self.parts.clock.now();
        let home = self.parts.core.home();
        let sources = self.parts.core.sources(line).iter();
        sources.map(|source| home.source_is(now, *source)).max().unwrap_or(SensorIs::Silent)
    }
}

fn open_alarm(alarm: alerts::message::Alarm) -> OpenAlarm {
    OpenAlarm {
        alarm: alarm.alarm,
        kind: alarm.kind.to_string(),
        step: alarm.step.to_string(),
        line: alarm.line,
    }
}

/// A number that only grew older is no change for the wall.
pub(super) fn without_ages(state: &State) -> State {
    let ageless = |vital: &Option<Vital>| vital.as_ref().map(|vital| Vital { age_s: 0, ..*vital });
    State {
        heart_rate: ageless(&state.heart_rate),
        breathing_rate: ageless(&state.breathing_rate),
        ..state.clone()
    }
}

/// The topic of a reply must be one, whatever the command was called.
pub(super) fn reply_name(command: &str) -> &str {
    let plain = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-';
    if (1..=32).contains(&command.len()) && command.bytes().all(plain) {
        command
    } else {
        "unknown"
    }
}

/// What this process occupies of the box's memory.
fn memory_kib() -> u64 {
    let text = std::fs::read_to_string("/proc/self/statm").unwrap_or_default();
    let pages: u64 = text.split(' ').nth(1).and_then(|pages| pages.parse().ok()).unwrap_or(0);
    let page = u64::try_from(rustix::param::page_size()).unwrap_or(4096);
    pages.saturating_mul(page) / 1024
}

/// The room that is left where the store is.
fn disk_free_mib(store: &Path) -> u64 {
    rustix::fs::statvfs(store)
        .map(|disk| disk.f_bavail.saturating_mul(disk.f_frsize) / (1024 * 1024))
        .unwrap_or(0)
}
