//! Transactions beside the journal, between two commits: adapter data, and how far outboxes have come.

use super::Writer;
use crate::api::error::SubmitError;
use crate::engine::writer::EngineWriter;
use crate::internal_error::{Result, explain};

impl Writer {
    /// Does work in a transaction of its own. It costs the next commit the time of a flush, so whoever has much of it
    /// gathers it.
    pub(crate) fn side_transaction<T>(
        &mut self,
        work: impl FnOnce(&mut dyn EngineWriter) -> Result<T>,
    ) -> Result<T, SubmitError> {
        if let Some(why) = self.stopped.clone() {
            return Err(SubmitError::Stopped { why });
        }
        self.try_side_transaction(work).map_err(|error| SubmitError::NotApplied { why: explain(&error) })
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
