//! Two cases are one: whoever goes to a home for smoke goes for its gas, too.

use axum::Form;
use axum::extract::Path;
use axum::http::HeaderMap;
use axum::response::Response;
use i18n_embed_fl::fl;
use maud::{Markup, html};
use serde::Deserialize;

use super::act;
use super::case::CasePage;
use super::eyes::Eyes;
use super::words;
use crate::core::desk::merge::{NoMerge, may_merge};
use crate::core::desk::{Act, Answer, CaseId, Input};
use crate::web::refusal::Refusal;
use crate::web::visit::Visit;

/// Cases to choose from: those of one home.
const MOST_CHOICES: usize = 20;

/// The form, where there is another case of this home.
pub(super) fn form(eyes: &Eyes, page: &CasePage) -> Markup {
    let t = eyes.lang.words();
    let case = &page.file.case;
    let fits = |it: &&std::sync::Arc<crate::core::desk::Case>| may_merge(case, it).is_ok();
    let others: Vec<_> = page.board.open.iter().filter(fits).take(MOST_CHOICES).collect();
    html! {
        @if eyes.sees_all() && !others.is_empty() {
            details { summary { (fl!(t, "merge-with")) }
                form method="post" action={ "/desk/" (case.id) "/merge" } {
                    p.quiet { (fl!(t, "merge-why")) }
                    div.field {
                        label for="into" { (fl!(t, "merge-into")) }
                        select id="into" name="into" { @for it in others {
                            option value=(it.id) { (it.id) " · " (words::about(eyes.lang, &it.about)) }
                        } }
                    }
                    button.second { (fl!(t, "merge-do")) }
                }
            }
        }
    }
}

/// What was put together with a case.
pub(super) fn with(eyes: &Eyes, page: &CasePage) -> Markup {
    let id = page.file.case.id;
    let with = page.board.closed.iter().filter(|it| it.merged_into() == Some(id));
    html! { @for it in with {
        p.quiet { a href={ "/desk/" (it.id) } { (it.id) } " "
            (fl!(eyes.lang.words(), "merge-is-with", what = words::about(eyes.lang, &it.about))) }
    } }
}

/// Into which.
#[derive(Deserialize)]
pub(in crate::web) struct Chosen {
    #[serde(default)]
    into: String,
}

pub(in crate::web) async fn post(
    visit: Visit,
    Path(id): Path<String>,
    headers: HeaderMap,
    Form(chosen): Form<Chosen>,
) -> Result<Response, Refusal> {
    let desk = visit.web.desk()?;
    let (file, me) = act::found(&visit, desk, &id).await?;
    let into: CaseId = chosen.into.parse().map_err(|_| Refusal::BadForm)?;
    let other = desk.case(into).await?.ok_or(Refusal::BadForm)?;
    let of = file.case.id;
    let said = match may_merge(&file.case, &other.case) {
        Ok(()) => {
            let act = Act::Merge { into };
            let input = Input::Act { who: me, said_by: me, act };
            let answer = desk.decide(of, input).await?.ok_or(Refusal::NotHere)?;
            visit.note("case-act", file.case.resident, format!("{of} merge {into}")).await?;
            act::word(answer)
        }
        Err(NoMerge::Closed) => act::word(Answer::Closed),
        Err(NoMerge::SomebodyGoes) => {
            act::word(file.case.stage.who_goes().map_or(Answer::Closed, |by| Answer::Taken { by }))
        }
        Err(NoMerge::LessUrgent) => "less-urgent".to_owned(),
        Err(NoMerge::Itself | NoMerge::OtherHome) => return Err(Refusal::BadForm),
    };
    Ok(act::answered(&visit, &headers, &format!("/desk/{into}"), &said))
}
