//! Orders and their claims: record, change, redeem, reissue, void, expire.

use super::{Answer, Asked, Draft, No};
use crate::tables::Tables;
use crate::{
    AccountNo, Amount, CodeHash, Correction, Direction, Event, MemberId, Order, OrderChanged, OrderKey,
    OrderNo, OrderRecorded, OrderStatus, Points, Reason, RecordOrder, Refusal, SecretId, Timestamp,
};

/// The most orders in a book: what their number holds.
const MAX_ORDERS: u32 = u32::MAX - 1;

impl Draft<'_> {
    /// The same order again changes nothing; a new order that is worth nothing is not recorded at all.
    pub(super) fn record_order(&mut self, order: &RecordOrder, asked: &mut Asked<'_>) -> Answer {
        if order.amount.is_sign_negative() && !order.amount.is_zero() {
            return Err(Refusal::NegativeOrder { order: order.key.clone() }.into());
        }
        let settings = &self.ahead.rules().settings;
        let points = settings.points_for(order.amount).ok_or(Refusal::Overflow)?;
        let known = self.ahead.order_by_key(&order.key).and_then(|no| self.ahead.order(no)).cloned();
        match known {
            Some(known) if known.amount == order.amount && known.currency == order.currency => Ok(()),
            Some(known) => self.change_order(&known, order, points, asked),
            None if points == Points::ZERO => Ok(()),
            None => {
                self.check_transaction(points, asked)?;
                self.add_order(order, points, asked)
            }
        }
    }

    pub(super) fn redeem_claim(
        &mut self,
        member: MemberId,
        code: &[CodeHash],
        asked: &mut Asked<'_>,
    ) -> Answer {
        let guesses_left = self.guesses_or_wait(member, asked)?;
        let Some(order) = code.iter().find_map(|code| self.ahead.order_by_code(code)) else {
            let guesses_left = guesses_left.saturating_sub(1);
            return Err(No { refusal: Refusal::UnknownCode { guesses_left }, guess: Some(member) });
        };
        let order = self.ahead.order(order).ok_or(Refusal::CodeReplaced)?;
        if order.status != OrderStatus::Claimable {
            return Err(Refusal::ClaimNotOpen { status: order.status }.into());
        }
        if !code.contains(&order.code) {
            return Err(Refusal::CodeReplaced.into());
        }
        let (no, points) = (order.no, order.points);
        let amount =
            Amount::new(points.0).map_err(|_| Refusal::ClaimNotOpen { status: OrderStatus::Refunded })?;
        let account = self.open(member, asked)?;
        self.check_credit(account, points, asked)?;
        self.post(Event::ClaimRedeemed { order: no, account, amount }, asked)
    }

    pub(super) fn reissue_claim(
        &mut self,
        order: &OrderKey,
        issue: u32,
        code: CodeHash,
        secret: SecretId,
        reason: &Option<Reason>,
        asked: &mut Asked<'_>,
    ) -> Answer {
        let order = self.order(order)?;
        let no = order.no;
        // A void or expired code may be replaced by a new one; points that were paid may not be paid again.
        if !matches!(order.status, OrderStatus::Claimable | OrderStatus::Voided | OrderStatus::Expired)
            || order.points == Points::ZERO
        {
            return Err(Refusal::ClaimNotOpen { status: order.status }.into());
        }
        if issue != order.issue.saturating_add(1) {
            return Err(Refusal::StaleIssue { issued: order.issue, asked: issue }.into());
        }
        self.check_code(code)?;
        let reason = reason.clone();
        self.emit(Event::ClaimReissued { order: no, issue, code, secret, reason }, asked.actor, asked);
        Ok(())
    }

    pub(super) fn void_claim(&mut self, order: &OrderKey, reason: &Reason, asked: &mut Asked<'_>) -> Answer {
        let order = self.open_claim(order)?;
        self.emit(Event::ClaimVoided { order, reason: Some(reason.clone()) }, asked.actor, asked);
        Ok(())
    }

    pub(super) fn expire_claim(&mut self, order: &OrderKey, asked: &mut Asked<'_>) -> Answer {
        let order = self.open_claim(order)?;
        self.emit(Event::ClaimExpired { order }, asked.actor, asked);
        Ok(())
    }

    /// Remembers a wrong code against a member, who gets an account for it if need be.
    pub(super) fn note_guess(&mut self, member: MemberId, asked: &mut Asked<'_>) {
        if let Ok(account) = self.open(member, asked) {
            self.emit(Event::CodeGuessed { account }, asked.actor, asked);
        }
    }

    pub(super) fn order(&self, key: &OrderKey) -> Result<&Order, Refusal> {
        let found = self.ahead.order_by_key(key).and_then(|no| self.ahead.order(no));
        found.ok_or_else(|| Refusal::UnknownOrder { order: key.clone() })
    }

    fn open_claim(&self, key: &OrderKey) -> Result<OrderNo, Refusal> {
        let order = self.order(key)?;
        if order.status != OrderStatus::Claimable {
            return Err(Refusal::ClaimNotOpen { status: order.status });
        }
        Ok(order.no)
    }

    fn add_order(&mut self, order: &RecordOrder, points: Points, asked: &mut Asked<'_>) -> Answer {
        self.check_code(order.code)?;
        let recorded = self.ahead.head().orders;
        if recorded >= MAX_ORDERS {
            return Err(Refusal::BookFull { what: "orders", limit: MAX_ORDERS }.into());
        }
        let event = OrderRecorded {
            order: OrderNo(recorded.saturating_add(1)),
            key: order.key.clone(),
            amount: order.amount,
            currency: order.currency.clone(),
            points,
            code: order.code,
            secret: order.secret,
            email: order.email.clone(),
        };
        self.emit(Event::OrderRecorded(Box::new(event)), asked.actor, asked);
        Ok(())
    }

    /// What was redeemed already follows the order: the difference is posted to or from whoever redeemed it.
    /// The limits hold for what is added; money given back is never over a limit.
    fn change_order(
        &mut self,
        known: &Order,
        order: &RecordOrder,
        points: Points,
        asked: &mut Asked<'_>,
    ) -> Answer {
        if points > known.points {
            self.check_transaction(points, asked)?;
        }
        let follows = matches!(known.status, OrderStatus::Redeemed | OrderStatus::Refunded);
        let difference = points.minus(known.points).ok_or(Refusal::Overflow)?;
        let amount = Amount::new(difference.0.saturating_abs()).ok();
        let correction = match (known.redeemed, amount) {
            (Some(redeemed), Some(amount)) if follows => {
                let direction = if difference > Points::ZERO { Direction::Credit } else { Direction::Debit };
                Some(Correction { account: redeemed.account, direction, amount })
            }
            _ => None,
        };
        if let Some(Correction { account, direction: Direction::Credit, amount }) = correction {
            self.check_credit(account, amount.points(), asked)?;
        }
        let event = Event::OrderChanged(Box::new(OrderChanged {
            order: known.no,
            amount: order.amount,
            currency: order.currency.clone(),
            points,
            correction,
        }));
        self.post(event, asked)
    }

    fn check_code(&self, code: CodeHash) -> Answer {
        if self.ahead.order_by_code(&code).is_some() {
            return Err(Refusal::CodeTaken.into());
        }
        Ok(())
    }

    /// How many wrong codes the holder of an account may still try; 0 where the next one has to wait.
    pub fn guesses_left(&self, no: AccountNo, now: Timestamp) -> u32 {
        let used = u32::try_from(self.recent_guesses(no, self.not_before(now)).len()).unwrap_or(u32::MAX);
        self.ahead.rules().settings.claim_guesses_per_hour.saturating_sub(used)
    }

    /// How many wrong codes a member may still try, or from when on again.
    fn guesses_or_wait(&self, member: MemberId, asked: &Asked<'_>) -> Result<u32, Refusal> {
        let limit = self.ahead.rules().settings.claim_guesses_per_hour;
        let Some(no) = self.ahead.account_of(member) else { return Ok(limit) };
        let now = self.not_before(asked.context.now);
        match self.guesses_left(no, now) {
            0 => {
                let recent = self.recent_guesses(no, now);
                let oldest = recent.len().saturating_sub(limit as usize);
                let retry_at = recent.get(oldest).copied().unwrap_or(now).plus_seconds(3_600);
                Err(Refusal::TooManyGuesses { now, retry_at })
            }
            left => Ok(left),
        }
    }

    fn recent_guesses(&self, no: AccountNo, now: Timestamp) -> Vec<Timestamp> {
        let hour_ago = now.plus_seconds(-3_600);
        let guesses = self.ahead.conduct(no).map(|conduct| conduct.guesses.iter().copied());
        guesses.into_iter().flatten().filter(|guess| *guess > hour_ago).collect()
    }

    /// Recorded time never runs backwards.
    fn not_before(&self, now: Timestamp) -> Timestamp {
        now.max(self.ahead.head().at)
    }
}
