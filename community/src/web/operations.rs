//! Is the station alive, and does it lose anything? For staff and admin.

use i18n_embed_fl::fl;
use maud::{Markup, html};

use super::refusal::Refusal;
use super::visit::Visit;
use crate::say::Lang;
use crate::store::Store;
use crate::store::rows::{PoisonRow, Sizes};

/// Payloads that are shown.
const POISON: u32 = 50;

/// How the half that listens stands.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Standing {
    /// Whether the broker is there.
    pub connected: bool,
    /// How long the oldest message waits for the store, milliseconds.
    pub lag_ms: u64,
    /// Messages taken in since the start.
    pub taken: u64,
    /// Homes that were ever heard.
    pub homes: usize,
    /// Homes that are not heard now: the name, and since when.
    pub lost: Vec<(String, String)>,
    /// What is missing: home, lane, boot, the first and the last.
    pub holes: Vec<(String, String, u32, u32, u32)>,
}

/// The page.
pub(super) struct Page {
    pub(super) standing: Standing,
    pub(super) sizes: Sizes,
    /// When, where, why; and the beginning of it, as far as it can be read.
    pub(super) poison: Vec<(String, String, String, String)>,
    pub(super) residents: usize,
}

impl Page {
    pub(super) fn body(&self, lang: Lang) -> Markup {
        let t = lang.words();
        let now = &self.standing;
        let broker =
            if now.connected { fl!(t, "operations-up") } else { fl!(t, "operations-down") };
        html! {
            h2 { (fl!(t, "operations-ingest")) }
            dl.facts {
                dt { (fl!(t, "operations-broker")) } dd.bad[!now.connected] { (broker) }
                dt { (fl!(t, "operations-lag")) } dd { (now.lag_ms) " ms" }
                dt { (fl!(t, "operations-taken")) } dd { (now.taken) }
                dt { (fl!(t, "operations-homes")) } dd { (now.homes) }
                dt { (fl!(t, "operations-residents")) } dd { (self.residents) }
            }
            h2 { (fl!(t, "operations-store")) }
            dl.facts {
                dt { (fl!(t, "operations-bytes")) } dd { (mebibytes(self.sizes.bytes)) " MiB" }
                dt { (fl!(t, "operations-minutes")) } dd { (self.sizes.minutes) }
                dt { (fl!(t, "operations-hours")) } dd { (self.sizes.hours) }
                dt { (fl!(t, "operations-alarms")) } dd { (self.sizes.alarms) }
                dt { (fl!(t, "operations-events")) } dd { (self.sizes.events) }
                dt { (fl!(t, "operations-version")) } dd { (env!("CARGO_PKG_VERSION")) }
            }
            p { a href="/clinic/outbox" { (fl!(t, "clinic-outbox")) } }
            (self.lost(lang))
            (self.holes(lang))
            (self.poison(lang))
        }
    }

    fn lost(&self, lang: Lang) -> Markup {
        let t = lang.words();
        html! {
            h2 { (fl!(t, "operations-lost", n = self.standing.lost.len())) }
            @if !self.standing.lost.is_empty() {
                table {
                    thead { tr { th scope="col" { (fl!(t, "field-home")) }
                        th scope="col" { (fl!(t, "operations-since")) } } }
                    tbody { @for (home, since) in &self.standing.lost {
                        tr { td { (home) } td.number { (since) } } } }
                }
            }
        }
    }

    fn holes(&self, lang: Lang) -> Markup {
        let t = lang.words();
        html! {
            h2 { (fl!(t, "operations-holes", n = self.standing.holes.len())) }
            @if !self.standing.holes.is_empty() {
                table {
                    thead { tr { th scope="col" { (fl!(t, "field-home")) }
                        th scope="col" { (fl!(t, "operations-lane")) }
                        th scope="col" { (fl!(t, "operations-boot")) }
                        th scope="col" { (fl!(t, "operations-missing")) } } }
                    tbody { @for (home, lane, boot, from, to) in &self.standing.holes { tr {
                        td { (home) } td { (lane) } td.number { (boot) }
                        td.number { (from) "–" (to) } } } }
                }
            }
        }
    }

    fn poison(&self, lang: Lang) -> Markup {
        let t = lang.words();
        html! {
            h2 { (fl!(t, "operations-poison", n = self.sizes.poison)) }
            @if !self.poison.is_empty() {
                p.quiet { (fl!(t, "operations-poison-why")) }
                table {
                    thead { tr { th scope="col" { (fl!(t, "when")) }
                        th scope="col" { (fl!(t, "operations-topic")) }
                        th scope="col" { (fl!(t, "operations-why")) }
                        th scope="col" { (fl!(t, "operations-payload")) } } }
                    tbody { @for (at, topic, why, payload) in &self.poison { tr {
                        td.number { (at) } td.long { (topic) } td { (why) }
                        td.long { code { (payload) } } } } }
                }
            }
        }
    }

    #[cfg(test)]
    pub(super) fn samples() -> Vec<Self> {
        let quiet = Self {
            standing: Standing::default(),
            sizes: Sizes::default(),
            poison: vec![],
            residents: 0,
        };
        let standing = Standing {
            connected: true,
            lag_ms: 3,
            taken: 1_234_567,
            homes: 50,
            lost: vec![("h0007".into(), "03:12:08".into())],
            holes: vec![("h0042".into(), "events".into(), 8, 120, 180)],
        };
        let row = ("03:12".into(), "hearth/v1/k/h1/state".into(), "no JSON".into(), "<b>{".into());
        let sizes = Sizes { bytes: 5 << 30, poison: 1, ..Sizes::default() };
        vec![quiet, Self { standing, sizes, poison: vec![row], residents: 50 }]
    }
}

fn mebibytes(bytes: u64) -> u64 {
    bytes.div_ceil(1 << 20)
}

/// The beginning of a payload: what can be read of it, in one line.
fn beginning(row: &PoisonRow) -> String {
    let text = String::from_utf8_lossy(&row.payload);
    text.chars().map(|c| if c.is_control() { '·' } else { c }).take(160).collect()
}

pub(super) async fn get(visit: Visit) -> Result<Markup, Refusal> {
    let store = visit.web.store();
    let rows = store.poison(POISON).await?;
    let at = |row: &PoisonRow| visit.web.local(row.at).strftime("%Y-%m-%d %H:%M:%S").to_string();
    let page = Page {
        standing: visit.web.ingest().standing().await,
        sizes: store.sizes().await?,
        poison: rows
            .iter()
            .map(|it| (at(it), it.topic.clone(), it.why.clone(), beginning(it)))
            .collect(),
        residents: visit.web.roster().len(),
    };
    Ok(visit.page(&fl!(visit.lang.words(), "nav-operations"), &page.body(visit.lang)))
}
