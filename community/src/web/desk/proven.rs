//! `/desk/proven`: when was the way from each home to a person last seen to work?

use std::time::Duration;

use alerts::Wall;
use i18n_embed_fl::fl;
use maud::{Markup, html};

use super::page::ways;
use super::top::UNPROVEN;
use crate::core::HomeId;
use crate::say::{Lang, time};
use crate::web::refusal::Refusal;
use crate::web::visit::Visit;
use crate::web::{assets, page};

/// The page.
#[derive(Clone)]
pub struct Proven {
    /// Home, whose it is, where, and when; those that were never proven first, then the oldest.
    pub homes: Vec<(HomeId, String, String, Option<Wall>)>,
    /// When the page was made.
    pub now: Wall,
}

impl Proven {
    /// The page between header and footer.
    #[must_use]
    pub fn body(&self, lang: Lang) -> Markup {
        let t = lang.words();
        let old = |at: Option<Wall>| at.is_none_or(|at| at + UNPROVEN <= self.now);
        html! {
            div.bar { (ways(lang)) }
            p { (fl!(t, "proven-why", h = Duration::as_secs(&UNPROVEN).div_euclid(3_600).to_string())) }
            table {
                thead { tr { th scope="col" { (fl!(t, "field-name")) }
                    th scope="col" { (fl!(t, "field-building")) }
                    th scope="col" { (fl!(t, "field-home")) }
                    th scope="col" { (fl!(t, "desk-proven")) } } }
                tbody { @for (home, name, place, at) in &self.homes { tr {
                    td { (name) } td { (place) } td { (home) }
                    td.bad[old(*at)] { @match at {
                        Some(at) => (time::age(lang, *at, self.now)),
                        None => (fl!(t, "desk-never-proven")),
                    } }
                } } }
            }
        }
    }
}

pub(in crate::web) async fn get(visit: Visit) -> Result<Markup, Refusal> {
    let board = visit.web.desk()?.board();
    let everybody = visit.web.roster().everybody();
    let mut homes: Vec<_> = everybody
        .iter()
        .filter_map(|it| {
            let home = it.home.clone()?;
            let at = board.proven.get(&home).copied();
            Some((home, it.record.name.clone(), super::row::place(it), at))
        })
        .collect();
    homes.sort_by_key(|(home, _, _, at)| (*at, home.clone()));
    let shown = Proven { homes, now: visit.web.now() };
    let head = html! { link rel="stylesheet" href=(assets::href("desk.css")); };
    let title = fl!(visit.lang.words(), "nav-proven");
    Ok(page::with(&visit, &title, &head, &shown.body(visit.lang)))
}
