//! Nights that were never slept.

use alerts::Wall;
use alerts::message::{AlarmKind, Id, Lane, Priority, Step};
use community::core::heard::{AlarmStep, SummaryOf};
use community::core::person::Resident;
use community::store::rows::Effect;
use jiff::ToSpan as _;
use jiff::civil::Date;

/// Nights of a home.
const NIGHTS: i32 = 84;

/// What a home has told: nights and days, of which the last of each third resident are short; a fall.
pub(crate) fn told(resident: &Resident, now: Wall) -> Vec<Effect> {
    let Some(home) = resident.home.clone() else { return Vec::new() };
    let today = jiff::tz::TimeZone::UTC
        .to_datetime(jiff::Timestamp::from_millisecond(now.0).unwrap_or_default())
        .date();
    let mut effects = Vec::new();
    for ago in (0..NIGHTS).rev() {
        let date = today.saturating_sub(ago.days());
        for (of, body) in
            [(SummaryOf::Night, night(resident.id.0, ago, date)), (SummaryOf::Day, day(ago, date))]
        {
            let (home, date) = (home.clone(), date.to_string());
            effects.push(Effect::Summary { home, of, date, at: now, body });
        }
    }
    for (seq, step) in [(1, Step::Raised), (2, Step::Acknowledged), (3, Step::Closed)] {
        let at = Wall(now.0 - 3_600_000 + i64::from(seq) * 60_000);
        let id = Some(Id { boot: 8, lane: Lane::Alarms, seq });
        let alarm = AlarmStep::of("8-1", AlarmKind::Fall, Priority::High, step);
        let open = step != Step::Closed;
        effects.push(Effect::Alarm { home: home.clone(), id, at, step: Box::new(alarm), open });
    }
    effects
}

/// The body of a night so many days ago.
pub(crate) fn night(who: i64, ago: i32, date: Date) -> String {
    let swing = (i64::from(ago) * 7 + who * 13).rem_euclid(11) * 6;
    let asleep = if who % 3 == 1 && ago < 5 { 245 + swing } else { 385 + swing };
    let before = date.yesterday().unwrap_or(date);
    let exits = (i64::from(ago) + who).rem_euclid(3) + if who % 4 == 2 && ago < 4 { 4 } else { 0 };
    format!(
        "{{\"date\":\"{date}\",\"in_bed\":\"{before}T22:05:00+08:00\",\"out_of_bed\":\"{date}T06:20:00+08:00\",\
         \"time_in_bed_min\":490,\"asleep_min\":{asleep},\"sleep_latency_min\":14,\"waso_min\":41,\
         \"efficiency\":0.82,\"awakenings\":3,\"bed_exits\":[{{\"from\":\"{date}T02:10:00+08:00\",\"min\":6}}],\
         \"bed_exit_count\":{exits},\"longest_absence_min\":6,\"turn_overs\":{},\
         \"heart_rate\":{{\"mean\":{}.25,\"min\":52,\"max\":88,\"coverage\":0.9}},\
         \"breathing_rate\":{{\"mean\":14.5,\"min\":11,\"max\":19,\"coverage\":0.9}},\
         \"breathing_pauses\":1,\"coverage\":0.94}}",
        9 + swing / 6,
        58 + swing / 10
    )
}

fn day(ago: i32, date: Date) -> String {
    let nap = (ago * 5).rem_euclid(40);
    format!(
        "{{\"date\":\"{date}\",\"naps\":[],\"nap_min\":{nap},\"evening_nap_min\":0,\"coverage\":0.9}}"
    )
}
