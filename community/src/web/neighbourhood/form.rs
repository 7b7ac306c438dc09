//! What did somebody write into a form, and what is wrong with it? Fields by name, faults by field.

use std::collections::BTreeMap;

use alerts::Wall;
use i18n_embed_fl::fl;
use jiff::civil::DateTime;
use jiff::tz::TimeZone;

use crate::core::activity::is_phone;
use crate::core::report::seen;
use crate::say::Lang;

/// Fields of the largest form of these pages, and some that a browser adds.
const MOST_FIELDS: usize = 24;

/// A form, and what is wrong with it.
#[derive(Clone, Debug, Default)]
pub struct Typed {
    fields: BTreeMap<String, String>,
    /// What is wrong, by field.
    pub faults: BTreeMap<&'static str, String>,
}

impl Typed {
    /// Of pairs; a field that stands twice counts once.
    #[must_use]
    pub fn new(pairs: Vec<(String, String)>) -> Self {
        let fields = pairs.into_iter().take(MOST_FIELDS);
        let plain = |text: String| text.replace('\r', "").trim().to_owned();
        let fields = fields.map(|(key, text)| (key, plain(text))).collect();
        Self { fields, faults: BTreeMap::new() }
    }

    /// Sets one, for a form that is shown first.
    #[must_use]
    pub fn with(mut self, key: &str, text: impl Into<String>) -> Self {
        self.fields.insert(key.to_owned(), text.into());
        self
    }

    /// What stands in a field.
    #[must_use]
    pub fn get(&self, key: &str) -> &str {
        self.fields.get(key).map_or("", String::as_str)
    }

    /// What is wrong with a field.
    #[must_use]
    pub fn fault(&self, key: &str) -> Option<&str> {
        self.faults.get(key).map(String::as_str)
    }

    /// Something is.
    pub fn wrong(&mut self, key: &'static str, why: String) {
        self.faults.entry(key).or_insert(why);
    }

    /// Text of at least `least` and at most so many characters, without what does not print.
    pub fn text(&mut self, lang: Lang, key: &'static str, (least, most): (usize, usize)) -> String {
        let t = lang.words();
        let text = seen(self.get(key));
        let count = text.chars().count();
        if count < least {
            self.wrong(key, fl!(t, "form-empty"));
        } else if count > most {
            self.wrong(key, fl!(t, "form-too-long", most = most));
        }
        text
    }

    /// A telephone.
    pub fn phone(&mut self, lang: Lang, key: &'static str) -> String {
        let text = self.get(key).to_owned();
        if !is_phone(&text) {
            self.wrong(key, fl!(lang.words(), "form-no-phone"));
        }
        text
    }

    /// A time of the community's clock, as a browser writes it.
    pub fn time(&mut self, lang: Lang, key: &'static str, zone: &TimeZone) -> Option<Wall> {
        let here: Option<DateTime> = self.get(key).parse().ok();
        let at = here.and_then(|it| zone.to_ambiguous_timestamp(it).compatible().ok());
        if at.is_none() {
            self.wrong(key, fl!(lang.words(), "form-no-time"));
        }
        at.map(|it| Wall(it.as_millisecond()))
    }
}

/// As a field for a time has it.
#[must_use]
pub fn say_time(at: Wall, zone: &TimeZone) -> String {
    crate::say::time::local(at, zone).strftime("%Y-%m-%dT%H:%M").to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_wrong_with_a_field_is_said_once_and_the_others_are_read() {
        let pair = |key: &str, text: &str| (key.to_owned(), text.to_owned());
        let mut typed = Typed::new(vec![
            pair("name", "  Du\u{7}\r\n "),
            pair("phone", "=1"),
            pair("starts", "2026-12-01T14:30"),
        ]);
        let lang = Lang::English;
        assert_eq!(typed.text(lang, "name", (1, 60)), "Du");
        typed.text(lang, "title", (1, 60));
        typed.phone(lang, "phone");
        let zone = TimeZone::get("Asia/Shanghai").unwrap();
        let at = typed.time(lang, "starts", &zone).unwrap();
        assert_eq!(say_time(at, &zone), "2026-12-01T14:30");
        assert_eq!(typed.time(lang, "ends", &zone), None);
        let keys: Vec<_> = typed.faults.keys().copied().collect();
        assert_eq!(keys, ["ends", "phone", "title"]);
    }
}
