//! The model's points: postings, limits, reversals, badges, and the close of a season.

use ledger_core::{AchievementSpec, MemberId};

use super::{Account, Answer, Badge, MOST, Model, Posting};

const EARNING: [&str; 4] = ["grant", "unlock", "claim", "correction"];

impl Model {
    pub(super) fn grant(&mut self, member: u64, amount: i128) -> Answer {
        self.check_transaction(amount)?;
        let account = self.open(member);
        self.check_balance(account, amount)?;
        self.post(0, account, amount, "grant", None)
    }

    pub(super) fn deduct(&mut self, member: MemberId, amount: i128) -> Answer {
        self.check_transaction(amount)?;
        let account = self.account(member).map_err(|_| "insufficient_balance")?;
        self.post(account, 0, amount, "deduct", None)
    }

    pub(super) fn set(&mut self, member: MemberId, balance: i128) -> Answer {
        if balance < 0 {
            return Err("negative_balance");
        }
        if balance > self.number("max_total_points").unwrap_or(self.limits.1) {
            return Err("over_balance_limit");
        }
        let difference = balance - self.account(member).map_or(0, |no| self.accounts[no].balance);
        if difference == 0 {
            return Ok(());
        }
        let account = self.open(member.number());
        if difference > 0 {
            self.post(0, account, difference, "grant", None)
        } else {
            self.post(account, 0, -difference, "deduct", None)
        }
    }

    pub(super) fn transfer(&mut self, from: MemberId, to: MemberId, amount: i128) -> Answer {
        if from == to {
            return Err("same_account");
        }
        if self.setting("transfers") == Some("off") {
            return Err("transfers_off");
        }
        if amount < self.number("transfer_minimum").unwrap_or(1) {
            return Err("below_transfer_minimum");
        }
        self.check_transaction(amount)?;
        let from = self.account(from).map_err(|_| "insufficient_balance")?;
        let rest = self.number("transfer_cooldown").unwrap_or(0) * 1_000_000;
        if self.accounts[from].sent_at.is_some_and(|at| i128::from(self.now) < i128::from(at) + rest) {
            return Err("transfer_cooldown");
        }
        let day = self.today();
        let sent = self.accounts[from].sent.get(&day).copied().unwrap_or(0);
        if self.number("transfer_daily_cap").is_some_and(|cap| sent + amount > cap) {
            return Err("over_daily_cap");
        }
        if self.accounts[from].balance < amount {
            return Err("insufficient_balance");
        }
        let to = self.open(to.number());
        self.check_balance(to, amount)?;
        self.accounts[from].sent.insert(day, sent + amount);
        self.accounts[from].sent_at = Some(self.now);
        self.post(from, to, amount, "transfer", None)
    }

    pub(super) fn reverse(&mut self, position: u64) -> Answer {
        let known = self.postings.get(&position).filter(|_| position < self.first);
        let Posting { from, to, amount, kind, order } = known.cloned().ok_or("unknown_posting")?;
        match kind {
            "reversal" => return Err("reversal_of_reversal"),
            "close" | "correction" => return Err("not_reversible"),
            _ if !self.reversed.insert(position) => return Err("already_reversed"),
            _ => {}
        }
        if let Some(order) = order {
            let order = &mut self.orders[order];
            if order.status != "redeemed" || order.points != amount {
                return Err("order_changed_since");
            }
            order.status = "reversed";
        }
        // A reversal takes back what the posting counted as, from the account that it counted for.
        if self.accounts[to].balance < amount && to != 0 {
            return Err("insufficient_balance");
        }
        if EARNING.contains(&kind) {
            self.accounts[to].earned -= amount;
            self.issued -= amount;
        }
        if kind == "deduct" {
            self.accounts[from].spent -= amount;
            self.spent -= amount;
        }
        if order.is_some() {
            self.accounts[to].orders -= 1;
        }
        self.post(to, from, amount, "reversal", None)
    }

    pub(super) fn award(&mut self, member: u64, key: &str) -> Answer {
        let no = self.badge(key)?;
        if self.badges[no].retired {
            return Err("achievement_retired");
        }
        let account = self.open(member);
        match self.accounts[account].badges.insert(no, true) {
            Some(true) => Err("already_unlocked"),
            Some(false) => self.appended(),
            None => self.post(0, account, self.badges[no].reward, "unlock", None),
        }
    }

    pub(super) fn badge(&self, key: &str) -> Result<usize, &'static str> {
        self.badges.iter().position(|badge| badge.key == key).ok_or("unknown_achievement")
    }

    pub(super) fn read_badge(&self, spec: &AchievementSpec) -> Result<Badge, &'static str> {
        let (reward, key, rule) = (i128::from(spec.reward.0), spec.key.to_string(), spec.rule.to_string());
        if reward < 0 {
            return Err("bad_reward");
        }
        self.check_transaction(reward)?;
        Ok(Badge { key, rule, reward, retired: false })
    }

    /// Moves every balance to the treasury and voids every open claim.
    pub(super) fn close(&mut self) {
        for no in 1..self.accounts.len() {
            let amount = self.accounts[no].balance;
            if amount > 0 {
                self.shift(no, 0, amount, "close", None).expect("a balance fits the treasury");
            }
        }
        let open = self.orders.iter_mut().filter(|order| order.status == "claimable");
        self.events += open.map(|order| order.status = "voided").count() as u64;
        self.events += 1;
        self.closing = false;
    }

    /// Moves points, and unlocks the achievements whose rules then hold.
    pub(super) fn post(
        &mut self,
        from: usize,
        to: usize,
        amount: i128,
        kind: &'static str,
        order: Option<usize>,
    ) -> Answer {
        self.shift(from, to, amount, kind, order)?;
        if amount == 0 {
            return Ok(());
        }
        for no in [from, to].into_iter().filter(|no| *no != 0) {
            while let Some(badge) = self.next_badge(no) {
                self.accounts[no].badges.insert(badge, true);
                self.shift(0, no, self.badges[badge].reward, "unlock", None)?;
            }
        }
        Ok(())
    }

    fn shift(
        &mut self,
        from: usize,
        to: usize,
        amount: i128,
        kind: &'static str,
        order: Option<usize>,
    ) -> Answer {
        if from != 0 && self.accounts[from].balance < amount {
            return Err("insufficient_balance");
        }
        self.accounts[from].balance -= amount;
        self.accounts[to].balance += amount;
        if EARNING.contains(&kind) {
            // A correction downwards lowers the earned points.
            let (account, earned) = if from == 0 { (to, amount) } else { (from, -amount) };
            self.accounts[account].earned += earned;
            self.issued += earned;
        }
        if kind == "deduct" {
            self.accounts[from].spent += amount;
            self.spent += amount;
        }
        for no in [from, to] {
            let Account { balance, earned, spent, .. } = &self.accounts[no];
            if [*balance, -*balance, *earned, *spent, self.issued, self.spent].into_iter().any(|n| n > MOST) {
                return Err("overflow");
            }
            self.accounts[no].entries += u32::from(amount > 0);
        }
        if amount > 0 {
            let position = self.first + self.events;
            self.postings.insert(position, Posting { from, to, amount, kind, order });
        }
        self.appended()
    }

    fn next_badge(&self, no: usize) -> Option<usize> {
        let account = &self.accounts[no];
        (0..self.badges.len()).find(|badge| {
            let Badge { rule, retired, .. } = &self.badges[*badge];
            let holds = match rule.split_once(':') {
                None => false,
                Some((of, number)) => {
                    let number: i128 = number.parse().expect("the scripts have rules with numbers");
                    match of {
                        "balance" => account.balance >= number,
                        "earned" => account.earned >= number,
                        "entries" => i128::from(account.entries) >= number,
                        "orders" => i128::from(account.orders) >= number,
                        "first_members" => no as i128 <= number,
                        other => panic!("the scripts have no rule {other}"),
                    }
                }
            };
            holds && !retired && !account.badges.contains_key(badge)
        })
    }

    pub(super) fn check_transaction(&self, amount: i128) -> Answer {
        let limit = self.number("max_points_per_transaction").unwrap_or(self.limits.0);
        if amount > limit { Err("over_transaction_limit") } else { Ok(()) }
    }

    pub(super) fn check_balance(&self, account: usize, amount: i128) -> Answer {
        let limit = self.number("max_total_points").unwrap_or(self.limits.1);
        match self.accounts[account].balance + amount {
            sum if sum > MOST => Err("overflow"),
            sum if sum > limit => Err("over_balance_limit"),
            _ => Ok(()),
        }
    }

    fn today(&self) -> i64 {
        let hours = match self.setting("utc_offset") {
            Some("+02:00") => 2,
            Some("-05:00") => -5,
            _ => 0,
        };
        (self.now + hours * 3_600_000_000).div_euclid(86_400_000_000)
    }
}
