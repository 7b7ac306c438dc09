//! `/desk/stream`: what changes, to one desk.
//!
//! A watch that grows with each change, and a task for each desk that sends the lines that are others
//! now and in which order all stand. A desk that is slow gets what is so when it takes it, never what
//! was: nothing waits for it and nothing is kept for it.

use std::collections::BTreeMap;
use std::convert::Infallible;
use std::sync::Arc;
use std::time::Duration;

use alerts::Wall;
use alerts::message::Priority;
use axum::http::{StatusCode, header};
use axum::response::sse::{Event, Sse};
use axum::response::{IntoResponse, Response};
use i18n_embed_fl::fl;
use serde::Serialize;
use tokio::sync::{OwnedSemaphorePermit, mpsc, watch};
use tokio::time::MissedTickBehavior;
use tokio_stream::wrappers::ReceiverStream;

use super::eyes::{Eyes, MOST_SHOWN};
use super::page::{self, FILES};
use super::row::Row;
use super::{Board, Desk, MOST_DESKS, top};
use crate::core::desk::{Case, CaseId, PartyId};
use crate::web::app::Web;
use crate::web::assets;
use crate::web::refusal::Refusal;
use crate::web::visit::Visit;
use crate::web::wall::stream::{LIFE, TICK};
use crate::web::wall::tile::paint;

/// Changes of so long are sent together: a storm of forty alarms is a few frames.
const GATHER: Duration = Duration::from_millis(100);

/// Frames that wait for one desk.
const AHEAD: usize = 2;

type Sent = Result<Event, Infallible>;

pub(in crate::web) async fn get(visit: Visit) -> Result<Response, Refusal> {
    let desk = visit.web.desk()?.clone();
    let Ok(permit) = desk.streams.clone().try_acquire_owned() else {
        let says = fl!(visit.lang.words(), "wall-too-many");
        let wait = [(header::RETRY_AFTER, "60")];
        return Ok((StatusCode::SERVICE_UNAVAILABLE, wait, says).into_response());
    };
    let moves = desk.moves();
    let (frames, taken) = mpsc::channel(AHEAD);
    let screen = Screen {
        eyes: Eyes::of(&visit),
        web: visit.web.clone(),
        desk,
        frames,
        n: 0,
        sent: Seen::default(),
    };
    tokio::spawn(screen.run(moves, permit));
    Ok(([("x-accel-buffering", "no")], Sse::new(ReceiverStream::new(taken))).into_response())
}

/// One desk that looks.
struct Screen {
    eyes: Eyes,
    web: Web,
    desk: Desk,
    frames: mpsc::Sender<Sent>,
    n: u64,
    sent: Seen,
}

/// What it has been sent.
#[derive(Default)]
pub(super) struct Seen {
    /// The revision of each line, that of the people, and who is called next.
    rows: BTreeMap<CaseId, (u32, u64, Vec<PartyId>)>,
    top: String,
    closed: Vec<(CaseId, u32)>,
}

/// What every frame says of the time.
#[derive(Serialize)]
struct Hand {
    n: u64,
    now: i64,
    offset: i32,
    speed: u32,
    build: String,
}

/// What is others now.
#[derive(Debug, Default, PartialEq, Eq, Serialize)]
pub(super) struct Frame {
    /// Every open case in its order: the page removes what is not in it.
    pub(super) order: Vec<String>,
    /// Lines that are new or others, by their case: HTML as it stands in the page.
    pub(super) rows: Vec<(String, String)>,
    /// How many are not shown.
    pub(super) more: usize,
    /// What is above, if it is other.
    pub(super) top: Option<String>,
    /// What was closed, if it is other.
    pub(super) closed: Option<String>,
    /// How it sounds.
    pub(super) calling: Option<&'static str>,
    /// How it reminds.
    pub(super) reminding: Option<&'static str>,
}

#[derive(Serialize)]
struct Timed<T> {
    #[serde(flatten)]
    hand: Hand,
    #[serde(flatten)]
    body: T,
}

#[derive(Serialize)]
struct Tick {}

impl Seen {
    /// What this desk does not know yet.
    pub(super) fn frame(&mut self, eyes: &Eyes, board: &Board, now: Wall) -> Frame {
        let open = eyes.open(board);
        let shown: Vec<&Arc<Case>> = open.iter().take(MOST_SHOWN).copied().collect();
        let mut rows = Vec::new();
        let mut known = BTreeMap::new();
        for case in &shown {
            let next = board.next.get(&case.id).cloned().unwrap_or_default();
            let revision = (case.revision, board.people_revision, next);
            if self.rows.get(&case.id) != Some(&revision) {
                let html = Row::of(eyes, board, case).markup(eyes, now);
                rows.push((case.id.to_string(), html.into_string()));
            }
            known.insert(case.id, revision);
        }
        self.rows = known;
        let sound = eyes.sound(board);
        let paint = |priority: Option<Priority>| priority.map(paint);
        Frame {
            order: shown.iter().map(|case| case.id.to_string()).collect(),
            rows,
            more: open.len() - shown.len(),
            top: self.top(eyes, board, now),
            closed: self.closed(eyes, board, now),
            calling: paint(sound.calling),
            reminding: paint(sound.reminding),
        }
    }

    fn top(&mut self, eyes: &Eyes, board: &Board, now: Wall) -> Option<String> {
        let html = top::markup(eyes, board, now).into_string();
        (html != self.top).then(|| {
            self.top.clone_from(&html);
            html
        })
    }

    fn closed(&mut self, eyes: &Eyes, board: &Board, now: Wall) -> Option<String> {
        let closed: Vec<_> = board.closed.iter().map(|case| (case.id, case.revision)).collect();
        (closed != self.closed).then(|| {
            self.closed = closed;
            page::closed(eyes, board, now).into_string()
        })
    }
}

impl Screen {
    async fn run(mut self, mut moves: watch::Receiver<u64>, room: OwnedSemaphorePermit) {
        self.desk.watched(self.open_desks());
        let mut ticks = tokio::time::interval(TICK);
        ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
        let life = tokio::time::sleep(LIFE);
        tokio::pin!(life);
        let mut next = self.changed();
        loop {
            if self.frames.send(Ok(next)).await.is_err() {
                break;
            }
            next = tokio::select! {
                () = self.frames.closed() => break,
                () = &mut life => break,
                moved = moves.changed() => {
                    if moved.is_err() {
                        break;
                    }
                    tokio::time::sleep(GATHER).await;
                    moves.borrow_and_update();
                    self.changed()
                }
                _ = ticks.tick() => self.event("tick", Tick {}),
            };
        }
        drop(room);
        self.desk.watched(self.open_desks());
    }

    fn open_desks(&self) -> usize {
        MOST_DESKS.saturating_sub(self.desk.streams.available_permits())
    }

    fn changed(&mut self) -> Event {
        let board = self.desk.board();
        let frame = self.sent.frame(&self.eyes, &board, self.web.now());
        self.event("cases", frame)
    }

    fn event<T: Serialize>(&mut self, name: &str, body: T) -> Event {
        self.n += 1;
        let now = self.web.now();
        let moment = jiff::Timestamp::from_millisecond(now.0).unwrap_or_default();
        let hand = Hand {
            n: self.n,
            now: now.0,
            offset: self.eyes.zone.to_offset(moment).seconds(),
            speed: self.web.clock().speed(),
            build: assets::build(&FILES),
        };
        let json = serde_json::to_string(&Timed { hand, body }).unwrap_or_default();
        Event::default().event(name).data(json)
    }
}
