//! Decides reversals: a new posting that undoes an earlier one, once.

use super::{DecideResult, DecisionState, Draft};
use crate::book::Tables;
use crate::event::{Event, EventKind, Reversed};
use crate::order::OrderStatus;
use crate::refusal::Refusal;
use crate::values::{Amount, Position, Reason};

impl Draft<'_> {
    /// The limits do not apply: a reversal restores an earlier state.
    pub(super) fn reverse(
        &mut self,
        position: Position,
        reason: &Reason,
        state: &mut DecisionState<'_>,
    ) -> DecideResult {
        let posting = state.context.postings.iter().find(|posting| posting.position == position);
        let posting = *posting
            .filter(|posting| self.book_id.is_none_or(|book| posting.book == book))
            .ok_or(Refusal::UnknownPosting { position })?;
        if posting.kind == EventKind::PostingReversed {
            return Err(Refusal::ReversalOfReversal { position }.into());
        }
        if !posting.kind.is_reversible() {
            return Err(Refusal::NotReversible { position, kind: posting.kind }.into());
        }
        if self.book.is_reversed(position) {
            return Err(Refusal::AlreadyReversed { position }.into());
        }
        let order = posting.order.and_then(|no| self.book.order(no));
        if order.is_some_and(|o| o.status != OrderStatus::Redeemed || o.points != posting.sides.amount) {
            return Err(Refusal::OrderChangedSince.into());
        }
        let amount = Amount::new(posting.sides.amount.0).map_err(|_| Refusal::UnknownPosting { position })?;
        let event = Event::PostingReversed {
            debit: posting.sides.credit,
            credit: posting.sides.debit,
            amount,
            reverses: position,
            of: Reversed { flow: posting.flow, at: posting.at, order: posting.order },
            reason: Some(reason.clone()),
        };
        self.post(event, state)
    }
}
