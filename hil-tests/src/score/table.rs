//! How is the table written? For a terminal, for the documentation and for scripts.

use serde_json::Value;

use super::row::{Goal, Row, Unit};

/// What stands above the columns.
const HEAD: [&str; 6] = ["set", "metric", "figure", "goal", "published", "met"];

/// For a terminal: columns under each other. `each` adds a line for each person or night.
#[must_use]
pub fn text(rows: &[Row], each: bool) -> String {
    let cells: Vec<_> = rows.iter().map(cells).collect();
    let width = |column: usize| {
        let wide = |row: &[String; 6]| row.get(column).map_or(0, |cell| cell.chars().count());
        let head = HEAD.get(column).map_or(0, |head| head.len());
        cells.iter().map(wide).max().unwrap_or(0).max(head)
    };
    let widths: Vec<usize> = (0..HEAD.len()).map(width).collect();
    let line = |row: &[String; 6]| {
        let padded: Vec<_> =
            row.iter().zip(&widths).map(|(cell, wide)| format!("{cell:<wide$}")).collect();
        padded.join("  ").trim_end().to_owned()
    };
    let mut said = line(&HEAD.map(String::from));
    for (row, cells) in rows.iter().zip(&cells) {
        said += "\n";
        said += &line(cells);
        for (name, figure) in row.each.iter().filter(|_| each) {
            said += &format!("\n    {name:<28} {}", shown(*figure, row.each_unit));
        }
    }
    said
}

/// For the documentation: a table in Markdown.
#[must_use]
pub fn markdown(rows: &[Row]) -> String {
    let line = |cells: &[String; 6]| format!("| {} |", cells.join(" | "));
    let mut said = line(&HEAD.map(String::from));
    said += "\n|---|---|---|---|---|---|";
    for row in rows {
        said += "\n";
        said += &line(&cells(row).map(|cell| cell.replace('|', "\\|")));
    }
    said
}

/// For scripts.
#[must_use]
pub fn json(rows: &[Row]) -> Value {
    rows.iter().map(Row::json).collect()
}

fn cells(row: &Row) -> [String; 6] {
    let mut figure = row.figure.map_or_else(|| "not measured".into(), |it| shown(it, row.unit));
    if let Some(of) = &row.of {
        figure += &format!(" ({of})");
    }
    let goal = row.goal.map_or_else(String::new, |goal| match goal {
        Goal::AtLeast(least) => format!("≥ {}", shown(least, row.unit)),
        Goal::AtMost(most) => format!("≤ {}", shown(most, row.unit)),
        Goal::Within(far) => format!("± {}", shown(far, row.unit)),
    });
    let met = match row.is_met() {
        None if row.goal.is_some() => "?",
        None => "",
        Some(true) => "yes",
        Some(false) => "NO",
    };
    let published = row.published.unwrap_or_default();
    [row.set.clone(), row.metric.into(), figure, goal, published.into(), met.into()]
}

fn shown(figure: f64, unit: Unit) -> String {
    match unit {
        Unit::Share => format!("{:.1} %", figure * 100.0),
        Unit::Kappa => format!("{figure:.3}"),
        Unit::Minutes => format!("{figure:.1} min"),
        Unit::Seconds => format!("{figure:.0} s"),
        Unit::Count => format!("{figure:.0}"),
        Unit::Rate => format!("{figure:.1}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_row_says_its_figure_its_goal_and_whether_it_is_met() {
        let rows = [
            Row::new("one", "kappa", Unit::Kappa, Some(0.4321)).goal(Goal::AtLeast(0.43)),
            Row::new("two", "invented", Unit::Share, Some(0.5))
                .of("1 of 2")
                .goal(Goal::AtMost(0.02))
                .published("a | b")
                .each(vec![("night 1".into(), 0.5)]),
        ];
        let lines = [
            "set  metric    figure           goal     published  met",
            "one  kappa     0.432            ≥ 0.430             yes",
            "two  invented  50.0 % (1 of 2)  ≤ 2.0 %  a | b      NO",
            "    night 1                      50.0 %",
        ];
        assert_eq!(text(&rows, true), lines.join("\n"));
        assert_eq!(text(&rows, false), lines[..3].join("\n"));
        assert!(
            markdown(&rows)
                .ends_with("\n| two | invented | 50.0 % (1 of 2) | ≤ 2.0 % | a \\| b | NO |")
        );
        assert_eq!(json(&rows)[1]["met"], false);
        assert_eq!(json(&rows)[1]["each"]["night 1"], 0.5);
    }
}
