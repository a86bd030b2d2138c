//! The payment status of an order, from status columns and from columns of yes or no.

use std::fmt;

use crate::reading::columns::Columns;
use crate::reading::field::Field;
use crate::reading::row_error::RowError;
use crate::reading::rows::Row;
use crate::reading::text::{shown, squeeze};

/// Whether an order is paid.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum PaymentStatus {
    /// Paid, perhaps with a partial refund.
    Paid,
    /// Refunded, voided or cancelled: an order over zero, so that importing it again records the change.
    Refunded,
    /// Not paid yet, or a test order: left out.
    Unpaid,
}

impl fmt::Display for PaymentStatus {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            PaymentStatus::Paid => "paid",
            PaymentStatus::Refunded => "refunded or cancelled",
            PaymentStatus::Unpaid => "not paid yet",
        })
    }
}

/// The status in a row; `None` if all of its cells about it are blank.
pub(crate) fn of(row: &Row, columns: &Columns) -> Result<Option<PaymentStatus>, RowError> {
    let flag = |field| flag(row.cell(field), || columns.name(field));
    let status = status(row.cell(Field::Status))?;
    let cancelled = !matches!(row.cell(Field::CancelledAt), "" | "-" | "0");
    let is_test = squeeze(row.cell(Field::Mode)) == "test";
    let never_charged = is_test
        || flag(Field::Captured)? == Some(Flag::No)
        || flag(Field::FreeTrial)? == Some(Flag::Yes)
        || flag(Field::PreOrder)? == Some(Flag::Yes);
    let refunded = cancelled || flag(Field::FullyRefunded)? == Some(Flag::Yes);
    let in_dispute = flag(Field::Disputed)? == Some(Flag::Yes) && flag(Field::DisputeWon)? != Some(Flag::Yes);
    Ok(if never_charged {
        Some(PaymentStatus::Unpaid)
    } else if refunded || status == Some(PaymentStatus::Refunded) {
        Some(PaymentStatus::Refunded)
    } else if in_dispute {
        Some(PaymentStatus::Unpaid)
    } else {
        status
    })
}

const PAID: [&str; 27] = [
    "paid",
    "partiallyrefunded",
    "partialrefund",
    "completed",
    "complete",
    "processing",
    "fulfilled",
    "shipped",
    "partiallyshipped",
    "delivered",
    "succeeded",
    "success",
    "captured",
    "closed",
    "awaitingfulfillment",
    "awaitingshipment",
    "awaitingpickup",
    "bezahlt",
    "abgeschlossen",
    "fertiggestellt",
    "inbearbeitung",
    "versandt",
    "versendet",
    "geliefert",
    "teilweiseerstattet",
    "teilerstattet",
    "teilweiserückerstattet",
];

const REFUNDED: [&str; 17] = [
    "refunded",
    "fullyrefunded",
    "voided",
    "void",
    "cancelled",
    "canceled",
    "reversed",
    "chargeback",
    "chargedback",
    "trash",
    "storniert",
    "abgebrochen",
    "erstattet",
    "rückerstattet",
    "zurückerstattet",
    "annulliert",
    "annulé",
];

const UNPAID: [&str; 30] = [
    "pending",
    "pendingpayment",
    "paymentpending",
    "failed",
    "onhold",
    "authorized",
    "authorised",
    "unpaid",
    "partiallypaid",
    "expired",
    "overdue",
    "draft",
    "checkoutdraft",
    "awaitingpayment",
    "declined",
    "incomplete",
    "disputed",
    "uncaptured",
    "manualverificationrequired",
    "requirespaymentmethod",
    "requiresaction",
    "requiresconfirmation",
    "requirescapture",
    "ausstehend",
    "zahlungausstehend",
    "offen",
    "wartend",
    "inwartestellung",
    "fehlgeschlagen",
    "unbezahlt",
];

fn status(cell: &str) -> Result<Option<PaymentStatus>, RowError> {
    let squeezed = squeeze(cell);
    // WooCommerce writes `wc-on-hold` where it does not translate.
    let word = squeezed.strip_prefix("wc").unwrap_or(&squeezed);
    if word.is_empty() {
        Ok(None)
    } else if PAID.contains(&word) {
        Ok(Some(PaymentStatus::Paid))
    } else if REFUNDED.contains(&word) {
        Ok(Some(PaymentStatus::Refunded))
    } else if UNPAID.contains(&word) {
        Ok(Some(PaymentStatus::Unpaid))
    } else {
        Err(RowError::UnknownStatus { cell: shown(cell) })
    }
}

#[derive(PartialEq, Eq)]
enum Flag {
    Yes,
    No,
}

fn flag(cell: &str, column: impl FnOnce() -> String) -> Result<Option<Flag>, RowError> {
    match squeeze(cell).as_str() {
        "" => Ok(None),
        "1" | "true" | "yes" | "y" | "t" | "ja" | "wahr" => Ok(Some(Flag::Yes)),
        "0" | "false" | "no" | "n" | "f" | "nein" | "falsch" => Ok(Some(Flag::No)),
        _ => Err(RowError::NotAFlag { column: column(), cell: shown(cell) }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_statuses_of_shops_are_recognised() {
        let of = |cell| status(cell).unwrap();
        for cell in ["paid", "Partially_Refunded", "wc-processing", "Completed"] {
            assert_eq!(of(cell), Some(PaymentStatus::Paid), "{cell}");
        }
        for cell in ["refunded", "voided", "Cancelled", "storniert", "wc-refunded"] {
            assert_eq!(of(cell), Some(PaymentStatus::Refunded), "{cell}");
        }
        for cell in
            ["pending", "on-hold", "Failed", "authorized", "unpaid", "partially_paid", "Awaiting Payment"]
        {
            assert_eq!(of(cell), Some(PaymentStatus::Unpaid), "{cell}");
        }
        assert_eq!(of(" "), None);
    }

    #[test]
    fn an_unknown_status_is_an_error() {
        let error = status("packing").unwrap_err();
        assert_eq!(
            error.to_string(),
            "the status `packing` is unknown: use one such as paid, pending, refunded or cancelled"
        );
        assert!(flag("perhaps", || "Captured".to_owned()).is_err());
    }
}
