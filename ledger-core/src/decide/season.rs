//! The close of a season: begun by a command, carried out in steps, ended by an event.
//! It is a state of the book, so it goes on after a crash.

use super::{Answer, Asked, Draft};
use crate::tables::{Phase, Tables};
use crate::{AccountNo, Actor, Amount, Event, OrderNo, OrderStatus, Reason};

impl Draft<'_> {
    pub(super) fn close_season(&mut self, reason: &Reason, asked: &mut Asked<'_>) -> Answer {
        let season = self.ahead.rules().season.number;
        self.emit(Event::SeasonClosing { season, reason: Some(reason.clone()) }, asked.actor, asked);
        Ok(())
    }

    /// One posting per account with points, then every open claim void, then the end; at most `limit` events.
    pub(super) fn close_balances(&mut self, asked: &mut Asked<'_>, limit: usize) {
        let season = self.ahead.rules().season;
        let Phase::Closing { next } = season.phase else { return };
        let mut left = limit;
        for no in (next.0..=self.ahead.opened()).map(AccountNo) {
            let Ok(amount) = Amount::new(self.balance(no).0) else { continue };
            if left == 0 {
                return;
            }
            left = left.saturating_sub(1);
            self.emit(
                Event::BalanceClosed { account: no, amount, season: season.number },
                Actor::System,
                asked,
            );
        }
        for no in (1..=self.ahead.head().orders).map(OrderNo) {
            if self.ahead.order(no).is_none_or(|order| order.status != OrderStatus::Claimable) {
                continue;
            }
            if left == 0 {
                return;
            }
            left = left.saturating_sub(1);
            self.emit(Event::ClaimVoided { order: no, reason: None }, Actor::System, asked);
        }
        if left > 0 {
            self.emit(Event::SeasonClosed { season: season.number }, Actor::System, asked);
        }
    }
}
