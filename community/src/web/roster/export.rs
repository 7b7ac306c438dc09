//! Out as a file: the whole roster as a spreadsheet, or everything that is known of one person.

use axum::extract::Path;
use axum::http::header;
use axum::response::{IntoResponse, Response};
use serde_json::{Value, json};

use alerts::Wall;

use crate::core::HomeId;
use crate::core::access::Ability;
use crate::core::heard::SummaryOf;
use crate::core::person::{Resident, ResidentId};
use crate::roster::sheet;
use crate::store::Store;
use crate::store::rows::{AuditAsked, Timeline};
use crate::web::app::Web;
use crate::web::refusal::Refusal;
use crate::web::visit::Visit;

/// Entries of the audit log in a person's file: years of daily looks.
const MOST_AUDIT: u32 = 100_000;
/// So much is asked of the store at once.
const PIECE_MS: i64 = 7 * 24 * 3_600_000;
/// How far back what the home said is looked for: longer than anything is kept by default.
const BACK_MS: i64 = 2 * 366 * 24 * 3_600_000;

pub(in crate::web) async fn sheet(visit: Visit) -> Result<Response, Refusal> {
    let all = visit.web.roster().everybody();
    visit.note("export-roster", None, format!("{} residents", all.len())).await?;
    let file = sheet::write(all.iter().map(|it| &**it));
    let headers = [
        (header::CONTENT_TYPE, "text/csv; charset=utf-8"),
        (header::CONTENT_DISPOSITION, "attachment; filename=\"roster.csv\""),
    ];
    Ok((headers, file).into_response())
}

pub(in crate::web) async fn one(visit: Visit, Path(id): Path<i64>) -> Result<Response, Refusal> {
    let resident = visit.resident(ResidentId(id), Ability::Export)?;
    visit.note("export", Some(resident.id), "").await?;
    let whole = person(&visit.web, &resident).await?;
    let body = serde_json::to_vec_pretty(&whole).map_err(|e| Refusal::Broken(e.to_string()))?;
    let name = format!("attachment; filename=\"resident-{}.json\"", resident.id.0);
    let headers = [
        (header::CONTENT_TYPE, "application/json".to_owned()),
        (header::CONTENT_DISPOSITION, name),
    ];
    Ok((headers, body).into_response())
}

fn at(at: Wall) -> String {
    jiff::Timestamp::from_millisecond(at.0).unwrap_or_default().to_string()
}

/// Everything.
async fn person(web: &Web, resident: &Resident) -> Result<Value, Refusal> {
    let history: Vec<Value> = web
        .history(resident.id)
        .await?
        .into_iter()
        .map(|it| json!({"at": at(it.at), "by": it.by, "revision": it.revision, "before": it.before}))
        .collect();
    let asked =
        AuditAsked { resident: Some(resident.id), at_most: MOST_AUDIT, ..AuditAsked::default() };
    let audit: Vec<Value> = web
        .audited(asked)
        .await?
        .into_iter()
        .map(|it| json!({"at": at(it.at), "who": it.who, "what": it.what, "detail": it.detail}))
        .collect();
    let said = match &resident.home {
        Some(home) => said(web, home).await?,
        None => Value::Null,
    };
    Ok(json!({
        "resident": resident.id,
        "revision": resident.revision,
        "home": resident.home,
        "seat": resident.seat,
        "record": resident.record,
        "history": history,
        "audit": audit,
        "home_said": said,
    }))
}

/// What the home said, the oldest first.
async fn said(web: &Web, home: &HomeId) -> Result<Value, Refusal> {
    let now = web.now().0;
    let (mut alarms, mut events, mut minutes, mut summaries) = (vec![], vec![], vec![], vec![]);
    let mut from = now - BACK_MS;
    while from <= now {
        let of = Wall(from)..Wall(from + PIECE_MS);
        let Timeline { alarms: a, events: e, minutes: m, summaries: s, gaps: _ } =
            web.store().timeline(home, of).await?;
        let body = |text: &str| serde_json::from_str::<Value>(text).unwrap_or(Value::Null);
        alarms.extend(a.into_iter().map(|(t, it)| json!({"at": at(t), "step": it})));
        events.extend(
            e.into_iter()
                .map(|(t, it)| json!({"at": at(t), "kind": it.kind, "body": body(&it.body)})),
        );
        minutes.extend(m.into_iter().map(|(t, it)| json!({"at": at(t), "minute": it})));
        summaries.extend(s.into_iter().map(|(of, date, text)| {
            let of = match of {
                SummaryOf::Night => "night",
                SummaryOf::Day => "day",
            };
            json!({"of": of, "date": date, "body": body(&text)})
        }));
        from += PIECE_MS;
    }
    summaries.dedup();
    Ok(json!({"alarms": alarms, "events": events, "summaries": summaries, "minutes": minutes}))
}
