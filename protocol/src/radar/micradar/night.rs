//! What does the radar itself sum up, of ten minutes and of a night?
//!
//! Both are records of single bytes whose order the manual gives (V3.4, 84/0C and 84/0D). The
//! apnoea count is reserved and always 0: it is not read, so that nobody takes it for "none".

use crate::reading::{NightSummary, PerMinute, SleepStage};

/// What the ten-minute record says. Its mean rates are not taken for vital signs: they are up to
/// ten minutes old.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct TenMinutes {
    /// Whether somebody exists. Some firmware never says so: see [`super::known`].
    pub(super) exist: Option<bool>,
    /// Whether somebody is in bed.
    pub(super) in_bed: Option<bool>,
    /// How they sleep.
    pub(super) stage: Option<SleepStage>,
    /// Whether it is all zeros: of a module that has nothing to say, and not of somebody who sleeps
    /// deeply without a heart.
    pub(super) is_empty: bool,
    /// How often they turned over in these ten minutes, counted in light and deep sleep only.
    pub(super) turn_overs: u8,
}

/// 84/0C: exist, state, mean breath, mean heart, turn-overs, large and small movement %, apnoea.
pub(super) const fn ten_minutes(body: &[u8]) -> Option<TenMinutes> {
    let [exist, state, breath, heart, turn_overs, large, small, _apnoea] = *body else {
        return None;
    };
    let is_empty = matches!((exist, state, breath, heart), (0, 0, 0, 0))
        && matches!((turn_overs, large, small), (0, 0, 0));
    let (in_bed, stage) = match state {
        0 => (Some(true), Some(SleepStage::Deep)),
        1 => (Some(true), Some(SleepStage::Light)),
        2 => (Some(true), Some(SleepStage::Awake)),
        3 => (Some(false), Some(SleepStage::None)),
        _ => (None, None),
    };
    let exist = match exist {
        0 => Some(false),
        1 => Some(true),
        _ => None,
    };
    Some(TenMinutes { exist, in_bed, stage, is_empty, turn_overs })
}

/// 84/0D: score, total minutes (u16), awake %, light %, deep %, minutes out of bed, times out of
/// bed, turn-overs, mean breath, mean heart, apnoea. What cannot be is left out.
pub(super) fn summary(body: &[u8]) -> Option<NightSummary> {
    let &[
        score,
        total_high,
        total_low,
        awake,
        light,
        deep,
        out_of_bed_min,
        bed_exits,
        turn_overs,
        breath,
        heart,
        _apnoea,
    ] = body
    else {
        return None;
    };
    let total = u16::from_be_bytes([total_high, total_low]);
    let are_shares = SHARES.contains(&(u16::from(awake) + u16::from(light) + u16::from(deep)));
    let share = |percent| Some(percent).filter(|_| are_shares);
    let rate = |value, (least, most)| {
        Some(value).filter(|value| (least..=most).contains(value)).map(PerMinute)
    };
    Some(NightSummary {
        score: Some(score).filter(|score| (1..=100).contains(score)),
        total_min: Some(total).filter(|total| (1..=MINUTES_OF_A_DAY).contains(total)),
        awake_pct: share(awake),
        light_pct: share(light),
        deep_pct: share(deep),
        out_of_bed_min,
        bed_exits,
        turn_overs,
        breathing_rate: rate(breath, (4, 45)),
        heart_rate: rate(heart, (30, 200)),
    })
}

/// What three rounded shares of a whole can add up to, per cent.
const SHARES: core::ops::RangeInclusive<u16> = 98..=102;

const MINUTES_OF_A_DAY: u16 = 1_440;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_night_too_short_to_be_graded_has_no_score() {
        let nap = summary(&[0, 0, 90, 20, 60, 20, 0, 0, 4, 0, 0, 0]);

        assert_eq!(
            nap,
            Some(NightSummary {
                score: None,
                total_min: Some(90),
                awake_pct: Some(20),
                light_pct: Some(60),
                deep_pct: Some(20),
                out_of_bed_min: 0,
                bed_exits: 0,
                turn_overs: 4,
                breathing_rate: None,
                heart_rate: None,
            })
        );
    }
}
