use image::codecs::png::PngEncoder;
use image::codecs::webp::WebPEncoder;
use image::{ExtendedColorType, ImageEncoder, RgbaImage};

use super::*;

/// Left half red, right half blue.
fn halves(wide: u32, high: u32) -> RgbImage {
    RgbImage::from_fn(wide, high, |x, _| {
        if x < wide / 2 { Rgb([220, 20, 20]) } else { Rgb([20, 20, 220]) }
    })
}

pub(crate) fn jpeg(wide: u32, high: u32) -> Vec<u8> {
    let mut file = Vec::new();
    halves(wide, high).write_with_encoder(JpegEncoder::new(&mut file)).unwrap();
    file
}

fn png(wide: u32, high: u32) -> Vec<u8> {
    let mut file = Vec::new();
    halves(wide, high).write_with_encoder(PngEncoder::new(&mut file)).unwrap();
    file
}

fn webp(wide: u32, high: u32) -> Vec<u8> {
    let mut file = Vec::new();
    halves(wide, high).write_with_encoder(WebPEncoder::new_lossless(&mut file)).unwrap();
    file
}

/// A JPEG with a segment more, behind its first two bytes.
fn with_segment(file: &[u8], marker: u8, body: &[u8]) -> Vec<u8> {
    let length = u16::try_from(body.len() + 2).unwrap().to_be_bytes();
    [&file[..2], &[0xff, marker], &length, body, &file[2..]].concat()
}

/// How a telephone says which way it was held, and, behind that, where it was.
fn exif(orientation: u16) -> Vec<u8> {
    let mut body = b"Exif\0\0MM\0*\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01".to_vec();
    body.extend_from_slice(&orientation.to_be_bytes());
    body.extend_from_slice(b"\0\0\0\0\0\0GPS 26.6470N 106.6302E Du Xiuying");
    body
}

fn read(file: &[u8]) -> RgbImage {
    image::load_from_memory_with_format(file, ImageFormat::Jpeg).unwrap().to_rgb8()
}

#[test]
fn a_picture_of_each_kind_is_kept_as_a_jpeg() {
    for file in [jpeg(64, 48), png(64, 48), webp(64, 48)] {
        let kept = clean(&file).unwrap();
        assert_eq!(image::guess_format(&kept).unwrap(), ImageFormat::Jpeg);
        let seen = read(&kept);
        assert_eq!(seen.dimensions(), (64, 48));
        assert!(seen.get_pixel(8, 8)[0] > 150 && seen.get_pixel(56, 8)[2] > 150);
    }
}

#[test]
fn a_large_picture_is_made_smaller_and_a_small_one_stays() {
    assert_eq!(read(&clean(&jpeg(4_096, 1_024)).unwrap()).dimensions(), (2_048, 512));
    assert_eq!(read(&clean(&png(1, 1)).unwrap()).dimensions(), (1, 1));
}

#[test]
fn a_telephone_that_was_held_upright_gives_an_upright_picture() {
    // Six: the camera lay on its left side, so the left half becomes the upper one.
    let kept = read(&clean(&with_segment(&jpeg(64, 32), 0xe1, &exif(6))).unwrap());
    assert_eq!(kept.dimensions(), (32, 64));
    assert!(kept.get_pixel(16, 8)[0] > 150 && kept.get_pixel(16, 56)[2] > 150);
    let kept = read(&clean(&with_segment(&jpeg(64, 32), 0xe1, &exif(3))).unwrap());
    assert!(kept.get_pixel(8, 16)[2] > 150);
}

#[test]
fn nothing_but_pixels_is_kept() {
    let file = with_segment(&jpeg(64, 32), 0xe1, &exif(1));
    let file = with_segment(&file, 0xfe, b"<?php echo 'Du Xiuying'; ?>");
    let file = with_segment(&file, 0xed, b"Photoshop 3.0\0 26.6470N");
    let kept = clean(&[file, b"PK\x03\x04 a second file behind it".to_vec()].concat()).unwrap();
    for secret in ["Exif", "GPS", "26.647", "Du Xiuying", "php", "Photoshop", "PK\x03\x04"] {
        let found = kept.windows(secret.len()).any(|it| it == secret.as_bytes());
        assert!(!found, "{secret}");
    }
}

#[test]
fn what_lies_under_a_transparent_pixel_is_not_seen() {
    let hidden = RgbaImage::from_pixel(32, 32, image::Rgba([200, 0, 0, 0]));
    let mut file = Vec::new();
    hidden.write_with_encoder(PngEncoder::new(&mut file)).unwrap();
    assert!(read(&clean(&file).unwrap()).pixels().all(|it| it.0.iter().all(|c| *c > 250)));
}

/// A PNG's chunk with its checksum.
fn chunk(name: &[u8; 4], body: &[u8]) -> Vec<u8> {
    let crc = [name.as_slice(), body].concat().iter().fold(!0_u32, |crc, byte| {
        (0..8).fold(crc ^ u32::from(*byte), |crc, _| {
            if crc & 1 == 1 { (crc >> 1) ^ 0xedb8_8320 } else { crc >> 1 }
        })
    });
    let length = u32::try_from(body.len()).unwrap().to_be_bytes();
    [&length, name.as_slice(), body, &(!crc).to_be_bytes()].concat()
}

/// A PNG that says that it is so large, and has nothing.
fn says_it_is(wide: u32, high: u32, depth: u8) -> Vec<u8> {
    let mut header = [wide.to_be_bytes(), high.to_be_bytes()].concat();
    header.extend_from_slice(&[depth, 6, 0, 0, 0]);
    let sign = b"\x89PNG\r\n\x1a\n".to_vec();
    [sign, chunk(b"IHDR", &header), chunk(b"IDAT", &[]), chunk(b"IEND", &[])].concat()
}

/// Files that are no picture, or none that is kept, and why.
fn hostile() -> Vec<(&'static str, Vec<u8>, PhotoError)> {
    use PhotoError::{Broken, OtherKind, TooLarge, TooManyPixels};
    let (jpeg, png, webp) = (jpeg(64, 48), png(64, 48), webp(64, 48));
    let cut = |file: &[u8], keep: usize| file[..keep].to_vec();
    let wild = |file: &[u8], from: usize| {
        let mut file = file.to_vec();
        for (n, byte) in file.iter_mut().enumerate().skip(from) {
            *byte = u8::try_from(n * 31 % 251).unwrap();
        }
        file
    };
    // The two bytes of the height, and of the width, behind the marker of the frame.
    let frame = jpeg.windows(2).position(|it| it == [0xff, 0xc0]).unwrap();
    let sized = |wide: u16, high: u16| {
        let mut file = jpeg.clone();
        file[frame + 5..frame + 7].copy_from_slice(&high.to_be_bytes());
        file[frame + 7..frame + 9].copy_from_slice(&wide.to_be_bytes());
        file
    };
    vec![
        ("nothing", vec![], OtherKind),
        ("one byte", vec![0xff], OtherKind),
        ("zeros", vec![0; 4_096], OtherKind),
        ("text", b"Dear desk, see attachment.".to_vec(), OtherKind),
        ("a path", b"../../../../etc/passwd".to_vec(), OtherKind),
        ("a page", b"<!DOCTYPE html><script>alert(1)</script>".to_vec(), OtherKind),
        ("SVG", b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>".to_vec(), OtherKind),
        ("XML with an entity", b"<?xml version='1.0'?><!DOCTYPE x [<!ENTITY e SYSTEM 'file:///etc/passwd'>]><svg>&e;</svg>".to_vec(), OtherKind),
        ("a script", b"#!/bin/sh\nrm -rf /\n".to_vec(), OtherKind),
        ("zip", b"PK\x03\x04\x14\0\0\0\x08\0".to_vec(), OtherKind),
        ("gzip", b"\x1f\x8b\x08\0\0\0\0\0".to_vec(), OtherKind),
        ("PDF", b"%PDF-1.7\n1 0 obj".to_vec(), OtherKind),
        ("ELF", b"\x7fELF\x02\x01\x01\0".to_vec(), OtherKind),
        ("GIF", b"GIF89a\x01\0\x01\0\x80\0\0\xff\xff\xff\0\0\0,\0\0\0\0\x01\0\x01\0\0\x02\x02D\x01\0;".to_vec(), OtherKind),
        ("BMP", b"BM\x3a\0\0\0\0\0\0\0\x36\0\0\0\x28\0\0\0".to_vec(), OtherKind),
        ("TIFF", b"II*\0\x08\0\0\0\0\0".to_vec(), OtherKind),
        ("ICO", b"\0\0\x01\0\x01\0\x10\x10\0\0".to_vec(), OtherKind),
        ("HEIC", b"\0\0\0\x18ftypheic\0\0\0\0heicmif1".to_vec(), OtherKind),
        ("AVIF", b"\0\0\0\x1cftypavif\0\0\0\0avifmif1".to_vec(), OtherKind),
        ("a film", b"\0\0\0\x20ftypisom\0\0\x02\0isomiso2".to_vec(), OtherKind),
        ("a page before a JPEG", [b"<html>".to_vec(), jpeg.clone()].concat(), OtherKind),
        ("the beginning of a JPEG", cut(&jpeg, 4), Broken),
        ("a JPEG without a frame", [cut(&jpeg, 20), b"\xff\xd9".to_vec()].concat(), Broken),
        ("a JPEG of noise", wild(&jpeg, 4), Broken),
        ("a JPEG of 4 billion pixels", sized(u16::MAX, u16::MAX), TooManyPixels),
        ("a JPEG of 100 million pixels", sized(10_000, 10_000), TooManyPixels),
        ("a JPEG without height", sized(64, 0), Broken),
        ("the beginning of a PNG", cut(&png, 8), Broken),
        ("a cut PNG", cut(&png, png.len() / 2), Broken),
        ("a PNG of noise", wild(&png, 40), Broken),
        ("a PNG of 4 billion times 4 billion pixels", says_it_is(u32::MAX, u32::MAX, 8), Broken),
        ("a PNG of 2 billion pixels", says_it_is(60_000, 40_000, 8), TooManyPixels),
        ("a PNG of 23 million deep pixels", says_it_is(4_800, 4_800, 16), TooManyPixels),
        ("a PNG that is empty inside", says_it_is(640, 480, 8), Broken),
        ("the beginning of a WebP", cut(&webp, 12), Broken),
        ("a cut WebP", cut(&webp, webp.len() / 2), Broken),
        ("a WebP of noise", wild(&webp, 21), Broken),
        ("a sound", b"RIFF\x24\0\0\0WAVEfmt ".to_vec(), OtherKind),
        ("13 MB", [jpeg.clone(), vec![0; 13 << 20]].concat(), TooLarge),
    ]
}

#[test]
fn no_hostile_file_becomes_a_picture() {
    let files = hostile();
    assert!(files.len() >= 30);
    for (name, file, why) in files {
        assert_eq!(clean(&file), Err(why), "{name}");
    }
}

#[test]
fn a_file_that_ends_early_anywhere_harms_nobody() {
    for file in [jpeg(64, 48), png(64, 48), webp(64, 48)] {
        for keep in (0..file.len()).step_by(7) {
            if let Ok(kept) = clean(&file[..keep]) {
                assert_eq!(image::guess_format(&kept).unwrap(), ImageFormat::Jpeg);
            }
        }
    }
}

#[test]
fn a_profile_of_colours_that_is_nonsense_is_not_kept() {
    let mut file = Vec::new();
    let mut encoder = PngEncoder::new(&mut file);
    encoder.set_icc_profile(b"secret profile".repeat(40)).unwrap();
    encoder.write_image(&halves(8, 8), 8, 8, ExtendedColorType::Rgb8).unwrap();
    let kept = clean(&file).unwrap();
    assert!(!kept.windows(6).any(|it| it == b"secret"));
}
