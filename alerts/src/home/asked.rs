//! What do people ask of the home? To be silent for a while, to try an alarm, to judge by other
//! numbers, to leave a broken sensor alone.
//!
//! What may be asked from afar and what only on the spot is the shell's to know; how far each goes is
//! bounded here, whoever asks.

use core::time::Duration;

use protocol::Mono;

use super::Home;
use super::facts::Fact;
use crate::alarm::Refused;
use crate::message;
use crate::policy::Policy;

impl Home {
    /// A person has seen or accepted an alarm, or lets go of it.
    ///
    /// # Errors
    ///
    /// If there is no such open alarm, or nothing of it to accept or let go of.
    pub fn handle_acknowledge(
        &mut self,
        at: Mono,
        ack: &message::Acknowledge,
    ) -> Result<(), Refused> {
        let at = self.begin(at);
        let done = self.machines.alarms.handle_acknowledge(at, ack, &self.clock);
        self.settle();
        done
    }

    /// Alarms of a kind may not call for a while.
    ///
    /// # Errors
    ///
    /// If it is too long, or may not be paused now.
    pub fn handle_pause(&mut self, at: Mono, pause: &message::Pause) -> Result<(), Refused> {
        let at = self.begin(at);
        let asked = (pause.kind, pause.minutes);
        let done = self.machines.alarms.handle_pause(at, asked, &self.clock);
        self.settle();
        done
    }

    /// An alarm is raised that is only a test.
    ///
    /// # Errors
    ///
    /// If the last test is not over.
    pub fn handle_test(&mut self, at: Mono) -> Result<(), Refused> {
        let at = self.begin(at);
        let done = self.machines.alarms.handle_test(at, &self.clock);
        self.settle();
        done
    }

    /// A technician on the spot takes a sensor out of service for so long, or with no length back
    /// into it.
    ///
    /// # Errors
    ///
    /// If there is no such sensor, it is too long, or it is in service.
    pub fn handle_out_of_service(
        &mut self,
        at: Mono,
        line: &str,
        length: Duration,
    ) -> Result<(), Refused> {
        let at = self.begin(at);
        let done = self.take_out(at, line, length);
        self.settle();
        done
    }

    fn take_out(&mut self, at: Mono, line: &str, length: Duration) -> Result<(), Refused> {
        let place = self.labels.iter().position(|label| label.line == line);
        let place = place.ok_or_else(|| Refused::NoSuchSource(line.into()))?;
        if length.is_zero() {
            let back = self.machines.service.handle_back(place);
            for found in back.ok_or_else(|| Refused::InService(line.into()))? {
                self.say(at, Fact::Found { place: Some(place), found });
            }
            return Ok(());
        }
        self.machines.service.handle_out(at, place, length)?;
        for found in self.machines.alarms.handle_out_of_service(at, line, &self.clock) {
            self.machines.service.withholds(place, found);
        }
        Ok(())
    }

    /// The home is judged by other numbers from now on: those that say how this resident lives
    /// (absence, nap, activity, how often low and medium alarms call, repositioning). The others
    /// say what sensors and bodies are like, and stay until the next start.
    pub fn set_policy(&mut self, at: Mono, policy: &Policy) {
        let at = self.begin(at);
        let machines = &mut self.machines;
        machines.absence.set_policy(policy.absence.clone());
        machines.inactivity.set_missed(policy.absence.low);
        machines.naps.set_policy(policy.nap.clone());
        machines.activity.set_policy(policy.activity.clone());
        machines.alarms.set_policy(policy.alarm.clone());
        let over = machines.repositioning.set(policy.resident.repositioning);
        self.found_of_bed(at, over);
        self.settle();
    }
}
