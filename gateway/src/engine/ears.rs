//! What comes next? What the engine hears, and what is due by itself.

use tokio::sync::{mpsc, oneshot, watch};
use tokio::time::{Instant, Interval};

use crate::control::Ask;
use crate::line::{Hearing, LineEvent};
use crate::onsite::Visit;
use crate::outbox::{Found, Stats};
use crate::steps::Step;
use crate::uplink::{LinkState, Received};

/// What the engine hears.
pub struct Ears {
    /// From the lines.
    pub lines: Hearing,
    /// From the station, through the uplink.
    pub commands: mpsc::Receiver<Received>,
    /// From `hearth status`.
    pub asks: mpsc::Receiver<Ask>,
    /// From somebody in the home.
    pub visits: mpsc::Receiver<Visit>,
    /// From a rig that drives the clock; nobody is at the other end otherwise.
    pub steps: mpsc::Receiver<Step>,
    /// How the outbox is.
    pub stats: watch::Receiver<Stats>,
    /// How the uplink is.
    pub link: watch::Receiver<LinkState>,
    /// What the boot before left, if the disk did not say so at the start.
    pub found: Option<oneshot::Receiver<Found>>,
    /// Fires when the daemon is to stop.
    pub stop: oneshot::Receiver<()>,
}

/// What came in, or is due.
pub(super) enum Input {
    Stop,
    Tick,
    Heard(LineEvent),
    Deadline,
    Step(Step),
    Command(Received),
    Ask(Ask),
    Visit(Visit),
    Found(Box<Found>),
}

impl Ears {
    /// What comes next. Lines are heard and deadlines kept only where the clock runs by itself.
    pub(super) async fn next(
        &mut self,
        tick: &mut Interval,
        deadline: Instant,
        is_free: bool,
    ) -> Input {
        let Self { lines, commands, asks, visits, steps, found, stop, .. } = self;
        // In turns that are drawn: whatever is always there, the others are not kept waiting.
        let others = async {
            tokio::select! {
                Some(event) = lines.recv(), if is_free => Input::Heard(event),
                () = tokio::time::sleep_until(deadline), if is_free => Input::Deadline,
                Some(step) = steps.recv() => Input::Step(step),
                Some(command) = commands.recv() => Input::Command(command),
                Some(ask) = asks.recv() => Input::Ask(ask),
                Some(visit) = visits.recv() => Input::Visit(visit),
                Ok(found) = late(found) => Input::Found(Box::new(found)),
                else => std::future::pending().await,
            }
        };
        tokio::select! {
            biased;
            _ = stop => Input::Stop,
            _ = tick.tick() => Input::Tick,
            input = others => input,
        }
    }
}

/// What is found late; never, if everything was there at the start or has come.
async fn late(
    found: &mut Option<oneshot::Receiver<Found>>,
) -> Result<Found, oneshot::error::RecvError> {
    let Some(receiver) = found.as_mut() else { return std::future::pending().await };
    let answer = receiver.await;
    *found = None;
    answer
}
