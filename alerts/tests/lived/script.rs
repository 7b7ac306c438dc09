//! What did the resident do, second by second? A night as it was lived, before any sensor sees it.

use crate::dice::Dice;

/// How fast somebody gets up or comes to bed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Pace {
    /// As most people: the radar sees large movement, and its flag comes.
    Brisk,
    /// Bit by bit, below 0.7 m/s (care.md 2.1): no large movement, and no flag on the way in.
    Slow,
}

/// What the resident does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Doing {
    /// In a room where no sensor looks; or on the floor there.
    Away,
    /// In the hall, where its radar sees them, if there is one.
    Hall,
    /// At the entrance door, which opens with the first second and closes with the last.
    Door,
    /// In a chair that the bed radar sees.
    Chair,
    /// On the last steps to the bed.
    Comes(Pace),
    /// On the bed's edge.
    Sits,
    /// In bed, awake.
    Awake,
    /// In bed, awake and restless.
    Restless,
    /// In bed, asleep.
    Asleep,
    /// On the bed, sitting up and about to stand.
    Rises(Pace),
    /// On the first steps from the bed.
    Goes(Pace),
}

impl Doing {
    /// On the bed or in it.
    pub(crate) const fn in_bed(self) -> bool {
        match self {
            Self::Sits | Self::Awake | Self::Restless | Self::Asleep | Self::Rises(_) => true,
            Self::Away | Self::Hall | Self::Door | Self::Chair | Self::Comes(_) | Self::Goes(_) => {
                false
            }
        }
    }
}

/// What happens to the sensors, or around the resident.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Trouble {
    /// The bed's line says nothing.
    Silent,
    /// The gateway does not run, and then goes on.
    Off,
    /// The bed radar starts anew after that silence: its flag says false and comes back after so
    /// many seconds, or not in this stay; its first numbers are wrong.
    Reboot(Option<u64>),
    /// The bed radar loses the sleeper; whether its flag falls, too.
    Lost { flag_falls: bool },
    /// The flag alone says false.
    FlagFlaps,
    /// The presence alone says false.
    PresenceFlaps,
    /// The chest is turned away: no heart and no breath.
    Faint,
    /// A curtain or a fan, when nobody is there.
    Ghost,
    /// A pet in view of the bed radar.
    Pet,
    /// A visitor walks through the hall.
    GuestInHall,
    /// A visitor stands at the bed.
    GuestAtBed,
}

/// A night from its first second to its last.
#[derive(Clone, Debug, Default)]
pub(crate) struct Script {
    /// Minutes after the evening's midnight (that of 23 November) at which it begins.
    pub(crate) begins_min: u64,
    /// What is done, and for how many seconds.
    pub(crate) parts: Vec<(Doing, u64)>,
    /// What goes wrong, from this second to before that.
    pub(crate) troubles: Vec<(Trouble, u64, u64)>,
    /// Spans in which nobody could know: what is said of an exit in them is neither right nor
    /// wrong.
    pub(crate) blind: Vec<(u64, u64)>,
}

impl Script {
    pub(crate) fn at(begins_min: u64) -> Self {
        Self { begins_min, ..Self::default() }
    }

    /// Seconds so far.
    pub(crate) fn length(&self) -> u64 {
        self.parts.iter().map(|(_, seconds)| seconds).sum()
    }

    /// When the gateway does not run.
    pub(crate) fn offs(&self) -> impl Iterator<Item = (u64, u64)> + '_ {
        let offs = self.troubles.iter().filter(|(trouble, ..)| *trouble == Trouble::Off);
        offs.map(|(_, from, to)| (*from, *to))
    }

    pub(crate) fn then(&mut self, doing: Doing, seconds: u64) -> &mut Self {
        self.parts.push((doing, seconds));
        self
    }

    /// Comes to the bed and lies down, awake for a while.
    pub(crate) fn lies_down(&mut self, dice: &mut Dice, pace: Pace) -> &mut Self {
        let steps = match pace {
            Pace::Brisk => dice.between(3, 8),
            Pace::Slow => dice.between(6, 20),
        };
        self.then(Doing::Comes(pace), steps).then(Doing::Awake, dice.between(60, 600))
    }

    /// Asleep for so many minutes.
    pub(crate) fn sleep(&mut self, dice: &mut Dice, minutes: (u64, u64)) -> &mut Self {
        let seconds = dice.between(minutes.0 * 60, minutes.1 * 60);
        self.then(Doing::Asleep, seconds)
    }

    /// Wakes and gets up: the exit is between rising and going.
    pub(crate) fn up(&mut self, dice: &mut Dice, pace: Pace) -> &mut Self {
        let (rise, go) = match pace {
            Pace::Brisk => (dice.between(3, 9), dice.between(1, 4)),
            Pace::Slow => (dice.between(8, 30), dice.between(2, 8)),
        };
        if dice.one_in(3) {
            self.then(Doing::Awake, dice.between(20, 240));
        }
        self.then(Doing::Rises(pace), rise).then(Doing::Goes(pace), go)
    }

    /// Gets up, does `what` so that the absence lasts so many seconds in all, and is back in bed.
    pub(crate) fn trip(
        &mut self,
        dice: &mut Dice,
        pace: Pace,
        seconds: u64,
        what: impl FnOnce(&mut Self, &mut Dice, u64),
    ) -> &mut Self {
        self.up(dice, pace);
        let gone = self.parts.last().map_or(0, |(_, seconds)| *seconds);
        let steps = dice.between(3, 8).min(seconds.saturating_sub(gone + 1)).max(1);
        let left = seconds.saturating_sub(gone + steps).max(1);
        what(self, dice, left);
        self.then(Doing::Comes(Pace::Brisk), steps)
    }

    /// Something goes wrong for the last so many seconds of what was just told.
    pub(crate) fn with(&mut self, trouble: Trouble, from: u64, to: u64) -> &mut Self {
        self.troubles.push((trouble, from, to));
        self
    }

    /// While asleep for so many minutes, something goes wrong again and again.
    pub(crate) fn sleep_with(
        &mut self,
        dice: &mut Dice,
        minutes: (u64, u64),
        seconds: (u64, u64),
        mut trouble: impl FnMut(&mut Dice) -> Trouble,
    ) -> &mut Self {
        let from = self.length();
        self.sleep(dice, minutes);
        let mut at = from + dice.between(150, 600);
        loop {
            let until = at + dice.of(seconds);
            if until + 150 > self.length() {
                return self;
            }
            let trouble = trouble(dice);
            self.with(trouble, at, until);
            at = until + dice.between(200, 1_200);
        }
    }
}

/// Does nothing that a sensor sees.
pub(crate) fn unseen(script: &mut Script, _: &mut Dice, seconds: u64) {
    script.then(Doing::Away, seconds);
}

/// Sits in view of the bed radar.
pub(crate) fn in_a_chair(script: &mut Script, dice: &mut Dice, seconds: u64) {
    let before = dice.between(0, 5).min(seconds / 4);
    script.then(Doing::Away, before).then(Doing::Chair, seconds - before);
}

/// Through the hall, out of sight, and back: as to a toilet.
pub(crate) fn through_the_hall(script: &mut Script, dice: &mut Dice, seconds: u64) {
    let (there, back) = (dice.between(3, 9), dice.between(3, 9));
    let rest = seconds.saturating_sub(there + back).max(1);
    script.then(Doing::Hall, there).then(Doing::Away, rest).then(Doing::Hall, back);
}

/// Up and about in the hall again and again.
pub(crate) fn about_the_hall(script: &mut Script, dice: &mut Dice, seconds: u64) {
    let mut left = seconds;
    while left > 0 {
        let seen = dice.between(45, 120).min(left);
        let unseen = dice.between(60, 420).min(left - seen);
        script.then(Doing::Hall, seen).then(Doing::Away, unseen);
        left -= seen + unseen;
    }
}
