//! What is there to tell? Of each resident whose home said something, or whose record changed: what the
//! clinic is to have, against what it has.

use std::collections::{BTreeMap, BTreeSet};

use alerts::Wall;
use jiff::ToSpan as _;
use jiff::civil::Date;

use super::{Clinic, Keeps};
use crate::core::HomeId;
use crate::core::clinic::consent::local;
use crate::core::clinic::risk::{self, FALL_DAYS, Standing};
use crate::core::clinic::want::{DAYS, Lives, reconcile};
use crate::core::clinic::{Digest, Item, Leaves, Row};
use crate::core::heard::{AlarmStep, SummaryOf};
use crate::core::person::Resident;
use crate::core::weeks::Weeks;
use crate::fhir::sheet::{self, Sheet, Whom};
use crate::store::StoreError;
use crate::store::cases::Committed;

/// Homes that are looked at in one go; the others wait a moment, so that what is due goes out.
const AT_ONCE: u32 = 256;

/// How often a resident is looked at again because a row changed meanwhile.
const MOST_TRIES: u32 = 4;

/// Milliseconds of a day.
const DAY_MS: i64 = 86_400_000;

impl<S: Keeps> Clinic<S> {
    /// Looks at everybody, or at those whose homes said something.
    pub(super) async fn look(&self, now: Wall, all: bool) -> Result<(), StoreError> {
        let store = &self.0.store;
        let marks = store.marks(AT_ONCE).await?;
        if marks.is_empty() && !all {
            return Ok(());
        }
        let residents = store.residents().await?;
        let lives = self.lives(now, &residents).await?;
        let homes: BTreeSet<&HomeId> = marks.iter().map(|(home, _)| home).collect();
        for resident in &residents {
            let is_marked = resident.home.as_ref().is_some_and(|home| homes.contains(home));
            if all || is_marked {
                self.look_at(now, resident, &lives).await?;
            }
        }
        store.unmark(marks).await
    }

    /// Who lives where, with those who have moved since it was asked last.
    async fn lives(&self, now: Wall, residents: &[Resident]) -> Result<Lives, StoreError> {
        let store = &self.0.store;
        let mut seen = store.lives().await?;
        let moved = seen.moved(now, residents);
        if !moved.people.is_empty() {
            store.save_lives(moved.clone()).await?;
            seen.people.extend(moved.people);
            seen.homes.extend(moved.homes);
        }
        Ok(seen)
    }

    /// One resident. Whoever has not agreed has rows that stop, and nothing else is read of them.
    async fn look_at(
        &self,
        now: Wall,
        resident: &Resident,
        lives: &Lives,
    ) -> Result<(), StoreError> {
        let store = &self.0.store;
        let leaves = Leaves::of(resident, lives.since(resident.id), local(now, &self.0.zone));
        for _ in 0..MOST_TRIES {
            let rows = store.rows_of(resident.id, resident.home.as_ref()).await?;
            let wanted = match &leaves {
                Ok(leaves) => self.wanted(now, leaves, &rows).await?,
                Err(_) => Vec::new(),
            };
            let changed = reconcile((now, &self.0.zone), (resident.id, &leaves), wanted, rows);
            if changed.is_empty() || store.save_rows(changed).await? == Committed::Whole {
                return Ok(());
            }
        }
        // The next look is soon enough.
        tracing::debug!("somebody is faster with a row of the clinic's");
        Ok(())
    }

    /// Everything that the clinic is to have of somebody.
    async fn wanted(
        &self,
        now: Wall,
        leaves: &Leaves,
        rows: &[Row],
    ) -> Result<Vec<(Item, Digest)>, StoreError> {
        let (store, zone) = (&self.0.store, &self.0.zone);
        let whom = self.whom(leaves);
        let today = local(now, zone);
        let said = store.summaries(leaves.home(), Weeks::first_read(today)..=today).await?;
        let alarms = self.alarms(now, leaves.home()).await?;
        let mut wanted = vec![(Item::Person(leaves.resident()), sheet::person(&whom).digest())];
        let first = today.saturating_sub(DAYS.days());
        for (of, date, body) in &said {
            let Some(date) = date.parse::<Date>().ok().filter(|it| *it >= first && *it <= today)
            else {
                continue;
            };
            let (item, sheet) = match of {
                SummaryOf::Night => (Item::Night(date), sheet::night(&whom, date, body)),
                SummaryOf::Day => (Item::Day(date), sheet::day(&whom, date, body)),
            };
            wanted.extend(
                sheet.filter(|_| leaves.may(&item, None, zone)).map(|it| (item, it.digest())),
            );
        }
        for (name, steps) in by_alarm(&alarms) {
            let (item, began) = (Item::Alarm(name.to_owned()), began(&steps));
            if leaves.may(&item, began, zone) && is_recent(began, now) {
                wanted.extend(sheet::alarm(&whom, &steps).map(|it| (item, it.digest())));
            }
        }
        for standing in self.risks(today, rows, (&alarms, &Weeks::said(today, &said)), leaves) {
            let (item, digest) =
                (Item::Risk(standing.clone()), sheet::risk(&whom, &standing).digest());
            if leaves.may(&item, None, zone) {
                wanted.push((item, digest));
            }
        }
        let since = Wall(now.0.saturating_sub(i64::from(DAYS).saturating_mul(DAY_MS)));
        for ask in store.asks_since(leaves.resident(), since).await? {
            wanted.push((Item::Task(ask.id), sheet::asked(&whom, &ask).digest()));
        }
        Ok(wanted)
    }

    fn risks(
        &self,
        today: Date,
        rows: &[Row],
        seen: (&[(Wall, AlarmStep)], &Weeks),
        leaves: &Leaves,
    ) -> Vec<Standing> {
        let told = rows.iter().filter_map(|row| match &row.item {
            Item::Risk(standing) => Some(standing)
                .filter(|_| row.resident == leaves.resident() && row.home == *leaves.home()),
            Item::Person(_) | Item::Night(_) | Item::Day(_) | Item::Alarm(_) | Item::Task(_) => {
                None
            }
        });
        let stands = risk::standing(today, seen, &self.0.zone);
        risk::follow(today, told.cloned().collect(), &stands)
    }

    /// The steps of a home's alarms, as far back as falls are counted.
    pub(super) async fn alarms(
        &self,
        now: Wall,
        home: &HomeId,
    ) -> Result<Vec<(Wall, AlarmStep)>, StoreError> {
        let from = now.0.saturating_sub(i64::from(FALL_DAYS).saturating_mul(DAY_MS));
        // A home's clock may be a little ahead.
        self.0.store.alarm_steps(home, Wall(from)..Wall(now.0.saturating_add(DAY_MS))).await
    }

    pub(super) fn whom<'a>(&'a self, leaves: &'a Leaves) -> Whom<'a> {
        Whom { leaves, community: &self.0.community, zone: &self.0.zone }
    }

    /// What goes out of a row now; `None` if nothing may, or there is nothing any more.
    pub(super) async fn sheet_of(
        &self,
        now: Wall,
        row: &Row,
        leaves: &Leaves,
    ) -> Result<Option<Sheet>, StoreError> {
        let (store, zone) = (&self.0.store, &self.0.zone);
        let whom = self.whom(leaves);
        let mut at = None;
        let sheet = match &row.item {
            Item::Person(_) => Some(sheet::person(&whom)),
            Item::Night(date) | Item::Day(date) => {
                let said = store.summaries(&row.home, *date..=*date).await?;
                let is_night = matches!(row.item, Item::Night(_));
                let mut said = said.iter().filter(|(of, ..)| (*of == SummaryOf::Night) == is_night);
                said.next().and_then(|(_, _, body)| match is_night {
                    true => sheet::night(&whom, *date, body),
                    false => sheet::day(&whom, *date, body),
                })
            }
            Item::Alarm(name) => {
                let alarms = self.alarms(now, &row.home).await?;
                let steps = by_alarm(&alarms).remove(name.as_str()).unwrap_or_default();
                at = began(&steps);
                sheet::alarm(&whom, &steps)
            }
            Item::Risk(standing) => Some(sheet::risk(&whom, standing)),
            Item::Task(id) => store.ask(*id).await?.map(|ask| sheet::asked(&whom, &ask)),
        };
        Ok(sheet.filter(|_| leaves.may(&row.item, at, zone)))
    }
}

/// Those of which the clinic is told, each with its steps in the order of time.
fn by_alarm(steps: &[(Wall, AlarmStep)]) -> BTreeMap<&str, Vec<(Wall, AlarmStep)>> {
    let mut all: BTreeMap<&str, Vec<(Wall, AlarmStep)>> = BTreeMap::new();
    for (at, step) in steps.iter().filter(|(_, step)| sheet::is_told(step)) {
        all.entry(&step.alarm).or_default().push((*at, step.clone()));
    }
    all
}

/// When an alarm was raised first.
fn began(steps: &[(Wall, AlarmStep)]) -> Option<Wall> {
    let (at, first) = steps.first()?;
    Some(first.raised.map_or(*at, alerts::When::wall))
}

fn is_recent(began: Option<Wall>, now: Wall) -> bool {
    let since = now.0.saturating_sub(i64::from(DAYS).saturating_mul(DAY_MS));
    began.is_some_and(|at| at.0 >= since)
}
