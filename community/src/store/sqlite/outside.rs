//! Has another process written to the store: a command beside the running station?

use rusqlite::Connection;

use super::Sqlite;
use super::fault::unavailable;
use crate::store::StoreError;

impl Sqlite {
    /// A number that is another one after somebody else has written. Only this process's writer asks,
    /// and what it writes itself does not count.
    ///
    /// # Errors
    ///
    /// When the disk refuses.
    pub async fn outside(&self) -> Result<i64, StoreError> {
        self.inner.writer.run(|db| version(db)).await
    }
}

fn version(db: &Connection) -> Result<i64, StoreError> {
    db.pragma_query_value(None, "data_version", |row| row.get(0)).map_err(unavailable)
}

#[cfg(test)]
mod tests {
    use alerts::Wall;

    use super::*;
    use crate::core::person::Record;
    use crate::store::Store as _;
    use crate::store::rows::PersonChange;
    use crate::vault::{SealingKey, Vault};

    #[tokio::test]
    async fn what_a_command_writes_beside_the_station_is_noticed_and_what_it_writes_itself_is_not()
    {
        let folder = tempfile::tempdir().unwrap();
        let vault = Vault::new(SealingKey::random().unwrap());
        let open = || Sqlite::open(folder.path(), folder.path(), vault.clone()).unwrap();
        let add = || PersonChange::Add { home: None, seat: None, record: Record::default() };
        let (station, command) = (open(), open());
        let first = station.outside().await.unwrap();
        station.change_people(vec![add()], "lin", Wall(0)).await.unwrap();
        assert_eq!(station.outside().await.unwrap(), first);
        assert_eq!(command.residents().await.unwrap().len(), 1);
        assert_eq!(station.outside().await.unwrap(), first, "reading is no change");
        command.change_people(vec![add()], "console", Wall(0)).await.unwrap();
        assert_ne!(station.outside().await.unwrap(), first);
        assert_eq!(station.residents().await.unwrap().len(), 2);
    }
}
