//! `/ladders`: who is called first, who next, and after how long? The community's own rules, written as
//! text, with whom each would call now.

use std::collections::BTreeMap;

use axum::Form;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use i18n_embed_fl::fl;
use maud::{Markup, html};

pub mod rules;

use super::desk::Responder;
use super::desk::page::ways;
use super::desk::words::{self, Names};
use super::refusal::Refusal;
use super::visit::Visit;
use super::{assets, page};
use crate::core::desk::ladder::{Book, Ladder};
use crate::core::desk::{Kind, PartyId};
use crate::say::Lang;
use crate::store::parties::Kept;
use rules::Line;

/// Whom the rungs of a ladder would call now: its text for each, and the people.
pub type Preview = Vec<(String, Vec<PartyId>)>;

/// Rules of which it is shown whom they would call now; a page of more would ask for too much.
const MOST_PREVIEWS: usize = 50;

/// The page.
#[derive(Clone)]
pub struct Ladders {
    /// What stands in the form.
    pub lines: Vec<Line>,
    /// The revision that was looked at.
    pub revision: u32,
    /// What is wrong, by its field.
    pub faults: BTreeMap<String, String>,
    /// Whom each line would call now.
    pub previews: Vec<Preview>,
    /// Whom smoke would call now, where no rule says otherwise.
    pub usual: Preview,
    /// The people.
    pub people: std::sync::Arc<BTreeMap<PartyId, Responder>>,
}

impl Ladders {
    /// The page between header and footer.
    #[must_use]
    pub fn body(&self, lang: Lang) -> Markup {
        let t = lang.words();
        html! {
            div.bar { (ways(lang)) }
            p { (fl!(t, "ladders-why")) }
            p { code { "relatives 60s, volunteers+grid-worker 60s, everyone 2min; patience 20min" } }
            p.quiet { (fl!(t, "ladders-words")) " "
                code { "desk relatives volunteers grid-worker staff everyone p17 group:hall" } }
            (rules::markup(lang, self))
            h2 { (fl!(t, "ladders-preview")) }
            @for (line, preview) in self.lines.iter().zip(&self.previews) {
                (self.preview(lang, &line.name(lang), preview))
            }
            (self.preview(lang, &fl!(t, "ladders-usual"), &self.usual))
            h2 { (fl!(t, "ladders-otherwise")) }
            (otherwise(lang))
        }
    }

    fn preview(&self, lang: Lang, name: &str, preview: &Preview) -> Markup {
        let names = Names(&self.people);
        html! {
            section.preview {
                h3 { (name) }
                ol { @for (rung, whom) in preview { li { code { (rung) } " "
                    @if whom.is_empty() { span.bad { (fl!(lang.words(), "ladders-nobody")) } }
                    @else { (names.all(lang, whom)) } } } }
            }
        }
    }
}

/// What stands where the community has said nothing.
fn otherwise(lang: Lang) -> Markup {
    let book = Book::default();
    html! {
        table {
            thead { tr { th scope="col" { (fl!(lang.words(), "report-kind")) }
                th scope="col" { (crate::say::alarm::priority(lang, alerts::message::Priority::High)) }
                th scope="col" { (crate::say::alarm::priority(lang, alerts::message::Priority::Medium)) }
                th scope="col" { (crate::say::alarm::priority(lang, alerts::message::Priority::Low)) } } }
            tbody { @for word in ["smoke", "absent-from-bed", "sensor-lost", "uplink-lost", "drill"] {
                @if let Ok(kind) = word.parse::<Kind>() {
                    @let of = book.ladders(None, kind);
                    tr { th scope="row" { (words::kind(lang, kind)) }
                        td.long { code { (of.high) } } td.long { code { (of.medium) } }
                        td.long { code { (of.low) } } }
                }
            } }
        }
    }
}

/// A ladder's rungs as they are written.
fn rungs(ladder: &Ladder) -> Vec<String> {
    let text = ladder.to_string();
    let rungs = text.split(';').next().unwrap_or_default();
    rungs.split(',').map(|rung| rung.trim().to_owned()).collect()
}

async fn preview(visit: &Visit, ladder: &Ladder, home: &str) -> Result<Preview, Refusal> {
    let home = home.parse().ok();
    let whom = visit.web.desk()?.preview(ladder, home.as_ref()).await;
    Ok(rungs(ladder).into_iter().zip(whom).collect())
}

/// The page of what is kept, or of what was typed.
async fn made(
    visit: &Visit,
    lines: Vec<Line>,
    revision: u32,
    faults: BTreeMap<String, String>,
) -> Result<Markup, Refusal> {
    let mut previews = Vec::new();
    for line in lines.iter().take(MOST_PREVIEWS) {
        previews.push(match line.ladder.parse() {
            Ok(ladder) => preview(visit, &ladder, &line.home).await?,
            Err(_) => Vec::new(),
        });
    }
    let smoke = Kind::Alarm(alerts::message::AlarmKind::Smoke);
    let usual = preview(visit, &Book::default().ladders(None, smoke).high, "").await?;
    let people = visit.web.desk()?.board().people.clone();
    let shown = Ladders { lines, revision, faults, previews, usual, people };
    let head = html! { link rel="stylesheet" href=(assets::href("desk.css")); };
    let title = fl!(visit.lang.words(), "nav-ladders");
    Ok(page::with(visit, &title, &head, &shown.body(visit.lang)))
}

pub(in crate::web) async fn get(visit: Visit) -> Result<Markup, Refusal> {
    let Kept { revision, of } = visit.web.desk()?.book().await?;
    made(&visit, rules::of(&of), revision, BTreeMap::new()).await
}

pub(in crate::web) async fn post(
    visit: Visit,
    Form(pairs): Form<Vec<(String, String)>>,
) -> Result<Response, Refusal> {
    let (lines, revision) = rules::read(&pairs)?;
    let (of, faults) = rules::book(visit.lang, &lines);
    if !faults.is_empty() {
        let page = made(&visit, lines, revision, faults).await?;
        return Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response());
    }
    visit.web.desk()?.save_book(Kept { revision, of }).await?;
    visit.note("ladders", None, "").await?;
    Ok(Redirect::to("/ladders").into_response())
}

#[cfg(test)]
impl Ladders {
    pub(crate) fn samples() -> Vec<Self> {
        use super::desk::{DeskDoor as _, samples};
        let (desk, ..) = samples::each_stage();
        let preview = vec![("staff 60s".to_owned(), vec![samples::STAFF]), ("p9".into(), vec![])];
        let line = |ladder: &str| Line {
            home: "h1".into(),
            kind: "smoke".into(),
            priority: "high".into(),
            ladder: ladder.into(),
        };
        vec![Self {
            lines: vec![line("staff 60s, p9"), line("nobody")],
            revision: 1,
            faults: BTreeMap::from([("ladder1".to_owned(), "nobody".to_owned())]),
            previews: vec![preview.clone(), Vec::new()],
            usual: preview,
            people: desk.board().people.clone(),
        }]
    }
}
