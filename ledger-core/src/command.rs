//! The requests. Each is imperative and names people and orders as the outside world does.
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
    /// Give points from the treasury.
    Grant { member: MemberId, amount: Amount, reason: Reason },
    /// Take points back to the treasury.
    Deduct { member: MemberId, amount: Amount, reason: Reason },
    /// Make a balance what it should be: becomes a grant, a deduction, or nothing.
    SetBalance { member: MemberId, balance: Points, reason: Reason },
    /// Move points from member to member.
    Transfer { from: MemberId, to: MemberId, amount: Amount, reason: Reason },
    /// Undo one posting.
    Reverse { position: Position, reason: Reason },
    /// Add an achievement to the book.
    DefineAchievement { spec: AchievementSpec, reason: Option<Reason> },
    /// Give an achievement a new name, description, rule or reward.
    ChangeAchievement { spec: AchievementSpec, reason: Option<Reason> },
    /// Let nobody unlock it any more.
    RetireAchievement { achievement: AchievementKey, reason: Option<Reason> },
    /// Unlock it for a member, whatever its rule.
    AwardAchievement { member: MemberId, achievement: AchievementKey, reason: Reason },
    /// Take it away from a member; the reward stays.
    RevokeAchievement { member: MemberId, achievement: AchievementKey, reason: Reason },
    /// Define those of the starter set that the book does not have.
    AdoptStarterSet { reason: Option<Reason> },
    /// Make an order known, or say what it is worth now.
    RecordOrder(Box<RecordOrder>),
    /// Turn a code into points.
    RedeemClaim { member: MemberId, code: Vec<CodeHash> },
    /// Give an order a new code.
    ReissueClaim { order: OrderKey, issue: u32, code: CodeHash, secret: SecretId, reason: Option<Reason> },
    /// Make an order's code void.
    VoidClaim { order: OrderKey, reason: Reason },
    /// Let an order's claim run out.
    ExpireClaim { order: OrderKey },
    /// Change settings of the book.
    ChangeSettings { changes: Vec<SettingChange>, reason: Option<Reason> },
    /// Change a setting that still has the value, in its written form, that the new one was made from.
    ReplaceSetting { was: Box<str>, change: SettingChange, reason: Option<Reason> },
    /// Take every balance to 0 and begin anew; history stays.
    CloseSeason { reason: Reason },
    /// Forget a person, for good.
    ForgetMember { member: MemberId },
    /// Forget who bought an order, for good.
    ForgetOrder { order: OrderKey },
    /// All of these or none; at most [`MAX_BATCH`], and none of them a batch.
    Batch(Vec<Command>),
}

/// The most commands in a batch.
pub const MAX_BATCH: usize = 10_000;

/// See [`Command::RecordOrder`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RecordOrder {
    /// Its name outside.
    pub key: OrderKey,
    /// Money paid, less money given back; not negative.
    pub amount: Decimal,
    /// Where the export named it.
    pub currency: Option<Currency>,
    /// The buyer's address, where the export has it.
    pub email: Option<Email>,
    /// The keyed hash of its first code.
    pub code: CodeHash,
    /// The secret of that hash.
    pub secret: SecretId,
}

/// What a decision may know besides the book: the time, who asks, the limits, and the postings to be reversed.
#[derive(Debug, Clone, Copy)]
pub struct Context<'a> {
    /// The time of the decision.
    pub now: Timestamp,
    /// When it happened, if that was elsewhere and earlier.
    pub occurred_at: Option<Timestamp>,
    /// Who asks.
    pub asker: Asker,
    /// The position that the first event will get.
    pub next: Position,
    /// The configured limits.
    pub limits: Limits,
    /// The postings at [`Command::postings_needed`], as far as they exist.
    pub postings: &'a [Posting],
}

/// Limits that the configuration sets for every book; a book's settings may change them for itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// The most that one command moves.
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
    /// A grant, from plain values.
    ///
    /// # Errors
    /// Names the first value that cannot be read.
    pub fn grant(member: u64, amount: i64, reason: &str) -> Result<Command, Invalid> {
        let (member, amount, reason) = (MemberId::new(member)?, Amount::new(amount)?, Reason::new(reason)?);
        Ok(Command::Grant { member, amount, reason })
    }

    /// A deduction, from plain values.
    ///
    /// # Errors
    /// Names the first value that cannot be read.
    pub fn deduct(member: u64, amount: i64, reason: &str) -> Result<Command, Invalid> {
        let (member, amount, reason) = (MemberId::new(member)?, Amount::new(amount)?, Reason::new(reason)?);
        Ok(Command::Deduct { member, amount, reason })
    }

    /// A transfer, from plain values.
    ///
    /// # Errors
    /// Names the first value that cannot be read.
    pub fn transfer(from: u64, to: u64, amount: i64, reason: &str) -> Result<Command, Invalid> {
        let (from, to) = (MemberId::new(from)?, MemberId::new(to)?);
        Ok(Command::Transfer { from, to, amount: Amount::new(amount)?, reason: Reason::new(reason)? })
    }

    /// A reversal, from plain values.
    ///
    /// # Errors
    /// When the reason cannot be read.
    pub fn reverse(position: Position, reason: &str) -> Result<Command, Invalid> {
        Ok(Command::Reverse { position, reason: Reason::new(reason)? })
    }

    /// Whether it tries a code, by itself or in a batch.
    pub fn redeems(&self) -> bool {
        match self {
            Command::RedeemClaim { .. } => true,
            Command::Batch(commands) => commands.iter().any(Command::redeems),
            _ => false,
        }
    }

    /// The positions whose postings a decision on this needs in its [`Context`].
    pub fn postings_needed(&self) -> Vec<Position> {
        match self {
            Command::Reverse { position, .. } => vec![*position],
            Command::Batch(commands) => commands.iter().flat_map(Command::postings_needed).collect(),
            _ => Vec::new(),
        }
    }
}
