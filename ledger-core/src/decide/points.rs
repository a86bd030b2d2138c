//! Decides the commands that move points: grant, deduct, set a balance, transfer.

use super::{DecideResult, DecisionState, Draft};
use crate::book::Tables;
use crate::event::Event;
use crate::refusal::Refusal;
use crate::settings::Switch;
use crate::values::{Amount, MemberId, Points, Reason};

impl Draft<'_> {
    pub(super) fn grant(
        &mut self,
        member: MemberId,
        amount: Amount,
        reason: &Reason,
        state: &mut DecisionState<'_>,
    ) -> DecideResult {
        self.check_transaction(amount.points(), state)?;
        let account = self.open(member, state)?;
        self.check_credit(account, amount.points(), state)?;
        self.post(Event::PointsGranted { account, amount, reason: Some(reason.clone()) }, state)
    }

    pub(super) fn deduct(
        &mut self,
        member: MemberId,
        amount: Amount,
        reason: &Reason,
        state: &mut DecisionState<'_>,
    ) -> DecideResult {
        self.check_transaction(amount.points(), state)?;
        let Some(account) = self.book.account_of(member) else {
            return Err(Refusal::InsufficientBalance { balance: Points::ZERO, asked: amount.points() }.into());
        };
        self.post(Event::PointsDeducted { account, amount, reason: Some(reason.clone()) }, state)
    }

    /// The transaction limit does not apply: the difference may be larger.
    pub(super) fn set_balance(
        &mut self,
        member: MemberId,
        balance: Points,
        reason: &Reason,
        state: &mut DecisionState<'_>,
    ) -> DecideResult {
        if balance < Points::ZERO {
            return Err(Refusal::NegativeBalance { balance }.into());
        }
        let limit = self.balance_limit(state);
        if balance > limit.points() {
            return Err(Refusal::OverBalanceLimit { would_be: balance, limit }.into());
        }
        let now = self.book.account_of(member).map_or(Points::ZERO, |no| self.balance(no));
        let difference = balance.checked_sub(now).ok_or(Refusal::Overflow)?;
        let reason = Some(reason.clone());
        match (Amount::new(difference.0), Amount::new(difference.0.saturating_neg())) {
            (Ok(amount), _) => {
                let account = self.open(member, state)?;
                self.post(Event::PointsGranted { account, amount, reason }, state)
            }
            (_, Ok(amount)) => {
                let (account, _) = self.member(member)?;
                self.post(Event::PointsDeducted { account, amount, reason }, state)
            }
            _ => Ok(()),
        }
    }

    pub(super) fn transfer(
        &mut self,
        from: MemberId,
        to: MemberId,
        amount: Amount,
        reason: &Reason,
        state: &mut DecisionState<'_>,
    ) -> DecideResult {
        if from == to {
            return Err(Refusal::SameAccount.into());
        }
        let settings = &self.book.rules().settings;
        let (minimum, cap) = (settings.transfer_minimum, settings.transfer_daily_cap);
        let cooldown = settings.transfer_cooldown;
        if settings.transfers == Switch::Off {
            return Err(Refusal::TransfersOff.into());
        }
        if amount < minimum {
            return Err(Refusal::BelowTransferMinimum { asked: amount, minimum }.into());
        }
        self.check_transaction(amount.points(), state)?;
        let Some(giver) = self.book.account_of(from) else {
            return Err(Refusal::InsufficientBalance { balance: Points::ZERO, asked: amount.points() }.into());
        };
        let now = state.context.now.max(self.book.head().at);
        if let Some(cooldown) = cooldown
            && let Some(sent_at) = self.book.conduct(giver).and_then(|conduct| conduct.sent_at)
            && now.is_within(cooldown.into(), sent_at)
        {
            let retry_at = sent_at.plus_seconds(cooldown.into());
            return Err(Refusal::TransferCooldown { now, retry_at }.into());
        }
        if let Some(cap) = cap {
            let today = now.day(self.book.rules().settings.utc_offset);
            let sent = self.book.conduct(giver).and_then(|conduct| conduct.sent.kept(today).copied());
            let sent = sent.unwrap_or(Points::ZERO);
            if sent.checked_add(amount.points()).is_none_or(|total| total > cap.points()) {
                return Err(Refusal::OverDailyCap { sent, asked: amount, cap }.into());
            }
        }
        let balance = self.balance(giver);
        if balance < amount.points() {
            return Err(Refusal::InsufficientBalance { balance, asked: amount.points() }.into());
        }
        let taker = self.open(to, state)?;
        self.check_credit(taker, amount.points(), state)?;
        let reason = Some(reason.clone());
        self.post(Event::PointsTransferred { from: giver, to: taker, amount, reason }, state)
    }
}
