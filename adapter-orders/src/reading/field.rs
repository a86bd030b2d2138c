//! The fields of an order that a column can hold. `synonyms` has the names of such columns.

use std::fmt;

/// The meaning of a column.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Field {
    /// The shop's id of the order.
    OrderId,
    /// The customer's e-mail address.
    Email,
    /// The amount paid.
    Amount,
    /// The refunded part.
    Refund,
    /// The amount after refunds; blank or zero without refunds. Etsy has this instead of a refund.
    Adjusted,
    /// ISO code of the currency.
    Currency,
    /// Whether it was paid, refunded, cancelled.
    Status,
    /// When the order was placed.
    PlacedAt,
    /// When it was cancelled; blank if it was not.
    CancelledAt,
    /// Live or test.
    Mode,
    /// Whether the money was taken, not only reserved.
    Captured,
    /// Whether it was refunded in full.
    FullyRefunded,
    /// Whether it is a trial that cost nothing yet.
    FreeTrial,
    /// Whether it is a pre-order that cost nothing yet.
    PreOrder,
    /// Whether the customer's bank asks for the money back.
    Disputed,
    /// Whether the shop won the dispute.
    DisputeWon,
}

impl Field {
    /// All fields, in the order in which they are declared, shown and kept.
    pub(crate) const ALL: [Field; 16] = [
        Field::OrderId,
        Field::Email,
        Field::Amount,
        Field::Refund,
        Field::Adjusted,
        Field::Currency,
        Field::Status,
        Field::PlacedAt,
        Field::CancelledAt,
        Field::Mode,
        Field::Captured,
        Field::FullyRefunded,
        Field::FreeTrial,
        Field::PreOrder,
        Field::Disputed,
        Field::DisputeWon,
    ];
}

impl fmt::Display for Field {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Field::OrderId => "order id",
            Field::Email => "e-mail",
            Field::Amount => "amount",
            Field::Refund => "refund",
            Field::Adjusted => "amount after refunds",
            Field::Currency => "currency",
            Field::Status => "status",
            Field::PlacedAt => "date of the order",
            Field::CancelledAt => "date of cancelling",
            Field::Mode => "mode (live or test)",
            Field::Captured => "mark of captured money",
            Field::FullyRefunded => "mark of a full refund",
            Field::FreeTrial => "mark of a free trial",
            Field::PreOrder => "mark of a pre-order",
            Field::Disputed => "mark of a dispute",
            Field::DisputeWon => "mark of a dispute won",
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_field_stands_in_the_list_where_it_is_declared() {
        for (index, field) in Field::ALL.into_iter().enumerate() {
            assert_eq!(field as usize, index);
        }
    }
}
