//! What does the log say of commands? Each one that is carried out, a few of those that are not, and
//! once a minute how many went unsaid: whoever floods a home may not flood its log.

use std::num::NonZeroU32;
use std::time::Duration;

use alerts::Mono;

use crate::allowance::Allowance;

/// Carried out: a busy evening, and then what a person can do.
const OBEYED: (NonZeroU32, NonZeroU32) = (several(16), several(6));

/// Refused: enough to see what is wrong with a station.
const REFUSED: (NonZeroU32, NonZeroU32) = (several(4), several(2));

/// How often it is said how much is not said.
const SUMMED_UP_EVERY: Duration = Duration::from_secs(60);

/// The start of a name tells which program was wrong, characters.
const LONGEST_NAME: usize = 32;

/// The log of one home's commands.
#[derive(Debug)]
pub(crate) struct CommandLog {
    obeyed: Allowance,
    refused: Allowance,
    unsaid: u64,
    /// Dropped by whoever hands commands on, as was said last.
    dropped: u64,
    summed_up: Option<Mono>,
}

impl Default for CommandLog {
    fn default() -> Self {
        Self {
            obeyed: Allowance::new(OBEYED.0, OBEYED.1),
            refused: Allowance::new(REFUSED.0, REFUSED.1),
            unsaid: 0,
            dropped: 0,
            summed_up: None,
        }
    }
}

impl CommandLog {
    /// A command was answered.
    pub(crate) fn answered(&mut self, now: Mono, name: &str, refused: Option<&str>) {
        let allowance = if refused.is_some() { &mut self.refused } else { &mut self.obeyed };
        if allowance.take(now) {
            // Fields are escaped: a name comes from the wire.
            tracing::info!(name = shown(name), refused, "command");
        } else {
            self.unsaid += 1;
        }
    }

    /// Time has passed, and so many commands were dropped in all.
    pub(crate) fn look(&mut self, now: Mono, dropped: u64) {
        if let Some((new, unsaid)) = self.sum_up(now, dropped) {
            tracing::warn!(
                dropped = new,
                unsaid,
                "more commands than a station sends: look at what publishes on this home's topics"
            );
        }
    }

    /// What is to be said now: dropped, and answered without a word in the log.
    fn sum_up(&mut self, now: Mono, dropped: u64) -> Option<(u64, u64)> {
        let new = dropped.saturating_sub(self.dropped);
        let is_due = self.summed_up.is_none_or(|last| now.since(last) >= SUMMED_UP_EVERY);
        if !is_due || (new, self.unsaid) == (0, 0) {
            return None;
        }
        self.summed_up = Some(now);
        self.dropped = dropped;
        Some((new, std::mem::take(&mut self.unsaid)))
    }
}

/// The start of a name.
fn shown(name: &str) -> &str {
    name.char_indices().nth(LONGEST_NAME).and_then(|(end, _)| name.get(..end)).unwrap_or(name)
}

const fn several(count: u32) -> NonZeroU32 {
    NonZeroU32::MIN.saturating_add(count.saturating_sub(1))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_flood_is_summed_up_once_a_minute_and_a_quiet_home_says_nothing() {
        let mut log = CommandLog::default();
        assert_eq!(log.sum_up(Mono(0), 0), None);

        for second in 0..60 {
            log.answered(Mono(second * 1_000), "sing", Some("unknown command"));
        }

        assert_eq!(log.sum_up(Mono(60_000), 500), Some((500, 60 - 5)));
        assert_eq!(log.sum_up(Mono(119_000), 900), None);
        assert_eq!(log.sum_up(Mono(120_000), 900), Some((400, 0)));
        assert_eq!(log.sum_up(Mono(180_000), 900), None);
    }

    #[test]
    fn only_the_start_of_a_name_is_shown() {
        assert_eq!(shown("ping"), "ping");
        assert_eq!(shown(&"Ω".repeat(60_000)), "Ω".repeat(32));
    }
}
