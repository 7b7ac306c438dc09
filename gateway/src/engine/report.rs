//! What the engine tells of itself: `health` for the station, `status` for the technician.

use std::collections::BTreeMap;

use alerts::message::{Health, LineHealth, OutOfService, OutboxHealth, Rate, SensorIs, State};
use alerts::{Gap, When};

use protocol::{NoiseCounts, NoiseKind};
use serde::Serialize;

use super::{Engine, Seat};
use crate::core::LineId;
use crate::outbox::{DeadLetter, Stats};
use crate::status::{Broker, Dead, LineStatus, OpenAlarm, Port, Restart, Status};
use crate::uplink::LinkState;

/// Of which version this is.
const VERSION: &str = env!("CARGO_PKG_VERSION");

impl Engine {
    /// What the station is told once a minute.
    pub(super) fn health(&self, stats: &Stats, link: &LinkState) -> Health {
        let now = self.parts.clock.now();
        Health {
            lines: (0..self.parts.seats.len()).map(|line| self.health_line(LineId(line))).collect(),
            outbox: OutboxHealth {
                alarms: stats.alarms.rows,
                events: stats.events.rows,
                readings: stats.readings.rows,
                oldest_s: stats.oldest(now, self.wall(now)).map(|age| age.as_secs()),
                days_left: stats.days_left,
                thinned: stats.losses().thinned,
                dropped: stats.losses().dropped + stats.losses().oversize,
            },
            clock: self.parts.origin.1,
            memory_kib: memory_kib(),
            disk_free_mib: self.disk.free_mib(self.world.now()),
            written_today_kib: self.written_today.kib(stats.bytes_written()),
            commands_dropped: self.commands_dropped(link),
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
            restart: restart(home.gap()),
            broker: Broker {
                address: self.parts.identity.broker.clone(),
                link: link.to_string(),
                online: link.is_online(),
                aside: link.aside.clone(),
            },
            alarms: home.open_alarms().into_iter().map(open_alarm).collect(),
            lines: (0..)
                .zip(&self.parts.seats)
                .map(|(line, seat)| self.line_status(LineId(line), seat))
                .collect(),
            health: self.health(stats, link),
            store_unread: stats.unread.contains(&true),
            dead: stats.dead().map(dead).collect(),
            notes: self.notes(stats, link),
        }
    }

    /// Commands that nobody answered: too many, or left over from earlier.
    pub(super) fn commands_dropped(&self, link: &LinkState) -> u64 {
        self.parts.commands.dropped() + link.counts.commands_dropped
    }

    fn notes(&self, stats: &Stats, link: &LinkState) -> Vec<String> {
        let mut notes = self.parts.identity.notes.clone();
        let troubles = [&stats.alarms_trouble, &stats.readings_trouble];
        notes.extend(troubles.into_iter().flatten().cloned());
        // What was wrong at the start may be so still.
        notes.sort();
        notes.dedup();
        if self.parts.recorder.is_some() {
            notes.push("a capture is being recorded".to_owned());
        }
        for (section, keys) in &self.parts.changes {
            let keys: Vec<_> = keys.keys().map(String::as_str).collect();
            notes.push(format!("the station has changed {section}: {}", keys.join(", ")));
        }
        match self.parts.identity.log.dropped_lines() {
            0 => {}
            lines => notes.push(format!("{lines} lines of the log were dropped: nobody reads it")),
        }
        match self.commands_dropped(link) {
            0 => {}
            dropped => {
                notes.push(format!("{dropped} commands were dropped: too many, or old ones"))
            }
        }
        notes
    }

    fn health_line(&self, line: LineId) -> LineHealth {
        let now = self.parts.clock.now();
        let (traffic, noise) = self.parts.core.traffic(line).unzip();
        let traffic = traffic.unwrap_or_default();
        let seat = self.parts.seats.get(line.0);
        LineHealth {
            line: seat.map(|seat| seat.name.clone()).unwrap_or_default(),
            room: seat.and_then(|seat| seat.room.clone()),
            is: self.line_is(line),
            frames: traffic.frames,
            noise: noise.map(heard_noise).unwrap_or_default(),
            doubted: traffic.doubted,
            last_s: traffic.last_frame.map(|last| now.since(last).as_secs()),
            saturated: self.is_saturated(line),
            out_of_service: self.out_of_service(line),
        }
    }

    /// Whether it looks at the bed, and the heart there is at an end of its scale.
    fn is_saturated(&self, line: LineId) -> bool {
        let home = self.parts.core.home();
        let mut sources = self.parts.core.sources(line);
        let looks = sources.any(|source| home.bed_source() == Some(source));
        looks && home.is_saturated(self.parts.clock.now())
    }

    /// What stands behind a line and is out of service, if anything does.
    fn out_of_service(&self, line: LineId) -> Option<OutOfService> {
        let home = self.parts.core.home();
        self.parts.core.sources(line).find_map(|source| home.out_of_service(source))
    }

    fn line_status(&self, id: LineId, seat: &Seat) -> LineStatus {
        let health = self.health_line(id);
        let up = self.parts.core.traffic(id).is_some_and(|(traffic, _)| traffic.up);
        LineStatus {
            line: health.line,
            room: health.room,
            path: seat.path.clone(),
            sensor: seat.sensor.to_owned(),
            firmware: self.parts.core.firmware(id).map(str::to_owned),
            port: if up { Port::Open } else { Port::Closed },
            is: name(&health.is),
            frames: health.frames,
            noise: health.noise.values().sum(),
            doubted: health.doubted,
            last_s: health.last_s,
            unsent: seat.unsent,
            out_of_service: health.out_of_service,
        }
    }

    /// The worst of what stands behind a line.
    fn line_is(&self, line: LineId) -> SensorIs {
        let now = self.parts.clock.now();
        let home = self.parts.core.home();
        let sources = self.parts.core.sources(line);
        sources.map(|source| home.source_is(now, source)).max().unwrap_or(SensorIs::Silent)
    }
}

/// The kinds of noise that there were.
fn heard_noise(noise: &NoiseCounts) -> BTreeMap<NoiseKind, u64> {
    noise.iter().filter(|(_, stretches)| *stretches > 0).collect()
}

/// A word of the contract, as it stands in messages.
fn name(word: &impl Serialize) -> String {
    let word = serde_json::to_value(word).unwrap_or_default();
    word.as_str().unwrap_or_default().to_owned()
}

const fn restart(gap: Gap) -> Option<Restart> {
    match gap {
        Gap::None => None,
        Gap::Unknown => Some(Restart { unheard_s: None }),
        Gap::Known(gap) => Some(Restart { unheard_s: Some(gap.as_secs()) }),
    }
}

fn dead(letter: &DeadLetter) -> Dead {
    let DeadLetter { id, topic, why, wall } = letter.clone();
    Dead { id, topic, why, at: wall.map(|wall| When::new(wall, 0)) }
}

fn open_alarm(alarm: alerts::message::Alarm) -> OpenAlarm {
    OpenAlarm {
        alarm: alarm.alarm,
        kind: name(&alarm.kind),
        step: name(&alarm.step),
        line: alarm.line,
        room: alarm.room,
    }
}

/// How much of what was written to disk was written today, by the home's calendar.
#[derive(Debug, Default)]
pub(super) struct WrittenToday {
    date: String,
    before: u64,
}

impl WrittenToday {
    /// A look at the calendar: at midnight the count begins anew.
    pub(super) fn look(&mut self, now: Option<When>, written: u64) {
        let date = now.map(|now| now.to_string().chars().take(10).collect()).unwrap_or_default();
        if self.date != date {
            *self = Self { date, before: written };
        }
    }

    fn kib(&self, written: u64) -> u64 {
        written.saturating_sub(self.before) / 1024
    }
}

/// A number that only grew older is no change for the wall.
pub(super) fn without_ages(state: &State) -> State {
    let ageless = |rate: &Option<Rate>| rate.as_ref().map(|rate| Rate { age_s: 0, ..*rate });
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
