//! How well do two agree? The arithmetic of the scores: kappa, sensitivity, specificity, medians,
//! and which of what was said belongs to which of what happened.

/// Two judges on the same epochs: what was true, and what was said.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Confusion {
    /// True, and said.
    pub(super) found: u64,
    /// True, and not said.
    pub(super) missed: u64,
    /// Not true, and said.
    pub(super) invented: u64,
    /// Neither.
    pub(super) refused: u64,
}

#[expect(clippy::cast_precision_loss, reason = "counts of epochs are far below 2^53")]
const fn real(count: u64) -> f64 {
    count as f64
}

/// `part` of `whole`; `None` of nothing.
pub(super) fn share(part: u64, whole: u64) -> Option<f64> {
    (whole > 0).then(|| real(part) / real(whole))
}

impl Confusion {
    pub(super) const fn add(&mut self, is: bool, said: bool) {
        let count = match (is, said) {
            (true, true) => &mut self.found,
            (true, false) => &mut self.missed,
            (false, true) => &mut self.invented,
            (false, false) => &mut self.refused,
        };
        *count += 1;
    }

    pub(super) const fn join(self, other: Self) -> Self {
        Self {
            found: self.found + other.found,
            missed: self.missed + other.missed,
            invented: self.invented + other.invented,
            refused: self.refused + other.refused,
        }
    }

    pub(super) const fn epochs(self) -> u64 {
        self.found + self.missed + self.invented + self.refused
    }

    /// Of what was true, how much was said.
    pub(super) fn sensitivity(self) -> Option<f64> {
        share(self.found, self.found + self.missed)
    }

    /// Of what was not true, how much was not said.
    pub(super) fn specificity(self) -> Option<f64> {
        share(self.refused, self.invented + self.refused)
    }

    /// Of what was said, how much was true.
    pub(super) fn precision(self) -> Option<f64> {
        share(self.found, self.found + self.invented)
    }

    /// Cohen's: agreement beyond what chance alone gives; `None` where chance gives all.
    pub(super) fn kappa(self) -> Option<f64> {
        let all = real(self.epochs());
        let (is, said) = (real(self.found + self.missed), real(self.found + self.invented));
        let agreed = real(self.found + self.refused) / all;
        let chance = (is * said + (all - is) * (all - said)) / (all * all);
        Some((agreed - chance) / (1.0 - chance)).filter(|kappa| kappa.is_finite())
    }
}

/// `None` of nothing.
pub(super) fn mean(figures: &[f64]) -> Option<f64> {
    #[expect(clippy::cast_precision_loss, reason = "there are few")]
    let count = figures.len() as f64;
    (count > 0.0).then(|| figures.iter().sum::<f64>() / count)
}

/// The middle one, or the mean of the two in the middle; `None` of nothing.
pub(super) fn median(figures: &[f64]) -> Option<f64> {
    let mut sorted = figures.to_vec();
    sorted.sort_by(f64::total_cmp);
    let upper = sorted.get(sorted.len() / 2)?;
    let lower =
        if sorted.len().is_multiple_of(2) { sorted.get(sorted.len() / 2 - 1)? } else { upper };
    Some(f64::midpoint(*lower, *upper))
}

/// Pairs each of what was `said` with the nearest of what was `true`, no further away than `far`
/// and each once, the nearest pairs first: their places in the two.
pub(super) fn pair(truth: &[f64], said: &[f64], far: f64) -> Vec<(usize, usize)> {
    let mut near: Vec<(f64, usize, usize)> = Vec::new();
    for (place, at) in truth.iter().enumerate() {
        let close = said.iter().enumerate().map(|(other, said)| ((said - at).abs(), place, other));
        near.extend(close.filter(|(apart, ..)| *apart <= far));
    }
    near.sort_by(|one, other| one.0.total_cmp(&other.0).then(one.1.cmp(&other.1)));
    let (mut left, mut right) = (vec![false; truth.len()], vec![false; said.len()]);
    let mut pairs = Vec::new();
    for (_, place, other) in near {
        if let (Some(one @ &mut false), Some(two @ &mut false)) =
            (left.get_mut(place), right.get_mut(other))
        {
            (*one, *two) = (true, true);
            pairs.push((place, other));
        }
    }
    pairs.sort_unstable();
    pairs
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn kappa_of_a_known_table_is_what_the_textbook_says() {
        // Cohen's own kind of example: 20 and 15 of 50 agreed, 0.4 beyond chance.
        let table = Confusion { found: 20, missed: 5, invented: 10, refused: 15 };
        assert!((table.kappa().unwrap() - 0.4).abs() < 1e-12);
        assert!((table.sensitivity().unwrap() - 0.8).abs() < 1e-12);
        assert!((table.specificity().unwrap() - 0.6).abs() < 1e-12);
        assert!((table.precision().unwrap() - 2.0 / 3.0).abs() < 1e-12);
    }

    #[test]
    fn who_always_says_asleep_agrees_by_chance_alone() {
        let table = Confusion { found: 920, missed: 0, invented: 80, refused: 0 };
        assert_eq!(table.kappa(), Some(0.0));
        assert_eq!((table.sensitivity(), table.specificity()), (Some(1.0), Some(0.0)));
    }

    #[test]
    fn of_nothing_there_is_no_figure() {
        let none = Confusion::default();
        assert_eq!((none.kappa(), none.sensitivity(), none.precision()), (None, None, None));
        let agreed = Confusion { found: 10, ..none };
        assert_eq!((agreed.kappa(), agreed.specificity()), (None, None));
        assert_eq!((mean(&[]), median(&[]), share(0, 0)), (None, None, None));
    }

    #[test]
    fn a_median_lies_in_the_middle() {
        assert_eq!(median(&[3.0, 1.0, 2.0]), Some(2.0));
        assert_eq!(median(&[4.0, 1.0, 2.0, 3.0]), Some(2.5));
        assert_eq!(mean(&[1.0, 2.0, 6.0]), Some(3.0));
    }

    #[test]
    fn each_thing_said_belongs_to_one_thing_that_happened_the_nearest_first() {
        assert_eq!(pair(&[100.0, 200.0], &[104.0, 96.0, 190.0, 400.0], 15.0), [(0, 0), (1, 2)]);
        assert_eq!(pair(&[100.0, 110.0], &[108.0, 109.0], 15.0), [(0, 0), (1, 1)]);
        assert_eq!(pair(&[], &[1.0], 5.0), []);
    }
}
