//! Frames of the 53 59 family: what real modules sent, what manuals and libraries print, what the
//! manual's table makes where no real frame is public. `tests/frozen.rs` says what holds for them.

use super::bench::{Row, row};

/// An MR60BHA1 with early firmware, log of a real module of 2022 (vladkozlov69/MR60BHA1 dump.txt), in
/// the order of its first appearances.
pub(crate) const EARLY: &[Row] = &[
    row("5359810600058080808080b85443", "breath-wave", ""),
    row("53598108000200063d5443", "distance", r#"{"distance-mm":60}"#),
    row("53598105000100335443", "breath-rate", ""),
    row("53598003000104345443", "body-movement", r#"{"movement":4}"#),
    row("5359810900020076ae5443", "angle", ""),
    row("53598003000103335443", "body-movement", r#"{"movement":3}"#),
    row("53598003000102325443", "body-movement", r#"{"movement":2}"#),
    row("5359810900020078b05443", "angle", ""),
    row("53598002000103325443", "direction", ""),
    row("535980020001002f5443", "direction", ""),
    row("53598003000107375443", "body-movement", r#"{"movement":7}"#),
    row("53598003000105355443", "body-movement", r#"{"movement":5}"#),
    row("53598003000173a35443", "body-movement", r#"{"movement":100}"#),
    row("5359810200013c6c5443", "heart-rate", r#"{"heart-rate":60}"#),
    row("5359800300017dad5443", "body-movement", r#"{"movement":100}"#),
    row("53598108000200366d5443", "distance", r#"{"distance-mm":540}"#),
    row("5359800300011d4d5443", "body-movement", r#"{"movement":29}"#),
    row("5359810300057735f07001425443", "heart-wave", ""),
    row("535981030005edfede1df9145443", "heart-wave", ""),
    row("535981090002007bb35443", "angle", ""),
    row("53598102000142725443", "heart-rate", r#"{"heart-rate":66}"#),
    row("535980030001ff2f5443", "body-movement", r#"{"movement":100}"#),
    row("53598103000518df4d2bfb9f5443", "heart-wave", ""),
    row("5359810300058eae480443005443", "heart-wave", ""),
    row("535981030005ca28ca8843bc5443", "heart-wave", ""),
    row("5359810500010c3f5443", "breath-rate", r#"{"breathing-rate":12}"#),
    row("5359810300058b8a7f947edb5443", "heart-wave", ""),
    row("53598104000101335443", "breath-info", ""),
    row("53598102000147775443", "heart-rate", r#"{"heart-rate":71}"#),
    row("5359810300058e85746f75a05443", "heart-wave", ""),
    row("5359810600058080645c574f5443", "breath-wave", ""),
    row("5359810500010e415443", "breath-rate", r#"{"breathing-rate":14}"#),
    row("535981030005877d8d7180b75443", "heart-wave", ""),
    row("5359810900020071a95443", "angle", ""),
    row("535981030005877b758585b65443", "heart-wave", ""),
    row("5359810500010f425443", "breath-rate", r#"{"breathing-rate":15}"#),
    row("5359810600057f838b939af25443", "breath-wave", ""),
    row("53598102000145755443", "heart-rate", r#"{"heart-rate":69}"#),
    row("535981060005abaaa7a49e765443", "breath-wave", ""),
    row("5359810800020042795443", "distance", r#"{"distance-mm":660}"#),
    row("535981060005807e7c7c7dab5443", "breath-wave", ""),
    row("5359810900020073ab5443", "angle", ""),
    row("535981060005828282817ebd5443", "breath-wave", ""),
    row("5359810900020075ad5443", "angle", ""),
    row("5359810600058b8c8f8f8efb5443", "breath-wave", ""),
    row("5359810600059ca0a4a9ad6e5443", "breath-wave", ""),
    row("535981060005bbb8b6b1aabc5443", "breath-wave", ""),
    row("535981060005837e7b7a7aa85443", "breath-wave", ""),
    row("5359810500010d405443", "breath-rate", r#"{"breathing-rate":13}"#),
    row("5359810900020072aa5443", "angle", ""),
    row("5359810900020070a85443", "angle", ""),
    row("53598107000101365443", "out-of-range-flag", ""),
    row("535981090002006ca45443", "angle", ""),
    row("5359810200014b7b5443", "heart-rate", r#"{"heart-rate":75}"#),
    row("5359810200014e7e5443", "heart-rate", r#"{"heart-rate":78}"#),
    row("53598102000150805443", "heart-rate", r#"{"heart-rate":80}"#),
    row("5359810900020068a05443", "angle", ""),
    row("53598105000110435443", "breath-rate", r#"{"breathing-rate":16}"#),
    row("535981090002006aa25443", "angle", ""),
    row("5359810200014c7c5443", "heart-rate", r#"{"heart-rate":76}"#),
    row("5359810200014a7a5443", "heart-rate", r#"{"heart-rate":74}"#),
    row("535981090002006ea65443", "angle", ""),
    row("53598107000100355443", "out-of-range-flag", ""),
    row("535981090002006fa75443", "angle", ""),
    row("535981090002006da55443", "angle", ""),
    row("53598109000200679f5443", "angle", ""),
    row("53598109000200669e5443", "angle", ""),
];

/// The same module (vladkozlov69/MR60BHA1 src/main.cpp, frames pasted as comments).
pub(crate) const EARLY_PASTED: &[Row] = &[
    row("5359810300050a7e331f63725443", "heart-wave", ""),
    row("5359810300050b9a8591b1a15443", "heart-wave", ""),
];

/// Real R60ABD1 and C1001: bae-air-lab/r60a-radar tests and README; jianwei tests, a vendor log of
/// 2024-01-17; DFRobot/DFRobot_HumanDetection issue #2.
pub(crate) const REAL: &[Row] = &[
    row("535985020001477b5443", "heart-rate", r#"{"heart-rate":71}"#),
    row("53598102000116465443", "breath-rate", r#"{"breathing-rate":22}"#),
    row("535980040002003b6d5443", "distance", r#"{"distance-mm":590}"#),
    row("535980050006801f00320000085443", "position", r#"{"position-mm":[-310,500,0]}"#),
    row("535980050006001f00320000885443", "position", r#"{"position-mm":[310,500,0]}"#),
    row("53598003000103335443", "body-movement", r#"{"movement":3}"#),
    row("53598003000150805443", "body-movement", r#"{"movement":80}"#),
];

/// What hosts send: constants of the R60ABD1 manual V3.4, the Seeed Arduino library and
/// DFRobot_HumanDetection.
pub(crate) const HOST: &[Row] = &[
    row("5359808100010fbd5443", "query", ""),
    row("5359010200010fbf5443", "reset-command", ""),
    row("5359840f000100405443", "report-mode", ""),
    row("5359840f000101415443", "report-mode", ""),
    row("535902a100010f5f5443", "query", ""),
    row("535902a400010f625443", "query", ""),
    row("5359848100010fc15443", "query", ""),
    row("5359848d00010fcd5443", "query", ""),
    row("5359848f00010fcf5443", "query", ""),
    row("5359818100010fbe5443", "query", ""),
    row("5359858500010fc65443", "query", ""),
    row("535980000001012e5443", "switch", ""),
    row("535981000001012f5443", "switch", ""),
    row("53598400000101325443", "switch", ""),
    row("53598500000101335443", "switch", ""),
    row("535902a800010f665443", "query", ""),
];

/// Built from the command table of the R60ABD1 manual V3.4: no real frame of these is public.
pub(crate) const SLEEP: &[Row] = &[
    row("53598401000101335443", "bed", r#"{"in-bed":true}"#),
    row("53598401000100325443", "bed", r#"{"in-bed":false}"#),
    row("53598401000102345443", "bed", r#"{"bed-watched":false}"#),
    row("53598402000102355443", "sleep-state", r#"{"sleep-stage":"awake"}"#),
    row("53598402000101345443", "sleep-state", r#"{"sleep-stage":"light"}"#),
    row("53598402000100335443", "sleep-state", r#"{"sleep-stage":"deep"}"#),
    row("53598402000103365443", "sleep-state", r#"{"sleep-stage":"none"}"#),
    row("535984030002000c415443", "awake-minutes", ""),
    row("535984040002012c635443", "light-minutes", ""),
    row("535984050002005f965443", "deep-minutes", ""),
    row("53598406000152895443", "sleep-score", ""),
    row(
        "5359840c000801010f3e03041200ac5443",
        "sleep-composite-10min",
        r#"{"presence":true},{"in-bed":true},{"sleep-stage":"light"},{"turn-overs":3}"#,
    ),
    row(
        "5359840c00080003000000000000475443",
        "sleep-composite-10min",
        r#"{"in-bed":false},{"sleep-stage":"none"},{"turn-overs":0}"#,
    ),
    row(
        "5359840d000c5201a40a3d1d09020e0f3d00095443",
        "sleep-summary",
        r#"{"night-summary":{"score":82,"total_min":420,"awake_pct":10,"light_pct":61,"deep_pct":29,"out_of_bed_min":9,"bed_exits":2,"turn_overs":14,"breathing_rate":15,"heart_rate":61}}"#,
    ),
    row(
        "5359840d000c544354430000000054430f001d5443",
        "sleep-summary",
        r#"{"night-summary":{"score":84,"out_of_bed_min":0,"bed_exits":0,"turn_overs":84}}"#,
    ),
    row("5359840e0001003f5443", "sleep-abnormal", ""),
    row("5359840e000102415443", "sleep-abnormal", ""),
    row("53598410000101425443", "sleep-rating", ""),
    row("53598411000102445443", "struggle", ""),
    row("53598412000102455443", "absence-timer", ""),
    row("53598481000101b35443", "bed", r#"{"in-bed":true}"#),
    row(
        "5359848d000801000d3a01000500135443",
        "sleep-composite-10min",
        r#"{"presence":true},{"in-bed":true},{"sleep-stage":"deep"},{"turn-overs":1}"#,
    ),
    row("5359010100010fbe5443", "heartbeat", r#"{"alive":true}"#),
    row("5359050100010fc25443", "init-complete", r#"{"alive":true}"#),
    row("53590707000100bb5443", "in-range", ""),
    row("53590707000101bc5443", "in-range", ""),
    row("535980010001002e5443", "presence", r#"{"presence":false}"#),
    row("535980010001012f5443", "presence", r#"{"presence":true}"#),
    row("535980020001002f5443", "motion", r#"{"motion":"none"}"#),
    row("53598002000101305443", "motion", r#"{"motion":"still"}"#),
    row("53598002000102315443", "motion", r#"{"motion":"active"}"#),
    row("53598101000101305443", "breath-info", r#"{"breathing":"normal"}"#),
    row("53598101000104335443", "breath-info", r#"{"breathing":"none"}"#),
    row("535902a4000f473630534d31535976303130323034285443", "fw-version", ""),
    row("535981000001012f5443", "switch", ""),
];

/// Built from the tables of the R60ABD1 manual V3.4 and of MR60FDA1, as [`SLEEP`] is: what the
/// captures leave out.
pub(crate) const TABLE: &[Row] = &[
    // Replies: the question's command word, which 84 does not form by the rule.
    row(
        "5359848f000c5201a40a3d1d09020e0f3d008b5443",
        "sleep-summary",
        r#"{"night-summary":{"score":82,"total_min":420,"awake_pct":10,"light_pct":61,"deep_pct":29,"out_of_bed_min":9,"bed_exits":2,"turn_overs":14,"breathing_rate":15,"heart_rate":61}}"#,
    ),
    row("5359848e000103c25443", "sleep-abnormal", ""),
    row("5359848c000101be5443", "report-mode", ""),
    row("53598482000101b45443", "sleep-state", r#"{"sleep-stage":"light"}"#),
    row("53598081000101af5443", "presence", r#"{"presence":true}"#),
    row("53598082000102b15443", "motion", r#"{"motion":"active"}"#),
    row("535980840002003bed5443", "distance", r#"{"distance-mm":590}"#),
    row("5359858200013ef25443", "heart-rate", r#"{"heart-rate":62}"#),
    // 0F is a question nearly everywhere; here it is fifteen a minute, and movement 15.
    row("5359818200010fbf5443", "breath-rate", r#"{"breathing-rate":15}"#),
    row("5359808300010fbf5443", "body-movement", r#"{"movement":15}"#),
    // A reply of another length than its message: named, and not read.
    row("5359848d000c5201a40a3d1d09020e0f3d00895443", "sleep-composite-10min", ""),
    // Fall words of C1001 and MR60FDA1.
    row("53598301000101325443", "fall", r#"{"fall":true}"#),
    row("53598381000100b15443", "fall", r#"{"fall":false}"#),
    row("53598301000102335443", "fall", ""),
    // Valid, and in no table: newer firmware may say it.
    row("53598430000101625443", "unknown", ""),
    row("535999010000465443", "unknown", ""),
];

/// Published with a wrong sum by drivers (right: 41 and 33).
pub(crate) const WRONG: &[&str] = &["5359840f000101e05443", "535985000001018e5443"];
