//! Whether an event from outside can follow what is in a book. Not whether the rules would decide it today:
//! they change, and facts stay.

use crate::{Book, Event, Points, Recorded, Reversed, Unfit};

/// Whether the event can follow what is in the book.
pub(crate) fn fits(book: &Book, recorded: &Recorded) -> Result<(), Unfit> {
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
