//! `/ledger/import`: how were the cases of the time before? A file is read whole, and either all of it
//! is counted from then on, or each fault is told by its line and nothing is.

use std::collections::BTreeMap;

use axum::Router;
use axum::extract::{DefaultBodyLimit, Multipart};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use axum::routing;
use i18n_embed_fl::fl;
use maud::{Markup, html};

use crate::core::access::Ability;
use crate::core::desk::party::PartyIs;
use crate::core::desk::{Party, PartyId};
use crate::core::ledger::{Entry, Fault, MOST_BYTES, Past, Why, columns, read, workers};
use crate::say::Lang;
use crate::store::neighbours::NeighbourStore as _;
use crate::web::app::Web;
use crate::web::desk::{Board, Responder};
use crate::web::refusal::Refusal;
use crate::web::visit::Visit;
use crate::web::{Needs, behind};

/// The largest file, MiB.
const MOST_MIB: usize = MOST_BYTES >> 20;

/// What surrounds the file on its way.
const MOST_FORM: usize = MOST_BYTES + (64 << 10);

/// Grid workers that a file may bring with it.
const MOST_NEW: usize = 300;

/// The page.
#[derive(Default)]
pub(in crate::web) struct Page {
    pub(in crate::web) faults: Vec<Fault>,
    /// More than one person has this name.
    pub(in crate::web) twice: Vec<String>,
    /// So many cases of so many grid workers, of whom so many are new.
    pub(in crate::web) done: Option<(usize, usize, usize)>,
}

impl Page {
    pub(in crate::web) fn body(&self, lang: Lang) -> Markup {
        let t = lang.words();
        html! {
            @if let Some((cases, workers, new)) = self.done {
                div.once role="status" { p { (fl!(t, "ledger-imported", cases = cases, workers = workers, new = new)) } }
            }
            @if !self.faults.is_empty() || !self.twice.is_empty() {
                div.faults role="alert" {
                    p { (fl!(t, "ledger-not-imported")) }
                    ul {
                        @for fault in &self.faults { li {
                            @if fault.line > 0 { (fl!(t, "ledger-line", line = fault.line.to_string())) " " }
                            (why(lang, &fault.why)) } }
                        @for name in &self.twice { li { (fl!(t, "ledger-two-of-one-name", name = name.clone())) } }
                    }
                }
            }
            form.narrow method="post" action="/ledger/import" enctype="multipart/form-data" {
                p { (fl!(t, "ledger-import-how")) }
                p { code { @for (n, column) in columns().enumerate() {
                    @if n > 0 { "," wbr; } (column) } } }
                div.field {
                    label for="file" { (fl!(t, "import-choose")) }
                    input type="file" id="file" name="file" accept=".csv,text/csv,text/plain" required;
                }
                button { (fl!(t, "ledger-import-do")) }
            }
            p { a href="/ledger" { (fl!(t, "nav-ledger")) } }
        }
    }

    #[cfg(test)]
    pub(in crate::web) fn samples() -> Vec<Self> {
        let fault = |line, why| Fault { line, why };
        let faults = vec![
            fault(0, Why::NoColumn("receipt")),
            fault(2, Why::NoKind("moon".into())),
            fault(3, Why::Backwards("looked")),
            fault(4, Why::Twice { first: 2 }),
        ];
        vec![
            Self::default(),
            Self { faults, twice: vec!["杜".into()], done: None },
            Self { done: Some((2_238, 85, 3)), ..Self::default() },
        ]
    }
}

fn why(lang: Lang, why: &Why) -> String {
    let t = lang.words();
    match why {
        Why::TooLarge => fl!(t, "csv-too-large", size = MOST_MIB),
        Why::NotUtf8 => fl!(t, "csv-not-utf8"),
        Why::NoColumn(name) => fl!(t, "csv-no-column", column = name.to_string()),
        Why::Unreadable => fl!(t, "csv-unreadable"),
        Why::TooManyRows => fl!(t, "csv-too-many-rows"),
        Why::Empty(name) => fl!(t, "csv-empty", column = name.to_string()),
        Why::TooLong(name) => fl!(t, "csv-too-long", column = name.to_string()),
        Why::Twice { first } => fl!(t, "csv-twice", line = first.to_string()),
        Why::NoKind(word) => fl!(t, "csv-no-kind", word = word.clone()),
        Why::NoState(word) => fl!(t, "csv-no-state", word = word.clone()),
        Why::NoTime(word) => fl!(t, "csv-no-time", word = word.clone()),
        Why::NoNumber(word) => fl!(t, "csv-no-number", word = word.clone()),
        Why::Backwards(name) => fl!(t, "csv-backwards", column = name.to_string()),
        Why::NotDone => fl!(t, "csv-not-done"),
    }
}

pub(super) fn pages(web: &Web) -> Router<Web> {
    let page = routing::get(get).merge(routing::post(post).layer(DefaultBodyLimit::max(MOST_FORM)));
    behind(web, Needs::To(Ability::EditUsers), "/ledger/import", page)
}

fn answer(visit: &Visit, page: &Page) -> Response {
    let bad = !page.faults.is_empty() || !page.twice.is_empty();
    let status = if bad { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK };
    let title = fl!(visit.lang.words(), "ledger-import");
    (status, visit.page(&title, &page.body(visit.lang))).into_response()
}

pub(in crate::web) async fn get(visit: Visit) -> Response {
    answer(&visit, &Page::default())
}

pub(in crate::web) async fn post(visit: Visit, form: Multipart) -> Result<Response, Refusal> {
    let bytes = crate::web::roster::import::file(form).await?;
    let calendar = crate::web::calendar::kept(&visit.web).await?;
    let now = visit.web.now();
    let read = tokio::task::spawn_blocking(move || read(&bytes, &calendar, now));
    let past = match read.await.map_err(|error| Refusal::Broken(error.to_string()))? {
        Ok(past) => past,
        Err(faults) => return Ok(answer(&visit, &Page { faults, ..Page::default() })),
    };
    let known = Names::of(&visit.web.desk()?.board());
    let twice: Vec<String> =
        workers(&past).into_iter().filter(|it| known.is_of_two(it)).map(str::to_owned).collect();
    if !twice.is_empty() {
        return Ok(answer(&visit, &Page { twice, ..Page::default() }));
    }
    let done = take(&visit, past, known).await?;
    visit.note("import-ledger", None, format!("{} cases", done.0)).await?;
    Ok(answer(&visit, &Page { done: Some(done), ..Page::default() }))
}

/// Whoever is not known yet is written down, as a grid worker whom nobody calls; then all is counted.
async fn take(
    visit: &Visit,
    past: Vec<Past>,
    mut known: Names,
) -> Result<(usize, usize, usize), Refusal> {
    let names: Vec<String> = workers(&past).into_iter().map(str::to_owned).collect();
    let new: Vec<&String> = names.iter().filter(|it| known.get(it).is_none()).collect();
    if new.len() > MOST_NEW {
        return Err(Refusal::Taken { what: format!("each of {MOST_NEW} places for new names") });
    }
    for name in &new {
        let id = visit.web.desk()?.save_person(worker(name, visit.lang)).await?;
        known.0.insert((*name).clone(), vec![id]);
    }
    let (cases, new) = (past.len(), new.len());
    let rows = past.into_iter().map(|it| {
        let worker = known.get(&it.worker);
        (it.receipt, Entry { worker, ..it.entry })
    });
    visit.web.store().save_past(rows.collect()).await?;
    Ok((cases, names.len(), new))
}

fn worker(name: &str, lang: Lang) -> Responder {
    Responder {
        party: Party {
            id: PartyId(0),
            is: PartyIs::GridWorker,
            consent: true,
            channels: Vec::new(),
        },
        revision: 0,
        name: name.to_owned(),
        phone: String::new(),
        has_key: false,
        lang,
        login: None,
        active: false,
        contact_of: Vec::new(),
    }
}

/// Who has which name; `p12` is its own.
struct Names(BTreeMap<String, Vec<PartyId>>);

impl Names {
    fn of(board: &Board) -> Self {
        let mut names: BTreeMap<String, Vec<PartyId>> = BTreeMap::new();
        let own = board.people.values().filter(|it| it.contact_of.is_empty());
        for person in own.filter(|it| !matches!(it.party.is, PartyIs::Group(_))) {
            let id = person.party.id;
            names.entry(person.name.trim().to_owned()).or_default().push(id);
            names.entry(id.to_string()).or_default().push(id);
        }
        Self(names)
    }

    fn is_of_two(&self, name: &str) -> bool {
        self.0.get(name).is_some_and(|it| it.len() > 1)
    }

    fn get(&self, name: &str) -> Option<PartyId> {
        self.0.get(name)?.first().copied()
    }
}
