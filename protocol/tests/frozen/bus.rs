//! Frames of Modbus RTU lines. `tests/frozen.rs` says what holds for them.

use super::bench::{Row, row};

/// Contact modules (geomatsi/lab-tests d1/README.md; boards at address FE; goepe.com
/// prodetail-5828168-13514046, a smoke contact at address 0A).
pub(crate) const INPUTS: &[Row] = &[
    row("01020120a050", "discrete-inputs", r#"{"inputs":32}"#),
    row("fe020100919c", "discrete-inputs", r#"{"inputs":0}"#),
    row("0a020100a3ac", "discrete-inputs", r#"{"inputs":0}"#),
    row("0a020101626c", "discrete-inputs", r#"{"inputs":1}"#),
];

/// JXCT JXBS-3001-CO, examples of its manual (Isuromu/Telemetry-Weather-station-system
/// docs/datasheets/RS485-CO.docx): CO alone, climate alone, all seven registers.
pub(crate) const JXBS: &[Row] = &[
    row("01030200bd7835", "holding-registers", r#"{"co-ppm":18.9}"#),
    row(
        "01030400fe00afdbbf",
        "holding-registers",
        r#"{"humidity-pct":25.4},{"temperature-c":17.5}"#,
    ),
    row(
        "01030e0314011b00000000000000000028503b",
        "holding-registers",
        r#"{"humidity-pct":78.8},{"temperature-c":28.3},{"co-ppm":4.0}"#,
    ),
];

/// Relays, requests and a refusal: frames, and no reading of any device that Hearth reads (the
/// boards above; ComWinTop manual; Erriez/ErriezModbusRTU; ZyAura ZG09 manual).
pub(crate) const OTHERS: &[Row] = &[
    row("0101016051a0", "coils", ""),
    row("0a01010053ac", "coils", ""),
    row("0a010101926c", "coils", ""),
    row("01020000000879cc", "request", ""),
    row("fe02000000086dc3", "request", ""),
    row("ff0307d000019159", "request", ""),
    row("010300010001d5ca", "request", ""),
    row("0a0100000001fcb1", "request", ""),
    row("0a0200000001b8b1", "request", ""),
    row("fa03000b0001e043", "request", ""),
    row("fe0400030001d5c5", "request", ""),
    row("0103020000b844", "holding-registers", ""),
    row("018302c0f1", "exception", ""),
];

/// A published reply with a wrong CRC (right: E1 89).
pub(crate) const WRONG: &str = "01020103a190";
