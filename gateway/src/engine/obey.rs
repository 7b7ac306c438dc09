//! What becomes of a command: carried out, and answered.
//!
//! Whether it may be is [`crate::command`]'s to say. What it may do to the home is bounded in the home
//! itself; what it may do to the numbers, by the configuration's own bounds.

use std::time::Duration;

use alerts::Mono;
use alerts::message::{Gap, GapReason, Lane, Outcome, Reply, Resend, Sampling, SetPolicy};

use super::{Engine, report};
use crate::command::Decision;
use crate::core::LineId;
use crate::line::Hearing;
use crate::onsite::{Done, Errand, OnSite, Visit};
use crate::outbox::NewRow;
use crate::uplink::{Extra, Received};

/// Gaps told in answer to one question; what is missing beyond them is asked for again.
const GAPS_AT_ONCE: usize = 64;

/// The command that is answered with rows before its reply.
const RESEND: &str = "resend";

impl Engine {
    pub(super) fn obey(&mut self, received: &Received, lines: &mut Hearing) {
        self.catch_up(lines);
        let now = self.parts.clock.now();
        let world = self.world.now();
        let decision = self.parts.commands.decide(world, received);
        let Some((request, error)) = self.carry_out(now, decision) else { return };
        self.command_log.answered(world, &received.name, error.as_deref());
        let row = self.answer_to(&received.name, request, error, now);
        self.parts.outbox.push(vec![row], None);
    }

    /// Carries it out: the request's id, and why it was refused. `None` if nothing is answered, or has
    /// been.
    fn carry_out(&mut self, now: Mono, decision: Decision) -> Option<(String, Option<String>)> {
        let core = &mut self.parts.core;
        Some(match decision {
            Decision::Pong { request } => {
                self.show_alarms();
                (request, None)
            }
            Decision::Refuse { request, error } => (request, Some(error)),
            Decision::Acknowledge(acknowledge) => {
                let refused = core.handle_acknowledge(now, &acknowledge).err();
                (acknowledge.request, refused.map(|refused| refused.to_string()))
            }
            Decision::Pause(pause) => {
                let refused = core.handle_pause(now, &pause).err();
                // It must outlive a restart though no alarm may have changed.
                self.save();
                (pause.request, refused.map(|refused| refused.to_string()))
            }
            Decision::Test(test) => {
                let refused = core.handle_test(now).err();
                (test.request, refused.map(|refused| refused.to_string()))
            }
            Decision::Sample(sampling) => {
                let refused = self.sample(now, &sampling);
                (sampling.request, refused)
            }
            Decision::SetPolicy(set) => {
                let refused = self.set_policy(now, &set);
                (set.request, refused)
            }
            Decision::Resend(resend) => {
                let Some(refused) = self.refuse_resend(&resend) else {
                    self.command_log.answered(self.world.now(), RESEND, None);
                    self.send_again(&resend, now);
                    return None;
                };
                (resend.request, Some(refused))
            }
            Decision::Drop => return None,
        })
    }

    fn sample(&mut self, now: Mono, sampling: &Sampling) -> Option<String> {
        let line = self.parts.seats.iter().position(|seat| seat.name == sampling.line);
        let Some(line) = line.map(LineId) else {
            return Some(format!("this home has no line called {}", sampling.line));
        };
        if sampling.minutes > Sampling::MOST_MINUTES {
            return Some(format!("{} minutes at most", Sampling::MOST_MINUTES));
        }
        let wanted = sampling.minutes > 0;
        self.parts.core.want_samples(line, wanted);
        if wanted {
            let length = Duration::from_secs(u64::from(sampling.minutes) * 60);
            self.sampling.insert(line, now + length);
        } else {
            self.sampling.remove(&line);
        }
        None
    }

    /// Whoever asked for readings has had them for long enough.
    pub(super) fn end_samples(&mut self, now: Mono) {
        let over = |(line, until): (&LineId, &Mono)| (*until <= now).then_some(*line);
        for line in self.sampling.iter().filter_map(over).collect::<Vec<_>>() {
            self.sampling.remove(&line);
            self.parts.core.want_samples(line, false);
        }
    }

    fn set_policy(&mut self, now: Mono, set: &SetPolicy) -> Option<String> {
        let asked = config::ask_change(&self.parts.policy, &self.parts.changes, &set.policy);
        match asked {
            Err(refused) => Some(refused.to_string()),
            Ok((policy, changes)) => {
                self.parts.core.set_policy(now, &policy);
                self.parts.changes = changes;
                self.save();
                None
            }
        }
    }

    fn refuse_resend(&self, resend: &Resend) -> Option<String> {
        let Resend { lane, boot, from, to, .. } = resend;
        let own = self.parts.identity.boot;
        if *from == 0 || from > to {
            return Some("from must be 1 or more, and not above to".to_owned());
        }
        if *boot > own || (*boot == own && *to > self.parts.outbox.numbered(*lane)) {
            return Some("these numbers have not been given yet".to_owned());
        }
        None
    }

    /// Sends again what was delivered, says what is gone, and answers. The disk is waited for beside
    /// everything else.
    fn send_again(&self, resend: &Resend, now: Mono) {
        let Resend { request, lane, boot, from, to } = resend.clone();
        let (outbox, extras) = (self.parts.outbox.clone(), self.parts.extras.clone());
        let reply = self.answer_to(RESEND, request, None, now);
        tokio::spawn(async move {
            let again = outbox.again(lane, boot, (from, to)).await;
            for row in again.rows {
                // What finds no room is asked for again.
                if extras.try_send(Extra::Again(row)).is_err() {
                    break;
                }
            }
            let gap = |(from, to): (u32, u32)| {
                let (count, reason) = (to - from + 1, GapReason::Dropped);
                let gap = Gap { lane, boot, from, to, count, reason };
                let body = serde_json::to_vec(&gap).unwrap_or_default();
                NewRow { topic: "gap".to_owned(), body, ..reply.clone() }
            };
            let mut rows: Vec<_> = again.gone.into_iter().take(GAPS_AT_ONCE).map(gap).collect();
            rows.push(reply);
            outbox.push(rows, None);
        });
    }

    fn answer_to(&self, name: &str, request: String, error: Option<String>, now: Mono) -> NewRow {
        let outcome = error.map_or(Outcome::Ok(true), Outcome::Error);
        let reply = Reply { request, outcome };
        let topic = format!("reply/{}", report::reply_name(name));
        self.row(Lane::Events, topic, &reply, now)
    }

    /// Somebody in the home asks for what nobody may ask for from afar.
    pub(super) fn attend(&mut self, visit: Visit, lines: &mut Hearing) {
        self.catch_up(lines);
        let now = self.parts.clock.now();
        let Visit { errand, reply } = visit;
        let OnSite { errand: Errand::OutOfService { line, minutes } } = errand;
        let length = Duration::from_secs(u64::from(minutes) * 60);
        let done = self.parts.core.handle_out_of_service(now, &line, length);
        let answer = match done {
            Ok(()) => {
                tracing::info!(line, minutes, "out of service, or back in it");
                self.save();
                let until = (minutes > 0).then(|| self.parts.core.home().when(now + length));
                Done { ok: true, error: None, until: until.flatten() }
            }
            Err(refused) => {
                let error = Some(refused.to_string());
                Done { ok: false, error, until: None }
            }
        };
        // Whoever asked may have hung up.
        drop(reply.send(answer));
    }
}
