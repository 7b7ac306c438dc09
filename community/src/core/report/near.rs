//! Where is it, and has somebody reported the same? The same building, or within a hundred metres on the
//! community's own map; the same kind; in the last fortnight.

use std::str::FromStr;
use std::time::Duration;

use alerts::Wall;
use serde::{Deserialize, Serialize};

use super::{Report, ReportKind};

/// Two points that are nearer are one place.
pub const NEAR_METRES: f64 = 100.0;

/// What was reported before that is another event.
pub const NEAR_FOR: Duration = Duration::from_secs(14 * 24 * 3_600);

/// A whole map is so many wide and so many high.
const WHOLE: u16 = 10_000;

/// Where.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Place {
    /// A building of the community's list; empty if a point was chosen.
    pub building: String,
    /// A point of the community's map.
    pub at: Option<Point>,
}

/// A point of the map, in ten thousandths of its width and height from the upper left corner: it stays
/// right when a sharper picture of the same map is put there.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Point {
    /// From the left.
    pub x: u16,
    /// From the top.
    pub y: u16,
}

/// How large the map's ground is, metres.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct MapScale {
    /// From left to right.
    pub wide: u32,
    /// From top to bottom.
    pub high: u32,
}

/// Text that is no point.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not a point of the map such as 5000.2500")]
pub struct NoPoint;

impl Point {
    /// One that lies on the map.
    #[must_use]
    pub fn new(x: u16, y: u16) -> Option<Self> {
        (x <= WHOLE && y <= WHOLE).then_some(Self { x, y })
    }

    /// Of a click, in parts of what was shown.
    #[must_use]
    pub fn of_click(click: (u32, u32), shown: (u32, u32)) -> Option<Self> {
        let part = |at: u32, of: u32| {
            let part = u64::from(at.min(of)) * u64::from(WHOLE);
            u16::try_from(part.checked_div(u64::from(of))?).ok()
        };
        Self::new(part(click.0, shown.0)?, part(click.1, shown.1)?)
    }

    /// How far another one is, metres.
    #[must_use]
    pub fn metres(self, other: Self, scale: MapScale) -> f64 {
        let along = |a: u16, b: u16, of: u32| {
            (f64::from(a) - f64::from(b)) * f64::from(of) / f64::from(WHOLE)
        };
        along(self.x, other.x, scale.wide).hypot(along(self.y, other.y, scale.high))
    }
}

impl std::fmt::Display for Point {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}.{}", self.x, self.y)
    }
}

impl FromStr for Point {
    type Err = NoPoint;

    fn from_str(text: &str) -> Result<Self, NoPoint> {
        let (x, y) = text.split_once('.').ok_or(NoPoint)?;
        let part = |text: &str| text.parse().map_err(|_| NoPoint);
        Self::new(part(x)?, part(y)?).ok_or(NoPoint)
    }
}

/// Whether what is to be reported may be this one. Without a map's scale only buildings count.
#[must_use]
pub fn is_near(
    now: Wall,
    (kind, place): (ReportKind, &Place),
    known: &Report,
    scale: Option<MapScale>,
) -> bool {
    let same_house = !place.building.is_empty() && place.building == known.place.building;
    let same_ground = || {
        let (Some(a), Some(b), Some(scale)) = (place.at, known.place.at, scale) else {
            return false;
        };
        a.metres(b, scale) <= NEAR_METRES
    };
    kind == known.kind
        && !known.private
        && now < known.times.received + NEAR_FOR
        && (same_house || same_ground())
}

#[cfg(test)]
mod tests {
    use super::super::{Clocks, Draft};
    use super::*;

    const DAY: i64 = 86_400_000;

    fn known(building: &str, at: Option<Point>) -> Report {
        let draft = Draft {
            kind: ReportKind::Road,
            private: false,
            place: Place { building: building.into(), at },
            text: "a hole".into(),
            phone: None,
            worker: None,
        };
        Report::new(Wall(0), draft, Clocks::default())
    }

    #[test]
    fn the_same_hole_is_found_by_its_building_or_within_a_hundred_metres_for_a_fortnight() {
        let scale = MapScale { wide: 1_000, high: 500 };
        let near = |now: i64, kind, place: &Place, known: &Report| {
            is_near(Wall(now), (kind, place), known, Some(scale))
        };
        let four = Place { building: "4".into(), at: None };
        assert!(near(14 * DAY - 1, ReportKind::Road, &four, &known("4", None)));
        assert!(!near(14 * DAY, ReportKind::Road, &four, &known("4", None)));
        assert!(!near(0, ReportKind::Light, &four, &known("4", None)), "another thing");
        assert!(!near(0, ReportKind::Road, &four, &known("5", None)));
        let nowhere = Place::default();
        assert!(!near(0, ReportKind::Road, &nowhere, &known("", None)), "no building is no place");

        let here = Place { building: String::new(), at: Point::new(5_000, 5_000) };
        let far = |x, y| known("", Point::new(x, y));
        assert!(near(0, ReportKind::Road, &here, &far(6_000, 5_000)), "100 m east");
        assert!(!near(0, ReportKind::Road, &here, &far(6_001, 5_000)));
        assert!(near(0, ReportKind::Road, &here, &far(5_000, 7_000)), "100 m south");
        assert!(!near(0, ReportKind::Road, &here, &far(5_800, 6_600)), "113 m across");
        assert!(!is_near(Wall(0), (ReportKind::Road, &here), &far(5_000, 5_000), None));
    }

    #[test]
    fn a_click_is_a_point_of_the_map_and_never_one_beside_it() {
        assert_eq!(Point::of_click((160, 60), (320, 240)), Point::new(5_000, 2_500));
        assert_eq!(Point::of_click((9_999, 9_999), (320, 240)), Point::new(10_000, 10_000));
        assert_eq!(Point::of_click((1, 1), (0, 240)), None);
        assert_eq!("5000.2500".parse(), Ok(Point { x: 5_000, y: 2_500 }));
        for text in ["", ".", "1", "10001.1", "1.-1", "1.1.1", "1e3.2"] {
            assert_eq!(text.parse::<Point>(), Err(NoPoint), "{text}");
        }
    }
}
