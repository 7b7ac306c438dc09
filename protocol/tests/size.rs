//! How much memory does a line take? Printed, and bounded: sixteen lines are nothing on a small box.

use protocol::{Line, SENSORS};

/// A line without the memory for its longest frame: the machine behind it, and what waits to be
/// drained.
const LARGEST_LINE: usize = 8 * 1024;

/// The longest frame of all families that are planned for (TinyFrame point clouds, TI frames).
const LONGEST_FRAME: usize = 4_608;

#[test]
fn a_line_takes_memory_for_its_own_longest_frame_only() {
    let line = size_of::<Line<Box<[u8]>>>();
    println!("a line: {line} bytes");
    assert!(line <= LARGEST_LINE, "{line}");
    for sensor in SENSORS {
        println!("{}: {} bytes more for its longest frame", sensor.name, sensor.longest);
        assert!((8..=LONGEST_FRAME).contains(&sensor.longest), "{}", sensor.name);
    }
}

#[test]
fn every_row_of_the_table_is_complete() {
    for sensor in SENSORS {
        assert!(!sensor.models.is_empty() && !sensor.settings.is_empty(), "{}", sensor.name);
        assert!(sensor.addressed.is_none_or(|addressed| addressed.most <= protocol::MAX_DEVICES));
        assert!(sensor.gap.as_millis() >= 50, "{}: a stick delivers in pieces", sensor.name);
        for model in sensor.models {
            assert_eq!(sensor.model(model.name), Some(model));
            assert!(!model.quiet.is_some_and(|quiet| quiet.is_zero()), "{}", model.name);
        }
    }
}
