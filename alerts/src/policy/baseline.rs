//! What decides of whether a night is unlike this resident's others?

/// care.md 2.2 and 2.4: a personal baseline of 14 nights, median and MAD. No home changes it: it is
/// learnt from the resident. Distances are hundredths of the figure's own unit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct BaselinePolicy {
    /// So many nights are kept …
    pub(crate) nights: usize,
    /// … and so many of a figure are enough: a week has every day that a resident lives by.
    pub(crate) enough: usize,
    /// Further from the median than so many MAD is unlike.
    pub(crate) mads: i64,
    /// More times out of bed than usual, by more than this, are told at once …
    pub(crate) exits: i64,
    /// … and more than twice as many in two nights, if they are more by more than this.
    pub(crate) exits_least: i64,
    /// Never unlike for less: heart, per minute (a night's mean of one person wanders by three) …
    pub(crate) heart: i64,
    /// … breath, per minute …
    pub(crate) breath: i64,
    /// … bed time and rising, minutes: a film, a visit …
    pub(crate) time: i64,
    /// … turn-overs, times: a third of what is usual in a night (care.md 2.2) …
    pub(crate) turns: i64,
    /// … movement, of 100.
    pub(crate) movement: i64,
    /// A night that was seen less teaches nothing and is not judged, hundredths of 1 …
    pub(crate) coverage: i64,
    /// … and a rate that is known of fewer of its minutes.
    pub(crate) rate_coverage: i64,
}

pub(crate) const BASELINE: BaselinePolicy = BaselinePolicy {
    nights: 14,
    enough: 7,
    mads: 4,
    exits: 300,
    exits_least: 100,
    heart: 800,
    breath: 300,
    time: 120 * 100,
    turns: 1_000,
    movement: 300,
    coverage: 50,
    rate_coverage: 25,
};
