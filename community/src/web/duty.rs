//! `/duty`: who is on duty when, which days differ, and when is nobody?

pub mod form;
pub mod week;

use std::collections::BTreeMap;
use std::sync::Arc;

use axum::Form;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use i18n_embed_fl::fl;
use jiff::civil::Date;
use maud::{Markup, html};

use super::desk::Board;
use super::desk::page::ways;
use super::refusal::Refusal;
use super::visit::Visit;
use super::{assets, page};
use crate::core::desk::duty::Rota;
use crate::say::Lang;
use crate::store::parties::Kept;
use form::Typed;

/// The page.
#[derive(Clone)]
pub struct Duty {
    /// The people, and the gaps.
    pub board: Arc<Board>,
    /// The table as it is kept.
    pub rota: Rota,
    /// What stands in the form.
    pub typed: Typed,
    /// The revision that was looked at.
    pub revision: u32,
    /// What is wrong, by its field.
    pub faults: BTreeMap<String, String>,
    /// Today, where the community is.
    pub today: Date,
}

impl Duty {
    /// The page between header and footer.
    #[must_use]
    pub fn body(&self, lang: Lang) -> Markup {
        let t = lang.words();
        html! {
            div.bar { (ways(lang)) }
            (week::markup(lang, self))
            h2 { (fl!(t, "duty-form")) }
            p.quiet { (fl!(t, "duty-how")) }
            (form::markup(lang, self))
        }
    }
}

fn shown(visit: &Visit, duty: &Duty) -> Markup {
    let head = html! { link rel="stylesheet" href=(assets::href("desk.css")); };
    let title = fl!(visit.lang.words(), "nav-duty");
    page::with(visit, &title, &head, &duty.body(visit.lang))
}

async fn kept(visit: &Visit) -> Result<Duty, Refusal> {
    let desk = visit.web.desk()?;
    let Kept { revision, of } = desk.rota().await?;
    let today = visit.web.local(visit.web.now()).date();
    let (board, typed) = (desk.board(), Typed::of(&of));
    Ok(Duty { board, rota: of, typed, revision, faults: BTreeMap::new(), today })
}

pub(in crate::web) async fn get(visit: Visit) -> Result<Markup, Refusal> {
    Ok(shown(&visit, &kept(&visit).await?))
}

pub(in crate::web) async fn post(
    visit: Visit,
    Form(pairs): Form<Vec<(String, String)>>,
) -> Result<Response, Refusal> {
    let mut duty = kept(&visit).await?;
    let (typed, revision) = Typed::read(&pairs)?;
    let (of, faults) = typed.rota(visit.lang, &duty.board, duty.today);
    if !faults.is_empty() {
        (duty.typed, duty.revision, duty.faults) = (typed, revision, faults);
        return Ok((StatusCode::UNPROCESSABLE_ENTITY, shown(&visit, &duty)).into_response());
    }
    visit.web.desk()?.save_rota(Kept { revision, of }).await?;
    visit.note("duty", None, "").await?;
    Ok(Redirect::to("/duty").into_response())
}

#[cfg(test)]
impl Duty {
    pub(crate) fn samples() -> Vec<Self> {
        use super::desk::{DeskDoor as _, samples};
        let (desk, ..) = samples::each_stage();
        let rota = samples::block_on(desk.rota()).unwrap().of;
        let today: Date = "2026-11-30".parse().unwrap();
        let faults = BTreeMap::from([("from0".to_owned(), "no time".to_owned())]);
        let typed = Typed::of(&rota);
        let (board, revision) = (desk.board(), 1);
        vec![
            Self { board, rota, typed, revision, faults, today },
            Self {
                board: Arc::default(),
                rota: Rota::default(),
                typed: Typed::of(&Rota::default()),
                revision: 0,
                faults: BTreeMap::new(),
                today,
            },
        ]
    }
}
