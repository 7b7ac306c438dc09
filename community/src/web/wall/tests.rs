use std::time::Duration;

use axum::Extension;
use axum::body::{Body, Bytes};
use axum::http::Request;
use axum::middleware::from_fn_with_state;
use tokio_stream::StreamExt;
use tower::Service;

use super::*;
use crate::core::board::{Contact, Seen, Tile};
use crate::hall::Moved;
use crate::store::rows::TokenIs;
use crate::web::wall::seat::Seat;

const STAFF: Sight = Sight { names: Names::Whole, persons: true };

fn wall_of(homes: u16) -> (WallState, watch::Sender<Arc<Seats>>) {
    let people = (1..=homes).map(|n| Seat {
        seat: Some(n),
        home: format!("h{n:04}").parse().ok(),
        name: "杜桂英".into(),
        surname: "杜".into(),
        watched: true,
        ..Seat::default()
    });
    let (sender, seats) = watch::channel(Arc::new(Seats::new(people)));
    let hall = Arc::new(Hall::default());
    hall.show((1..=homes).map(|n| tile(n, 60)));
    let state = WallState {
        hall,
        seats,
        clock: Clock::new(1),
        zone: TimeZone::UTC,
        community: "康庄".into(),
        lang: None,
        inches: 65,
        night: (21 * 60, 7 * 60),
        streams: Arc::new(Semaphore::new(2)),
    };
    (state, sender)
}

fn tile(n: u16, rate: u16) -> Moved {
    let tile = Tile {
        revision: u64::from(rate),
        contact: Contact::Live,
        heart: Seen::Now(rate),
        ..Tile::default()
    };
    Moved::Tile(format!("h{n:04}").parse().unwrap(), Arc::new(tile))
}

fn get_of(uri: &str) -> Request<Body> {
    Request::builder().uri(uri).body(Body::empty()).unwrap()
}

async fn text(answer: Response) -> String {
    let bytes = axum::body::to_bytes(answer.into_body(), 4 << 20).await.unwrap();
    String::from_utf8(bytes.to_vec()).unwrap()
}

/// The stream's next piece as text.
async fn piece(
    body: &mut (impl tokio_stream::Stream<Item = Result<Bytes, axum::Error>> + Unpin),
) -> Option<String> {
    let bytes = body.next().await?.unwrap();
    Some(String::from_utf8(bytes.to_vec()).unwrap())
}

#[tokio::test]
async fn without_a_sight_nothing_is_shown() {
    let (state, _roster) = wall_of(2);
    for uri in ["/wall", "/wall/stream"] {
        let answer = routes(state.clone()).call(get_of(uri)).await.unwrap();
        assert_eq!(answer.status(), StatusCode::FORBIDDEN, "{uri}");
        assert!(!text(answer).await.contains("杜"));
    }
}

#[tokio::test]
async fn every_density_is_rendered_in_every_language_by_day_and_by_night() {
    for homes in [0, 1, 20, 50, 110, 200, 450] {
        let (state, _roster) = wall_of(homes);
        for lang in Lang::ALL {
            let uri = format!("/wall?lang={}", lang.tag());
            let mut app = routes(state.clone()).layer(Extension(STAFF));
            let html = text(app.call(get_of(&uri)).await.unwrap()).await;
            assert_eq!(html.matches("<article").count(), usize::from(homes));
            assert!(html.contains(&format!("lang=\"{}\"", lang.tag())));
            assert!(!html.contains("No localization"));
            assert!(
                !html.contains("style=") && !html.contains("<script>"),
                "the policy forbids it"
            );
            assert!(!html.contains("http://") && !html.contains("https://"), "no other host");
        }
    }
}

#[tokio::test(start_paused = true)]
async fn a_stream_begins_with_the_whole_board_and_goes_on_with_what_changes() {
    let (state, _roster) = wall_of(2);
    let mut app = routes(state.clone()).layer(Extension(STAFF));
    let answer = app.call(get_of("/wall/stream")).await.unwrap();
    let mut body = answer.into_body().into_data_stream();
    let board = piece(&mut body).await.unwrap();
    assert!(board.starts_with("event: board"), "{board}");
    let tick = piece(&mut body).await.unwrap();
    assert!(tick.starts_with("event: tick"), "{tick}");
    state.hall.show([tile(2, 77), tile(2, 78)]);
    let change = piece(&mut body).await.unwrap();
    assert!(change.starts_with("event: tiles") && change.contains("\"rate\":\"78\""), "{change}");
    assert!(!change.contains("\"77\""), "one tile is drawn once: {change}");
}

#[tokio::test(start_paused = true)]
async fn who_lags_behind_the_ring_gets_the_whole_board_again() {
    let (state, _roster) = wall_of(2);
    let mut app = routes(state.clone()).layer(Extension(STAFF));
    let answer = app.call(get_of("/wall/stream")).await.unwrap();
    let mut body = answer.into_body().into_data_stream();
    for _ in 0..2 {
        piece(&mut body).await.unwrap();
    }
    state.hall.show((0..1_000).map(|n| tile(1, n)));
    let again = piece(&mut body).await.unwrap();
    assert!(again.starts_with("event: board") && again.contains("\"rate\":\"999\""), "{again}");
}

#[tokio::test(start_paused = true)]
async fn a_heartbeat_comes_every_ten_seconds_and_a_stream_ends_after_a_quarter_of_an_hour() {
    let (state, _roster) = wall_of(1);
    let mut app = routes(state.clone()).layer(Extension(STAFF));
    let answer = app.call(get_of("/wall/stream")).await.unwrap();
    let mut body = answer.into_body().into_data_stream();
    let mut ticks = 0_u32;
    while let Some(said) = piece(&mut body).await {
        ticks += u32::from(said.starts_with("event: tick"));
    }
    assert!((90..=91).contains(&ticks), "{ticks}");
    tokio::time::sleep(Duration::from_millis(1)).await;
    assert_eq!(state.streams.available_permits(), 2);
}

#[tokio::test(start_paused = true)]
async fn a_dead_stream_is_freed_and_one_too_many_is_told_so() {
    let (state, _roster) = wall_of(1);
    let mut app = routes(state.clone()).layer(Extension(STAFF));
    let one = app.call(get_of("/wall/stream")).await.unwrap();
    let two = app.call(get_of("/wall/stream")).await.unwrap();
    let three = app.call(get_of("/wall/stream")).await.unwrap();
    assert_eq!(three.status(), StatusCode::SERVICE_UNAVAILABLE);
    assert!(three.headers().contains_key(header::RETRY_AFTER));
    drop((one, two));
    tokio::time::sleep(Duration::from_secs(1)).await;
    assert_eq!(state.streams.available_permits(), 2);
}

#[tokio::test(start_paused = true)]
async fn somebody_new_on_the_roster_is_on_the_wall_at_once() {
    let (state, roster) = wall_of(1);
    let mut app = routes(state.clone()).layer(Extension(STAFF));
    let answer = app.call(get_of("/wall/stream")).await.unwrap();
    let mut body = answer.into_body().into_data_stream();
    for _ in 0..2 {
        piece(&mut body).await.unwrap();
    }
    let li = Seat { seat: Some(1), name: "李明".into(), watched: true, ..Seat::default() };
    roster.send(Arc::new(Seats::new([li]))).unwrap();
    state.hall.show([Moved::Roster]);
    let board = piece(&mut body).await.unwrap();
    assert!(board.starts_with("event: board") && board.contains("李明"), "{board}");
}

#[tokio::test]
async fn a_kiosk_s_word_becomes_a_cookie_and_leaves_the_address() {
    let (state, _roster) = wall_of(1);
    let kiosk =
        kiosk::Kiosk::new(
            true,
            |word| async move { (word == "hall-1").then_some(TokenIs::PublicWall) },
        );
    let mut app = routes(state).layer(from_fn_with_state(kiosk, kiosk::let_in));
    let answer = app.call(get_of("/wall?token=hall-1&lang=zh")).await.unwrap();
    assert_eq!(answer.status(), StatusCode::SEE_OTHER);
    assert_eq!(answer.headers()[header::LOCATION], "/wall?lang=zh");
    let cookie = answer.headers()[header::SET_COOKIE].to_str().unwrap().to_owned();
    let flags = ["HttpOnly", "SameSite=Lax", "Path=/wall", "Secure"];
    assert!(flags.iter().all(|flag| cookie.contains(flag)), "{cookie}");
    let word = cookie.split(';').next().unwrap();
    let mut with_cookie = get_of("/wall");
    with_cookie.headers_mut().insert(header::COOKIE, word.parse().unwrap());
    let page = text(app.call(with_cookie).await.unwrap()).await;
    assert!(page.contains("杜") && !page.contains("桂英"), "a public hall sees the surname");
    let wrong = app.call(get_of("/wall?token=guess")).await.unwrap();
    assert_eq!(wrong.status(), StatusCode::FORBIDDEN);
}

#[test]
fn two_hundred_tiles_are_rendered_within_a_fraction_of_the_first_paint() {
    let (state, _roster) = wall_of(200);
    let view = state.view(STAFF, &Asked::default(), &HeaderMap::new());
    let json = serde_json::to_string(&view.board()).unwrap();
    // First paint in 800 ms over the slowest link of a hall, 2 Mbit/s.
    assert!(json.len() < 100_000, "{} bytes", json.len());
}
