//! The wiring: from the configuration to an open ledger and to the secrets of its codes.
//! Nothing is decided here, and nothing is said.

use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

use adapter_orders::ClaimSecrets;
use ledger_core::{Book, BookId, Timestamp};
use ledger_store::{AsOf, Ledger, Mode, Options};

use crate::cli::Cli;
use crate::config::Config;
use crate::failure::Failure;
use crate::progress::Meter;
use crate::{logging, secret};

/// What a command works with.
pub struct Tallybook {
    config: Config,
    named: Option<PathBuf>,
}

impl Tallybook {
    /// Reads the configuration and starts the log.
    pub fn start(cli: &Cli) -> Result<Tallybook, Failure> {
        let config = Config::load()?;
        logging::start(&config.log, cli.command().console())?;
        Ok(Tallybook { config, named: cli.db().map(Path::to_owned) })
    }

    /// The settings.
    pub fn config(&self) -> &Config {
        &self.config
    }

    /// The file of the ledger: the one that was named, or the configured one.
    pub fn database(&self) -> &Path {
        self.named.as_deref().unwrap_or(&self.config.database_path)
    }

    /// The same, but another one where none was named.
    #[must_use]
    pub fn with_database_unless_named(&self, database: &Path) -> Tallybook {
        let named = self.named.clone().unwrap_or_else(|| database.to_owned());
        Tallybook { config: self.config.clone(), named: Some(named) }
    }

    /// The ledger, which has to be there.
    pub fn ledger(&self) -> Result<Ledger, Failure> {
        self.open(Mode::Existing)
    }

    /// The ledger, made if it is not there: for commands that add to it.
    pub fn ledger_or_new(&self) -> Result<Ledger, Failure> {
        self.open(Mode::ReadWrite)
    }

    /// The secrets of claim codes, made at their first use.
    pub fn claim_secrets(&self) -> Result<ClaimSecrets, Failure> {
        secret::claim_secrets(&self.config, self.database())
    }

    /// The secrets of claim codes, if there are any yet.
    pub fn claim_secrets_if_any(&self) -> Result<Option<ClaimSecrets>, Failure> {
        secret::claim_secrets_if_any(&self.config, self.database())
    }

    /// The folder of the copies that are kept.
    pub fn backup_folder(&self) -> PathBuf {
        self.config.backup_folder.clone().unwrap_or_else(|| self.database().with_file_name("backups"))
    }

    fn open(&self, mode: Mode) -> Result<Ledger, Failure> {
        let meter = Mutex::new(Meter::of("reading the journal"));
        let show = move |progress| meter.lock().unwrap_or_else(PoisonError::into_inner).show(progress);
        let options = Options::default().limits(self.config.limits).mode(mode).progress(show);
        Ok(Ledger::open_with(self.database(), options)?)
    }
}

/// A book as it was.
pub struct Snapshot {
    /// The book.
    pub book: Book,
    /// The time that it is looked at: the one that was asked for, or that of the last event.
    pub now: Timestamp,
}

impl Snapshot {
    /// Folds the journal up to a moment.
    pub fn of(ledger: &Ledger, book: BookId, as_of: AsOf) -> Result<Snapshot, Failure> {
        let mut meter = Meter::of("looking back");
        let book = ledger.book_as_of(book, as_of, &mut |progress| meter.show(progress))?;
        let now = match as_of {
            AsOf::Time(time) => time,
            AsOf::Position(_) => book.last_at(),
        };
        Ok(Snapshot { book, now })
    }
}
