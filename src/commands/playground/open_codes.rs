//! Codes of the sample orders that are still open, for the page and the tour to try.

use adapter_orders::{ClaimCode, ClaimSecrets};
use ledger_core::{BookId, Points};
use ledger_store::Ledger;

use crate::commands::sample::claimable;

const CODES_SHOWN: usize = 8;

/// The points of a shown code: visible on the leaderboard, and not enough to lead it.
pub(crate) const WORTH: std::ops::RangeInclusive<i64> = 60..=400;

pub(crate) struct OpenCode {
    pub(crate) code: ClaimCode,
    pub(crate) points: Points,
}

/// The first open codes of a middling worth.
pub(crate) fn find(ledger: &Ledger, book: BookId, secrets: &ClaimSecrets) -> Vec<OpenCode> {
    let open = claimable(ledger, book).into_iter().filter(|order| WORTH.contains(&order.points.0));
    let coded = open.filter_map(|order| {
        let code = secrets.by_id(order.secret)?.code(book, &order.key, order.issue);
        Some(OpenCode { code, points: order.points })
    });
    coded.take(CODES_SHOWN).collect()
}
