//! How did the heart rate go in the last two hours? A value each two minutes.

use alerts::Wall;
use alerts::message::Minute;

/// Values of a line on the wall.
pub(crate) const VALUES: usize = 60;

/// How long a value stands for.
const EACH_MS: i64 = 120_000;

/// The values, the newest last.
#[derive(Clone, Debug)]
pub(crate) struct Spark {
    /// Which two minutes since 1970 the last value is of.
    newest: i64,
    values: [u8; VALUES],
}

impl Spark {
    /// A mean of a minute that began at `at`.
    pub(crate) fn handle(spark: &mut Option<Box<Self>>, at: Wall, per_min: u8) {
        let slot = at.0.div_euclid(EACH_MS);
        let spark =
            spark.get_or_insert_with(|| Box::new(Self { newest: slot, values: [0; VALUES] }));
        spark.move_to(slot);
        let Ok(back) = usize::try_from(spark.newest - slot) else { return };
        if let Some(value) = spark.values.iter_mut().rev().nth(back) {
            // Both minutes of it count the same; which comes first does not matter.
            let mean = u16::from(*value).midpoint(u16::from(per_min));
            *value = if *value == 0 { per_min } else { u8::try_from(mean).unwrap_or(per_min) };
        }
    }

    /// The values as they are seen from `now`: 0 where there was none; nothing if there was none at all.
    pub(crate) fn seen(spark: Option<&Self>, now: Wall) -> Vec<u8> {
        let Some(spark) = spark else { return Vec::new() };
        let mut moved = spark.clone();
        moved.move_to(now.0.div_euclid(EACH_MS));
        if moved.values.iter().all(|value| *value == 0) {
            Vec::new()
        } else {
            moved.values.to_vec()
        }
    }

    fn move_to(&mut self, slot: i64) {
        if slot <= self.newest {
            return;
        }
        let by = usize::try_from(slot.saturating_sub(self.newest)).unwrap_or(VALUES).min(VALUES);
        self.values.rotate_left(by % VALUES);
        for value in self.values.iter_mut().rev().take(by) {
            *value = 0;
        }
        self.newest = slot;
    }
}

/// The mean heart rate of a minute: of the first source that has one.
pub(crate) fn heart_of(minute: &Minute) -> Option<u8> {
    let spread = minute.lines.iter().find_map(|(_, line)| line.heart_rate)?;
    u8::try_from((spread.mean.hundredths + 50) / 100).ok().filter(|rate| *rate > 0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn two_minutes_are_a_value_and_after_two_hours_it_is_gone() {
        let mut spark = None;
        assert_eq!(Spark::seen(None, Wall(0)), [0; 0]);
        Spark::handle(&mut spark, minute(0), 60);
        Spark::handle(&mut spark, minute(1), 64);
        Spark::handle(&mut spark, minute(4), 70);

        let seen = Spark::seen(spark.as_deref(), minute(5));
        assert_eq!((seen.len(), &seen[57..]), (60, &[62, 0, 70][..]));
        assert_eq!(Spark::seen(spark.as_deref(), minute(120))[..2], [0, 70]);
        assert_eq!(Spark::seen(spark.as_deref(), minute(124)), [0; 0]);
        assert_eq!(Spark::seen(spark.as_deref(), Wall(i64::MAX)), [0; 0]);
    }

    #[test]
    fn a_minute_that_comes_late_finds_its_place_and_a_very_old_one_has_none() {
        let mut spark = None;
        Spark::handle(&mut spark, minute(120), 70);
        Spark::handle(&mut spark, minute(110), 60);
        Spark::handle(&mut spark, minute(0), 50);
        let seen = Spark::seen(spark.as_deref(), minute(120));
        assert_eq!(seen.iter().filter(|value| **value > 0).count(), 2);
        assert_eq!((seen[54], seen[59]), (60, 70));
    }

    const fn minute(n: i64) -> Wall {
        Wall(n * 60_000)
    }
}
