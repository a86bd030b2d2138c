//! The events: facts in the past tense. An event carries a change, never a computed balance, and moves points in at most
//! one posting.
#![expect(missing_docs, reason = "each variant has its sentence; its fields are named by their types")]

use rust_decimal::Decimal;

use crate::achievement::AchievementSpec;
use crate::settings::SettingChange;
use crate::values::{
    AccountNo, AchievementKey, Actor, Amount, BookId, CodeHash, Currency, Email, MemberId, OrderKey, OrderNo,
    Points, Position, Reason, SecretId, Timestamp,
};

/// An event as the journal records it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Recorded {
    /// Its position in the journal, over all books.
    pub position: Position,
    /// The book of its accounts.
    pub book: BookId,
    /// The time of recording; never earlier than that of the event before.
    pub at: Timestamp,
    /// The time of the cause, if it happened earlier and elsewhere, such as in a shop.
    pub occurred_at: Option<Timestamp>,
    /// The position of the first event of the same command.
    pub command: Position,
    /// The actor of the command.
    pub actor: Actor,
    /// The event.
    pub event: Event,
}

/// A fact about a book. Personal fields are `Option`: forgetting a person empties them.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Event {
    /// An account was opened for a member, in the same commit as its first use.
    AccountOpened { account: AccountNo, member: Option<MemberId> },
    /// Points were granted from the treasury.
    PointsGranted { account: AccountNo, amount: Amount, reason: Option<Reason> },
    /// Points were deducted, back to the treasury.
    PointsDeducted { account: AccountNo, amount: Amount, reason: Option<Reason> },
    /// Points were transferred from member to member.
    PointsTransferred { from: AccountNo, to: AccountNo, amount: Amount, reason: Option<Reason> },
    /// An earlier posting was reversed.
    PostingReversed {
        debit: AccountNo,
        credit: AccountNo,
        amount: Amount,
        reverses: Position,
        of: Reversed,
        reason: Option<Reason>,
    },
    /// An achievement was defined.
    AchievementDefined { spec: AchievementSpec, reason: Option<Reason> },
    /// An achievement's name, description, rule or reward changed.
    AchievementChanged { spec: AchievementSpec, reason: Option<Reason> },
    /// An achievement was retired: it can no longer be unlocked.
    AchievementRetired { achievement: AchievementKey, reason: Option<Reason> },
    /// A member unlocked an achievement; the reward is the posting.
    AchievementUnlocked {
        account: AccountNo,
        achievement: AchievementKey,
        reward: Points,
        reason: Option<Reason>,
    },
    /// A member's achievement was revoked; the reward stays.
    AchievementRevoked { account: AccountNo, achievement: AchievementKey, reason: Option<Reason> },
    /// An order was recorded, with the hash of its first code.
    OrderRecorded(Box<OrderRecorded>),
    /// The shop changed an order's amount; if it was redeemed, the difference is the posting.
    OrderChanged(Box<OrderChanged>),
    /// A code was redeemed: this one event marks the claim and moves the points.
    ClaimRedeemed { order: OrderNo, account: AccountNo, amount: Amount },
    /// A new code replaced an order's code.
    ClaimReissued { order: OrderNo, issue: u32, code: CodeHash, secret: SecretId, reason: Option<Reason> },
    /// An order's code was voided.
    ClaimVoided { order: OrderNo, reason: Option<Reason> },
    /// An order's claim expired.
    ClaimExpired { order: OrderNo },
    /// A member tried a code that does not exist.
    CodeGuessed { account: AccountNo },
    /// Settings of the book changed.
    SettingsChanged { changes: Vec<SettingChange>, reason: Option<Reason> },
    /// The close of a season began; every command is refused until it ends.
    SeasonClosing { season: u32, reason: Option<Reason> },
    /// The close of a season took an account's balance to 0.
    BalanceClosed { account: AccountNo, amount: Amount, season: u32 },
    /// The close of a season ended: every balance is 0, every open claim void. The next season began.
    SeasonClosed { season: u32 },
    /// A member was forgotten as holder of an account, as actor, and as buyer of the orders that they redeemed.
    MemberForgotten { account: AccountNo },
    /// The personal data of an order was forgotten.
    OrderForgotten { order: OrderNo },
}

/// See [`Event::OrderRecorded`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OrderRecorded {
    /// Its number in the book.
    pub order: OrderNo,
    /// Its key outside the ledger.
    pub key: OrderKey,
    /// Money paid, less refunds.
    pub amount: Decimal,
    /// The currency, if the export names one.
    pub currency: Option<Currency>,
    /// Its worth in points.
    pub points: Points,
    /// The keyed hash of its first code.
    pub code: CodeHash,
    /// The secret of that hash.
    pub secret: SecretId,
    /// The buyer's address: personal.
    pub email: Option<Email>,
}

/// See [`Event::OrderChanged`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OrderChanged {
    /// The order.
    pub order: OrderNo,
    /// The amount now.
    pub amount: Decimal,
    /// The currency now.
    pub currency: Option<Currency>,
    /// Its worth in points now.
    pub points: Points,
    /// The difference in points, if the order was redeemed.
    pub correction: Option<Correction>,
}

/// The posting of a changed order: to or from the account that redeemed it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Correction {
    /// The account that redeemed the order.
    pub account: AccountNo,
    /// The direction.
    pub direction: Direction,
    /// The points that move.
    pub amount: Amount,
}

/// The direction of a correction.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Direction {
    /// Points to the member.
    Credit,
    /// Points back to the treasury.
    Debit,
}

/// The posting that a reversal undid, as far as the sums that counted it need to know.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Reversed {
    /// The sum that counted the posting.
    pub flow: Flow,
    /// The time of the posting.
    pub at: Timestamp,
    /// The order, if the posting was a redemption.
    pub order: Option<OrderNo>,
}

/// The sum that counts a posting.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Flow {
    /// Points earned: grants, order claims, rewards.
    Earned,
    /// Points spent: deductions.
    Spent,
    /// Neither: transfers, reversals, closed balances.
    Neither,
}

impl Flow {
    /// The name in the journal; frozen.
    pub const fn name(self) -> &'static str {
        match self {
            Flow::Earned => "earned",
            Flow::Spent => "spent",
            Flow::Neither => "neither",
        }
    }

    /// Reads such a name.
    pub fn from_name(name: &str) -> Option<Flow> {
        [Flow::Earned, Flow::Spent, Flow::Neither].into_iter().find(|flow| flow.name() == name)
    }
}

/// The two accounts of an event, and the points that move between them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Sides {
    /// The account that gives.
    pub debit: AccountNo,
    /// The account that gets; also the account of an event that moves no points.
    pub credit: AccountNo,
    /// The points; 0 for an event that moves none.
    pub amount: Points,
}

impl Sides {
    /// The sides that are accounts of members.
    pub fn accounts(self) -> impl Iterator<Item = AccountNo> {
        [self.debit, self.credit].into_iter().filter(|no| !no.is_treasury())
    }
}

/// A posting in the journal, as far as a reversal needs to know it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Posting {
    /// The position of the event.
    pub position: Position,
    /// The book.
    pub book: BookId,
    /// The time of the posting.
    pub at: Timestamp,
    /// The accounts and the points.
    pub sides: Sides,
    /// The sum that counts it.
    pub flow: Flow,
    /// The kind of the event.
    pub kind: &'static str,
    /// The order, if the posting is a redemption.
    pub order: Option<OrderNo>,
}

impl Recorded {
    /// The posting; `None` for an event that moves no points.
    pub fn posting(&self) -> Option<Posting> {
        let sides = self.event.sides();
        if sides.amount == Points::ZERO {
            return None;
        }
        let order = match &self.event {
            Event::ClaimRedeemed { order, .. } => Some(*order),
            _ => None,
        };
        Some(Posting {
            position: self.position,
            book: self.book,
            at: self.at,
            sides,
            flow: self.event.flow(),
            kind: self.event.kind(),
            order,
        })
    }
}

impl Event {
    /// Every kind that is written, as the journal names it; frozen.
    pub const KINDS: [&'static str; 23] = [
        "account_opened",
        "points_granted",
        "points_deducted",
        "points_transferred",
        "posting_reversed",
        "achievement_defined",
        "achievement_changed",
        "achievement_retired",
        "achievement_unlocked",
        "achievement_revoked",
        "order_recorded",
        "order_changed",
        "claim_redeemed",
        "claim_reissued",
        "claim_voided",
        "claim_expired",
        "code_guessed",
        "settings_changed",
        "season_closing",
        "balance_closed",
        "season_closed",
        "member_forgotten",
        "order_forgotten",
    ];

    /// Kinds that later versions will write: refunds of points already spent. No other may take these names.
    pub const RESERVED_KINDS: [&'static str; 2] = ["debt_incurred", "debt_paid"];

    /// The name in the journal.
    pub const fn kind(&self) -> &'static str {
        match self {
            Event::AccountOpened { .. } => "account_opened",
            Event::PointsGranted { .. } => "points_granted",
            Event::PointsDeducted { .. } => "points_deducted",
            Event::PointsTransferred { .. } => "points_transferred",
            Event::PostingReversed { .. } => "posting_reversed",
            Event::AchievementDefined { .. } => "achievement_defined",
            Event::AchievementChanged { .. } => "achievement_changed",
            Event::AchievementRetired { .. } => "achievement_retired",
            Event::AchievementUnlocked { .. } => "achievement_unlocked",
            Event::AchievementRevoked { .. } => "achievement_revoked",
            Event::OrderRecorded(_) => "order_recorded",
            Event::OrderChanged(_) => "order_changed",
            Event::ClaimRedeemed { .. } => "claim_redeemed",
            Event::ClaimReissued { .. } => "claim_reissued",
            Event::ClaimVoided { .. } => "claim_voided",
            Event::ClaimExpired { .. } => "claim_expired",
            Event::CodeGuessed { .. } => "code_guessed",
            Event::SettingsChanged { .. } => "settings_changed",
            Event::SeasonClosing { .. } => "season_closing",
            Event::BalanceClosed { .. } => "balance_closed",
            Event::SeasonClosed { .. } => "season_closed",
            Event::MemberForgotten { .. } => "member_forgotten",
            Event::OrderForgotten { .. } => "order_forgotten",
        }
    }

    /// The accounts of the event and the points that move between them.
    pub fn sides(&self) -> Sides {
        let treasury = AccountNo::TREASURY;
        let sides = |debit, credit, amount| Sides { debit, credit, amount };
        match self {
            Event::PointsGranted { account, amount, .. } | Event::ClaimRedeemed { account, amount, .. } => {
                sides(treasury, *account, amount.points())
            }
            Event::PointsDeducted { account, amount, .. } | Event::BalanceClosed { account, amount, .. } => {
                sides(*account, treasury, amount.points())
            }
            Event::PointsTransferred { from, to, amount, .. } => sides(*from, *to, amount.points()),
            Event::PostingReversed { debit, credit, amount, .. } => sides(*debit, *credit, amount.points()),
            Event::AchievementUnlocked { account, reward, .. } => sides(treasury, *account, *reward),
            Event::OrderChanged(changed) => match changed.correction {
                Some(Correction { account, direction: Direction::Credit, amount }) => {
                    sides(treasury, account, amount.points())
                }
                Some(Correction { account, direction: Direction::Debit, amount }) => {
                    sides(account, treasury, amount.points())
                }
                None => sides(treasury, treasury, Points::ZERO),
            },
            Event::AccountOpened { account, .. }
            | Event::AchievementRevoked { account, .. }
            | Event::CodeGuessed { account }
            | Event::MemberForgotten { account } => sides(treasury, *account, Points::ZERO),
            Event::AchievementDefined { .. }
            | Event::AchievementChanged { .. }
            | Event::AchievementRetired { .. }
            | Event::OrderRecorded(_)
            | Event::ClaimReissued { .. }
            | Event::ClaimVoided { .. }
            | Event::ClaimExpired { .. }
            | Event::SettingsChanged { .. }
            | Event::SeasonClosing { .. }
            | Event::SeasonClosed { .. }
            | Event::OrderForgotten { .. } => sides(treasury, treasury, Points::ZERO),
        }
    }

    /// The sum that counts the posting. No sum counts a reversal, because it subtracts the reversed posting.
    pub fn flow(&self) -> Flow {
        match self {
            Event::PointsGranted { .. }
            | Event::ClaimRedeemed { .. }
            | Event::AchievementUnlocked { .. }
            | Event::OrderChanged(_) => Flow::Earned,
            Event::PointsDeducted { .. } => Flow::Spent,
            _ => Flow::Neither,
        }
    }

    /// The reason, if the command had one.
    pub fn reason(&self) -> Option<&Reason> {
        match self {
            Event::PointsGranted { reason, .. }
            | Event::PointsDeducted { reason, .. }
            | Event::PointsTransferred { reason, .. }
            | Event::PostingReversed { reason, .. }
            | Event::AchievementDefined { reason, .. }
            | Event::AchievementChanged { reason, .. }
            | Event::AchievementRetired { reason, .. }
            | Event::AchievementUnlocked { reason, .. }
            | Event::AchievementRevoked { reason, .. }
            | Event::ClaimReissued { reason, .. }
            | Event::ClaimVoided { reason, .. }
            | Event::SettingsChanged { reason, .. }
            | Event::SeasonClosing { reason, .. } => reason.as_ref(),
            _ => None,
        }
    }
}
