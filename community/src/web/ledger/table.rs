//! How are figures said in a row? Rates in percent, working times in hours and minutes; what is not
//! known is a dash.

use std::time::Duration;

use i18n_embed_fl::fl;
use maud::{Markup, html};

use crate::core::ledger::{Figures, Share};
use crate::say::{Lang, time};

/// Rows of a table: what they are of, and what is said of it.
pub type Rows = Vec<(String, Figures)>;

/// `87.5 %`; a dash of nothing.
#[must_use]
pub fn percent(share: Share) -> String {
    let tenths = share.per_mille();
    tenths.map_or_else(|| "–".to_owned(), |it| format!("{}.{} %", it / 10, it % 10))
}

/// A working time.
#[must_use]
pub fn length(lang: Lang, length: Option<Duration>) -> String {
    let minutes = length.map(|it| u32::try_from((it.as_secs() + 30) / 60).unwrap_or(u32::MAX));
    minutes.map_or_else(|| "–".to_owned(), |it| time::minutes(lang, it))
}

/// The heads of the columns after the first.
#[must_use]
pub fn heads(lang: Lang) -> [String; 11] {
    let t = lang.words();
    [
        fl!(t, "ledger-reports"),
        fl!(t, "ledger-open"),
        fl!(t, "ledger-done"),
        fl!(t, "ledger-unconfirmed"),
        fl!(t, "ledger-not-here"),
        fl!(t, "ledger-response"),
        fl!(t, "ledger-solution"),
        fl!(t, "ledger-in-time"),
        fl!(t, "ledger-satisfaction"),
        fl!(t, "ledger-to-look"),
        fl!(t, "ledger-to-done"),
    ]
}

fn cells(lang: Lang, it: &Figures) -> [String; 11] {
    [
        it.reports.to_string(),
        it.open.to_string(),
        it.done().to_string(),
        it.unconfirmed.to_string(),
        (it.refused + it.duplicate + it.forwarded).to_string(),
        percent(it.response),
        percent(it.solution),
        percent(it.in_time),
        percent(it.satisfaction),
        length(lang, it.to_look),
        length(lang, it.to_done),
    ]
}

/// A table.
#[must_use]
pub fn of(lang: Lang, what: &str, rows: &Rows) -> Markup {
    html! {
        div.wide tabindex="0" role="region" aria-label=(what) {
            table.ledger {
                thead { tr { th scope="col" { (what) }
                    @for head in heads(lang) { th.number scope="col" { (head) } } } }
                tbody { @for (name, it) in rows { tr {
                    th scope="row" { (name) }
                    @for cell in cells(lang, it) { td.number { (cell) } }
                } } }
            }
        }
    }
}

/// The whole, in large figures.
#[must_use]
pub fn whole(lang: Lang, it: &Figures) -> Markup {
    let t = lang.words();
    let big = [
        (fl!(t, "ledger-reports"), it.reports.to_string(), String::new()),
        (fl!(t, "ledger-response"), percent(it.response), length(lang, it.to_look)),
        (fl!(t, "ledger-solution"), percent(it.solution), length(lang, it.to_done)),
        (fl!(t, "ledger-satisfaction"), percent(it.satisfaction), String::new()),
        (
            fl!(t, "ledger-unconfirmed"),
            it.unconfirmed.to_string(),
            percent(Share { are: it.unconfirmed, of: it.done() }),
        ),
    ];
    html! {
        dl.figures { @for (name, number, more) in big { div {
            dt { (name) } dd { (number) @if !more.is_empty() { small { (more) } } }
        } } }
    }
}

/// What each figure is of.
#[must_use]
pub fn how(lang: Lang) -> Markup {
    let t = lang.words();
    html! {
        details.how {
            summary { (fl!(t, "ledger-how")) }
            dl.facts {
                dt { (fl!(t, "ledger-response")) } dd { (fl!(t, "ledger-response-how")) }
                dt { (fl!(t, "ledger-solution")) } dd { (fl!(t, "ledger-solution-how")) }
                dt { (fl!(t, "ledger-in-time")) } dd { (fl!(t, "ledger-in-time-how")) }
                dt { (fl!(t, "ledger-satisfaction")) } dd { (fl!(t, "ledger-satisfaction-how")) }
                dt { (fl!(t, "ledger-unconfirmed")) } dd { (fl!(t, "ledger-unconfirmed-how")) }
                dt { (fl!(t, "ledger-to-done")) } dd { (fl!(t, "ledger-times-how")) }
            }
        }
    }
}

/// By which names are sorted as people do: building 4 before building 10.
#[must_use]
pub fn natural(name: &str) -> (String, u64, String) {
    let head: String = name.chars().take_while(|it| !it.is_ascii_digit()).collect();
    let rest = name.get(head.len()..).unwrap_or_default();
    let number: String = rest.chars().take_while(char::is_ascii_digit).take(18).collect();
    (head, number.parse().unwrap_or(0), name.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_rate_of_nothing_is_a_dash_and_building_4_stands_before_10() {
        assert_eq!(percent(Share { are: 7, of: 8 }), "87.5 %");
        assert_eq!(percent(Share { are: 0, of: 3 }), "0.0 %");
        assert_eq!(percent(Share::default()), "–");
        assert_eq!(length(Lang::English, None), "–");
        let mut names = ["10", "4", "B2", "B10", "2a"];
        names.sort_by_key(|it| natural(it));
        assert_eq!(names, ["2a", "4", "10", "B2", "B10"]);
    }
}
