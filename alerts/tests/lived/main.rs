//! A thousand nights as people live them and as radars and mats tell them, scored class by class.
//!
//! The nights come from what is known of the sensors (care.md 2.1) and of people (care.md 2.2), and
//! share neither code nor numbers with the machines that are tried on them.
//!
//! `cargo test -p hearth-alerts --test lived -- --nocapture score` prints the table and the seeds of
//! the worst nights; `LIVED_CLASS=chairs,faint` only that of the classes with such names, and
//! `LIVED_SEED=1000` that of other nights, which nothing was tuned to.
//! `LIVED_TIGHTEN=1 …` writes the list of what falls short anew, `short.rs`: it may only shrink.
//! `LIVED_NIGHT=plain-1s:7 LIVED_TO=night.readings cargo test -p hearth-alerts --test lived file`
//! writes one of them for `hearth replay`.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "in a test it is an assertion")]
#![allow(clippy::print_stdout, reason = "the table is its purpose")]

mod body;
mod classes;
mod dice;
mod house;
mod listen;
mod lives;
mod long;
mod mat;
mod naps;
mod night;
mod properties;
mod radar;
mod score;
mod script;
mod short;
mod table;
mod truth;
mod write;

use std::env;
use std::fs::File;
use std::io::{BufWriter, Write as _};
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};

use classes::{CLASSES, Class};
use listen::{Drive, Listener};
use score::Tally;
use truth::Truth;

#[test]
fn score() {
    let only = env::var("LIVED_CLASS").unwrap_or_default();
    let tallies = all(&only);
    table::print(&tallies);
    if only.is_empty() && env::var_os("LIVED_SEED").is_none() {
        assert!(tallies.iter().map(|(_, tally)| tally.nights).sum::<u64>() >= 1_000);
        let short = table::short(&tallies);
        let (fell, better) = table::changes(&short);
        if env::var_os("LIVED_TIGHTEN").is_some() {
            let list = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/lived/short.rs");
            std::fs::write(list, table::listing(&short)).unwrap();
        }
        assert!(fell.is_empty(), "fell: {fell:#?}\nbetter: {better:#?}");
        assert!(better.is_empty(), "LIVED_TIGHTEN=1 writes the list anew: {better:#?}");
    }
}

#[test]
fn file() {
    let (night, to) = (env::var("LIVED_NIGHT"), env::var("LIVED_TO"));
    let night = night.unwrap_or_else(|_| "hall-and-door-1s:1".into());
    let (name, seed) = night.split_once(':').unwrap();
    let class = CLASSES.iter().find(|class| class.name == name).unwrap();
    let night = class.night(seed.parse().unwrap());
    let mut bytes = Vec::new();
    night.write(&mut bytes).unwrap();
    assert!(bytes.iter().filter(|byte| **byte == b'\n').count() > 1_000);
    if let Ok(to) = to {
        let mut file = BufWriter::new(File::create(&to).unwrap());
        file.write_all(&bytes).unwrap();
        let truth = Truth::of(&night.script, night.seen());
        println!("{to}: {truth:#?}");
        for said in Listener::hear(&night, Drive::default()).said {
            let (when, at) = (said.when / 1_000, said.at / 1_000);
            println!("{when} s, for {at} s: {} {}", said.topic, said.body);
        }
    }
}

/// The tallies of every class, or of those whose name has `only` in it.
fn all(only: &str) -> Vec<(&'static Class, Tally)> {
    let classes: Vec<&Class> = CLASSES
        .iter()
        .filter(|class| only.split(',').any(|only| class.name.contains(only)))
        .collect();
    let offset = env::var("LIVED_SEED").map_or(0, |offset| offset.parse().unwrap());
    let jobs: Vec<(usize, u64)> = classes
        .iter()
        .enumerate()
        .flat_map(|(place, class)| (1..=class.nights).map(move |seed| (place, offset + seed)))
        .collect();
    let next = AtomicUsize::new(0);
    let tallies = Mutex::new(vec![Tally::default(); classes.len()]);
    std::thread::scope(|scope| {
        for _ in 0..std::thread::available_parallelism().map_or(2, usize::from) {
            scope.spawn(|| {
                while let Some((place, seed)) = jobs.get(next.fetch_add(1, Ordering::Relaxed)) {
                    let mut tally = Tally::default();
                    let night = classes[*place].night(*seed);
                    let heard = Listener::hear(&night, Drive::default());
                    let truth = Truth::of(&night.script, night.seen());
                    tally.add(*seed, &truth, &heard.said, &heard.shown);
                    tallies.lock().unwrap()[*place].join(tally);
                }
            });
        }
    });
    classes.into_iter().zip(tallies.into_inner().unwrap()).collect()
}
