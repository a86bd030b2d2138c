//! The close of a season: begun by a command, carried out in steps, ended by an event.
//! It is a state of the book, so it goes on after a crash.

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

    /// One posting per account with points, then every open claim void, then the end; at most `limit` events.
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
