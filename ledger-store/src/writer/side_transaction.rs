//! Transactions between two commits, for adapter data and outboxes.

use super::Writer;
use crate::api::error::SubmitError;
use crate::engine::writer::EngineWriter;
use crate::internal_error::Result;

impl Writer {
    /// Runs work in a transaction of its own. It delays the next commit by the time of a flush, so callers with many
    /// changes should combine them.
    pub(crate) fn side_transaction<T>(
        &mut self,
        work: impl FnOnce(&mut dyn EngineWriter) -> Result<T>,
    ) -> Result<T, SubmitError> {
        let worked = self.guarded(|writer| writer.try_side_transaction(work))?;
        worked.map_err(|error| self.failed(error))
    }

    fn try_side_transaction<T>(
        &mut self,
        work: impl FnOnce(&mut dyn EngineWriter) -> Result<T>,
    ) -> Result<T> {
        self.begin()?;
        let worked = work(&mut *self.engine).and_then(|done| {
            self.engine.commit_aside()?;
            Ok(done)
        });
        if worked.is_err() {
            self.engine.roll_back();
        }
        worked
    }
}
