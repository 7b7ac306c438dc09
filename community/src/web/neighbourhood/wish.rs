//! `/neighbourhood/wish`: what do I wish, or what is my trouble? To the grid worker of the building,
//! and to nobody else: a report of the same table, which is never shown to the public.

use axum::Form;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use i18n_embed_fl::fl;
use maud::{Markup, html};

use super::form::Typed;
use super::shown;
use crate::core::activity::MOST_NAME;
use crate::core::report::{Draft, MOST_WRITTEN, Place, ReportKind};
use crate::say::Lang;
use crate::web::refusal::Refusal;
use crate::web::visit::Visit;
use crate::web::{page, report, secret};

/// The page.
#[derive(Clone)]
pub struct Wish {
    /// The buildings to choose from.
    pub buildings: Vec<String>,
    /// What stands in the form.
    pub typed: Typed,
}

impl Wish {
    /// The page.
    #[must_use]
    pub fn body(&self, lang: Lang) -> Markup {
        let (t, typed) = (lang.words(), &self.typed);
        let line = |kind, key| page::line(kind, key, typed.get(key), typed.fault(key).is_some());
        html! {
            p { (fl!(t, "wish-how")) }
            form.narrow method="post" action="/neighbourhood/wish" {
                input type="hidden" name="key" value=(typed.get("key"));
                (page::field("text", &fl!(t, "wish-text"), typed.fault("text"), &html! {
                    textarea id="text" name="text" rows="6" maxlength=(MOST_WRITTEN) required { (typed.get("text")) } }))
                (page::field("name", &fl!(t, "field-name"), typed.fault("name"), &line("text", "name")))
                (page::field("phone", &fl!(t, "sign-up-phone"), typed.fault("phone"), &line("tel", "phone")))
                (page::field("building", &fl!(t, "ledger-building"), typed.fault("building"), &html! {
                    select id="building" name="building" {
                        option value="" { (fl!(t, "wish-no-building")) }
                        @for it in &self.buildings {
                            option value=(it) selected[it == typed.get("building")] { (it) } }
                    } }))
                button { (fl!(t, "wish-send")) }
            }
        }
    }

    #[cfg(test)]
    pub(crate) fn samples() -> Vec<Self> {
        let mut typed = Typed::default().with("text", "</textarea><script>").with("building", "4");
        typed.wrong("phone", "…".into());
        let buildings = vec!["4".to_owned(), "5".to_owned()];
        vec![Self { buildings, typed }, Self { buildings: Vec::new(), typed: Typed::default() }]
    }
}

fn answer(visit: &Visit, wish: &Wish) -> Response {
    let bad = !wish.typed.faults.is_empty();
    let status = if bad { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK };
    let title = fl!(visit.lang.words(), "wish-title");
    (status, shown(visit, &title, &wish.body(visit.lang))).into_response()
}

fn buildings(visit: &Visit) -> Result<Vec<String>, Refusal> {
    Ok(visit.web.desk()?.neighbourhood().buildings)
}

pub(in crate::web) async fn get(visit: Visit) -> Result<Response, Refusal> {
    // Whoever presses twice has one wish: the key of the form is that of the report.
    let typed = Typed::default().with("key", secret::word()?);
    Ok(answer(&visit, &Wish { buildings: buildings(&visit)?, typed }))
}

pub(in crate::web) async fn post(
    visit: Visit,
    Form(pairs): Form<Vec<(String, String)>>,
) -> Result<Response, Refusal> {
    visit.web.limits().report(visit.peer)?;
    let mut wish = Wish { buildings: buildings(&visit)?, typed: Typed::new(pairs) };
    let Some(draft) = draft(visit.lang, &mut wish)? else { return Ok(answer(&visit, &wish)) };
    let receipt = report::receipt_of(wish.typed.get("key"));
    visit.web.desk()?.file(report::receipt_hash(&receipt), draft).await?;
    Ok(Redirect::to(&format!("/report/r/{receipt}")).into_response())
}

/// What is written down; `None` with the faults in the form.
fn draft(lang: Lang, wish: &mut Wish) -> Result<Option<Draft>, Refusal> {
    let (t, typed) = (lang.words(), &mut wish.typed);
    let key = typed.get("key");
    if key.len() != 32 || !key.bytes().all(|it| it.is_ascii_alphanumeric()) {
        return Err(Refusal::BadForm);
    }
    let text = typed.text(lang, "text", (1, MOST_WRITTEN - MOST_NAME - 2));
    let name = typed.text(lang, "name", (1, MOST_NAME));
    let phone = typed.phone(lang, "phone");
    let building = typed.get("building").to_owned();
    if !building.is_empty() && !wish.buildings.contains(&building) {
        typed.wrong("building", fl!(t, "wish-other-building"));
    }
    if !typed.faults.is_empty() {
        return Ok(None);
    }
    Ok(Some(Draft {
        kind: ReportKind::Wish,
        private: true,
        place: Place { building, at: None },
        text: format!("{name}: {text}"),
        phone: Some(phone),
        worker: None,
    }))
}
