//! Transactions beside the journal, between two commits: what is kept, and how far reactions have come.

use rusqlite::Connection;

use super::Writer;
use crate::SubmitError;
use crate::error::explain;
use crate::fault::Found;

impl Writer {
    /// Does work in a transaction of its own. It costs the next commit the time of a flush, so whoever has much of it
    /// gathers it.
    pub(crate) fn aside<T>(&mut self, work: impl FnOnce(&Connection) -> Found<T>) -> Result<T, SubmitError> {
        if let Some(why) = self.stopped.clone() {
            return Err(SubmitError::Stopped { why });
        }
        self.try_aside(work).map_err(|fault| SubmitError::NotApplied { why: explain(&fault) })
    }

    fn try_aside<T>(&mut self, work: impl FnOnce(&Connection) -> Found<T>) -> Found<T> {
        self.begin()?;
        let worked = work(&self.connection).and_then(|done| {
            self.connection.execute_batch("COMMIT")?;
            Ok(done)
        });
        if worked.is_err() {
            self.roll_back();
        }
        worked
    }
}
