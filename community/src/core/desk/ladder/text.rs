//! How is a ladder written? `relatives 60s, volunteers+grid-worker 60s, everyone; patience 20min`:
//! the same text in forms, in the configuration and in the store.

use std::fmt;
use std::str::FromStr;
use std::time::Duration;

use super::{LEAST_WAIT, Ladder, MOST_REACHES, MOST_RUNGS, MOST_WAIT, Reach, Rung};
use crate::core::desk::party::PartyId;

/// A longer text is no ladder, bytes.
const MOST_TEXT: usize = 2_000;

/// After a last rung without a wait of its own it begins again after this.
const LAST_WAIT: Duration = Duration::from_secs(120);

/// Without a word on it: as for a high alarm.
const PATIENCE: Duration = Duration::from_secs(20 * 60);

/// Why a text is no ladder, and what to write instead.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NoLadder {
    /// Nothing in it.
    #[error("nobody is called: write who, such as `relatives 60s, everyone; patience 20min`")]
    Empty,
    /// Too long, in whatever way.
    #[error("this is too long: at most {MOST_RUNGS} rungs with {MOST_REACHES} groups each")]
    TooLong,
    /// Somebody who is nobody.
    #[error(
        "`{0}` is nobody: write desk, relatives, volunteers, grid-worker, staff, everyone, a \
         person's number such as p17, or a robot such as group:hall"
    )]
    NoReach(String),
    /// A rung that is not the last has no wait.
    #[error("rung {0} does not say how long to wait: write it after it, such as `relatives 60s`")]
    NoWait(usize),
    /// Not a length of time.
    #[error("`{0}` is no length of time: write it as 45s, 20min or 4h")]
    NoLength(String),
    /// Too short or too long.
    #[error("`{0}` cannot be: a wait is 5s to 24h")]
    OutOfRange(String),
    /// Something else after the semicolon.
    #[error("after the `;` stands `{0}`: write how long somebody may take, `patience 20min`")]
    NoPatience(String),
}

impl FromStr for Ladder {
    type Err = NoLadder;

    fn from_str(text: &str) -> Result<Self, NoLadder> {
        if text.len() > MOST_TEXT {
            return Err(NoLadder::TooLong);
        }
        let (rungs, rest) = text.split_once(';').map_or((text, None), |(a, b)| (a, Some(b.trim())));
        if rungs.trim().is_empty() {
            return Err(NoLadder::Empty);
        }
        let parts: Vec<&str> = rungs.split(',').map(str::trim).collect();
        if parts.len() > MOST_RUNGS {
            return Err(NoLadder::TooLong);
        }
        let last = parts.len();
        let rungs = (1..).zip(&parts).map(|(number, part)| rung(part, number, number == last));
        let rungs = rungs.collect::<Result<_, _>>()?;
        let patience = rest.filter(|rest| !rest.is_empty()).map_or(Ok(PATIENCE), patience)?;
        Ok(Self { rungs, patience })
    }
}

fn rung(part: &str, number: usize, is_last: bool) -> Result<Rung, NoLadder> {
    let (who, wait) = part
        .split_once(char::is_whitespace)
        .map_or((part, None), |(who, wait)| (who, Some(wait.trim())));
    // `relatives + staff 60s`: people put spaces where they like.
    if let Some(wait) = wait
        && (who.ends_with('+') || wait.starts_with('+'))
    {
        let tight = part.replace(" +", "+").replace("+ ", "+");
        return if tight == part {
            Err(NoLadder::NoReach(part.into()))
        } else {
            rung(&tight, number, is_last)
        };
    }
    let reaches = who.split('+').map(reach).collect::<Result<Vec<_>, _>>()?;
    if reaches.len() > MOST_REACHES {
        return Err(NoLadder::TooLong);
    }
    let wait = match wait {
        Some(wait) => length(wait)?,
        None if is_last => LAST_WAIT,
        None => return Err(NoLadder::NoWait(number)),
    };
    Ok(Rung { reaches, wait })
}

fn reach(word: &str) -> Result<Reach, NoLadder> {
    let none = || NoLadder::NoReach(word.into());
    Ok(match word {
        "desk" => Reach::Desk,
        "relatives" => Reach::Relatives,
        "volunteers" => Reach::Volunteers,
        "grid-worker" => Reach::GridWorker,
        "staff" => Reach::Staff,
        "everyone" => Reach::Everyone,
        other => match other.split_once(':') {
            Some(("group", name)) if is_name(name) => Reach::Group(name.into()),
            Some(_) => return Err(none()),
            None => {
                let digits = other.strip_prefix('p').ok_or_else(none)?;
                Reach::Party(PartyId(digits.parse().map_err(|_| none())?))
            }
        },
    })
}

/// A robot's name may not look like anything else in this text.
fn is_name(name: &str) -> bool {
    !name.is_empty() && !name.contains(|c: char| c.is_whitespace() || "+,;:".contains(c))
}

fn patience(text: &str) -> Result<Duration, NoLadder> {
    let none = || NoLadder::NoPatience(text.into());
    length(text.strip_prefix("patience").ok_or_else(none)?.trim())
}

fn length(text: &str) -> Result<Duration, NoLadder> {
    let none = || NoLadder::NoLength(text.into());
    let unit = text.find(|c: char| !c.is_ascii_digit()).ok_or_else(none)?;
    let (number, unit) = text.split_at(unit);
    let each = match unit.trim() {
        "s" => 1,
        "min" => 60,
        "h" => 3_600,
        _ => return Err(none()),
    };
    let number: u64 = number.parse().map_err(|_| none())?;
    let length = Duration::from_secs(number.saturating_mul(each));
    if (LEAST_WAIT..=MOST_WAIT).contains(&length) {
        Ok(length)
    } else {
        Err(NoLadder::OutOfRange(text.into()))
    }
}

impl fmt::Display for Ladder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (number, rung) in self.rungs.iter().enumerate() {
            let comma = if number == 0 { "" } else { ", " };
            write!(f, "{comma}")?;
            for (number, reach) in rung.reaches.iter().enumerate() {
                let plus = if number == 0 { "" } else { "+" };
                write!(f, "{plus}{reach}")?;
            }
            write!(f, " {}", Length(rung.wait))?;
        }
        write!(f, "; patience {}", Length(self.patience))
    }
}

impl fmt::Display for Reach {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Desk => f.write_str("desk"),
            Self::Relatives => f.write_str("relatives"),
            Self::Volunteers => f.write_str("volunteers"),
            Self::GridWorker => f.write_str("grid-worker"),
            Self::Staff => f.write_str("staff"),
            Self::Everyone => f.write_str("everyone"),
            Self::Party(id) => write!(f, "{id}"),
            Self::Group(name) => write!(f, "group:{name}"),
        }
    }
}

struct Length(Duration);

impl fmt::Display for Length {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let seconds = self.0.as_secs();
        if seconds.is_multiple_of(3_600) {
            write!(f, "{}h", seconds / 3_600)
        } else if seconds.is_multiple_of(60) {
            write!(f, "{}min", seconds / 60)
        } else {
            write!(f, "{seconds}s")
        }
    }
}

impl TryFrom<String> for Ladder {
    type Error = NoLadder;

    fn try_from(text: String) -> Result<Self, NoLadder> {
        text.parse()
    }
}

impl From<Ladder> for String {
    fn from(ladder: Ladder) -> Self {
        ladder.to_string()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_ladder_is_read_as_it_is_spoken_and_written_as_it_is_read() {
        let text =
            "relatives 60s, volunteers + grid-worker 1min, staff 120s,everyone ; patience 20min";
        let ladder: Ladder = text.parse().unwrap();
        let written = "relatives 1min, volunteers+grid-worker 1min, staff 2min, everyone 2min; patience 20min";
        assert_eq!(ladder.to_string(), written);
        assert_eq!(written.parse(), Ok(ladder));
        let one: Ladder = "desk+p17+group:hall 45s; patience 4h".parse().unwrap();
        assert_eq!(one.to_string(), "desk+p17+group:hall 45s; patience 4h");
        assert_eq!(serde_json::to_string(&one).unwrap(), format!("\"{one}\""));
    }

    #[test]
    fn what_is_no_ladder_is_told_what_to_write_instead() {
        let says = |text: &str| text.parse::<Ladder>().unwrap_err().to_string();
        assert!(says(" ; patience 3h").contains("relatives 60s, everyone"));
        assert!(says("granny 60s").contains("`granny` is nobody: write desk, relatives"));
        assert!(says("relatives, everyone").contains("rung 1 does not say how long"));
        assert!(says("relatives 60, everyone").contains("write it as 45s"));
        assert!(says("relatives 2s, everyone").contains("5s to 24h"));
        assert!(says("relatives 999999999999999999h").contains("5s to 24h"));
        assert!(says("everyone; 20min").contains("patience 20min"));
        assert!(says(&["everyone 60s"; 13].join(",")).contains("at most 12 rungs"));
        assert!(says("staff+ 60s").contains("is nobody"));
        assert!(says("group: 60s").contains("is nobody"));
    }
}
