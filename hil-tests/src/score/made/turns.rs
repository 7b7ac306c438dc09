//! When did they turn over? By the definition alone (care.md 2.2), from what moved second by second:
//! movement of 30 and more, bursts less than ten seconds apart joined, 1 to 20 s long, in bed for half
//! a minute before and after, and none within half a minute after the one before.

use super::radar::Second;

const STRONG: u8 = 30;
const JOINED: usize = 10;
const LONGEST: usize = 20;
const LIES: usize = 30;
const RESTS: usize = 30;

/// The seconds in which turn-overs began.
pub(crate) fn lived(seconds: &[Second]) -> Vec<u64> {
    let mut bursts: Vec<(usize, usize)> = Vec::new();
    for (at, second) in seconds.iter().enumerate() {
        if !second.in_bed || second.force < STRONG {
            continue;
        }
        match bursts.last_mut() {
            Some(last) if at - last.1 < JOINED => last.1 = at,
            Some(_) | None => bursts.push((at, at)),
        }
    }
    let lies = |from: usize, to: usize| {
        seconds.get(from..to).is_some_and(|span| span.iter().all(|second| second.in_bed))
    };
    let mut turns: Vec<(usize, usize)> = Vec::new();
    for (from, to) in bursts {
        let rested = turns.last().is_none_or(|(_, end)| from - end >= RESTS);
        let short = to - from < LONGEST;
        if short && rested && from >= LIES && lies(from - LIES, to + 1 + LIES) {
            turns.push((from, to));
        }
    }
    turns.into_iter().filter_map(|(from, _)| u64::try_from(from).ok()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bursts_near_each_other_are_one_and_lying_down_is_none() {
        let mut seconds = vec![Second { force: 1, in_bed: true, ..Second::default() }; 400];
        for at in [10, 11, 100, 101, 108, 150, 151] {
            seconds[at].force = 60;
        }
        (200..230).for_each(|at| seconds[at].force = 60);
        assert_eq!(lived(&seconds), [100, 150]);
    }
}
