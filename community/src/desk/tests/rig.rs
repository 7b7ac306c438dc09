//! A desk whose channels are played.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use alerts::message::{AlarmKind, Outcome, Priority, Reply, Step};
use alerts::{Mono, Wall};
use async_trait::async_trait;
use jiff::tz::TimeZone;

use crate::channels::{Address as To, Channel as Out, Knock, Mail, NotSent, Outgoing, Sent, Spool};
use crate::clock::Clock;
use crate::config;
use crate::core::budget::Pace;
use crate::core::desk::PartyId;
use crate::core::desk::duty::{Rota, Shift};
use crate::core::desk::hours::Hours;
use crate::core::desk::ladder::{Book, Rule};
use crate::core::desk::party::{Address, Channel, PartyIs};
use crate::core::desk::quiet::Quiet;
use crate::core::heard::AlarmStep;
use crate::core::station::Command;
use crate::desk::{Bell, Desk, ForDesk, Running, ToHomes, With, ready, start};
use crate::health::Health;
use crate::say::Lang;
use crate::store::Store as _;
use crate::store::parties::{CodeFor, CodeTried, Kept, PartyRow, PartyStore, Who};
use crate::store::rows::{Batch, Effect};
use crate::store::sqlite::Sqlite;
use crate::vault::{SealingKey, Vault};

/// A Monday noon, UTC.
pub(super) const NOON: Wall = Wall(1_795_435_200_000);

/// For a condition that comes true, however slow the machine is.
const PATIENCE: Duration = Duration::from_secs(60);

type Says = Box<dyn Fn() -> Result<Sent, NotSent> + Send>;

/// What is left when a station is killed, and the time, which goes on.
pub(super) struct Station {
    dir: tempfile::TempDir,
    vault: Vault,
    world: Clock,
    pub(super) paces: BTreeMap<String, Pace>,
    pub(super) spool: Option<Spool>,
    pub(super) dead_man: Option<Knock>,
    pub(super) mail: Option<config::Mail>,
}

impl Station {
    pub(super) fn new() -> Self {
        let vault = Vault::new(SealingKey::random().unwrap());
        Self {
            dir: tempfile::tempdir().unwrap(),
            vault,
            world: Clock::new(1),
            paces: BTreeMap::new(),
            spool: None,
            dead_man: None,
            mail: None,
        }
    }

    fn store(&self) -> Sqlite {
        let (store, copies) = (self.dir.path().join("store"), self.dir.path().join("copies"));
        Sqlite::open(&store, &copies, self.vault.clone()).unwrap()
    }
}

#[derive(Default)]
pub(super) struct Played {
    sent: Mutex<Vec<Outgoing>>,
    told: Mutex<Vec<Command>>,
    says: Mutex<BTreeMap<String, Says>>,
    /// Mail goes this way indeed, if there is one.
    mail: Option<Mail>,
    /// When each message was handed over, in the world.
    times: Mutex<Vec<Mono>>,
    world: Option<Clock>,
}

#[async_trait]
impl Out for Played {
    async fn send(&self, out: &Outgoing) -> Result<Sent, NotSent> {
        if let Some(world) = &self.world {
            self.times.lock().unwrap().push(world.mono());
        }
        self.sent.lock().unwrap().push(out.clone());
        if let (Some(mail), To::Mail(_)) = (&self.mail, &out.to) {
            return mail.send(out).await;
        }
        let to = match &out.to {
            To::Mail(to) | To::Sms(to) | To::Robot(to) => to,
        };
        self.says.lock().unwrap().get(to).map_or_else(|| Ok(Sent::default()), |says| says())
    }
}

impl ToHomes for Played {
    fn command(&self, command: &Command) -> bool {
        self.told.lock().unwrap().push(command.clone());
        true
    }
}

pub(super) struct Rig {
    pub(super) desk: Desk<Sqlite>,
    pub(super) clock: Clock,
    pub(super) world: Clock,
    pub(super) bell: Bell,
    played: Arc<Played>,
    running: Option<Running>,
}

impl Rig {
    /// At noon and what has gone since in the world, times the speed.
    pub(super) async fn start(station: &Station, speed: u32) -> Self {
        // At a speed of 1 a clock would be the world's.
        let speed = speed.max(2);
        let gone = station.world.mono().since(Mono(0)) * speed;
        Self::start_at(station, speed, NOON + gone).await
    }

    pub(super) async fn start_at(station: &Station, speed: u32, at: Wall) -> Self {
        let (with, played) = Self::with(station, Clock::starting(speed.max(2), at));
        let (clock, bell) = (with.clock, with.bell.clone());
        let (desk, running) = start(with).await.unwrap();
        Self { desk, clock, world: station.world, bell, played, running: Some(running) }
    }

    /// Nothing is done by itself.
    pub(super) async fn start_quiet(station: &Station, at: Wall) -> Self {
        let (with, played) = Self::with(station, Clock::starting(2, at));
        let (clock, bell) = (with.clock, with.bell.clone());
        let desk = ready(with).await.unwrap();
        Self { desk, clock, world: station.world, bell, played, running: None }
    }

    fn with(station: &Station, clock: Clock) -> (With<Sqlite>, Arc<Played>) {
        let mail = station.mail.clone().map(Mail::new);
        let world = Some(station.world);
        let played = Arc::new(Played { mail, world, ..Played::default() });
        let with = With {
            store: Arc::new(station.store()),
            clock,
            zone: TimeZone::UTC,
            lang: Lang::English,
            url: Some("https://hall.example/".to_owned()),
            bell: Bell::default(),
            out: Arc::clone(&played) as _,
            paces: station.paces.clone(),
            spool: station.spool.clone(),
            dead_man: station.dead_man.clone(),
            homes: Arc::clone(&played) as _,
            health: Arc::new(Health::new(Mono(0), None)),
        };
        (with, played)
    }

    /// Two of staff, on duty round the clock, and a ladder for everything.
    pub(super) async fn two_of_staff(&self, ladder: &str) -> (PartyId, PartyId) {
        let lin = self.somebody("Lin", &["lin@example.org"]).await;
        let wang = self.somebody("Wang", &["wang@example.org"]).await;
        let all_day = Hours { from: 0, to: 1_440 };
        let shift = |who| Shift { who, days: [true; 7], hours: all_day };
        let of = Rota { shifts: vec![shift(lin), shift(wang)], exceptions: Vec::new() };
        self.desk.save_setting(Kept { revision: 0, of }).await.unwrap();
        self.ladder(ladder).await;
        (lin, wang)
    }

    /// Somebody of staff whose ways are verified.
    pub(super) async fn somebody(&self, name: &str, mails: &[&str]) -> PartyId {
        self.way(name, mails.iter().map(|mail| Address::Mail((*mail).to_owned())).collect()).await
    }

    /// Reached by mail, and if that fails by SMS.
    pub(super) async fn mail_then_sms(&self) -> PartyId {
        let mail = Address::Mail("lin@example.org".to_owned());
        self.way("Lin", vec![mail, Address::Sms("13800138000".to_owned())]).await
    }

    /// Somebody of staff with these ways.
    pub(super) async fn way(&self, name: &str, to: Vec<Address>) -> PartyId {
        let ways = to.len();
        let id = self.party(name, PartyIs::Staff, to).await;
        for channel in (0u8..).take(ways) {
            let of = CodeFor { party: id, channel };
            let (store, now) = (self.desk.store(), self.clock.now());
            store.save_code(of, b"x".to_vec(), now + PATIENCE).await.unwrap();
            assert_eq!(store.try_code(of, b"x".to_vec(), now).await.unwrap(), CodeTried::Right);
        }
        self.desk.refresh().await.unwrap();
        id
    }

    /// The chat of a robot: it is there if the station was started with the robot.
    pub(super) fn group(&self, robot: &str) -> Option<PartyId> {
        let directory = self.desk.directory();
        let mut all = directory.parties.values();
        let group = all.find(|it| it.who.is == PartyIs::Group(robot.to_owned()) && it.active)?;
        assert_eq!(group.who.channels[0].to, Address::Robot(robot.to_owned()));
        Some(group.id)
    }

    async fn party(&self, name: &str, is: PartyIs, to: Vec<Address>) -> PartyId {
        let way = |to| Channel { to, verified: None, proven: None, dead: None };
        let who = Who {
            name: name.to_owned(),
            is,
            phone: String::new(),
            lang: None,
            login: None,
            has_key: false,
            consent: true,
            channels: to.into_iter().map(way).collect(),
        };
        let (id, active) = (PartyId(0), true);
        let party = PartyRow { id, revision: 0, resident: None, place: 0, active, who };
        self.desk.save_party(party).await.unwrap().id
    }

    /// One ladder for everything, and no quiet hours by day.
    pub(super) async fn ladder(&self, text: &str) {
        let ladder = text.parse().unwrap();
        let rule = Rule { home: None, kind: None, priority: None, ladder };
        let of = Book { rules: vec![rule] };
        self.desk.save_setting(Kept { revision: 0, of }).await.unwrap();
        let of = Quiet(Some(Hours { from: 60, to: 61 }));
        self.desk.save_setting(Kept { revision: 0, of }).await.unwrap();
    }

    /// A way that nobody has verified; for what is high it is better than none.
    pub(super) fn mail(&self, to: &str) -> Channel {
        Channel { to: Address::Mail(to.to_owned()), verified: None, proven: None, dead: None }
    }

    /// Quiet from one minute of the day to another.
    pub(super) async fn quiet(&self, from: u16, to: u16) {
        let Kept { revision, .. } = self.desk.store().setting::<Quiet>().await.unwrap();
        let of = Quiet(Some(Hours { from, to }));
        self.desk.save_setting(Kept { revision, of }).await.unwrap();
    }

    /// As the ingest does with what homes say.
    pub(super) async fn hears(&self, alarms: impl IntoIterator<Item = Effect>) {
        let batch = Batch { effects: alarms.into_iter().collect(), ..Batch::default() };
        let for_desk = ForDesk::of(&batch);
        self.desk.store().take(batch).await.unwrap();
        self.bell.stored(for_desk);
    }

    /// What a channel says from now on.
    pub(super) fn answers(
        &self,
        to: &str,
        says: impl Fn() -> Result<Sent, NotSent> + Send + 'static,
    ) {
        self.played.says.lock().unwrap().insert(to.to_owned(), Box::new(says));
    }

    pub(super) fn sent(&self) -> Vec<Outgoing> {
        self.played.sent.lock().unwrap().clone()
    }

    pub(super) async fn until_sent(&self, least: usize) -> Vec<Outgoing> {
        self.until("messages are sent", async || self.sent().len() >= least).await;
        self.sent()
    }

    /// What homes were told of that.
    pub(super) fn told(&self, stage: &str) -> Vec<Command> {
        let told = self.played.told.lock().unwrap();
        let is = |command: &&Command| command.payload.contains(&format!("\"{stage}\""));
        told.iter().filter(is).cloned().collect()
    }

    /// When each message was handed over, in the world, and which.
    pub(super) fn handed_over(&self) -> Vec<(Mono, Outgoing)> {
        let times = self.played.times.lock().unwrap().clone();
        times.into_iter().zip(self.sent()).collect()
    }

    /// A home is told that; the command.
    pub(super) async fn until_told(&self, stage: &str) -> Command {
        let found = || {
            let told = self.played.told.lock().unwrap();
            told.iter().find(|command| command.payload.contains(stage)).cloned()
        };
        self.until("a home is told", async || found().is_some()).await;
        found().unwrap()
    }

    /// What the ingest has for the desk when the home has answered a command.
    pub(super) fn replied(&self, command: &Command) -> ForDesk {
        let body: serde_json::Value = serde_json::from_str(&command.payload).unwrap();
        let request = body["request"].as_str().unwrap().to_owned();
        let reply = Reply { request, outcome: Outcome::Ok(true) };
        let effect = Effect::Reply { home: command.home.clone(), at: self.clock.now(), reply };
        ForDesk::of(&Batch { effects: vec![effect], ..Batch::default() })
    }

    pub(super) async fn until(&self, what: &str, is_so: impl AsyncFn() -> bool) {
        let end = self.world.mono() + PATIENCE;
        while !is_so().await {
            assert!(self.world.mono() < end, "never: {what}");
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
    }

    pub(super) async fn stop(mut self) {
        if let Some(running) = self.running.take() {
            running.stop().await;
        }
    }

    /// As `kill -9` does: nothing is finished.
    pub(super) async fn kill(mut self) {
        self.end_tasks().await;
    }

    async fn end_tasks(&mut self) {
        let Some(running) = self.running.take() else { return };
        running.rounds.abort();
        for task in running.others {
            task.abort();
            drop(task.await);
        }
        drop(running.rounds.await);
    }
}

/// A step of smoke.
pub(super) fn alarm(home: &str, name: &str, step: Step) -> Effect {
    said(home, name, (AlarmKind::Smoke, Priority::High, step))
}

/// Something else is raised.
pub(super) fn alarm_of(home: &str, kind: AlarmKind, priority: Priority) -> Effect {
    said(home, "8-1", (kind, priority, Step::Raised))
}

fn said(home: &str, name: &str, (kind, priority, step): (AlarmKind, Priority, Step)) -> Effect {
    let step = AlarmStep { latched: true, ..AlarmStep::of(name, kind, priority, step) };
    let id = None;
    Effect::Alarm { home: home.parse().unwrap(), id, at: NOON, step: Box::new(step), open: true }
}
