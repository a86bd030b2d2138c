//! Why the rules say no: a sentence for the person who asked. A refusal is an answer, not a fault.
#![expect(missing_docs, reason = "each variant has its sentence; its fields are named by their types")]

use crate::order::OrderStatus;
use crate::values::{AchievementKey, Amount, MemberId, OrderKey, Points, Position, SettingName, Timestamp};

/// The rules say no, because …
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum Refusal {
    /// A deduction, transfer or reversal beyond the balance.
    #[error("the balance is {balance}, {} less than the {asked} that are needed", short(*balance, *asked))]
    InsufficientBalance { balance: Points, asked: Points },
    /// More than one command may move.
    #[error("{} over the limit of {limit} for one transaction", are(*asked))]
    OverTransactionLimit { asked: Points, limit: Amount },
    /// More than an account may hold.
    #[error("the balance would be {would_be}, over the limit of {limit} for one account")]
    OverBalanceLimit { would_be: Points, limit: Amount },
    /// More than 64 bits hold.
    #[error("the number would not fit 64 bits")]
    Overflow,
    /// A transfer to oneself.
    #[error("points cannot be transferred from a member to the same member")]
    SameAccount,
    /// The book does not allow transfers.
    #[error("transfers are switched off here")]
    TransfersOff,
    /// A transfer that is too small.
    #[error("{} under the minimum of {minimum} for a transfer", are(asked.points()))]
    BelowTransferMinimum { asked: Amount, minimum: Amount },
    /// A member gave away enough for a day.
    #[error("{sent} points were given away today, and {asked} more would be over the daily cap of {cap}")]
    OverDailyCap { sent: Points, asked: Amount, cap: Amount },
    /// A member gave something away a moment ago.
    #[error("points were given away not long ago; the next time is possible in {}", wait(*retry_at, *now))]
    TransferCooldown { now: Timestamp, retry_at: Timestamp },
    /// Nobody by this id has an account.
    #[error("member {member} has no account here")]
    UnknownMember { member: MemberId },
    /// There is no posting of this book there.
    #[error("there is no posting of this book at position {position}")]
    UnknownPosting { position: Position },
    /// A kind of posting that cannot be reversed.
    #[error("the posting at position {position} is a {kind}, which cannot be reversed")]
    NotReversible { position: Position, kind: &'static str },
    /// A reversal of a reversal.
    #[error("the posting at position {position} is itself a reversal, and reversals cannot be reversed")]
    ReversalOfReversal { position: Position },
    /// It was reversed before.
    #[error("the posting at position {position} was reversed already")]
    AlreadyReversed { position: Position },
    /// The order was corrected after it was redeemed.
    #[error(
        "the order was changed after it was redeemed, so its first posting cannot be reversed on its own"
    )]
    OrderChangedSince,
    /// A season is being closed.
    #[error("the season is being closed")]
    SeasonClosing,
    /// No such achievement.
    #[error("there is no achievement {achievement} here")]
    UnknownAchievement { achievement: AchievementKey },
    /// The name is taken.
    #[error("there is an achievement {achievement} already")]
    AchievementExists { achievement: AchievementKey },
    /// It was retired.
    #[error("the achievement {achievement} was retired")]
    AchievementRetired { achievement: AchievementKey },
    /// More achievements than a book may have.
    #[error("a book has at most {limit} achievements, retired ones included")]
    TooManyAchievements { limit: usize },
    /// A reward cannot take points away.
    #[error("a reward of {reward} points cannot be given; it must be 0 or more")]
    BadReward { reward: Points },
    /// The member has it.
    #[error("the member has the achievement {achievement} already")]
    AlreadyUnlocked { achievement: AchievementKey },
    /// The member does not have it.
    #[error("the member does not have the achievement {achievement}")]
    NotUnlocked { achievement: AchievementKey },
    /// No such order.
    #[error("there is no order {order} here")]
    UnknownOrder { order: OrderKey },
    /// An order with a negative amount.
    #[error("the amount of order {order} is negative")]
    NegativeOrder { order: OrderKey },
    /// No such code.
    #[error("this code does not exist; {guesses_left} more wrong tries are possible within the hour")]
    UnknownCode { guesses_left: u32 },
    /// Too many wrong codes.
    #[error("too many wrong codes were tried; the next try is possible in {}", wait(*retry_at, *now))]
    TooManyGuesses { now: Timestamp, retry_at: Timestamp },
    /// A newer code took its place.
    #[error("this code was replaced by a newer one")]
    CodeReplaced,
    /// The claim is not open.
    #[error("{}", not_open(*status))]
    ClaimNotOpen { status: OrderStatus },
    /// Somebody else issued a code in the meantime.
    #[error("the order has had {issued} codes, so the next is number {}, not {asked}", issued.saturating_add(1))]
    StaleIssue { issued: u32, asked: u32 },
    /// Another code has the same hash.
    #[error("this code belongs to another order already")]
    CodeTaken,
    /// A balance to be set that is below zero.
    #[error("a balance cannot be set to {balance}; it must be 0 or more")]
    NegativeBalance { balance: Points },
    /// Somebody else changed it since it was read.
    #[error("the setting {name} was changed in the meantime; look at it again")]
    SettingChangedSince { name: SettingName },
    /// The request key named another intention before.
    #[error("the key was used before, at position {position}, for something else")]
    KeyReused { position: Position },
    /// One command of a batch was refused, and so all of them.
    #[error("command {} of the batch was refused, and so nothing was done: {refusal}", index.saturating_add(1))]
    InBatch { index: usize, refusal: Box<Refusal> },
    /// Too many at once, none, or a batch in a batch.
    #[error("a batch holds 1 to {limit} commands, and no batches; this one has {commands}")]
    BadBatch { commands: usize, limit: usize },
    /// The book is full.
    #[error("a book holds at most {limit} {what}")]
    BookFull { what: &'static str, limit: u32 },
}

impl Refusal {
    /// The name that programs compare; frozen.
    pub fn name(&self) -> &'static str {
        match self {
            Refusal::InsufficientBalance { .. } => "insufficient_balance",
            Refusal::OverTransactionLimit { .. } => "over_transaction_limit",
            Refusal::OverBalanceLimit { .. } => "over_balance_limit",
            Refusal::Overflow => "overflow",
            Refusal::SameAccount => "same_account",
            Refusal::TransfersOff => "transfers_off",
            Refusal::BelowTransferMinimum { .. } => "below_transfer_minimum",
            Refusal::OverDailyCap { .. } => "over_daily_cap",
            Refusal::TransferCooldown { .. } => "transfer_cooldown",
            Refusal::UnknownMember { .. } => "unknown_member",
            Refusal::UnknownPosting { .. } => "unknown_posting",
            Refusal::NotReversible { .. } => "not_reversible",
            Refusal::ReversalOfReversal { .. } => "reversal_of_reversal",
            Refusal::AlreadyReversed { .. } => "already_reversed",
            Refusal::OrderChangedSince => "order_changed_since",
            Refusal::SeasonClosing => "season_closing",
            Refusal::UnknownAchievement { .. } => "unknown_achievement",
            Refusal::AchievementExists { .. } => "achievement_exists",
            Refusal::AchievementRetired { .. } => "achievement_retired",
            Refusal::TooManyAchievements { .. } => "too_many_achievements",
            Refusal::BadReward { .. } => "bad_reward",
            Refusal::AlreadyUnlocked { .. } => "already_unlocked",
            Refusal::NotUnlocked { .. } => "not_unlocked",
            Refusal::UnknownOrder { .. } => "unknown_order",
            Refusal::NegativeOrder { .. } => "negative_order",
            Refusal::UnknownCode { .. } => "unknown_code",
            Refusal::TooManyGuesses { .. } => "too_many_guesses",
            Refusal::CodeReplaced => "code_replaced",
            Refusal::ClaimNotOpen { status } => match status {
                OrderStatus::Redeemed => "already_redeemed",
                _ => "claim_not_open",
            },
            Refusal::StaleIssue { .. } => "stale_issue",
            Refusal::CodeTaken => "code_taken",
            Refusal::NegativeBalance { .. } => "negative_balance",
            Refusal::SettingChangedSince { .. } => "setting_changed_since",
            Refusal::KeyReused { .. } => "key_reused",
            Refusal::InBatch { refusal, .. } => refusal.name(),
            Refusal::BadBatch { .. } => "bad_batch",
            Refusal::BookFull { .. } => "book_full",
        }
    }
}

fn short(balance: Points, asked: Points) -> Points {
    asked.checked_sub(balance).unwrap_or(asked)
}

fn are(points: Points) -> String {
    if points == Points(1) { "1 point is".to_owned() } else { format!("{points} points are") }
}

/// In the largest unit that tells it well, rounded up.
fn wait(until: Timestamp, now: Timestamp) -> String {
    let seconds = until.micros().saturating_sub(now.micros()).saturating_add(999_999).div_euclid(1_000_000);
    let (unit, name) = match seconds {
        ..120 => (1_i64, "second"),
        120..7_200 => (60, "minute"),
        7_200..172_800 => (3_600, "hour"),
        _ => (86_400, "day"),
    };
    let count = seconds.saturating_add(unit.saturating_sub(1)).div_euclid(unit).max(1);
    if count == 1 { format!("1 {name}") } else { format!("{count} {name}s") }
}

fn not_open(status: OrderStatus) -> &'static str {
    match status {
        OrderStatus::Claimable => "the claim is open",
        OrderStatus::Redeemed => "this code was redeemed already",
        OrderStatus::Reversed => "the redemption of this code was reversed, and it cannot be used again",
        OrderStatus::Refunded => "the order of this code was refunded",
        OrderStatus::Voided => "this code was made void",
        OrderStatus::Expired => "this code has expired",
    }
}
