//! What is filled in, from page to page? Checked at each step anew: a browser may send anything.

use i18n_embed_fl::fl;
use maud::{Markup, html};
use serde::Deserialize;

use super::receipt;
use crate::core::report::{MOST_WRITTEN, Place, Point, ReportKind, seen};
use crate::say::Lang;
use crate::web::report::door::Neighbourhood;

/// A map without a script is shown so wide, pixels: as a narrow telephone has.
pub(super) const PLAIN_WIDE: u32 = 320;

/// The shortest text that says anything: "a hole" in Chinese has two.
const LEAST_TEXT: usize = 2;

/// The digits of a telephone.
const PHONE_DIGITS: std::ops::RangeInclusive<usize> = 6..=15;

/// What came, as it came.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Filled {
    /// The form's key.
    pub(super) key: String,
    /// The kind's word.
    pub(super) kind: String,
    /// The building.
    pub(super) building: String,
    /// A point of the map.
    pub(super) at: String,
    /// A click on the plain map.
    #[serde(rename = "at.x")]
    pub(super) at_x: Option<u32>,
    /// … from the top.
    #[serde(rename = "at.y")]
    pub(super) at_y: Option<u32>,
    /// In their words.
    pub(super) text: String,
    /// The telephone.
    pub(super) phone: String,
    /// What was done a moment ago.
    pub(super) said: String,
}

/// What is wrong with it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Wrong {
    /// No kind was chosen.
    Kind,
    /// Neither a building nor a point.
    Place,
    /// Nothing is said.
    Text,
    /// The text is too long.
    TextLong,
    /// It is no telephone.
    Phone,
}

impl Wrong {
    /// The field at which it is said.
    pub(super) const fn field(self) -> &'static str {
        match self {
            Self::Kind => "kind",
            Self::Place => "building",
            Self::Text | Self::TextLong => "text",
            Self::Phone => "phone",
        }
    }
}

impl Filled {
    /// What is wrong, if it is.
    pub(super) fn kind(&self) -> Result<ReportKind, Wrong> {
        let kind = self.kind.parse::<ReportKind>().map_err(|_| Wrong::Kind)?;
        if kind.is_private() { Err(Wrong::Kind) } else { Ok(kind) }
    }

    /// Where, as far as it is known here. A point comes before a building: it is nearer.
    pub(super) fn place(&self, known: &Neighbourhood) -> Result<Place, Wrong> {
        let click = || {
            let map = known.map?;
            let (wide, high) = map.pixels;
            let shown = u64::from(PLAIN_WIDE) * u64::from(high);
            let high = u32::try_from(shown.checked_div(u64::from(wide))?).ok()?;
            Point::of_click((self.at_x?, self.at_y?), (PLAIN_WIDE, high.max(1)))
        };
        let at = click().or_else(|| self.at.parse().ok()).filter(|_| known.map.is_some());
        let building = known.buildings.iter().find(|it| **it == self.building.trim());
        let building = building.cloned().unwrap_or_default();
        if at.is_none() && building.is_empty() {
            return Err(Wrong::Place);
        }
        Ok(Place { building, at })
    }

    /// The text, if it says anything.
    pub(super) fn text(&self) -> Result<String, Wrong> {
        // What nobody sees says nothing.
        let text = seen(&self.text).trim().to_owned();
        match text.chars().count() {
            0..LEAST_TEXT => Err(Wrong::Text),
            n if n > MOST_WRITTEN => Err(Wrong::TextLong),
            _ => Ok(text),
        }
    }

    /// The telephone, if one was left.
    pub(super) fn phone(&self) -> Result<Option<String>, Wrong> {
        let phone = self.phone.trim();
        if phone.is_empty() {
            return Ok(None);
        }
        let digits = phone.chars().filter(char::is_ascii_digit).count();
        let plain = phone.chars().all(|c| c.is_ascii_digit() || "+-() ".contains(c));
        if plain && PHONE_DIGITS.contains(&digits) && phone.len() <= 32 {
            Ok(Some(phone.to_owned()))
        } else {
            Err(Wrong::Phone)
        }
    }

    /// Whether the key may be one.
    #[must_use]
    pub(super) fn has_key(&self) -> bool {
        receipt::is_key(&self.key)
    }

    /// All that must come along, unseen.
    #[must_use]
    pub(super) fn carried(&self, place: &Place, with_words: bool) -> Markup {
        html! {
            input type="hidden" name="key" value=(self.key);
            input type="hidden" name="kind" value=(self.kind);
            input type="hidden" name="building" value=(place.building);
            @if let Some(at) = place.at { input type="hidden" name="at" value=(at); }
            @if with_words {
                input type="hidden" name="text" value=(self.text);
                input type="hidden" name="phone" value=(self.phone);
            }
        }
    }
}

impl Wrong {
    /// In words, with what to do.
    #[must_use]
    pub(super) fn says(self, lang: Lang) -> String {
        let t = lang.words();
        match self {
            Self::Kind => fl!(t, "report-wrong-kind"),
            Self::Place => fl!(t, "report-wrong-place"),
            Self::Text => fl!(t, "report-wrong-text"),
            Self::TextLong => fl!(t, "report-wrong-long", n = MOST_WRITTEN.to_string()),
            Self::Phone => fl!(t, "report-wrong-phone"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::reports::MapRow;

    #[test]
    fn a_place_is_one_that_the_community_has_and_a_click_lies_on_its_map() {
        let map = MapRow { revision: 1, metres_wide: 500, pixels: (640, 480) };
        let known = Neighbourhood {
            buildings: vec!["Building 4".into()],
            map: Some(map),
            ..Neighbourhood::default()
        };
        let building = |it: &str| Filled { building: it.into(), ..Filled::default() };
        assert_eq!(building(" Building 4 ").place(&known).unwrap().building, "Building 4");
        assert_eq!(building("Building 5").place(&known), Err(Wrong::Place));
        let click = Filled { at_x: Some(160), at_y: Some(120), ..Filled::default() };
        assert_eq!(click.place(&known).unwrap().at, Point::new(5_000, 5_000));
        assert_eq!(click.place(&Neighbourhood::default()), Err(Wrong::Place), "no map");
        let at = Filled { at: "10001.1".into(), ..Filled::default() };
        assert_eq!(at.place(&known), Err(Wrong::Place));
    }

    #[test]
    fn a_telephone_is_digits_and_a_text_says_something() {
        let phone = |it: &str| Filled { phone: it.into(), ..Filled::default() }.phone();
        assert_eq!(phone(" "), Ok(None));
        assert_eq!(phone("+86 138-0013-8000"), Ok(Some("+86 138-0013-8000".into())));
        for none in ["12345", "1234567890123456", "138<script>", "一三八"] {
            assert_eq!(phone(none), Err(Wrong::Phone), "{none}");
        }
        let text = |it: &str| Filled { text: it.into(), ..Filled::default() }.text();
        assert_eq!(text(" 坑洞\r\n").as_deref(), Ok("坑洞"));
        assert_eq!(text(" \n"), Err(Wrong::Text));
        assert_eq!(text(&"x".repeat(1_001)), Err(Wrong::TextLong));
    }
}
