//! What does the uplink remember from one connection to the next? What it may listen to, which
//! messages are suspected, who else logs in as this home, and how long to wait.

use std::time::Duration;

use alerts::Mono;

use super::backoff::{self, Backoff, Reach};
use super::hearing::{Hearing, Hears};
use super::inflight::PASSED_OVER;
use super::login::Leniency;
use super::refusal::Refusal;
use super::rival::{Rival, Sign};
use super::suspects::Suspects;
use super::{Link, Phase};

/// Until a login that was refused is tried again.
const REFUSED: Duration = Duration::from_secs(60);

/// A fault that comes again is not said again for so long, unless the link has been stable between.
const SAID_FOR: Duration = Duration::from_secs(10 * 60);

/// A link that comes and goes is said once; that it is gone for so long is said in any case.
const LASTS: Duration = Duration::from_secs(30);

/// Dropped commands are said at most so often: a flood of them must not fill the log.
const DROPS_EVERY: Duration = Duration::from_secs(60);

/// The longest that a broker may pass over a message.
const PASSED_OVER_MOST: Duration = Duration::from_secs(40);

/// Faults that are remembered as said: a broken link alternates between a few. The oldest is
/// forgotten for a new one.
const SAID_MOST: usize = 4;

/// Why a connection has come to nothing, and how far it got.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Failure {
    pub(crate) refusal: Refusal,
    pub(crate) reach: Reach,
}

/// What outlives a connection.
pub(crate) struct Memory {
    pub(crate) hearing: Hearing,
    pub(crate) suspects: Suspects,
    pub(crate) rival: Rival,
    pub(crate) leniency: Leniency,
    /// How long the broker may pass over a message.
    pub(crate) passed_over: Duration,
    /// Live messages that were too large, by their topic: said once.
    pub(crate) too_large: Vec<&'static str>,
    /// The broker does not let this login hear commands: said once.
    pub(crate) may_not_hear: bool,
    client_id: String,
    backoff: Backoff,
    log: Log,
}

/// What the log has been told, so that it is told once, and ends with what is so.
#[derive(Debug, Default)]
struct Log {
    /// Why there was no link.
    faults: Vec<(String, Mono)>,
    /// Its last word was that the home is online.
    is_online: bool,
    /// Since when there is no link.
    lost: Option<Mono>,
    has_doubted: bool,
    /// When a dropped command was said.
    dropped: Option<Mono>,
}

impl Memory {
    pub(crate) fn new(link: &Link) -> Self {
        Self {
            hearing: Hearing::new(),
            suspects: Suspects::default(),
            rival: Rival::new(&link.run, link.boot),
            leniency: Leniency::default(),
            passed_over: PASSED_OVER,
            too_large: Vec::new(),
            may_not_hear: false,
            client_id: link.client_id.clone(),
            backoff: Backoff::default(),
            log: Log::default(),
        }
    }

    /// A connection has come to nothing: says so, once, and how long to wait.
    pub(crate) fn failed(
        &mut self,
        now: Mono,
        Failure { refusal, reach }: Failure,
    ) -> (Phase, Duration) {
        let Refusal { why, needs_somebody } = refusal;
        let rival = self.rival.sign(now).is_some();
        let wait = self.backoff.failed(reach, rival, backoff::random());
        let retry_in = if needs_somebody { REFUSED } else { wait };
        if self.log.failed(now, &why, reach) {
            tracing::warn!(why, ?retry_in, "no link to the broker");
        }
        let phase =
            if needs_somebody { Phase::Refused { why } } else { Phase::Down { why, retry_in } };
        (phase, retry_in)
    }

    /// A login has been proven.
    pub(crate) fn proven(&mut self, broker: &str) {
        self.rival.proven();
        self.leniency.proven();
        if self.log.online() {
            tracing::info!(broker, "online");
        }
    }

    /// The broker has passed over a message for too long. It gets longer the next time: if it is
    /// only slow with some, it would otherwise be sent the same ones for ever.
    pub(crate) fn was_passed_over(&mut self) {
        self.passed_over = (self.passed_over * 2).min(PASSED_OVER_MOST);
    }

    /// The broker does not pass on the home's status.
    pub(crate) fn doubted(&mut self) {
        if !std::mem::replace(&mut self.log.has_doubted, true) {
            tracing::warn!(
                "the broker has taken the home's status and does not pass it on: it is slow, or \
                 this login may not publish here; check its access rules"
            );
        }
    }

    /// A command was dropped, one of so many.
    pub(crate) fn dropped_command(&mut self, now: Mono, retained: bool, so_far: u64) {
        if self.log.dropped.is_none_or(|at| now.since(at) >= DROPS_EVERY) {
            self.log.dropped = Some(now);
            tracing::warn!(retained, so_far, "a command was dropped");
        }
    }

    /// What somebody should look at, in plain words.
    pub(crate) fn remarks(&self, now: Mono) -> Vec<String> {
        let deaf = self.hearing.deafness().map(|hears| match hears {
            Hears::Everything | Hears::Status => DEAF.to_owned(),
            Hears::Nothing => DEAF_TO_ALL.to_owned(),
        });
        let rival = self.rival.sign(now).map(|sign| match sign {
            Sign::Twin => TWIN.to_owned(),
            Sign::TakeOver => self.take_over(),
        });
        deaf.into_iter().chain(rival).collect()
    }

    /// What is said when the connection is taken away again and again.
    pub(crate) fn take_over(&self) -> String {
        format!(
            "the broker closes the connection again and again: another client probably logs in with \
             the client id {} of this home; switch it off",
            self.client_id
        )
    }
}

impl Log {
    /// Whether to say why there is no link: if that is news; or if it lasts, and the last word was
    /// another.
    fn failed(&mut self, now: Mono, why: &str, reach: Reach) -> bool {
        if reach == Reach::Stable {
            self.faults.clear();
        }
        self.faults.retain(|(_, at)| now.since(*at) < SAID_FOR);
        let lost = *self.lost.get_or_insert(now);
        let is_known = self.faults.iter().any(|(said, _)| said == why);
        let is_unsaid = self.is_online && now.since(lost) >= LASTS;
        if is_known && !is_unsaid {
            return false;
        }
        self.is_online = false;
        self.faults.retain(|(said, _)| said != why);
        if self.faults.len() >= SAID_MOST {
            self.faults.remove(0);
        }
        self.faults.push((why.to_owned(), now));
        true
    }

    /// Whether to say that there is a link.
    fn online(&mut self) -> bool {
        self.lost = None;
        self.has_doubted = false;
        !std::mem::replace(&mut self.is_online, true)
    }
}

/// Commands are not subscribed to.
pub(crate) const DEAF: &str = "commands are not heard: what the broker keeps below command/ is too \
                               large or is no MQTT; delete what is retained there";

/// Nor is the own status.
pub(crate) const DEAF_TO_ALL: &str = "neither commands nor the own status are heard: what the broker \
                                      keeps there is too large or is no MQTT; delete what is retained";

/// Somebody else logs in as this home.
pub(crate) const TWIN: &str = "another box logs in as this home: its home id was given twice, or its \
                               card was cloned; switch one of the two off";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_fault_is_said_once_and_again_after_a_link_that_held() {
        let mut log = Log::default();
        let mut failed = |second: u64, why, reach| log.failed(Mono(second * 1_000), why, reach);

        assert!(failed(0, "nothing listens", Reach::Nowhere));
        assert!(!failed(1, "nothing listens", Reach::Nowhere));
        assert!(failed(2, "closed", Reach::Progress));
        assert!(!failed(3, "nothing listens", Reach::Nowhere));
        assert!(failed(4, "closed", Reach::Stable));
        assert!(failed(700, "closed", Reach::Nowhere), "after ten minutes in any case");
    }

    #[test]
    fn a_link_that_comes_and_goes_is_said_once_and_the_log_ends_with_what_is_so() {
        let mut log = Log::default();
        assert!(log.online());
        assert!(log.failed(Mono(0), "closed", Reach::Progress));
        assert!(log.online());
        for second in 1..100 {
            assert!(!log.failed(Mono(second * 1_000), "closed", Reach::Progress));
            assert!(!log.online());
        }

        assert!(!log.failed(Mono(100_000), "closed", Reach::Progress));
        assert!(!log.failed(Mono(129_000), "closed", Reach::Broker));
        assert!(log.failed(Mono(130_000), "closed", Reach::Broker), "it is still gone");
        assert!(!log.failed(Mono(131_000), "closed", Reach::Broker));
        assert!(log.online());
    }
}
