//! How is the score shown, and what of it is worse or better than was known?

use crate::classes::Class;
use crate::score::{FIGURES, Figure, Tally};
use crate::short::KNOWN_SHORT;

/// How many of a class's worst nights are named.
const WORST: usize = 3;

/// A line a class, and the seeds of the worst nights with what went wrong in them.
pub(crate) fn print(tallies: &[(&Class, Tally)]) {
    println!(
        "{:24}{:>7}{:>7}{:>7}{:>7}{:>7}{:>7}{:>8}{:>7}{:>11}{:>9}{:>7}{:>9}{:>8}{:>8}",
        "class",
        "nights",
        "exits",
        "missed",
        "extra",
        "sens",
        "prec",
        "median",
        "p95",
        "entries",
        "alarms",
        "false",
        "got-up",
        "asleep",
        "bed F1",
    );
    for (class, tally) in tallies {
        println!("{}", line(class, tally));
    }
    println!(
        "(exits lived; per cent; seconds; stays -missed +extra; alarms due -missed, false ones; \
         final rises -missed +extra; shown asleep while out; time in bed)"
    );
    for (class, tally) in tallies {
        for (seed, wrong) in tally.wrong.iter().take(WORST) {
            println!("{}:{seed}: {}", class.name, wrong.join("; "));
        }
    }
}

fn line(class: &Class, tally: &Tally) -> String {
    let tenths = |value: u64| format!("{}.{}", value / 10, value % 10);
    format!(
        "{:24}{:>7}{:>7}{:>7}{:>7}{:>7}{:>7}{:>8}{:>7}{:>11}{:>9}{:>7}{:>9}{:>8}{:>8}",
        class.name,
        tally.nights,
        tally.lived,
        tally.lived - tally.found,
        tally.extra,
        tenths(Figure::Sensitivity.of(tally)),
        tenths(Figure::Precision.of(tally)),
        tenths(Figure::Median.of(tally) / 100),
        tenths(Figure::P95.of(tally) / 100),
        format!("{}-{}+{}", tally.stays, tally.entries_missed, tally.entries_extra),
        format!("{}-{}", tally.due, tally.silent),
        tally.falsely,
        format!("{}-{}+{}", tally.rises, tally.rises_missed, tally.rises_extra),
        tally.asleep_out,
        tenths(Figure::InBed.of(tally)),
    )
}

/// What falls short: class, figure, value.
pub(crate) fn short(tallies: &[(&Class, Tally)]) -> Vec<(&'static str, Figure, u64)> {
    let mut short = Vec::new();
    for (class, tally) in tallies {
        for figure in FIGURES {
            let value = figure.of(tally);
            let is_time = matches!(figure, Figure::Median | Figure::P95);
            let is_reached = figure.is_reached(value, tally.nights) || (is_time && class.coarse);
            if !is_reached {
                short.push((class.name, figure, value));
            }
        }
    }
    short
}

/// What fell, and what is better than [`KNOWN_SHORT`] has it.
pub(crate) fn changes(short: &[(&'static str, Figure, u64)]) -> (Vec<String>, Vec<String>) {
    let (mut fell, mut better) = (Vec::new(), Vec::new());
    let find = |list: &[(&'static str, Figure, u64)], name: &str, figure| {
        list.iter().find(|row| (row.0, row.1) == (name, figure)).map(|row| row.2)
    };
    for (name, figure, value) in short {
        match find(KNOWN_SHORT, name, *figure) {
            Some(was) if was == *value => {}
            Some(was) if figure.is_better(*value, was) => {
                better.push(format!("{name}: {figure:?} from {was} to {value}"));
            }
            Some(was) => fell.push(format!("{name}: {figure:?} from {was} to {value}")),
            None => fell.push(format!("{name}: {figure:?} to {value}")),
        }
    }
    for (name, figure, was) in KNOWN_SHORT {
        if find(short, name, *figure).is_none() {
            better.push(format!("{name}: {figure:?} from {was} to what is asked"));
        }
    }
    (fell, better)
}

/// The list as it would stand in `short.rs`.
pub(crate) fn listing(short: &[(&'static str, Figure, u64)]) -> String {
    let rows = short
        .iter()
        .map(|(name, figure, value)| format!("    (\"{name}\", {figure:?}, {value}),\n"));
    let text = include_str!("short.rs");
    let head = text.find("= &[").map_or(text, |at| &text[..at + 4]);
    format!("{head}\n{}];\n", rows.collect::<String>())
}
