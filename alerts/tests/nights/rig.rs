//! A home in virtual time: scripts in, lines out.

use core::time::Duration;

use alerts::message::{Event, Message, Stage, Step};
use alerts::{ClockQuality, Home, Kind, Mono, Output, Plan, Policy, SourceId, SourcePlan, Wall};
use jiff::tz::TimeZone;
use protocol::{Means, PerMinute, Reading};

/// Every sensor of the script that warms up takes as long as a ZE07-CO.
const WARM_UP: Duration = Duration::from_secs(180);

pub(crate) const BED: SourceId = SourceId(0);
pub(crate) const HALL: SourceId = SourceId(1);
pub(crate) const KITCHEN: SourceId = SourceId(2);
pub(crate) const MODULE: SourceId = SourceId(3);
pub(crate) const FRONT_DOOR: SourceId = SourceId(4);
pub(crate) const SMOKE: SourceId = SourceId(5);

/// A home whose script begins at [`Rig::at`] `("21:30")` of 23 November 2026, in Chongqing.
pub(crate) struct Rig {
    pub(crate) home: Home,
    plan: Plan,
    /// Where the script has got to.
    pub(crate) now: Mono,
    start: Wall,
    zone: TimeZone,
    said: Vec<Output>,
}

impl Rig {
    /// With a radar of the R60ABD1 kind (its flag 30 s late) over the bed and nothing else.
    pub(crate) fn bed_only(start: &str) -> Self {
        Self::new(start, &[("bed", Kind::BedRadar, 10, 30)])
    }

    /// With a bed radar whose flag is not late and without a deadline: a recorded set.
    pub(crate) fn recorded(start: &str) -> Self {
        Self::new(start, &[("bed", Kind::BedRadar, 0, 0)])
    }

    pub(crate) fn flat(start: &str) -> Self {
        Self::new(
            start,
            &[
                ("bed", Kind::BedRadar, 10, 30),
                ("hall", Kind::RoomRadar, 10, 0),
                ("kitchen-gas", Kind::Co, 5, 0),
                ("inputs", Kind::Contacts, 5, 0),
                ("front-door", Kind::Input(Means::Entrance), 5, 0),
                ("kitchen-smoke", Kind::Input(Means::Smoke), 5, 0),
            ],
        )
    }

    pub(crate) fn new(start: &str, sources: &[(&str, Kind, u64, u64)]) -> Self {
        let mut rig = Self::unset(start, "Asia/Chongqing", sources);
        rig.set_clock();
        rig
    }

    /// As [`Rig::new`], but the clock is not set.
    pub(crate) fn unset(start: &str, zone: &str, sources: &[(&str, Kind, u64, u64)]) -> Self {
        let sources = sources.iter().map(|(name, kind, quiet, delay)| SourcePlan {
            quiet: Duration::from_secs(*quiet),
            exit_delay: Duration::from_secs(*delay),
            warm_up: WARM_UP,
            ..SourcePlan::new((*name).into(), *kind)
        });
        Self::of(start, zone, sources.collect())
    }

    /// With a bed radar, judged by other numbers.
    pub(crate) fn judged(start: &str, policy: Policy) -> Self {
        let mut rig = Self::bed_only(start);
        rig.home = Home::new(rig.plan.clone(), policy, 0);
        rig.set_clock();
        rig
    }

    /// Of whatever sources; the clock is not set.
    pub(crate) fn of(start: &str, zone: &str, sources: Vec<SourcePlan>) -> Self {
        let zone = TimeZone::get(zone).unwrap();
        let plan = Plan { zone: zone.clone(), night: alerts::Night::default(), sources };
        let home = Home::new(plan.clone(), Policy::default(), 0);
        let date = if start.len() == 5 { "2026-11-23T" } else { "" };
        let start: jiff::civil::DateTime = format!("{date}{start}:00").parse().unwrap();
        let start = zone.to_timestamp(start).unwrap().as_millisecond();
        Self { home, plan, now: Mono::ZERO, start: Wall(start), zone, said: Vec::new() }
    }

    /// What is saved of the home now.
    pub(crate) fn saved(&self) -> String {
        serde_json::to_string(&self.home.checkpoint()).unwrap()
    }

    /// Goes on where another run was when that was saved, the time since then included.
    pub(crate) fn resume(&mut self, saved: &str) {
        self.home.restore(self.now, serde_json::from_str(saved).unwrap());
        self.set_clock();
        self.drain();
    }

    /// The same home, of which nothing is known yet.
    pub(crate) fn anew(&self) -> Home {
        Home::new(self.plan.clone(), Policy::default(), 0)
    }

    /// The home is started anew, with a configuration that says another zone.
    pub(crate) fn moves_to(&mut self, zone: &str) {
        let saved = self.saved();
        self.plan.zone = TimeZone::get(zone).unwrap();
        self.home = self.anew();
        self.resume_at_once(&saved);
    }

    /// The clock says so much more than the time that passed, from now on.
    pub(crate) fn steps_clock(&mut self, ms: i64) {
        self.start = Wall(self.start.0 + ms);
        self.set_clock();
    }

    /// Goes on where another run was, which ended just now.
    pub(crate) fn resume_at_once(&mut self, saved: &str) {
        self.home.restore(self.now, serde_json::from_str(saved).unwrap());
        self.set_clock();
    }

    pub(crate) fn set_clock(&mut self) {
        self.home.handle_clock(self.now, Some(self.start + self.now), ClockQuality::Synced);
    }

    pub(crate) fn hear(&mut self, source: SourceId, reading: Reading) {
        self.pass_to(self.now);
        self.home.handle_reading(self.now, source, &reading);
        self.drain();
    }

    /// Lets time pass in silence.
    pub(crate) fn pass(&mut self, seconds: u64) {
        self.pass_to(self.now + Duration::from_secs(seconds));
    }

    pub(crate) fn pass_ms(&mut self, ms: u64) {
        self.pass_to(self.now + Duration::from_millis(ms));
    }

    fn pass_to(&mut self, until: Mono) {
        while let Some(due) = self.home.poll_timeout().filter(|due| *due <= until) {
            self.home.handle_timeout(due);
            self.drain();
        }
        self.drain();
        self.now = until;
    }

    /// So many seconds of a radar that speaks each second, `say` telling what at which of them.
    pub(crate) fn each_second(&mut self, seconds: u64, mut say: impl FnMut(&mut Self, u64)) {
        for second in 0..seconds {
            say(self, second);
            self.pass(1);
        }
    }

    /// Somebody lies in bed and breathes; heart and breath wander as they do.
    pub(crate) fn sleeps(&mut self, seconds: u64) {
        self.each_second(seconds, |rig, second| rig.breathes(second));
    }

    pub(crate) fn breathes(&mut self, second: u64) {
        self.breathes_at(second, 58, 13);
    }

    /// … with such rates and a little more.
    pub(crate) fn breathes_at(&mut self, second: u64, heart: u8, breath: u8) {
        self.hear(BED, Reading::Movement(1));
        if second.is_multiple_of(3) {
            let step = u8::try_from((second / 3) % 4).unwrap();
            self.hear(BED, Reading::HeartRate(PerMinute(heart + step)));
            self.hear(BED, Reading::BreathingRate(PerMinute(breath + step / 2)));
        }
    }

    /// Lies still with such rates for so many seconds.
    pub(crate) fn lies(&mut self, seconds: u64, (heart, breath): (u8, u8)) {
        self.each_second(seconds, |rig, second| rig.breathes_at(second, heart, breath));
    }

    /// Everything that was said of these kinds of alarms.
    pub(crate) fn alarms_of(&mut self, kinds: &[&str]) -> Vec<String> {
        let mut said = self.said();
        said.retain(|line| kinds.iter().any(|kind| line.contains(&format!("alarm/{kind} "))));
        said
    }

    /// Somebody in bed moves as much as that.
    pub(crate) fn moves(&mut self, seconds: u64, movement: u8) {
        self.each_second(seconds, |rig, _| rig.hear(BED, Reading::Movement(movement)));
    }

    /// The radar looks at an empty bed and says so each second.
    pub(crate) fn empty(&mut self, seconds: u64) {
        self.moves(seconds, 0);
    }

    /// Goes to bed: the flag, and ten minutes of settling down.
    pub(crate) fn goes_to_bed(&mut self) {
        self.hear(BED, Reading::Presence(true));
        self.moves(8, 55);
        self.hear(BED, Reading::InBed(true));
        self.sleeps(600);
    }

    /// Gets up; the module says so after `lag`.
    pub(crate) fn gets_up(&mut self, lag: u64) {
        self.moves(4, 60);
        self.empty(lag.saturating_sub(2));
        self.hear(BED, Reading::InBed(false));
        self.hear(BED, Reading::Presence(false));
    }

    pub(crate) fn accept(&mut self, alarm: &str) {
        self.acknowledge(alarm, Stage::Accepted);
    }

    pub(crate) fn acknowledge(&mut self, alarm: &str, stage: Stage) {
        let ack = alerts::message::Acknowledge {
            request: "1".into(),
            alarm: alarm.into(),
            by: "desk".into(),
            stage,
        };
        self.home.handle_acknowledge(self.now, &ack).unwrap();
        self.drain();
    }

    /// Everything said since the last time, but minutes: `22:10:03 bed-entry`.
    pub(crate) fn said(&mut self) -> Vec<String> {
        let said = core::mem::take(&mut self.said);
        said.iter().filter_map(|output| self.line(output)).collect()
    }

    /// As [`Rig::said`], after something that was asked of the home directly.
    pub(crate) fn said_now(&mut self) -> Vec<String> {
        self.drain();
        self.said()
    }

    /// As [`Rig::said`], and it is said again when asked again.
    pub(crate) fn said_again(&self) -> Vec<String> {
        self.said.iter().filter_map(|output| self.line(output)).collect()
    }

    /// As [`Rig::said`], only what is said of the bed itself.
    pub(crate) fn said_of_bed(&mut self) -> Vec<String> {
        let mut said = self.said();
        said.retain(|line| {
            ["bed-entry", "bed-exit", "got-up"].iter().any(|kind| line.contains(kind))
        });
        said
    }

    pub(crate) fn outputs(&mut self) -> Vec<Output> {
        core::mem::take(&mut self.said)
    }

    /// What was said on a topic; the rest stays.
    pub(crate) fn outputs_of(&mut self, topic: &str) -> Vec<Message> {
        let said = self.said.extract_if(.., |output| output.message.topic() == topic);
        said.map(|output| output.message).collect()
    }

    pub(crate) fn drain(&mut self) {
        self.said.extend(core::iter::from_fn(|| self.home.poll_event()));
    }

    fn line(&self, output: &Output) -> Option<String> {
        let at = self.time(output.at);
        Some(match &output.message {
            Message::Minute(_) | Message::Night(_) | Message::Day(_) => return None,
            Message::Alarm(alarm) => {
                let line = alarm.line.as_deref().unwrap_or("home");
                let step = match alarm.step {
                    Step::Raised => format!("raised {:?}", alarm.priority),
                    Step::Escalated => format!("escalated {:?}", alarm.priority),
                    Step::Reminded
                    | Step::Acknowledged
                    | Step::Paused
                    | Step::Resumed
                    | Step::ConditionCleared
                    | Step::Closed => format!("{:?}", alarm.step),
                };
                format!("{at} {} of {line}: {step}", output.message.topic())
            }
            Message::Event(event) => {
                let what = output.message.topic().replace("event/", "");
                match event {
                    Event::TurnOver(turn) => format!("{at} {what} {} s", turn.length_s),
                    Event::Nap(nap) => format!("{at} {what} {} min", nap.asleep_min),
                    Event::BreathingPause(pause) => format!("{at} {what} {} s", pause.length_s),
                    Event::BedExit(_)
                    | Event::BedEntry(_)
                    | Event::GotUp(_)
                    | Event::SleepOnset(_)
                    | Event::Wake(_)
                    | Event::DoorOpened(_)
                    | Event::DoorClosed(_)
                    | Event::LeftHome(_)
                    | Event::CameHome(_)
                    | Event::Visitor(_)
                    | Event::SensorLost(_)
                    | Event::SensorBack(_)
                    | Event::UnusualNight(_) => format!("{at} {what}"),
                }
            }
        })
    }

    /// The script's time of day.
    pub(crate) fn time(&self, at: Mono) -> String {
        let moment = jiff::Timestamp::from_millisecond((self.start + at).0).unwrap();
        let local = self.zone.to_datetime(moment);
        format!("{:02}:{:02}:{:02}", local.hour(), local.minute(), local.second())
    }
}
