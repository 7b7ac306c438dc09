//! What does the clinic ask of residents, and who does it? On a page of its own, above the desk's cases, and
//! on the resident's page. What is pressed here is told to the clinic.

use axum::Form;
use axum::extract::Path;
use axum::response::Redirect;
use i18n_embed_fl::fl;
use maud::{Markup, html};
use serde::Deserialize;

use crate::core::access::Ability;
use crate::core::clinic::ask::{Ask, AskId, Input, LONGEST_NOTE, Stage};
use crate::core::person::ResidentId;
use crate::say::{Lang, time};
use crate::store::cases::Committed;
use crate::store::clinic::ClinicStore as _;
use crate::web::refusal::Refusal;
use crate::web::visit::Visit;
use crate::web::{language, page};

/// Requests that stand above the desk's cases: those who need somebody now come first there.
const ON_DESK: usize = 3;

/// A request, and whose it is.
#[derive(Clone)]
pub(in crate::web) struct Line {
    pub(in crate::web) ask: Ask,
    pub(in crate::web) name: String,
    pub(in crate::web) heard: String,
}

/// Requests on a page.
#[derive(Clone)]
pub(in crate::web) struct Page {
    pub(in crate::web) lines: Vec<Line>,
    /// How many are not shown.
    pub(in crate::web) more: usize,
    /// The page to which whoever presses comes back.
    pub(in crate::web) back: String,
}

impl Page {
    pub(in crate::web) fn body(&self, lang: Lang) -> Markup {
        let t = lang.words();
        html! {
            @if self.lines.is_empty() { p { (fl!(t, "clinic-asks-nothing")) } }
            (self.list(lang))
        }
    }

    fn list(&self, lang: Lang) -> Markup {
        html! { ol.asks { @for line in &self.lines { (line.markup(lang, &self.back)) } } }
    }

    /// As a part of another page; nothing where nothing is asked.
    fn part(&self, lang: Lang) -> Markup {
        let t = lang.words();
        html! {
            @if !self.lines.is_empty() {
                section.clinic-asks {
                    @let all = self.lines.len().saturating_add(self.more);
                    h2 { (fl!(t, "clinic-asks", n = all)) }
                    (self.list(lang))
                    @if self.more > 0 { p { a href="/clinic/asked" {
                        (fl!(t, "clinic-asks-more", n = self.more)) } } }
                }
            }
        }
    }
}

impl Line {
    fn markup(&self, lang: Lang, back: &str) -> Markup {
        let t = lang.words();
        let words = &self.ask.words;
        let id = self.ask.id.0;
        html! { li #{ "ask" (id) } {
            p { a href={ "/residents/" (self.ask.resident.0) } { (self.name) }
                " " small { (fl!(t, "clinic-heard", time = self.heard.as_str())) } }
            @for line in words.what.lines() { p.says { (line) } }
            @if !words.by.is_empty() { p.quiet { (fl!(t, "clinic-by", who = words.by.as_str())) } }
            @if !words.when.is_empty() {
                p.quiet { (fl!(t, "clinic-by-when", time = words.when.as_str())) } }
            @if let Stage::Accepted { by, .. } = &self.ask.stage {
                p { (fl!(t, "clinic-accepted-by", who = by.as_str())) } }
            form.ask method="post" action={ "/clinic/asked/" (id) } {
                input type="hidden" name="revision" value=(self.ask.revision);
                input type="hidden" name="back" value=(back);
                @if self.ask.stage == Stage::Open {
                    button name="do" value="accept" { (fl!(t, "clinic-accept")) } " " }
                label for={ "note" (id) } { (fl!(t, "clinic-note")) }
                input type="text" id={ "note" (id) } name="note" maxlength=(LONGEST_NOTE)
                    autocomplete="off";
                " " button.second name="do" value="done" { (fl!(t, "clinic-done")) }
                " " button.second name="do" value="decline" { (fl!(t, "clinic-decline")) }
            }
        } }
    }
}

/// Open requests about whom this person may see, at most so many.
async fn page(
    visit: &Visit,
    of: Option<ResidentId>,
    (most, back): (usize, &str),
) -> Result<Page, Refusal> {
    let asks = visit.web.store().open_asks(of).await?;
    let line = |ask: Ask| {
        let resident = visit.resident(ask.resident, Ability::SeeHome).ok()?;
        // Whoever does not agree any more is nobody's to ask about.
        resident.record.consents.clinic.as_ref()?;
        let heard = time::clock(ask.heard, &visit.web.settings().zone);
        let heard = format!("{} {heard}", visit.web.local(ask.heard).date());
        Some(Line { name: resident.record.name.clone(), heard, ask })
    };
    let mut lines: Vec<Line> = asks.into_iter().filter_map(line).collect();
    let more = lines.len().saturating_sub(most);
    lines.truncate(most);
    Ok(Page { lines, more, back: back.to_owned() })
}

/// Above the desk's cases; a script looks for what is new.
pub(in crate::web) async fn on_desk(visit: &Visit) -> Result<Markup, Refusal> {
    let part = page(visit, None, (ON_DESK, "/desk")).await?.part(visit.lang);
    Ok(html! { div #clinic-asks data-from="/clinic/asked/part" { (part) } })
}

/// What stands there, alone.
pub(in crate::web) async fn part(visit: Visit) -> Result<Markup, Refusal> {
    Ok(page(&visit, None, (ON_DESK, "/desk")).await?.part(visit.lang))
}

/// On the page of a resident, for whoever works at the desk.
pub(in crate::web) async fn of(visit: &Visit, id: ResidentId) -> Result<Markup, Refusal> {
    if !visit.may(Ability::SeeDesk) {
        return Ok(html! {});
    }
    Ok(page(visit, Some(id), (usize::MAX, visit.path.as_str())).await?.part(visit.lang))
}

pub(in crate::web) async fn get(visit: Visit) -> Result<Markup, Refusal> {
    let body = page(&visit, None, (usize::MAX, "/clinic/asked")).await?.body(visit.lang);
    let title = fl!(visit.lang.words(), "clinic-asked");
    Ok(page::with(&visit, &title, &super::head(), &body))
}

/// What somebody says of a request.
#[derive(Deserialize)]
pub(in crate::web) struct Said {
    #[serde(default)]
    revision: u32,
    #[serde(default, rename = "do")]
    what: String,
    #[serde(default)]
    note: String,
    #[serde(default)]
    back: String,
}

pub(in crate::web) async fn post(
    visit: Visit,
    Path(id): Path<i64>,
    Form(said): Form<Said>,
) -> Result<Redirect, Refusal> {
    let store = visit.web.store();
    let ask = store.ask(AskId(id)).await?.ok_or(Refusal::NotHere)?;
    visit.resident(ask.resident, Ability::SeeHome)?;
    if ask.revision != said.revision {
        return Err(Refusal::Stale);
    }
    let (by, note) = (visit.name().to_owned(), said.note.trim().to_owned());
    let input = match said.what.as_str() {
        "accept" => Input::Accept { by },
        "done" => Input::Done { by, note },
        "decline" => Input::Decline { by, note },
        _ => return Err(Refusal::BadForm),
    };
    visit.note("clinic-ask", Some(ask.resident), format!("{}: {id}", said.what)).await?;
    match store.save_ask(ask.handle(visit.web.now(), input)).await? {
        Committed::Whole => Ok(Redirect::to(language::local(&said.back))),
        Committed::Stale => Err(Refusal::Stale),
    }
}
