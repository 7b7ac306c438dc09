//! `/wall/stream`: what changes, to one screen.
//!
//! One ring for all screens, and a task for each that waits for its own to take what it has sent: at
//! most `AHEAD` frames. A screen that is slower than the ring gets the whole board again. A screen
//! that is gone ends its task at once; one that is only silent is closed by the listener's own time
//! limit on what nobody takes ([`UNHEARD`]).

use std::convert::Infallible;
use std::time::Duration;

use axum::extract::{Query, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::sse::{Event, Sse};
use axum::response::{IntoResponse, Response};
use i18n_embed_fl::fl;
use serde::Serialize;
use tokio::sync::broadcast::Receiver;
use tokio::sync::broadcast::error::{RecvError, TryRecvError};
use tokio::sync::{OwnedSemaphorePermit, mpsc};
use tokio::time::MissedTickBehavior;
use tokio_stream::wrappers::ReceiverStream;

use super::page;
use super::view::{BoardFrame, Frame, Hand, View};
use super::{Asked, Sight, WallState};
use crate::hall::Moved;
use crate::say::time;
use crate::web::assets;

/// The heartbeat. A page that hears nothing for two and a half of them says that it is not live.
pub const TICK: Duration = Duration::from_secs(10);

/// A stream ends after this, and the page asks for another: whose address was taken back meanwhile
/// sees the wall no longer than that.
pub const LIFE: Duration = Duration::from_mins(15);

/// Changes of so long are sent together: twenty frames a second are more than anybody sees.
const GATHER: Duration = Duration::from_millis(50);

/// Frames that wait for one screen. Behind them the ring waits, and behind that the whole board.
const AHEAD: usize = 2;

/// For how long the kernel may keep what a silent screen does not take (`TCP_USER_TIMEOUT` of the
/// listener).
pub const UNHEARD: Duration = Duration::from_secs(60);

type Sent = Result<Event, Infallible>;

pub(super) async fn get(
    State(wall): State<WallState>,
    sight: Sight,
    Query(asked): Query<Asked>,
    headers: HeaderMap,
) -> Response {
    let Ok(permit) = wall.streams.clone().try_acquire_owned() else {
        let lang = wall.lang(asked.lang.as_deref(), &headers);
        let says = fl!(lang.words(), "wall-too-many");
        return (StatusCode::SERVICE_UNAVAILABLE, [(header::RETRY_AFTER, "60")], says)
            .into_response();
    };
    // Before the board is taken: a change may come twice, never not at all.
    let ring = wall.hall.subscribe();
    let view = wall.view(sight, &asked, &headers);
    let (frames, taken) = mpsc::channel(AHEAD);
    tokio::spawn(Screen { wall, view, frames, n: 0 }.run(ring, permit));
    // A proxy that gathers would make of a live wall a slow one.
    ([("x-accel-buffering", "no")], Sse::new(ReceiverStream::new(taken))).into_response()
}

/// One screen that looks.
struct Screen {
    wall: WallState,
    view: View,
    frames: mpsc::Sender<Sent>,
    n: u64,
}

/// A frame with the time.
#[derive(Serialize)]
struct Timed<T> {
    #[serde(flatten)]
    hand: Hand,
    rev: u64,
    #[serde(flatten)]
    body: T,
}

#[derive(Serialize)]
struct Board {
    board: BoardFrame,
}

#[derive(Serialize)]
struct Tiles {
    tiles: Vec<super::tile::TileFace>,
}

#[derive(Serialize)]
struct Strip {
    strip: super::strip::StripFace,
}

#[derive(Serialize)]
struct Tick {}

/// Why a stream goes on or not.
enum Next {
    /// Send these.
    Send(Vec<Event>),
    /// It is over.
    End,
}

impl Screen {
    async fn run(mut self, mut ring: Receiver<Moved>, _room: OwnedSemaphorePermit) {
        let mut ticks = tokio::time::interval(TICK);
        ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
        let life = tokio::time::sleep(LIFE);
        tokio::pin!(life);
        let mut next = Next::Send(vec![self.whole()]);
        while let Next::Send(events) = next {
            for event in events {
                if self.frames.send(Ok(event)).await.is_err() {
                    return;
                }
            }
            next = tokio::select! {
                () = self.frames.closed() => Next::End,
                () = &mut life => Next::End,
                moved = ring.recv() => self.moved(moved, &mut ring).await,
                _ = ticks.tick() => Next::Send(vec![self.tick()]),
            };
        }
    }

    /// A change, and what came with it.
    async fn moved(&mut self, first: Result<Moved, RecvError>, ring: &mut Receiver<Moved>) -> Next {
        let mut changes = match first {
            Ok(change) => vec![change],
            Err(RecvError::Lagged(_)) => return Next::Send(vec![self.again(ring)]),
            Err(RecvError::Closed) => return Next::End,
        };
        tokio::time::sleep(GATHER).await;
        // At most what the ring holds.
        loop {
            match ring.try_recv() {
                Ok(change) => changes.push(change),
                Err(TryRecvError::Empty | TryRecvError::Closed) => break,
                Err(TryRecvError::Lagged(_)) => return Next::Send(vec![self.again(ring)]),
            }
        }
        match self.view.moved(changes) {
            Some(frames) => Next::Send(frames.into_iter().map(|f| self.event(f)).collect()),
            None => Next::Send(vec![self.again(ring)]),
        }
    }

    /// The whole board again, and every change after it.
    fn again(&mut self, ring: &mut Receiver<Moved>) -> Event {
        *ring = ring.resubscribe();
        let seats = self.wall.seats.borrow().clone();
        self.view.take(seats, self.wall.hall.snapshot());
        self.whole()
    }

    fn whole(&mut self) -> Event {
        let board = self.view.board();
        self.event(Frame::Board(board))
    }

    fn event(&mut self, frame: Frame) -> Event {
        match frame {
            Frame::Board(board) => self.timed("board", Board { board }),
            Frame::Tiles(tiles) => self.timed("tiles", Tiles { tiles }),
            Frame::Strip(strip) => self.timed("strip", Strip { strip }),
        }
    }

    fn tick(&mut self) -> Event {
        self.timed("tick", Tick {})
    }

    fn timed<T: Serialize>(&mut self, name: &str, body: T) -> Event {
        self.n += 1;
        let timed = Timed { hand: self.hand(), rev: self.view.revision(), body };
        let json = serde_json::to_string(&timed).unwrap_or_default();
        Event::default().event(name).data(json)
    }

    fn hand(&self) -> Hand {
        let now = self.wall.clock.now();
        let moment = jiff::Timestamp::from_millisecond(now.0).unwrap_or_default();
        Hand {
            n: self.n,
            now: now.0,
            offset: self.wall.zone.to_offset(moment).seconds(),
            speed: self.wall.clock.speed(),
            build: assets::build(&page::FILES),
            night: self.wall.night,
            date: time::date(self.view.eyes().lang, now, &self.wall.zone),
            homes: self.view.census(),
        }
    }
}
