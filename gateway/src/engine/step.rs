//! How does the engine live when a rig moves the home's clock? Step by step.
//!
//! With a driven clock nothing is taken in between two steps: in a step the engine waits until the
//! lines have heard what the rig says that they were told, takes it in line by line, and only then
//! moves the clock. So what happens depends on the bytes and their stamps, never on how busy the
//! machine is. Waiting has an end on the world's clock.
//!
//! What a step says and how it is asked for is in [`crate::steps`].

use std::collections::BTreeMap;
use std::time::Duration;

use alerts::Mono;
use tokio::time::Instant;

use super::Engine;
use crate::clock::{Clock, Hand};
use crate::core::LineId;
use crate::line::{Heard, Hearing, LineEvent};
use crate::steps::{LONGEST_STEP, Request, Step, StepError, Stepped};

/// A pty carries bytes in microseconds, and a port that was pulled out is tried again every second or
/// two; a rig that waits longer has lost count, or its line.
const PATIENCE: Duration = Duration::from_secs(10);

/// The hand on the clock, and what the lines have carried.
pub(super) struct Driven {
    hand: Hand,
    lines: Vec<Carried>,
    /// Came from the lines and is not taken in yet: what they carry within [`PATIENCE`] at most.
    heard: Vec<LineEvent>,
}

/// What a line has carried since the start, in bytes.
#[derive(Clone, Copy, Debug, Default)]
struct Carried {
    is_open: bool,
    taken: u64,
    written: u64,
    /// Of what the engine has handed to the line, as much as the line still owes to the device.
    owed: u64,
}

/// What the rig says that a line was told: so many bytes, or nothing more since its port closed.
struct Told {
    line: LineId,
    bytes: Option<u64>,
}

/// What is waited for.
enum Wanted<'a> {
    /// That each of these lines has heard what it was told.
    Taken(&'a [Told]),
    /// Everything that was handed to a line.
    Written,
}

impl Driven {
    pub(super) fn new(hand: Hand, lines: usize) -> Self {
        Self { hand, lines: vec![Carried::default(); lines], heard: Vec::new() }
    }

    /// The engine has handed bytes to a line.
    pub(super) fn hand_over(&mut self, line: LineId, bytes: usize) {
        if let Some(carried) = self.lines.get_mut(line.0) {
            carried.owed += length(bytes);
        }
    }

    fn hear(&mut self, event: LineEvent) {
        if let Some(carried) = self.lines.get_mut(event.line.0) {
            match &event.what {
                // What was meant for a port that is gone is not written any more.
                Heard::Up => (carried.is_open, carried.owed) = (true, 0),
                Heard::Down => (carried.is_open, carried.owed) = (false, 0),
                Heard::Bytes(bytes) => carried.taken += length(bytes.len()),
                Heard::Sent(bytes) => {
                    let bytes = length(bytes.len());
                    carried.written += bytes;
                    carried.owed = carried.owed.saturating_sub(bytes);
                }
            }
        }
        self.heard.push(event);
    }

    /// What is lacking, line by line.
    fn lacking(&self, wanted: &Wanted<'_>) -> Vec<(LineId, String)> {
        match wanted {
            Wanted::Taken(told) => told
                .iter()
                .filter_map(|Told { line, bytes }| {
                    let Carried { is_open, taken, .. } = *self.lines.get(line.0)?;
                    let what = match *bytes {
                        None if is_open => "the port is open".to_owned(),
                        Some(_) if !is_open => "the port is closed".to_owned(),
                        Some(bytes) if taken < bytes => format!("{taken} bytes of {bytes}"),
                        None | Some(_) => return None,
                    };
                    Some((*line, what))
                })
                .collect(),
            Wanted::Written => {
                let owing = |(line, carried): (usize, &Carried)| {
                    let owes = carried.is_open && carried.owed > 0;
                    owes.then(|| (LineId(line), format!("{} bytes to write", carried.owed)))
                };
                self.lines.iter().enumerate().filter_map(owing).collect()
            }
        }
    }

    /// Waits until nothing is lacking, and gives what the lines said meanwhile: in the order of the
    /// lines, whichever was read first.
    async fn listen(
        &mut self,
        lines: &mut Hearing,
        wanted: Wanted<'_>,
        until: Instant,
    ) -> Result<Vec<LineEvent>, Vec<(LineId, String)>> {
        loop {
            while let Ok(event) = lines.try_recv() {
                self.hear(event);
            }
            let lacking = self.lacking(&wanted);
            if lacking.is_empty() {
                self.heard.sort_by_key(|event| (event.at, event.line));
                return Ok(std::mem::take(&mut self.heard));
            }
            match tokio::time::timeout_at(until, lines.recv()).await {
                Ok(Some(event)) => self.hear(event),
                Ok(None) | Err(_) => return Err(lacking),
            }
        }
    }
}

impl Engine {
    /// Makes a step and says what has come of it.
    pub(super) async fn step(&mut self, step: Step, lines: &mut Hearing) {
        let Step { request, reply } = step;
        let stepped = self.advance(&request, lines).await;
        // The rig may have hung up.
        drop(reply.send(stepped));
    }

    async fn advance(
        &mut self,
        request: &Request,
        lines: &mut Hearing,
    ) -> Result<Stepped, StepError> {
        let to = Mono(request.advance_to);
        let told = self.check(to, request)?;
        let until = Clock::after(PATIENCE);
        let written = |driven: &Driven| driven.lines.iter().map(|line| line.written).sum::<u64>();
        let before = self.driven.as_ref().map(written);
        self.take_in(lines, Wanted::Taken(&told), until).await?;
        loop {
            self.settle(lines, until).await?;
            let now = self.parts.clock.now();
            if now >= to || self.driven.as_ref().map(written) != before {
                return Ok(Stepped { at: now.0, written: self.written() });
            }
            let due = self.parts.core.poll_timeout();
            // A deadline that is past and still there is a broken machine's: time goes on.
            let next = due.filter(|due| *due > now && *due < to).unwrap_or(to);
            if let Some(driven) = &self.driven {
                driven.hand.advance(next);
            }
            self.parts.core.handle_timeout(next);
        }
    }

    /// What the lines were told, if the step can be made.
    fn check(&self, to: Mono, request: &Request) -> Result<Vec<Told>, StepError> {
        let now = self.parts.clock.now();
        if to < now {
            return Err(StepError::Past { now });
        }
        if to.since(now) > LONGEST_STEP {
            return Err(StepError::TooFar);
        }
        let told = request.taken.iter().map(|(name, bytes)| {
            let line = self.parts.seats.iter().position(|seat| seat.name == *name);
            let line = line.ok_or_else(|| StepError::NoSuchLine(name.clone()))?;
            Ok(Told { line: LineId(line), bytes: *bytes })
        });
        told.collect()
    }

    /// What there is to say and to write is said and written, whatever comes of it at this moment.
    async fn settle(&mut self, lines: &mut Hearing, until: Instant) -> Result<(), StepError> {
        loop {
            self.drain();
            let owes = |driven: &Driven| !driven.lacking(&Wanted::Written).is_empty();
            if !self.driven.as_ref().is_some_and(owes) {
                return Ok(());
            }
            self.take_in(lines, Wanted::Written, until).await?;
        }
    }

    async fn take_in(
        &mut self,
        lines: &mut Hearing,
        wanted: Wanted<'_>,
        until: Instant,
    ) -> Result<(), StepError> {
        let Some(driven) = &mut self.driven else { return Ok(()) };
        let heard = driven.listen(lines, wanted, until).await.map_err(|lacking| {
            let name = |line: LineId| self.parts.seats.get(line.0).map_or("", |seat| &seat.name);
            let lines = lacking.into_iter().map(|(line, what)| format!("{}: {what}", name(line)));
            StepError::Late { waited: PATIENCE, lines: lines.collect() }
        })?;
        for event in heard {
            self.hear(&event);
        }
        Ok(())
    }

    /// What the devices on each line were sent in all.
    fn written(&self) -> BTreeMap<String, u64> {
        let carried = self.driven.iter().flat_map(|driven| &driven.lines);
        let names = self.parts.seats.iter().map(|seat| seat.name.clone());
        names.zip(carried.map(|carried| carried.written)).collect()
    }
}

fn length(bytes: usize) -> u64 {
    u64::try_from(bytes).unwrap_or(u64::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::clock::{Pretended, Speed};
    use crate::line::{Teller, hearing};

    const BED: LineId = LineId(0);
    const HALL: LineId = LineId(1);

    #[tokio::test(start_paused = true)]
    async fn lines_are_taken_in_in_their_order_whichever_was_read_first() {
        let mut home = Home::new();
        for (line, what) in [
            (HALL, Heard::Up),
            (HALL, Heard::Bytes(vec![7])),
            (BED, Heard::Up),
            (BED, Heard::Bytes(vec![1, 2])),
            (HALL, Heard::Bytes(vec![8])),
            (BED, Heard::Bytes(vec![3])),
        ] {
            home.hear(line, what).await;
        }

        let heard = home.listen(Wanted::Taken(&[told(BED, 3), told(HALL, 2)])).await.unwrap();

        assert_eq!(
            heard,
            [
                (BED, Heard::Up),
                (BED, Heard::Bytes(vec![1, 2])),
                (BED, Heard::Bytes(vec![3])),
                (HALL, Heard::Up),
                (HALL, Heard::Bytes(vec![7])),
                (HALL, Heard::Bytes(vec![8])),
            ]
        );
    }

    #[tokio::test(start_paused = true)]
    async fn what_does_not_come_is_said_and_what_came_is_kept_for_the_next_step() {
        let mut home = Home::new();
        home.hear(BED, Heard::Up).await;
        home.hear(BED, Heard::Bytes(vec![1])).await;

        let lacking = home.listen(Wanted::Taken(&[told(BED, 3), told(HALL, 0)])).await;
        assert_eq!(
            lacking.unwrap_err(),
            [(BED, "1 bytes of 3".to_owned()), (HALL, "the port is closed".to_owned())]
        );

        home.hear(BED, Heard::Bytes(vec![2, 3])).await;
        let heard = home.listen(Wanted::Taken(&[told(BED, 3)])).await.unwrap();
        assert_eq!(heard.len(), 3);
    }

    #[tokio::test(start_paused = true)]
    async fn bytes_for_a_device_are_waited_for_unless_its_port_is_gone() {
        let mut home = Home::new();
        home.hear(BED, Heard::Up).await;
        home.listen(Wanted::Taken(&[told(BED, 0)])).await.unwrap();
        home.driven.hand_over(BED, 10);
        assert_eq!(
            home.listen(Wanted::Written).await.unwrap_err(),
            [(BED, "10 bytes to write".to_owned())]
        );

        home.hear(BED, Heard::Sent(vec![0; 10])).await;
        assert_eq!(home.listen(Wanted::Written).await.unwrap().len(), 1);
        home.driven.hand_over(BED, 10);
        home.hear(BED, Heard::Down).await;
        assert_eq!(home.listen(Wanted::Written).await.unwrap(), [(BED, Heard::Down)]);
        let gone = Told { line: BED, bytes: None };
        assert!(home.listen(Wanted::Taken(&[gone])).await.unwrap().is_empty());
    }

    fn told(line: LineId, bytes: u64) -> Told {
        Told { line, bytes: Some(bytes) }
    }

    struct Home {
        driven: Driven,
        teller: Teller,
        lines: Hearing,
    }

    impl Home {
        fn new() -> Self {
            let (_, hand) = Clock::pretend(Pretended { speed: Speed::Driven, start: None });
            let (teller, lines) = hearing();
            Self { driven: Driven::new(hand.unwrap(), 2), teller, lines }
        }

        async fn hear(&self, line: LineId, what: Heard) {
            let room = self.teller.room(0).await;
            self.teller.tell(room, LineEvent { line, at: Mono::ZERO, what }).unwrap();
        }

        async fn listen(
            &mut self,
            wanted: Wanted<'_>,
        ) -> Result<Vec<(LineId, Heard)>, Vec<(LineId, String)>> {
            let heard = self.driven.listen(&mut self.lines, wanted, Clock::after(PATIENCE)).await?;
            Ok(heard.into_iter().map(|event| (event.line, event.what)).collect())
        }
    }
}
