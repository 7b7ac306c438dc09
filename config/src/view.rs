//! What does a radar look at, and from where?

use protocol::{Millimetres, Role};

use crate::catalog::{Named, is_for_beds, is_radar};
use crate::findings::{Notes, Spot};
use crate::walk::Section;

/// A radar hangs at most so high: a stairwell's ceiling.
const HIGHEST_MM: i64 = 5_000;

/// A radar sees at most so far to each side.
const FARTHEST_MM: i64 = 10_000;

/// Where the bed stands, as the radar sees it: two corners of a rectangle on the floor, each by how
/// far it is to the right and how far to the front.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct BedArea {
    /// The corner to the left and near.
    pub near: [Millimetres; 2],
    /// The corner to the right and far.
    pub far: [Millimetres; 2],
}

/// What a line says of a radar's view.
pub(crate) struct View {
    pub(crate) role: Role,
    pub(crate) height: Option<Millimetres>,
    pub(crate) bed: Option<BedArea>,
}

pub(crate) fn read(
    section: &Section<'_>,
    named: Named,
    name: Option<&str>,
    notes: &mut Notes<'_>,
) -> Option<View> {
    let role = role(section, named, name, notes);
    let mut fits = true;
    for (key, what) in [("height-mm", "looks from a height"), ("bed", "sees where a bed stands")] {
        if section.has(key) && !is_radar(named) {
            let problem = format!("{} is no radar, and only a radar {what}", named.0.name);
            notes.error(&section.spot_of(key), problem, format!("remove {key}"));
            fits = false;
        }
    }
    if !fits {
        return None;
    }
    let height = height(section, notes);
    let bed = bed(section, notes);
    Some(View { role: role?, height: height?, bed: bed? })
}

fn role(
    section: &Section<'_>,
    named: Named,
    name: Option<&str>,
    notes: &mut Notes<'_>,
) -> Option<Role> {
    if !section.has("role") {
        let (role, word) = match name {
            Some("bed") => (Role::Bed, "bed"),
            Some(_) | None => (Role::Room, "room"),
        };
        if is_radar(named) {
            let problem = format!("this radar has no role, and is taken to look at a {word}");
            let remedy = "write role = \"bed\" or role = \"room\"";
            notes.warning(section.spot(), problem, remedy);
            over_bed(role, named, section.spot(), notes);
            return Some(role);
        }
        return Some(Role::Room);
    }
    let found = section.choice("role", &[("bed", Role::Bed), ("room", Role::Room)], notes)?;
    if is_radar(named) {
        over_bed(found.value, named, &found.spot, notes);
        return Some(found.value);
    }
    let problem = format!("{} is no radar, and only a radar has a role", named.0.name);
    notes.error(&found.spot, problem, "remove the line; room = \"…\" says where it is");
    None
}

/// Notes a radar over a bed that is none for beds.
fn over_bed(role: Role, named: Named, spot: &Spot, notes: &mut Notes<'_>) {
    if role == Role::Bed && !is_for_beds(named) {
        let problem =
            format!("{} loses somebody who sleeps still, and hears no heart", named.0.name);
        notes.warning(spot, problem, "put a radar for beds there, such as the r60abd1");
    }
}

/// `Some(None)`: not said.
fn height(section: &Section<'_>, notes: &mut Notes<'_>) -> Option<Option<Millimetres>> {
    if !section.has("height-mm") {
        return Some(None);
    }
    let found = section.whole("height-mm", 1..=HIGHEST_MM, notes)?;
    notes.unused(&found.spot, "height-mm");
    i32::try_from(found.value).ok().map(Millimetres).map(Some)
}

/// `Some(None)`: not said.
fn bed(section: &Section<'_>, notes: &mut Notes<'_>) -> Option<Option<BedArea>> {
    if !section.has("bed") {
        return Some(None);
    }
    let ask = "two corners in millimetres, [left, near, right, far], as the radar sees them";
    let found = section.wholes::<4>("bed", -FARTHEST_MM..=FARTHEST_MM, ask, notes)?;
    let [left, near, right, far] = found.value;
    if left >= right || near >= far {
        let problem = "the second corner is not to the right of and beyond the first";
        notes.error(&found.spot, problem, format!("write {ask}"));
        return None;
    }
    notes.unused(&found.spot, "bed");
    let corner = |right: i64, front: i64| {
        let mm = |number: i64| i32::try_from(number).ok().map(Millimetres);
        Some([mm(right)?, mm(front)?])
    };
    Some(Some(BedArea { near: corner(left, near)?, far: corner(right, far)? }))
}

/// What is to be said of the beds of a whole home. `lines`: the role of each, and where
/// it is said.
pub(crate) fn beds(lines: &[(Role, Spot)], file: &Spot, notes: &mut Notes<'_>) {
    let mut beds = lines.iter().filter(|(role, _)| *role == Role::Bed);
    let Some((_, first)) = beds.next() else {
        let problem = "no radar looks at a bed: bed exits are told from motion in the bedroom at best, \
                       and naps, breath and stillness not at all";
        notes.wanting(file, problem, "add a radar with role = \"bed\" where somebody sleeps");
        return;
    };
    let first = notes.line(first);
    for (_, spot) in beds {
        let problem =
            format!("a second radar looks at a bed, and only that of line {first} counts");
        let remedy = "give this one role = \"room\", or put the right one first";
        notes.warning(spot, problem, remedy);
    }
}
