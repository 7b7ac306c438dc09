//! What stands under this key, and what was meant by it?
//!
//! A value of the wrong kind is an error. Where it says all the same what was meant (`"7"` where a
//! number belongs, 7 where text does), the remedy is that value written rightly, and it is taken
//! for it, so that what depends on it is checked too. Where it does not, the remedy names the
//! choices or the bounds: a guessed address, contact, polarity or limit would be typed in, and be
//! wrong without a word.

use std::ops::RangeInclusive;

use toml::de::DeValue;

use crate::findings::{Notes, Spot};
use crate::kind::note_type;
use crate::suggest::{choose, quoted};
use crate::walk::Section;

/// A value and where it stands.
pub(crate) struct Found<T> {
    pub(crate) value: T,
    pub(crate) spot: Spot,
}

impl<'t> Section<'t> {
    /// Notes that the key is missing; `ask` says what to write.
    pub(crate) fn require(&self, key: &'static str, ask: &str, notes: &mut Notes<'_>) {
        if self.is_there() && !self.has(key) {
            notes.missing(&self.spot_of(key), format!("{key} is missing"), format!("write {ask}"));
        }
    }

    /// What stands under the key, and where.
    fn value(&self, key: &'static str) -> Option<(&'t DeValue<'t>, Spot)> {
        let (_, value) = self.get(key)?;
        Some((value.get_ref(), self.spot_of(key)))
    }

    /// Text in quotes. `ask` says what to write; `fits` whether something else that stands there
    /// would do in quotes.
    pub(crate) fn text(
        &self,
        key: &'static str,
        ask: &str,
        fits: impl Fn(&str) -> bool,
        notes: &mut Notes<'_>,
    ) -> Option<Found<&'t str>> {
        let (value, spot) = self.value(key)?;
        if let Some(value) = value.as_str() {
            return Some(Found { value, spot });
        }
        let meant = digits(value).filter(|text| fits(text));
        let remedy = remedy(meant, |text| format!("{key} = \"{text}\""), ask);
        note_type(value, &spot, ("text", remedy), notes);
        meant.map(|value| Found { value, spot })
    }

    /// Text in quotes that must be there.
    pub(crate) fn required_text(
        &self,
        key: &'static str,
        ask: &str,
        fits: impl Fn(&str) -> bool,
        notes: &mut Notes<'_>,
    ) -> Option<Found<&'t str>> {
        self.require(key, ask, notes);
        self.text(key, ask, fits, notes)
    }

    /// A whole number within bounds.
    pub(crate) fn whole(
        &self,
        key: &'static str,
        bounds: RangeInclusive<i64>,
        notes: &mut Notes<'_>,
    ) -> Option<Found<i64>> {
        let ask = format!("{} to {}", bounds.start(), bounds.end());
        self.whole_or(key, bounds, &ask, notes)
    }

    /// A whole number within bounds that must be there; `what` says what it is.
    pub(crate) fn required_whole(
        &self,
        key: &'static str,
        bounds: RangeInclusive<i64>,
        what: &str,
        notes: &mut Notes<'_>,
    ) -> Option<Found<i64>> {
        let ask = format!("{key}, {} to {}: {what}", bounds.start(), bounds.end());
        self.require(key, &ask, notes);
        self.whole(key, bounds, notes)
    }

    /// A whole number within bounds. `ask` says what to write where there is no telling.
    pub(crate) fn whole_or(
        &self,
        key: &'static str,
        bounds: RangeInclusive<i64>,
        ask: &str,
        notes: &mut Notes<'_>,
    ) -> Option<Found<i64>> {
        let (value, spot) = self.value(key)?;
        let number = whole_of(value).filter(|number| bounds.contains(number));
        match (value.as_integer(), number) {
            (Some(_), Some(_)) => {}
            (Some(written), None) => {
                let problem = match i64::from_str_radix(written.as_str(), written.radix()) {
                    Ok(number) => format!("{number} is out of range"),
                    Err(_) => "the number is out of range".to_owned(),
                };
                notes.error(&spot, problem, format!("write {ask}"));
            }
            (None, _) => {
                let remedy = remedy(number, |number| format!("{key} = {number}"), ask);
                note_type(value, &spot, ("a whole number", remedy), notes);
            }
        }
        number.map(|value| Found { value, spot })
    }

    /// A number, whole or with a point. `ask` says what to write where there is no telling; what
    /// `fits` is not asked of a number that is written as one.
    pub(crate) fn number(
        &self,
        key: &'static str,
        ask: &str,
        fits: impl Fn(f64) -> bool,
        notes: &mut Notes<'_>,
    ) -> Option<Found<f64>> {
        let (value, spot) = self.value(key)?;
        let number = real_of(value).filter(|number| number.is_finite());
        if value.is_integer() || value.is_float() {
            if number.is_none() {
                notes.error(&spot, "the number is out of range", format!("write {ask}"));
            }
            return number.map(|value| Found { value, spot });
        }
        let meant = number.filter(|&number| fits(number));
        let remedy = remedy(meant, |number| format!("{key} = {number}"), ask);
        note_type(value, &spot, ("a number", remedy), notes);
        meant.map(|value| Found { value, spot })
    }

    /// `true` or `false`.
    pub(crate) fn flag(&self, key: &'static str, notes: &mut Notes<'_>) -> Option<bool> {
        let (value, spot) = self.value(key)?;
        if let Some(flag) = value.as_bool() {
            return Some(flag);
        }
        let word = value.as_str().map(|text| text.trim().to_lowercase());
        let meant = word.and_then(|word| word.parse::<bool>().ok());
        let either = format!("{key} = true or {key} = false");
        let remedy = remedy(meant, |flag| format!("{key} = {flag}"), &either);
        note_type(value, &spot, ("true or false", remedy), notes);
        meant
    }

    /// A list of texts. `ask` says what to write; `fits` whether a text would do in it.
    pub(crate) fn texts(
        &self,
        key: &'static str,
        ask: &str,
        fits: impl Fn(&str) -> bool,
        notes: &mut Notes<'_>,
    ) -> Option<Vec<Found<&'t str>>> {
        let (value, spot) = self.value(key)?;
        let DeValue::Array(array) = value else {
            let meant = value.as_str().filter(|text| fits(text));
            let remedy = remedy(meant, |text| format!("{key} = [\"{text}\"]"), ask);
            note_type(value, &spot, ("a list", remedy), notes);
            return meant.map(|value| vec![Found { value, spot }]);
        };
        let mut texts = Vec::new();
        for (value, number) in array.iter().zip(1..) {
            let spot =
                Spot { at: value.span().start, key: format!("{}[{number}]", self.path(key)) };
            let meant = digits(value.get_ref()).filter(|text| fits(text));
            if let Some(value) = value.get_ref().as_str() {
                texts.push(Found { value, spot });
                continue;
            }
            let remedy = remedy(meant, |text| format!("\"{text}\""), ask);
            note_type(value.get_ref(), &spot, ("text", remedy), notes);
            texts.extend(meant.map(|value| Found { value, spot }));
        }
        Some(texts)
    }

    /// One of a few words.
    pub(crate) fn choice<T: Copy>(
        &self,
        key: &'static str,
        choices: &[(&'static str, T)],
        notes: &mut Notes<'_>,
    ) -> Option<Found<T>> {
        let words = || choices.iter().map(|&(word, _)| word);
        let ask = quoted(words());
        let found = self.text(key, &ask, |text| words().any(|word| word == text), notes)?;
        match choices.iter().find(|&&(word, _)| word == found.value) {
            Some(&(_, value)) => Some(Found { value, spot: found.spot }),
            None => {
                let problem = format!("\"{}\" is not a choice here", found.value);
                notes.error(&found.spot, problem, choose(found.value, words()));
                None
            }
        }
    }

    /// One of a few words, which must be said.
    pub(crate) fn required_choice<T: Copy>(
        &self,
        key: &'static str,
        choices: &[(&'static str, T)],
        notes: &mut Notes<'_>,
    ) -> Option<Found<T>> {
        let ask = format!("{key} = {}", quoted(choices.iter().map(|&(word, _)| word)));
        self.require(key, &ask, notes);
        self.choice(key, choices, notes)
    }

    /// A list of so many whole numbers, each within bounds.
    pub(crate) fn wholes<const N: usize>(
        &self,
        key: &'static str,
        bounds: RangeInclusive<i64>,
        ask: &str,
        notes: &mut Notes<'_>,
    ) -> Option<Found<[i64; N]>> {
        let (value, spot) = self.value(key)?;
        let DeValue::Array(array) = value else {
            note_type(value, &spot, ("a list", format!("write {ask}")), notes);
            return None;
        };
        let numbers: Option<Vec<i64>> = array
            .iter()
            .map(|value| value.get_ref())
            .map(|value| whole_of(value).filter(|_| value.is_integer()))
            .map(|number| number.filter(|number| bounds.contains(number)))
            .collect();
        let numbers = numbers.and_then(|numbers| <[i64; N]>::try_from(numbers).ok());
        if numbers.is_none() {
            let (least, most) = (bounds.start(), bounds.end());
            let problem = format!("this must be {N} whole numbers from {least} to {most}");
            notes.error(&spot, problem, format!("write {ask}"));
        }
        numbers.map(|value| Found { value, spot })
    }
}

/// What to write: what was meant where that is told, and what `ask` says where it is not.
pub(crate) fn remedy<T>(meant: Option<T>, rightly: impl FnOnce(T) -> String, ask: &str) -> String {
    match meant {
        Some(meant) => format!("write {}", rightly(meant)),
        None => format!("write {ask}"),
    }
}

/// A number as it stands there, for where text was meant.
fn digits<'t>(value: &'t DeValue<'t>) -> Option<&'t str> {
    match value {
        DeValue::Integer(number) if number.radix() == 10 => Some(number.as_str()),
        DeValue::Float(number) => Some(number.as_str()),
        DeValue::Integer(_)
        | DeValue::String(_)
        | DeValue::Boolean(_)
        | DeValue::Datetime(_)
        | DeValue::Array(_)
        | DeValue::Table(_) => None,
    }
}

/// The whole number that is written or meant: 7, "7" or 7.0.
fn whole_of(value: &DeValue<'_>) -> Option<i64> {
    match value {
        DeValue::Integer(number) => i64::from_str_radix(number.as_str(), number.radix()).ok(),
        DeValue::String(text) => text.trim().parse().ok(),
        DeValue::Float(number) => {
            let (whole, rest) = number.as_str().split_once('.')?;
            whole.parse().ok().filter(|_| rest.bytes().all(|digit| digit == b'0'))
        }
        DeValue::Boolean(_) | DeValue::Datetime(_) | DeValue::Array(_) | DeValue::Table(_) => None,
    }
}

/// The number that is written or meant. None of a policy is beyond 32 bits.
fn real_of(value: &DeValue<'_>) -> Option<f64> {
    match value {
        DeValue::Integer(_) => whole_of(value).and_then(|n| i32::try_from(n).ok()).map(f64::from),
        DeValue::String(text) => text.trim().parse().ok(),
        DeValue::Float(number) => number.as_str().parse().ok(),
        DeValue::Boolean(_) | DeValue::Datetime(_) | DeValue::Array(_) | DeValue::Table(_) => None,
    }
}
