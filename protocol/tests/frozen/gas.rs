//! Frames of the Winsen family. `tests/frozen.rs` says what holds for them.

use super::bench::{Row, row};

/// What a ZE07-CO makes of real frames of the family. The MH-441D measures methane and the MH-Z19
/// carbon dioxide: what they put behind the value (a temperature, a status) no CO module does, and
/// their numbers are no carbon monoxide.
pub(crate) const ANSWERS: &[Row] = &[
    // MH-441D datasheet.
    row("ff86026047000000d1", "concentration", r#"{"fault":"other-kind"}"#),
    // avaldebe/PyPMS tests/captured_data/MHZ19B.hexdump.
    row("ff86027c42000000ba", "concentration", r#"{"fault":"other-kind"}"#),
    row("ff86027b42000000bb", "concentration", r#"{"fault":"other-kind"}"#),
    row("ff86027942000000bd", "concentration", r#"{"fault":"other-kind"}"#),
    // SmingHub/Sming PR #2415: valid, though an old library refused them.
    row("ff860de53d4042cffa", "concentration", r#"{"fault":"other-kind"}"#),
    row("ff860de43d4042cffb", "concentration", r#"{"fault":"other-kind"}"#),
    row("ff860de23d4042cffd", "concentration", r#"{"fault":"other-kind"}"#),
    // ESPEasy issue #2394: some firmware answers the self-calibration command.
    row("ff7901000000000086", "acknowledgement", ""),
];

/// What hosts send (ZE07-CO manual; fega/winsen-ze03; avaldebe/PyPMS).
pub(crate) const HOST: &[Row] = &[
    row("ff0186000000000079", "query", ""),
    row("ff0178410000000046", "command", ""),
    row("ff0178400000000047", "command", ""),
    row("ff0178040000000083", "command", ""),
    row("ff0178030000000084", "command", ""),
    row("ff01a7010000000057", "command", ""),
    row("ff01a7000000000058", "command", ""),
    row("ff018803e80000008c", "command", ""),
    row("ff018807d0000000a0", "command", ""),
    row("ff0187000000000078", "command", ""),
];

/// Built from the ZE07-CO manual's table: no real frame of an active CO module is public. The first
/// is the manual's example with the right sum.
pub(crate) const ACTIVE: &[Row] = &[
    row("ff0403010025138838", "concentration", r#"{"co-ppm":3.7}"#),
    row("ff040301000013885d", "concentration", r#"{"co-ppm":0.0}"#),
    // 500.0 ppm is full scale, and what the module is made for; more is over-range.
    row("ff04030113881388c2", "concentration", r#"{"co-ppm":500.0}"#),
    row("ff04030113891388c1", "concentration", r#"{"over-range":"co-ppm"}"#),
    row("ff04030117701388d6", "concentration", r#"{"over-range":"co-ppm"}"#),
    row("ff04030117711388d5", "concentration", r#"{"over-range":"co-ppm"}"#),
    // Words just below zero, of which nothing is known: neither a number nor the highest alarm there
    // is (cases/field.jsonl win-7; what came before decides, see `drift.rs`).
    row("ff040301ffff13885f", "concentration", ""),
    row("ff040301fffe138860", "concentration", ""),
    // No decimals; another unit than ppm; thousandths, of which no CO module can say enough.
    row("ff040300002501f4df", "concentration", r#"{"co-ppm":37.0}"#),
    row("ff0404010025138837", "concentration", r#"{"fault":"unit"}"#),
    row("ff0403030025138836", "concentration", r#"{"fault":"unit"}"#),
];

/// The same by the ZE15-CO's rule: bit 7 of the high byte is a broken cell. Bits 5 and 6, which no
/// value of its range has, are not masked away: what has them is over-range and not little. Built
/// from its manual's table.
pub(crate) const ZE15: &[Row] = &[
    row("ff0403010025138838", "concentration", r#"{"co-ppm":3.7}"#),
    row("ff04030180251388b8", "concentration", r#"{"fault":"sensor"}"#),
    row("ff04030117711388d5", "concentration", r#"{"over-range":"co-ppm"}"#),
    row("ff86602500000000f5", "concentration", r#"{"over-range":"co-ppm"}"#),
    row("ff86802500000000d5", "concentration", r#"{"fault":"sensor"}"#),
    row("ff861fff000000005c", "concentration", r#"{"over-range":"co-ppm"}"#),
];

/// The sum that the ZE07-CO manual prints (right: 38), and streams of ESPEasy issue #2394 that are
/// shifted or damaged.
pub(crate) const WRONG: &[&str] =
    &["ff0403010025138825", "ffff79010000000000", "ff8601e9a00000a8ff"];
