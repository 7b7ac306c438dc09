//! Who looked at whom, and who changed what?

use alerts::Wall;
use axum::extract::Query;
use i18n_embed_fl::fl;
use maud::{Markup, html};
use serde::Deserialize;

use super::page;
use super::refusal::Refusal;
use super::visit::Visit;
use crate::core::person::ResidentId;
use crate::say::Lang;
use crate::store::rows::{Audit, AuditAsked};

/// Entries of a page.
const PAGE: u32 = 200;

/// What is asked.
#[derive(Deserialize)]
pub(super) struct Asked {
    #[serde(default)]
    who: String,
    #[serde(default)]
    resident: String,
    #[serde(default)]
    before: String,
}

/// An entry as it is shown.
pub(super) struct Entry {
    pub(super) at: String,
    pub(super) who: String,
    pub(super) what: String,
    pub(super) resident: Option<(ResidentId, String)>,
    pub(super) detail: String,
}

/// The page.
pub(super) struct Page {
    pub(super) who: String,
    pub(super) resident: String,
    pub(super) entries: Vec<Entry>,
    /// The address of those before these.
    pub(super) more: Option<String>,
}

/// What an entry says, in words.
pub(super) fn what(lang: Lang, key: &str) -> String {
    let t = lang.words();
    match key {
        "view" => fl!(t, "audit-view"),
        "view-record" => fl!(t, "audit-view-record"),
        "view-history" => fl!(t, "audit-view-history"),
        "edit" => fl!(t, "audit-edit"),
        "add" => fl!(t, "audit-add"),
        "import" => fl!(t, "audit-import"),
        "export" => fl!(t, "audit-export"),
        "export-roster" => fl!(t, "audit-export-roster"),
        "erase" => fl!(t, "audit-erase"),
        "login" => fl!(t, "audit-login"),
        "login-refused" => fl!(t, "audit-login-refused"),
        "logout" => fl!(t, "audit-logout"),
        "password" => fl!(t, "audit-password"),
        "first-admin" => fl!(t, "audit-first-admin"),
        "user" => fl!(t, "audit-user"),
        "user-link" => fl!(t, "audit-user-link"),
        "token" => fl!(t, "audit-token"),
        "token-back" => fl!(t, "audit-token-back"),
        "case-act" => fl!(t, "audit-case-act"),
        "drill" => fl!(t, "audit-drill"),
        "view-photo" => fl!(t, "audit-view-photo"),
        "view-people" => fl!(t, "audit-view-people"),
        "view-person" => fl!(t, "audit-view-person"),
        "person" => fl!(t, "audit-person"),
        "person-code" => fl!(t, "audit-person-code"),
        "person-verified" => fl!(t, "audit-person-verified"),
        "duty" => fl!(t, "audit-duty"),
        "ladders" => fl!(t, "audit-ladders"),
        "quiet" => fl!(t, "audit-quiet"),
        "login-code-refused" => fl!(t, "audit-login-code-refused"),
        "second-step" => fl!(t, "audit-second-step"),
        "second-step-off" => fl!(t, "audit-second-step-off"),
        "view-clinic" => fl!(t, "audit-view-clinic"),
        "fhir-read" => fl!(t, "audit-fhir-read"),
        "sent-to-clinic" => fl!(t, "audit-sent-to-clinic"),
        "clinic-ask" => fl!(t, "audit-clinic-ask"),
        "clinic-outbox" => fl!(t, "audit-clinic-outbox"),
        "export-ledger" => fl!(t, "audit-export-ledger"),
        "import-ledger" => fl!(t, "audit-import-ledger"),
        "calendar" => fl!(t, "audit-calendar"),
        "activity" => fl!(t, "audit-activity"),
        "notice" => fl!(t, "audit-notice"),
        "view-sign-ups" => fl!(t, "audit-view-sign-ups"),
        "sign-up" => fl!(t, "audit-sign-up"),
        "report" => fl!(t, "audit-open311"),
        other => other.to_owned(),
    }
}

impl Page {
    pub(super) fn body(&self, lang: Lang) -> Markup {
        let t = lang.words();
        html! {
            form.filter method="get" action="/audit" {
                (page::field("who", &fl!(t, "audit-who"), None, &page::line("text", "who", &self.who, false)))
                (page::field("resident", &fl!(t, "audit-resident-number"), None,
                    &page::line("number", "resident", &self.resident, false)))
                button.second { (fl!(t, "filter")) }
            }
            @if self.entries.is_empty() { p { (fl!(t, "audit-none")) } } @else {
                table {
                    thead { tr {
                        th scope="col" { (fl!(t, "when")) }
                        th scope="col" { (fl!(t, "audit-who")) }
                        th scope="col" { (fl!(t, "audit-what")) }
                        th scope="col" { (fl!(t, "audit-whom")) }
                        th scope="col" { (fl!(t, "audit-detail")) }
                    } }
                    tbody { @for entry in &self.entries { tr {
                        td.number { (entry.at) }
                        td { (entry.who) }
                        td { (what(lang, &entry.what)) }
                        td { @if let Some((id, name)) = &entry.resident {
                            a href={ "/audit?resident=" (id.0) } { (name) } } }
                        td { (entry.detail) }
                    } } }
                }
                @if let Some(more) = &self.more { p { a href=(more) { (fl!(t, "earlier")) } } }
            }
        }
    }

    #[cfg(test)]
    pub(super) fn samples() -> Vec<Self> {
        let entry = |what: &str| Entry {
            at: "2026-11-23 03:12:08".into(),
            who: "lin".into(),
            what: what.into(),
            resident: Some((ResidentId(1), "Du".into())),
            detail: "seat".into(),
        };
        let entries = ["view", "edit", "import", "erase", "login-refused", "what-is-new"];
        let page = |entries: &[&str], more: Option<&str>| Self {
            who: String::new(),
            resident: String::new(),
            entries: entries.iter().map(|it| entry(it)).collect(),
            more: more.map(Into::into),
        };
        vec![page(&[], None), page(&entries, Some("/audit?before=1"))]
    }
}

pub(super) async fn get(visit: Visit, Query(asked): Query<Asked>) -> Result<Markup, Refusal> {
    let resident = asked.resident.trim().parse().ok().map(ResidentId);
    let who = super::users::name_of(&asked.who);
    let before = asked.before.parse().ok().map(Wall);
    let found =
        visit.web.audited(AuditAsked { resident, who: who.clone(), before, at_most: PAGE }).await?;
    let more = (found.len() == PAGE as usize)
        .then(|| found.last().map(|it| it.at.0))
        .flatten()
        .map(|at| {
            let who = who.as_deref().unwrap_or_default().replace('+', "%2B");
            let id = resident.map(|it| it.0.to_string()).unwrap_or_default();
            format!("/audit?who={who}&resident={id}&before={at}")
        });
    let page = Page {
        who: who.unwrap_or_default(),
        resident: resident.map(|it| it.0.to_string()).unwrap_or_default(),
        entries: found.into_iter().map(|it| entry(&visit, it)).collect(),
        more,
    };
    Ok(visit.page(&fl!(visit.lang.words(), "nav-audit"), &page.body(visit.lang)))
}

fn entry(visit: &Visit, audit: Audit) -> Entry {
    let roster = visit.web.roster();
    let name = |id| roster.get(id).map_or_else(|| format!("{}", id.0), |it| it.record.name.clone());
    Entry {
        at: visit.web.local(audit.at).strftime("%Y-%m-%d %H:%M:%S").to_string(),
        who: audit.who,
        what: audit.what,
        resident: audit.resident.map(|id| (id, name(id))),
        detail: audit.detail,
    }
}
