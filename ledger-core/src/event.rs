//! The events: facts in the past tense. An event carries a change, never a computed balance, and moves points in at most
//! one posting.
#![expect(missing_docs, reason = "each variant has its sentence; its fields are named by their types")]

mod posting;

use std::fmt;
use std::str::FromStr;

use rust_decimal::Decimal;

use crate::achievement::AchievementSpec;
use crate::settings::SettingChange;
use crate::values::{
    AccountNo, AchievementKey, Actor, Amount, BookId, CodeHash, Currency, Email, Invalid, MemberId, OrderKey,
    OrderNo, Points, Position, Reason, SecretId, Timestamp,
};

pub use posting::{Flow, Posting, Reversed, Sides};

/// An event as the journal records it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Recorded {
    /// Its position in the journal, over all books.
    pub position: Position,
    /// The book of its accounts.
    pub book: BookId,
    /// The time of recording; never earlier than that of the event before, except for [`Event::ClockCorrected`].
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

impl Recorded {
    /// Whether the event may follow one that was recorded at `last_at`, in any book: recorded time goes back only by a
    /// correction of the clock.
    pub fn may_follow(&self, last_at: Timestamp) -> bool {
        self.at >= last_at || matches!(self.event, Event::ClockCorrected { .. })
    }
}

/// A fact about a book. Personal fields are `Option`: forgetting a person empties them.
#[derive(Debug, Clone, PartialEq, Eq)]
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
    /// The clock had been ahead: the last event of the book was recorded at `from`, and recorded time goes on at `to`.
    ClockCorrected { from: Timestamp, to: Timestamp },
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

/// Declares the kinds once, with what depends on the kind alone.
macro_rules! kinds {
    ($($kind:ident = ($name:literal, $flow:ident, $reversible:literal, $recurring:literal, $about_order:literal),)*) => {
        /// The kind of an event. It is exhaustive on purpose, like [`Event`]: without a wildcard the compiler names every
        /// `match` that a new kind touches.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub enum EventKind {
            $(#[doc = concat!("The kind of [`Event::", stringify!($kind), "`].")] $kind,)*
        }

        impl EventKind {
            /// All kinds, in the order of declaration.
            pub const ALL: &'static [EventKind] = &[$(EventKind::$kind),*];

            /// The name in the journal; frozen.
            pub const fn as_str(self) -> &'static str {
                match self {
                    $(EventKind::$kind => $name,)*
                }
            }

            /// The sum that counts a posting of this kind. No sum counts a reversal, because it subtracts the reversed
            /// posting.
            pub const fn flow(self) -> Flow {
                match self {
                    $(EventKind::$kind => Flow::$flow,)*
                }
            }

            /// Whether a reversal may undo a posting of this kind. A closed balance and a changed order cannot be
            /// reversed: the season or the shop would make the same posting again.
            pub const fn is_reversible(self) -> bool {
                match self {
                    $(EventKind::$kind => $reversible,)*
                }
            }

            /// Whether stewards type the reason of such an event often enough to be offered earlier reasons. Members type
            /// the reasons of transfers, and a season closes once in months.
            pub const fn has_recurring_reason(self) -> bool {
                match self {
                    $(EventKind::$kind => $recurring,)*
                }
            }

            /// Whether such an event has a private text about an order: its buyer's address, or a reason. Forgetting the
            /// buyer erases it.
            pub const fn has_text_about_order(self) -> bool {
                match self {
                    $(EventKind::$kind => $about_order,)*
                }
            }

            /// Reads such a name; `None` for others, which a newer version may have written.
            pub fn from_name(name: &str) -> Option<EventKind> {
                match name {
                    $($name => Some(EventKind::$kind),)*
                    _ => None,
                }
            }
        }

        impl Event {
            /// The kind.
            pub const fn kind(&self) -> EventKind {
                match self {
                    $(Event::$kind { .. } => EventKind::$kind,)*
                }
            }
        }
    };
}

kinds! {
    //                       name in the journal     flow     reversible  recurring  text about
    //                                                                   reason     an order
    AccountOpened         = ("account_opened",       Neither, false,      false,     false),
    PointsGranted         = ("points_granted",       Earned,  true,       true,      false),
    PointsDeducted        = ("points_deducted",      Spent,   true,       true,      false),
    PointsTransferred     = ("points_transferred",   Neither, true,       false,     false),
    PostingReversed       = ("posting_reversed",     Neither, false,      true,      false),
    AchievementDefined    = ("achievement_defined",  Neither, false,      true,      false),
    AchievementChanged    = ("achievement_changed",  Neither, false,      true,      false),
    AchievementRetired    = ("achievement_retired",  Neither, false,      true,      false),
    AchievementUnlocked   = ("achievement_unlocked", Earned,  true,       true,      false),
    AchievementRevoked    = ("achievement_revoked",  Neither, false,      true,      false),
    OrderRecorded         = ("order_recorded",       Neither, false,      false,     true),
    OrderChanged          = ("order_changed",        Earned,  false,      false,     false),
    ClaimRedeemed         = ("claim_redeemed",       Earned,  true,       false,     false),
    ClaimReissued         = ("claim_reissued",       Neither, false,      true,      true),
    ClaimVoided           = ("claim_voided",         Neither, false,      true,      true),
    ClaimExpired          = ("claim_expired",        Neither, false,      false,     false),
    CodeGuessed           = ("code_guessed",         Neither, false,      false,     false),
    SettingsChanged       = ("settings_changed",     Neither, false,      true,      false),
    SeasonClosing         = ("season_closing",       Neither, false,      false,     false),
    BalanceClosed         = ("balance_closed",       Neither, false,      false,     false),
    SeasonClosed          = ("season_closed",        Neither, false,      false,     false),
    ClockCorrected        = ("clock_corrected",      Neither, false,      false,     false),
    MemberForgotten       = ("member_forgotten",     Neither, false,      false,     false),
    OrderForgotten        = ("order_forgotten",      Neither, false,      false,     false),
}

impl EventKind {
    /// Names of kinds that later versions will write, for refunds of points already spent. No other kind may take them.
    pub const RESERVED: [&'static str; 2] = ["debt_incurred", "debt_paid"];
}

impl fmt::Display for EventKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

impl FromStr for EventKind {
    type Err = Invalid;

    fn from_str(name: &str) -> Result<Self, Invalid> {
        EventKind::from_name(name).ok_or_else(|| {
            let known: Vec<&str> = EventKind::ALL.iter().map(|kind| kind.as_str()).collect();
            Invalid::new("kind", name, format!("does not exist; there are {}", known.join(", ")))
        })
    }
}

impl Event {
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
            | Event::ClockCorrected { .. }
            | Event::OrderForgotten { .. } => sides(treasury, treasury, Points::ZERO),
        }
    }

    /// The sum that counts the posting; see [`EventKind::flow`].
    pub fn flow(&self) -> Flow {
        self.kind().flow()
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
            Event::AccountOpened { .. }
            | Event::OrderRecorded(_)
            | Event::OrderChanged(_)
            | Event::ClaimRedeemed { .. }
            | Event::ClaimExpired { .. }
            | Event::CodeGuessed { .. }
            | Event::BalanceClosed { .. }
            | Event::SeasonClosed { .. }
            | Event::ClockCorrected { .. }
            | Event::MemberForgotten { .. }
            | Event::OrderForgotten { .. } => None,
        }
    }

    /// The order that the event is about.
    pub fn order(&self) -> Option<OrderNo> {
        match self {
            Event::OrderRecorded(order) => Some(order.order),
            Event::OrderChanged(changed) => Some(changed.order),
            Event::PostingReversed { of, .. } => of.order,
            Event::ClaimRedeemed { order, .. }
            | Event::ClaimReissued { order, .. }
            | Event::ClaimVoided { order, .. }
            | Event::ClaimExpired { order }
            | Event::OrderForgotten { order } => Some(*order),
            Event::AccountOpened { .. }
            | Event::PointsGranted { .. }
            | Event::PointsDeducted { .. }
            | Event::PointsTransferred { .. }
            | Event::AchievementDefined { .. }
            | Event::AchievementChanged { .. }
            | Event::AchievementRetired { .. }
            | Event::AchievementUnlocked { .. }
            | Event::AchievementRevoked { .. }
            | Event::CodeGuessed { .. }
            | Event::SettingsChanged { .. }
            | Event::SeasonClosing { .. }
            | Event::BalanceClosed { .. }
            | Event::SeasonClosed { .. }
            | Event::ClockCorrected { .. }
            | Event::MemberForgotten { .. } => None,
        }
    }

    /// The achievement that the event is about.
    pub fn achievement(&self) -> Option<&AchievementKey> {
        match self {
            Event::AchievementDefined { spec, .. } | Event::AchievementChanged { spec, .. } => {
                Some(&spec.key)
            }
            Event::AchievementRetired { achievement, .. }
            | Event::AchievementUnlocked { achievement, .. }
            | Event::AchievementRevoked { achievement, .. } => Some(achievement),
            Event::AccountOpened { .. }
            | Event::PointsGranted { .. }
            | Event::PointsDeducted { .. }
            | Event::PointsTransferred { .. }
            | Event::PostingReversed { .. }
            | Event::OrderRecorded(_)
            | Event::OrderChanged(_)
            | Event::ClaimRedeemed { .. }
            | Event::ClaimReissued { .. }
            | Event::ClaimVoided { .. }
            | Event::ClaimExpired { .. }
            | Event::CodeGuessed { .. }
            | Event::SettingsChanged { .. }
            | Event::SeasonClosing { .. }
            | Event::BalanceClosed { .. }
            | Event::SeasonClosed { .. }
            | Event::ClockCorrected { .. }
            | Event::MemberForgotten { .. }
            | Event::OrderForgotten { .. } => None,
        }
    }
}
