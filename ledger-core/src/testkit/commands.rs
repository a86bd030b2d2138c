//! Short functions for commands, from plain values. A value that cannot be read panics at the caller.

use std::num::NonZeroU64;

use rust_decimal::Decimal;

use crate::achievement::AchievementSpec;
use crate::command::{Command, RecordOrder};
use crate::settings::SettingChange;
use crate::values::{
    AchievementKey, Amount, BookId, CodeHash, Currency, Invalid, Label, MemberId, OrderKey, Points, Position,
    Reason, RequestKey, SecretId,
};

/// The book of most tests.
pub const BOOK: BookId = BookId::fixed(NonZeroU64::MIN);
/// A second book.
pub const OTHER_BOOK: BookId = BookId::fixed(NonZeroU64::new(2).expect("2 is not 0"));

/// A member.
pub const ANNA: MemberId = member(101);
/// A member.
pub const BEN: MemberId = member(102);
/// A member.
pub const CLEO: MemberId = member(103);
/// A member.
pub const DORA: MemberId = member(104);

const fn member(id: u64) -> MemberId {
    MemberId::fixed(NonZeroU64::new(id).expect("members are not numbered 0"))
}

/// Gives points to a member.
#[track_caller]
pub fn grant(member: MemberId, amount: i64) -> Command {
    Command::Grant { member, amount: given(Amount::new(amount)), reason: reason() }
}

/// Takes points from a member.
#[track_caller]
pub fn deduct(member: MemberId, amount: i64) -> Command {
    Command::Deduct { member, amount: given(Amount::new(amount)), reason: reason() }
}

/// Sets a balance.
pub fn set_balance(member: MemberId, balance: i64) -> Command {
    Command::SetBalance { member, balance: Points(balance), reason: reason() }
}

/// Moves points from member to member.
#[track_caller]
pub fn transfer(from: MemberId, to: MemberId, amount: i64) -> Command {
    Command::Transfer { from, to, amount: given(Amount::new(amount)), reason: reason() }
}

/// Reverses the posting at a position.
pub fn reverse(position: u64) -> Command {
    Command::Reverse { position: Position(position), reason: reason() }
}

/// An achievement with its rule in written form: `achievement("regular", "entries:10", 50)`.
#[track_caller]
pub fn achievement(key: &str, rule: &str, reward: i64) -> AchievementSpec {
    AchievementSpec {
        key: achievement_key(key),
        name: given(Label::new(key)),
        description: None,
        rule: given(rule.parse()),
        reward: Points(reward),
    }
}

/// The short name of an achievement.
#[track_caller]
pub fn achievement_key(key: &str) -> AchievementKey {
    given(AchievementKey::new(key))
}

/// Defines an achievement.
pub fn define(spec: AchievementSpec) -> Command {
    Command::DefineAchievement { spec, reason: None }
}

/// Changes an achievement.
pub fn change(spec: AchievementSpec) -> Command {
    Command::ChangeAchievement { spec, reason: None }
}

/// Retires an achievement.
#[track_caller]
pub fn retire(achievement: &str) -> Command {
    Command::RetireAchievement { achievement: achievement_key(achievement), reason: None }
}

/// Awards an achievement to a member.
#[track_caller]
pub fn award(member: MemberId, achievement: &str) -> Command {
    Command::AwardAchievement { member, achievement: achievement_key(achievement), reason: reason() }
}

/// Revokes a member's achievement.
#[track_caller]
pub fn revoke(member: MemberId, achievement: &str) -> Command {
    Command::RevokeAchievement { member, achievement: achievement_key(achievement), reason: reason() }
}

/// Adopts the starter set.
pub fn adopt_starter_set() -> Command {
    Command::AdoptStarterSet { reason: None }
}

/// Records an order in EUR, or its amount now: `order("5001", "29.90")`. Its first code is `code("5001", 1)`.
#[track_caller]
pub fn order(id: &str, amount: &str) -> Command {
    Command::RecordOrder(Box::new(RecordOrder {
        key: order_key(id),
        amount: amount.parse::<Decimal>().expect("the amount of an order is a decimal"),
        currency: Some(given(Currency::new("EUR"))),
        email: None,
        code: code(id, 1),
        secret: SecretId(1),
    }))
}

/// The key of such an order.
#[track_caller]
pub fn order_key(id: &str) -> OrderKey {
    given(OrderKey::new("test", "main", id))
}

/// The hash of an order's code by issue number, in place of the keyed hash that an embedding program makes.
pub fn code(order: &str, issue: u32) -> CodeHash {
    // FNV-1a.
    let hash = order.bytes().fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3)
    });
    CodeHash((u128::from(hash) << 64 | u128::from(issue)).to_be_bytes())
}

/// Redeems a code.
pub fn redeem(member: MemberId, code: CodeHash) -> Command {
    Command::RedeemClaim { member, code: vec![code] }
}

/// Issues a new code for an order: `code(order, issue)`.
#[track_caller]
pub fn reissue(order: &str, issue: u32) -> Command {
    Command::ReissueClaim {
        order: order_key(order),
        issue,
        code: code(order, issue),
        secret: SecretId(1),
        reason: None,
    }
}

/// Voids an order's code.
#[track_caller]
pub fn void(order: &str) -> Command {
    Command::VoidClaim { order: order_key(order), reason: reason() }
}

/// Expires an order's claim.
#[track_caller]
pub fn expire(order: &str) -> Command {
    Command::ExpireClaim { order: order_key(order) }
}

/// Changes one setting: `setting("transfers", "off")`; an empty value restores the default.
#[track_caller]
pub fn setting(name: &str, value: &str) -> Command {
    change_settings(&[(name, value)])
}

/// Changes several settings.
#[track_caller]
pub fn change_settings(changes: &[(&str, &str)]) -> Command {
    let changes = changes.iter();
    Command::ChangeSettings {
        changes: changes.map(|(name, value)| given(SettingChange::new(name, value))).collect(),
        reason: None,
    }
}

/// Changes one setting if it still has the value `was`.
#[track_caller]
pub fn replace_setting(name: &str, was: &str, value: &str) -> Command {
    Command::ReplaceSetting { was: was.into(), change: given(SettingChange::new(name, value)), reason: None }
}

/// Closes the season.
pub fn close_season() -> Command {
    Command::CloseSeason { reason: reason() }
}

/// Corrects the recorded time.
pub fn correct_clock() -> Command {
    Command::CorrectClock
}

/// Forgets a member.
pub fn forget(member: MemberId) -> Command {
    Command::ForgetMember { member }
}

/// Forgets the buyer of an order.
#[track_caller]
pub fn forget_order(order: &str) -> Command {
    Command::ForgetOrder { order: order_key(order) }
}

/// Several commands, all or none.
pub fn batch(commands: impl IntoIterator<Item = Command>) -> Command {
    Command::Batch(commands.into_iter().collect())
}

/// Adds a reason to a command whose reason is optional: `because(retire("old"), "unused for a year")`.
#[track_caller]
pub fn because(mut command: Command, why: &str) -> Command {
    match &mut command {
        Command::DefineAchievement { reason, .. }
        | Command::ChangeAchievement { reason, .. }
        | Command::RetireAchievement { reason, .. }
        | Command::AdoptStarterSet { reason }
        | Command::ReissueClaim { reason, .. }
        | Command::ChangeSettings { reason, .. }
        | Command::ReplaceSetting { reason, .. } => *reason = Some(given(Reason::new(why))),
        other => panic!("{other:?} has a reason already, or takes none"),
    }
    command
}

/// A request key.
#[track_caller]
pub fn key(key: &str) -> RequestKey {
    given(RequestKey::new(key))
}

fn reason() -> Reason {
    given(Reason::new("a test"))
}

#[track_caller]
fn given<T>(value: Result<T, Invalid>) -> T {
    match value {
        Ok(value) => value,
        Err(invalid) => panic!("{invalid}"),
    }
}
