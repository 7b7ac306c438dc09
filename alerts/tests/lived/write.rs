//! A night as a file for `hearth replay` (contract.md §5).

use std::io::{self, Write};

use serde_json::json;

use crate::night::{NAMES, Night, Over};

impl Night {
    /// Writes the readings file; the zone is that of the scripts, UTC+8.
    pub(crate) fn write(&self, to: &mut impl Write) -> io::Result<()> {
        let minute = self.script.begins_min;
        let start = format!(
            "2026-11-{:02}T{:02}:{:02}:00+08:00",
            23 + minute / 1_440,
            minute / 60 % 24,
            minute % 60
        );
        let sensor = match self.over {
            Over::Radar(_) => "r60abd1",
            Over::Mat(_) => "mat",
        };
        let mut lines = serde_json::Map::new();
        let others = match self.over {
            Over::Radar(_) => ["r60abd1", "modbus", ""],
            Over::Mat(_) => ["pir", "modbus", "pir"],
        };
        for (name, sensor) in NAMES.iter().zip([sensor].into_iter().chain(others)) {
            if (self.flat && !sensor.is_empty()) || *name == NAMES[0] {
                lines.insert((*name).into(), sensor.into());
            }
        }
        writeln!(to, "{}", json!({ "readings": 1, "start": start, "lines": lines }))?;
        let mut result = Ok(());
        self.play(&mut |at, source, reading| {
            if result.is_ok() {
                let line = NAMES[source.0];
                result = writeln!(
                    to,
                    "{{\"t\":{}.{:03},\"line\":\"{line}\",\"reading\":{}}}",
                    at.0 / 1_000,
                    at.0 % 1_000,
                    serde_json::to_string(&reading).unwrap()
                );
            }
        });
        result
    }
}
