//! What of a home does not call, or is not seen, although nothing is wrong with the resident? What somebody
//! has paused, what a technician has taken out of service, and what a sensor cannot say. Silence means less
//! while it is so, and whoever looks at the home must know.

use alerts::message::Health;
use alerts::{Wall, When};
use i18n_embed_fl::fl;
use jiff::tz::TimeZone;

use super::{Lang, alarm, time};
use crate::core::heard::Now;

/// A line for each, in the viewer's words. `room` is what people call a room of the home.
#[must_use]
pub fn lines(
    lang: Lang,
    (said, health): (&Now, Option<&Health>),
    (now, zone): (Wall, &TimeZone),
    room: impl Fn(&str) -> String,
) -> Vec<String> {
    let words = lang.words();
    let until = |until: Option<When>| until.map(|until| time::clock(until.wall(), zone));
    let source = |line: &str, of: Option<&str>| match of {
        Some(of) => fl!(words, "less-source", line = line, room = room(of)),
        None => line.to_owned(),
    };
    let paused = said.paused(now).map(|paused| {
        let what = alarm::kind(lang, &paused.kind);
        match until(paused.until) {
            Some(until) => fl!(words, "less-paused-until", what = what, time = until),
            None => fl!(words, "less-paused", what = what),
        }
    });
    let out = said.out_of_service(now).map(|sensor| {
        let what = source(&sensor.line, sensor.room.as_deref());
        match until(sensor.out_of_service.and_then(|out| out.until)) {
            Some(until) => fl!(words, "less-out-until", what = what, time = until),
            None => fl!(words, "less-out", what = what),
        }
    });
    let lines = health.into_iter().flat_map(|health| &health.lines);
    let saturated = lines
        .filter(|line| line.saturated)
        .map(|line| fl!(words, "less-saturated", what = source(&line.line, line.room.as_deref())));
    paused.chain(out).chain(saturated).collect()
}

#[cfg(test)]
mod tests {
    use alerts::message::{AlarmKind, OutOfService, SensorIs};

    use super::*;
    use crate::core::heard::{Known, PausedNow, SensorNow};

    const NOW: Wall = Wall(1_795_396_328_000);

    fn said() -> Now {
        let in_an_hour = Some(When::new(Wall(NOW.0 + 3_600_000), 8 * 3_600));
        let past = Some(When::new(Wall(NOW.0 - 1), 8 * 3_600));
        let gas = SensorNow {
            line: "kitchen-gas".into(),
            room: Some("kitchen".into()),
            is: Known::Word(SensorIs::Fault),
            out_of_service: Some(OutOfService { until: in_an_hour }),
        };
        Now {
            sensors: vec![gas],
            paused: vec![
                PausedNow { kind: Known::Word(AlarmKind::Inactivity), until: in_an_hour },
                PausedNow { kind: Known::Word(AlarmKind::Smoke), until: past },
                PausedNow { kind: Known::Other("sneeze".into()), until: None },
            ],
            ..Now::default()
        }
    }

    #[test]
    fn what_does_not_call_is_said_with_its_end_and_what_calls_again_is_not_said() {
        let zone = TimeZone::fixed(jiff::tz::offset(8));
        let of = |lang| lines(lang, (&said(), None), (NOW, &zone), |_| "厨房".to_owned());
        assert_eq!(
            of(Lang::English),
            [
                "“no activity” does not call until 10:12: somebody has paused it",
                "“alarm (sneeze)” does not call for now: somebody has paused it",
                "kitchen-gas (厨房) is out of service until 10:12, and calls nobody",
            ]
        );
        assert_eq!(
            of(Lang::Chinese),
            [
                "“久无活动”已被暂停，10:12前不报警",
                "“报警（sneeze）”已被暂停，暂不报警",
                "kitchen-gas（厨房）停用至10:12，期间不报警",
            ]
        );
    }
}
