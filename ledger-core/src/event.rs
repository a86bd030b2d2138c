//! The facts. Each is past tense, carries the change and never a computed balance,
//! and moves points in at most one posting. Their names in the journal are frozen.
#![expect(missing_docs, reason = "each variant has its sentence; its fields are named by their types")]

use rust_decimal::Decimal;

use crate::achievement::AchievementSpec;
use crate::settings::SettingChange;
use crate::values::{
    AccountNo, AchievementKey, Actor, Amount, BookId, CodeHash, Currency, Email, MemberId, OrderKey, OrderNo,
    Points, Position, Reason, SecretId, Timestamp,
};

/// An event with its place in the journal.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Recorded {
    /// Its place, over all books.
    pub position: Position,
    /// Whose accounts it is about.
    pub book: BookId,
    /// When it was recorded; never earlier than the event before.
    pub at: Timestamp,
    /// When it happened, if that was elsewhere and earlier.
    pub occurred_at: Option<Timestamp>,
    /// The position of the first event of the same command.
    pub command: Position,
    /// Who did it.
    pub actor: Actor,
    /// What happened.
    pub event: Event,
}

/// What happened. Fields that are personal are `Option`: a forgotten person leaves them empty.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Event {
    /// A member got an account; precedes its first posting in the same commit.
    AccountOpened { account: AccountNo, member: Option<MemberId> },
    /// Points from the treasury.
    PointsGranted { account: AccountNo, amount: Amount, reason: Option<Reason> },
    /// Points back to the treasury.
    PointsDeducted { account: AccountNo, amount: Amount, reason: Option<Reason> },
    /// Points from member to member.
    PointsTransferred { from: AccountNo, to: AccountNo, amount: Amount, reason: Option<Reason> },
    /// An earlier posting was undone.
    PostingReversed {
        debit: AccountNo,
        credit: AccountNo,
        amount: Amount,
        reverses: Position,
        of: Reversed,
        reason: Option<Reason>,
    },
    /// An achievement became part of the book.
    AchievementDefined { spec: AchievementSpec, reason: Option<Reason> },
    /// Its name, description, rule or reward changed.
    AchievementChanged { spec: AchievementSpec, reason: Option<Reason> },
    /// It can no longer be unlocked.
    AchievementRetired { achievement: AchievementKey, reason: Option<Reason> },
    /// A member has it now; the reward is the posting.
    AchievementUnlocked {
        account: AccountNo,
        achievement: AchievementKey,
        reward: Points,
        reason: Option<Reason>,
    },
    /// A member no longer has it; the reward stays.
    AchievementRevoked { account: AccountNo, achievement: AchievementKey, reason: Option<Reason> },
    /// An order became known, with the hash of its first code.
    OrderRecorded(Box<OrderRecorded>),
    /// The shop changed what the order is worth; if it was redeemed, the difference is the posting.
    OrderChanged(Box<OrderChanged>),
    /// A code was redeemed: the claim is marked and the points move in this one event.
    ClaimRedeemed { order: OrderNo, account: AccountNo, amount: Amount },
    /// A new code took the place of the old one.
    ClaimReissued { order: OrderNo, issue: u32, code: CodeHash, secret: SecretId, reason: Option<Reason> },
    /// The code was made void.
    ClaimVoided { order: OrderNo, reason: Option<Reason> },
    /// The claim ran out.
    ClaimExpired { order: OrderNo },
    /// A member tried a code that does not exist.
    CodeGuessed { account: AccountNo },
    /// Settings of the book changed.
    SettingsChanged { changes: Vec<SettingChange>, reason: Option<Reason> },
    /// The close of a season began; until it ends nothing else changes in the book.
    SeasonClosing { season: u32, reason: Option<Reason> },
    /// The close of a season took an account to 0.
    BalanceClosed { account: AccountNo, amount: Amount, season: u32 },
    /// Every balance is 0 and every open claim void; the next season began.
    SeasonClosed { season: u32 },
    /// A person was forgotten: as the holder of the account, as an actor, and as the buyer of the orders they redeemed.
    MemberForgotten { account: AccountNo },
    /// An order's personal data was forgotten.
    OrderForgotten { order: OrderNo },
}

/// See [`Event::OrderRecorded`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OrderRecorded {
    /// Its place in the book.
    pub order: OrderNo,
    /// Its name outside.
    pub key: OrderKey,
    /// Money paid, less money given back.
    pub amount: Decimal,
    /// Where the export named it.
    pub currency: Option<Currency>,
    /// What it is worth.
    pub points: Points,
    /// The keyed hash of its code.
    pub code: CodeHash,
    /// The secret of that hash.
    pub secret: SecretId,
    /// Personal: the buyer's address.
    pub email: Option<Email>,
}

/// See [`Event::OrderChanged`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OrderChanged {
    /// Which.
    pub order: OrderNo,
    /// The amount now.
    pub amount: Decimal,
    /// The currency now.
    pub currency: Option<Currency>,
    /// What it is worth now.
    pub points: Points,
    /// The difference, where the points were redeemed already.
    pub correction: Option<Correction>,
}

/// Points that follow a changed order: to or from who redeemed it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Correction {
    /// Who redeemed it.
    pub account: AccountNo,
    /// Up or down.
    pub direction: Direction,
    /// How much.
    pub amount: Amount,
}

/// Which way a correction goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Direction {
    /// More points for the member.
    Credit,
    /// Points back to the treasury.
    Debit,
}

/// What a reversal undid: enough to take it back out of the sums it went into.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Reversed {
    /// Which sum the posting counted in.
    pub flow: Flow,
    /// When it was recorded.
    pub at: Timestamp,
    /// The order, where a redemption was reversed.
    pub order: Option<OrderNo>,
}

/// Which of the sums a posting counts in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Flow {
    /// Grants, order claims, rewards: earned.
    Earned,
    /// Deductions: spent.
    Spent,
    /// Transfers, season closes: neither.
    Neither,
}

impl Flow {
    /// The word that the journal stores; frozen.
    pub const fn name(self) -> &'static str {
        match self {
            Flow::Earned => "earned",
            Flow::Spent => "spent",
            Flow::Neither => "neither",
        }
    }

    /// Reads such a word.
    pub fn from_name(name: &str) -> Option<Flow> {
        [Flow::Earned, Flow::Spent, Flow::Neither].into_iter().find(|flow| flow.name() == name)
    }
}

/// The two sides of an event: the accounts it is about, and what moves between them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Sides {
    /// Who gives.
    pub debit: AccountNo,
    /// Who gets; also the one account that an event without points is about.
    pub credit: AccountNo,
    /// How much; 0 where nothing moves.
    pub amount: Points,
}

impl Sides {
    /// The sides that are members' accounts.
    pub fn accounts(self) -> impl Iterator<Item = AccountNo> {
        [self.debit, self.credit].into_iter().filter(|no| !no.is_treasury())
    }
}

/// A posting as it stands in the journal: what a reversal needs to know.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Posting {
    /// Where it stands.
    pub position: Position,
    /// In which book.
    pub book: BookId,
    /// When it was recorded.
    pub at: Timestamp,
    /// Its sides.
    pub sides: Sides,
    /// Which sum it counts in.
    pub flow: Flow,
    /// Its kind, as the journal names it.
    pub kind: &'static str,
    /// The order that was redeemed by it.
    pub order: Option<OrderNo>,
}

impl Recorded {
    /// The posting that it is, if it moves points.
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

    /// The accounts it is about, and what moves between them.
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

    /// Which sum its posting counts in. A reversal counts in none: it takes back what it reversed.
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

    /// Why, where somebody said so.
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
