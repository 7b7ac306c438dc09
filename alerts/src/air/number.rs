//! What does a source say of the air, and what is that worth against the limits?
//!
//! Over-range is a number like others and the highest of them: never a dropped sample. Saved state
//! keeps the source's own words and no infinite number, which a document cannot hold.

use protocol::{Lel, Mono, Ppm, Quantity};
use serde::{Deserialize, Serialize};

use crate::message::{AlarmKind, What};
use crate::plan::Gas;
use crate::policy::{LPG_LEL_PPM, METHANE_LEL_PPM};

/// What can be wrong with the air.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Hazard {
    Smoke,
    Gas,
    Co,
}

impl Hazard {
    pub(crate) const fn kind(self) -> AlarmKind {
        match self {
            Self::Smoke => AlarmKind::Smoke,
            Self::Gas => AlarmKind::Gas,
            Self::Co => AlarmKind::Co,
        }
    }

    /// What its contact says when it is on.
    pub(super) const fn contact(self) -> What {
        match self {
            Self::Smoke => What::SmokeOn,
            Self::Gas => What::GasAlarmOn,
            Self::Co => What::CoAlarmOn,
        }
    }
}

/// A concentration as its source says it.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) enum Number {
    CoPpm(Ppm),
    GasLel(Lel),
    GasPpm(Ppm),
    /// More than its source can say.
    OverRange(Quantity),
}

impl Number {
    /// A number that is none is over range: nobody can say that it is below any limit.
    pub(crate) const fn new(of: Quantity, number: f32) -> Self {
        match of {
            Quantity::CoPpm if number.is_finite() => Self::CoPpm(Ppm(number)),
            Quantity::GasPpm if number.is_finite() => Self::GasPpm(Ppm(number)),
            Quantity::GasLel if number.is_finite() => Self::GasLel(Lel(number)),
            of @ (Quantity::CoPpm | Quantity::GasPpm | Quantity::GasLel) => Self::OverRange(of),
        }
    }

    pub(super) const fn of(self) -> Hazard {
        match self {
            Self::CoPpm(_) | Self::OverRange(Quantity::CoPpm) => Hazard::Co,
            Self::GasLel(_)
            | Self::GasPpm(_)
            | Self::OverRange(Quantity::GasLel | Quantity::GasPpm) => Hazard::Gas,
        }
    }

    /// In the unit of the limits: ppm of carbon monoxide, per cent LEL of gas.
    pub(super) const fn against_limits(self, gas: Option<Gas>) -> f32 {
        match self {
            Self::CoPpm(Ppm(ppm)) => ppm,
            Self::GasLel(Lel(lel)) => lel,
            Self::GasPpm(Ppm(ppm)) => ppm * 100.0 / lel_ppm(gas),
            Self::OverRange(_) => f32::INFINITY,
        }
    }

    pub(super) const fn what(self) -> What {
        match self {
            Self::CoPpm(ppm) => What::CoPpm(ppm),
            Self::GasLel(lel) => What::GasLel(lel),
            Self::GasPpm(ppm) => What::GasPpm(ppm),
            Self::OverRange(of) => What::OverRange(of),
        }
    }
}

/// How many ppm of the gas can explode: the fewest, until somebody says which gas it is.
const fn lel_ppm(gas: Option<Gas>) -> f32 {
    match gas {
        Some(Gas::Methane) => METHANE_LEL_PPM,
        Some(Gas::Lpg) | None => LPG_LEL_PPM,
    }
}

/// A number in the unit of the limits, at its moment.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Stamped {
    pub(super) at: Mono,
    /// Infinite where it is over range.
    pub(super) value: f32,
    /// Whether its source was believed to warm up.
    pub(super) marked: bool,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn gas_in_ppm_is_measured_against_the_gas_that_the_home_burns() {
        let lel = |ppm, gas| Number::new(Quantity::GasPpm, ppm).against_limits(gas);
        assert_eq!(lel(5_000.0, Some(Gas::Methane)), 10.0);
        assert_eq!(lel(2_100.0, Some(Gas::Lpg)), 10.0);
        assert_eq!(lel(2_100.0, None), 10.0, "the more careful of the two");
    }

    #[test]
    fn what_is_no_number_is_over_range() {
        for number in [f32::NAN, f32::INFINITY] {
            let over = Number::OverRange(Quantity::CoPpm);
            assert_eq!(Number::new(Quantity::CoPpm, number), over);
        }
    }
}
