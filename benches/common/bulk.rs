//! Shared by the benches that write in bulk: rates, medians, keys, and waiting for answers.

use std::time::Duration;

use ledger_store::{Outcome, Pending, SubmitError};

use crate::common::grouped;

pub(crate) fn per_second(count: u64, took: Duration) -> f64 {
    count as f64 / took.as_secs_f64()
}

pub(crate) fn rate(per_second: f64) -> String {
    format!("{}/s", grouped(per_second as u64))
}

pub(crate) fn median(values: &mut [f64]) -> f64 {
    values.sort_unstable_by(f64::total_cmp);
    values[values.len() / 2]
}

/// A key like Discord's ids, which grow with time.
pub(crate) fn request_key(number: u64) -> String {
    format!("discord:{}", 1_300_000_000_000_000_000 + number * 4_194_304)
}

/// Waits for a batch in which every grant must be applied.
pub(crate) fn settle(pending: Pending<Vec<Result<Outcome, SubmitError>>>) {
    for outcome in pending.wait().expect("the batch is answered") {
        outcome.expect("stored").receipt().expect("granted");
    }
}
