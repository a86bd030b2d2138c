//! Decides the close of a season: a command begins it, steps of limited size carry it out, an event ends it.
//! The book keeps the progress, so that the close continues after a crash.

use super::{DecideResult, DecisionState, Draft};
use crate::book::{Phase, Tables};
use crate::event::Event;
use crate::order::OrderStatus;
use crate::values::{AccountNo, Actor, Amount, OrderNo, Reason};

impl Draft<'_> {
    pub(super) fn close_season(&mut self, reason: &Reason, state: &mut DecisionState<'_>) -> DecideResult {
        let season = self.book.rules().season.number;
        self.emit(Event::SeasonClosing { season, reason: Some(reason.clone()) }, state.actor, state);
        Ok(())
    }

    /// Closes each balance, then voids each open claim, then ends the close; at most `limit` events.
    pub(super) fn close_balances(&mut self, state: &mut DecisionState<'_>, limit: usize) {
        let season = self.book.rules().season;
        let Phase::Closing { next } = season.phase else { return };
        let mut left = limit;
        for no in (next.0..=self.book.opened()).map(AccountNo) {
            let Ok(amount) = Amount::new(self.balance(no).0) else { continue };
            if left == 0 {
                return;
            }
            left = left.saturating_sub(1);
            self.emit(
                Event::BalanceClosed { account: no, amount, season: season.number },
                Actor::System,
                state,
            );
        }
        for no in (1..=self.book.head().orders).map(OrderNo) {
            if self.book.order(no).is_none_or(|order| order.status != OrderStatus::Claimable) {
                continue;
            }
            if left == 0 {
                return;
            }
            left = left.saturating_sub(1);
            self.emit(Event::ClaimVoided { order: no, reason: None }, Actor::System, state);
        }
        if left > 0 {
            self.emit(Event::SeasonClosed { season: season.number }, Actor::System, state);
        }
    }
}
