//! How many times faster than the world may the evening go on this machine? A sensor of the home is missed
//! after some seconds of its own time, which are a few hundredths of the world's: on a machine that lets
//! everybody wait for longer the home would say all evening that its sensors are silent.

use std::thread;
use std::time::Duration;

use crate::clock::Stopwatch;

/// On a machine that has nothing else to do: an evening is two minutes and a half.
pub(super) const USUAL: u32 = 60;

/// Slower than this nobody waits for the evening's end, and what is late is shown late.
const SLOWEST: u32 = 8;

/// A CO module is missed after five seconds of silence (hazard.md 6).
pub(super) const SHORTEST_DEADLINE: Duration = Duration::from_secs(4);

/// On its way a byte waits for its turn so often: device, gateway, station; and the worst turn of the
/// evening is not in the second that is looked at.
const TURNS: u32 = 4;

/// How often somebody sleeps for how long, to see how late they are woken: a second in all.
const NAPS: u32 = 200;
const NAP: Duration = Duration::from_millis(5);

/// Sleepers at once, as there are processes in the demo.
const SLEEPERS: u32 = 3;

/// What this machine bears just now. It takes a second.
pub(super) fn of_this_machine() -> u32 {
    let sleepers: Vec<_> = (0..SLEEPERS).map(|_| thread::spawn(latest)).collect();
    let latest = sleepers.into_iter().filter_map(|it| it.join().ok()).max();
    bearable(latest.unwrap_or_default())
}

/// How late a sleeper was woken at most.
fn latest() -> Duration {
    let late = |_| {
        let asleep = Stopwatch::start();
        thread::sleep(NAP);
        asleep.elapsed().saturating_sub(NAP)
    };
    (0..NAPS).map(late).max().unwrap_or_default()
}

/// So fast that nobody is missed who is woken so late.
fn bearable(latest: Duration) -> u32 {
    let late = (latest * TURNS).as_millis().max(1);
    let speed = SHORTEST_DEADLINE.as_millis() / late;
    u32::try_from(speed).unwrap_or(USUAL).clamp(SLOWEST, USUAL)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_evening_is_as_slow_as_a_busy_machine_needs_it_and_no_slower_than_somebody_waits() {
        let at = |ms| bearable(Duration::from_millis(ms));
        assert_eq!([0, 1, 16, 20, 50, 100, 9_000].map(at), [60, 60, 60, 50, 20, 10, 8]);
    }
}
