//! From the configuration to an open ledger and the secrets of its claim codes.

use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

use adapter_orders::ClaimSecrets;
use ledger_core::{Book, BookId, Timestamp};
use ledger_store::{AsOf, Ledger, Mode, Options};

use crate::claim_secret_file;
use crate::config::Config;
use crate::exit::Failure;
use crate::logging::{self, Console};
use crate::progress::Meter;
use crate::time_zones;

/// The configuration, with the file of the ledger that a command works on.
pub(crate) struct Tallybook {
    config: Config,
    named: Option<PathBuf>,
}

impl Tallybook {
    /// Reads the configuration and starts the log. `database` wins over the configured file.
    pub(crate) fn start(database: Option<&Path>, console: Console) -> Result<Tallybook, Failure> {
        let config = Config::load()?;
        logging::start(&config.log, console)?;
        Ok(Tallybook { config, named: database.map(Path::to_owned) })
    }

    pub(crate) fn config(&self) -> &Config {
        &self.config
    }

    /// The file of the ledger: `--db`, else the configured one.
    pub(crate) fn database(&self) -> &Path {
        self.named.as_deref().unwrap_or(&self.config.database_path)
    }

    /// The same with another file, unless `--db` names one.
    #[must_use]
    pub(crate) fn with_database_unless_named(&self, database: &Path) -> Tallybook {
        let named = self.named.clone().unwrap_or_else(|| database.to_owned());
        Tallybook { config: self.config.clone(), named: Some(named) }
    }

    /// Opens the ledger, which must exist.
    pub(crate) fn ledger(&self) -> Result<Ledger, Failure> {
        self.open(Mode::Existing)
    }

    /// Opens the ledger, and creates it if it is missing.
    pub(crate) fn ledger_or_new(&self) -> Result<Ledger, Failure> {
        self.open(Mode::ReadWrite)
    }

    /// The secrets of claim codes, created at their first use.
    pub(crate) fn claim_secrets(&self) -> Result<ClaimSecrets, Failure> {
        claim_secret_file::claim_secrets(&self.config, self.database())
    }

    /// The secrets of claim codes, if any exist yet.
    pub(crate) fn claim_secrets_if_any(&self) -> Result<Option<ClaimSecrets>, Failure> {
        claim_secret_file::claim_secrets_if_any(&self.config, self.database())
    }

    pub(crate) fn backup_folder(&self) -> PathBuf {
        self.config.backup_folder.clone().unwrap_or_else(|| self.database().with_file_name("backups"))
    }

    fn open(&self, mode: Mode) -> Result<Ledger, Failure> {
        let meter = Mutex::new(Meter::of("reading the journal"));
        let show = move |progress| meter.lock().unwrap_or_else(PoisonError::into_inner).show(progress);
        let options = Options::default()
            .limits(self.config.limits)
            .mode(mode)
            .progress(show)
            .time_zones(time_zones::of_the_world());
        Ok(Ledger::open_with(self.database(), options)?)
    }
}

pub(crate) struct Snapshot {
    pub(crate) book: Book,
    /// The requested time, or the time of the last event up to a requested position.
    pub(crate) now: Timestamp,
}

impl Snapshot {
    /// Folds the journal up to a moment.
    pub(crate) fn of(ledger: &Ledger, book: BookId, as_of: AsOf) -> Result<Snapshot, Failure> {
        let mut meter = Meter::of("looking back");
        let book = ledger.book_as_of(book, as_of, &mut |progress| meter.show(progress))?;
        let now = match as_of {
            AsOf::Time(time) => time,
            AsOf::Position(_) => book.last_at(),
        };
        Ok(Snapshot { book, now })
    }
}
