//! What an owner asks about the clock, and says about it.

use ledger_core::RequestKey;

use crate::api::clock::ClockStatus;
use crate::api::error::SubmitError;
use crate::api::request::Outcome;
use crate::ledger::Ledger;
use crate::writer::Writer;

impl Ledger {
    /// The clock, compared with the recorded time: whether events are recorded now, and if not, why.
    ///
    /// # Errors
    /// When the ledger has stopped.
    pub fn clock(&self) -> Result<ClockStatus, SubmitError> {
        self.run(Writer::clock_status)
    }

    /// Lets recorded time go on at the clock's, after the clock had been ahead while events were recorded. Appends a
    /// [`ClockCorrected`](ledger_core::Event::ClockCorrected) to each book whose last event is ahead of the clock, in one
    /// commit. Refused unless the last event is more than five minutes ahead of the clock: make sure first that the clock
    /// is right.
    ///
    /// # Errors
    /// When the request has no outcome: see [`SubmitError`].
    pub fn correct_clock(&self, key: Option<RequestKey>) -> Result<Outcome, SubmitError> {
        self.run(move |writer| writer.correct_clock(key.as_ref()))?
    }

    /// Lets events be recorded at once after the clock jumped, because its new time is right.
    ///
    /// # Errors
    /// When the ledger has stopped.
    pub fn trust_clock(&self) -> Result<(), SubmitError> {
        self.run(Writer::trust_clock)
    }
}
