//! What does a file remember of earlier boots, and how does a boot begin and end in it?

use alerts::Wall;
use rusqlite::Result;

use super::{CLEAN, Store, StoreError, sql};
use crate::outbox::row::{Key, Newest};

/// What a file remembers.
#[derive(Debug, Default)]
pub(crate) struct Memory {
    /// Its copy of the counter.
    pub(crate) counter: Option<u32>,
    /// The highest boot among its rows.
    pub(crate) rows: u32,
    /// The last number that the boot of the counter gave in each lane, as far as it reached the disk.
    pub(crate) last: Newest,
    /// The open alarms as they were saved last.
    pub(crate) kept: Option<String>,
    /// The newest wall time.
    pub(crate) last_wall: Option<Wall>,
}

impl Store {
    /// What it remembers; what cannot be read is not remembered.
    pub(crate) fn memory(&self) -> Memory {
        let mut memory = Memory {
            counter: self.recall("boot"),
            kept: sql::kept(&self.db).ok().flatten(),
            last_wall: self.recall("last-wall").map(Wall),
            ..Memory::default()
        };
        for lane in self.which.lanes() {
            let row = sql::last_key(&self.db, *lane).ok().flatten().unwrap_or(Key::ZERO);
            memory.rows = memory.rows.max(row.boot);
            let noted: u32 = self.recall(sql::last_name(*lane)).unwrap_or(0);
            let is_its = memory.counter == Some(row.boot);
            memory.last.set(*lane, if is_its { noted.max(row.seq) } else { noted });
        }
        memory
    }

    fn recall<T: rusqlite::types::FromSql>(&self, name: &str) -> Option<T> {
        sql::meta(&self.db, name).ok().flatten()
    }

    /// A boot begins; from here on the file knows it, whatever happens.
    ///
    /// # Errors
    ///
    /// When it cannot be written: then the number may come again.
    pub(crate) fn begin(&mut self, boot: u32) -> std::result::Result<(), StoreError> {
        if let Some(why) = &self.read_only {
            return Err(StoreError::ReadOnly(why.clone()));
        }
        let known: u32 = self.recall("boot").unwrap_or(0);
        let transaction = self.db.transaction()?;
        sql::set_meta(&transaction, "boot", known.max(boot))?;
        if known != boot {
            for lane in self.which.lanes() {
                sql::set_meta(&transaction, sql::last_name(*lane), 0)?;
            }
        }
        sql::set_meta(&transaction, CLEAN, 0)?;
        Ok(transaction.commit()?)
    }

    /// Gives the rows of a boot, and the alarms that it opened, another number. It was not known when
    /// they were written that the first had been used before.
    ///
    /// # Errors
    ///
    /// When it cannot be written.
    pub(crate) fn renumber(&mut self, from: u32, to: u32) -> std::result::Result<(), StoreError> {
        let lanes = self.which.lanes();
        let kept = sql::kept(&self.db).ok().flatten();
        let transaction = self.db.transaction()?;
        for lane in lanes {
            sql::renumber(&transaction, *lane, from, to)?;
        }
        if let Some(kept) = kept {
            let named = |boot| format!("\"alarm\":\"{boot}-");
            sql::set_kept(&transaction, &kept.replace(&named(from), &named(to)))?;
        }
        sql::set_meta(&transaction, "boot", to)?;
        Ok(transaction.commit()?)
    }

    /// The boot ends in order; the file is tidy afterwards, and nobody's.
    pub(crate) fn end(mut self, numbered: Newest) {
        if let Err(error) = self.write_end(numbered) {
            tracing::debug!(%error, "the end could not be written down");
        }
        if let Err((_, error)) = self.db.close() {
            tracing::debug!(%error, "the store could not be closed in order");
        }
    }

    fn write_end(&mut self, numbered: Newest) -> std::result::Result<(), StoreError> {
        if self.read_only.is_some() {
            return Ok(());
        }
        super::schema::sync_commits(&self.db, true)?;
        let noted = |lane| sql::meta::<u32>(&self.db, sql::last_name(lane));
        let lanes = self.which.lanes();
        let changed: Vec<_> = lanes
            .iter()
            .map(|lane| Ok((*lane, noted(*lane)?.unwrap_or(0))))
            .collect::<Result<_>>()?;
        let transaction = self.db.transaction()?;
        for (lane, noted) in changed {
            sql::set_meta(&transaction, sql::last_name(lane), numbered.of(lane).max(noted))?;
        }
        sql::set_meta(&transaction, CLEAN, 1)?;
        transaction.commit()?;
        self.move_log()
    }
}
