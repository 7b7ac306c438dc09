//! The pure heart: bytes of every line in, what happened in the home out.
//!
//! Joins `protocol` and `alerts` and nothing else: a [`protocol::Line`] for each line, one [`Home`].
//! The same core runs live, in a replay and in every test, so it may know no socket, file or clock.
//!
//! Two promises make a replay print what the live gateway published. Deadlines that lie before an
//! input are carried out first, each at its own time, however late the shell woke up. And whatever
//! the shell did by itself (a port that came up, bytes that it wrote) comes in as an input.

mod asked;

use std::collections::{BTreeSet, VecDeque};

use alerts::alarm::Kept;
use alerts::message::{Acknowledge, ExitNumber};
use alerts::{
    Checkpoint, ClockQuality, Home, Mono, Night, Output, Plan, Policy, Refused, SourceId,
    StoreHealth, Wall,
};
use jiff::tz::TimeZone;
use protocol::{Item, NoiseCounts, Reading, Transmit};

use crate::wiring::Wiring;

/// A machine that asks for the same moment again so often is broken; time goes on without it, so
/// that the other lines are heard. No machine of the house needs more than two.
const ROUNDS_AT_ONE_MOMENT: u32 = 64;

/// Which line, by its place in the configuration.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct LineId(pub usize);

/// What the core has to say.
#[derive(Debug)]
pub enum CoreEvent {
    /// Something happened in the home.
    Home(Output),
    /// Every reading as it came, where the configuration asks for them.
    Sample {
        /// The line.
        line: LineId,
        /// When.
        at: Mono,
        /// What one frame said.
        readings: Vec<Reading>,
        /// The configuration asks for all of them; or else somebody does, for a while.
        durable: bool,
    },
}

/// What a line has carried, for `status` and `health`.
#[derive(Clone, Copy, Debug, Default)]
pub struct Traffic {
    /// Valid frames.
    pub frames: u64,
    /// Those of them that were some sensor's of this home.
    pub understood: u64,
    /// When the last valid frame came.
    pub last_frame: Option<Mono>,
    /// Numbers that were left out because they cannot be what they say.
    pub doubted: u64,
    /// Whether the port is open.
    pub up: bool,
}

struct Line {
    /// What its bytes say.
    wire: protocol::Line<Box<[u8]>>,
    /// Where its sources stand in the home's plan; `None` for one that nobody supervises.
    sources: Vec<Option<SourceId>>,
    traffic: Traffic,
}

/// What the core needs to know of the home beside its lines.
pub struct Settings {
    /// Where its clocks are.
    pub zone: TimeZone,
    /// When its night is.
    pub night: Night,
    /// Its limits.
    pub policy: Policy,
    /// Whether every reading is published as it comes.
    pub samples: bool,
}

/// The decoders and drivers of all lines and the home that they are in.
pub struct Core {
    lines: Vec<Line>,
    home: Home,
    /// Readings as they came, where they are wanted: drained by the shell after every input.
    samples: VecDeque<CoreEvent>,
    /// Those of every line are wanted.
    wants_all: bool,
    /// Those of these lines are.
    wanted: BTreeSet<LineId>,
}

impl Core {
    /// A home with these lines, at [`Mono::ZERO`].
    #[must_use]
    pub fn new(wiring: Wiring, settings: Settings, boot: u32) -> Self {
        let lines = wiring
            .lines
            .into_iter()
            .map(|line| Line {
                wire: protocol::Line::new(&line.setup, memory(&line.setup)),
                sources: line.sources,
                traffic: Traffic::default(),
            })
            .collect();
        let plan = Plan { zone: settings.zone, night: settings.night, sources: wiring.sources };
        Self {
            lines,
            home: Home::new(plan, settings.policy, boot),
            samples: VecDeque::new(),
            wants_all: settings.samples,
            wanted: BTreeSet::new(),
        }
    }

    /// The home, for its state and its open alarms.
    #[must_use]
    pub const fn home(&self) -> &Home {
        &self.home
    }

    /// The home goes on where it was when the daemon last ran: call it before all else.
    pub fn restore(&mut self, at: Mono, was: Checkpoint) {
        self.home.restore(at, was);
    }

    /// Alarms that were open when the daemon last ran go on, and so does the number of bed exits;
    /// nothing else is known of then.
    pub fn restore_alarms(&mut self, at: Mono, kept: Vec<Kept>, last_exit: Option<ExitNumber>) {
        self.handle_timeout(at);
        self.home.restore_alarms(at, kept);
        self.home.number_exits_after(last_exit.unwrap_or_default());
    }

    /// What a line has carried and what of it was noise; `None` if there is no such line.
    #[must_use]
    pub fn traffic(&self, id: LineId) -> Option<(Traffic, &NoiseCounts)> {
        let line = self.lines.get(id.0)?;
        let refuted = self.sources(id).map(|source| self.home.doubted(source));
        let doubted = line.wire.doubted() + refuted.sum::<u64>();
        Some((Traffic { doubted, ..line.traffic }, line.wire.noise()))
    }

    /// What stands behind a line, as places in the home's plan.
    pub fn sources(&self, line: LineId) -> impl Iterator<Item = SourceId> {
        self.lines.get(line.0).into_iter().flat_map(|line| line.sources.iter().copied().flatten())
    }

    /// What the sensor of a line calls its firmware, where it says so.
    #[must_use]
    pub fn firmware(&self, line: LineId) -> Option<&str> {
        self.lines.get(line.0).and_then(|line| line.wire.firmware())
    }

    /// Whether somebody wants every reading of a line as it comes.
    pub fn want_samples(&mut self, line: LineId, wanted: bool) {
        if wanted {
            self.wanted.insert(line);
        } else {
            self.wanted.remove(&line);
        }
    }

    /// The wall clock at `at` says `wall`.
    pub fn handle_clock(&mut self, at: Mono, wall: Option<Wall>, quality: ClockQuality) {
        self.handle_timeout(at);
        self.home.handle_clock(at, wall, quality);
    }

    /// A line's port came up or went down.
    pub fn handle_port(&mut self, at: Mono, id: LineId, up: bool) {
        self.handle_timeout(at);
        if let Some(line) = self.lines.get_mut(id.0) {
            line.traffic.up = up;
            line.wire.handle_port(at, up);
        }
        self.deliver(at, id);
    }

    /// Bytes came from a line.
    pub fn handle_bytes(&mut self, at: Mono, id: LineId, bytes: &[u8]) {
        self.handle_timeout(at);
        let mut rest = bytes;
        while let Some(line) = self.lines.get_mut(id.0).filter(|_| !rest.is_empty()) {
            rest = line.wire.handle_bytes(at, rest);
            self.deliver(at, id);
        }
    }

    /// The shell has written bytes to a line.
    pub fn handle_sent(&mut self, at: Mono, id: LineId, bytes: &[u8]) {
        self.handle_timeout(at);
        if let Some(line) = self.lines.get_mut(id.0) {
            line.wire.handle_sent(at, bytes);
        }
        self.deliver(at, id);
    }

    /// A person has seen or accepted an alarm.
    ///
    /// # Errors
    ///
    /// If there is no such alarm, or it is accepted already.
    pub fn handle_acknowledge(&mut self, at: Mono, ack: &Acknowledge) -> Result<(), Refused> {
        self.handle_timeout(at);
        self.home.handle_acknowledge(at, ack)
    }

    /// The outbox keeps what it is given better or worse than before.
    pub fn handle_store(&mut self, at: Mono, store: StoreHealth) {
        self.handle_timeout(at);
        self.home.handle_store(at, store);
    }

    /// A reading without bytes, from a readings file.
    pub fn handle_reading(&mut self, at: Mono, source: SourceId, reading: &Reading) {
        self.handle_timeout(at);
        self.home.handle_reading(at, source, reading);
    }

    /// Carries out every deadline up to `now`, each at its own time, in order.
    pub fn handle_timeout(&mut self, now: Mono) {
        let (mut last, mut rounds) = (Mono::ZERO, 0);
        while let Some(due) = self.poll_timeout().filter(|due| *due <= now) {
            rounds = if due == last { rounds + 1 } else { 0 };
            last = due;
            if rounds > ROUNDS_AT_ONE_MOMENT {
                return;
            }
            for id in 0..self.lines.len() {
                self.handle_line_timeout(due, LineId(id));
            }
            if self.home.poll_timeout().is_some_and(|at| at <= due) {
                self.home.handle_timeout(due);
            }
        }
    }

    /// When [`Self::handle_timeout`] is next wanted.
    #[must_use]
    pub fn poll_timeout(&self) -> Option<Mono> {
        let lines = self.lines.iter().filter_map(|line| line.wire.poll_timeout());
        lines.chain(self.home.poll_timeout()).min()
    }

    fn handle_line_timeout(&mut self, due: Mono, id: LineId) {
        let is_due = |line: &&mut Line| line.wire.poll_timeout().is_some_and(|at| at <= due);
        if let Some(line) = self.lines.get_mut(id.0).filter(is_due) {
            line.wire.handle_timeout(due);
            self.deliver(due, id);
        }
    }

    /// Hands what a line has found to the home.
    fn deliver(&mut self, at: Mono, id: LineId) {
        let Some(Line { wire, sources, traffic }) = self.lines.get_mut(id.0) else { return };
        let (home, samples) = (&mut self.home, &mut self.samples);
        let (durable, wanted) = (self.wants_all, self.wants_all || self.wanted.contains(&id));
        while let Some(item) = wire.poll_item() {
            let Item::Frame { source, readings, .. } = item else { continue };
            traffic.frames += 1;
            traffic.understood += u64::from(source.is_some());
            traffic.last_frame = Some(at);
            if let Some(source) = source.and_then(|source| in_plan(sources, source)) {
                home.handle_alive(at, source, wire.quiet());
            }
            let read = (0..readings).filter_map(|_| {
                let (source, reading) = wire.poll_reading()?;
                if let Some(source) = in_plan(sources, source) {
                    home.handle_reading(at, source, &reading);
                }
                Some(reading)
            });
            if !wanted {
                read.for_each(drop);
                continue;
            }
            let readings: Vec<_> = read.collect();
            if !readings.is_empty() {
                samples.push_back(CoreEvent::Sample { line: id, at, readings, durable });
            }
        }
    }

    /// The next thing to publish.
    pub fn poll_event(&mut self) -> Option<CoreEvent> {
        let home = self.home.poll_event().map(CoreEvent::Home);
        home.or_else(|| self.samples.pop_front())
    }

    /// The next bytes to write to a line.
    pub fn poll_transmit(&mut self) -> Option<(LineId, Transmit)> {
        self.lines.iter_mut().enumerate().find_map(|(index, line)| {
            line.wire.poll_transmit().map(|transmit| (LineId(index), transmit))
        })
    }
}

fn in_plan(sources: &[Option<SourceId>], source: protocol::Source) -> Option<SourceId> {
    sources.get(usize::from(source.0)).copied().flatten()
}

/// Memory for the longest frame of a line's sensor.
fn memory(setup: &protocol::Setup) -> Box<[u8]> {
    vec![0; setup.sensor.longest].into_boxed_slice()
}

#[cfg(test)]
mod tests {
    use alerts::{Message, message::AlarmKind};

    use super::*;
    use crate::wiring::WiredLine;

    /// Winsen ZE07-CO, active: 3.7 ppm, and 400.0 ppm (hazard.md A).
    const LITTLE_CO: [u8; 9] = [0xFF, 0x04, 0x03, 0x01, 0x00, 0x25, 0x13, 0x88, 0x38];
    const MUCH_CO: [u8; 9] = [0xFF, 0x04, 0x03, 0x01, 0x0F, 0xA0, 0x13, 0x88, 0xAE];

    #[test]
    fn however_late_the_shell_wakes_up_everything_happens_at_its_own_time() {
        let on_time = play(&|core, from, to| {
            for now in (from.0..to.0).step_by(250) {
                core.handle_timeout(Mono(now));
            }
        });
        let late = play(&|_, _, _| {});

        assert!(on_time.iter().any(|(_, what)| what == "alarm/sensor-lost"), "{on_time:?}");
        assert_eq!(on_time, late);
    }

    #[test]
    fn an_alarm_is_raised_by_the_bytes_that_say_it() {
        let mut core = kitchen();
        core.handle_bytes(Mono(1_000), LineId(0), &LITTLE_CO);
        assert!(core.poll_event().is_none());

        core.handle_bytes(Mono(2_000), LineId(0), &MUCH_CO[..4]);
        assert!(core.poll_event().is_none());
        core.handle_bytes(Mono(2_001), LineId(0), &MUCH_CO[4..]);
        assert!(core.poll_event().is_none(), "a leap waits for the next frame");
        core.handle_bytes(Mono(3_000), LineId(0), &MUCH_CO);

        let Some(CoreEvent::Home(Output { at, message: Message::Alarm(alarm), .. })) =
            core.poll_event()
        else {
            panic!("no alarm");
        };
        assert_eq!((at, alarm.kind, alarm.alarm.as_str()), (Mono(3_000), AlarmKind::Co, "7-1"));
    }

    #[test]
    fn noise_is_counted_and_never_a_reading() {
        let mut core = kitchen();
        let mut wrong = MUCH_CO;
        wrong[8] ^= 1;

        core.handle_bytes(Mono(1_000), LineId(0), &wrong);
        core.handle_bytes(Mono(1_001), LineId(0), &LITTLE_CO);

        let (traffic, noise) = core.traffic(LineId(0)).unwrap();
        assert_eq!((traffic.frames, noise.total()), (1, 1));
        assert!(core.poll_event().is_none());
    }

    /// Carbon monoxide, silence for ten minutes, and frames again.
    fn play(wait: &dyn Fn(&mut Core, Mono, Mono)) -> Vec<(Mono, String)> {
        let mut core = kitchen();
        let mut said = Vec::new();
        let mut last = Mono::ZERO;
        for (at, bytes) in [(1_000, LITTLE_CO), (2_000, MUCH_CO), (602_345, LITTLE_CO)] {
            wait(&mut core, last, Mono(at));
            core.handle_bytes(Mono(at), LineId(0), &bytes);
            last = Mono(at);
            while let Some(CoreEvent::Home(output)) = core.poll_event() {
                said.push((output.at, output.message.topic().into_owned()));
            }
        }
        said
    }

    fn kitchen() -> Core {
        let sensor = protocol::find("winsen").unwrap();
        let setup = protocol::Setup::alone(sensor, sensor.model("ze07-co"));
        let source = alerts::SourcePlan {
            quiet: std::time::Duration::from_secs(5),
            ..alerts::SourcePlan::new("kitchen".to_owned(), alerts::Kind::Co)
        };
        let line =
            WiredLine { name: "kitchen".to_owned(), setup, sources: vec![Some(SourceId(0))] };
        let settings = Settings {
            zone: TimeZone::UTC,
            night: Night::default(),
            policy: Policy::default(),
            samples: false,
        };
        Core::new(Wiring { lines: vec![line], sources: vec![source] }, settings, 7)
    }
}
