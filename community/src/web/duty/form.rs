//! The duty table as it is written: a line for each shift and each day that differs. A line without a
//! person is none.

use std::collections::BTreeMap;

use i18n_embed_fl::fl;
use jiff::civil::Date;
use maud::{Markup, html};

use super::Duty;
use super::week::clock;
use crate::core::desk::PartyId;
use crate::core::desk::duty::{Day, Exception, MOST_EXCEPTIONS, MOST_SHIFTS, Rota, Shift};
use crate::core::desk::hours::Hours;
use crate::core::desk::party::PartyIs;
use crate::say::{Lang, time};
use crate::web::desk::act::party;
use crate::web::desk::{Board, words};
use crate::web::refusal::Refusal;

/// Lines for something new.
const FREE: usize = 2;

/// Characters of a field.
const MOST_TEXT: usize = 32;

/// Fields of a form: every line of a table that is full.
const MOST_FIELDS: usize = 10 * (MOST_SHIFTS + MOST_EXCEPTIONS);

/// A line of the week.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ShiftLine {
    who: String,
    days: [bool; 7],
    from: String,
    to: String,
}

/// A day that differs.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ExceptionLine {
    who: String,
    day: String,
    comes: bool,
    from: String,
    to: String,
}

/// What was typed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Typed {
    shifts: Vec<ShiftLine>,
    exceptions: Vec<ExceptionLine>,
}

type Faults = BTreeMap<String, String>;

impl Typed {
    /// As it is kept.
    #[must_use]
    pub fn of(rota: &Rota) -> Self {
        let shift = |it: &Shift| ShiftLine {
            who: it.who.to_string(),
            days: it.days,
            from: clock(it.hours.from),
            to: clock(it.hours.to),
        };
        let exception = |it: &Exception| ExceptionLine {
            who: it.who.to_string(),
            day: it.day.to_string(),
            comes: it.comes.is_some(),
            from: it.comes.map(|hours| clock(hours.from)).unwrap_or_default(),
            to: it.comes.map(|hours| clock(hours.to)).unwrap_or_default(),
        };
        Self {
            shifts: rota.shifts.iter().map(shift).collect(),
            exceptions: rota.exceptions.iter().map(exception).collect(),
        }
    }

    /// As a form sends it, and the revision that was looked at.
    pub(super) fn read(pairs: &[(String, String)]) -> Result<(Self, u32), Refusal> {
        if pairs.len() > MOST_FIELDS {
            return Err(Refusal::TooLarge);
        }
        let fields: BTreeMap<&str, &str> =
            pairs.iter().map(|(key, text)| (key.as_str(), text.trim())).collect();
        let get = |key: String| -> String {
            let found = fields.get(key.as_str()).copied().unwrap_or_default();
            found.chars().filter(|c| !c.is_control()).take(MOST_TEXT).collect()
        };
        let revision = get("revision".into()).parse().map_err(|_| Refusal::BadForm)?;
        let lines = |head: &str, most: usize| -> Vec<usize> {
            (0..most + FREE)
                .take_while(|n| fields.contains_key(format!("{head}{n}").as_str()))
                .collect()
        };
        let shift = |n: usize| ShiftLine {
            who: get(format!("who{n}")),
            days: std::array::from_fn(|day| fields.contains_key(format!("d{n}-{day}").as_str())),
            from: get(format!("from{n}")),
            to: get(format!("to{n}")),
        };
        let exception = |n: usize| ExceptionLine {
            who: get(format!("xwho{n}")),
            day: get(format!("xday{n}")),
            comes: get(format!("xis{n}")) == "comes",
            from: get(format!("xfrom{n}")),
            to: get(format!("xto{n}")),
        };
        let shifts = lines("who", MOST_SHIFTS).into_iter().map(shift);
        let exceptions = lines("xwho", MOST_EXCEPTIONS).into_iter().map(exception);
        let typed = Self {
            shifts: shifts.filter(|it| !it.who.is_empty()).take(MOST_SHIFTS).collect(),
            exceptions: exceptions.filter(|it| !it.who.is_empty()).take(MOST_EXCEPTIONS).collect(),
        };
        Ok((typed, revision))
    }

    /// As it is meant, and what is wrong, by its field. Days that are past are dropped.
    pub(super) fn rota(&self, lang: Lang, board: &Board, today: Date) -> (Rota, Faults) {
        let t = lang.words();
        let mut faults = Faults::new();
        let mut rota = Rota::default();
        for (n, line) in self.shifts.iter().enumerate() {
            if !line.days.contains(&true) {
                faults.insert(format!("who{n}"), fl!(t, "duty-no-day"));
            }
            let who = known(lang, board, &line.who, format!("who{n}"), &mut faults);
            let hours = hours(lang, [&line.from, &line.to], ["from", "to"], n, &mut faults);
            if let (Some(who), Some(hours)) = (who, hours) {
                rota.shifts.push(Shift { who, days: line.days, hours });
            }
        }
        let yesterday = today.yesterday().unwrap_or(today);
        for (n, line) in self.exceptions.iter().enumerate() {
            let who = known(lang, board, &line.who, format!("xwho{n}"), &mut faults);
            let day: Option<Day> = line.day.parse().ok();
            if day.is_none() {
                faults.insert(format!("xday{n}"), fl!(t, "fault-day"));
            }
            let comes = if line.comes {
                let found = hours(lang, [&line.from, &line.to], ["xfrom", "xto"], n, &mut faults);
                Some(found)
            } else {
                None
            };
            if let (Some(who), Some(day)) = (who, day)
                && day.0 >= yesterday
            {
                match comes {
                    None => rota.exceptions.push(Exception { day, who, comes: None }),
                    Some(Some(hours)) => {
                        rota.exceptions.push(Exception { day, who, comes: Some(hours) });
                    }
                    Some(None) => {}
                }
            }
        }
        (rota, faults)
    }
}

fn known(
    lang: Lang,
    board: &Board,
    who: &str,
    field: String,
    faults: &mut Faults,
) -> Option<PartyId> {
    let found = party(who).filter(|id| board.people.contains_key(id));
    if found.is_none() {
        faults.insert(field, fl!(lang.words(), "duty-nobody"));
    }
    found
}

fn hours(
    lang: Lang,
    [from, to]: [&str; 2],
    [from_field, to_field]: [&str; 2],
    n: usize,
    faults: &mut Faults,
) -> Option<Hours> {
    let mut of = |text: &str, field: &str, most: u16| {
        let found = minute(text).filter(|it| *it <= most);
        if found.is_none() {
            faults.insert(format!("{field}{n}"), fl!(lang.words(), "duty-no-time"));
        }
        found
    };
    let from = of(from, from_field, 1_439);
    let to = of(to, to_field, 1_440);
    Some(Hours { from: from?, to: to? })
}

/// `06:00`, `6:00`, `24:00`.
pub(in crate::web) fn minute(text: &str) -> Option<u16> {
    let (hour, minute) = text.split_once([':', '：'])?;
    let (hour, minute): (u16, u16) = (hour.parse().ok()?, minute.parse().ok()?);
    (minute < 60 && hour <= 24).then_some(hour * 60 + minute)
}

/// The form.
pub(super) fn markup(lang: Lang, duty: &Duty) -> Markup {
    let t = lang.words();
    let shifts = duty.typed.shifts.iter().cloned();
    let shifts = shifts.chain((0..FREE).map(|_| ShiftLine::default()));
    let exceptions = duty.typed.exceptions.iter().cloned();
    let exceptions = exceptions.chain((0..FREE).map(|_| ExceptionLine::default()));
    html! {
        form method="post" action="/duty" {
            input type="hidden" name="revision" value=(duty.revision);
            table.shifts {
                caption { (fl!(t, "duty-week")) }
                thead { tr { th scope="col" { (fl!(t, "duty-who")) } th scope="col" { (fl!(t, "duty-days")) }
                    th scope="col" { (fl!(t, "duty-from")) } th scope="col" { (fl!(t, "duty-to")) } } }
                tbody { @for (n, line) in shifts.enumerate() { (shift(lang, duty, n, &line)) } }
            }
            table.shifts {
                caption { (fl!(t, "duty-exceptions")) }
                thead { tr { th scope="col" { (fl!(t, "duty-who")) } th scope="col" { (fl!(t, "duty-day")) }
                    th scope="col" { (fl!(t, "duty-is")) }
                    th scope="col" { (fl!(t, "duty-from")) } th scope="col" { (fl!(t, "duty-to")) } } }
                tbody { @for (n, line) in exceptions.enumerate() { (exception(lang, duty, n, &line)) } }
            }
            p.actions { button { (fl!(t, "save")) } }
        }
    }
}

fn shift(lang: Lang, duty: &Duty, n: usize, line: &ShiftLine) -> Markup {
    let t = lang.words();
    html! {
        tr {
            td data-label=(fl!(t, "duty-who")) { (people(lang, duty, &format!("who{n}"), &line.who)) }
            td data-label=(fl!(t, "duty-days")) { div.days role="group" aria-label=(fl!(t, "duty-days")) {
                @for (day, name) in (0..7_usize).zip(1..) { label {
                    input type="checkbox" name={ "d" (n) "-" (day) } value="yes"
                        checked[line.days.get(day).is_some_and(|it| *it)];
                    (time::weekday(lang, name)) } }
            } }
            td data-label=(fl!(t, "duty-from")) { (text(lang, duty, &format!("from{n}"), &line.from, "duty-from")) }
            td data-label=(fl!(t, "duty-to")) { (text(lang, duty, &format!("to{n}"), &line.to, "duty-to")) }
        }
    }
}

fn exception(lang: Lang, duty: &Duty, n: usize, line: &ExceptionLine) -> Markup {
    let t = lang.words();
    html! {
        tr {
            td data-label=(fl!(t, "duty-who")) { (people(lang, duty, &format!("xwho{n}"), &line.who)) }
            td data-label=(fl!(t, "duty-day")) { (text(lang, duty, &format!("xday{n}"), &line.day, "duty-day")) }
            td data-label=(fl!(t, "duty-is")) { select name={ "xis" (n) } aria-label=(fl!(t, "duty-is")) {
                option value="off" selected[!line.comes] { (fl!(t, "duty-off")) }
                option value="comes" selected[line.comes] { (fl!(t, "duty-comes")) }
            } }
            td data-label=(fl!(t, "duty-from")) { (text(lang, duty, &format!("xfrom{n}"), &line.from, "duty-from")) }
            td data-label=(fl!(t, "duty-to")) { (text(lang, duty, &format!("xto{n}"), &line.to, "duty-to")) }
        }
    }
}

fn people(lang: Lang, duty: &Duty, field: &str, chosen: &str) -> Markup {
    let t = lang.words();
    let near =
        |is: &PartyIs| matches!(is, PartyIs::Staff | PartyIs::GridWorker | PartyIs::Volunteer);
    let all = duty
        .board
        .people
        .values()
        .filter(|it| it.party.id.to_string() == chosen || (it.active && near(&it.party.is)));
    let mut all: Vec<_> = all.collect();
    all.sort_by_key(|it| (it.party.is.clone(), it.party.id));
    html! {
        select name=(field) aria-label=(fl!(t, "duty-who")) aria-describedby=[described(duty, field)] {
            option value="" { "–" }
            @for it in all {
                @let id = it.party.id.to_string();
                option value=(id) selected[id == chosen] {
                    (it.name) " · " (words::role(lang, &it.party.is)) }
            }
        }
        (fault(duty, field))
    }
}

fn text(lang: Lang, duty: &Duty, field: &str, value: &str, label: &str) -> Markup {
    let t = lang.words();
    let (label, hint) = match label {
        "duty-from" => (fl!(t, "duty-from"), "06:00"),
        "duty-to" => (fl!(t, "duty-to"), "18:00"),
        _ => (fl!(t, "duty-day"), "2026-11-23"),
    };
    let wrong = duty.faults.contains_key(field);
    html! {
        input type="text" name=(field) value=(value) placeholder=(hint) aria-label=(label)
            autocomplete="off" aria-invalid=[wrong.then_some("true")]
            aria-describedby=[described(duty, field)];
        (fault(duty, field))
    }
}

fn described(duty: &Duty, field: &str) -> Option<String> {
    duty.faults.contains_key(field).then(|| format!("{field}-fault"))
}

fn fault(duty: &Duty, field: &str) -> Markup {
    html! {
        @if let Some(fault) = duty.faults.get(field) { p.fault id={ (field) "-fault" } { (fault) } }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::web::desk::{DeskDoor as _, samples};

    fn pairs(typed: &[(&str, &str)]) -> Vec<(String, String)> {
        typed.iter().map(|(key, text)| ((*key).to_owned(), (*text).to_owned())).collect()
    }

    fn rota(form: &[(&str, &str)]) -> (Rota, Vec<String>) {
        let (desk, ..) = samples::each_stage();
        let (typed, revision) = Typed::read(&pairs(form)).unwrap();
        assert_eq!(revision, 3);
        let today = "2026-11-30".parse().unwrap();
        let (rota, faults) = typed.rota(Lang::English, &desk.board(), today);
        (rota, faults.into_keys().collect())
    }

    #[test]
    fn what_is_kept_is_typed_as_it_is_read_and_a_line_without_a_person_is_none() {
        let form = [
            ("revision", "3"),
            ("who0", "p1"),
            ("d0-0", "yes"),
            ("d0-6", "yes"),
            ("from0", "22:00"),
            ("to0", "6:00"),
            ("who1", ""),
            ("from1", "nonsense"),
            ("xwho0", "p2"),
            ("xday0", "2026-12-02"),
            ("xis0", "off"),
            ("xwho1", "p2"),
            ("xday1", "2026-11-02"),
            ("xis1", "off"),
        ];
        let (rota, faults) = rota(&form);
        assert!(faults.is_empty(), "{faults:?}");
        assert_eq!(rota.shifts[0].hours, Hours { from: 22 * 60, to: 6 * 60 });
        assert_eq!(rota.shifts[0].days, [true, false, false, false, false, false, true]);
        assert_eq!(rota.exceptions.len(), 1, "what is past is dropped");
        let again = Typed::of(&rota);
        assert_eq!(again.shifts[0].to, "06:00");
    }

    #[test]
    fn a_fault_stands_at_its_field() {
        let form = [
            ("revision", "3"),
            ("who0", "p99"),
            ("from0", "25:00"),
            ("to0", "noon"),
            ("xwho0", "p1"),
            ("xday0", "2026-02-30"),
            ("xis0", "comes"),
            ("xfrom0", "24:00"),
            ("xto0", "24:00"),
        ];
        assert_eq!(rota(&form).1, ["from0", "to0", "who0", "xday0", "xfrom0"]);
        assert!(Typed::read(&pairs(&[("who0", "p1")])).is_err(), "no revision is no form of ours");
    }
}
