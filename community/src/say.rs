//! In which language, and with which words? What the station says to people, in the viewer's own.
//!
//! The words stand in `locales/{language}/hearth_community.ftl`. `fl!` checks each key when the
//! station is built; a test checks that every language has the same keys and arguments.

pub mod alarm;
pub mod brief;
pub mod day;
pub mod event;
pub mod less;
pub mod night;
pub mod report;
pub mod resident;
pub mod tiding;
pub mod time;

use std::sync::LazyLock;

use i18n_embed::LanguageLoader;
use i18n_embed::fluent::FluentLanguageLoader;

/// Builds the station again when only the words have changed: `fl!` reads them unseen by cargo.
const _: &str = include_str!("../locales/en/hearth_community.ftl");
const _: &str = include_str!("../locales/zh-CN/hearth_community.ftl");

#[derive(rust_embed::RustEmbed)]
#[folder = "locales/"]
struct Locales;

static ENGLISH: LazyLock<FluentLanguageLoader> = LazyLock::new(|| words("en"));
static CHINESE: LazyLock<FluentLanguageLoader> = LazyLock::new(|| words("zh-CN"));

/// A language of the station.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Lang {
    /// English.
    #[default]
    English,
    /// Simplified Chinese.
    Chinese,
}

impl Lang {
    /// All of them.
    pub const ALL: [Self; 2] = [Self::English, Self::Chinese];

    /// As in `lang="…"` and in `?lang=…`.
    #[must_use]
    pub const fn tag(self) -> &'static str {
        match self {
            Self::English => "en",
            Self::Chinese => "zh-CN",
        }
    }

    /// Its own name for itself.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::English => "English",
            Self::Chinese => "简体中文",
        }
    }

    /// What goes between two parts of a sentence.
    #[must_use]
    pub const fn comma(self) -> &'static str {
        match self {
            Self::English => ", ",
            Self::Chinese => "，",
        }
    }

    /// What stands between a thing and its name.
    #[must_use]
    pub const fn colon(self) -> &'static str {
        match self {
            Self::English => ": ",
            Self::Chinese => "：",
        }
    }

    /// The language of a tag: `zh`, `zh-CN`, `zh-Hans-SG`, `en-GB`.
    #[must_use]
    pub fn of_tag(tag: &str) -> Option<Self> {
        let first = tag.split(['-', '_']).next().unwrap_or_default();
        if first.eq_ignore_ascii_case("en") {
            Some(Self::English)
        } else if first.eq_ignore_ascii_case("zh") {
            Some(Self::Chinese)
        } else {
            None
        }
    }

    /// The best of an `Accept-Language` header, by its weights; the first of equals.
    #[must_use]
    pub fn accepted(header: &str) -> Option<Self> {
        let mut best: Option<(f32, Self)> = None;
        // A header is bounded by the server; so is what is read of it.
        for part in header.split(',').take(32) {
            let mut fields = part.split(';');
            let Some(lang) = Self::of_tag(fields.next().unwrap_or_default().trim()) else {
                continue;
            };
            let weight = fields
                .find_map(|field| field.trim().strip_prefix("q=")?.parse::<f32>().ok())
                .unwrap_or(1.0);
            if weight > 0.0 && best.is_none_or(|(than, _)| weight > than) {
                best = Some((weight, lang));
            }
        }
        best.map(|(_, lang)| lang)
    }

    /// Its words, for `fl!`.
    #[must_use]
    pub fn words(self) -> &'static FluentLanguageLoader {
        match self {
            Self::English => &ENGLISH,
            Self::Chinese => &CHINESE,
        }
    }
}

/// Loads a language, with English behind it. A language that cannot be read is English: a test
/// reads them all, and a wall with the wrong words is better than none.
fn words(tag: &str) -> FluentLanguageLoader {
    let loader: FluentLanguageLoader = i18n_embed::fluent::fluent_language_loader!();
    let english = loader.fallback_language().clone();
    let wanted = tag.parse().unwrap_or_else(|_| english.clone());
    if let Err(e) = loader.load_languages(&Locales, &[wanted, english]) {
        tracing::error!(error = %e, "the words of a language cannot be read");
    }
    // The marks around arguments would be drawn as boxes by old televisions.
    loader.set_use_isolating(false);
    loader
}

#[cfg(test)]
mod tests;
