//! An order and the right to points that came with it.

use std::fmt;

use rust_decimal::Decimal;

use crate::values::{
    AccountNo, CodeHash, Currency, OrderKey, OrderNo, Points, Position, SecretId, Timestamp,
};

/// An order of a shop, as the journal knows it now.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Order {
    /// Its place in the book.
    pub no: OrderNo,
    /// Its name outside.
    pub key: OrderKey,
    /// Money paid, less money given back.
    pub amount: Decimal,
    /// In which currency, where the export said so.
    pub currency: Option<Currency>,
    /// What it is worth in points, by the book's rate when it was recorded or last changed.
    pub points: Points,
    /// What became of the claim.
    pub status: OrderStatus,
    /// How many codes were issued, this one included: 1, 2, 3 …
    pub issue: u32,
    /// The keyed hash of the code in force.
    pub code: CodeHash,
    /// The secret it was made with.
    pub secret: SecretId,
    /// The event that recorded it.
    pub recorded: Position,
    /// Who redeemed it, if anybody did.
    pub redeemed: Option<Redeemed>,
}

/// A redeemed claim.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Redeemed {
    /// Into which account.
    pub account: AccountNo,
    /// By which event.
    pub position: Position,
    /// When.
    pub at: Timestamp,
}

/// What became of an order's claim.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum OrderStatus {
    /// Its code can be redeemed.
    Claimable,
    /// The points are with a member.
    Redeemed,
    /// The redemption was reversed by hand; the code stays dead.
    Reversed,
    /// The shop gave the money back; nothing is left to claim.
    Refunded,
    /// An admin, or the close of a season, made the code void.
    Voided,
    /// The claim ran out.
    Expired,
}

impl OrderStatus {
    /// Every status, in the order of their frozen names.
    pub const ALL: [OrderStatus; 6] = [
        OrderStatus::Claimable,
        OrderStatus::Redeemed,
        OrderStatus::Reversed,
        OrderStatus::Refunded,
        OrderStatus::Voided,
        OrderStatus::Expired,
    ];

    /// The word that tables and answers use; frozen.
    pub const fn name(self) -> &'static str {
        match self {
            OrderStatus::Claimable => "claimable",
            OrderStatus::Redeemed => "redeemed",
            OrderStatus::Reversed => "reversed",
            OrderStatus::Refunded => "refunded",
            OrderStatus::Voided => "voided",
            OrderStatus::Expired => "expired",
        }
    }

    /// Reads such a word.
    pub fn from_name(name: &str) -> Option<OrderStatus> {
        Self::ALL.into_iter().find(|status| status.name() == name)
    }
}

impl fmt::Display for OrderStatus {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.name())
    }
}
