//! Where is it, in the words of another system? A building of our list, by whichever field or within an
//! address; a point, where the map lies on earth; else the address as it was written, which a grid worker
//! reads: no report is sent back because we do not know a street.

use super::{Asked, Visit, Wrong};
use crate::core::report::Place;

/// Characters of an address that are kept.
const MOST_ADDRESS: usize = 200;

/// Where it is.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Found {
    /// As the community knows it.
    pub(super) place: Place,
    /// What was said of it besides, and is to be read with the report.
    pub(super) line: Option<String>,
}

/// The place of a report.
///
/// # Errors
///
/// When none is named, or one that cannot be here.
pub(super) fn found(visit: &Visit, asked: &Asked) -> Result<Found, Wrong> {
    let said = |name: &str| asked.get(name).map_or("", |it| it.trim());
    let buildings = visit.web.desk()?.neighbourhood().buildings;
    let chosen = ["attribute[building]", "attribute[building][]", "address_id"].map(said);
    let address: String = said("address_string").chars().take(MOST_ADDRESS).collect();
    let building = chosen
        .iter()
        .find_map(|it| buildings.iter().find(|known| known == it))
        .or_else(|| within(&address, &buildings));
    let earth = earth(said("lat"), said("long"))?;
    let line = Some(address.clone()).filter(|it| !it.is_empty() && Some(it) != building);
    if let Some(building) = building {
        return Ok(Found { place: Place { building: building.clone(), at: None }, line });
    }
    let area = visit.web.settings().open311.area;
    match (earth, area) {
        (Some((lat, long)), Some(area)) => {
            let at = area.point(lat, long).ok_or_else(|| {
                Wrong::Asked("lat and long lie outside of this community".to_owned())
            })?;
            Ok(Found { place: Place { building: String::new(), at: Some(at) }, line })
        }
        (Some((lat, long)), None) => {
            let spot = format!("{lat}, {long}");
            let line = Some(line.map_or_else(|| spot.clone(), |it| format!("{it} ({spot})")));
            Ok(Found { place: Place::default(), line })
        }
        (None, _) if line.is_some() => Ok(Found { place: Place::default(), line }),
        (None, _) if chosen.iter().any(|it| !it.is_empty()) => Err(Wrong::Asked(
            "there is no such building: services/{service_code}.json has the list; or send \
             address_string"
                .to_owned(),
        )),
        (None, _) => Err(Wrong::Asked(
            "a place is missing: lat and long, address_id or address_string".to_owned(),
        )),
    }
}

/// Degrees, if they are sent.
fn earth(lat: &str, long: &str) -> Result<Option<(f64, f64)>, Wrong> {
    if lat.is_empty() && long.is_empty() {
        return Ok(None);
    }
    let degrees =
        |text: &str, most: f64| text.parse::<f64>().ok().filter(|it| (-most..=most).contains(it));
    let both = degrees(lat, 90.0).zip(degrees(long, 180.0));
    both.map(Some).ok_or_else(|| {
        Wrong::Asked("lat and long: both are sent, in degrees, such as 29.5630".to_owned())
    })
}

/// The building that an address names: of `Building 4` and `Building 42` the whole one.
fn within<'a>(address: &str, buildings: &'a [String]) -> Option<&'a String> {
    let named = buildings.iter().filter(|it| !it.is_empty() && names(address, it));
    named.max_by_key(|it| it.len())
}

/// Whether it stands there as a word of its own. Between Chinese characters nothing parts words.
fn names(address: &str, building: &str) -> bool {
    let part = |it: Option<char>| it.is_some_and(|it| it.is_ascii_alphanumeric());
    address.match_indices(building).any(|(at, _)| {
        let before = address.get(..at).and_then(|it| it.chars().next_back());
        let after = address.get(at + building.len()..).and_then(|it| it.chars().next());
        let longer_before = part(before) && part(building.chars().next());
        let longer_after = part(after) && part(building.chars().next_back());
        !longer_before && !longer_after
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_names_a_building_only_as_a_word_of_its_own() {
        let list = ["Building 4", "Building 42", "4号楼"].map(str::to_owned);
        let of = |address| within(address, &list).map(String::as_str);
        assert_eq!(of("12 Hill Road, Building 4, second stair"), Some("Building 4"));
        assert_eq!(of("Building 42"), Some("Building 42"));
        assert_eq!(of("Building 421"), None);
        assert_eq!(of("康庄小区4号楼三单元"), Some("4号楼"));
        assert_eq!(of("康庄小区14号楼"), None);
        assert_eq!(of(""), None);
    }
}
