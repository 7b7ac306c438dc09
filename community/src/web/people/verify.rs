//! Does this way lead to them? A code goes out by it, and somebody types it in.

use std::collections::BTreeMap;

use alerts::Wall;
use axum::Form;
use axum::extract::Path;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use i18n_embed_fl::fl;
use maud::{Markup, html};
use serde::Deserialize;

use super::edit::{One, known, shown};
use super::list::proof;
use super::written;
use crate::core::desk::party::Address;
use crate::say::Lang;
use crate::store::parties::CodeTried;
use crate::web::desk::{CodeSent, Responder, words};
use crate::web::refusal::Refusal;
use crate::web::visit::Visit;

/// What came of a code.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Code {
    /// Nobody has asked for one.
    #[default]
    None,
    /// It is on its way.
    Sent {
        /// By which way.
        channel: u8,
    },
    /// It was another.
    Wrong {
        /// Of which way.
        channel: u8,
        /// So many tries are left.
        left: u32,
    },
    /// It was not sent, or is not good any more: why, in words.
    Not {
        /// Which way.
        channel: u8,
        /// Why.
        why: String,
    },
}

impl Code {
    /// Of this way: what is wrong, and whether one may type.
    fn of(&self, lang: Lang, way: u8) -> (Option<String>, bool) {
        let t = lang.words();
        match self {
            Self::Sent { channel } if *channel == way => (None, true),
            &Self::Wrong { channel, left } if channel == way => {
                (Some(fl!(t, "people-code-left", n = left)), true)
            }
            Self::Not { channel, why } if *channel == way => (Some(why.clone()), false),
            Self::None | Self::Sent { .. } | Self::Wrong { .. } | Self::Not { .. } => (None, false),
        }
    }
}

/// The ways to somebody, and how each is verified.
pub(super) fn ways(lang: Lang, person: &Responder, code: &Code, now: Wall) -> Markup {
    let t = lang.words();
    let to = format!("/people/{}", person.party.id);
    html! {
        h2 { (fl!(t, "people-verify")) }
        @if person.party.channels.is_empty() { p.bad { (fl!(t, "warning-no-channel")) } }
        ul.verify { @for (n, way) in (0_u8..).zip(&person.party.channels) {
            @let (wrong, typing) = code.of(lang, n);
            li {
                p { b { (words::way(lang, &way.to)) } " " (written(&way.to)) " "
                    (proof(lang, &person.party.is, way, now)) }
                @if let (Some(wrong), false) = (&wrong, typing) { p.fault role="alert" { (wrong) } }
                @if typing { (typed(lang, &to, n, wrong.as_deref())) }
                @else if !matches!(way.to, Address::Robot(_)) {
                    form method="post" action={ (to) "/code" } {
                        input type="hidden" name="channel" value=(n);
                        button.second { (fl!(t, "people-send-code")) }
                    }
                }
            }
        } }
    }
}

fn typed(lang: Lang, to: &str, channel: u8, wrong: Option<&str>) -> Markup {
    let t = lang.words();
    html! {
        form.code-form method="post" action={ (to) "/check" } {
            input type="hidden" name="channel" value=(channel);
            @if wrong.is_none() { p role="status" { (fl!(t, "people-code-sent")) } }
            label for="code" { (fl!(t, "people-type-code")) }
            input type="text" id="code" name="code" inputmode="numeric" autocomplete="off" required
                maxlength="16" aria-describedby=[wrong.map(|_| "code-fault")];
            @if let Some(wrong) = wrong { p.fault #code-fault role="alert" { (wrong) } }
            button { (fl!(t, "go-check-code")) }
        }
    }
}

/// Which way, and the code.
#[derive(Deserialize)]
pub(in crate::web) struct Typed {
    channel: u8,
    #[serde(default)]
    code: String,
}

pub(in crate::web) async fn send(
    visit: Visit,
    Path(id): Path<String>,
    Form(typed): Form<Typed>,
) -> Result<Markup, Refusal> {
    let person = known(&visit, &id)?;
    person.party.channel(typed.channel).ok_or(Refusal::BadForm)?;
    visit.web.limits().link(visit.peer)?;
    let channel = typed.channel;
    let sent = visit.web.desk()?.send_code(person.party.id, channel, visit.peer).await?;
    visit.note("person-code", None, person.party.id.to_string()).await?;
    let t = visit.lang.words();
    let code = match sent {
        CodeSent::Sent => Code::Sent { channel },
        CodeSent::NoWay => Code::Not { channel, why: fl!(t, "people-code-no-way") },
        CodeSent::Muted => Code::Not { channel, why: fl!(t, "people-code-muted") },
        CodeSent::NotSent { why } => {
            Code::Not { channel, why: fl!(t, "people-code-not-sent", why = why) }
        }
    };
    let now = visit.web.now();
    Ok(shown(&visit, &One { person, faults: BTreeMap::new(), code, now }))
}

pub(in crate::web) async fn check(
    visit: Visit,
    Path(id): Path<String>,
    Form(typed): Form<Typed>,
) -> Result<Response, Refusal> {
    let person = known(&visit, &id)?;
    visit.web.limits().link(visit.peer)?;
    let code: String = typed.code.chars().filter(|c| !c.is_whitespace()).take(16).collect();
    let desk = visit.web.desk()?;
    let (channel, id) = (typed.channel, person.party.id);
    let code = match desk.check_code(id, channel, &code).await? {
        CodeTried::Right => {
            visit.note("person-verified", None, id.to_string()).await?;
            return Ok(Redirect::to(&format!("/people/{id}")).into_response());
        }
        CodeTried::Wrong { left } => Code::Wrong { channel, left },
        CodeTried::Spent => {
            Code::Not { channel, why: fl!(visit.lang.words(), "people-code-spent") }
        }
    };
    let now = visit.web.now();
    let page = shown(&visit, &One { person, faults: BTreeMap::new(), code, now });
    Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response())
}
