//! A naive book: plain maps, numbers that cannot overflow, a copy of everything before each attempt.
//! It shares no rule with the ledger, only the commands, and predicts the answer to each.

mod orders;
mod points;

use std::collections::{BTreeMap, BTreeSet};

use ledger_core::{AchievementNo, Asker, Book, Command, Limits, MemberId, Points};

pub(crate) type Answer = Result<(), &'static str>;

pub(crate) const MOST: i128 = i64::MAX as i128;

/// The model's prediction for a command.
pub(crate) struct Expected {
    pub answer: Answer,
    pub events: u64,
}

#[derive(Clone)]
pub(crate) struct Model {
    limits: (i128, i128),
    /// Account 0 is the treasury.
    accounts: Vec<Account>,
    members: BTreeMap<u64, usize>,
    postings: BTreeMap<u64, Posting>,
    reversed: BTreeSet<u64>,
    issued: i128,
    spent: i128,
    badges: Vec<Badge>,
    orders: Vec<Order>,
    codes: BTreeMap<[u8; 16], usize>,
    settings: BTreeMap<String, String>,
    closing: bool,
    /// The time of the current command.
    now: i64,
    first: u64,
    events: u64,
    guess: Option<u64>,
}

#[derive(Clone, Default)]
struct Account {
    balance: i128,
    earned: i128,
    spent: i128,
    entries: u32,
    orders: u32,
    /// Every badge that it ever had, and whether it still has it.
    badges: BTreeMap<usize, bool>,
    /// Points given away, by day.
    sent: BTreeMap<i64, i128>,
    sent_at: Option<i64>,
    guesses: Vec<i64>,
}

#[derive(Clone)]
struct Posting {
    from: usize,
    to: usize,
    amount: i128,
    kind: &'static str,
    order: Option<usize>,
}

#[derive(Clone)]
struct Badge {
    key: String,
    rule: String,
    reward: i128,
    retired: bool,
}

#[derive(Clone)]
struct Order {
    key: String,
    cents: i128,
    points: i128,
    status: &'static str,
    issue: u32,
    code: [u8; 16],
    who: Option<usize>,
}

impl Model {
    pub(crate) fn new(limits: Limits) -> Model {
        let of = |points: Points| i128::from(points.0);
        Model {
            limits: (of(limits.max_points_per_transaction.points()), of(limits.max_total_points.points())),
            accounts: vec![Account::default()],
            members: BTreeMap::new(),
            postings: BTreeMap::new(),
            reversed: BTreeSet::new(),
            issued: 0,
            spent: 0,
            badges: Vec::new(),
            orders: Vec::new(),
            codes: BTreeMap::new(),
            settings: BTreeMap::new(),
            closing: false,
            now: 0,
            first: 0,
            events: 0,
            guess: None,
        }
    }

    /// Predicts the answer to a command when the journal has `before` events.
    pub(crate) fn ask(&mut self, command: &Command, asker: Asker, now: i64, before: u64) -> Expected {
        (self.now, self.first, self.events, self.guess) = (now, before + 1, 0, None);
        let mut after = self.clone();
        let answer = after.try_all(command, asker);
        match answer {
            Ok(()) if after.events == 1 && after.accounts.len() > self.accounts.len() => {}
            Ok(()) => *self = after,
            Err(_) => {
                if let Some(member) = after.guess {
                    let account = self.open(member);
                    self.accounts[account].guesses.push(now);
                    self.events += 1;
                }
            }
        }
        Expected { answer, events: self.events }
    }

    /// Compares every account with the book's.
    #[track_caller]
    pub(crate) fn check(&self, book: &Book) {
        let seen = book.accounts().map(|(_, account)| {
            let badges = account.achievements().count();
            let points = [account.balance.points.0, account.earned.points.0, account.spent.0].map(i128::from);
            (points, account.entries, account.orders, badges)
        });
        let known = self.accounts.iter().enumerate().map(|(no, account)| {
            let badges = account.badges.values().filter(|held| **held).count();
            let entries = if no == 0 { 0 } else { account.entries };
            ([account.balance, account.earned, account.spent], entries, account.orders, badges)
        });
        assert!(seen.eq(known), "the accounts differ from those of the model");
        for (no, badge) in (0..).zip(&self.badges) {
            let has = |account: &&Account| account.badges.get(&usize::from(no)) == Some(&true);
            let holders = self.accounts.iter().filter(has).count();
            assert_eq!(book.holders(AchievementNo(no)) as usize, holders, "holders of {}", badge.key);
        }
        let totals = book.totals();
        let sums = [totals.issued.0, totals.spent.0, totals.outstanding.0].map(i128::from);
        assert_eq!(sums, [self.issued, self.spent, -self.accounts[0].balance]);
        let orders = book.orders().map(|order| (order.points.0.into(), order.status.name(), order.issue));
        assert!(orders.eq(self.orders.iter().map(|order| (order.points, order.status, order.issue))));
    }

    fn try_all(&mut self, command: &Command, asker: Asker) -> Answer {
        if let Asker::Member(member) = asker {
            self.open(member.number());
        }
        match command {
            Command::Batch(commands) if commands.is_empty() => return Err("bad_batch"),
            Command::Batch(commands) => commands.iter().try_for_each(|command| self.try_one(command))?,
            command => self.try_one(command)?,
        }
        if self.closing {
            self.close();
        }
        Ok(())
    }

    fn try_one(&mut self, command: &Command) -> Answer {
        if self.closing {
            return Err("season_closing");
        }
        match command {
            Command::Grant { member, amount, .. } => self.grant(member.number(), amount.points().0.into()),
            Command::Deduct { member, amount, .. } => self.deduct(*member, amount.points().0.into()),
            Command::SetBalance { member, balance, .. } => self.set(*member, balance.0.into()),
            Command::Transfer { from, to, amount, .. } => self.transfer(*from, *to, amount.points().0.into()),
            Command::Reverse { position, .. } => self.reverse(position.0),
            Command::DefineAchievement { spec, .. } => {
                if self.badge(spec.key.as_str()).is_ok() {
                    return Err("achievement_exists");
                }
                let badge = self.read_badge(spec)?;
                self.badges.push(badge);
                self.appended()
            }
            Command::ChangeAchievement { spec, .. } => {
                let no = self.badge(spec.key.as_str())?;
                let retired = self.badges[no].retired;
                let same = (&self.badges[no].rule, self.badges[no].reward)
                    == (&spec.rule.to_string(), i128::from(spec.reward.0));
                if same {
                    return Ok(());
                }
                self.badges[no] = Badge { retired, ..self.read_badge(spec)? };
                self.appended()
            }
            Command::RetireAchievement { achievement, .. } => {
                let no = self.badge(achievement.as_str())?;
                if std::mem::replace(&mut self.badges[no].retired, true) { Ok(()) } else { self.appended() }
            }
            Command::AwardAchievement { member, achievement, .. } => {
                self.award(member.number(), achievement.as_str())
            }
            Command::RevokeAchievement { member, achievement, .. } => {
                let no = self.badge(achievement.as_str())?;
                let account = self.account(*member)?;
                match self.accounts[account].badges.get_mut(&no) {
                    Some(held) if *held => *held = false,
                    _ => return Err("not_unlocked"),
                }
                self.appended()
            }
            Command::RecordOrder(order) => self.record(order),
            Command::RedeemClaim { member, code } => self.redeem(member.number(), code),
            Command::ReissueClaim { order, issue, code, .. } => self.reissue(order, *issue, code.0),
            Command::VoidClaim { order, .. } => self.end_claim(order, "voided"),
            Command::ExpireClaim { order } => self.end_claim(order, "expired"),
            Command::ForgetOrder { order } => {
                self.order(order)?;
                self.appended()
            }
            Command::ChangeSettings { changes, .. } => {
                for change in changes {
                    let (name, value) = (change.name.as_str(), change.value.as_ref());
                    let default = if name == "transfers" { "on" } else { "" };
                    let value = if value.is_empty() { default } else { value };
                    if self.setting(name).unwrap_or(default) != value {
                        self.settings.insert(name.to_owned(), value.to_owned());
                        self.appended()?;
                    }
                }
                Ok(())
            }
            Command::CloseSeason { .. } => {
                self.closing = true;
                self.appended()
            }
            Command::ForgetMember { member } => {
                self.account(*member)?;
                self.members.remove(&member.number());
                self.appended()
            }
            other => panic!("the scripts have no such command: {other:?}"),
        }
    }

    fn appended(&mut self) -> Answer {
        self.events += 1;
        Ok(())
    }

    fn account(&self, member: MemberId) -> Result<usize, &'static str> {
        self.members.get(&member.number()).copied().ok_or("unknown_member")
    }

    fn open(&mut self, member: u64) -> usize {
        let next = self.accounts.len();
        let account = *self.members.entry(member).or_insert(next);
        if account == next {
            self.accounts.push(Account::default());
            self.events += 1;
        }
        account
    }

    fn setting(&self, name: &str) -> Option<&str> {
        self.settings.get(name).map(String::as_str).filter(|value| !value.is_empty())
    }

    fn number(&self, name: &str) -> Option<i128> {
        self.setting(name).map(|value| value.parse().expect("the scripts set numbers"))
    }
}
