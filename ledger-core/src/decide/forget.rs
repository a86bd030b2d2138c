//! Forget a person, or who bought an order. The events say that it happened;
//! erasing what they typed is the store's part.

use super::{Answer, Asked, Draft};
use crate::{Event, MemberId, OrderKey};

impl Draft<'_> {
    pub(super) fn forget_member(&mut self, member: MemberId, asked: &mut Asked<'_>) -> Answer {
        let (account, _) = self.member(member)?;
        self.emit(Event::MemberForgotten { account }, asked.actor, asked);
        Ok(())
    }

    pub(super) fn forget_order(&mut self, order: &OrderKey, asked: &mut Asked<'_>) -> Answer {
        let order = self.order(order)?.no;
        self.emit(Event::OrderForgotten { order }, asked.actor, asked);
        Ok(())
    }
}
