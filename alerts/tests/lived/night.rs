//! A night that was lived, and the stream of readings that its sensors make of it.

use core::time::Duration;

use alerts::{Kind, Mono, SourceId, SourcePlan};
use protocol::{Means, Reading};

use crate::body::{Body, Sense};
use crate::dice::Dice;
use crate::house::House;
use crate::mat::{Contact, Mat};
use crate::radar::{Module, Radar, Trial};
use crate::script::{Doing, Script, Trouble};
use crate::truth::Seen;

/// What looks at the bed.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Over {
    Radar(Module),
    Mat(Mat),
}

/// A night, its home, and the seed of its chances.
#[derive(Clone, Debug)]
pub(crate) struct Night {
    pub(crate) over: Over,
    /// A radar in the hall and a contact at the entrance.
    pub(crate) flat: bool,
    /// The clock is set.
    pub(crate) clock: bool,
    pub(crate) script: Script,
    pub(crate) dice: Dice,
}

pub(crate) const BED: SourceId = SourceId(0);
const HALL: SourceId = SourceId(1);
const DOOR: SourceId = SourceId(2);
const BEDROOM: SourceId = SourceId(3);

/// The names of the sources, in their order.
pub(crate) const NAMES: [&str; 4] = ["bed", "hall", "front-door", "bedroom"];

impl Night {
    pub(crate) fn seen(&self) -> Seen {
        let dim = match self.over {
            Over::Radar(_) => false,
            Over::Mat(mat) => mat.sticks() || (mat.pulses() && !self.flat),
        };
        Seen { hall: self.flat, clock: self.clock, dim }
    }

    pub(crate) fn sources(&self) -> Vec<SourcePlan> {
        let (quiet, lag) = match self.over {
            Over::Radar(module) => (5 + 5 * module.cadence, module.known_lag),
            Over::Mat(_) => (0, 0),
        };
        let source = |place: usize, kind, quiet, lag| SourcePlan {
            quiet: Duration::from_secs(quiet),
            exit_delay: Duration::from_secs(lag),
            ..SourcePlan::new(NAMES[place].into(), kind)
        };
        let mut sources = vec![source(0, Kind::BedRadar, quiet, lag)];
        let input = Kind::Input(Means::Entrance);
        match self.over {
            _ if !self.flat => {}
            Over::Radar(_) => {
                sources.push(source(1, Kind::RoomRadar, 10, 0));
                sources.push(source(2, input, 15, 0));
            }
            Over::Mat(_) => {
                let rest = [(1, Kind::Other), (2, input), (3, Kind::Other)];
                sources.extend(rest.map(|(place, kind)| source(place, kind, 0, 0)));
            }
        }
        sources
    }

    /// Says every reading of the night, the earliest first.
    pub(crate) fn play(&self, say: &mut dyn FnMut(Mono, SourceId, Reading)) {
        let mut dice = self.dice.clone();
        let (mut body, mut house) = (Body::default(), House::default());
        let mut over = match self.over {
            Over::Radar(module) => Ok(Radar::new(module, &mut dice)),
            Over::Mat(mat) => Err(Contact::new(mat, &mut dice)),
        };
        let phase = dice.between(0, 999);
        let mut second = 0;
        for (doing, seconds) in &self.script.parts {
            for of in 0..*seconds {
                let at = Mono(second * 1_000 + phase);
                let now = self.troubles(second);
                let sense = now.around(body.sense(&mut dice, *doing, now.hold), &mut dice);
                let mut hear = |reading| say(at, BED, reading);
                match &mut over {
                    Ok(radar) => radar.tick(second, (sense, now.trial), &mut dice, &mut hear),
                    Err(mat) => mat.tick(sense, &mut dice, &mut hear),
                }
                if self.flat && matches!(self.over, Over::Mat(_)) {
                    let there = matches!(*doing, Doing::Hall | Doing::Door) || now.guest_in_hall;
                    let hall = there && dice.one_in(3);
                    house.pir(0, hall, &mut dice, &mut |reading| say(at, HALL, reading));
                    let seen = sense.near && sense.force >= 30 && dice.coin();
                    house.pir(1, seen, &mut dice, &mut |reading| say(at, BEDROOM, reading));
                } else if self.flat {
                    house.hall((*doing, now.guest_in_hall), &mut dice, &mut |reading| {
                        say(at, HALL, reading);
                    });
                }
                if self.flat {
                    let is_open = *doing == Doing::Door && of + 1 < *seconds;
                    house.door(second, is_open, &mut |reading| say(at, DOOR, reading));
                }
                second += 1;
            }
        }
    }

    fn troubles(&self, second: u64) -> Now {
        let mut now = Now::default();
        for (trouble, from, to) in &self.script.troubles {
            // Nobody stirs while they cannot be seen, nor just before: that would look like rising.
            if matches!(trouble, Trouble::Lost { .. })
                && (from.saturating_sub(30)..*to).contains(&second)
            {
                now.hold = true;
            }
            if let Trouble::Reboot(returns) = trouble
                && second == *to
            {
                now.trial.starts = Some(*returns);
            }
            if !(*from..*to).contains(&second) {
                continue;
            }
            match trouble {
                Trouble::Silent | Trouble::Off | Trouble::Reboot(_) => now.trial.silent = true,
                Trouble::Lost { flag_falls } => {
                    now.trial.lost = true;
                    now.trial.flag_false |= flag_falls;
                }
                Trouble::FlagFlaps => now.trial.flag_false = true,
                Trouble::PresenceFlaps => now.trial.nobody = true,
                Trouble::Faint => now.faint = true,
                Trouble::Ghost => now.besides = Some((1, 6)),
                Trouble::Pet => now.besides = Some((8, 35)),
                Trouble::GuestInHall => now.guest_in_hall = true,
                Trouble::GuestAtBed => now.besides = Some((15, 70)),
            }
        }
        now
    }
}

/// What goes wrong in one second.
#[derive(Clone, Copy, Debug, Default)]
struct Now {
    trial: Trial,
    hold: bool,
    guest_in_hall: bool,
    faint: bool,
    /// What else moves in the bed radar's view, and how much.
    besides: Option<(u8, u8)>,
}

impl Now {
    fn around(&self, sense: Sense, dice: &mut Dice) -> Sense {
        let sense = Sense { chest: sense.chest && !self.faint, ..sense };
        match self.besides {
            Some((from, to)) => {
                Sense { near: true, force: sense.force.max(dice.byte(from, to)), ..sense }
            }
            None => sense,
        }
    }
}
