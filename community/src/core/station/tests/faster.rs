//! The demo's community, which lives sixty times faster than the world.

use super::*;

#[test]
fn a_home_that_lives_faster_keeps_its_heartbeat_by_the_world_and_is_lost_by_the_world() {
    let station = Station::faster(60, (Wall(Hall::NOON), Mono(0)), Loaded::default());
    let mut hall = Hall { station, ..Hall::up() };
    hall.link(true);
    hall.state("h1", 62, 3);

    // Thirty seconds of the world, in which it has nothing new to say.
    hall.pass(30 * 60);
    assert_eq!(hall.tile("h1").contact, Contact::Live);
    assert_eq!((hall.tile("h1").heart, hall.strip().len()), (Seen::Now(62), 0));
    hall.pass(60 * 60 - 1);
    assert_eq!(hall.tile("h1").contact, Contact::Live);
    hall.pass(1);
    assert_eq!(hall.tile("h1").contact, Contact::Lost(Wall(Hall::NOON)));
}
