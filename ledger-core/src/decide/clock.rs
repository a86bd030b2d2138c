//! Decides the correction of recorded time, after a clock had been ahead.

use super::{DecideResult, DecisionState, Draft};
use crate::book::Tables;
use crate::event::Event;
use crate::refusal::Refusal;

impl Draft<'_> {
    /// How far ahead is worth a correction is for the caller to say, who knows the last event of all books.
    pub(super) fn correct_clock(&mut self, state: &mut DecisionState<'_>) -> DecideResult {
        let (from, to) = (self.book.head().at, state.context.now);
        if from <= to {
            return Err(Refusal::ClockNotAhead { last_at: from, now: to }.into());
        }
        self.emit_at(to, Event::ClockCorrected { from, to }, state.actor, state);
        Ok(())
    }
}
