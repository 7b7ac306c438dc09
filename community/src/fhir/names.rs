//! Under which names do our codes and identifiers go about in the world? Within the station they begin
//! with [`ROOT`], which is nobody's address. At its edges, and only there, they begin with the
//! community's own: what leaves is said so, and what comes in is read so.

use url::form_urlencoded::byte_serialize;

use super::ROOT;

/// What stands behind the root in every name of ours.
const PARTS: [&str; 3] = ["/CodeSystem/", "/ValueSet/", "/id/"];

/// The names.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Names {
    base: String,
}

impl Default for Names {
    fn default() -> Self {
        Self { base: ROOT.to_owned() }
    }
}

impl Names {
    /// Those that begin so: an address without a `/` at its end.
    #[must_use]
    pub fn new(base: &str) -> Self {
        Self { base: base.trim_end_matches('/').to_owned() }
    }

    /// How they begin.
    #[must_use]
    pub fn base(&self) -> &str {
        &self.base
    }

    /// As it leaves.
    #[must_use]
    pub fn outside(&self, text: String) -> String {
        swap(text, ROOT, &self.base)
    }

    /// As it is understood here.
    #[must_use]
    pub fn inside(&self, text: String) -> String {
        swap(text, &self.base, ROOT)
    }
}

/// One root in the place of another, as it stands in a resource and as it stands in a search.
fn swap(text: String, from: &str, to: &str) -> String {
    if from == to {
        return text;
    }
    PARTS.iter().fold(text, |text, part| {
        let whole = |root: &str| format!("{root}{part}");
        let escaped = |root: &str| byte_serialize(whole(root).as_bytes()).collect::<String>();
        text.replace(&whole(from), &whole(to)).replace(&escaped(from), &escaped(to))
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fhir::code::OBSERVATIONS;
    use crate::fhir::datatype::Identifier;
    use crate::fhir::{RESIDENTS, THINGS};

    #[test]
    fn what_leaves_has_the_communitys_names_and_what_comes_back_is_understood() {
        let names = Names::new("https://hall.example/fhir/");
        for inside in [RESIDENTS, THINGS, OBSERVATIONS] {
            let outside = names.outside(inside.to_owned());
            assert!(outside.starts_with("https://hall.example/fhir/"), "{outside}");
            assert_eq!(names.inside(outside), inside);
        }
        let search = names.outside(Identifier::new(THINGS, "k/h1/sos-1").search());
        let wanted = "identifier=https%3A%2F%2Fhall.example%2Ffhir%2Fid%2Fhome%7C";
        assert!(search.starts_with(wanted), "{search}");
    }

    #[test]
    fn an_address_of_the_same_station_that_is_no_name_stays_what_it_is() {
        let names = Names::new("https://hall.example/fhir");
        let page = "https://hall.example/fhir/Observation/7".to_owned();
        assert_eq!(names.inside(page.clone()), page);
        assert_eq!(Names::default().outside(RESIDENTS.to_owned()), RESIDENTS);
    }
}
