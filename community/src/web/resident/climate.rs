//! What else do the sensors of a home measure through the day? Air and climate, as curves; a number that no
//! sensor of this home gives has none.

use alerts::Wall;
use alerts::message::{LineMinute, Minute, Spread};
use i18n_embed_fl::fl;
use maud::{Markup, html};

use super::curve::Curve;
use crate::say::Lang;

/// A number beside heart, breath and movement.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Of {
    /// ppm.
    Co,
    /// Per cent of the lower explosive limit.
    GasLel,
    /// ppm.
    GasPpm,
    /// Degrees Celsius.
    Temperature,
    /// Relative, per cent.
    Humidity,
}

impl Of {
    const ALL: [Self; 5] =
        [Self::Co, Self::GasLel, Self::GasPpm, Self::Temperature, Self::Humidity];

    const fn number(self, line: &LineMinute) -> Option<Spread> {
        match self {
            Self::Co => line.co_ppm,
            Self::GasLel => line.gas_lel,
            Self::GasPpm => line.gas_ppm,
            Self::Temperature => line.temperature_c,
            Self::Humidity => line.humidity_pct,
        }
    }

    fn name(self, lang: Lang) -> String {
        let words = lang.words();
        match self {
            Self::Co => fl!(words, "air-co"),
            Self::GasLel | Self::GasPpm => fl!(words, "air-gas"),
            Self::Temperature => fl!(words, "curve-temperature"),
            Self::Humidity => fl!(words, "curve-humidity"),
        }
    }

    fn unit(self, lang: Lang) -> String {
        match self {
            Self::Co | Self::GasPpm => "ppm".to_owned(),
            Self::GasLel => fl!(lang.words(), "curve-lel"),
            Self::Temperature => "°C".to_owned(),
            Self::Humidity => "%".to_owned(),
        }
    }

    /// What the scale begins and ends with, unless a value lies outside.
    const fn scale(self) -> (f64, f64) {
        match self {
            Self::Co => (0.0, 100.0),
            Self::GasLel => (0.0, 10.0),
            Self::GasPpm => (0.0, 2_000.0),
            Self::Temperature => (10.0, 35.0),
            Self::Humidity => (0.0, 100.0),
        }
    }
}

/// The curves that there are.
#[derive(Clone, Debug, Default)]
pub struct Climate(Vec<(Of, Curve)>);

impl Climate {
    /// Of the minutes of the day before `at`.
    #[must_use]
    pub(super) fn of(minutes: &[(Wall, Minute)], at: Wall) -> Self {
        let curves = Of::ALL.map(|of| (of, Curve::of(minutes, at, |line| of.number(line))));
        Self(curves.into_iter().filter(|(_, curve)| curve.range().is_some()).collect())
    }

    pub(super) fn markup(&self, lang: Lang) -> Markup {
        html! {
            @for (of, curve) in &self.0 {
                @let (low, high) = of.scale();
                @let (least, most) = curve.range().unwrap_or((low, high));
                (curve.markup(lang, (&of.name(lang), &of.unit(lang)),
                    (low.min(least.floor()), high.max(most.ceil())), None))
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_home_with_a_co_sensor_has_its_curve_and_no_other_and_a_high_value_stretches_the_scale() {
        let spread =
            |mean: f32| Spread { n: 1, mean: mean.into(), min: mean.into(), max: mean.into() };
        let line = LineMinute { co_ppm: Some(spread(250.0)), ..LineMinute::default() };
        let minute = Minute { lines: vec![("kitchen-gas".into(), line)], ..Minute::default() };
        let at = Wall(86_400_000);
        let climate = Climate::of(&[(Wall(at.0 - 60_000), minute)], at);
        let html = climate.markup(Lang::English).into_string();
        assert_eq!(html.matches("<figure").count(), 1);
        assert!(html.contains("carbon monoxide") && html.contains(">250<"), "{html}");
    }
}
