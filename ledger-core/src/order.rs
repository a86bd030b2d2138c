//! Orders and the status of their claims.

use std::fmt;

use rust_decimal::Decimal;

use crate::values::{
    AccountNo, CodeHash, Currency, OrderKey, OrderNo, Points, Position, SecretId, Timestamp,
};

/// An order of a shop, in its present state.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Order {
    /// Its number in the book.
    pub no: OrderNo,
    /// Its key outside the ledger.
    pub key: OrderKey,
    /// Money paid, less refunds.
    pub amount: Decimal,
    /// The currency, if the export names one.
    pub currency: Option<Currency>,
    /// Its worth in points, by the book's rate when it was recorded or last changed.
    pub points: Points,
    /// The status of the claim.
    pub status: OrderStatus,
    /// The number of codes issued so far: 1, 2, 3 …
    pub issue: u32,
    /// The keyed hash of the valid code.
    pub code: CodeHash,
    /// The secret of that hash.
    pub secret: SecretId,
    /// The position of the event that recorded it.
    pub recorded: Position,
    /// The redemption; it stays after a reversal.
    pub redeemed: Option<Redeemed>,
}

/// The redemption of a claim.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Redeemed {
    /// The account that got the points.
    pub account: AccountNo,
    /// The position of the redemption.
    pub position: Position,
    /// The time of the redemption.
    pub at: Timestamp,
}

/// The status of an order's claim.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum OrderStatus {
    /// The code can be redeemed.
    Claimable,
    /// A member redeemed the code.
    Redeemed,
    /// An admin reversed the redemption; the code cannot be used again.
    Reversed,
    /// The shop refunded the order; no points are left to claim.
    Refunded,
    /// An admin or the close of a season voided the code.
    Voided,
    /// The claim expired.
    Expired,
}

impl OrderStatus {
    /// All statuses.
    pub const ALL: [OrderStatus; 6] = [
        OrderStatus::Claimable,
        OrderStatus::Redeemed,
        OrderStatus::Reversed,
        OrderStatus::Refunded,
        OrderStatus::Voided,
        OrderStatus::Expired,
    ];

    /// The name in tables and answers; frozen.
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

    /// Reads such a name.
    pub fn from_name(name: &str) -> Option<OrderStatus> {
        Self::ALL.into_iter().find(|status| status.name() == name)
    }
}

impl fmt::Display for OrderStatus {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.name())
    }
}
