//! Runs the rows, and prints what they found.

use std::sync::mpsc::channel;
use std::sync::{Mutex, PoisonError};

use serde_json::json;

use super::proof::Proof;
use super::{Case, Family, Options};
use crate::clock::Stopwatch;

/// Rows that wait and do little: so many at a time.
const AT_A_TIME: usize = 12;

/// A fault, and whether it was survived.
#[derive(Clone, Debug)]
pub struct Row {
    /// Its kind.
    pub family: Family,
    /// What was broken.
    pub fault: &'static str,
    /// How often.
    pub times: u32,
    /// Whether everything held that must.
    pub held: bool,
    /// Figures.
    pub measured: Vec<String>,
    /// What did not hold.
    pub why_not: Vec<String>,
    /// The daemon's last warnings, where something did not hold.
    pub log: Vec<String>,
    /// How long it took, in seconds.
    pub took_s: f64,
}

impl Row {
    /// For a script.
    #[must_use]
    pub fn json(&self) -> serde_json::Value {
        let Self { fault, times, held, measured, why_not, log, took_s, .. } = self;
        json!({ "family": format!("{:?}", self.family).to_lowercase(), "fault": fault,
                "times": times, "held": held, "measured": measured, "why_not": why_not,
                "log": log, "took_s": took_s })
    }
}

/// Breaks everything that is asked for; `told` hears of each row as it is done. What did not hold is
/// tried once more, alone: with a dozen daemons on two cores, some seconds are the machine's. It then
/// says so; what does not hold alone does not hold.
#[must_use]
pub fn run(options: &Options, told: &mut dyn FnMut(&Row)) -> Vec<Row> {
    let wanted = |family: &Family| options.only.is_none_or(|only| only == *family);
    let named = |case: &&Case| options.row.as_ref().is_none_or(|word| case.fault.contains(word));
    let all: Vec<(usize, Family, Case)> = Family::ALL
        .into_iter()
        .filter(wanted)
        .flat_map(|family| family.cases().iter().filter(named).map(move |case| (family, *case)))
        .enumerate()
        .map(|(place, (family, case))| (place, family, case))
        .collect();
    let (busy, waiting): (Vec<_>, Vec<_>) = all.into_iter().partition(|(_, _, case)| case.busy);
    let mut rows = beside(&waiting, AT_A_TIME, options, told);
    rows.extend(beside(&busy, 1, options, told));
    for (place, again) in &mut rows {
        let case = waiting.iter().chain(&busy).find(|(of, ..)| of == place);
        let Some((_, family, case)) = case.filter(|_| !again.held) else { continue };
        let before = again.why_not.join("; ");
        *again = row(*family, case, options);
        again.measured.push(format!("tried again, for at first {before}"));
        told(again);
    }
    rows.sort_by_key(|(place, _)| *place);
    rows.into_iter().map(|(_, row)| row).collect()
}

fn beside(
    cases: &[(usize, Family, Case)],
    at_a_time: usize,
    options: &Options,
    told: &mut dyn FnMut(&Row),
) -> Vec<(usize, Row)> {
    let left = Mutex::new(cases.iter());
    let next = || left.lock().unwrap_or_else(PoisonError::into_inner).next();
    let (done, rows) = channel();
    std::thread::scope(|scope| {
        for _ in 0..at_a_time {
            let done = done.clone();
            let next = &next;
            scope.spawn(move || {
                while let Some((place, family, case)) = next() {
                    // Nobody waits for rows any more only if this thread's owner is gone.
                    drop(done.send((*place, row(*family, case, options))));
                }
            });
        }
        drop(done);
        rows.iter().inspect(|(_, row)| told(row)).collect()
    })
}

fn row(family: Family, case: &Case, options: &Options) -> Row {
    let watch = Stopwatch::start();
    let proof = (case.run)(options).unwrap_or_else(|error| Proof {
        broken: vec![format!("it could not be tried: {error:#}")],
        ..Proof::default()
    });
    let held = proof.broken.is_empty();
    Row {
        family,
        fault: case.fault,
        times: proof.times,
        held,
        measured: proof.figures(),
        why_not: proof.broken,
        log: if held { Vec::new() } else { proof.log },
        took_s: watch.elapsed().as_secs_f64(),
    }
}

/// For a person.
#[must_use]
pub fn table(rows: &[Row]) -> String {
    let mut text =
        format!("{:<8} {:<44} {:>6}  {:<6} measured\n", "kind", "broken", "times", "held");
    for row in rows {
        let family = format!("{:?}", row.family).to_lowercase();
        let held = if row.held { "yes" } else { "NO" };
        let measured = row.measured.join("; ");
        let (fault, times) = (row.fault, row.times);
        text += &format!("{family:<8} {fault:<44} {times:>6}  {held:<6} {measured}\n");
        for why in &row.why_not {
            text += &format!("{:>62}! {why}\n", "");
        }
    }
    let held = rows.iter().filter(|row| row.held).count();
    text += &format!("{held} of {} rows hold\n", rows.len());
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_row_that_does_not_hold_says_why() {
        let row = Row {
            family: Family::Disk,
            fault: "full",
            times: 1,
            held: false,
            measured: vec!["alarm 3 ms".to_owned()],
            why_not: vec!["nobody says so".to_owned()],
            log: Vec::new(),
            took_s: 1.0,
        };

        let text = table(std::slice::from_ref(&row));

        assert!(text.contains("! nobody says so") && text.ends_with("0 of 1 rows hold\n"));
        assert_eq!(row.json()["family"], "disk");
    }
}
