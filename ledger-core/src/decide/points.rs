//! Grant, deduct, set, transfer.

use super::{Answer, Asked, Draft};
use crate::tables::Tables;
use crate::{Amount, Event, MemberId, Points, Reason, Refusal, Switch};

impl Draft<'_> {
    pub(super) fn grant(
        &mut self,
        member: MemberId,
        amount: Amount,
        reason: &Reason,
        asked: &mut Asked<'_>,
    ) -> Answer {
        self.check_transaction(amount.points(), asked)?;
        let account = self.open(member, asked)?;
        self.check_credit(account, amount.points(), asked)?;
        self.post(Event::PointsGranted { account, amount, reason: Some(reason.clone()) }, asked)
    }

    pub(super) fn deduct(
        &mut self,
        member: MemberId,
        amount: Amount,
        reason: &Reason,
        asked: &mut Asked<'_>,
    ) -> Answer {
        self.check_transaction(amount.points(), asked)?;
        let Some(account) = self.ahead.account_of(member) else {
            return Err(Refusal::InsufficientBalance { balance: Points::ZERO, asked: amount.points() }.into());
        };
        self.post(Event::PointsDeducted { account, amount, reason: Some(reason.clone()) }, asked)
    }

    /// Only the balance limit counts here: the difference may be larger than one transaction moves.
    pub(super) fn set_balance(
        &mut self,
        member: MemberId,
        balance: Points,
        reason: &Reason,
        asked: &mut Asked<'_>,
    ) -> Answer {
        if balance < Points::ZERO {
            return Err(Refusal::NegativeBalance { balance }.into());
        }
        let limit = self.balance_limit(asked);
        if balance > limit.points() {
            return Err(Refusal::OverBalanceLimit { would_be: balance, limit }.into());
        }
        let now = self.ahead.account_of(member).map_or(Points::ZERO, |no| self.balance(no));
        let difference = balance.minus(now).ok_or(Refusal::Overflow)?;
        let reason = Some(reason.clone());
        match (Amount::new(difference.0), Amount::new(difference.0.saturating_neg())) {
            (Ok(amount), _) => {
                let account = self.open(member, asked)?;
                self.post(Event::PointsGranted { account, amount, reason }, asked)
            }
            (_, Ok(amount)) => {
                let (account, _) = self.member(member)?;
                self.post(Event::PointsDeducted { account, amount, reason }, asked)
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
        asked: &mut Asked<'_>,
    ) -> Answer {
        if from == to {
            return Err(Refusal::SameAccount.into());
        }
        let settings = &self.ahead.rules().settings;
        let (minimum, cap) = (settings.transfer_minimum, settings.transfer_daily_cap);
        let cooldown = settings.transfer_cooldown;
        if settings.transfers == Switch::Off {
            return Err(Refusal::TransfersOff.into());
        }
        if amount < minimum {
            return Err(Refusal::BelowTransferMinimum { asked: amount, minimum }.into());
        }
        self.check_transaction(amount.points(), asked)?;
        let Some(giver) = self.ahead.account_of(from) else {
            return Err(Refusal::InsufficientBalance { balance: Points::ZERO, asked: amount.points() }.into());
        };
        let now = asked.context.now.max(self.ahead.head().at);
        if let Some(cooldown) = cooldown
            && let Some(sent_at) = self.ahead.conduct(giver).and_then(|conduct| conduct.sent_at)
        {
            let retry_at = sent_at.plus_seconds(cooldown.into());
            if now < retry_at {
                return Err(Refusal::TransferCooldown { now, retry_at }.into());
            }
        }
        if let Some(cap) = cap {
            let today = now.day(self.ahead.rules().settings.utc_offset);
            let conduct = self.ahead.conduct(giver).filter(|conduct| conduct.sent_on == today);
            let sent = conduct.map_or(Points::ZERO, |conduct| conduct.sent);
            if sent.plus(amount.points()).is_none_or(|total| total > cap.points()) {
                return Err(Refusal::OverDailyCap { sent, asked: amount, cap }.into());
            }
        }
        let balance = self.balance(giver);
        if balance < amount.points() {
            return Err(Refusal::InsufficientBalance { balance, asked: amount.points() }.into());
        }
        let taker = self.open(to, asked)?;
        self.check_credit(taker, amount.points(), asked)?;
        let reason = Some(reason.clone());
        self.post(Event::PointsTransferred { from: giver, to: taker, amount, reason }, asked)
    }
}
