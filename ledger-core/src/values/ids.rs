//! Ids of books, members, accounts, positions, achievements and orders, and the actors of events.
//! Each id is a type of its own, so that the compiler refuses one in the place of another.

use std::fmt;
use std::num::NonZeroU64;
use std::str::FromStr;

use crate::values::invalid::Invalid;

/// The largest id that the journal can hold: a signed 64-bit column.
const MAX_ID: u64 = i64::MAX.cast_unsigned();

// An account's or order's number is an index into a list: 32 bits always fit.
const _: () = assert!(usize::BITS >= u32::BITS);

/// Identifies a book, the accounts of one community; in Discord, the id of the server.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct BookId(NonZeroU64);

/// Identifies a person outside the ledger; in Discord, the id of the user.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct MemberId(NonZeroU64);

macro_rules! outside_id {
    ($name:ident, $field:literal) => {
        impl $name {
            /// Takes an id from 1 to 2⁶³−1.
            ///
            /// # Errors
            /// When the id is 0 or does not fit the journal's signed 64-bit column.
            pub fn new(id: u64) -> Result<Self, Invalid> {
                match NonZeroU64::new(id) {
                    Some(found) if id <= MAX_ID => Ok($name(found)),
                    _ => Err(Self::invalid(&id)),
                }
            }

            #[cfg(feature = "testkit")]
            pub(crate) const fn fixed(id: NonZeroU64) -> Self {
                $name(id)
            }

            /// The id as a number.
            pub const fn number(self) -> u64 {
                self.0.get()
            }

            /// The id as the journal's signed 64-bit column holds it.
            pub const fn to_column(self) -> i64 {
                self.0.get().cast_signed()
            }

            /// Reads the journal's column.
            ///
            /// # Errors
            /// When the number is 0 or negative: no version writes that.
            pub fn from_column(column: i64) -> Result<Self, Invalid> {
                u64::try_from(column).map_err(|_| Self::invalid(&column)).and_then(Self::new)
            }

            fn invalid(value: &dyn fmt::Display) -> Invalid {
                Invalid::new(
                    $field,
                    value,
                    "must be a whole number from 1 to 9223372036854775807, digits only",
                )
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.fmt(f)
            }
        }

        impl FromStr for $name {
            type Err = Invalid;

            fn from_str(text: &str) -> Result<Self, Invalid> {
                let digits = !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
                let id = if digits { text.parse().ok() } else { None };
                id.and_then(|id| $name::new(id).ok()).ok_or_else(|| Self::invalid(&text))
            }
        }

        impl TryFrom<u64> for $name {
            type Error = Invalid;

            fn try_from(id: u64) -> Result<Self, Invalid> {
                $name::new(id)
            }
        }
    };
}

outside_id!(BookId, "book");
outside_id!(MemberId, "member");

/// The number of a member's account in a book: 1, 2, 3 … in the order of opening. 0 is the treasury.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Default)]
pub struct AccountNo(pub u32);

impl AccountNo {
    /// The treasury: the other side of every grant and deduction.
    pub const TREASURY: AccountNo = AccountNo(0);

    /// Whether this is the treasury.
    pub const fn is_treasury(self) -> bool {
        self.0 == 0
    }

    /// The index of this account in a list that begins with the treasury.
    pub const fn index(self) -> usize {
        self.0 as usize
    }
}

/// The position of an event in the journal: 1, 2, 3 … over all books, without a gap. 0 stands for "none yet".
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Default)]
pub struct Position(pub u64);

impl Position {
    /// The position before the first event.
    pub const START: Position = Position(0);

    /// The position after this one.
    #[must_use]
    pub const fn next(self) -> Position {
        Position(self.0.saturating_add(1))
    }

    /// The position `count` events later.
    #[must_use]
    pub fn plus(self, count: usize) -> Position {
        Position(self.0.saturating_add(u64::try_from(count).unwrap_or(u64::MAX)))
    }

    /// How many events lie after `earlier`, up to this one; 0 if `earlier` is not earlier.
    pub fn events_since(self, earlier: Position) -> usize {
        usize::try_from(self.0.saturating_sub(earlier.0)).unwrap_or(usize::MAX)
    }

    /// The index of the event at this position in a list that begins with position 1; `None` for [`Position::START`].
    pub fn index(self) -> Option<usize> {
        usize::try_from(self.0.checked_sub(1)?).ok()
    }

    /// The position as the journal's signed 64-bit column holds it.
    pub const fn to_column(self) -> i64 {
        self.0.cast_signed()
    }

    /// Reads the journal's column. A negative number, which no version writes, becomes a position beyond every journal.
    pub const fn from_column(column: i64) -> Position {
        Position(column.cast_unsigned())
    }
}

impl FromStr for Position {
    type Err = Invalid;

    fn from_str(text: &str) -> Result<Self, Invalid> {
        match text.parse::<u64>() {
            Ok(number) if (1..=MAX_ID).contains(&number) => Ok(Position(number)),
            _ => Err(Invalid::new("position", text, "must be a whole number from 1")),
        }
    }
}

/// The number of an achievement in its book: 0, 1, 2 … in the order of definition.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct AchievementNo(pub u16);

/// The number of an order in its book: 1, 2, 3 … in the order of recording.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct OrderNo(pub u32);

impl OrderNo {
    /// The index of this order in a list that begins with number 1; `None` for 0, which no order has.
    pub const fn index(self) -> Option<usize> {
        (self.0 as usize).checked_sub(1)
    }
}

macro_rules! shows_number {
    ($($name:ident),*) => {$(
        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.fmt(f)
            }
        }
    )*};
}

shows_number!(AccountNo, Position, AchievementNo, OrderNo);

/// The actor of an event: an account of the same book, or a part of the system.
/// The numbers of the parts are frozen, because journals contain them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Actor {
    /// The ledger itself: it unlocks achievements and closes seasons.
    System,
    /// An operator at the command line of the machine.
    CommandLine,
    /// An import of orders or a list of changes.
    Import,
    /// A dashboard page whose user has no member id.
    Web,
    /// A member, by account.
    Account(AccountNo),
}

impl Actor {
    /// The number that the journal stores: the account number, or 0 and below for a part of the system.
    pub const fn number(self) -> i64 {
        match self {
            Actor::System => 0,
            Actor::CommandLine => -1,
            Actor::Import => -2,
            Actor::Web => -3,
            Actor::Account(AccountNo(no)) => no as i64,
        }
    }

    /// Reads a number from the journal; `None` for one that no version ever wrote.
    pub fn from_number(number: i64) -> Option<Actor> {
        Some(match number {
            0 => Actor::System,
            -1 => Actor::CommandLine,
            -2 => Actor::Import,
            -3 => Actor::Web,
            1.. => Actor::Account(AccountNo(u32::try_from(number).ok()?)),
            _ => return None,
        })
    }

    /// The account, if the actor is a member.
    pub const fn account(self) -> Option<AccountNo> {
        match self {
            Actor::Account(no) => Some(no),
            _ => None,
        }
    }
}

/// The sender of a command: like [`Actor`], but with the id of a member, who may have no account yet.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
#[non_exhaustive]
pub enum Asker {
    /// The ledger itself.
    #[default]
    System,
    /// An operator at the command line of the machine.
    CommandLine,
    /// An import.
    Import,
    /// A dashboard page.
    Web,
    /// A member. A decision that records an event opens an account for a member without one.
    Member(MemberId),
}
