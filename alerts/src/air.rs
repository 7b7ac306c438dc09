//! Is the air safe? Smoke, combustible gas, carbon monoxide.
//!
//! A contact of a certified alarm counts at once, both ways. A concentration counts by tiers
//! (contract.md §3): some at once, some after an exposure. Exposures run on [`Mono`] and are
//! judged at each value, so silence neither raises nor ends anything: an exposure that is
//! interrupted by silence goes on when the value is still there afterwards. Over-range is the
//! highest value there is.
//!
//! One machine for each limit ([`limit`]); the tiers that hold give the priority. A dip keeps what
//! was said and raises nothing. While a source warms up ([`crate::sensors`]) exposures run, but
//! only what has stood for a while raises ([`marked`]), silence or not; and nothing is called clear.

mod jump;
mod limit;
mod marked;

use alloc::vec::Vec;
use core::time::Duration;

use protocol::{Lel, Mono, Ppm, Quantity};
use serde::{Deserialize, Serialize};

pub(crate) use self::jump::{Held, Jumps, Leap};
use self::limit::Limit;
use self::marked::Marked;
use crate::alarm::{Active, Finding};
use crate::message::{AlarmKind, Priority, What};
use crate::plan::Places;
use crate::policy::AirPolicy;

/// What a source says of the air.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Sample {
    Smoke(bool),
    GasContact(bool),
    CoContact(bool),
    Co(Ppm),
    GasLel(Lel),
    /// In ppm no limit can be named without the gas; the value is evidence of a live sensor.
    GasPpm,
    OverRange(Quantity),
}

/// What is said of one hazard at one source.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
struct Hazard {
    contact: Option<bool>,
    /// By falling limit.
    limits: [Limit; 4],
    marked: Marked,
    /// Whether anything was ever said of it.
    heard: bool,
    /// What was last said: nothing yet, not so, or so with this priority.
    said: Option<Option<Priority>>,
}

#[derive(Clone, Debug, Default, Serialize, Deserialize)]
struct Source {
    smoke: Hazard,
    gas: Hazard,
    co: Hazard,
}

/// One rung of a ladder of tiers: this limit, held for so long, has this priority.
type Tier = (usize, Duration, Priority);

/// At once.
const NOW: Duration = Duration::ZERO;

/// The air as every source of the plan sees it.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct Air {
    #[serde(skip)]
    policy: AirPolicy,
    sources: Vec<Source>,
}

impl Air {
    pub(crate) fn new(sources: usize, policy: AirPolicy) -> Self {
        Self { policy, sources: alloc::vec![Source::default(); sources] }
    }

    /// `warming`: the source is believed to warm up. Contacts count all the same.
    pub(crate) fn handle(
        &mut self,
        at: Mono,
        place: usize,
        sample: Sample,
        warming: bool,
    ) -> Option<Finding> {
        let policy = &self.policy;
        let source = self.sources.get_mut(place)?;
        match sample {
            Sample::Smoke(on) => source.smoke.contact(at, (AlarmKind::Smoke, What::SmokeOn), on),
            Sample::GasContact(on) => {
                source.gas.contact(at, (AlarmKind::Gas, What::GasAlarmOn), on)
            }
            Sample::CoContact(on) => source.co.contact(at, (AlarmKind::Co, What::CoAlarmOn), on),
            Sample::Co(ppm) => source.co(at, (ppm.0, What::CoPpm(ppm)), policy, warming),
            Sample::GasLel(lel) => source.gas(at, (lel.0, What::GasLel(lel)), policy, warming),
            Sample::OverRange(of @ Quantity::CoPpm) => {
                source.co(at, (f32::INFINITY, What::OverRange(of)), policy, warming)
            }
            Sample::OverRange(of @ (Quantity::GasLel | Quantity::GasPpm)) => {
                source.gas(at, (f32::INFINITY, What::OverRange(of)), policy, warming)
            }
            Sample::GasPpm => source.gas(at, (0.0, What::GasLel(Lel(0.0))), policy, warming),
        }
    }
}

impl Air {
    /// What a source said while it warmed up has stood for long enough, and nothing else was heard
    /// since: call until there is no more.
    pub(crate) fn handle_timeout(&mut self, now: Mono) -> Option<(usize, Finding)> {
        self.sources.iter_mut().enumerate().find_map(|(place, source)| {
            let gas = source.gas.handle_timeout(now, AlarmKind::Gas);
            let found = gas.or_else(|| source.co.handle_timeout(now, AlarmKind::Co))?;
            Some((place, found))
        })
    }

    /// Whether any limit is passed, or was.
    pub(crate) fn is_busy(&self) -> bool {
        let calm = |hazard: &Hazard| hazard.said.is_none() || hazard.is_calm();
        !self.sources.iter().all(|source| calm(&source.gas) && calm(&source.co))
    }

    /// Goes on where an earlier run was.
    pub(crate) fn recall(&mut self, was: Self, places: &Places) {
        places.sort(was.sources, &mut self.sources, |is, was| *is = was);
    }

    pub(crate) fn poll_timeout(&self) -> Option<Mono> {
        let hazards = self.sources.iter().flat_map(|source| [&source.gas, &source.co]);
        hazards.filter_map(Hazard::due).min()
    }

    /// Whether a source has ever said anything of the hazard.
    pub(crate) fn has_heard(&self, place: usize, hazard: AlarmKind) -> bool {
        self.sources.get(place).is_some_and(|source| {
            let [smoke, gas, co] = [&source.smoke, &source.gas, &source.co];
            [(AlarmKind::Smoke, smoke), (AlarmKind::Gas, gas), (AlarmKind::Co, co)]
                .iter()
                .any(|(kind, state)| *kind == hazard && state.heard)
        })
    }
}

impl Source {
    fn co(
        &mut self,
        at: Mono,
        (ppm, what): (f32, What),
        policy: &AirPolicy,
        warming: bool,
    ) -> Option<Finding> {
        let co = &policy.co;
        if ppm < co.notable && self.co.is_calm() {
            return None;
        }
        let limits = [co.high_at_once, co.severe, co.raised, co.notable];
        if warming {
            self.co.doubt(at, ppm, limits, policy.dip);
            return self.co.judge_marked(at, AlarmKind::Co, (ppm, what), co.high_at_once);
        }
        self.co.value(at, ppm, limits, policy.dip);
        let [severe, raised, notable] = co.high_after;
        let tiers = [
            (0, NOW, Priority::High),
            (1, severe, Priority::High),
            (2, raised, Priority::High),
            (3, notable, Priority::High),
            (1, NOW, Priority::Medium),
            (3, co.low_after, Priority::Low),
        ];
        self.co.judge(at, AlarmKind::Co, &tiers, what)
    }

    fn gas(
        &mut self,
        at: Mono,
        (lel, what): (f32, What),
        policy: &AirPolicy,
        warming: bool,
    ) -> Option<Finding> {
        let high = policy.gas_high_lel;
        if lel < policy.gas_medium_lel && self.gas.is_calm() {
            return None;
        }
        let none = f32::INFINITY;
        let limits = [high, policy.gas_medium_lel, none, none];
        if warming {
            self.gas.doubt(at, lel, limits, policy.dip);
            return self.gas.judge_marked(at, AlarmKind::Gas, (lel, what), high);
        }
        self.gas.value(at, lel, limits, policy.dip);
        let tiers = [(0, NOW, Priority::High), (1, policy.gas_medium_after, Priority::Medium)];
        self.gas.judge(at, AlarmKind::Gas, &tiers, what)
    }
}

impl Hazard {
    /// The way of nearly every value: nothing is above any limit, and that was said.
    fn is_calm(&self) -> bool {
        self.said == Some(None)
            && self.marked.is_none()
            && self.limits.iter().all(|limit| *limit == Limit::Below)
    }

    fn contact(&mut self, at: Mono, (kind, what): (AlarmKind, What), on: bool) -> Option<Finding> {
        self.heard = true;
        if self.contact.replace(on) == Some(on) {
            return None;
        }
        self.judge(at, kind, &[], what)
    }

    fn value(&mut self, at: Mono, value: f32, limits: [f32; 4], dip: Duration) {
        self.heard = true;
        self.marked = Marked::default();
        for (limit, threshold) in self.limits.iter_mut().zip(limits) {
            limit.handle(at, value >= threshold, dip);
        }
    }

    /// A value while the source warms up. A low one takes nothing back of what was said.
    fn doubt(&mut self, at: Mono, value: f32, limits: [f32; 4], dip: Duration) {
        self.heard = true;
        let is_said = self.said.flatten().is_some();
        for (limit, threshold) in self.limits.iter_mut().zip(limits) {
            if is_said && value < threshold {
                limit.handle_doubted();
            } else {
                limit.handle(at, value >= threshold, dip);
            }
        }
    }

    /// While the source warms up it can get worse and nothing else.
    fn judge_marked(
        &mut self,
        at: Mono,
        kind: AlarmKind,
        (value, what): (f32, What),
        high: f32,
    ) -> Option<Finding> {
        self.marked.handle(at, (value, what), high);
        self.handle_timeout(at, kind)
    }

    fn handle_timeout(&mut self, now: Mono, kind: AlarmKind) -> Option<Finding> {
        self.due().filter(|due| *due <= now)?;
        let since = self.marked.since(now)?;
        let (seen, what) = self.marked.last()?;
        Some(self.say(kind, Some((Priority::High, since)), what)?.seen_at(seen))
    }

    /// When what the source said while it warmed up counts, if no other number comes.
    fn due(&self) -> Option<Mono> {
        self.marked.due().filter(|_| self.said.flatten() < Some(Priority::High))
    }

    fn judge(&mut self, at: Mono, kind: AlarmKind, tiers: &[Tier], what: What) -> Option<Finding> {
        let worst = self.worst(at, tiers);
        self.say(kind, worst, what)
    }

    /// The worst of the tiers that hold; of equals the one that began first.
    fn worst(&self, at: Mono, tiers: &[Tier]) -> Option<(Priority, Mono)> {
        let said = self.said.flatten();
        let contact = (self.contact == Some(true)).then_some((Priority::High, at));
        let held = |tier: &Tier| {
            let (place, wait, priority) = *tier;
            let (since, is_now) = self.limits.get(place)?.held(at, wait)?;
            (is_now || Some(priority) <= said).then_some((priority, since))
        };
        tiers
            .iter()
            .filter_map(held)
            .chain(contact)
            .reduce(|a, b| if (b.0, a.1) > (a.0, b.1) { b } else { a })
    }

    fn say(
        &mut self,
        kind: AlarmKind,
        worst: Option<(Priority, Mono)>,
        what: What,
    ) -> Option<Finding> {
        let priority = worst.map(|(priority, _)| priority);
        if self.said.replace(priority) == Some(priority) {
            return None;
        }
        let is = worst.map(|(priority, began)| Active { priority, began, what, seen: None });
        Some(Finding { kind, is })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_contact_is_an_alarm_at_once_and_over_at_once() {
        let mut air = home();
        assert_eq!(air.handle(s(0), 0, Sample::Smoke(false), false), Some(clear(AlarmKind::Smoke)));
        assert_eq!(air.handle(s(1), 0, Sample::Smoke(false), false), None);
        let found = air.handle(s(2), 0, Sample::Smoke(true), false);
        assert_eq!(
            found,
            Some(Finding::active(AlarmKind::Smoke, Priority::High, s(2), What::SmokeOn))
        );
        assert_eq!(air.handle(s(3), 0, Sample::Smoke(true), false), None);
        assert_eq!(air.handle(s(4), 0, Sample::Smoke(false), false), Some(clear(AlarmKind::Smoke)));
    }

    #[test]
    fn carbon_monoxide_has_tiers_by_exposure() {
        assert_eq!(exposed(29.9, 4 * 3_600), []);
        assert_eq!(exposed(30.0, 3 * 3_600), [(1_800, Priority::Low), (7_200, Priority::High)]);
        assert_eq!(exposed(50.0, 3 * 3_600), [(1_800, Priority::Low), (3_600, Priority::High)]);
        assert_eq!(exposed(100.0, 3 * 3_600), [(0, Priority::Medium), (600, Priority::High)]);
        assert_eq!(exposed(300.0, 3 * 3_600), [(0, Priority::High)]);
    }

    #[test]
    fn over_range_is_an_alarm_and_never_a_dropped_sample() {
        let mut air = home();
        let found = air.handle(s(5), 0, Sample::OverRange(Quantity::CoPpm), false);
        assert_eq!(
            found,
            Some(Finding::active(
                AlarmKind::Co,
                Priority::High,
                s(5),
                What::OverRange(Quantity::CoPpm)
            ))
        );
        let found = air.handle(s(5), 0, Sample::OverRange(Quantity::GasLel), false);
        assert_eq!(
            found,
            Some(Finding::active(
                AlarmKind::Gas,
                Priority::High,
                s(5),
                What::OverRange(Quantity::GasLel)
            ))
        );
    }

    #[test]
    fn one_low_sample_neither_ends_an_exposure_nor_an_alarm() {
        let mut air = home();
        let mut said = Vec::new();
        for t in 0..=1_000 {
            let ppm = if t % 100 == 50 { 20.0 } else { 120.0 };
            said.extend(
                air.handle(s(t), 0, Sample::Co(Ppm(ppm)), false).map(|found| (t, priority(&found))),
            );
        }
        for t in 1_001..=1_100 {
            said.extend(
                air.handle(s(t), 0, Sample::Co(Ppm(3.0)), false).map(|found| (t, priority(&found))),
            );
        }
        assert_eq!(said, [(0, Some(Priority::Medium)), (600, Some(Priority::High)), (1_061, None)]);
    }

    #[test]
    fn silence_in_an_exposure_neither_raises_nor_ends_it() {
        let mut air = home();
        air.handle(s(0), 0, Sample::Co(Ppm(120.0)), false);
        air.handle(s(60), 0, Sample::Co(Ppm(120.0)), false);
        let found = air.handle(s(900), 0, Sample::Co(Ppm(120.0)), false).unwrap();
        assert_eq!(
            found.is.map(|active| (active.priority, active.began)),
            Some((Priority::High, s(0)))
        );
    }

    #[test]
    fn gas_at_a_tenth_of_its_limit_is_an_alarm_at_once_and_at_a_twentieth_after_fifteen_seconds() {
        let mut air = home();
        assert_eq!(
            air.handle(s(0), 0, Sample::GasLel(Lel(5.0)), false),
            Some(clear(AlarmKind::Gas))
        );
        assert_eq!(air.handle(s(14), 0, Sample::GasLel(Lel(5.0)), false), None);
        let found = air.handle(s(15), 0, Sample::GasLel(Lel(5.0)), false);
        assert_eq!(
            found,
            Some(Finding::active(AlarmKind::Gas, Priority::Medium, s(0), What::GasLel(Lel(5.0))))
        );
        let found = air.handle(s(16), 0, Sample::GasLel(Lel(10.0)), false);
        assert_eq!(
            found,
            Some(Finding::active(AlarmKind::Gas, Priority::High, s(16), What::GasLel(Lel(10.0))))
        );
    }

    fn home() -> Air {
        Air::new(1, AirPolicy::default())
    }

    fn exposed(ppm: f32, seconds: u64) -> Vec<(u64, Priority)> {
        let mut air = home();
        (0..=seconds)
            .filter_map(|t| {
                Some((t, priority(&air.handle(s(t), 0, Sample::Co(Ppm(ppm)), false)?)?))
            })
            .collect()
    }

    fn priority(found: &Finding) -> Option<Priority> {
        found.is.as_ref().map(|active| active.priority)
    }

    const fn clear(kind: AlarmKind) -> Finding {
        Finding::clear(kind)
    }

    const fn s(seconds: u64) -> Mono {
        Mono(seconds * 1_000)
    }
}
