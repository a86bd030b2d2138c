//! The writing connection and its open commit.

use std::time::Duration;

use ledger_core::{BookId, MemberId, Position, RequestKey, Timestamp};
use rusqlite::{Connection, OpenFlags};

use super::journal::Taken;
use super::outbox::held;
use super::place::Place;
use super::{adapter_data, checkpoint, connection, disk, erase, journal, outbox};
use crate::committed::digest::View;
use crate::encoding::row::EventRow;
use crate::encoding::seal::{Digest, Seal};
use crate::engine::adapter_value::{AdapterKey, AdapterValue, Owner};
use crate::engine::outbox_rows::{DeliveryKey, Round, Settled, Written};
use crate::engine::reader::Look;
use crate::engine::writer::EngineWriter;
use crate::engine::{Appended, Extent, FoundKey, Next, Prospect, Span, StoredCheckpoint, Whose};
use crate::internal_error::{InternalError, Result, explain};

/// The writing connection to a file. A commit holds SQLite's write lock from its beginning to its end.
pub(super) struct Writer {
    place: Place,
    connection: Connection,
    taken: Option<Taken>,
    /// SQLite's counter of other connections' commits, when it was last read.
    data_version: i64,
}

impl Writer {
    pub(crate) fn new(place: Place, connection: Connection) -> Result<Writer> {
        let data_version = data_version(&connection)?;
        Ok(Writer { place, connection, taken: None, data_version })
    }

    /// Saves what is in a log without a name: it would be lost with this process.
    fn save_log(&self, checked: Result<()>) -> Result<()> {
        if checked.is_err() && self.place.check_database().is_ok() {
            match erase::empty_wal(&self.connection, Duration::ZERO) {
                Ok(true) => log::warn!("the content of the lost write-ahead log is in the database now"),
                Ok(false) => log::error!("the lost write-ahead log is read and could not be saved"),
                Err(error) => log::error!("the lost write-ahead log could not be saved: {}", explain(&error)),
            }
        }
        checked
    }
}

impl EngineWriter for Writer {
    fn begin(&mut self) -> Result<()> {
        self.taken = None;
        connection::begin(&self.connection)
    }

    fn head(&mut self) -> Result<Position> {
        journal::head(&self.connection)
    }

    fn append(&mut self, rows: &mut dyn Iterator<Item = EventRow<'_>>) -> Result<Prospect> {
        if self.taken.is_none() {
            self.taken = journal::append(&self.connection, rows)?;
        }
        Ok(if self.taken.is_some() { Prospect::Futile } else { Prospect::Open })
    }

    fn erase(&mut self, book: BookId, forgotten: &[(Whose, Position)]) -> Result<()> {
        erase::erase(&self.connection, book, forgotten)
    }

    fn put_checkpoint(
        &mut self,
        books: &View<'_>,
        position: Position,
        extent: Extent<'_>,
        now: Timestamp,
    ) -> Result<Digest> {
        checkpoint::write(&self.connection, books, position, extent, now)
    }

    fn commit(&mut self, after: Seal, until: Seal) -> Result<Appended> {
        let refused = match self.taken {
            Some(Taken::Key) => Some(Appended::KeyTaken),
            Some(Taken::Position) => Some(Appended::Overtaken),
            None if !journal::has_seal(&self.connection, after)? => Some(Appended::OtherPast),
            None => None,
        };
        if let Some(refused) = refused {
            self.roll_back();
            return Ok(refused);
        }
        journal::write_seal(&self.connection, until)?;
        let commit = self.connection.prepare_cached("COMMIT").and_then(|mut commit| commit.execute([]));
        Ok(match commit {
            // Durable is what other processes find under the path after a crash.
            Ok(_) => match self.save_log(self.place.check()) {
                Ok(()) => Appended::Durable,
                Err(moved) => Appended::Unknown(moved),
            },
            Err(error) => Appended::Unknown(error.into()),
        })
    }

    fn commit_aside(&mut self) -> Result<()> {
        self.connection.execute_batch("COMMIT")?;
        self.save_log(self.place.check())
    }

    fn check_place(&mut self) -> Result<()> {
        self.save_log(self.place.check_all())
    }

    fn roll_back(&mut self) {
        if let Err(error) = self.connection.execute_batch("ROLLBACK") {
            log::debug!("there was nothing to roll back: {error}");
        }
    }

    fn located(&self, error: InternalError) -> InternalError {
        disk::located(self.place.path(), error)
    }

    fn recover(&mut self) -> Result<()> {
        self.place.check_database()?;
        self.connection = connection::writer(self.place.path(), OpenFlags::empty())?;
        self.place.note_again()?;
        self.data_version = data_version(&self.connection)?;
        Ok(())
    }

    fn has_news(&mut self) -> Result<bool> {
        let version = data_version(&self.connection)?;
        Ok(std::mem::replace(&mut self.data_version, version) != version)
    }

    fn read(&mut self, span: Span, look: Look<'_, ()>) -> Result<()> {
        journal::rows(&self.connection, span, &mut |row| look(row).map(|()| Next::Go))
    }

    fn read_at(&mut self, positions: &[Position], look: Look<'_, ()>) -> Result<()> {
        positions.iter().try_for_each(|at| journal::row(&self.connection, *at, look).map(|_| ()))
    }

    fn seal_at(&mut self, position: Position) -> Result<Option<Seal>> {
        journal::seal_at(&self.connection, position)
    }

    fn find_keys(&mut self, keys: &[(BookId, &RequestKey)]) -> Result<Vec<Option<FoundKey>>> {
        keys.iter().map(|(book, key)| journal::find_key(&self.connection, *book, key)).collect()
    }

    fn checkpoint(&mut self) -> Result<Option<StoredCheckpoint>> {
        checkpoint::stored(&self.connection)
    }

    fn purge(&mut self, patience: Duration) -> Result<bool> {
        erase::empty_wal(&self.connection, patience)
    }

    fn put_value(&mut self, value: &AdapterValue) -> Result<()> {
        adapter_data::put(&self.connection, value)
    }

    fn delete_value(&mut self, owner: Owner, key: AdapterKey) -> Result<()> {
        adapter_data::delete(&self.connection, owner, key)
    }

    fn delete_values_of(&mut self, book: BookId, member: MemberId) -> Result<()> {
        adapter_data::delete_member(&self.connection, book, member)
    }

    fn register_outbox(&mut self, name: &str, after: Option<Position>) -> Result<()> {
        outbox::register(&self.connection, name, after)
    }

    fn take_over_outbox(
        &mut self,
        name: &str,
        holder: &[u8; 16],
        now: Timestamp,
        until: Timestamp,
    ) -> Result<Option<Position>> {
        outbox::take_over(&self.connection, name, holder, now, until)
    }

    fn write_outbox(&mut self, round: &Round) -> Result<Written> {
        outbox::write(&self.connection, round)
    }

    fn release_outbox(
        &mut self,
        name: &str,
        holder: &[u8; 16],
        moved: Option<(Position, Position)>,
        settled: &[(DeliveryKey, Settled)],
    ) -> Result<()> {
        outbox::release(&self.connection, name, holder, moved, settled)
    }

    fn report_deliveries(&mut self, name: &str, settled: &[(DeliveryKey, Settled)]) -> Result<()> {
        outbox::report(&self.connection, name, settled)
    }

    fn free_outboxes(&mut self, now: Timestamp) -> Result<()> {
        outbox::free(&self.connection, now)
    }

    fn retry_deliveries(&mut self, name: Option<&str>, now: Timestamp) -> Result<u64> {
        outbox::retry(&self.connection, name, now)
    }

    fn retry_closed_targets(
        &mut self,
        name: Option<&str>,
        book: Option<BookId>,
        now: Timestamp,
    ) -> Result<u64> {
        held::retry(&self.connection, name, book, now)
    }
}

fn data_version(connection: &Connection) -> Result<i64> {
    Ok(connection.prepare_cached("PRAGMA data_version")?.query_row([], |row| row.get(0))?)
}

#[cfg(test)]
mod tests {
    use tempfile::TempDir;

    use super::super::load::create;
    use super::*;

    const ID: [u8; 16] = [7; 16];

    fn row(position: u64, request_key: Option<&'static str>) -> EventRow<'static> {
        EventRow {
            position,
            book: 1,
            at: 1,
            occurred_at: None,
            kind: "points_granted",
            version: 1,
            command: position,
            actor: -1,
            debit: 0,
            credit: 1,
            amount: 5,
            reverses: None,
            book_prev: position - 1,
            debit_prev: 0,
            credit_prev: position - 1,
            request_key,
            fingerprint: None,
            body: None,
            private: None,
            salt: None,
            private_hash: None,
        }
    }

    fn seal(position: u64) -> Seal {
        match position {
            0 => Seal::start(&ID),
            position => Seal { position: Position(position), hash: [position as u8; 32] },
        }
    }

    /// Appends rows after a seal, and gives what becomes of them with the head after it.
    fn commit(
        writer: &mut dyn EngineWriter,
        after: Seal,
        rows: &[EventRow<'_>],
    ) -> (Prospect, Appended, u64) {
        let until = seal(after.position.0 + rows.len() as u64);
        writer.begin().unwrap();
        let prospect = writer.append(&mut rows.iter().copied()).unwrap();
        let appended = writer.commit(after, until).unwrap();
        (prospect, appended, writer.head().unwrap().0)
    }

    #[test]
    fn a_commit_is_told_what_became_of_it() {
        let folder = TempDir::new().unwrap();
        let mut writer = create(&folder.path().join("points.db"), &ID).unwrap();
        let two = [row(1, None), row(2, Some("order:1"))];
        assert!(matches!(commit(&mut *writer, seal(0), &two), (Prospect::Open, Appended::Durable, 2)));

        // Each of these would be appended from position 3 on, and none is.
        let taken = [row(3, None), row(4, Some("order:1")), row(5, None)];
        assert!(matches!(commit(&mut *writer, seal(2), &taken), (Prospect::Futile, Appended::KeyTaken, 2)));
        let twice = [row(3, Some("order:2")), row(4, Some("order:2"))];
        assert!(matches!(commit(&mut *writer, seal(2), &twice), (Prospect::Futile, Appended::KeyTaken, 2)));
        let overtaken = [row(2, None), row(3, None)];
        assert!(matches!(
            commit(&mut *writer, seal(1), &overtaken),
            (Prospect::Futile, Appended::Overtaken, 2)
        ));
        let other = Seal { hash: [9; 32], ..seal(2) };
        assert!(matches!(
            commit(&mut *writer, other, &[row(3, None)]),
            (Prospect::Open, Appended::OtherPast, 2)
        ));

        assert!(matches!(
            commit(&mut *writer, seal(2), &[row(3, None)]),
            (Prospect::Open, Appended::Durable, 3)
        ));
    }
}
