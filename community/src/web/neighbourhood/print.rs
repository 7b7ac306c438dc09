//! What hangs on the wall of the stairs? One sheet, with a square that a telephone reads: whoever holds
//! theirs before it has the page in their hand.

use axum::extract::Path;
use i18n_embed_fl::fl;
use maud::{Markup, html};
use qrcode::{Color, EcLevel, QrCode};

use super::when;
use crate::core::activity::{ActivityId, BulletinId};
use crate::say::{Lang, time};
use crate::store::neighbours::NeighbourStore as _;
use crate::web::refusal::Refusal;
use crate::web::visit::Visit;
use crate::web::{assets, page};

/// White around the square, in its modules: fewer are not read (ISO/IEC 18004).
const QUIET: usize = 4;

/// A sheet.
#[derive(Clone)]
pub struct Sheet {
    /// What it is about.
    pub title: String,
    /// When and where; empty for a notice.
    pub when: String,
    /// What it says.
    pub text: String,
    /// Whose it is, and of which day.
    pub foot: String,
    /// Where more of it is; absent where the station does not know its own address.
    pub url: Option<String>,
}

impl Sheet {
    /// The sheet.
    #[must_use]
    pub fn body(&self, lang: Lang) -> Markup {
        let t = lang.words();
        html! {
            article.sheet {
                h1 { (self.title) }
                @if !self.when.is_empty() { p.when { (self.when) } }
                p.text { (self.text) }
                @if let Some((url, square)) = self.url.as_ref().and_then(|it| Some((it, qr(lang, it)?))) {
                    figure.qr { (square) figcaption { (fl!(t, "print-scan")) br; span { (url) } } }
                } @else { p.quiet.unprinted { (fl!(t, "print-no-url")) } }
                footer { (self.foot) }
            }
            p.actions.unprinted {
                button.prints type="button" hidden { (fl!(t, "ledger-print")) }
                a href="/neighbourhood/edit" { (fl!(t, "neighbours-edit")) }
            }
        }
    }

    #[cfg(test)]
    pub(crate) fn samples() -> Vec<Self> {
        let sheet = Self {
            title: "停水".into(),
            when: String::new(),
            text: "Friday, 9–12".into(),
            foot: "康庄".into(),
            url: Some("https://hall.example/neighbourhood#n1".into()),
        };
        vec![Self { url: None, when: "x".into(), ..sheet.clone() }, sheet]
    }
}

/// The square of an address: one path, black on white whatever the page is. `None` for an address that
/// no square holds.
#[must_use]
pub fn qr(lang: Lang, url: &str) -> Option<Markup> {
    let code = QrCode::with_error_correction_level(url, EcLevel::M).ok()?;
    let width = code.width();
    let colors = code.into_colors();
    let mut path = String::new();
    for (y, row) in colors.chunks(width).enumerate() {
        let mut x = 0;
        for run in row.chunk_by(|a, b| a == b) {
            if run.first() == Some(&Color::Dark) {
                let (at, down, long) = (x + QUIET, y + QUIET, run.len());
                path.push_str(&format!("M{at} {down}h{long}v1h-{long}z"));
            }
            x += run.len();
        }
    }
    let size = width + 2 * QUIET;
    Some(html! {
        svg viewBox={ "0 0 " (size) " " (size) } role="img" aria-label=(fl!(lang.words(), "print-qr"))
            shape-rendering="crispEdges" {
            rect width=(size) height=(size) fill="#fff" {}
            path d=(path) fill="#000" {}
        }
    })
}

fn shown(visit: &Visit, sheet: &Sheet) -> Markup {
    let head = html! {
        link rel="stylesheet" href=(assets::href("neighbours.css"));
        script defer src=(assets::href("prints.js")) {}
    };
    page::alone(visit, &sheet.title, &head, &sheet.body(visit.lang))
}

fn url(visit: &Visit, path: &str) -> Option<String> {
    visit.web.settings().url.as_ref().map(|it| format!("{}{path}", it.trim_end_matches('/')))
}

pub(in crate::web) async fn activity(visit: Visit, Path(id): Path<i64>) -> Result<Markup, Refusal> {
    let it = visit.web.store().activity(ActivityId(id)).await?.ok_or(Refusal::NotHere)?;
    let settings = visit.web.settings();
    let sheet = Sheet {
        when: format!("{} · {}", when(visit.lang, &it, &settings.zone), it.place),
        foot: settings.name.clone(),
        url: url(&visit, &format!("/neighbourhood/activity/{id}")),
        title: it.title,
        text: it.text,
    };
    Ok(shown(&visit, &sheet))
}

pub(in crate::web) async fn notice(visit: Visit, Path(id): Path<i64>) -> Result<Markup, Refusal> {
    let it = visit.web.store().bulletin(BulletinId(id)).await?.ok_or(Refusal::NotHere)?;
    let settings = visit.web.settings();
    let day = time::date(visit.lang, it.since, &settings.zone);
    let sheet = Sheet {
        when: String::new(),
        foot: format!("{} · {day}", settings.name),
        url: url(&visit, &format!("/neighbourhood#n{id}")),
        title: it.title,
        text: it.text,
    };
    Ok(shown(&visit, &sheet))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_square_has_the_modules_of_the_code_and_white_around_it() {
        let url = "https://hall.example/neighbourhood/activity/17";
        let html = qr(Lang::English, url).unwrap().into_string();
        let code = QrCode::with_error_correction_level(url, EcLevel::M).unwrap();
        let dark = code.to_colors().iter().filter(|it| **it == Color::Dark).count();
        let path = html.split(" d=\"").nth(1).unwrap().split('"').next().unwrap();
        let runs = path.split('M').skip(1).map(|run| {
            let long = run.split('h').nth(1).unwrap().split('v').next().unwrap();
            long.parse::<usize>().unwrap()
        });
        assert_eq!(runs.sum::<usize>(), dark);
        assert!(path.starts_with("M4 4h7v1h-7z"), "the finder's first line: {path}");
        let size = code.width() + 8;
        assert!(html.contains(&format!("viewBox=\"0 0 {size} {size}\"")));
        assert!(qr(Lang::English, &"x".repeat(4_000)).is_none());
    }
}
