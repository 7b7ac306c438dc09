//! In from a file: first what it would change and everything that is wrong, then, when somebody has
//! seen that, all of it.

use axum::extract::{Multipart, Path};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use i18n_embed_fl::fl;
use maud::{Markup, html};

use super::{history, words};
use crate::roster::preview::{Does, Preview, RowSays};
use crate::roster::sheet::Sheet;
use crate::say::Lang;
use crate::web::refusal::Refusal;
use crate::web::secret;
use crate::web::visit::Visit;

/// Faults and rows that a page shows; the counts are of all.
const MOST_SHOWN: usize = 500;

/// The page.
pub(in crate::web) struct Page {
    pub(in crate::web) wrong: Option<String>,
    /// What the file would do, and the word with which it is confirmed.
    pub(in crate::web) preview: Option<(Preview, Option<String>)>,
}

impl Page {
    pub(in crate::web) fn body(&self, lang: Lang) -> Markup {
        let t = lang.words();
        html! {
            @if let Some(wrong) = &self.wrong { p.fault role="alert" { (wrong) } }
            @if let Some((preview, word)) = &self.preview { (shown(lang, preview, word.as_deref())) }
            h2 { (fl!(t, "import-file")) }
            form.narrow method="post" action="/roster/import" enctype="multipart/form-data" {
                p { (fl!(t, "import-how")) }
                div.field {
                    label for="file" { (fl!(t, "import-choose")) }
                    input type="file" id="file" name="file" accept=".csv,text/csv,text/plain" required;
                }
                button { (fl!(t, "import-look")) }
            }
        }
    }

    #[cfg(test)]
    pub(in crate::web) fn samples() -> Vec<Self> {
        let look = |text: &str| {
            let sheet = Sheet::read(text.as_bytes()).unwrap();
            Preview::new(&sheet, &[], "lin", 2026)
        };
        let page = |wrong: Option<&str>, preview| Self { wrong: wrong.map(Into::into), preview };
        vec![
            page(None, None),
            page(Some("…"), None),
            page(None, Some((look("name,born,x\nDu,1941,\n"), Some("abc".into())))),
            page(None, Some((look("name,born,phone\nDu,old,y\n,1941,1\n"), None))),
        ]
    }
}

fn shown(lang: Lang, preview: &Preview, word: Option<&str>) -> Markup {
    let t = lang.words();
    let n = preview.counts();
    let all = n.new + n.changed;
    html! {
        dl.facts {
            dt { (fl!(t, "import-new")) } dd { (n.new) }
            dt { (fl!(t, "import-changed")) } dd { (n.changed) }
            dt { (fl!(t, "import-unchanged")) } dd { (n.unchanged) }
            dt { (fl!(t, "import-absent")) } dd { (n.absent) " " span.quiet { (fl!(t, "import-absent-why")) } }
            dt { (fl!(t, "import-faults")) } dd.bad[n.faults > 0] { (n.faults) }
        }
        @if !preview.unknown.is_empty() {
            p { (fl!(t, "import-unknown", columns = preview.unknown.join(", "))) }
        }
        @if n.faults > 0 { (faults(lang, preview)) }
        @if let Some(word) = word {
            form method="post" action={ "/roster/import/" (word) } {
                p.actions { button { (fl!(t, "import-do", n = all)) }
                    a href="/roster" { (fl!(t, "cancel")) } }
            }
        } @else if n.faults == 0 { p { (fl!(t, "import-nothing")) } }
        @for row in preview.rows.iter().filter(|it| moves(it)).take(MOST_SHOWN) { (says(lang, row)) }
    }
}

fn moves(row: &RowSays) -> bool {
    matches!(row.does, Does::Adds(_) | Does::Changes(_))
}

fn faults(lang: Lang, preview: &Preview) -> Markup {
    let t = lang.words();
    html! {
        p role="alert" { (fl!(t, "import-not-done")) }
        table {
            thead { tr { th.number scope="col" { (fl!(t, "import-line")) }
                th scope="col" { (fl!(t, "history-column")) }
                th scope="col" { (fl!(t, "import-fault")) } } }
            tbody { @for (line, fault) in preview.faults.iter().take(MOST_SHOWN) { tr {
                td.number { (line) }
                td { @if let Some(column) = fault.column {
                    (words::column(lang, column)) " " code { (column) } } }
                td { (words::why(lang, &fault.why)) }
            } } }
        }
        @if preview.faults.len() > MOST_SHOWN { p { (fl!(t, "import-more")) } }
    }
}

fn says(lang: Lang, row: &RowSays) -> Markup {
    let t = lang.words();
    html! {
        @match &row.does {
            Does::Adds(seat) => {
                h2.row { (row.name) " " span.quiet { (fl!(t, "import-row", line = row.line.to_string())) } }
                p { (fl!(t, "import-adds")) @if let Some(seat) = seat { " " (fl!(t, "import-seat", seat = seat.to_string())) } }
            },
            Does::Changes(columns) => {
                h2.row { (row.name) " " span.quiet { (fl!(t, "import-row", line = row.line.to_string())) } }
                (history::differences(lang, columns))
            },
            Does::Nothing | Does::Wrong => {},
        }
    }
}

fn answer(visit: &Visit, status: StatusCode, page: &Page) -> Response {
    let title = fl!(visit.lang.words(), "roster-import");
    (status, visit.page(&title, &page.body(visit.lang))).into_response()
}

pub(in crate::web) async fn get(visit: Visit) -> Result<Response, Refusal> {
    Ok(answer(&visit, StatusCode::OK, &Page { wrong: None, preview: None }))
}

pub(in crate::web) async fn post(visit: Visit, form: Multipart) -> Result<Response, Refusal> {
    let bytes = file(form).await?;
    let sheet = match Sheet::read(&bytes) {
        Ok(sheet) => sheet,
        Err(why) => {
            let wrong = Some(words::no_sheet(visit.lang, &why));
            let page = Page { wrong, preview: None };
            return Ok(answer(&visit, StatusCode::UNPROCESSABLE_ENTITY, &page));
        }
    };
    look(&visit, sheet, None)
}

/// What it would do; if that can be done, it is kept.
fn look(visit: &Visit, sheet: Sheet, wrong: Option<String>) -> Result<Response, Refusal> {
    let preview = preview(visit, &sheet);
    let mut word = None;
    if preview.changes().is_some_and(|it| !it.is_empty()) {
        let made = secret::word()?;
        visit.web.pending().keep(made.clone(), visit.name(), sheet, visit.web.doors_now());
        word = Some(made);
    }
    let bad = preview.changes().is_none() || wrong.is_some();
    let status = if bad { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK };
    Ok(answer(visit, status, &Page { wrong, preview: Some((preview, word)) }))
}

fn preview(visit: &Visit, sheet: &Sheet) -> Preview {
    Preview::new(sheet, &visit.web.roster().everybody(), visit.name(), visit.web.year())
}

pub(in crate::web) async fn confirm(
    visit: Visit,
    Path(word): Path<String>,
) -> Result<Response, Refusal> {
    let now = visit.web.doors_now();
    let sheet = visit.web.pending().take(&word, visit.name(), now).ok_or(Refusal::Spent)?;
    let preview = preview(&visit, &sheet);
    let Some(changes) = preview.changes() else {
        // Somebody has changed the roster since it was shown.
        let wrong = Some(fl!(visit.lang.words(), "import-changed-since"));
        return look(&visit, sheet, wrong);
    };
    let detail = format!("{} new, {} changed", preview.counts().new, preview.counts().changed);
    visit.web.change(changes.to_vec(), visit.name()).await?;
    visit.note("import", None, detail).await?;
    Ok(Redirect::to("/roster").into_response())
}

pub(in crate::web) async fn file(mut form: Multipart) -> Result<Vec<u8>, Refusal> {
    let bad = |error: axum::extract::multipart::MultipartError| {
        if error.status() == StatusCode::PAYLOAD_TOO_LARGE {
            Refusal::TooLarge
        } else {
            Refusal::BadForm
        }
    };
    while let Some(field) = form.next_field().await.map_err(bad)? {
        if field.name() == Some("file") {
            return Ok(field.bytes().await.map_err(bad)?.to_vec());
        }
    }
    Err(Refusal::BadForm)
}
