//! A picture is made clean by a child of the real program: what is good comes back, and whatever a file
//! does to the decoder, the station only hears that there is no picture.

#![allow(clippy::unwrap_used, reason = "a test")]

use std::path::PathBuf;

use community::photo::PhotoError;
use community::photo::apart::Cleaner;
use image::codecs::jpeg::JpegEncoder;
use image::codecs::png::PngEncoder;
use image::{Rgb, RgbImage};

fn child() -> Cleaner {
    Cleaner::Child(PathBuf::from(env!("CARGO_BIN_EXE_hearth-community")))
}

fn jpeg(wide: u32, high: u32) -> Vec<u8> {
    let mut file = Vec::new();
    let noise = |x: u32, y: u32| {
        Rgb([x.wrapping_mul(y), x ^ y, x + y].map(|it| u8::try_from(it % 256).unwrap()))
    };
    let encoder = JpegEncoder::new_with_quality(&mut file, 60);
    RgbImage::from_fn(wide, high, noise).write_with_encoder(encoder).unwrap();
    file
}

#[tokio::test]
async fn a_good_picture_comes_back_small_enough_from_a_child_with_limits() {
    let kept = child().clean(jpeg(2_400, 90)).await.unwrap();
    let kept = image::load_from_memory(&kept).unwrap();
    assert!(kept.width() <= 2_048 && kept.height() <= 2_048);
}

#[tokio::test]
async fn hostile_files_are_refused_by_the_child_and_the_station_waits_for_none_of_them() {
    let mut png = Vec::new();
    RgbImage::new(8, 8).write_with_encoder(PngEncoder::new(&mut png)).unwrap();
    // Says that it is 65,535 pixels wide and high.
    let mut bomb = png.clone();
    bomb.splice(16..24, [0, 0, 0xff, 0xff, 0, 0, 0xff, 0xff]);
    let whole = jpeg(600, 400);
    let cut = whole.iter().copied().take(whole.len() / 2).collect::<Vec<u8>>();
    for (name, file) in [
        ("empty", Vec::new()),
        ("gif", b"GIF89a".to_vec()),
        ("zip", b"PK\x03\x04".to_vec()),
        ("svg", b"<svg xmlns='http://www.w3.org/2000/svg'/>".to_vec()),
        ("bomb", bomb),
        ("too large", vec![0xff; 13 << 20]),
    ] {
        assert!(child().clean(file).await.is_err(), "{name}");
    }
    // Of half a picture the upper half may be kept; then it is a picture like any other.
    if let Ok(kept) = child().clean(cut).await {
        assert!(image::load_from_memory(&kept).is_ok());
    }
}

#[tokio::test]
async fn a_program_that_is_not_there_is_no_picture_and_no_panic() {
    let cleaner = Cleaner::Child("/nowhere/hearth-community".into());
    assert_eq!(cleaner.clean(jpeg(8, 8)).await, Err(PhotoError::NotDone));
}

#[tokio::test]
async fn a_map_that_was_drawn_is_painted_by_the_child_and_one_that_never_ends_is_ended() {
    let svg = |inside: &str| {
        let head = "<svg xmlns='http://www.w3.org/2000/svg' width='400' height='200'>";
        format!("{head}{inside}</svg>").into_bytes()
    };
    let kept = child().paint(svg("<rect width='9' height='9' fill='red'/>")).await.unwrap();
    assert_eq!(image::load_from_memory(&kept).unwrap().width(), 2_048);
    let endless = "<filter id='f' x='0' y='0' width='1' height='1'><feTurbulence baseFrequency='0.9' \
                   numOctaves='2000000000'/></filter><rect width='400' height='200' filter='url(#f)'/>";
    assert!(child().paint(svg(endless)).await.is_err());
    assert_eq!(child().paint(jpeg(8, 8)).await, Err(PhotoError::OtherKind));
    assert_eq!(
        child().clean(svg("")).await,
        Err(PhotoError::OtherKind),
        "of the street: no drawing"
    );
}
