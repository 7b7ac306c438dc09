//! Who comes? The list for the office, with telephones: whoever looks is written down.

use std::collections::BTreeMap;

use axum::Form;
use axum::extract::Path;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use i18n_embed_fl::fl;
use jiff::tz::TimeZone;
use maud::{Markup, html};

use super::super::activity::{name_and_phone, sign_up};
use super::super::form::Typed;
use super::office;
use crate::core::activity::{Activity, ActivityId, Seat, SignUp, SignUpId};
use crate::core::tiding::{Became, Tiding};
use crate::say::{Lang, time};
use crate::store::neighbours::NeighbourStore as _;
use crate::store::tidings::TidingStore as _;
use crate::web::refusal::Refusal;
use crate::web::visit::Visit;

/// The page.
#[derive(Clone)]
pub struct List {
    /// To what.
    pub activity: Activity,
    /// Who, in the order in which they said so.
    pub who: Vec<SignUp>,
    /// What stands in the form.
    pub typed: Typed,
    /// Somebody may still be added.
    pub takes: bool,
    /// Who moved up, and whether they know.
    pub moved: BTreeMap<SignUpId, Tiding>,
    /// The community's clock.
    pub zone: TimeZone,
}

impl List {
    /// The page between header and footer.
    #[must_use]
    pub fn body(&self, lang: Lang) -> Markup {
        let t = lang.words();
        let action = format!("/neighbourhood/edit/activity/{}/list", self.activity.id.0);
        html! {
            h2 { (self.activity.title) }
            @if self.who.is_empty() { p { (fl!(t, "list-nobody")) } } @else { (self.table(lang, &action)) }
            p.actions { button.second.prints type="button" hidden { (fl!(t, "ledger-print")) }
                a href="/neighbourhood/edit" { (fl!(t, "neighbours-edit")) } }
            @if self.takes {
                h2 { (fl!(t, "list-add")) }
                p { (fl!(t, "list-add-how")) }
                (name_and_phone(lang, &self.typed, &action, &fl!(t, "list-add")))
            }
        }
    }

    fn table(&self, lang: Lang, action: &str) -> Markup {
        let t = lang.words();
        let mut rows: Vec<(&SignUp, Seat)> =
            self.who.iter().zip(self.activity.seats(&self.who)).collect();
        rows.sort_by_key(|(it, seat)| match seat {
            Seat::Place => (0, it.confirmed.map_or(0, |at| at.0)),
            Seat::Waits(n) => (1, i64::from(*n)),
            Seat::Unconfirmed => (2, it.at.0),
        });
        html! { table.stacks {
            thead { tr { th scope="col" { (fl!(t, "field-name")) ", " (fl!(t, "sign-up-phone")) }
                th scope="col" { (fl!(t, "list-has")) } th scope="col" { (fl!(t, "edit-more")) } } }
            tbody { @for (it, seat) in rows { tr {
                td.who { (it.who.name) br;
                    a.number href={ "tel:" (crate::core::activity::digits(&it.who.phone)) } { (it.who.phone) } }
                td.has { @match seat {
                    Seat::Place => { (fl!(t, "list-place")) (self.knows(lang, it.id)) }
                    Seat::Waits(n) => (fl!(t, "list-waits", n = n)),
                    Seat::Unconfirmed => (fl!(t, "list-unconfirmed")),
                } }
                td { form.actions method="post" action={ (action) "/" (it.id.0) } {
                    @if seat == Seat::Place && self.is_to_call(it.id) {
                        button.plain name="act" value="told" { (fl!(t, "list-moved-called")) } }
                    @if seat == Seat::Unconfirmed {
                        button.plain name="act" value="confirm" { (fl!(t, "list-confirm")) } }
                    button.plain name="act" value="cancel" { (fl!(t, "list-cancel")) }
                } }
            } } }
        } }
    }

    /// Nobody sends them anything: they want to be called.
    fn is_to_call(&self, who: SignUpId) -> bool {
        self.moved.get(&who).is_some_and(|it| it.due.is_none() && it.sent.is_none())
    }

    /// Whether somebody who moved up knows that they have a place.
    fn knows(&self, lang: Lang, who: SignUpId) -> Markup {
        let t = lang.words();
        let said = self.moved.get(&who).map(|it| match (it.sent, it.due) {
            (Some(at), _) => {
                let day = time::date(lang, at, &self.zone);
                let time = format!("{day} {}", time::clock(at, &self.zone));
                fl!(t, "list-moved-told", time = time)
            }
            (None, Some(_)) => fl!(t, "list-moved-soon"),
            (None, None) => fl!(t, "list-moved-call"),
        });
        html! { @if let Some(said) = said { br; strong { (said) } } }
    }

    /// Somebody of the office has told them.
    async fn told(&self, visit: &Visit, who: SignUpId) -> Result<(), Refusal> {
        let Some(tiding) = self.moved.get(&who) else { return Err(Refusal::Stale) };
        let told = tiding.became(visit.web.now(), Became::Sent);
        visit.web.store().save_tiding(told).await?;
        Ok(())
    }

    #[cfg(test)]
    pub(crate) fn samples() -> Vec<Self> {
        use super::super::samples::{comes, walk};
        let activity = Activity { places: Some(1), ..walk() };
        let who = vec![comes(1, true), comes(2, false), comes(3, true)];
        let mut typed = Typed::default();
        typed.wrong("name", "…".into());
        let none = Self {
            activity: activity.clone(),
            who: Vec::new(),
            typed: Typed::default(),
            takes: false,
            moved: BTreeMap::new(),
            zone: TimeZone::UTC,
        };
        let who_moved = SignUpId(1);
        let tells = crate::core::tiding::Tells::MovedUp { who: who_moved, activity: activity.id };
        let tiding = Tiding::new(alerts::Wall(1_796_054_400_000), tells, None);
        let some = |tiding: Tiding| Self {
            who: who.clone(),
            typed: typed.clone(),
            takes: true,
            moved: [(who_moved, tiding)].into(),
            ..none.clone()
        };
        let told = tiding.became(tiding.since, Became::Sent);
        let called = tiding.became(tiding.since, Became::Over);
        vec![some(tiding), some(told), some(called), none]
    }
}

async fn list(visit: &Visit, id: i64, typed: Typed) -> Result<List, Refusal> {
    let store = visit.web.store();
    let activity = store.activity(ActivityId(id)).await?.ok_or(Refusal::NotHere)?;
    let who = store.sign_ups(activity.id).await?;
    let takes = activity.takes(visit.web.now());
    let moved = store.moved_up(activity.id).await?;
    let zone = visit.web.settings().zone.clone();
    Ok(List { activity, who, typed, takes, moved, zone })
}

async fn answer(visit: &Visit, list: &List) -> Result<Response, Refusal> {
    visit.note("view-sign-ups", None, format!("activity {}", list.activity.id.0)).await?;
    let bad = !list.typed.faults.is_empty();
    let status = if bad { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK };
    let title = fl!(visit.lang.words(), "edit-list");
    Ok((status, office(visit, &title, &list.body(visit.lang))).into_response())
}

pub(in crate::web) async fn get(visit: Visit, Path(id): Path<i64>) -> Result<Response, Refusal> {
    answer(&visit, &list(&visit, id, Typed::default()).await?).await
}

pub(in crate::web) async fn add(
    visit: Visit,
    Path(id): Path<i64>,
    Form(pairs): Form<Vec<(String, String)>>,
) -> Result<Response, Refusal> {
    let mut list = list(&visit, id, Typed::new(pairs)).await?;
    if !list.takes {
        return Err(Refusal::Spent);
    }
    let by = visit.name().to_owned();
    match sign_up(&visit, &mut list.typed, (list.activity.id, &by)).await? {
        Some(_) => {
            visit.note("sign-up", None, format!("activity {id}")).await?;
            Ok(back(id))
        }
        None => answer(&visit, &list).await,
    }
}

fn back(id: i64) -> Response {
    Redirect::to(&format!("/neighbourhood/edit/activity/{id}/list")).into_response()
}

pub(in crate::web) async fn act(
    visit: Visit,
    Path((id, who)): Path<(i64, i64)>,
    Form(pairs): Form<Vec<(String, String)>>,
) -> Result<Response, Refusal> {
    let (typed, list) = (Typed::new(pairs), list(&visit, id, Typed::default()).await?);
    let known = list.who.iter().find(|it| it.id == SignUpId(who)).ok_or(Refusal::Stale)?;
    let now = visit.web.now();
    match typed.get("act") {
        "told" => list.told(&visit, known.id).await?,
        "confirm" => visit.web.store().confirm_sign_up(known.id, now, false).await?,
        "cancel" => visit.web.store().drop_sign_up(known.id, now).await?,
        _ => return Err(Refusal::BadForm),
    }
    visit.note("sign-up", None, format!("activity {id}, {}", typed.get("act"))).await?;
    Ok(back(id))
}
