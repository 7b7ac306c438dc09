//! A mat looks at the bed: what it means, and what other rooms say beside it.

use protocol::Mono;

use super::Fact;
use crate::bed::{BedEvent, In, MatSays, Motion, Sight};
use crate::home::Home;
use crate::place::Sign;

impl Home {
    /// Whether the bed's sensor shows more than a mat can, or is heard at all.
    pub(in crate::home) fn look_at_mat(&mut self, at: Mono, sight: Sight) {
        let mat = &mut self.machines.mat;
        match sight {
            Sight::Presence(_) | Sight::Movement(_) | Sight::Heart(_) | Sight::Breath(_) => {
                mat.handle_more();
            }
            Sight::Silent => mat.handle_heard(at, false),
            Sight::Heard => mat.handle_heard(at, true),
            Sight::Flag(_)
            | Sight::Unwatched
            | Sight::Elsewhere
            | Sight::Lies { .. }
            | Sight::Left { .. }
            | Sight::Doubt => return,
        }
        self.say_mat(at);
    }

    /// Somebody moves in a room. One of unknown place is not the bedroom, for all that is known.
    pub(in crate::home) fn look_past_mat(&mut self, at: Mono, motion: Option<Motion>, sign: Sign) {
        let elsewhere = Motion { at, room: In::Elsewhere, lasts: false, bedroom: false };
        let guess = (sign == Sign::Moves).then_some(elsewhere);
        if let Some(seen) = motion.or(guess) {
            self.machines.mat.handle_motion(seen, motion.is_some(), &self.clock);
            self.say_mat(at);
        }
    }

    pub(in crate::home) fn say_mat(&mut self, at: Mono) {
        while let Some(says) = self.machines.mat.poll() {
            match says {
                MatSays::Sight(sight) => self.say(at, Fact::Sight(sight)),
                MatSays::Perhaps | MatSays::NotBack | MatSays::Fault(_) => {
                    self.say(at, Fact::Mat(says));
                }
            }
        }
    }

    pub(in crate::home) fn hear_mat(&mut self, at: Mono, says: MatSays) {
        match says {
            MatSays::Sight(sight) => self.say(at, Fact::Sight(sight)),
            MatSays::Perhaps => self.machines.absence.handle_entry(),
            MatSays::NotBack => self.machines.absence.handle_sat(at),
            MatSays::Fault(found) => self.say(at, Fact::FoundOfBed(found)),
        }
    }

    /// What rooms' motion says of the bed, while its mat is stuck.
    pub(in crate::home) fn borrow(&mut self, at: Mono, event: BedEvent) {
        let sight = match event {
            BedEvent::Entry { from, ledger } => Sight::Lies { from, ledger },
            BedEvent::Exit { from, ledger, .. } => Sight::Left { at: from, ledger },
            BedEvent::GotUp { .. } | BedEvent::GotUpWithdrawn { .. } => return,
        };
        if self.machines.mat.borrows() {
            self.say(at, Fact::Sight(sight));
        }
    }
}
