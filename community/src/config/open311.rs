//! Who may send reports in by Open311, and where does the community's map lie on earth?

use std::path::PathBuf;

use super::walk::{Notes, Section};

/// Open311.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Open311 {
    /// A key a line: whoever sends one of them may report. Without the file nobody may.
    pub keys_file: Option<PathBuf>,
    /// What the community is called there; whoever names another is told so.
    pub jurisdiction: Option<String>,
    /// Whom one asks for a key.
    pub contact: Option<String>,
    /// The map's corners: without them places are buildings only.
    pub area: Option<Area>,
}

/// Where a map with north on top lies: degrees of WGS 84.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Area {
    /// Latitude of the upper edge.
    pub north: f64,
    /// Longitude of the left edge.
    pub west: f64,
    /// Latitude of the lower edge.
    pub south: f64,
    /// Longitude of the right edge.
    pub east: f64,
}

pub(super) fn read(file: &Section<'_>, notes: &mut Notes<'_>) -> Open311 {
    let keys = ["keys-file", "jurisdiction", "contact", "north-west", "south-east"];
    let section = file.section("open311", &keys, notes);
    let keys_file = section.path("keys-file", notes);
    let jurisdiction = section.text("jurisdiction", notes).map(str::to_owned);
    let contact = section.text("contact", notes).map(str::to_owned);
    let corner = |key: &str, notes: &mut Notes<'_>| {
        let text = section.text(key, notes)?;
        let corner = corner(text);
        if corner.is_none() {
            let remedy = "write latitude and longitude, as in \"29.5630, 106.5516\"";
            notes.error(&section.spot(key), "this is no place on earth", remedy);
        }
        corner
    };
    let (first, last) = (corner("north-west", notes), corner("south-east", notes));
    let area =
        first.zip(last).map(|((north, west), (south, east))| Area { north, west, south, east });
    if area.is_some_and(|it| it.north <= it.south || it.east <= it.west) {
        let remedy = "write the upper left corner as north-west, the lower right one as south-east";
        notes.error(&section.spot("south-east"), "the corners are the wrong way round", remedy);
    }
    if section.has("north-west") != section.has("south-east") {
        let remedy = "write both corners, or none";
        notes.error(&section.spot("north-west"), "one corner is no map", remedy);
    }
    Open311 { keys_file, jurisdiction, contact, area }
}

fn corner(text: &str) -> Option<(f64, f64)> {
    let (lat, long) = text.split_once(',')?;
    let (lat, long): (f64, f64) = (lat.trim().parse().ok()?, long.trim().parse().ok()?);
    ((-90.0..=90.0).contains(&lat) && (-180.0..=180.0).contains(&long)).then_some((lat, long))
}
