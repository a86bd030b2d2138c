//! Decides the commands about orders and their claims: record, redeem, reissue, void, expire.

use super::{DecideResult, DecisionState, Draft, Rejection};
use crate::book::Tables;
use crate::command::RecordOrder;
use crate::event::{Correction, Direction, Event, OrderChanged, OrderRecorded};
use crate::order::{Order, OrderStatus};
use crate::refusal::Refusal;
use crate::values::{
    AccountNo, Amount, CodeHash, MemberId, OrderKey, OrderNo, Points, Reason, SecretId, Timestamp,
};

/// The most orders in a book, by the size of their number.
const MAX_ORDERS: u32 = u32::MAX - 1;

impl Draft<'_> {
    /// A repeated order changes nothing; a new order worth 0 points is not recorded.
    pub(super) fn record_order(
        &mut self,
        order: &RecordOrder,
        state: &mut DecisionState<'_>,
    ) -> DecideResult {
        if order.amount.is_sign_negative() && !order.amount.is_zero() {
            return Err(Refusal::NegativeOrder { order: order.key.clone() }.into());
        }
        let settings = &self.book.rules().settings;
        let points = settings.points_for(order.amount).ok_or(Refusal::Overflow)?;
        let known = self.book.order_by_key(&order.key).and_then(|no| self.book.order(no)).cloned();
        match known {
            Some(known) if known.amount == order.amount && known.currency == order.currency => Ok(()),
            Some(known) => self.change_order(&known, order, points, state),
            None if points == Points::ZERO => Ok(()),
            None => {
                self.check_transaction(points, state)?;
                self.add_order(order, points, state)
            }
        }
    }

    pub(super) fn redeem_claim(
        &mut self,
        member: MemberId,
        code: &[CodeHash],
        state: &mut DecisionState<'_>,
    ) -> DecideResult {
        let guesses_left = self.guesses_or_wait(member, state)?;
        let Some(order) = code.iter().find_map(|code| self.book.order_by_code(code)) else {
            let guesses_left = guesses_left.saturating_sub(1);
            return Err(Rejection { refusal: Refusal::UnknownCode { guesses_left }, guess: Some(member) });
        };
        let order = self.book.order(order).ok_or(Refusal::CodeReplaced)?;
        if order.status != OrderStatus::Claimable {
            return Err(Refusal::ClaimNotOpen { status: order.status }.into());
        }
        if !code.contains(&order.code) {
            return Err(Refusal::CodeReplaced.into());
        }
        let (no, points) = (order.no, order.points);
        let amount =
            Amount::new(points.0).map_err(|_| Refusal::ClaimNotOpen { status: OrderStatus::Refunded })?;
        let account = self.open(member, state)?;
        self.check_credit(account, points, state)?;
        self.post(Event::ClaimRedeemed { order: no, account, amount }, state)
    }

    pub(super) fn reissue_claim(
        &mut self,
        order: &OrderKey,
        issue: u32,
        code: CodeHash,
        secret: SecretId,
        reason: &Option<Reason>,
        state: &mut DecisionState<'_>,
    ) -> DecideResult {
        let order = self.order(order)?;
        let no = order.no;
        // A voided or expired code may be replaced, because its points were never paid.
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
        self.emit(Event::ClaimReissued { order: no, issue, code, secret, reason }, state.actor, state);
        Ok(())
    }

    pub(super) fn void_claim(
        &mut self,
        order: &OrderKey,
        reason: &Reason,
        state: &mut DecisionState<'_>,
    ) -> DecideResult {
        let order = self.open_claim(order)?;
        self.emit(Event::ClaimVoided { order, reason: Some(reason.clone()) }, state.actor, state);
        Ok(())
    }

    pub(super) fn expire_claim(&mut self, order: &OrderKey, state: &mut DecisionState<'_>) -> DecideResult {
        let order = self.open_claim(order)?;
        self.emit(Event::ClaimExpired { order }, state.actor, state);
        Ok(())
    }

    /// Records a wrong code of a member, in a new account if the member has none.
    pub(super) fn record_guess(&mut self, member: MemberId, state: &mut DecisionState<'_>) {
        if let Ok(account) = self.open(member, state) {
            self.emit(Event::CodeGuessed { account }, state.actor, state);
        }
    }

    pub(super) fn order(&self, key: &OrderKey) -> Result<&Order, Refusal> {
        let found = self.book.order_by_key(key).and_then(|no| self.book.order(no));
        found.ok_or_else(|| Refusal::UnknownOrder { order: key.clone() })
    }

    fn open_claim(&self, key: &OrderKey) -> Result<OrderNo, Refusal> {
        let order = self.order(key)?;
        if order.status != OrderStatus::Claimable {
            return Err(Refusal::ClaimNotOpen { status: order.status });
        }
        Ok(order.no)
    }

    fn add_order(
        &mut self,
        order: &RecordOrder,
        points: Points,
        state: &mut DecisionState<'_>,
    ) -> DecideResult {
        self.check_code(order.code)?;
        let recorded = self.book.head().orders;
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
        self.emit(Event::OrderRecorded(Box::new(event)), state.actor, state);
        Ok(())
    }

    /// Posts the difference to or from the account that redeemed the order. Limits apply to added points only: a refund
    /// is never over a limit.
    fn change_order(
        &mut self,
        known: &Order,
        order: &RecordOrder,
        points: Points,
        state: &mut DecisionState<'_>,
    ) -> DecideResult {
        if points > known.points {
            self.check_transaction(points, state)?;
        }
        let follows = matches!(known.status, OrderStatus::Redeemed | OrderStatus::Refunded);
        let difference = points.checked_sub(known.points).ok_or(Refusal::Overflow)?;
        let amount = Amount::new(difference.0.saturating_abs()).ok();
        let correction = match (known.redeemed, amount) {
            (Some(redeemed), Some(amount)) if follows => {
                let direction = if difference > Points::ZERO { Direction::Credit } else { Direction::Debit };
                Some(Correction { account: redeemed.account, direction, amount })
            }
            _ => None,
        };
        if let Some(Correction { account, direction: Direction::Credit, amount }) = correction {
            self.check_credit(account, amount.points(), state)?;
        }
        let event = Event::OrderChanged(Box::new(OrderChanged {
            order: known.no,
            amount: order.amount,
            currency: order.currency.clone(),
            points,
            correction,
        }));
        self.post(event, state)
    }

    fn check_code(&self, code: CodeHash) -> DecideResult {
        if self.book.order_by_code(&code).is_some() {
            return Err(Refusal::CodeTaken.into());
        }
        Ok(())
    }

    /// The number of wrong codes that an account may still try within the hour; 0 if the next try has to wait.
    pub fn guesses_left(&self, no: AccountNo, now: Timestamp) -> u32 {
        let used = u32::try_from(self.recent_guesses(no, self.not_before(now)).len()).unwrap_or(u32::MAX);
        self.book.rules().settings.claim_guesses_per_hour.saturating_sub(used)
    }

    /// The wrong codes that a member may still try, or a refusal with the time of the next try.
    fn guesses_or_wait(&self, member: MemberId, state: &DecisionState<'_>) -> Result<u32, Refusal> {
        let limit = self.book.rules().settings.claim_guesses_per_hour;
        let Some(no) = self.book.account_of(member) else { return Ok(limit) };
        let now = self.not_before(state.context.now);
        match self.guesses_left(no, now) {
            0 => {
                let recent = self.recent_guesses(no, now);
                let oldest = recent.len().saturating_sub(usize::try_from(limit).unwrap_or(usize::MAX));
                let retry_at = recent.get(oldest).copied().unwrap_or(now).plus_seconds(3_600);
                Err(Refusal::TooManyGuesses { now, retry_at })
            }
            left => Ok(left),
        }
    }

    fn recent_guesses(&self, no: AccountNo, now: Timestamp) -> Vec<Timestamp> {
        let guesses = self.book.conduct(no).map(|conduct| conduct.guesses.iter().copied());
        let mut recent: Vec<Timestamp> =
            guesses.into_iter().flatten().filter(|guess| now.is_within(3_600, *guess)).collect();
        recent.sort_unstable();
        recent
    }

    /// Recorded time never runs backwards, whatever the clock says.
    fn not_before(&self, now: Timestamp) -> Timestamp {
        now.max(self.book.head().at)
    }
}
