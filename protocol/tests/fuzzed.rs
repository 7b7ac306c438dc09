//! What the fuzz targets look for, with bytes from a seed: a short look on every test run, on any
//! compiler. `fuzz/src/lib.rs` says what must hold.

#[path = "../fuzz/src/lib.rs"]
#[expect(
    clippy::indexing_slicing,
    unreachable_pub,
    reason = "a wrong index is a finding, and there it is a crate"
)]
mod bodies;

/// How many streams each body is given; a second's worth in a debug build.
const STREAMS: u64 = 20_000;

#[test]
fn a_line_on_which_anything_may_happen_never_panics_a_driver() {
    for seed in 0..STREAMS {
        bodies::live(&arbitrary(seed));
    }
}

#[test]
fn every_valid_frame_between_noise_is_found_however_the_stream_is_cut() {
    for seed in 0..STREAMS {
        bodies::find(&arbitrary(seed));
    }
}

/// Up to 512 bytes; in every second stream many are those that frames are made of, so that false
/// beginnings are common.
fn arbitrary(seed: u64) -> Vec<u8> {
    const COMMON: [u8; 16] = [
        0x53, 0x59, 0x54, 0x43, 0xFF, 0x86, 0x04, 0x03, 0x00, 0x01, 0x02, 0x0F, 0x80, 0x84, 0x85, 8,
    ];
    let mut state = seed.wrapping_mul(0x9E37_79B9_7F4A_7C15) | 1;
    let mut next = || {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        state
    };
    let length = next() % 512;
    (0..length)
        .map(|_| {
            let [byte, index, is_common, ..] = next().to_le_bytes();
            let common = COMMON.get(usize::from(index % 16)).copied().unwrap_or(byte);
            if seed.is_multiple_of(2) && is_common < 128 { common } else { byte }
        })
        .collect()
}
