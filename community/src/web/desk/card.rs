//! Who is it, what must whoever goes know, whom can one call, and what did the last hour look like?

use alerts::Wall;
use alerts::message::{LineMinute, Minute, Spread};
use i18n_embed_fl::fl;
use maud::{Markup, html};

use super::eyes::Eyes;
use crate::core::person::{Contact, ContactIs, Record, Resident, ResidentId};
use crate::say::{Lang, time};
use crate::web::wall::spark;

/// Minutes of the trend: what a line of the wall has room for.
const MINUTES: usize = spark::WIDE;

/// A resident as whoever sends somebody must know them.
#[derive(Clone, Debug)]
pub struct Card {
    /// Whose.
    pub id: ResidentId,
    /// What is known of them.
    pub record: Record,
    /// How old they are, years.
    pub age: Option<i16>,
    /// When the way from their home to a person was last seen to work.
    pub proven: Option<Wall>,
    /// What of their home does not call, or is not seen.
    pub less: Vec<String>,
}

impl Card {
    /// Of a resident.
    #[must_use]
    pub fn of(resident: &Resident, year: i16, proven: Option<Wall>) -> Self {
        let age = resident.record.born.map(|born| year.saturating_sub(born));
        let (id, record, less) = (resident.id, resident.record.clone(), Vec::new());
        Self { id, record, age, proven, less }
    }

    /// The card.
    #[must_use]
    pub fn markup(&self, eyes: &Eyes, now: Wall) -> Markup {
        let t = eyes.lang.words();
        let record = &self.record;
        let rows =
            [(fl!(t, "page-medical"), &record.medical), (fl!(t, "page-notes"), &record.notes)];
        html! {
            section.card {
                h3 { a href={ "/residents/" (self.id.0) } { (record.name) }
                    @if let Some(age) = self.age {
                        " " small { (fl!(t, "page-age", years = age.to_string())) } } }
                @if !self.less.is_empty() { ul.less { @for line in &self.less { li { (line) } } } }
                dl.facts {
                    @if !record.door_code.is_empty() {
                        dt { (fl!(t, "page-door-code")) } dd { b.code { (record.door_code) } }
                    }
                    @if !record.phone.is_empty() {
                        dt { (fl!(t, "page-phone")) } dd { (call(&record.phone)) }
                    }
                    @for (name, text) in rows {
                        @if !text.is_empty() { dt { (name) } dd.text { (text) } }
                    }
                    dt { (fl!(t, "desk-proven")) }
                    dd { @match self.proven {
                        Some(at) => (time::age(eyes.lang, at, now)),
                        None => span.bad { (fl!(t, "desk-never-proven")) },
                    } }
                }
                @if !record.contacts.is_empty() {
                    h4 { (fl!(t, "page-contacts")) }
                    ol.contacts { @for it in &record.contacts { (contact(eyes.lang, it)) } }
                }
            }
        }
    }
}

fn contact(lang: Lang, contact: &Contact) -> Markup {
    let t = lang.words();
    let is = match contact.is {
        ContactIs::Relative => fl!(t, "page-contact-relative"),
        ContactIs::Volunteer => fl!(t, "page-contact-volunteer"),
        ContactIs::GridWorker => fl!(t, "page-contact-grid-worker"),
    };
    let relation = if contact.relation.is_empty() { &is } else { &contact.relation };
    html! {
        li {
            b { (contact.name) } " " small { (relation) }
            @if contact.has_key { " " span.tag.key { (fl!(t, "page-key")) } }
            @if !contact.consent { " " small { (fl!(t, "desk-not-told")) } }
            @if !contact.phone.is_empty() { " " (call(&contact.phone)) }
        }
    }
}

/// A number that a press calls.
#[must_use]
pub fn call(phone: &str) -> Markup {
    let number: String =
        phone.chars().filter(|c| c.is_ascii_digit() || matches!(c, '+' | '*' | '#')).collect();
    html! { a.call href={ "tel:" (number) } { (phone) } }
}

/// The last hour: heart, breath, movement; a value a minute, the oldest first, 0 where there was
/// none.
#[derive(Clone, Debug, Default)]
pub struct Trend {
    /// Per minute.
    pub heart: Vec<u8>,
    /// Per minute.
    pub breath: Vec<u8>,
    /// 0 to 100, and one more: what is 0 is drawn.
    pub movement: Vec<u8>,
}

impl Trend {
    /// Of the minutes that a home said.
    #[must_use]
    pub fn of(minutes: &[(Wall, Minute)], now: Wall) -> Self {
        let line = |number: fn(&LineMinute) -> Option<Spread>, least: i64| {
            let mut values = vec![0_u8; MINUTES];
            for (at, minute) in minutes {
                let ago = usize::try_from(now.0.saturating_sub(at.0).div_euclid(60_000));
                let place = ago.ok().and_then(|ago| values.iter_mut().rev().nth(ago));
                let found = minute.lines.iter().find_map(|(_, line)| number(line));
                if let (Some(place), Some(spread)) = (place, found) {
                    let whole = (spread.mean.hundredths + 50) / 100 + least;
                    *place = u8::try_from(whole).unwrap_or(u8::MAX);
                }
            }
            values
        };
        Self {
            heart: line(|it| it.heart_rate, 0),
            breath: line(|it| it.breathing_rate, 0),
            movement: line(|it| it.movement, 1),
        }
    }

    /// Three small lines; nothing where nothing was heard.
    #[must_use]
    pub fn markup(&self, lang: Lang) -> Markup {
        let t = lang.words();
        let lines = [
            (fl!(t, "heart-rate"), &self.heart, 0),
            (fl!(t, "breathing-rate"), &self.breath, 0),
            (fl!(t, "movement"), &self.movement, 1),
        ];
        let heard = lines.iter().any(|(_, values, _)| values.iter().any(|it| *it > 0));
        html! {
            section.trend {
                h3 { (fl!(t, "desk-last-hour")) }
                @if !heard { p.quiet { (fl!(t, "desk-nothing-heard")) } }
                @for (name, values, least) in lines {
                    @if values.iter().any(|it| *it > 0) { (figure(lang, &name, values, least)) }
                }
            }
        }
    }
}

fn figure(lang: Lang, name: &str, values: &[u8], least: u8) -> Markup {
    let heard = || values.iter().copied().filter(|it| *it > 0).map(|it| it - least);
    let (low, high) = (heard().min().unwrap_or_default(), heard().max().unwrap_or_default());
    let last = values.last().filter(|it| **it > 0).map(|it| it - least);
    let range = fl!(lang.words(), "page-band-hour", low = low.to_string(), high = high.to_string());
    let (line, _) = spark::draw(values, None);
    html! {
        figure {
            figcaption { (name) " " small { (range) } }
            svg viewBox="0 0 60 20" preserveAspectRatio="none" aria-hidden="true" {
                path d=(line) {}
            }
            b { @match last { Some(rate) => (rate), None => "–" } }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_is_called_as_it_is_dialled_and_nothing_else_gets_into_the_link() {
        let html = call("0851-5555 0142\" onclick=x").into_string();
        assert!(html.contains("href=\"tel:085155550142\""), "{html}");
        assert!(!html.contains("\" onclick"));
    }

    #[test]
    fn an_hour_in_which_nothing_was_heard_says_so_and_draws_nothing() {
        let html = Trend::default().markup(Lang::English).into_string();
        assert!(!html.contains("<svg") && html.contains("nothing"));
    }
}
