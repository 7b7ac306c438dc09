//! The other end of the demo: a station with fifty residents, of whom one has the real gateway and the
//! others are neighbours, with some hours behind them.

use std::io::IsTerminal;
use std::time::Duration;

use alerts::Wall;
use community::core::access::Role;
use community::core::heard::read;
use community::core::station::Station as Machine;
use community::opened::Opened;
use community::store::Store as _;
use community::store::rows::{Loaded, TokenIs, User};
use community::web::tokens;
use jiff::Timestamp;
use protocol::Mono;

use super::people;
use super::street::Street;
use super::telephones::{Said, Telephones};
use crate::clock::{HomeClock, Stopwatch, wall_ms};
use crate::daemon::Program;
use crate::home::{COMMUNITY, HOME};
use crate::neighbours::crowd::{Crowd, Pace, Where, invited};
use crate::neighbours::{Neighbour, Wish};
use crate::station::{Premises, Station, Wishes};

/// Residents in all.
const RESIDENTS: usize = 50;

/// What the neighbours had lived when the demo begins: the two hours of a wall's line, and minutes
/// enough for the band behind it.
const LIVED: Duration = Duration::from_secs(4 * 3_600);

/// The station starts so long before the evening, in the world's time, so that it is there by then.
const AHEAD: Duration = Duration::from_secs(1);

/// Whoever looks at the desk.
const LOGIN: &str = "desk";

/// Whoever looks after the neighbourhood.
const WORKER: &str = "grid";

/// Characters of their passwords, which are others each evening.
const PASSWORD: usize = 14;

/// Of a hundred of a neighbour's days so many have an alarm.
const TROUBLED: u8 = 12;

/// Which evening it is.
#[derive(Clone, Debug)]
pub(super) struct Evening<'a> {
    pub(super) seed: u64,
    pub(super) speed: u32,
    /// What the home's clock shows when it begins.
    pub(super) start: &'a str,
    pub(super) broker: (&'a str, u16),
}

/// The station, its neighbours, and where its pages are.
pub(super) struct Hall {
    // In the order in which they have to go.
    crowd: Crowd,
    station: Station,
    premises: Premises,
    telephones: Telephones,
    street: Street,
    wall: String,
    /// Of the logins [`LOGIN`] and [`WORKER`], for this one evening.
    passwords: [String; 2],
}

impl Hall {
    /// Everything is there when this returns, and the evening begins.
    pub(super) fn open(program: &Program, evening: &Evening<'_>) -> anyhow::Result<Self> {
        let (host, port) = evening.broker;
        let wishes = Wishes {
            community: COMMUNITY.to_owned(),
            name: "Kangzhuang".to_owned(),
            broker: format!("mqtt://{host}:{port}"),
            login: None,
            // Somebody looks: two demos of a script would want the same.
            usual_port: std::io::stdout().is_terminal(),
            calls: true,
        };
        let premises = Premises::new(&wishes)?;
        let start = evening.start_of_station()?;
        let mut homes = neighbours(evening.seed, start)?;
        let drawn = || std::iter::repeat_with(fastrand::alphanumeric).take(PASSWORD).collect();
        let passwords: [String; 2] = [drawn(), drawn()];
        let word = prepare(&premises, &mut homes, (start, &passwords))?;
        let (spool, page) = (premises.spool(), premises.page());
        let owners = people::telephones(RESIDENTS, HOME);
        let telephones = Telephones::new(spool, page, owners, &people::of_the_gateway())?;
        let began = Stopwatch::start();
        let station = Station::start(program, &premises, &evening.clock(start)?)?;
        std::thread::sleep(AHEAD.saturating_sub(began.elapsed()));
        let lived = Mono::ZERO + LIVED + began.elapsed() * evening.speed;
        let pace = Pace { clock: HomeClock::start(evening.speed), lived };
        let at = Where { host: host.to_owned(), port, login: None };
        let alone = homes.into_iter().map(|home| vec![home]).collect();
        let crowd = Crowd::start(&at, pace, alone)?;
        let wall = format!("http://{}/wall?token={word}", premises.page());
        let [_, worker] = &passwords;
        let street = Street::new(premises.page(), (WORKER.to_owned(), worker.clone()));
        Ok(Self { crowd, station, premises, telephones, street, wall, passwords })
    }

    /// What a person is told of it.
    pub(super) fn says(&self) -> String {
        let page = self.premises.page();
        let Self { wall, passwords: [desk, worker], .. } = self;
        format!(
            "The wall in the hall:  {wall}\n\
             … in Chinese:          {wall}&lang=zh-CN\n\
             The desk:              http://{page}/desk  as {LOGIN} with the password {desk}\n\
             The grid worker:       http://{page}/work  as {WORKER} with the password {worker}\n\
             For anybody:           http://{page}/report and http://{page}/neighbourhood\n\
             What became of it all: http://{page}/ledger  as {LOGIN}\n"
        )
    }

    /// What whoever was called has said since.
    pub(super) fn answers(&self) -> Vec<Said> {
        self.telephones.said()
    }

    /// What has happened in the street since, and whom the station has called.
    pub(super) fn calls(&mut self, now: Mono) -> anyhow::Result<Vec<Said>> {
        let mut said = self.street.poll(now);
        said.extend(self.telephones.poll(now)?);
        Ok(said)
    }

    /// Messages that went to people about the neighbours.
    pub(super) const fn calls_for_neighbours(&self) -> usize {
        self.telephones.others()
    }

    /// Why it has ended, if it has.
    pub(super) fn failed(&mut self) -> Option<String> {
        (!self.station.is_running()).then(|| self.station.log().join("\n"))
    }

    /// It stops in good order.
    pub(super) fn close(self) -> anyhow::Result<()> {
        self.crowd.end()?;
        self.station.stop()
    }
}

impl Evening<'_> {
    /// What the station's clock shows at its start, milliseconds since 1970.
    fn start_of_station(&self) -> anyhow::Result<i64> {
        if self.speed == 1 {
            return Ok(wall_ms());
        }
        let start: Timestamp = self.start.parse()?;
        let ahead = i64::try_from(AHEAD.as_millis())?;
        Ok(start.as_millisecond() - i64::from(self.speed) * ahead)
    }

    fn clock(&self, start: i64) -> anyhow::Result<Vec<String>> {
        if self.speed == 1 {
            return Ok(Vec::new());
        }
        let start = Timestamp::from_millisecond(start)?.to_string();
        Ok(["--clock-speed", &self.speed.to_string(), "--clock-start", &start]
            .map(str::to_owned)
            .into())
    }
}

/// Their zero is [`LIVED`] before the station's start.
fn neighbours(seed: u64, start: i64) -> anyhow::Result<Vec<Neighbour>> {
    let start = start - i64::try_from(LIVED.as_millis())?;
    let wish = |n| Wish { seed: seed.wrapping_mul(1_000) + n, start, troubled: TROUBLED };
    invited(COMMUNITY, RESIDENTS - 1, HOME, wish)
}

/// Writes the roster, the neighbours' last hours and a login into the store; the word of a wall.
fn prepare(
    premises: &Premises,
    homes: &mut [Neighbour],
    (start, [desk, worker]): (i64, &[String; 2]),
) -> anyhow::Result<String> {
    let opened = premises.open()?;
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    runtime.block_on(async {
        let residents = people::invented(RESIDENTS, HOME);
        opened.store.change_people(residents, "demo", Wall(start)).await?;
        tell_the_past(&opened, homes, start).await?;
        people::grid_worker(&opened.store, WORKER).await?;
        people::on_duty(&opened.store, Wall(start)).await?;
        for (name, password, role) in
            [(LOGIN, desk, Role::Admin), (WORKER, worker, Role::GridWorker)]
        {
            let user = User {
                name: name.to_owned(),
                password: Some(password_auth::generate_hash(password)),
                role,
                residents: Default::default(),
                active: true,
            };
            opened.store.save_user(user).await?;
        }
        let word = tokens::offer(&opened.store, "demo", TokenIs::Wall).await;
        word.map_err(|refusal| anyhow::anyhow!("no word for the wall: {refusal:?}"))
    })
}

/// As if the station had listened to the neighbours for some hours.
async fn tell_the_past(opened: &Opened, homes: &mut [Neighbour], end: i64) -> anyhow::Result<()> {
    let began = end - i64::try_from(LIVED.as_millis())?;
    let mut machine = Machine::new(Wall(began), Mono::ZERO, Loaded::default());
    let mut at = Mono::ZERO;
    let (last, step) = (Mono::ZERO + LIVED, Duration::from_secs(600));
    while at < last {
        at = (at + step).min(last);
        for home in &mut *homes {
            home.handle_past(at);
            while let Some(sent) = home.poll_event() {
                let heard = read(COMMUNITY, &sent.topic, &sent.payload, false)?;
                machine.handle(Wall(began) + at, at, heard);
            }
        }
        drop(machine.take_shown(Wall(began) + at, at));
        let batch = machine.take_batch();
        if !batch.effects.is_empty() {
            opened.store.take(batch).await?;
        }
    }
    while opened.store.tidy(Wall(end), opened.config.store.keep).await?.more {}
    Ok(())
}
