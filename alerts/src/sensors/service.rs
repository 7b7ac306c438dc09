//! Which sensors are out of service, and until when?
//!
//! A technician who stands beside a broken sensor (a cell that says 400 ppm for ever) takes it out of
//! service, so that it calls nobody until the new one comes. Nobody can do so from afar, it ends by
//! itself within a day, and it is shown all the while: the sensor counts as broken, and never as
//! *all is well*. What it finds meanwhile is withheld, and found again when it is back in service,
//! if it is still so.

use alloc::vec::Vec;
use core::time::Duration;

use protocol::Mono;
use serde::{Deserialize, Serialize};

use crate::alarm::{Finding, Refused};
use crate::plan::Places;
use crate::policy::PAUSE;

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
struct Out {
    place: usize,
    until: Mono,
    /// What is so meanwhile: at most one of each kind.
    withheld: Vec<Finding>,
}

/// The sources that are out of service: each at most once.
#[derive(Debug, Default, Serialize, Deserialize)]
#[serde(transparent)]
pub(crate) struct Service {
    out: Vec<Out>,
}

impl Service {
    /// A source is out of service for so long from now.
    pub(crate) fn handle_out(
        &mut self,
        at: Mono,
        place: usize,
        length: Duration,
    ) -> Result<(), Refused> {
        if length > PAUSE.out_of_service {
            let most = PAUSE.out_of_service.as_secs() / 60;
            return Err(Refused::OutTooLong { most: u32::try_from(most).unwrap_or(u32::MAX) });
        }
        let until = at + length;
        match self.out.iter_mut().find(|out| out.place == place) {
            Some(out) => out.until = until,
            None => self.out.push(Out { place, until, withheld: Vec::new() }),
        }
        Ok(())
    }

    /// A source is back in service: what is so of it. `None` if it was not out.
    pub(crate) fn handle_back(&mut self, place: usize) -> Option<Vec<Finding>> {
        let at = self.out.iter().position(|out| out.place == place)?;
        Some(self.out.remove(at).withheld)
    }

    /// Whether what was found about a source is kept back.
    pub(crate) fn withholds(&mut self, place: usize, found: Finding) -> bool {
        let Some(out) = self.out.iter_mut().find(|out| out.place == place) else { return false };
        out.withheld.retain(|before| before.kind != found.kind);
        if found.is.is_some() {
            out.withheld.push(found);
        }
        found.is.is_some()
    }

    /// The first source whose time is over; ask again.
    pub(crate) fn handle_timeout(&mut self, now: Mono) -> Option<(usize, Vec<Finding>)> {
        let place = self.out.iter().find(|out| out.until <= now)?.place;
        Some((place, self.handle_back(place)?))
    }

    pub(crate) fn poll_timeout(&self) -> Option<Mono> {
        self.out.iter().map(|out| out.until).min()
    }

    /// Until when a source is out of service.
    pub(crate) fn until(&self, place: usize) -> Option<Mono> {
        self.out.iter().find(|out| out.place == place).map(|out| out.until)
    }

    /// Goes on where an earlier run was.
    pub(crate) fn recall(&mut self, was: Self, places: &Places) {
        let now = |out: Out| Some(Out { place: places.now(out.place)?, ..out });
        self.out = was.out.into_iter().filter_map(now).collect();
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::message::{AlarmKind, Priority, What};

    const HOUR: Duration = Duration::from_secs(3_600);

    #[test]
    fn what_a_sensor_finds_while_it_is_out_of_service_is_found_when_it_is_back() {
        let mut service = Service::default();
        service.handle_out(Mono(0), 0, HOUR).unwrap();
        let co = Finding::active(AlarmKind::Co, Priority::High, Mono(5), What::CoAlarmOn);
        let lost =
            Finding::active(AlarmKind::SensorLost, Priority::Medium, Mono(7), What::NotHeard);
        assert!(service.withholds(0, co) && service.withholds(0, lost));
        assert!(!service.withholds(1, co), "another one");
        assert!(!service.withholds(0, Finding::clear(AlarmKind::SensorLost)));
        assert_eq!(service.poll_timeout(), Some(Mono(0) + HOUR));
        assert_eq!(service.handle_timeout(Mono(0) + HOUR), Some((0, alloc::vec![co])));
        assert!(!service.withholds(0, co));
        assert_eq!(service.until(0), None);
    }

    #[test]
    fn nobody_takes_a_sensor_out_for_longer_than_a_day() {
        let mut service = Service::default();
        assert_eq!(service.handle_out(Mono(0), 0, HOUR * 24), Ok(()));
        let refused = service.handle_out(Mono(0), 0, HOUR * 25);
        assert_eq!(refused, Err(Refused::OutTooLong { most: 1_440 }));
    }
}
