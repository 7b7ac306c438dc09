//! A line of numbers as one SVG path. What was not heard is a gap, never a line across it.

/// The box of a spark line: a unit for each two minutes, and the beats of a heart.
pub const WIDE: usize = 60;
/// Its height.
pub const HIGH: f64 = 20.0;

/// Beats at the lower and the upper edge, if all numbers lie within.
const FROM: f64 = 45.0;
const TO: f64 = 115.0;

/// The line. `values` are the newest [`WIDE`], 0 where there was none.
#[must_use]
pub fn line(values: &[u8]) -> String {
    let (mut path, mut pen_up) = (String::new(), true);
    let skip = values.len().saturating_sub(WIDE);
    // A line that is shorter ends at the right edge: now.
    let first = WIDE.saturating_sub(values.len());
    for (x, value) in (first..).zip(values.iter().skip(skip)) {
        if *value == 0 {
            pen_up = true;
            continue;
        }
        // A single number between two gaps is a dot, which a line of no length draws.
        let dot = if pen_up { "h0" } else { "" };
        let letter = if pen_up { 'M' } else { 'L' };
        pen_up = false;
        path.push_str(&format!("{letter}{x} {:.1}{dot}", y(*value)));
    }
    path
}

/// The band behind it.
#[must_use]
pub fn band(band: Option<(u8, u8)>) -> String {
    band.filter(|(low, high)| low < high).map_or_else(String::new, |(low, high)| {
        format!("M0 {:.1}H{WIDE}V{:.1}H0Z", y(high), y(low))
    })
}

fn y(value: u8) -> f64 {
    let share = (f64::from(value) - FROM) / (TO - FROM);
    HIGH * (1.0 - share.clamp(0.0, 1.0))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_gap_is_not_drawn_over() {
        let path = line(&[60, 61, 0, 0, 70]);
        assert_eq!(path.matches('M').count(), 2);
        assert!(path.ends_with("h0"), "{path}");
    }

    #[test]
    fn the_newest_number_is_at_the_right_edge() {
        assert!(line(&[60, 61]).starts_with("M58 "));
        assert!(line(&[60; 200]).starts_with("M0 "));
    }

    #[test]
    fn nothing_heard_is_no_line() {
        assert_eq!(line(&[]), "");
        assert_eq!(line(&[0; 60]), "");
        assert_eq!(band(None), "");
    }
}
