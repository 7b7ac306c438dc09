//! What would a file change, and what is wrong with it? Nothing is changed until somebody has seen
//! this; then all of it is, or nothing.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::column::Column;
use super::draft::{Draft, Fault, Read};
use super::plain::MOST_SEATS;
use super::sheet::{Row, Sheet};
use super::why::Why;
use crate::core::HomeId;
use crate::core::person::{Resident, ResidentId};
use crate::store::rows::PersonChange;

/// What a file would do.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Preview {
    /// Row by row.
    pub rows: Vec<RowSays>,
    /// Everything that is wrong: the line, and what.
    pub faults: Vec<(u64, Fault)>,
    /// Residents who are not in the file. They stay as they are.
    pub absent: Vec<(ResidentId, String)>,
    /// Columns that nobody knows.
    pub unknown: Vec<String>,
    changes: Vec<PersonChange>,
}

/// What a row would do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RowSays {
    /// Its line.
    pub line: u64,
    /// The name in it.
    pub name: String,
    /// What it would do.
    pub does: Does,
}

/// What a row would do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Does {
    /// Somebody new; with this seat.
    Adds(Option<u16>),
    /// Changes these columns: before and after.
    Changes(Vec<(Column, String, String)>),
    /// Nothing.
    Nothing,
    /// It is wrong.
    Wrong,
}

/// How many rows do what.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    /// New.
    pub new: usize,
    /// Changed.
    pub changed: usize,
    /// Unchanged.
    pub unchanged: usize,
    /// Not in the file.
    pub absent: usize,
    /// Faults.
    pub faults: usize,
}

/// A row that was read, and whom it is about.
struct Meant {
    line: u64,
    who: Option<Arc<Resident>>,
    read: Read,
}

impl Preview {
    /// Looks at a file. `by` and `year` as in [`Draft::read`].
    #[must_use]
    pub fn new(sheet: &Sheet, residents: &[Arc<Resident>], by: &str, year: i16) -> Self {
        let known: BTreeMap<ResidentId, &Arc<Resident>> =
            residents.iter().map(|it| (it.id, it)).collect();
        let homes: BTreeMap<&HomeId, &Arc<Resident>> =
            residents.iter().filter_map(|it| Some((it.home.as_ref()?, it))).collect();
        let mut preview = Self { unknown: sheet.unknown.clone(), ..Self::default() };
        let mut seen: BTreeMap<ResidentId, u64> = BTreeMap::new();
        let mut meant = Vec::new();
        for row in &sheet.rows {
            let who = match whom(row, &known, &homes) {
                Ok(who) => who,
                Err(fault) => {
                    preview.wrong(row, vec![fault]);
                    continue;
                }
            };
            if let Some(line) = who.as_ref().and_then(|it| seen.insert(it.id, row.line)) {
                preview.wrong(row, vec![Fault { column: None, why: Why::Twice { line } }]);
                continue;
            }
            match read(row, sheet.wide, who.as_deref(), by, year) {
                Ok(read) => meant.push(Meant { line: row.line, who, read }),
                Err(faults) => preview.wrong(row, faults),
            }
        }
        preview.absent = residents
            .iter()
            .filter(|it| !seen.contains_key(&it.id))
            .map(|it| (it.id, it.record.name.clone()))
            .collect();
        preview.places(&mut meant, residents);
        preview.say(meant);
        preview
    }

    /// What is to be done, if nothing is wrong.
    #[must_use]
    pub fn changes(&self) -> Option<&[PersonChange]> {
        self.faults.is_empty().then_some(&self.changes[..])
    }

    /// How many rows do what.
    #[must_use]
    pub fn counts(&self) -> Counts {
        let mut counts =
            Counts { absent: self.absent.len(), faults: self.faults.len(), ..Counts::default() };
        for row in &self.rows {
            match row.does {
                Does::Adds(_) => counts.new += 1,
                Does::Changes(_) => counts.changed += 1,
                Does::Nothing => counts.unchanged += 1,
                Does::Wrong => {}
            }
        }
        counts
    }

    fn wrong(&mut self, row: &Row, faults: Vec<Fault>) {
        let name = row.cells.iter().find(|(column, _)| *column == Column::Name);
        let name = name.map(|(_, text)| text.chars().take(Column::Name.most()).collect());
        let name = name.unwrap_or_default();
        self.rows.push(RowSays { line: row.line, name, does: Does::Wrong });
        self.faults.extend(faults.into_iter().map(|fault| (row.line, fault)));
    }

    /// No seat and no home twice, counted as everything will be in the end; a new home without a
    /// seat gets the lowest that is free then.
    fn places(&mut self, meant: &mut [Meant], residents: &[Arc<Resident>]) {
        let mut seats: BTreeMap<u16, Holder> = BTreeMap::new();
        let mut homes: BTreeMap<HomeId, Holder> = BTreeMap::new();
        let moved: Vec<ResidentId> =
            meant.iter().filter_map(|it| it.who.as_ref().map(|who| who.id)).collect();
        for other in residents.iter().filter(|it| !moved.contains(&it.id)) {
            let name = || Holder::Resident(other.record.name.clone());
            other.seat.and_then(|it| seats.insert(it, name()));
            other.home.clone().and_then(|it| homes.insert(it, name()));
        }
        for it in meant.iter() {
            let mut wrong = |column, holder: &Holder| {
                let fault = Fault { column: Some(column), why: holder.why() };
                self.faults.push((it.line, fault));
            };
            if let Some(holder) = it.read.seat.and_then(|seat| seats.get(&seat)) {
                wrong(Column::Seat, holder);
            }
            if let Some(holder) = it.read.home.as_ref().and_then(|home| homes.get(home)) {
                wrong(Column::Home, holder);
            }
            it.read.seat.and_then(|seat| seats.insert(seat, Holder::Line(it.line)));
            it.read.home.clone().and_then(|home| homes.insert(home, Holder::Line(it.line)));
        }
        let mut free = (1..=MOST_SEATS).filter(|seat| !seats.contains_key(seat));
        for it in meant.iter_mut() {
            if it.who.is_none() && it.read.home.is_some() && it.read.seat.is_none() {
                it.read.seat = free.next();
            }
        }
        self.faults.sort_by_key(|(line, fault)| (*line, fault.column));
    }

    fn say(&mut self, meant: Vec<Meant>) {
        let mut adds = Vec::new();
        self.make_room(&meant);
        for Meant { line, who, read: Read { home, seat, record } } in meant {
            let name = record.name.clone();
            let does = match who {
                None => {
                    adds.push(PersonChange::Add { home, seat, record });
                    Does::Adds(seat)
                }
                Some(who) => {
                    let after = Resident { home, seat, record, ..(*who).clone() };
                    let changes = Draft::of(&who).differences(&Draft::of(&after));
                    if changes.is_empty() {
                        Does::Nothing
                    } else {
                        let vacated = self.vacated(who.id);
                        let revision = who.revision + u32::from(vacated);
                        self.changes.push(PersonChange::Edit(Resident { revision, ..after }));
                        Does::Changes(changes)
                    }
                }
            };
            self.rows.push(RowSays { line, name, does });
        }
        self.changes.extend(adds);
        self.rows.sort_by_key(|row| row.line);
    }

    /// Who has a seat or a home that another row wants gets up first, for one revision: a store takes
    /// changes one after the other, and two who change places would each find the other there.
    fn make_room(&mut self, meant: &[Meant]) {
        let wants = |seat: Option<u16>, home: Option<&HomeId>, but: ResidentId| {
            meant.iter().filter(|it| it.who.as_ref().is_none_or(|who| who.id != but)).any(|it| {
                (seat.is_some() && it.read.seat == seat)
                    || (home.is_some() && it.read.home.as_ref() == home)
            })
        };
        let up = meant.iter().filter_map(|it| it.who.as_deref());
        let up = up.filter(|who| wants(who.seat, who.home.as_ref(), who.id));
        self.changes.extend(
            up.map(|who| PersonChange::Edit(Resident { seat: None, home: None, ..who.clone() })),
        );
    }

    fn vacated(&self, id: ResidentId) -> bool {
        self.changes.iter().any(|it| matches!(it, PersonChange::Edit(who) if who.id == id))
    }
}

/// Who has a seat or a home already.
enum Holder {
    Resident(String),
    Line(u64),
}

impl Holder {
    fn why(&self) -> Why {
        match self {
            Self::Resident(name) => Why::Taken { by: name.clone() },
            Self::Line(line) => Why::Twice { line: *line },
        }
    }
}

/// By number; without one, by home; else it is somebody new.
fn whom(
    row: &Row,
    known: &BTreeMap<ResidentId, &Arc<Resident>>,
    homes: &BTreeMap<&HomeId, &Arc<Resident>>,
) -> Result<Option<Arc<Resident>>, Fault> {
    if row.id.is_empty() {
        let home = row.cells.iter().find(|(column, _)| *column == Column::Home);
        let home = home.and_then(|(_, text)| text.trim().parse::<HomeId>().ok());
        return Ok(home.and_then(|home| homes.get(&home).map(|it| Arc::clone(it))));
    }
    let nobody = Fault { column: None, why: Why::NobodyHas };
    let id = row.id.parse().map_err(|_| nobody.clone())?;
    let who = known.get(&ResidentId(id)).ok_or(nobody)?;
    if !row.revision.is_empty() && row.revision != who.revision.to_string() {
        return Err(Fault { column: None, why: Why::Stale { now: who.revision } });
    }
    Ok(Some(Arc::clone(who)))
}

/// What is not in the file stays as it is.
fn read(
    row: &Row,
    wide: usize,
    who: Option<&Resident>,
    by: &str,
    year: i16,
) -> Result<Read, Vec<Fault>> {
    if let Some(found) = row.odd {
        return Err(vec![Fault { column: None, why: Why::Cells { found, wanted: wide } }]);
    }
    let mut draft = who.map(Draft::of).unwrap_or_default();
    for (column, text) in &row.cells {
        draft.set(*column, text.clone());
    }
    draft.read(who.map(|it| &it.record), by, year)
}

#[cfg(test)]
mod tests {
    use super::super::draft::tests::du;
    use super::super::sheet;
    use super::*;

    fn roster() -> Vec<Arc<Resident>> {
        let one = |id, home: &str, seat| {
            let mut record = du();
            record.name = format!("Du {id}");
            let home = Some(home.parse().unwrap());
            Arc::new(Resident { id: ResidentId(id), revision: 4, home, seat: Some(seat), record })
        };
        vec![one(1, "h1", 1), one(2, "h2", 2), one(3, "h3", 4)]
    }

    fn look(text: &str) -> Preview {
        Preview::new(&Sheet::read(text.as_bytes()).unwrap(), &roster(), "lin", 2026)
    }

    #[test]
    fn the_roster_as_it_left_changes_nothing() {
        let file = sheet::write(roster().iter().map(|it| &**it));
        let preview = Preview::new(&Sheet::read(&file).unwrap(), &roster(), "lin", 2026);
        assert_eq!(preview.counts(), Counts { unchanged: 3, ..Counts::default() });
        assert_eq!(preview.changes(), Some(&[][..]));
    }

    #[test]
    fn a_column_that_is_not_in_the_file_stays_and_an_empty_cell_takes_away() {
        let preview = look("id,name,medical\n1,Du 1,\n");
        let [PersonChange::Edit(after)] = preview.changes().unwrap() else { panic!() };
        assert_eq!(after.record.medical, "");
        assert_eq!(after.record.contacts, du().contacts);
        assert_eq!((after.seat, after.revision), (Some(1), 4));
        assert_eq!(preview.absent.len(), 2);
    }

    #[test]
    fn somebody_new_gets_a_seat_that_nobody_else_in_the_file_asks_for() {
        let preview = look("name,home,seat\nWang,h7,\nLi,h8,3\nZhao,,\n");
        let does: Vec<_> = preview.rows.iter().map(|it| it.does.clone()).collect();
        assert_eq!(does, [Does::Adds(Some(5)), Does::Adds(Some(3)), Does::Adds(None)]);
    }

    #[test]
    fn one_fault_keeps_the_whole_file_out() {
        let preview = look(
            "id,revision,name,home,seat,born\n,,Wang,h7,2,1940\n9,,Li,,,\n1,3,Du,h1,1,\n\
             2,4,Du,h2,2,old\n,,Zhao,h3,8,\n,,Sun,h7,9,\n",
        );
        assert_eq!(preview.changes(), None);
        let said: Vec<_> =
            preview.faults.iter().map(|(line, it)| (*line, it.why.clone())).collect();
        assert_eq!(
            said,
            [
                (2, Why::Taken { by: "Du 2".into() }),
                (3, Why::NobodyHas),
                (4, Why::Stale { now: 4 }),
                (5, Why::NotAYear { from: 1900, to: 2026 }),
                (7, Why::Twice { line: 2 }),
            ]
        );
        // The row without a number whose home is somebody's is that somebody.
        assert!(matches!(preview.rows[4].does, Does::Changes(_)));
    }

    #[test]
    fn two_may_change_seats() {
        let preview = look("id,name,seat\n1,Du 1,2\n2,Du 2,1\n");
        assert_eq!(preview.counts().changed, 2);
        let seat = |it: &PersonChange| match it {
            PersonChange::Edit(who) => (who.id.0, who.revision, who.seat),
            PersonChange::Add { .. } => panic!(),
        };
        let seats: Vec<_> = preview.changes().unwrap().iter().map(seat).collect();
        assert_eq!(seats, [(1, 4, None), (2, 4, None), (1, 5, Some(2)), (2, 5, Some(1))]);
    }
}
