//! Forget a person, or who bought an order. The events say that it happened;
//! erasing what they typed is the store's part.

use super::{DecideResult, DecisionState, Draft};
use crate::event::Event;
use crate::values::{MemberId, OrderKey};

impl Draft<'_> {
    pub(super) fn forget_member(&mut self, member: MemberId, state: &mut DecisionState<'_>) -> DecideResult {
        let (account, _) = self.member(member)?;
        self.emit(Event::MemberForgotten { account }, state.actor, state);
        Ok(())
    }

    pub(super) fn forget_order(&mut self, order: &OrderKey, state: &mut DecisionState<'_>) -> DecideResult {
        let order = self.order(order)?.no;
        self.emit(Event::OrderForgotten { order }, state.actor, state);
        Ok(())
    }
}
