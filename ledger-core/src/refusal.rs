//! Refusals: why the rules do not allow a command, as a sentence for the member. A refusal is not a fault.
#![expect(missing_docs, reason = "each variant has its sentence; its fields are named by their types")]

use crate::event::EventKind;
use crate::order::OrderStatus;
use crate::values::{AchievementKey, Amount, MemberId, OrderKey, Points, Position, SettingName, Timestamp};

/// The reason why the rules do not allow a command; its text continues "refused, because …".
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum Refusal {
    /// The balance is too small for a deduction, transfer or reversal.
    #[error("the balance is {balance}, {} less than the {asked} that are needed", short(*balance, *asked))]
    InsufficientBalance { balance: Points, asked: Points },
    /// The amount is over the limit for one command.
    #[error("{} over the limit of {limit} for one transaction", are(*asked))]
    OverTransactionLimit { asked: Points, limit: Amount },
    /// The balance would be over the limit for an account.
    #[error("the balance would be {would_be}, over the limit of {limit} for one account")]
    OverBalanceLimit { would_be: Points, limit: Amount },
    /// A balance or sum would not fit 64 bits.
    #[error("the number would not fit 64 bits")]
    Overflow,
    /// Giver and receiver of a transfer are the same member.
    #[error("points cannot be transferred from a member to the same member")]
    SameAccount,
    /// The book does not allow transfers.
    #[error("transfers are switched off here")]
    TransfersOff,
    /// The transfer is under the minimum.
    #[error("{} under the minimum of {minimum} for a transfer", are(asked.points()))]
    BelowTransferMinimum { asked: Amount, minimum: Amount },
    /// The transfer would exceed the member's daily cap.
    #[error("{sent} points were given away today, and {asked} more would be over the daily cap of {cap}")]
    OverDailyCap { sent: Points, asked: Amount, cap: Amount },
    /// The member's wait after the last transfer is not over.
    #[error("points were given away not long ago; the next time is possible in {}", wait(*retry_at, *now))]
    TransferCooldown { now: Timestamp, retry_at: Timestamp },
    /// The member has no account.
    #[error("member {member} has no account here")]
    UnknownMember { member: MemberId },
    /// The position has no posting of this book.
    #[error("there is no posting of this book at position {position}")]
    UnknownPosting { position: Position },
    /// The posting is of a kind that cannot be reversed.
    #[error("the posting at position {position} is a {kind}, which cannot be reversed")]
    NotReversible { position: Position, kind: EventKind },
    /// The posting is itself a reversal.
    #[error("the posting at position {position} is itself a reversal, and reversals cannot be reversed")]
    ReversalOfReversal { position: Position },
    /// The posting was reversed before.
    #[error("the posting at position {position} was reversed already")]
    AlreadyReversed { position: Position },
    /// The order of the redemption was corrected since.
    #[error(
        "the order was changed after it was redeemed, so its first posting cannot be reversed on its own"
    )]
    OrderChangedSince,
    /// The season is being closed.
    #[error("the season is being closed")]
    SeasonClosing,
    /// The book has no such achievement.
    #[error("there is no achievement {achievement} here")]
    UnknownAchievement { achievement: AchievementKey },
    /// The book has an achievement with this key.
    #[error("there is an achievement {achievement} already")]
    AchievementExists { achievement: AchievementKey },
    /// The achievement was retired.
    #[error("the achievement {achievement} was retired")]
    AchievementRetired { achievement: AchievementKey },
    /// The book has the most achievements that it may have.
    #[error("a book has at most {limit} achievements, retired ones included")]
    TooManyAchievements { limit: usize },
    /// The reward is negative.
    #[error("a reward of {reward} points cannot be given; it must be 0 or more")]
    BadReward { reward: Points },
    /// The member has the achievement.
    #[error("the member has the achievement {achievement} already")]
    AlreadyUnlocked { achievement: AchievementKey },
    /// The member does not have the achievement.
    #[error("the member does not have the achievement {achievement}")]
    NotUnlocked { achievement: AchievementKey },
    /// The book has no such order.
    #[error("there is no order {order} here")]
    UnknownOrder { order: OrderKey },
    /// The amount of the order is negative.
    #[error("the amount of order {order} is negative")]
    NegativeOrder { order: OrderKey },
    /// The book has no such code; the attempt is recorded.
    #[error("this code does not exist; {guesses_left} more wrong tries are possible within the hour")]
    UnknownCode { guesses_left: u32 },
    /// The member tried too many wrong codes within the hour.
    #[error("too many wrong codes were tried; the next try is possible in {}", wait(*retry_at, *now))]
    TooManyGuesses { now: Timestamp, retry_at: Timestamp },
    /// A newer code replaced this one.
    #[error("this code was replaced by a newer one")]
    CodeReplaced,
    /// The claim cannot be redeemed, voided, expired or reissued in its status.
    #[error("{}", not_open(*status))]
    ClaimNotOpen { status: OrderStatus },
    /// Another code was issued since the request was made.
    #[error("the order has had {issued} codes, so the next is number {}, not {asked}", issued.saturating_add(1))]
    StaleIssue { issued: u32, asked: u32 },
    /// The hash belongs to another code.
    #[error("this code belongs to another order already")]
    CodeTaken,
    /// The balance to set is negative.
    #[error("a balance cannot be set to {balance}; it must be 0 or more")]
    NegativeBalance { balance: Points },
    /// The setting changed since the request read it.
    #[error("the setting {name} was changed in the meantime; look at it again")]
    SettingChangedSince { name: SettingName },
    /// The last event was not recorded ahead of the clock, or by less than clocks may differ.
    #[error(
        "the last event was recorded at {last_at}, which is not ahead of the clock, {now}: nothing needs a correction"
    )]
    ClockNotAhead { last_at: Timestamp, now: Timestamp },
    /// The offset cannot be set while a time zone is set, which sets it.
    #[error(
        "the offset from UTC follows the time zone {zone}; to set it by hand, clear the setting time_zone first"
    )]
    OffsetFollowsTimeZone { zone: Box<str> },
    /// The program above the core knows no time zone of this name; `near` is a name that it knows.
    #[error("there is no time zone {zone}{}", did_you_mean(near.as_deref()))]
    UnknownTimeZone { zone: Box<str>, near: Option<Box<str>> },
    /// The request key was used for another command.
    #[error("the key was used before, at position {position}, for something else")]
    KeyReused { position: Position },
    /// A command of the batch was refused, so the whole batch was.
    #[error("command {} of the batch was refused, and so nothing was done: {refusal}", index.saturating_add(1))]
    InBatch { index: usize, refusal: Box<Refusal> },
    /// The batch is empty, too large, or contains a batch.
    #[error("a batch holds 1 to {limit} commands, and no batches; this one has {commands}")]
    BadBatch { commands: usize, limit: usize },
    /// The book has the most accounts or orders that it can number.
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
            Refusal::ClockNotAhead { .. } => "clock_not_ahead",
            Refusal::OffsetFollowsTimeZone { .. } => "offset_follows_time_zone",
            Refusal::UnknownTimeZone { .. } => "unknown_time_zone",
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

fn did_you_mean(near: Option<&str>) -> String {
    near.map_or_else(|| ", such as Europe/Berlin".to_owned(), |near| format!("; did you mean {near}?"))
}

fn are(points: Points) -> String {
    if points == Points(1) { "1 point is".to_owned() } else { format!("{points} points are") }
}

/// Rounds up, so that a retry after the time that is named is not too early.
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
