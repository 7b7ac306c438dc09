//! What is counted, for `/metrics`. No home, no person: numbers of the station as a whole.

use std::fmt;
use std::sync::atomic::AtomicU64;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use prometheus_client::encoding::text::encode;
use prometheus_client::metrics::counter::Counter;
use prometheus_client::metrics::family::Family;
use prometheus_client::metrics::gauge::Gauge;
use prometheus_client::metrics::histogram::Histogram;
use prometheus_client::registry::Registry;

use crate::core::station::{Standing, Taken};
use crate::store::clinic::Waits;

/// Seconds of a commit: a good disk takes milliseconds, a card that dies takes seconds.
const COMMIT_S: [f64; 9] = [0.001, 0.003, 0.01, 0.03, 0.1, 0.3, 1.0, 3.0, 10.0];

/// Messages of a commit, up to the most that there are.
const COMMIT_MESSAGES: [f64; 6] = [1.0, 4.0, 16.0, 64.0, 256.0, 512.0];

type Label = [(&'static str, &'static str); 1];

/// The counters. One for all; cheap to share.
pub struct Metrics {
    registry: Mutex<Registry>,
    messages: Family<Label, Counter>,
    commits: Counter,
    refusals: Counter,
    commit_s: Histogram,
    commit_messages: Histogram,
    lag_s: Gauge<f64, AtomicU64>,
    homes: Family<Label, Gauge>,
    open_alarms: Gauge,
    missing: Gauge,
    commands: Counter,
    clinic: Family<Label, Gauge>,
    clinic_sent: Family<Label, Counter>,
}

impl fmt::Debug for Metrics {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Metrics").finish_non_exhaustive()
    }
}

impl Default for Metrics {
    fn default() -> Self {
        let metrics = Self {
            registry: Mutex::default(),
            messages: Family::default(),
            commits: Counter::default(),
            refusals: Counter::default(),
            commit_s: Histogram::new(COMMIT_S),
            commit_messages: Histogram::new(COMMIT_MESSAGES),
            lag_s: Gauge::default(),
            homes: Family::default(),
            open_alarms: Gauge::default(),
            missing: Gauge::default(),
            commands: Counter::default(),
            clinic: Family::default(),
            clinic_sent: Family::default(),
        };
        metrics.register();
        metrics
    }
}

impl Metrics {
    fn register(&self) {
        let mut registry = self.registry.lock().unwrap_or_else(PoisonError::into_inner);
        let mut add = |name: &str, help: &str, metric: Metric| match metric {
            Metric::Counter(counter) => registry.register(name, help, counter),
            Metric::Gauge(gauge) => registry.register(name, help, gauge),
            Metric::Histogram(histogram) => registry.register(name, help, histogram),
        };
        add("hearth_commits", "Batches stored", Metric::Counter(self.commits.clone()));
        let help = "Times that the store refused a batch";
        add("hearth_store_refusals", help, Metric::Counter(self.refusals.clone()));
        let help = "Questions sent to homes";
        add("hearth_commands", help, Metric::Counter(self.commands.clone()));
        let help = "How long a batch took to store";
        add("hearth_commit_seconds", help, Metric::Histogram(self.commit_s.clone()));
        let help = "Messages of a batch";
        add("hearth_commit_messages", help, Metric::Histogram(self.commit_messages.clone()));
        add("hearth_open_alarms", "Open alarms", Metric::Gauge(self.open_alarms.clone()));
        let help = "Messages that homes numbered and the station never had";
        add("hearth_missing_messages", help, Metric::Gauge(self.missing.clone()));
        let help = "Age of the oldest message that is not stored";
        registry.register("hearth_ingest_lag_seconds", help, self.lag_s.clone());
        let help = "What is for the clinic: waiting, stuck, and its requests that are open";
        registry.register("hearth_clinic", help, self.clinic.clone());
        let help = "Bundles for the clinic, by whether they were taken";
        registry.register("hearth_clinic_bundles", help, self.clinic_sent.clone());
        registry.register("hearth_messages", "Messages heard", self.messages.clone());
        registry.register("hearth_homes", "Homes, by whether they are heard", self.homes.clone());
    }

    /// A message was heard.
    pub(crate) fn heard(&self, taken: Taken) {
        let word = match taken {
            Taken::New => "new",
            Taken::Twin => "twin",
            Taken::Live => "live",
            Taken::Refused => "refused",
        };
        self.messages.get_or_create(&[("was", word)]).inc();
    }

    /// A payload was set aside.
    pub(crate) fn poison(&self) {
        self.messages.get_or_create(&[("was", "poison")]).inc();
    }

    /// A question went out.
    pub(crate) fn asked(&self) {
        self.commands.inc();
    }

    /// The store refused.
    pub(crate) fn refused(&self) {
        self.refusals.inc();
    }

    /// A batch was stored.
    pub(crate) fn committed(&self, messages: usize, took: Duration) {
        self.commits.inc();
        self.commit_s.observe(took.as_secs_f64());
        let messages = u32::try_from(messages).unwrap_or(u32::MAX);
        self.commit_messages.observe(messages.into());
    }

    /// How much of the clinic's waits.
    pub(crate) fn clinic(&self, waits: Waits) {
        let count = |count: u64| i64::try_from(count).unwrap_or(i64::MAX);
        self.clinic.get_or_create(&[("are", "waiting")]).set(count(waits.waiting));
        self.clinic.get_or_create(&[("are", "stuck")]).set(count(waits.stuck));
        self.clinic.get_or_create(&[("are", "asked")]).set(count(waits.asked));
    }

    /// A Bundle went out.
    pub(crate) fn clinic_sent(&self, taken: bool) {
        let was = if taken { "taken" } else { "not-taken" };
        self.clinic_sent.get_or_create(&[("was", was)]).inc();
    }

    /// How many messages were taken in since the start.
    #[must_use]
    pub fn taken(&self) -> u64 {
        ["new", "live"].iter().map(|was| self.messages.get_or_create(&[("was", *was)]).get()).sum()
    }

    /// How many payloads were set aside since the start.
    #[must_use]
    pub fn poisons(&self) -> u64 {
        self.messages.get_or_create(&[("was", "poison")]).get()
    }

    /// How it all stands, now.
    pub fn standing(&self, standing: Standing, lag: Duration) {
        let count = |count: usize| i64::try_from(count).unwrap_or(i64::MAX);
        self.homes.get_or_create(&[("are", "known")]).set(count(standing.homes));
        self.homes.get_or_create(&[("are", "live")]).set(count(standing.live));
        self.homes.get_or_create(&[("are", "lost")]).set(count(standing.lost));
        self.open_alarms.set(count(standing.open));
        self.missing.set(i64::try_from(standing.missing).unwrap_or(i64::MAX));
        self.lag_s.set(lag.as_secs_f64());
    }

    /// The text that Prometheus reads.
    #[must_use]
    pub fn text(&self) -> String {
        let mut text = String::new();
        let registry = self.registry.lock().unwrap_or_else(PoisonError::into_inner);
        // A string takes everything.
        encode(&mut text, &registry).unwrap_or_default();
        text
    }
}

enum Metric {
    Counter(Counter),
    Gauge(Gauge),
    Histogram(Histogram),
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_counted_is_written_for_prometheus() {
        let metrics = Metrics::default();
        metrics.heard(Taken::New);
        metrics.heard(Taken::New);
        metrics.committed(2, Duration::from_millis(2));
        metrics.standing(Standing { homes: 3, ..Standing::default() }, Duration::from_secs(1));

        let text = metrics.text();

        for line in [
            "hearth_messages_total{was=\"new\"} 2",
            "hearth_homes{are=\"known\"} 3",
            "hearth_commit_seconds_count 1",
            "hearth_ingest_lag_seconds 1",
        ] {
            assert!(text.contains(line), "{line} in {text}");
        }
    }
}
