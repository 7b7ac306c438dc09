//! How does the half that listens answer pages?

use std::sync::Arc;

use alerts::Wall;
use async_trait::async_trait;
use jiff::Timestamp;
use jiff::tz::TimeZone;

use crate::clock::Clock;
use crate::core::HomeId;
use crate::core::station::HomeView;
use crate::health::Health;
use crate::ingest::Homes;
use crate::listening::Listening;
use crate::metrics::Metrics;
use crate::web::Ingest;
use crate::web::operations::Standing;

/// What pages may ask of the listening half.
#[derive(Debug)]
pub struct Inside {
    homes: Homes,
    health: Arc<Health>,
    metrics: Arc<Metrics>,
    clock: Clock,
    zone: TimeZone,
}

impl Inside {
    /// Asks this one. Times are shown where the community is.
    #[must_use]
    pub fn of(listening: &Listening, clock: Clock, zone: TimeZone) -> Self {
        Self {
            homes: listening.homes.clone(),
            health: Arc::clone(&listening.health),
            metrics: Arc::clone(&listening.metrics),
            clock,
            zone,
        }
    }

    fn local(&self, at: Wall) -> String {
        let at = Timestamp::from_millisecond(at.0).unwrap_or_default();
        self.zone.to_datetime(at).strftime("%Y-%m-%d %H:%M:%S").to_string()
    }
}

#[async_trait]
impl Ingest for Inside {
    async fn standing(&self) -> Standing {
        let (standing, wrong) = self.homes.standing().await;
        let lag = self.health.lag(self.clock.mono());
        let lane = |lane| match lane {
            alerts::message::Lane::Alarms => "alarms",
            alerts::message::Lane::Events => "events",
            alerts::message::Lane::Readings => "readings",
        };
        let holes = wrong.holes.into_iter().map(|(home, of, hole)| {
            (home.to_string(), lane(of).to_owned(), hole.boot, hole.from, hole.to)
        });
        Standing {
            connected: self.health.is_connected(),
            lag_ms: u64::try_from(lag.as_millis()).unwrap_or(u64::MAX),
            taken: self.metrics.taken(),
            homes: standing.homes,
            lost: wrong.lost.iter().map(|(id, at)| (id.to_string(), self.local(*at))).collect(),
            holes: holes.collect(),
        }
    }

    async fn home(&self, home: &HomeId) -> Option<Box<HomeView>> {
        self.homes.home(home).await
    }

    async fn forget(&self, home: &HomeId) {
        self.homes.forget(home).await;
    }

    fn faults(&self) -> Vec<String> {
        let faults = self.health.faults(self.clock.mono());
        faults.iter().map(ToString::to_string).collect()
    }

    fn counted(&self) -> String {
        self.metrics.text()
    }
}
