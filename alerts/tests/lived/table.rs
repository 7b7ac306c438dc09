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

/// What is not as [`KNOWN_SHORT`] has it; what falls short now is printed, ready for it.
pub(crate) fn complaints(tallies: &[(&Class, Tally)]) -> Vec<String> {
    let mut complaints = Vec::new();
    println!("what falls short now:");
    for (class, tally) in tallies {
        for figure in FIGURES {
            let value = figure.of(tally);
            let reached = figure.is_reached(value, tally.nights);
            if !reached {
                println!("    (\"{}\", {figure:?}, {value}),", class.name);
            }
            let known =
                KNOWN_SHORT.iter().find(|(of, name, _)| (*of, *name) == (class.name, figure));
            let name = class.name;
            complaints.extend(match known.map(|(.., was)| *was) {
                None if reached => None,
                None => Some(format!("{name}: {figure:?} falls short: {value}")),
                Some(was) if was == value => {
                    reached.then(|| format!("{name}: {figure:?} is listed and reached"))
                }
                Some(was) if figure.is_better(value, was) => {
                    Some(format!("{name}: {figure:?} is better than listed ({was}): {value}"))
                }
                Some(was) => Some(format!("{name}: {figure:?} fell from {was} to {value}")),
            });
        }
    }
    for (name, figure, _) in KNOWN_SHORT {
        if !tallies.iter().any(|(class, _)| class.name == *name) {
            complaints.push(format!("{name}: {figure:?} is listed and there is no such class"));
        }
    }
    complaints
}
