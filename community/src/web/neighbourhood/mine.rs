//! `/neighbourhood/mine/{word}`: do I have a place? Whoever signed up proves their telephone here, sees
//! where they stand, and says when they do not come.

use axum::Form;
use axum::extract::Path;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use i18n_embed_fl::fl;
use jiff::tz::TimeZone;
use maud::{Markup, html};

use super::form::Typed;
use super::{shown, when};
use crate::core::activity::{Activity, Seat, SignUp, SignUpId};
use crate::core::desk::CaseId;
use crate::desk::PhoneTried;
use crate::say::Lang;
use crate::store::neighbours::NeighbourStore as _;
use crate::web::refusal::Refusal;
use crate::web::report::door::PhoneSent;
use crate::web::visit::Visit;
use crate::web::{page, secret};

/// What was just tried.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Said {
    /// Nothing.
    Nothing,
    /// A code is on its way.
    Sent,
    /// No code can be sent from here, or no more.
    NotSent,
    /// The code was not right.
    Wrong,
    /// There is none any more.
    Spent,
}

/// The page.
#[derive(Clone)]
pub struct Mine {
    /// To what.
    pub activity: Activity,
    /// Who.
    pub me: SignUp,
    /// What they have.
    pub seat: Seat,
    /// The word of the page.
    pub word: String,
    /// What was just tried.
    pub said: Said,
    /// They get a text message when they move up.
    pub texts: bool,
    /// The community's clock.
    pub zone: TimeZone,
}

impl Mine {
    /// The page.
    #[must_use]
    pub fn body(&self, lang: Lang) -> Markup {
        let (t, it) = (lang.words(), &self.activity);
        let action = format!("/neighbourhood/mine/{}", self.word);
        html! {
            p.big { (when(lang, it, &self.zone)) " · " (it.place) }
            @if it.cancelled { p.big role="status" { (fl!(t, "neighbours-cancelled")) } } @else {
                p.big.state role="status" { @match self.seat {
                    Seat::Place => (fl!(t, "mine-place", name = self.me.who.name.clone())),
                    Seat::Waits(n) => (fl!(t, "mine-waits", name = self.me.who.name.clone(), n = n)),
                    Seat::Unconfirmed => (fl!(t, "mine-unconfirmed")),
                } }
            }
            @if self.seat == Seat::Unconfirmed && !it.cancelled { (self.code(lang, &action)) }
            @if let (Seat::Waits(_), false) = (self.seat, it.cancelled) {
                p { (if self.texts { fl!(t, "mine-told") } else { fl!(t, "mine-told-call") }) }
            }
            p { (fl!(t, "mine-keep")) }
            form method="post" action=(action) {
                button.second name="act" value="cancel" { (fl!(t, "mine-cancel")) }
            }
        }
    }

    fn code(&self, lang: Lang, action: &str) -> Markup {
        let t = lang.words();
        let wrong = match self.said {
            Said::Nothing | Said::Sent => None,
            Said::NotSent => Some(fl!(t, "mine-not-sent")),
            Said::Wrong => Some(fl!(t, "mine-wrong")),
            Said::Spent => Some(fl!(t, "mine-spent")),
        };
        html! {
            @if self.said == Said::Sent { p role="status" { (fl!(t, "mine-sent")) } }
            form.narrow method="post" action=(action) {
                (page::field("code", &fl!(t, "mine-code"), wrong.as_deref(), &html! {
                    input type="text" id="code" name="code" inputmode="numeric" maxlength="12"
                        autocomplete="one-time-code" aria-describedby=[wrong.is_some().then_some("code-fault")];
                }))
                p.actions {
                    button name="act" value="confirm" { (fl!(t, "mine-confirm")) }
                    button.second name="act" value="code" { (fl!(t, "mine-send")) }
                }
            }
        }
    }

    #[cfg(test)]
    pub(crate) fn samples() -> Vec<Self> {
        let zone = TimeZone::get("Asia/Shanghai").unwrap();
        let (activity, me) = (super::samples::walk(), super::samples::comes(1, false));
        let word = "abc".to_owned();
        let mine = |seat, said| Self {
            activity: activity.clone(),
            me: me.clone(),
            seat,
            word: word.clone(),
            said,
            texts: said == Said::Nothing,
            zone: zone.clone(),
        };
        vec![
            mine(Seat::Unconfirmed, Said::Sent),
            mine(Seat::Unconfirmed, Said::NotSent),
            mine(Seat::Unconfirmed, Said::Wrong),
            mine(Seat::Unconfirmed, Said::Spent),
            mine(Seat::Place, Said::Nothing),
            mine(Seat::Waits(2), Said::Nothing),
        ]
    }
}

/// No case has a number below zero: codes of those who sign up stand beside those of reports.
const fn code_of(id: SignUpId) -> CaseId {
    CaseId(-id.0)
}

async fn mine(visit: &Visit, word: &str, said: Said) -> Result<Mine, Refusal> {
    let store = visit.web.store();
    let me = store.sign_up(&secret::hash(word)).await?.ok_or(Refusal::Spent)?;
    let activity = store.activity(me.activity).await?.ok_or(Refusal::Spent)?;
    let all = store.sign_ups(me.activity).await?;
    let seats = activity.seats(&all);
    let seat = all.iter().zip(seats).find(|(it, _)| it.id == me.id).map(|(_, seat)| seat);
    let seat = seat.unwrap_or(Seat::Unconfirmed);
    let zone = visit.web.settings().zone.clone();
    let texts = me.coded && visit.web.desk()?.texts();
    Ok(Mine { activity, me, seat, word: word.to_owned(), said, texts, zone })
}

fn answer(visit: &Visit, page: &Mine) -> Response {
    let status = match page.said {
        Said::Nothing | Said::Sent => StatusCode::OK,
        Said::NotSent | Said::Wrong | Said::Spent => StatusCode::UNPROCESSABLE_ENTITY,
    };
    (status, shown(visit, &page.activity.title, &page.body(visit.lang))).into_response()
}

pub(in crate::web) async fn get(
    visit: Visit,
    Path(word): Path<String>,
) -> Result<Response, Refusal> {
    Ok(answer(&visit, &mine(&visit, &word, Said::Nothing).await?))
}

pub(in crate::web) async fn post(
    visit: Visit,
    Path(word): Path<String>,
    Form(pairs): Form<Vec<(String, String)>>,
) -> Result<Response, Refusal> {
    visit.web.limits().report(visit.peer)?;
    let (typed, mut page) = (Typed::new(pairs), mine(&visit, &word, Said::Nothing).await?);
    page.said = match typed.get("act") {
        "cancel" => {
            visit.web.store().drop_sign_up(page.me.id, visit.web.now()).await?;
            let to = format!("/neighbourhood/activity/{}", page.activity.id.0);
            return Ok(Redirect::to(&to).into_response());
        }
        "code" => send(&visit, &page.me).await?,
        "confirm" => match confirm(&visit, &page.me, typed.get("code")).await? {
            Some(said) => said,
            None => {
                return Ok(Redirect::to(&format!("/neighbourhood/mine/{word}")).into_response());
            }
        },
        _ => return Err(Refusal::BadForm),
    };
    Ok(answer(&visit, &page))
}

async fn send(visit: &Visit, me: &SignUp) -> Result<Said, Refusal> {
    if me.confirmed.is_some() {
        return Ok(Said::Nothing);
    }
    let desk = visit.web.desk()?;
    match desk.send_phone_code(code_of(me.id), &me.who.phone, visit.lang).await? {
        PhoneSent::Sent => Ok(Said::Sent),
        PhoneSent::TooOften | PhoneSent::NotSent => Ok(Said::NotSent),
    }
}

/// `None`: the telephone is theirs.
async fn confirm(visit: &Visit, me: &SignUp, code: &str) -> Result<Option<Said>, Refusal> {
    match visit.web.desk()?.try_phone_code(code_of(me.id), code) {
        PhoneTried::Right(_) => {
            visit.web.store().confirm_sign_up(me.id, visit.web.now(), true).await?;
            Ok(None)
        }
        PhoneTried::Wrong => Ok(Some(Said::Wrong)),
        PhoneTried::Spent => Ok(Some(Said::Spent)),
    }
}
