//! The commands: requests to a book, with the ids that people and orders have outside the ledger.
#![expect(missing_docs, reason = "each variant has its sentence; its fields are named by their types")]

mod fingerprint;

use rust_decimal::Decimal;

use crate::achievement::AchievementSpec;
use crate::event::Posting;
use crate::settings::SettingChange;
use crate::values::{
    AchievementKey, Amount, Asker, CodeHash, Currency, Email, Invalid, MemberId, OrderKey, Points, Position,
    Reason, SecretId, Timestamp,
};

/// A request to a book.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Command {
    /// Grant points from the treasury.
    Grant { member: MemberId, amount: Amount, reason: Reason },
    /// Deduct points, back to the treasury.
    Deduct { member: MemberId, amount: Amount, reason: Reason },
    /// Set a balance. The book records a grant, a deduction, or nothing if the balance is right.
    SetBalance { member: MemberId, balance: Points, reason: Reason },
    /// Transfer points from member to member.
    Transfer { from: MemberId, to: MemberId, amount: Amount, reason: Reason },
    /// Reverse one posting.
    Reverse { position: Position, reason: Reason },
    /// Define an achievement.
    DefineAchievement { spec: AchievementSpec, reason: Option<Reason> },
    /// Change an achievement's name, description, rule or reward.
    ChangeAchievement { spec: AchievementSpec, reason: Option<Reason> },
    /// Retire an achievement: it can no longer be unlocked.
    RetireAchievement { achievement: AchievementKey, reason: Option<Reason> },
    /// Unlock an achievement for a member, whatever its rule.
    AwardAchievement { member: MemberId, achievement: AchievementKey, reason: Reason },
    /// Revoke a member's achievement; the reward stays.
    RevokeAchievement { member: MemberId, achievement: AchievementKey, reason: Reason },
    /// Define the achievements of the starter set that the book lacks.
    AdoptStarterSet { reason: Option<Reason> },
    /// Record an order, or its amount now if it was recorded before.
    RecordOrder(Box<RecordOrder>),
    /// Redeem a claim code. `code` holds its hash under each secret in use.
    RedeemClaim { member: MemberId, code: Vec<CodeHash> },
    /// Issue a new code for an order. `issue` is the number of codes of the order, the new one included.
    ReissueClaim { order: OrderKey, issue: u32, code: CodeHash, secret: SecretId, reason: Option<Reason> },
    /// Void an order's code.
    VoidClaim { order: OrderKey, reason: Reason },
    /// Expire an order's claim.
    ExpireClaim { order: OrderKey },
    /// Change settings of the book.
    ChangeSettings { changes: Vec<SettingChange>, reason: Option<Reason> },
    /// Change a setting if it still has the value `was`, in written form: a compare-and-set.
    ReplaceSetting { was: Box<str>, change: SettingChange, reason: Option<Reason> },
    /// Close the season: take every balance to 0 and void open claims. The history stays.
    CloseSeason { reason: Reason },
    /// Let recorded time go on at the present, after the clock had been ahead while events were recorded.
    CorrectClock,
    /// Forget a member. This cannot be undone.
    ForgetMember { member: MemberId },
    /// Forget the buyer of an order. This cannot be undone.
    ForgetOrder { order: OrderKey },
    /// Several commands, all or none: 1 to [`MAX_BATCH`], no batch among them.
    Batch(Vec<Command>),
}

/// The most commands in a batch.
pub const MAX_BATCH: usize = 10_000;

/// See [`Command::RecordOrder`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RecordOrder {
    /// The order's key.
    pub key: OrderKey,
    /// Money paid, less refunds; not negative.
    pub amount: Decimal,
    /// The currency, if the export names one.
    pub currency: Option<Currency>,
    /// The buyer's address, if the export has it.
    pub email: Option<Email>,
    /// The keyed hash of the order's first code.
    pub code: CodeHash,
    /// The secret of that hash.
    pub secret: SecretId,
}

/// The inputs of a decision besides the book and the command.
#[derive(Debug, Clone, Copy)]
pub struct Context<'a> {
    /// The time of the decision.
    pub now: Timestamp,
    /// The time of the cause, if it happened earlier and elsewhere, such as in a shop.
    pub occurred_at: Option<Timestamp>,
    /// The sender of the command.
    pub asker: Asker,
    /// The position that the first event will get.
    pub next: Position,
    /// The configured limits.
    pub limits: Limits,
    /// The postings at [`Command::postings_needed`] that exist.
    pub postings: &'a [Posting],
}

/// Limits from the configuration, for all books; the settings of a book override them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// The most points that one command moves.
    pub max_points_per_transaction: Amount,
    /// The highest balance of an account.
    pub max_total_points: Amount,
}

impl Default for Limits {
    fn default() -> Self {
        Limits {
            max_points_per_transaction: Amount::new(1_000_000).expect("a million is an amount"),
            max_total_points: Amount::new(10_000_000).expect("ten million is an amount"),
        }
    }
}

impl Command {
    /// A [`Command::Grant`] from plain values.
    ///
    /// # Errors
    /// When a value cannot be read; the error names the first such value.
    pub fn grant(member: u64, amount: i64, reason: &str) -> Result<Command, Invalid> {
        let (member, amount, reason) = (MemberId::new(member)?, Amount::new(amount)?, Reason::new(reason)?);
        Ok(Command::Grant { member, amount, reason })
    }

    /// A [`Command::Deduct`] from plain values.
    ///
    /// # Errors
    /// When a value cannot be read; the error names the first such value.
    pub fn deduct(member: u64, amount: i64, reason: &str) -> Result<Command, Invalid> {
        let (member, amount, reason) = (MemberId::new(member)?, Amount::new(amount)?, Reason::new(reason)?);
        Ok(Command::Deduct { member, amount, reason })
    }

    /// A [`Command::Transfer`] from plain values.
    ///
    /// # Errors
    /// When a value cannot be read; the error names the first such value.
    pub fn transfer(from: u64, to: u64, amount: i64, reason: &str) -> Result<Command, Invalid> {
        let (from, to) = (MemberId::new(from)?, MemberId::new(to)?);
        Ok(Command::Transfer { from, to, amount: Amount::new(amount)?, reason: Reason::new(reason)? })
    }

    /// A [`Command::Reverse`] from plain values.
    ///
    /// # Errors
    /// When the reason cannot be read.
    pub fn reverse(position: Position, reason: &str) -> Result<Command, Invalid> {
        Ok(Command::Reverse { position, reason: Reason::new(reason)? })
    }

    /// Whether the command, or one in its batch, redeems a code.
    pub fn redeems(&self) -> bool {
        match self {
            Command::RedeemClaim { .. } => true,
            Command::Batch(commands) => commands.iter().any(Command::redeems),
            _ => false,
        }
    }

    /// The names of the time zones that it sets.
    pub fn time_zones(&self) -> Vec<&str> {
        let zone =
            |change: &'_ SettingChange| change.name.as_str() == "time_zone" && !change.value.is_empty();
        match self {
            Command::ChangeSettings { changes, .. } => {
                changes.iter().filter(|change| zone(change)).map(|change| &*change.value).collect()
            }
            Command::ReplaceSetting { change, .. } if zone(change) => vec![&change.value],
            Command::Batch(commands) => commands.iter().flat_map(Command::time_zones).collect(),
            _ => Vec::new(),
        }
    }

    /// The positions of the postings that a decision on this command needs in its [`Context`].
    pub fn postings_needed(&self) -> Vec<Position> {
        match self {
            Command::Reverse { position, .. } => vec![*position],
            Command::Batch(commands) => commands.iter().flat_map(Command::postings_needed).collect(),
            _ => Vec::new(),
        }
    }
}
