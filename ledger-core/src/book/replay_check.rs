//! Checks that an event from outside can follow the events of a book, as in a replay.
//! It does not ask today's rules: rules change, recorded events stay.

use crate::book::Book;
use crate::event::{Event, EventKind, Recorded};
use crate::values::{Points, Position};

/// Events whose accounts are prefetched together: enough to keep the memory busy, few enough to stay in the cache.
const PREFETCH: usize = 32;

/// An event that cannot follow the events of its book: the journal was damaged or forged.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("the event at position {position} does not fit the book before it: {problem}")]
pub struct Unfit {
    /// The position of the event.
    pub position: Position,
    /// The reason, as a clause.
    pub problem: &'static str,
}

impl Book {
    /// Checks that an event from outside can follow the events of this book. Events decided on this book always can.
    ///
    /// # Errors
    /// When it cannot; the error names the reason.
    pub fn fits(&self, recorded: &Recorded) -> Result<(), Unfit> {
        check(self, recorded)
    }

    /// Checks each event with [`Book::fits`] and applies it; calls `each` after each event.
    ///
    /// # Errors
    /// At the first event that does not fit. The events before it stay applied.
    pub fn apply_all<'e>(
        &mut self,
        recorded: &'e [Recorded],
        mut each: impl FnMut(&'e Recorded),
    ) -> Result<(), Unfit> {
        for some in recorded.chunks(PREFETCH) {
            self.accounts.prefetch(some.iter().flat_map(|recorded| recorded.event.sides().accounts()));
            for recorded in some {
                self.fits(recorded)?;
                self.apply(recorded);
                each(recorded);
            }
        }
        Ok(())
    }
}

fn check(book: &Book, recorded: &Recorded) -> Result<(), Unfit> {
    let unfit = |problem| Err(Unfit { position: recorded.position, problem });
    let sides = recorded.event.sides();
    if recorded.position <= book.head() {
        return unfit("it stands before the last event of its book");
    }
    if let Event::ClockCorrected { from, to } = recorded.event {
        // A correction is the only event with which recorded time may go back.
        if from != book.last_at() || to != recorded.at {
            return unfit("it corrects the clock, but names other times than the journal has");
        }
    } else if recorded.at < book.last_at() {
        return unfit("it was recorded before the event in front of it");
    }
    if let Event::AccountOpened { account, member } = &recorded.event {
        return if account.0 != book.accounts.opened().saturating_add(1) {
            unfit("accounts are opened one after the other")
        } else if member.is_some_and(|member| book.account_of(member).is_some()) {
            unfit("its member has an account already")
        } else {
            Ok(())
        };
    }
    if sides.amount < Points::ZERO {
        return unfit("an amount is never negative");
    }
    if sides.debit == sides.credit && sides.amount > Points::ZERO {
        return unfit("both sides are the same account");
    }
    if sides.accounts().any(|no| book.account(no).is_none()) {
        return unfit("its account was never opened");
    }
    if let Event::PostingReversed { reverses, .. } = &recorded.event
        && book.is_reversed(*reverses)
    {
        return unfit("what it reverses was reversed before");
    }
    if let Event::OrderRecorded(order) = &recorded.event {
        if order.order.0 != book.head.orders.saturating_add(1) {
            return unfit("orders are recorded one after the other");
        }
        if book.order(&order.key).is_some() {
            return unfit("its order was recorded before");
        }
    } else if recorded.event.order().is_some_and(|order| book.order_no(order).is_none()) {
        return unfit("its order was never recorded");
    }
    let defined = recorded.event.achievement().map(|key| book.achievement(key).is_some());
    match (recorded.event.kind(), defined) {
        (EventKind::AchievementDefined, Some(true)) => unfit("its achievement was defined before"),
        (EventKind::AchievementDefined, _) | (_, Some(true) | None) => Ok(()),
        (_, Some(false)) => unfit("its achievement was never defined"),
    }
}
