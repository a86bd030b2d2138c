//! Whether an event from outside can follow what is in a book. Not whether the rules would decide it today:
//! they change, and facts stay.

use crate::book::Book;
use crate::event::{Event, Recorded, Reversed};
use crate::values::{Points, Position};

/// Facts whose accounts are drawn near before the first of them is folded: enough that the memory has always something
/// to look for, so few that all of them are still near when their turn comes.
const PREFETCH: usize = 32;

/// An event that does not fit the book it is about: the journal was damaged or forged.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("the event at position {position} does not fit the book before it: {problem}")]
pub struct Unfit {
    /// Where.
    pub position: Position,
    /// Why.
    pub problem: &'static str,
}

impl Book {
    /// Whether an event from outside can follow what is here. Events that were decided here always do.
    ///
    /// # Errors
    /// Says what does not fit.
    pub fn fits(&self, recorded: &Recorded) -> Result<(), Unfit> {
        check(self, recorded)
    }

    /// Folds facts in, one after the other. Each is asked first whether it [fits](Book::fits); the facts before one
    /// that does not are in the book.
    ///
    /// # Errors
    /// Says what does not fit.
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
    if recorded.at < book.last_at() {
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
    match &recorded.event {
        Event::PostingReversed { reverses, .. } if book.is_reversed(*reverses) => {
            unfit("what it reverses was reversed before")
        }
        Event::PostingReversed { of: Reversed { order: Some(order), .. }, .. }
            if book.order_no(*order).is_none() =>
        {
            unfit("its order was never recorded")
        }
        Event::OrderRecorded(order) if order.order.0 != book.head.orders.saturating_add(1) => {
            unfit("orders are recorded one after the other")
        }
        Event::OrderRecorded(order) if book.order(&order.key).is_some() => {
            unfit("its order was recorded before")
        }
        Event::OrderChanged(changed) if book.order_no(changed.order).is_none() => {
            unfit("its order was never recorded")
        }
        Event::ClaimRedeemed { order, .. }
        | Event::ClaimReissued { order, .. }
        | Event::ClaimVoided { order, .. }
        | Event::ClaimExpired { order }
        | Event::OrderForgotten { order }
            if book.order_no(*order).is_none() =>
        {
            unfit("its order was never recorded")
        }
        Event::AchievementUnlocked { achievement, .. }
        | Event::AchievementRevoked { achievement, .. }
        | Event::AchievementRetired { achievement, .. }
            if book.achievement(achievement).is_none() =>
        {
            unfit("its achievement was never defined")
        }
        Event::AchievementChanged { spec, .. } if book.achievement(&spec.key).is_none() => {
            unfit("its achievement was never defined")
        }
        Event::AchievementDefined { spec, .. } if book.achievement(&spec.key).is_some() => {
            unfit("its achievement was defined before")
        }
        _ => Ok(()),
    }
}
