//! `/neighbourhood`: what is on, what is everybody told, and where can one say what one wishes? In
//! large type, for anybody, without an account and without a script.

pub mod activity;
pub mod edit;
pub mod form;
pub mod mine;
pub mod print;
pub mod wish;

use alerts::Wall;
use axum::Router;
use axum::routing;
use i18n_embed_fl::fl;
use jiff::tz::TimeZone;
use maud::{Markup, html};

use super::app::Web;
use super::refusal::Refusal;
use super::visit::Visit;
use super::{Needs, assets, behind, page};
use crate::core::access::Ability;
use crate::core::activity::{Activity, Bulletin};
use crate::say::{Lang, time};
use crate::store::neighbours::NeighbourStore as _;

/// Activities and notices of the page: two months with one each day.
const MOST_SHOWN: usize = 60;

/// The page.
#[derive(Clone)]
pub struct Home {
    /// What is up, the newest first.
    pub bulletins: Vec<Bulletin>,
    /// What is on, the next first, with the free places and how many wait.
    pub activities: Vec<(Activity, (u32, u32))>,
    /// The community's clock.
    pub zone: TimeZone,
    /// Whoever looks may write.
    pub edits: bool,
}

impl Home {
    /// The page.
    #[must_use]
    pub fn body(&self, lang: Lang) -> Markup {
        let t = lang.words();
        html! {
            nav.doors aria-label=(fl!(t, "nav-label")) {
                a href="/report" { (fl!(t, "neighbours-report")) }
                a href="/neighbourhood/wish" { (fl!(t, "neighbours-wish")) }
                a href="/report/find" { (fl!(t, "neighbours-find")) }
                a href="/neighbourhood/done" { (fl!(t, "neighbours-done")) }
                @if self.edits { a href="/neighbourhood/edit" { (fl!(t, "neighbours-edit")) } }
            }
            @if !self.bulletins.is_empty() {
                h2 { (fl!(t, "neighbours-notices")) }
                @for it in &self.bulletins { article.notice id={ "n" (it.id.0) } {
                    h3 { (it.title) }
                    p.text { (it.text) }
                    p.quiet { (time::date(lang, it.since, &self.zone)) }
                } }
            }
            h2 { (fl!(t, "neighbours-activities")) }
            @if self.activities.is_empty() { p { (fl!(t, "neighbours-nothing-on")) } }
            ul.on { @for (it, free) in &self.activities { li.off[it.cancelled] {
                a href={ "/neighbourhood/activity/" (it.id.0) } { (it.title) }
                p { (when(lang, it, &self.zone)) " · " (it.place) }
                p { (places(lang, it, *free)) }
            } } }
        }
    }

    #[cfg(test)]
    pub(crate) fn samples() -> Vec<Self> {
        let zone = TimeZone::get("Asia/Shanghai").unwrap();
        let walk = samples::walk();
        let open = Activity { places: None, ..walk.clone() };
        let off = Activity { cancelled: true, ..walk.clone() };
        let activities =
            vec![(walk.clone(), (3, 0)), (walk, (0, 2)), (open, (0, 0)), (off, (1, 0))];
        let bulletins = vec![samples::notice()];
        let none = Self {
            bulletins: Vec::new(),
            activities: Vec::new(),
            zone: zone.clone(),
            edits: false,
        };
        vec![Self { bulletins, activities, zone, edits: true }, none]
    }
}

/// Day and time of an activity.
#[must_use]
pub fn when(lang: Lang, it: &Activity, zone: &TimeZone) -> String {
    let day = time::date(lang, it.starts, zone);
    let (from, to) = (time::clock(it.starts, zone), time::clock(it.ends, zone));
    let same = time::local(it.starts, zone).date() == time::local(it.ends, zone).date();
    let t = lang.words();
    if same {
        fl!(t, "when-one-day", day = day, from = from, to = to)
    } else {
        let last = time::date(lang, it.ends, zone);
        fl!(t, "when-more-days", day = day, from = from, last = last, to = to)
    }
}

/// How many may still come.
#[must_use]
pub fn places(lang: Lang, it: &Activity, (free, waiting): (u32, u32)) -> String {
    let t = lang.words();
    match it.places {
        _ if it.cancelled => fl!(t, "neighbours-cancelled"),
        None => fl!(t, "neighbours-everybody"),
        Some(_) if free > 0 => fl!(t, "neighbours-free", n = free),
        Some(_) => fl!(t, "neighbours-full", n = waiting),
    }
}

/// A page for anybody, in large type.
pub(in crate::web) fn shown(visit: &Visit, title: &str, body: &Markup) -> Markup {
    let head = html! { link rel="stylesheet" href=(assets::href("neighbours.css")); };
    let body = html! {
        div.neighbours {
            p.back { a href="/neighbourhood" { (fl!(visit.lang.words(), "nav-neighbourhood")) } }
            h1 { (title) } (body)
        }
    };
    page::alone(visit, title, &head, &body)
}

pub(super) fn pages(web: &Web) -> Router<Web> {
    let open = |path, page| behind(web, Needs::Nobody, path, page);
    let edit = |path, page| behind(web, Needs::To(Ability::EditDesk), path, page);
    open("/neighbourhood", routing::get(get))
        .merge(open(
            "/neighbourhood/activity/{id}",
            routing::get(activity::get).post(activity::post),
        ))
        .merge(open("/neighbourhood/mine/{word}", routing::get(mine::get).post(mine::post)))
        .merge(open("/neighbourhood/wish", routing::get(wish::get).post(wish::post)))
        .merge(edit("/neighbourhood/edit", routing::get(edit::get)))
        .merge(edit(
            "/neighbourhood/edit/activity/{id}",
            routing::get(edit::activity::get).post(edit::activity::post),
        ))
        .merge(edit(
            "/neighbourhood/edit/activity/{id}/list",
            routing::get(edit::list::get).post(edit::list::add),
        ))
        .merge(edit("/neighbourhood/edit/activity/{id}/list/{who}", routing::post(edit::list::act)))
        .merge(edit(
            "/neighbourhood/edit/notice/{id}",
            routing::get(edit::notice::get).post(edit::notice::post),
        ))
        .merge(edit("/neighbourhood/print/activity/{id}", routing::get(print::activity)))
        .merge(edit("/neighbourhood/print/notice/{id}", routing::get(print::notice)))
}

/// What is on, with how many may still come.
pub(in crate::web) async fn on(
    visit: &Visit,
    after: Wall,
) -> Result<Vec<(Activity, (u32, u32))>, Refusal> {
    let store = visit.web.store();
    let confirmed = store.confirmed().await?;
    let all = store.activities(after).await?.into_iter().take(MOST_SHOWN);
    let with_places = |it: Activity| {
        let free = it.free(confirmed.get(&it.id).copied().unwrap_or(0));
        (it, free)
    };
    Ok(all.map(with_places).collect())
}

pub(in crate::web) async fn get(visit: Visit) -> Result<Markup, Refusal> {
    let now = visit.web.now();
    let mut bulletins = visit.web.store().bulletins(now).await?;
    bulletins.retain(|it| it.is_up(now));
    bulletins.truncate(MOST_SHOWN);
    let activities = on(&visit, now).await?;
    let (zone, edits) = (visit.web.settings().zone.clone(), visit.may(Ability::EditDesk));
    let home = Home { bulletins, activities, zone, edits };
    let title = fl!(visit.lang.words(), "nav-neighbourhood");
    let head = html! { link rel="stylesheet" href=(assets::href("neighbours.css")); };
    let body = html! { div.neighbours { h1 { (title) } (home.body(visit.lang)) } };
    Ok(page::alone(&visit, &title, &head, &body))
}

#[cfg(test)]
pub(crate) mod samples {
    use super::*;
    use crate::core::activity::{ActivityId, BulletinId, Comer, SignUp, SignUpId};

    pub(crate) fn walk() -> Activity {
        Activity {
            id: ActivityId(1),
            revision: 1,
            title: "散步".into(),
            place: "2号门".into(),
            text: "A walk around the lake.\n<b>Shoes</b>".into(),
            starts: Wall(1_796_086_800_000),
            ends: Wall(1_796_092_200_000),
            places: Some(12),
            cancelled: false,
        }
    }

    pub(crate) fn notice() -> Bulletin {
        Bulletin {
            id: BulletinId(1),
            revision: 1,
            title: "停水".into(),
            text: "No water on Friday, 9–12.".into(),
            since: Wall(1_796_054_400_000),
            until: Wall(1_796_659_200_000),
        }
    }

    pub(crate) fn comes(id: i64, confirmed: bool) -> SignUp {
        SignUp {
            coded: false,
            id: SignUpId(id),
            activity: ActivityId(1),
            at: Wall(1_796_054_400_000),
            confirmed: confirmed.then_some(Wall(1_796_054_400_000 + id)),
            by: String::new(),
            who: Comer { name: "杜".into(), phone: "13800138000".into(), lang: String::new() },
        }
    }
}
