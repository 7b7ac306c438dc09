//! Nothing of a person remains: asked for by typing their name.

use axum::Form;
use axum::extract::Path;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use i18n_embed_fl::fl;
use maud::{Markup, html};
use serde::Deserialize;

use crate::core::access::Ability;
use crate::core::person::ResidentId;
use crate::say::Lang;
use crate::web::page;
use crate::web::refusal::Refusal;
use crate::web::visit::Visit;

/// The page.
pub(in crate::web) struct Page {
    pub(in crate::web) id: ResidentId,
    pub(in crate::web) name: String,
    pub(in crate::web) wrong: bool,
}

impl Page {
    pub(in crate::web) fn body(&self, lang: Lang) -> Markup {
        let t = lang.words();
        let wrong = self.wrong.then(|| fl!(t, "erase-wrong"));
        html! {
            p { (fl!(t, "erase-what")) }
            p { (fl!(t, "erase-first")) " "
                a href={ "/roster/" (self.id.0) "/export.json" } { (fl!(t, "person-export")) } }
            form.narrow method="post" action={ "/roster/" (self.id.0) "/erase" } {
                (page::field("name", &fl!(t, "erase-type", name = self.name.clone()), wrong.as_deref(),
                    &page::line("text", "name", "", self.wrong)))
                p.actions {
                    button.danger { (fl!(t, "erase-do")) }
                    a href={ "/roster/" (self.id.0) } { (fl!(t, "cancel")) }
                }
            }
        }
    }

    #[cfg(test)]
    pub(in crate::web) fn samples() -> Vec<Self> {
        let page = |wrong| Self { id: ResidentId(1), name: "杜秀英".into(), wrong };
        vec![page(false), page(true)]
    }
}

/// The name, typed.
#[derive(Deserialize)]
pub(in crate::web) struct Typed {
    #[serde(default)]
    name: String,
}

fn shown(visit: &Visit, page: &Page) -> Markup {
    let title = fl!(visit.lang.words(), "erase-title", name = page.name.clone());
    visit.page(&title, &page.body(visit.lang))
}

pub(in crate::web) async fn get(visit: Visit, Path(id): Path<i64>) -> Result<Markup, Refusal> {
    let resident = visit.resident(ResidentId(id), Ability::Erase)?;
    let name = resident.record.name.clone();
    visit.note("view", Some(resident.id), "").await?;
    Ok(shown(&visit, &Page { id: resident.id, name, wrong: false }))
}

pub(in crate::web) async fn post(
    visit: Visit,
    Path(id): Path<i64>,
    Form(typed): Form<Typed>,
) -> Result<Response, Refusal> {
    let resident = visit.resident(ResidentId(id), Ability::Erase)?;
    let name = resident.record.name.clone();
    if typed.name.trim() != name {
        let page = shown(&visit, &Page { id: resident.id, name, wrong: true });
        return Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response());
    }
    // The store writes it down, in the same transaction.
    visit.web.erase(resident.id, visit.name()).await?;
    Ok(Redirect::to("/roster").into_response())
}
