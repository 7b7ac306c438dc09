//! What does a row of the table say? A figure, what it was to reach, and what others published.

use serde_json::{Value, json};

/// What a figure is counted in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unit {
    /// Between 0 and 1, shown as per cent.
    Share,
    /// Agreement beyond chance: 1 at best, 0 by chance.
    Kappa,
    /// Minutes.
    Minutes,
    /// Seconds.
    Seconds,
    /// How many.
    Count,
    /// So many in so many, as the metric says.
    Rate,
}

impl Unit {
    const fn word(self) -> &'static str {
        match self {
            Self::Share => "share",
            Self::Kappa => "kappa",
            Self::Minutes => "min",
            Self::Seconds => "s",
            Self::Count => "count",
            Self::Rate => "rate",
        }
    }
}

/// What a figure is to reach.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Goal {
    /// So much or more.
    AtLeast(f64),
    /// So much or less.
    AtMost(f64),
    /// No further from nought than that.
    Within(f64),
}

impl Goal {
    /// Whether a figure reaches it. What is not a number reaches nothing.
    #[must_use]
    pub fn is_met(self, figure: f64) -> bool {
        match self {
            Self::AtLeast(least) => figure >= least,
            Self::AtMost(most) => figure <= most,
            Self::Within(far) => figure.abs() <= far,
        }
    }
}

/// A row of the table.
#[derive(Clone, Debug)]
pub struct Row {
    /// The set, and the part of it.
    pub set: String,
    /// What is measured.
    pub metric: &'static str,
    /// The result; `None` where there was nothing to measure.
    pub figure: Option<f64>,
    /// What it is counted in.
    pub unit: Unit,
    /// Of how many.
    pub of: Option<String>,
    /// What it is to reach, where somebody has said so.
    pub goal: Option<Goal>,
    /// What others have published, and where.
    pub published: Option<&'static str>,
    /// The same for each person, night or trial, or what was wrong with each; in what it is counted.
    pub each: Vec<(String, f64)>,
    /// See `each`.
    pub each_unit: Unit,
}

impl Row {
    /// A figure without a goal.
    #[must_use]
    pub fn new(set: &str, metric: &'static str, unit: Unit, figure: Option<f64>) -> Self {
        let (set, figure) = (set.to_owned(), figure.filter(|figure| figure.is_finite()));
        let (of, goal, published, each) = (None, None, None, Vec::new());
        Self { set, metric, figure, unit, of, goal, published, each, each_unit: unit }
    }

    /// Of how many.
    #[must_use]
    pub fn of(self, of: impl Into<String>) -> Self {
        Self { of: Some(of.into()), ..self }
    }

    /// What it is to reach.
    #[must_use]
    pub fn goal(self, goal: Goal) -> Self {
        Self { goal: Some(goal), ..self }
    }

    /// What others have published.
    #[must_use]
    pub fn published(self, published: &'static str) -> Self {
        Self { published: Some(published), ..self }
    }

    /// The same for each.
    #[must_use]
    pub fn each(self, each: Vec<(String, f64)>) -> Self {
        Self { each, ..self }
    }

    /// Of each, something else.
    #[must_use]
    pub fn each_in(self, each_unit: Unit, each: Vec<(String, f64)>) -> Self {
        Self { each, each_unit, ..self }
    }

    /// Whether it reaches its goal; `None` without one, and where nothing was measured.
    #[must_use]
    pub fn is_met(&self) -> Option<bool> {
        Some(self.goal?.is_met(self.figure?))
    }

    /// For a script.
    #[must_use]
    pub fn json(&self) -> Value {
        let Self { set, metric, figure, unit, of, goal, published, each, each_unit } = self;
        let goal = goal.map(|goal| match goal {
            Goal::AtLeast(least) => json!({ "at_least": least }),
            Goal::AtMost(most) => json!({ "at_most": most }),
            Goal::Within(far) => json!({ "within": far }),
        });
        let each: serde_json::Map<_, _> =
            each.iter().map(|(name, figure)| (name.clone(), json!(figure))).collect();
        json!({
            "set": set, "metric": metric, "figure": figure, "unit": unit.word(), "of": of,
            "goal": goal, "published": published, "met": self.is_met(), "each": each,
            "each_unit": each_unit.word(),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_goal_is_met_at_its_edge_and_of_what_was_not_measured_nobody_knows() {
        assert!(Goal::AtLeast(0.95).is_met(0.95) && !Goal::AtLeast(0.95).is_met(0.949));
        assert!(Goal::AtMost(0.02).is_met(0.02) && !Goal::AtMost(0.02).is_met(0.021));
        assert!(Goal::Within(10.0).is_met(-10.0) && !Goal::Within(10.0).is_met(10.1));
        let unmeasured = Row::new("set", "kappa", Unit::Kappa, Some(f64::NAN));
        assert_eq!((unmeasured.figure, unmeasured.is_met()), (None, None));
        assert_eq!(unmeasured.goal(Goal::AtLeast(0.0)).is_met(), None);
        assert!(!Goal::AtLeast(0.0).is_met(f64::NAN));
    }
}
