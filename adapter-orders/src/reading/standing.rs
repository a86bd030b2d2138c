//! Whether an order counts: what shops write in status columns, and in columns of yes or no.
//!
//! How much it counts for lives in `assembly`.

use std::fmt;

use crate::reading::columns::Columns;
use crate::reading::field::Field;
use crate::reading::rows::Row;
use crate::reading::text::{shown, squeeze};
use crate::reading::trouble::Trouble;

/// How an order stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Standing {
    /// Paid, maybe with a part given back.
    Paid,
    /// Everything was given back: an order over nothing, so that importing it again reports the change.
    TakenBack,
    /// Not paid, or not in earnest: not an order yet.
    NotYet,
}

impl fmt::Display for Standing {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Standing::Paid => "paid",
            Standing::TakenBack => "refunded or cancelled",
            Standing::NotYet => "not paid yet",
        })
    }
}

/// How the order of a row stands; `None` if all of its cells about it are blank.
pub(crate) fn of(row: &Row, columns: &Columns) -> Result<Option<Standing>, Trouble> {
    let flag = |field| flag(row.cell(field), || columns.name(field));
    let status = status(row.cell(Field::Status))?;
    let cancelled = !matches!(row.cell(Field::CancelledAt), "" | "-" | "0");
    let is_test = squeeze(row.cell(Field::Mode)) == "test";
    let never_charged = is_test
        || flag(Field::Captured)? == Some(Flag::No)
        || flag(Field::FreeTrial)? == Some(Flag::Yes)
        || flag(Field::PreOrder)? == Some(Flag::Yes);
    let given_back = cancelled || flag(Field::FullyRefunded)? == Some(Flag::Yes);
    let in_dispute = flag(Field::Disputed)? == Some(Flag::Yes) && flag(Field::DisputeWon)? != Some(Flag::Yes);
    Ok(if never_charged {
        Some(Standing::NotYet)
    } else if given_back || status == Some(Standing::TakenBack) {
        Some(Standing::TakenBack)
    } else if in_dispute {
        Some(Standing::NotYet)
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

const TAKEN_BACK: [&str; 17] = [
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

const NOT_YET: [&str; 30] = [
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

fn status(cell: &str) -> Result<Option<Standing>, Trouble> {
    let squeezed = squeeze(cell);
    // WooCommerce writes `wc-on-hold` where it does not translate.
    let word = squeezed.strip_prefix("wc").unwrap_or(&squeezed);
    if word.is_empty() {
        Ok(None)
    } else if PAID.contains(&word) {
        Ok(Some(Standing::Paid))
    } else if TAKEN_BACK.contains(&word) {
        Ok(Some(Standing::TakenBack))
    } else if NOT_YET.contains(&word) {
        Ok(Some(Standing::NotYet))
    } else {
        Err(Trouble::UnknownStatus { cell: shown(cell) })
    }
}

#[derive(PartialEq, Eq)]
enum Flag {
    Yes,
    No,
}

fn flag(cell: &str, column: impl FnOnce() -> String) -> Result<Option<Flag>, Trouble> {
    match squeeze(cell).as_str() {
        "" => Ok(None),
        "1" | "true" | "yes" | "y" | "t" | "ja" | "wahr" => Ok(Some(Flag::Yes)),
        "0" | "false" | "no" | "n" | "f" | "nein" | "falsch" => Ok(Some(Flag::No)),
        _ => Err(Trouble::NotAFlag { column: column(), cell: shown(cell) }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_shops_write_is_told_apart() {
        let of = |cell| status(cell).unwrap();
        for cell in ["paid", "Partially_Refunded", "wc-processing", "Completed"] {
            assert_eq!(of(cell), Some(Standing::Paid), "{cell}");
        }
        for cell in ["refunded", "voided", "Cancelled", "storniert", "wc-refunded"] {
            assert_eq!(of(cell), Some(Standing::TakenBack), "{cell}");
        }
        for cell in
            ["pending", "on-hold", "Failed", "authorized", "unpaid", "partially_paid", "Awaiting Payment"]
        {
            assert_eq!(of(cell), Some(Standing::NotYet), "{cell}");
        }
        assert_eq!(of(" "), None);
    }

    #[test]
    fn an_unknown_status_is_asked_about() {
        let trouble = status("packing").unwrap_err();
        assert_eq!(
            trouble.to_string(),
            "the status `packing` is unknown: use one such as paid, pending, refunded or cancelled"
        );
        assert!(flag("perhaps", || "Captured".to_owned()).is_err());
    }
}
