//! Which attempts go out as one message? Somebody who is called for three alarms of one home at the
//! same moment gets one text, and what the night has held is one list in the morning. What is urgent
//! never waits for that: only what goes out at the same time is put together.

use alerts::message::Priority;

use super::about::Kind;
use super::change::Dispatch;
use super::notice::Says;
use super::party::{Address, PartyId};
use crate::core::HomeId;

/// Cases in one message; more are another message. A text of ten lines is still read.
pub const MOST_LINES: usize = 10;

/// A message: what each line of it is an attempt of. A receipt for it is one for each line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Letter {
    /// To whom.
    pub to: PartyId,
    /// By which of their ways.
    pub channel: u8,
    /// Where that is.
    pub address: Address,
    /// Its lines, the most urgent first.
    pub lines: Vec<Dispatch>,
}

/// What may be on one message with something else.
#[derive(Clone, PartialEq, Eq)]
enum Together {
    /// Calls of one home.
    Home(HomeId),
    /// Calls that can wait, of any.
    CanWait,
    /// Calls for cases that have nobody: if one has not, many have not.
    Faults,
    /// Nothing: it is read for itself.
    Alone,
}

impl Together {
    fn of(dispatch: &Dispatch) -> Self {
        match (dispatch.says, dispatch.about.home()) {
            (Says::Call { .. }, _) if dispatch.may_wait => Self::CanWait,
            (Says::Call { .. }, _) if dispatch.about.kind() == Kind::DeskFault => Self::Faults,
            (Says::Call { .. }, Some(home)) if !dispatch.drill => Self::Home(home.clone()),
            (
                Says::Call { .. }
                | Says::SomebodyGoes { .. }
                | Says::HelpComes { .. }
                | Says::Again
                | Says::ItIsOver
                | Says::TakenBack
                | Says::Reminder,
                _,
            ) => Self::Alone,
        }
    }
}

impl Letter {
    /// How urgent its most urgent line is.
    #[must_use]
    pub fn priority(&self) -> Priority {
        self.lines.iter().map(|line| line.priority).max().unwrap_or(Priority::Low)
    }

    /// The same each time that just these lines go this way, and another with any other line: a
    /// channel knows by it what it has sent. At most ten short names, so that it may name a file.
    #[must_use]
    pub fn key(&self) -> String {
        let mut keys: Vec<String> = self.lines.iter().map(Dispatch::key).collect();
        keys.sort_unstable();
        keys.join(".")
    }
}

/// What goes out now, as messages; the most urgent first.
#[must_use]
pub fn letters(dispatches: Vec<Dispatch>) -> Vec<Letter> {
    let mut letters: Vec<(Together, Letter)> = Vec::new();
    for line in dispatches {
        let together = Together::of(&line);
        let fits = |(own, letter): &&mut (Together, Letter)| {
            together != Together::Alone
                && *own == together
                && (letter.to, letter.channel) == (line.to, line.channel)
                && letter.lines.len() < MOST_LINES
        };
        if let Some((_, letter)) = letters.iter_mut().find(fits) {
            letter.lines.push(line);
            continue;
        }
        let (to, channel, address) = (line.to, line.channel, line.address.clone());
        letters.push((together, Letter { to, channel, address, lines: vec![line] }));
    }
    let mut letters: Vec<Letter> = letters.into_iter().map(|(_, letter)| letter).collect();
    for letter in &mut letters {
        letter.lines.sort_by_key(|line| std::cmp::Reverse(line.priority));
    }
    letters.sort_by_key(|letter| std::cmp::Reverse(letter.priority()));
    letters
}
