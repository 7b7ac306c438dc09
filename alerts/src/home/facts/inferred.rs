//! Somebody moves, in a home where nothing looks at a bed: what that says of it.
//!
//! What hears of it is what asks for somebody who is missed, and what counts. Nothing that asks for
//! life in a bed does: nobody there is seen to breathe.

use protocol::Mono;

use super::Fact;
use crate::bed::{In, Inference, Motion, Occupancy};
use crate::home::Home;
use crate::place::{Channel, Sign};

impl Home {
    pub(in crate::home) fn look_where(
        &mut self,
        at: Mono,
        place: usize,
        (channel, sign): (Channel, Sign),
    ) {
        let is_mat = self.bed_source.is_some() && self.machines.mat.is_mat();
        let looks = self.bed_source.is_none() || (is_mat && self.bed_source != Some(place));
        if !looks || channel == Channel::Presence {
            return;
        }
        let bedroom = &mut self.machines.bedroom;
        let motion = match sign {
            Sign::Moves => bedroom.handle_motion(at, place, &self.clock),
            Sign::Nobody | Sign::There => bedroom.handle_rest(at, place, &self.clock),
        };
        if is_mat {
            self.look_past_mat(at, motion, sign);
        }
        if let Some(motion) = motion {
            self.infer(at, motion);
        }
    }

    /// The entrance is used: whoever does is not in bed.
    pub(in crate::home) fn look_to_the_door(&mut self, at: Mono) {
        let (room, lasts, bedroom) = (In::Elsewhere, false, false);
        let motion = Motion { at, room, lasts, bedroom };
        if self.bed_source.is_none() {
            self.infer(at, motion);
        } else if self.machines.mat.is_mat() {
            self.look_past_mat(at, Some(motion), Sign::Moves);
            self.infer(at, motion);
        }
    }

    /// A source is not heard.
    pub(in crate::home) fn look_no_more(&mut self, at: Mono, place: usize) {
        self.machines.bedroom.handle_silent(place);
        let infers = self.bed_source.is_none() || self.machines.mat.is_mat();
        if infers && self.machines.bedroom.is_in(place).is_some() {
            self.machines.inferred.handle_silent();
            self.say_inferred(at);
        }
    }

    fn infer(&mut self, at: Mono, motion: Motion) {
        self.machines.inferred.handle_motion(motion, &self.clock);
        self.say_inferred(at);
    }

    fn say_inferred(&mut self, at: Mono) {
        while let Some(inference) = self.machines.inferred.poll() {
            self.say(at, Fact::Inferred(inference));
        }
    }

    pub(in crate::home) fn hear_inference(&mut self, at: Mono, inference: Inference) {
        match inference {
            // A bed's own sensor knows better, unless it is stuck.
            Inference::Bed(event) if self.bed_source.is_some() => self.borrow(at, event),
            _ if self.bed_source.is_some() => {}
            Inference::Bed(event) => {
                self.tell_bed(at, event);
                self.hear_of_bed(at, event);
            }
            // Nobody is missed while it is not known.
            Inference::Perhaps => self.machines.absence.handle_entry(),
            Inference::NotBack => self.machines.absence.handle_sat(at),
        }
    }

    /// Whether somebody is in bed, as far as can be inferred, has changed.
    pub(in crate::home) fn hear_inferred_occupied(&mut self, at: Mono, occupancy: Occupancy) {
        self.occupancy = occupancy;
        self.machines.absence.handle_heard(at, occupancy != Occupancy::Unknown);
        self.look_who_is_there(at);
        self.find_out_where(at);
    }
}
