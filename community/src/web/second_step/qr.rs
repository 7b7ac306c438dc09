//! A text as a picture that a telephone reads: one path of an SVG, black on white in every light.

use maud::{Markup, html};
use qrcode::{Color, QrCode};

/// White around it, in squares: as the standard wants it (ISO/IEC 18004 §9.1).
const QUIET: usize = 4;

/// The picture; `None` for a text that is too long for one.
pub(super) fn picture(text: &str, label: &str) -> Option<Markup> {
    let code = QrCode::new(text).ok()?;
    let wide = code.width();
    let colors = code.to_colors();
    let mut path = String::new();
    for (y, line) in colors.chunks(wide).enumerate() {
        let mut x = 0;
        for run in line.chunk_by(|one, other| one == other) {
            if run.first() == Some(&Color::Dark) {
                let (left, top, long) = (x + QUIET, y + QUIET, run.len());
                path += &format!("M{left} {top}h{long}v1h-{long}z");
            }
            x += run.len();
        }
    }
    let side = wide + 2 * QUIET;
    Some(html! {
        svg.qr viewBox={ "0 0 " (side) " " (side) } role="img" aria-label=(label)
            shape-rendering="crispEdges" { path d=(path) {} }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_is_a_square_with_white_around_it_and_one_that_is_too_long_is_none() {
        let html = picture("otpauth://totp/x?secret=AAAA", "x").unwrap().into_string();
        // Version 3 has 29 squares a side; its first corner is seven dark ones in a row.
        assert!(
            html.contains("viewBox=\"0 0 37 37\"") && html.contains("d=\"M4 4h7v1h-7z"),
            "{html}"
        );
        assert!(picture(&"x".repeat(3_000), "x").is_none());
    }
}
