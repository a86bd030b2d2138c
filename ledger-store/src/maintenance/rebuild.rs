//! Rebuild: folds the journal from position 1, compares the result with the served state, and writes a checkpoint.

use ledger_core::Position;

use crate::api::error::ReadError;
use crate::api::progress::Progress;
use crate::committed::digest::{self, Books};
use crate::encoding::seal::Digest;
use crate::engine::reader::EngineReader;
use crate::internal_error::{InternalError, Result};
use crate::ledger::Ledger;
use crate::replay;
use crate::writer::Writer;

/// The result of a rebuild.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub struct Rebuilt {
    /// The number of folded events.
    pub events: u64,
    /// The digest of the resulting state.
    pub digest: Digest,
    /// Whether the result equals the served state.
    pub agreement: Agreement,
}

/// Whether a rebuild gave the served state.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Agreement {
    /// Yes, to the byte.
    Same,
    /// No: the served state is wrong. Restart the process.
    Different,
}

impl Ledger {
    /// Folds the journal again from position 1, compares the result with the served state, and stores it as the
    /// checkpoint. Reads and requests continue meanwhile; requests wait only for the last step.
    ///
    /// # Errors
    /// When the journal cannot be read, or the checkpoint cannot be written.
    pub fn rebuild(&self, progress: &mut (dyn FnMut(Progress) + Send)) -> Result<Rebuilt, ReadError> {
        let mut books = Books::new();
        let folded = self.head();
        let engine = self.engine()?;
        replay::fold(&*engine, &mut books, (Position::START, folded), |_| {}, progress)?;
        let rebuilt = self.run(move |writer| {
            writer.rebuild_from(&*engine, books, folded).map_err(|error| writer.failed(error))
        });
        let rebuilt = rebuilt.and_then(|rebuilt| rebuilt);
        rebuilt.map_err(|error| ReadError::from(InternalError::damaged(error.to_string())))
    }
}

impl Writer {
    fn rebuild_from(
        &mut self,
        engine: &dyn EngineReader,
        mut books: Books,
        folded: Position,
    ) -> Result<Rebuilt> {
        self.begin()?;
        let head = self.seal.position;
        let written = replay::fold(engine, &mut books, (folded, head), |_| {}, &mut |_| {})
            .and_then(|()| self.write_whole(&digest::view(&books)));
        if written.is_err() {
            self.engine.roll_back();
        }
        let digest = written?;
        let agreement =
            if digest == self.committed.digest() { Agreement::Same } else { Agreement::Different };
        Ok(Rebuilt { events: head.0, digest, agreement })
    }
}
