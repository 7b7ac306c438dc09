//! A line of numbers as one SVG path. What was not heard is a gap, never a line across it.

/// The box of a spark line: a unit for each two minutes, and the beats of a heart.
pub const WIDE: usize = 60;
/// Its height.
pub const HIGH: f64 = 20.0;

/// Beats between the edges at least, so that a quiet heart is drawn quiet.
const LEAST_SPAN: f64 = 24.0;

/// The line and the band behind it; either may be empty. `values` are the newest [`WIDE`], 0 where
/// there was none.
#[must_use]
pub fn draw(values: &[u8], band: Option<(u8, u8)>) -> (String, String) {
    let newest = values.get(values.len().saturating_sub(WIDE)..).unwrap_or_default();
    let band = band.filter(|(low, high)| low < high);
    let scale = scale(newest, band);
    let behind = band.map_or_else(String::new, |(low, high)| {
        format!("M0 {:.1}H{WIDE}V{:.1}H0Z", y(high, scale), y(low, scale))
    });
    (line(newest, scale), behind)
}

fn line(values: &[u8], scale: (f64, f64)) -> String {
    let (mut path, mut pen_up) = (String::new(), true);
    // A line that is shorter ends at the right edge: now.
    let first = WIDE.saturating_sub(values.len());
    for (x, value) in (first..).zip(values) {
        if *value == 0 {
            pen_up = true;
            continue;
        }
        // A single number between two gaps is a dot, which a line of no length draws.
        let (letter, dot) = if pen_up { ('M', "h0") } else { ('L', "") };
        pen_up = false;
        path.push_str(&format!("{letter}{x} {:.1}{dot}", y(*value, scale)));
    }
    path
}

/// The beats at the lower and the upper edge: what is drawn lies between.
fn scale(values: &[u8], band: Option<(u8, u8)>) -> (f64, f64) {
    let heard = values.iter().copied().filter(|value| *value > 0);
    let all = heard.chain(band.into_iter().flat_map(|(low, high)| [low, high]));
    let (low, high) = all.fold((u8::MAX, u8::MIN), |(low, high), v| (low.min(v), high.max(v)));
    let (low, high) = (f64::from(low.min(high)), f64::from(high));
    let margin = ((LEAST_SPAN - (high - low)) / 2.0).max(1.0);
    (low - margin, high + margin)
}

fn y(value: u8, (from, to): (f64, f64)) -> f64 {
    HIGH * (1.0 - ((f64::from(value) - from) / (to - from)).clamp(0.0, 1.0))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_gap_is_not_drawn_over() {
        let (path, _) = draw(&[60, 61, 0, 0, 70], None);
        assert_eq!(path.matches('M').count(), 2);
        assert!(path.ends_with("h0"), "{path}");
    }

    #[test]
    fn the_newest_number_is_at_the_right_edge() {
        assert!(draw(&[60, 61], None).0.starts_with("M58 "));
        assert!(draw(&[60; 200], None).0.starts_with("M0 "));
    }

    #[test]
    fn nothing_heard_is_no_line() {
        assert_eq!(draw(&[], None), (String::new(), String::new()));
        assert_eq!(draw(&[0; 60], Some((80, 70))), (String::new(), String::new()));
    }

    #[test]
    fn everything_lies_within_the_box() {
        for values in [[1_u8, 255, 60], [60, 60, 60], [200, 0, 1]] {
            let (path, band) = draw(&values, Some((50, 90)));
            for number in path.split(['M', 'L', 'h', ' ']).chain(band.split(['M', 'H', 'V', ' '])) {
                let number: f64 = number.trim_end_matches('Z').parse().unwrap_or(0.0);
                assert!((0.0..=60.0).contains(&number), "{path} {band}");
            }
        }
    }
}
