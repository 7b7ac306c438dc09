//! How are a face and a number plate made unrecognisable? Each part is painted over with at most four by
//! four even fields of its own mean colours: nothing can be worked out from them, and a picture still
//! looks like one.

use image::codecs::jpeg::JpegEncoder;
use image::{ImageFormat, RgbImage};

use super::{PhotoError, QUALITY};

/// Parts of one picture.
pub const MOST_PARTS: usize = 32;

/// A whole picture is so many wide and so many high.
const WHOLE: u32 = 1_000;

/// Fields of a part, each way.
const FIELDS: u32 = 4;

/// A part of a picture, in thousandths of its width and height.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Part {
    at: (u32, u32),
    size: (u32, u32),
}

impl Part {
    /// One that lies on the picture and is not empty.
    #[must_use]
    pub fn new(at: (u32, u32), size: (u32, u32)) -> Option<Self> {
        let fits =
            |at: u32, size: u32| size > 0 && at.checked_add(size).is_some_and(|to| to <= WHOLE);
        (fits(at.0, size.0) && fits(at.1, size.1)).then_some(Self { at, size })
    }
}

/// The picture, a JPEG that was made clean before, with these parts painted over.
///
/// # Errors
///
/// When it is none.
pub fn blurred(jpeg: &[u8], parts: &[Part]) -> Result<Vec<u8>, PhotoError> {
    let picture = image::load_from_memory_with_format(jpeg, ImageFormat::Jpeg);
    let mut picture = picture.map_err(|_| PhotoError::Broken)?.to_rgb8();
    for part in parts {
        paint(&mut picture, *part);
    }
    let mut kept = Vec::new();
    let encoder = JpegEncoder::new_with_quality(&mut kept, QUALITY);
    picture.write_with_encoder(encoder).map_err(|_| PhotoError::Broken)?;
    Ok(kept)
}

fn paint(picture: &mut RgbImage, part: Part) {
    let along = |from: u32, size: u32, of: u32| {
        let begin = u64::from(from) * u64::from(of) / u64::from(WHOLE);
        // Rounded away from the middle: an edge that shows is a hint.
        let end = (u64::from(from + size) * u64::from(of)).div_ceil(u64::from(WHOLE));
        (u32::try_from(begin).unwrap_or(0), u32::try_from(end).unwrap_or(of).min(of))
    };
    let wide = along(part.at.0, part.size.0, picture.width());
    let high = along(part.at.1, part.size.1, picture.height());
    for row in 0..FIELDS {
        for column in 0..FIELDS {
            field(picture, field_of(wide, column), field_of(high, row));
        }
    }
}

/// The n-th field of a stretch.
fn field_of((from, to): (u32, u32), n: u32) -> (u32, u32) {
    let length = to - from;
    (from + length * n / FIELDS, from + length * (n + 1) / FIELDS)
}

/// One colour for all of a field.
fn field(picture: &mut RgbImage, wide: (u32, u32), high: (u32, u32)) {
    let points = || (high.0..high.1).flat_map(move |y| (wide.0..wide.1).map(move |x| (x, y)));
    let (mut sum, mut count) = ([0u64; 3], 0u64);
    for (x, y) in points() {
        for (sum, colour) in sum.iter_mut().zip(picture.get_pixel(x, y).0) {
            *sum += u64::from(colour);
        }
        count += 1;
    }
    let mean = sum.map(|sum| u8::try_from(sum.checked_div(count).unwrap_or(0)).unwrap_or(u8::MAX));
    for (x, y) in points() {
        picture.put_pixel(x, y, image::Rgb(mean));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_painted_over_has_sixteen_colours_and_the_rest_is_as_it_was() {
        let mut picture = RgbImage::from_fn(200, 100, |x, y| {
            image::Rgb([((x * 7) % 256) as u8, ((y * 13) % 256) as u8, ((x * y) % 256) as u8])
        });
        let before = picture.clone();
        paint(&mut picture, Part::new((250, 100), (500, 500)).unwrap());
        let inside: std::collections::BTreeSet<[u8; 3]> = (50..150)
            .flat_map(|x| (10..60).map(move |y| (x, y)))
            .map(|(x, y)| picture.get_pixel(x, y).0)
            .collect();
        assert!(inside.len() <= 16, "{}", inside.len());
        for (x, y) in [(0, 0), (49, 30), (150, 30), (100, 9), (100, 60), (199, 99)] {
            assert_eq!(picture.get_pixel(x, y), before.get_pixel(x, y), "{x} {y}");
        }
    }

    #[test]
    fn a_part_beside_the_picture_is_none_and_one_of_a_pixel_does_no_harm() {
        for (at, size) in [((0, 0), (0, 1)), ((1_000, 0), (1, 1)), ((u32::MAX, 0), (2, 1))] {
            assert_eq!(Part::new(at, size), None);
        }
        let mut picture = RgbImage::new(1, 1);
        paint(&mut picture, Part::new((999, 999), (1, 1)).unwrap());
        assert!(blurred(b"no picture", &[]).is_err());
    }
}
