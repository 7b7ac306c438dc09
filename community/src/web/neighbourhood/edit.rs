//! `/neighbourhood/edit`: what does the office put up? The list, and the way to each form.

pub mod activity;
pub mod list;
pub mod notice;

use alerts::Wall;
use i18n_embed_fl::fl;
use jiff::tz::TimeZone;
use maud::{Markup, html};

use super::{places, when};
use crate::core::activity::{Activity, Bulletin};
use crate::say::{Lang, time};
use crate::store::neighbours::NeighbourStore as _;
use crate::web::refusal::Refusal;
use crate::web::visit::Visit;
use crate::web::{assets, page};

/// How far back what is over is still shown: the list of who came is kept for as long.
const BACK_MS: i64 = 30 * 24 * 3_600_000;

/// The page.
#[derive(Clone)]
pub struct Sheets {
    /// What is on, and was.
    pub activities: Vec<(Activity, (u32, u32))>,
    /// What is up, was, and will be.
    pub bulletins: Vec<Bulletin>,
    /// Now.
    pub now: Wall,
    /// The community's clock.
    pub zone: TimeZone,
}

impl Sheets {
    /// The page between header and footer.
    #[must_use]
    pub fn body(&self, lang: Lang) -> Markup {
        let t = lang.words();
        html! {
            p.actions {
                a.button href="/neighbourhood/edit/activity/new" { (fl!(t, "edit-new-activity")) }
                a.button href="/neighbourhood/edit/notice/new" { (fl!(t, "edit-new-notice")) }
                a href="/neighbourhood" { (fl!(t, "edit-as-seen")) }
            }
            h2 { (fl!(t, "neighbours-activities")) }
            @if self.activities.is_empty() { p { (fl!(t, "neighbours-nothing-on")) } } @else { (self.on(lang)) }
            h2 { (fl!(t, "neighbours-notices")) }
            @if self.bulletins.is_empty() { p { (fl!(t, "edit-no-notice")) } } @else { (self.up(lang)) }
        }
    }

    fn on(&self, lang: Lang) -> Markup {
        let t = lang.words();
        html! { table.stacks {
            thead { tr { th scope="col" { (fl!(t, "edit-title")) } th scope="col" { (fl!(t, "when")) }
                th scope="col" { (fl!(t, "edit-places")) } th scope="col" { (fl!(t, "edit-more")) } } }
            tbody { @for (it, free) in &self.activities { tr {
                td.long { a href={ "/neighbourhood/edit/activity/" (it.id.0) } { (it.title) } }
                td { (when(lang, it, &self.zone)) }
                td { (places(lang, it, *free)) }
                td { @if it.places.is_some() {
                        a href={ "/neighbourhood/edit/activity/" (it.id.0) "/list" } { (fl!(t, "edit-list")) } " " }
                    a href={ "/neighbourhood/print/activity/" (it.id.0) } { (fl!(t, "edit-print")) } }
            } } }
        } }
    }

    fn up(&self, lang: Lang) -> Markup {
        let t = lang.words();
        let day = |at| time::date(lang, at, &self.zone);
        html! { table.stacks {
            thead { tr { th scope="col" { (fl!(t, "edit-title")) } th scope="col" { (fl!(t, "edit-since")) }
                th scope="col" { (fl!(t, "edit-until")) } th scope="col" { (fl!(t, "edit-more")) } } }
            tbody { @for it in &self.bulletins { tr {
                td.long { a href={ "/neighbourhood/edit/notice/" (it.id.0) } { (it.title) }
                    @if it.is_up(self.now) { " " span.tag { (fl!(t, "edit-up")) } } }
                td data-label=(fl!(t, "edit-since")) { (day(it.since)) }
                td data-label=(fl!(t, "edit-until")) { (day(it.until)) }
                td { a href={ "/neighbourhood/print/notice/" (it.id.0) } { (fl!(t, "edit-print")) } }
            } } }
        } }
    }

    #[cfg(test)]
    pub(crate) fn samples() -> Vec<Self> {
        let zone = TimeZone::get("Asia/Shanghai").unwrap();
        let now = Wall(1_796_054_400_000);
        let activities = vec![(super::samples::walk(), (3, 0))];
        let bulletins = vec![super::samples::notice()];
        let none = Self { activities: Vec::new(), bulletins: Vec::new(), now, zone: zone.clone() };
        vec![Self { activities, bulletins, now, zone }, none]
    }
}

/// A page of the office.
pub(super) fn office(visit: &Visit, title: &str, body: &Markup) -> Markup {
    let head = html! {
        link rel="stylesheet" href=(assets::href("neighbours.css"));
        script defer src=(assets::href("prints.js")) {}
    };
    page::with(visit, title, &head, body)
}

pub(in crate::web) async fn get(visit: Visit) -> Result<Markup, Refusal> {
    let now = visit.web.now();
    let after = Wall(now.0 - BACK_MS);
    let activities = super::on(&visit, after).await?;
    let bulletins = visit.web.store().bulletins(after).await?;
    let sheets = Sheets { activities, bulletins, now, zone: visit.web.settings().zone.clone() };
    let title = fl!(visit.lang.words(), "neighbours-edit");
    Ok(office(&visit, &title, &sheets.body(visit.lang)))
}
