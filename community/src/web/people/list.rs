//! Everybody who may be called.

use std::sync::Arc;

use alerts::Wall;
use i18n_embed_fl::fl;
use maud::{Markup, html};

use super::written;
use crate::core::desk::party::{Channel, PartyIs, Warning};
use crate::say::{Lang, time};
use crate::web::desk::page::ways;
use crate::web::desk::{Board, Responder, words};
use crate::web::refusal::Refusal;
use crate::web::visit::Visit;
use crate::web::{assets, page};

/// The list.
#[derive(Clone)]
pub struct People {
    /// Whom the station knows.
    pub board: Arc<Board>,
    /// When the page was made.
    pub now: Wall,
}

impl People {
    /// The page between header and footer.
    #[must_use]
    pub fn body(&self, lang: Lang) -> Markup {
        let t = lang.words();
        let (contacts, own): (Vec<_>, Vec<_>) =
            self.board.people.values().partition(|it| !it.contact_of.is_empty());
        html! {
            div.bar { (ways(lang)) }
            p.actions { a.button href="/people/new" { (fl!(t, "people-add")) } }
            @if own.is_empty() { p { (fl!(t, "people-none")) } } @else { (self.table(lang, &own)) }
            @if !contacts.is_empty() {
                h2 { (fl!(t, "people-contacts")) }
                p.quiet { (fl!(t, "people-contacts-why")) }
                (self.table(lang, &contacts))
            }
        }
    }

    fn table(&self, lang: Lang, people: &[&Responder]) -> Markup {
        let t = lang.words();
        html! {
            table.people {
                thead { tr { th scope="col" { (fl!(t, "field-name")) }
                    th scope="col" { (fl!(t, "users-role")) }
                    th scope="col" { (fl!(t, "people-ways")) }
                    th scope="col" { (fl!(t, "people-warnings")) } } }
                tbody { @for it in people { (self.row(lang, it)) } }
            }
        }
    }

    fn row(&self, lang: Lang, person: &Responder) -> Markup {
        let t = lang.words();
        // Of whoever is not told anything nothing is amiss.
        let told = person.active && person.party.consent;
        let warnings = if told { person.party.warnings(self.now) } else { Vec::new() };
        let duty = self.board.on_duty.contains(&person.party.id);
        html! {
            tr.off[!person.active] {
                td { a href={ "/people/" (person.party.id) } { (person.name) }
                    @if duty { " " span.tag { (fl!(t, "people-on-duty")) } }
                    @if !person.active { " " span.tag { (fl!(t, "people-not-called")) } }
                    @if !person.party.consent { " " span.tag { (fl!(t, "desk-not-told")) } } }
                td { (words::role(lang, &person.party.is)) }
                td { ol.ways-of { @for way in &person.party.channels {
                    li { (words::way(lang, &way.to))
                        @if !matches!(way.to, crate::core::desk::party::Address::Robot(_)) {
                            " " span.long { (written(&way.to)) } }
                        " " (proof(lang, &person.party.is, way, self.now)) } } } }
                td { @for it in warnings {
                    p.bad[!matches!(it, Warning::Stale { .. })] { (words::warning(lang, person, it)) } } }
            }
        }
    }
}

/// When a way was last seen to work, or since when it does not.
pub(super) fn proof(lang: Lang, is: &PartyIs, way: &Channel, now: Wall) -> Markup {
    let t = lang.words();
    let says = match (way.dead, way.verified, way.proven_at()) {
        (Some(since), _, _) => {
            return html! { small.bad { (fl!(t, "people-dead", ago = time::age(lang, since, now))) } };
        }
        (None, _, Some(at)) => fl!(t, "people-proven", ago = time::age(lang, at, now)),
        (None, None, None) if matches!(is, PartyIs::Group(_)) => String::new(),
        (None, _, None) => fl!(t, "people-not-verified"),
    };
    html! { small { (says) } }
}

pub(in crate::web) async fn get(visit: Visit) -> Result<Markup, Refusal> {
    let shown = People { board: visit.web.desk()?.board(), now: visit.web.now() };
    visit.note("view-people", None, "").await?;
    let head = html! { link rel="stylesheet" href=(assets::href("desk.css")); };
    let title = fl!(visit.lang.words(), "nav-people");
    Ok(page::with(&visit, &title, &head, &shown.body(visit.lang)))
}
