//! May this picture be kept? One function for every way in: it is decoded with limits, turned the
//! right way up, made small enough, and written anew. What is kept is made here: no byte of the file
//! that came goes into it, so neither a place nor a name nor a program that was hidden in it does. If
//! anything fails, there is no picture.

pub mod apart;
pub mod blur;
pub mod drawing;

use std::io::Cursor;

use image::codecs::jpeg::JpegEncoder;
use image::{DynamicImage, ImageDecoder, ImageFormat, ImageReader, Limits, Rgb, RgbImage};

/// The largest file: a telephone's picture at its best setting has 8 MB.
pub const MOST_BYTES: usize = 12 << 20;

/// The most pixels. A telephone that makes 48 or 108 million sends 12 unless it is told otherwise;
/// twice that is decoded in 100 MB, which a small machine has once.
pub const MOST_PIXELS: u64 = 24_000_000;

/// What a decoded picture may take, bytes: four for each pixel.
const MOST_DECODED: u64 = MOST_PIXELS * 4;

/// The longest side of what is kept, pixels: more than the desk's screen shows.
pub const LONGEST_SIDE: u32 = 2_048;

/// How well it is kept: a letter box and a name at a door can be read.
const QUALITY: u8 = 82;

/// Why there is no picture, and what to do.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PhotoError {
    /// The file is larger than [`MOST_BYTES`].
    #[error("the picture is larger than 12 MB: take it again with a smaller setting")]
    TooLarge,
    /// It has more than [`MOST_PIXELS`].
    #[error("the picture has more than 24 million pixels: take it again with a smaller setting")]
    TooManyPixels,
    /// It is no JPEG, PNG or WebP.
    #[error("this is no picture that can be read: send a JPEG, PNG or WebP")]
    OtherKind,
    /// It begins like one and is broken.
    #[error("the picture is broken or was not sent whole: send it again")]
    Broken,
    /// A drawing with too much in it.
    #[error("the drawing has too much in it: make it simpler, or send it as a PNG")]
    LargeDrawing,
    /// A drawing with letters, on a machine without fonts.
    #[error(
        "this machine has no fonts for the drawing's letters: install some (fonts-noto-cjk), or turn \
         the letters into paths"
    )]
    NoLetters,
    /// It was not made clean in time.
    #[error("the picture could not be made ready in time: send it again, or none")]
    NotDone,
}

impl PhotoError {
    /// As the child's exit code; none of the shell's and none of clap's.
    const fn code(self) -> u8 {
        match self {
            Self::TooLarge => 10,
            Self::TooManyPixels => 11,
            Self::OtherKind => 12,
            Self::Broken => 13,
            Self::NotDone => 14,
            Self::LargeDrawing => 15,
            Self::NoLetters => 16,
        }
    }

    /// Of an exit code. A child that was ended by a signal was ended by the file.
    const fn of_code(code: Option<i32>) -> Self {
        match code {
            Some(10) => Self::TooLarge,
            Some(11) => Self::TooManyPixels,
            Some(12) => Self::OtherKind,
            Some(14) => Self::NotDone,
            Some(15) => Self::LargeDrawing,
            Some(16) => Self::NoLetters,
            Some(_) | None => Self::Broken,
        }
    }
}

/// A picture as it may be kept, as JPEG: upright, at most [`LONGEST_SIDE`] wide and high, without
/// anything but its pixels.
///
/// It takes up to a second: call it where that holds nobody up.
///
/// # Errors
///
/// Always then when it is not certain that this is a picture.
pub fn clean(bytes: &[u8]) -> Result<Vec<u8>, PhotoError> {
    if bytes.len() > MOST_BYTES {
        return Err(PhotoError::TooLarge);
    }
    let mut picture = decoded(bytes)?;
    if picture.width() > LONGEST_SIDE || picture.height() > LONGEST_SIDE {
        picture = picture.thumbnail(LONGEST_SIDE, LONGEST_SIDE);
    }
    written(&picture)
}

/// As it is kept.
fn written(picture: &DynamicImage) -> Result<Vec<u8>, PhotoError> {
    let mut kept = Vec::new();
    let encoder = JpegEncoder::new_with_quality(&mut kept, QUALITY);
    flat(picture).write_with_encoder(encoder).map_err(|_| PhotoError::Broken)?;
    Ok(kept)
}

/// How wide and high a picture is that was made clean here.
#[must_use]
pub fn pixels(jpeg: &[u8]) -> Option<(u32, u32)> {
    let reader = ImageReader::with_format(Cursor::new(jpeg), ImageFormat::Jpeg);
    reader.into_dimensions().ok()
}

/// The picture, the right way up.
fn decoded(bytes: &[u8]) -> Result<DynamicImage, PhotoError> {
    // What it is, its first bytes say; no name and no header of whoever sent it.
    let format = match image::guess_format(bytes) {
        Ok(kind @ (ImageFormat::Jpeg | ImageFormat::Png | ImageFormat::WebP)) => kind,
        Ok(_) | Err(_) => return Err(PhotoError::OtherKind),
    };
    let reader = ImageReader::with_format(Cursor::new(bytes), format);
    let mut decoder = reader.into_decoder().map_err(|_| PhotoError::Broken)?;
    let (wide, high) = decoder.dimensions();
    let pixels = u64::from(wide) * u64::from(high);
    if pixels > MOST_PIXELS || decoder.total_bytes() > MOST_DECODED {
        return Err(PhotoError::TooManyPixels);
    }
    let mut limits = Limits::default();
    limits.max_alloc = Some(2 * MOST_DECODED);
    decoder.set_limits(limits).map_err(|_| PhotoError::TooManyPixels)?;
    let turned = decoder.orientation().map_err(|_| PhotoError::Broken)?;
    let mut picture = DynamicImage::from_decoder(decoder).map_err(|_| PhotoError::Broken)?;
    if picture.width() > LONGEST_SIDE || picture.height() > LONGEST_SIDE {
        // Before it is turned: that takes the room of the picture a second time.
        picture = picture.thumbnail(LONGEST_SIDE, LONGEST_SIDE);
    }
    picture.apply_orientation(turned);
    Ok(picture)
}

/// On white: what lies under a transparent pixel is nobody's to see.
fn flat(picture: &DynamicImage) -> RgbImage {
    if !picture.color().has_alpha() {
        return picture.to_rgb8();
    }
    let seen = picture.to_rgba8();
    let mut flat = RgbImage::new(seen.width(), seen.height());
    for (to, from) in flat.pixels_mut().zip(seen.pixels()) {
        let [red, green, blue, cover] = from.0.map(u32::from);
        let over = |colour: u32| {
            u8::try_from((colour * cover + 255 * (255 - cover)) / 255).unwrap_or(u8::MAX)
        };
        *to = Rgb([over(red), over(green), over(blue)]);
    }
    flat
}

#[cfg(test)]
pub(crate) mod tests;
