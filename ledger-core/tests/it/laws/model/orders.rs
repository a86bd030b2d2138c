//! The model's orders and claims.

use ledger_core::{CodeHash, OrderKey, RecordOrder};
use rust_decimal::Decimal;

use super::{Answer, MOST, Model, Order};

/// In microseconds.
const HOUR: i64 = 3_600_000_000;

impl Model {
    pub(super) fn record(&mut self, order: &RecordOrder) -> Answer {
        let cents: i128 = (order.amount * Decimal::ONE_HUNDRED)
            .trunc()
            .normalize()
            .to_string()
            .parse()
            .expect("the scripts have whole cents");
        let points = cents * self.number("order_rate").unwrap_or(1) / 100;
        if points > MOST {
            return Err("overflow");
        }
        let Ok(no) = self.order(&order.key) else {
            if points == 0 {
                return Ok(());
            }
            self.check_transaction(points)?;
            if self.codes.insert(order.code.0, self.orders.len()).is_some() {
                return Err("code_taken");
            }
            let key = order.key.to_string();
            let code = order.code.0;
            self.orders.push(Order { key, cents, points, status: "claimable", issue: 1, code, who: None });
            return self.appended();
        };
        let before = self.orders[no].clone();
        if before.cents == cents {
            return Ok(());
        }
        if points > before.points {
            self.check_transaction(points)?;
        }
        (self.orders[no].cents, self.orders[no].points) = (cents, points);
        if matches!(before.status, "claimable" | "redeemed" | "refunded") {
            self.orders[no].status = match (points, before.who) {
                (0, _) => "refunded",
                (_, None) => "claimable",
                (_, Some(_)) => "redeemed",
            };
        }
        match before.who.filter(|_| matches!(before.status, "redeemed" | "refunded")) {
            Some(who) if points > before.points => {
                self.check_balance(who, points - before.points)?;
                self.post(0, who, points - before.points, "correction", None)
            }
            Some(who) if points < before.points => {
                self.post(who, 0, before.points - points, "correction", None)
            }
            _ => self.appended(),
        }
    }

    pub(super) fn redeem(&mut self, member: u64, codes: &[CodeHash]) -> Answer {
        let limit = self.number("claim_guesses_per_hour").unwrap_or(5);
        let guesses = self.members.get(&member).map_or(&[][..], |no| &self.accounts[*no].guesses);
        if guesses.iter().filter(|guess| **guess > self.now - HOUR).count() as i128 >= limit {
            return Err("too_many_guesses");
        }
        let Some(no) = codes.iter().find_map(|code| self.codes.get(&code.0)).copied() else {
            self.guess = Some(member);
            return Err("unknown_code");
        };
        self.check_open(no)?;
        let (points, code) = (self.orders[no].points, self.orders[no].code);
        if !codes.iter().any(|one| one.0 == code) {
            return Err("code_replaced");
        }
        let account = self.open(member);
        self.check_balance(account, points)?;
        (self.orders[no].status, self.orders[no].who) = ("redeemed", Some(account));
        self.accounts[account].orders += 1;
        self.post(0, account, points, "claim", Some(no))
    }

    pub(super) fn reissue(&mut self, key: &OrderKey, issue: u32, code: [u8; 16]) -> Answer {
        let no = self.order(key)?;
        if !matches!(self.orders[no].status, "voided" | "expired") || self.orders[no].points == 0 {
            self.check_open(no)?;
        }
        if self.orders[no].points == 0 {
            return Err("claim_not_open");
        }
        if issue != self.orders[no].issue + 1 {
            return Err("stale_issue");
        }
        if self.codes.insert(code, no).is_some() {
            return Err("code_taken");
        }
        let order = &mut self.orders[no];
        (order.status, order.issue, order.code) = ("claimable", issue, code);
        self.appended()
    }

    pub(super) fn end_claim(&mut self, key: &OrderKey, status: &'static str) -> Answer {
        let no = self.order(key)?;
        self.check_open(no)?;
        self.orders[no].status = status;
        self.appended()
    }

    pub(super) fn order(&self, key: &OrderKey) -> Result<usize, &'static str> {
        self.orders.iter().position(|order| order.key == key.to_string()).ok_or("unknown_order")
    }

    fn check_open(&self, no: usize) -> Answer {
        match self.orders[no].status {
            "claimable" => Ok(()),
            "redeemed" => Err("already_redeemed"),
            _ => Err("claim_not_open"),
        }
    }
}
