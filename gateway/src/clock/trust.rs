//! How far is the wall clock to be trusted? Decided from what was found, and nothing else.
//!
//! What the time services of a box say, and how that is understood, is here; how they are asked is
//! in `services.rs`.

use std::time::Duration;

use alerts::{ClockQuality, Wall};

/// 2026-11-01: no clock that is right shows an earlier time.
pub(super) const PROGRAM_WRITTEN: Wall = Wall(1_793_491_200_000);

/// A clock may be corrected by so much over a restart: no service is off by more once it has begun.
const TOLERANCE: Duration = Duration::from_secs(60);

/// What one time service says of the clock.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Says {
    /// It has set the clock by another.
    Right,
    /// It runs, and has not set the clock yet.
    NotYet,
    /// It cannot be asked, or follows nobody but this box itself.
    Nothing,
}

/// What is known about a box's clock.
#[derive(Clone, Copy, Debug)]
pub(super) struct Found<'a> {
    /// What it shows.
    pub(super) wall: Wall,
    /// What it showed last before a restart.
    pub(super) floor: Option<Wall>,
    /// The time services that run here.
    pub(super) services: &'a [Says],
    /// One of them had set it since the daemon's start.
    pub(super) was_right: bool,
}

/// How far the clock is to be trusted.
pub(super) fn trust(found: Found<'_>) -> ClockQuality {
    let Found { wall, floor, services, was_right } = found;
    let tolerance = i64::try_from(TOLERANCE.as_millis()).unwrap_or(i64::MAX);
    let goes_back = floor.is_some_and(|floor| wall.0 < floor.0.saturating_sub(tolerance));
    if wall < PROGRAM_WRITTEN {
        ClockQuality::Unset
    } else if services.contains(&Says::Right) {
        // Before the floor too: then what was shown before the restart was wrong.
        ClockQuality::Synced
    } else if was_right {
        ClockQuality::Held
    } else if goes_back || services.contains(&Says::NotYet) {
        ClockQuality::Unset
    } else {
        ClockQuality::Held
    }
}

/// What chrony says: the answer to `chronyc -c tracking`, one line of comma-separated values. The
/// first is the id of the clock that it follows, the last whether it does.
pub(super) fn tracking(answer: &str) -> Says {
    /// "local" in its configuration: the box follows its own clock.
    const ITSELF: &str = "7F7F0101";
    let mut values = answer.trim_end().split(',');
    match (values.next(), values.next_back()) {
        (Some(ITSELF), Some(_)) => Says::Nothing,
        (Some(_), Some("Normal" | "Insert second" | "Delete second")) => Says::Right,
        (Some(_), Some("Not synchronised")) => Says::NotYet,
        (_, Some(_) | None) => Says::Nothing,
    }
}

/// What ntpd says: the answer to `ntpq -c rv`, whose first line has the system status in words.
pub(super) fn variables(answer: &str) -> Says {
    let status = answer.lines().find(|line| line.contains("status=")).unwrap_or_default();
    let mut words = status.split([',', ' ']).map(str::trim);
    let (mut leap, mut source) = (None, None);
    for word in words.by_ref() {
        leap = word.strip_prefix("leap_").or(leap);
        source = word.strip_prefix("sync_").or(source);
    }
    match (leap, source) {
        (Some("alarm"), _) | (_, Some("unspec")) => Says::NotYet,
        (Some(_), Some("local")) => Says::Nothing,
        (Some(_), Some(_)) => Says::Right,
        (None, _) | (_, None) => Says::Nothing,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: Wall = Wall(PROGRAM_WRITTEN.0 + 86_400_000);

    #[test]
    fn a_box_that_wakes_up_in_1970_has_no_time_of_day() {
        assert_eq!(quality(Wall(0), None, &[]), ClockQuality::Unset);
        assert_eq!(quality(Wall(0), None, &[Says::Right]), ClockQuality::Unset);
    }

    #[test]
    fn a_time_service_that_has_not_set_the_clock_yet_is_waited_for() {
        assert_eq!(quality(NOW, None, &[Says::NotYet]), ClockQuality::Unset);
        assert_eq!(quality(NOW, None, &[Says::Right]), ClockQuality::Synced);
        assert_eq!(quality(NOW, None, &[Says::NotYet, Says::Right]), ClockQuality::Synced);
    }

    #[test]
    fn where_nothing_sets_the_clock_a_sensible_time_is_taken() {
        assert_eq!(quality(NOW, None, &[]), ClockQuality::Held);
        assert_eq!(quality(NOW, None, &[Says::Nothing]), ClockQuality::Held);
    }

    #[test]
    fn a_clock_that_was_right_is_held_when_its_service_loses_its_way() {
        let found = Found { wall: NOW, floor: None, services: &[Says::NotYet], was_right: true };

        assert_eq!(trust(found), ClockQuality::Held);
    }

    #[test]
    fn a_clock_that_went_back_over_a_restart_is_not_believed_unless_a_service_has_set_it() {
        let minutes = |minutes: i64| Some(Wall(NOW.0 + minutes * 60_000));

        assert_eq!(quality(NOW, minutes(-600), &[]), ClockQuality::Held);
        assert_eq!(quality(NOW, minutes(1), &[]), ClockQuality::Held);
        assert_eq!(quality(NOW, minutes(2), &[]), ClockQuality::Unset);
        assert_eq!(quality(NOW, minutes(480), &[Says::Nothing]), ClockQuality::Unset);
        assert_eq!(quality(NOW, minutes(480), &[Says::Right]), ClockQuality::Synced);
    }

    /// As chrony 4.3 answers.
    #[test]
    fn chrony_is_understood() {
        let rest = "1795632170.441,0.000,0.000,0.000,-3.6,0.001,0.03,0.012,0.0008,64.2";
        let follows = format!("CB00710F,time.example.net,3,{rest},Normal\n");

        assert_eq!(tracking(&follows), Says::Right);
        assert_eq!(tracking(&follows.replace("Normal", "Insert second")), Says::Right);
        assert_eq!(tracking(&format!("7F7F0101,,3,{rest},Normal\n")), Says::Nothing);
        assert_eq!(
            tracking(
                "00000000,,0,0.000000000,0.000000000,0.000000000,0.000000000,0.000,0.000,0.000,\
                 1.000000000,1.000000000,0.0,Not synchronised\n"
            ),
            Says::NotYet
        );
        for nonsense in ["", "506 Cannot talk to daemon\n", ",", "Normal", "\u{0},\n,x"] {
            assert_eq!(tracking(nonsense), Says::Nothing, "{nonsense:?}");
        }
    }

    /// As ntpd 4.2.8 and ntpsec 1.2 answer.
    #[test]
    fn ntpd_is_understood() {
        let answer = |words: &str| {
            format!(
                "associd=0 status=0615 {words}, 1 event, clock_sync,\nversion=\"ntpd\", leap=00"
            )
        };

        assert_eq!(variables(&answer("leap_none, sync_ntp")), Says::Right);
        assert_eq!(variables(&answer("leap_add_sec, sync_uhf_radio")), Says::Right);
        assert_eq!(variables(&answer("leap_alarm, sync_unspec")), Says::NotYet);
        assert_eq!(variables(&answer("leap_alarm, sync_ntp")), Says::NotYet);
        assert_eq!(variables(&answer("leap_none, sync_local")), Says::Nothing);
        for nonsense in ["", "ntpq: read: Connection refused\n", "status=", "leap_none\nsync_ntp"] {
            assert_eq!(variables(nonsense), Says::Nothing, "{nonsense:?}");
        }
    }

    fn quality(wall: Wall, floor: Option<Wall>, services: &[Says]) -> ClockQuality {
        trust(Found { wall, floor, services, was_right: false })
    }
}
