//! Between which numbers does something of this person usually lie? Between the tenth and the
//! ninetieth of a hundred of their own nights: their nights before, and nobody else's.

/// Nights that are looked back to: four weeks, so that a week's habits are in it four times and a
/// slow change is not taken for what was always so.
pub const BEFORE: usize = 28;

/// Nights of these that must be known: of fewer, a tenth says nothing.
pub const FEWEST: usize = 7;

/// The usual range, of the nights before; `None` while too few of them are known.
///
/// Of the values in order, the tenth and the ninetieth hundredth, straight lines between neighbours.
#[must_use]
pub fn usual(before: impl IntoIterator<Item = Option<f64>>) -> Option<(f64, f64)> {
    let mut known: Vec<f64> = before.into_iter().flatten().filter(|n| n.is_finite()).collect();
    if known.len() < FEWEST {
        return None;
    }
    known.sort_by(f64::total_cmp);
    Some((hundredth(&known, 10)?, hundredth(&known, 90)?))
}

fn hundredth(sorted: &[f64], which: usize) -> Option<f64> {
    let place = sorted.len().checked_sub(1)? * which;
    let (low, part) = (place / 100, u32::try_from(place % 100).ok()?);
    let low_value = *sorted.get(low)?;
    let high_value = sorted.get(low + 1).copied().unwrap_or(low_value);
    Some(low_value + (high_value - low_value) * f64::from(part) / 100.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn six_nights_are_no_habit_and_seven_are() {
        assert_eq!(usual((0..6).map(|n| Some(f64::from(n)))), None);
        let seven = (0..7).map(|n| Some(f64::from(n)));
        assert_eq!(usual(seven), Some((0.6, 5.4)));
    }

    #[test]
    fn nights_of_which_nothing_is_known_count_neither_as_night_nor_as_none() {
        let nights = (0..28).map(|n| (n % 4 == 0).then_some(f64::from(n)));
        assert_eq!(usual(nights.clone()), usual(nights.filter(Option::is_some)));
        assert_eq!(usual(std::iter::repeat_n(None, 28)), None);
        assert_eq!(usual(std::iter::repeat_n(Some(f64::NAN), 28)), None);
    }

    #[test]
    fn one_strange_night_does_not_move_the_range_far() {
        let mut nights = vec![Some(420.0); 27];
        nights.push(Some(30.0));
        assert_eq!(usual(nights), Some((420.0, 420.0)));
    }
}
