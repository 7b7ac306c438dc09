//! Which minutes were sleep, by Sadeh's formula? The alternative to what the home does: scored beside
//! it, and used by no home.
//!
//! The formula wants counts of an actigraph. Here they are a radar's movement above its floor, on the
//! person's own scale, with the whole night known: more than a home knows while it goes on.

/// The floor is what a tenth of all minutes stay below, and the unit what 93 of 100 do: as in the home
/// (docs/decisions/0008). Of the scales that were tried (99 of 100 at 300, 600, 1 000; 93 of 100 at
/// 100, 150, 300) this one agrees best with the laboratory.
const FLOOR: f64 = 0.10;
const UNIT: f64 = 0.93;
const COUNTS: f64 = 100.0;

/// No minute counts more.
const MOST: f64 = 300.0;
/// Minutes before and after that are looked at.
const AROUND: usize = 5;
/// Above it they sleep (care.md 2.3).
const ASLEEP: f64 = -4.0;

/// Whether each minute was sleep, by how much moved in it, 0 to 100.
pub(super) fn asleep(movement: &[f64]) -> Vec<bool> {
    let mut sorted = movement.to_vec();
    sorted.sort_by(f64::total_cmp);
    let floor = share(&sorted, FLOOR);
    let unit = (share(&sorted, UNIT) - floor).max(f64::MIN_POSITIVE);
    let count = |moved: &f64| ((moved - floor).max(0.0) / unit * COUNTS).min(MOST);
    let counts: Vec<f64> = movement.iter().map(count).collect();
    (0..counts.len()).map(|place| index(&counts, place) > ASLEEP).collect()
}

/// What that share of the sorted figures stays below.
fn share(sorted: &[f64], share: f64) -> f64 {
    #[expect(
        clippy::cast_precision_loss,
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "minutes of a night"
    )]
    let place = (sorted.len().saturating_sub(1) as f64 * share).round() as usize;
    sorted.get(place).copied().unwrap_or(0.0)
}

fn index(counts: &[f64], place: usize) -> f64 {
    let from = place.saturating_sub(AROUND);
    let around = counts.get(from..(place + AROUND + 1).min(counts.len())).unwrap_or_default();
    let before = counts.get(from..=place).unwrap_or_default();
    let now = counts.get(place).copied().unwrap_or(0.0);
    let some = real(around.iter().filter(|count| (50.0..100.0).contains(*count)).count());
    let mean = around.iter().sum::<f64>() / real(around.len().max(1));
    7.601 - 0.065 * mean - 1.08 * some - 0.056 * deviation(before) - 0.703 * (now + 1.0).ln()
}

/// Of a sample: 0 of one.
fn deviation(counts: &[f64]) -> f64 {
    let mean = counts.iter().sum::<f64>() / real(counts.len().max(1));
    let squares: f64 = counts.iter().map(|count| (count - mean).powi(2)).sum();
    (squares / real(counts.len().saturating_sub(1).max(1))).sqrt()
}

#[expect(clippy::cast_precision_loss, reason = "minutes of a night")]
const fn real(count: usize) -> f64 {
    count as f64
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_index_is_the_one_that_was_published() {
        assert!((index(&[0.0; 11], 5) - 7.601).abs() < 1e-12);
        let counts = [0.0, 0.0, 0.0, 0.0, 0.0, 60.0, 0.0, 0.0, 0.0, 0.0, 0.0];
        let expected =
            7.601 - 0.065 * 60.0 / 11.0 - 1.08 - 0.056 * (600.0_f64).sqrt() - 0.703 * 61.0_f64.ln();
        assert!((index(&counts, 5) - expected).abs() < 1e-9);
    }

    #[test]
    fn who_lies_still_sleeps_and_who_tosses_does_not_however_strongly_it_is_seen() {
        let night = |gain: f64| -> Vec<f64> {
            (0..480).map(|minute| if minute < 30 { 40.0 * gain } else { 1.5 * gain }).collect()
        };
        for gain in [0.5, 1.0, 2.0] {
            let told = asleep(&night(gain));
            assert!(told.iter().take(24).all(|asleep| !asleep), "{gain}");
            assert!(told.iter().skip(40).all(|asleep| *asleep), "{gain}");
        }
        assert_eq!(asleep(&[]), Vec::<bool>::new());
    }
}
