//! Describes the first difference between a checkpoint and the journal, for people.

use ledger_core::Account;

use crate::committed::digest::Books;

pub(super) fn difference(stored: &Books, folded: &Books) -> String {
    for (book, folded) in folded {
        let Some(stored) = stored.get(book) else { return format!("book {book} is missing in it") };
        let mut pairs = folded.accounts().zip(stored.accounts());
        if let Some(((no, right), (_, wrong))) = pairs.find(|((_, left), (_, right))| left != right) {
            return format!("account {no} of book {book} {}", account_difference(right, wrong));
        }
    }
    "its books differ from the journal".to_owned()
}

fn account_difference(right: &Account, wrong: &Account) -> String {
    if right.balance.points != wrong.balance.points {
        return format!(
            "has a balance of {} in it, and of {} by the journal",
            wrong.balance.points, right.balance.points
        );
    }
    "differs from the journal".to_owned()
}
