//! The limit: SQLite alone, with the same file format, pragmas and flushes, without deciding, hashing and folding.

use std::path::Path;
use std::time::Duration;

use ledger_store::Ledger;
use rusqlite::Connection;

use crate::bulk::request_key;
use crate::common::timed;

const INSERT: &str = "INSERT INTO events (position, book, at, occurred_at, kind, version, command, actor, debit, credit,
    amount, reverses, book_prev, debit_prev, credit_prev, request_key, fingerprint, body, private, salt, private_hash)
    VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18, ?19, ?20, ?21)";

/// Whether rows have a request key and fingerprint.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Keys {
    Without,
    With,
}

/// Whether a commit writes its seal row.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Seals {
    Without,
    With,
}

/// A file of the ledger's schema, written by SQLite alone.
pub(crate) struct Raw {
    connection: Connection,
    next: i64,
}

impl Raw {
    pub(crate) fn new(path: &Path) -> Raw {
        let ledger = Ledger::open(path).expect("a new file opens");
        ledger.close().expect("it closes");
        let connection = Connection::open(path).expect("the file exists");
        connection
            .execute_batch(
                "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA secure_delete = ON;
                 PRAGMA cache_size = -65536; PRAGMA wal_autocheckpoint = 1000;",
            )
            .expect("the pragmas of the ledger's own writer");
        Raw { connection, next: 1 }
    }

    /// Inserts grants in commits of one size, and returns the time.
    pub(crate) fn grants(
        &mut self,
        accounts: &[u64],
        per_commit: usize,
        keys: Keys,
        seals: Seals,
    ) -> Duration {
        let took = timed(|| self.insert(accounts, per_commit, keys, seals).expect("the rows are inserted")).1;
        self.next += accounts.len() as i64;
        took
    }

    fn insert(&self, accounts: &[u64], per_commit: usize, keys: Keys, seals: Seals) -> rusqlite::Result<()> {
        let connection = &self.connection;
        let mut begin = connection.prepare("BEGIN IMMEDIATE")?;
        let mut commit = connection.prepare("COMMIT")?;
        let mut insert = connection.prepare(INSERT)?;
        let mut seal = connection.prepare("INSERT INTO seals (position, seal) VALUES (?1, ?2)")?;
        let mut position = self.next;
        for chunk in accounts.chunks(per_commit) {
            begin.execute([])?;
            for account in chunk {
                let key = match keys {
                    Keys::Without => None,
                    Keys::With => Some(request_key(position as u64)),
                };
                let fingerprint = key.as_ref().map(|_| [7_u8; 16]);
                insert.raw_bind_parameter(1, position)?;
                insert.raw_bind_parameter(2, 1_i64)?;
                insert.raw_bind_parameter(3, 1_795_000_000_000_000_i64 + position)?;
                insert.raw_bind_parameter(4, None::<i64>)?;
                insert.raw_bind_parameter(5, "points_granted")?;
                insert.raw_bind_parameter(6, 1_i64)?;
                insert.raw_bind_parameter(7, position)?;
                insert.raw_bind_parameter(8, 0_i64)?;
                insert.raw_bind_parameter(9, 0_i64)?;
                insert.raw_bind_parameter(10, *account as i64)?;
                insert.raw_bind_parameter(11, 5_i64)?;
                insert.raw_bind_parameter(12, None::<i64>)?;
                insert.raw_bind_parameter(13, position - 1)?;
                insert.raw_bind_parameter(14, 0_i64)?;
                insert.raw_bind_parameter(15, position / 2)?;
                insert.raw_bind_parameter(16, key.as_deref())?;
                insert.raw_bind_parameter(17, fingerprint.as_ref().map(|bytes| &bytes[..]))?;
                insert.raw_bind_parameter(18, None::<&str>)?;
                insert.raw_bind_parameter(19, PRIVATE)?;
                insert.raw_bind_parameter(20, &[9_u8; 12][..])?;
                insert.raw_bind_parameter(21, None::<&[u8]>)?;
                insert.raw_execute()?;
                position += 1;
            }
            if seals == Seals::With {
                seal.execute((position - 1, &[3_u8; 32][..]))?;
            }
            commit.execute([])?;
        }
        Ok(())
    }
}

/// The reason in its stored form.
const PRIVATE: &str = r#"{"reason":"thank you for helping at the market hall"}"#;
