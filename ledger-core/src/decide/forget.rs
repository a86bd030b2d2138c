//! Decides the commands that forget a member or the buyer of an order. The store erases the personal data.

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
