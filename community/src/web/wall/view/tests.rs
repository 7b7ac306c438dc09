use super::*;
use crate::core::board::AlarmOf;
use crate::hall::Hall;
use crate::web::wall::seat::Seat;

const EYES: Eyes = Eyes { lang: Lang::English, names: Names::Whole, persons: true };

fn home(n: u16) -> HomeId {
    format!("h{n:04}").parse().unwrap()
}

fn hall_of(homes: u16) -> (Hall, Arc<Seats>) {
    let hall = Hall::default();
    let seats = Seats::new((1..=homes).map(|n| Seat {
        seat: Some(n),
        home: Some(home(n)),
        name: format!("杜{n}"),
        surname: "杜".into(),
        watched: true,
        ..Seat::default()
    }));
    hall.show((1..=homes).map(|n| Moved::Tile(home(n), Arc::new(live(1)))));
    (hall, Arc::new(seats))
}

fn live(revision: u64) -> Tile {
    Tile { revision, contact: Contact::Live, ..Tile::default() }
}

fn lost(n: u16) -> OpenAlarm {
    OpenAlarm { home: Some(home(n)), since: Wall(0), of: AlarmOf::HomeLost }
}

fn view(hall: &Hall, seats: &Arc<Seats>, range: Option<RangeInclusive<u16>>) -> View {
    let mut view = View::new(EYES, range, 65);
    view.take(Arc::clone(seats), hall.snapshot());
    view
}

#[test]
fn how_many_homes_do_not_call_stands_beside_how_many_there_are() {
    let (hall, seats) = hall_of(3);
    let less = crate::core::board::Less { out_of_service: true, paused: false };
    hall.show([Moved::Tile(home(2), Arc::new(Tile { less, ..live(2) }))]);
    let view = view(&hall, &seats, None);
    assert_eq!(view.census(), "3 homes · 1 with a sensor out of service");
}

#[test]
fn many_changes_of_one_tile_are_drawn_once() {
    let (hall, seats) = hall_of(3);
    let mut view = view(&hall, &seats, None);
    let changes = (2..=9).map(|rev| Moved::Tile(home(2), Arc::new(live(rev))));
    let frames = view.moved(changes).unwrap();
    let [Frame::Tiles(tiles)] = frames.as_slice() else { panic!("{frames:?}") };
    assert_eq!((tiles.len(), tiles[0].seat, tiles[0].rev), (1, 2, 9));
}

#[test]
fn an_alarm_paints_its_tile_and_its_end_unpaints_it() {
    let (hall, seats) = hall_of(3);
    let mut view = view(&hall, &seats, None);
    let opened = view.moved([Moved::Strip([lost(2)].into())]).unwrap();
    let [Frame::Strip(strip), Frame::Tiles(tiles)] = opened.as_slice() else {
        panic!("{opened:?}")
    };
    assert_eq!((strip.open, strip.calling), (1, Some("medium")));
    assert!(tiles[0].class.contains("medium calls"));
    let closed = view.moved([Moved::Strip([].into())]).unwrap();
    let [Frame::Strip(strip), Frame::Tiles(tiles)] = closed.as_slice() else {
        panic!("{closed:?}")
    };
    assert_eq!((strip.open, strip.calling), (0, None));
    assert_eq!(tiles[0].class, "tile");
}

#[test]
fn a_free_seat_keeps_its_place() {
    let seats = Seats::new([1, 4].map(|n| Seat { seat: Some(n), ..Seat::default() }));
    let view = view(&Hall::default(), &Arc::new(seats), None);
    let board = view.board();
    assert_eq!(board.tiles.iter().map(|tile| tile.seat).collect::<Vec<_>>(), [1, 2, 3, 4]);
    assert_eq!(board.tiles[1], TileFace::free(2));
}

#[test]
fn a_second_screen_shows_its_own_seats_and_every_alarm() {
    let (hall, seats) = hall_of(30);
    hall.show([Moved::Strip([lost(2)].into())]);
    let view = view(&hall, &seats, range("11-20"));
    let board = view.board();
    assert_eq!((board.tiles.len(), board.tiles[0].seat), (10, 11));
    assert_eq!(board.strip.open, 1);
}

#[test]
fn the_strip_names_four_and_counts_the_rest() {
    let (hall, seats) = hall_of(9);
    hall.show([Moved::Strip((1..=7).map(lost).collect())]);
    let strip = view(&hall, &seats, None).strip_face();
    assert_eq!((strip.alarms.len(), strip.open), (4, 7));
}

#[test]
fn on_the_smallest_tiles_who_is_heard_is_not_said_to_be_lost() {
    let (hall, seats) = hall_of(130);
    let gone = Tile { contact: Contact::Lost(Wall(0)), ..live(2) };
    hall.show([Moved::Tile(home(3), Arc::new(gone)), Moved::Strip([lost(2)].into())]);
    let view = view(&hall, &seats, None);
    assert_eq!(view.shape().density, Density::Names);
    let says = |seat: usize| view.board().tiles[seat - 1].says.clone();
    assert_eq!([says(1).as_str(), &says(2), &says(3)], ["not known", "lost", "lost"]);
}

#[test]
fn a_range_that_makes_no_sense_is_the_whole_wall() {
    for text in ["", "5", "9-3", "0-4", "a-b", "1-99999", "-"] {
        assert_eq!(range(text), None, "{text}");
    }
    assert_eq!(range("1-65535"), Some(1..=MOST_SEATS));
}
