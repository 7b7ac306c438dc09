//! What does a report with a picture of a telephone cost? In a test, since only the station knows it.

use std::time::{Duration, Instant};

use image::codecs::jpeg::JpegEncoder;
use image::{Rgb, RgbImage};

use super::*;

/// A picture of twelve million pixels, as a telephone makes it: 4 to 5 MB.
fn of_a_telephone() -> Vec<u8> {
    let paint = |x: u32, y: u32| {
        let noise = x.wrapping_mul(2_654_435_761).wrapping_add(y.wrapping_mul(40_503)) >> 24;
        let soft = |of: u32| u8::try_from((of + noise / 8) % 256).unwrap();
        Rgb([soft(x / 24), soft(y / 16), soft((x + y) / 40)])
    };
    let mut file = Vec::new();
    let encoder = JpegEncoder::new_with_quality(&mut file, 92);
    RgbImage::from_fn(4_000, 3_000, paint).write_with_encoder(encoder).unwrap();
    file
}

#[tokio::test]
#[ignore = "measures: cargo test --release -p hearth-community -- --ignored twelve_million"]
#[allow(clippy::disallowed_methods, reason = "it measures how long the station takes")]
async fn a_report_with_a_picture_of_twelve_million_pixels_takes_a_second_and_a_half_at_most() {
    let rig = Rig::new().await;
    let file = of_a_telephone();
    let mut anybody = rig.anybody();
    anybody.reports("warm", &[&jpeg()]).await;
    let began = Instant::now();
    anybody.reports("a hole", &[&file]).await;
    let took = began.elapsed();
    let peak = std::fs::read_to_string("/proc/self/status").unwrap();
    let peak = peak.lines().find(|it| it.starts_with("VmHWM")).unwrap().to_owned();
    println!("{} bytes, {took:?}, {peak}", file.len());
    assert!(took < Duration::from_millis(1_500), "{took:?}");
}
