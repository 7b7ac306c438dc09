//! Frames of the LD2410 family. `tests/frozen.rs` says what holds for them.

use super::bench::{Row, row};

/// Real logs and the vendor's manual (radar.md §4): the state decides who is there, and a distance
/// counts only with its own energy. The third is real: nobody, beside an old distance and energy.
pub(crate) const LD2410: &[Row] = &[
    row(
        "f4f3f2f10d0002aa0346003400003c00005500f8f7f6f5",
        "report",
        r#"{"presence":true},{"motion":"active"},{"distance-mm":700}"#,
    ),
    row(
        "f4f3f2f10d0002aa0251000000003b00005500f8f7f6f5",
        "report",
        r#"{"presence":true},{"motion":"still"}"#,
    ),
    row(
        "f4f3f2f10d0002aa0045003e00003a00005500f8f7f6f5",
        "report",
        r#"{"presence":false},{"motion":"none"}"#,
    ),
    row(
        "f4f3f2f1230001aa031e003c000039000008083c220503030403060500003910130606080460015500f8f7f6f5",
        "engineering-report",
        r#"{"presence":true},{"motion":"active"},{"distance-mm":300}"#,
    ),
    // 30 cm away and still, detection distance 0 (ApolloAutomation/MSR-2#16).
    row(
        "f4f3f2f10d0002aa020000001e006400005500f8f7f6f5",
        "report",
        r#"{"presence":true},{"motion":"still"},{"distance-mm":300}"#,
    ),
    // It calibrates on the empty room (esphome/esphome PR #17006).
    row("f4f3f2f10d0002aa0451000000003b00005500f8f7f6f5", "calibration", ""),
];
