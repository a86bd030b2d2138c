//! Work on the lines of a file: submitting many requests, and listing the lines that have problems.

use std::io;

use ledger_store::{Ledger, Outcome, Progress, Request};
use serde::Serialize;

use crate::exit::Failure;
use crate::out::Page;
use crate::progress::Meter;

/// Requests that are submitted to the writer together.
const CHUNK: usize = 1_000;

/// The most problems that text output shows; JSON has all of them.
pub(crate) const PROBLEMS_SHOWN: usize = 20;

/// A line of a file that cannot be used, or was refused.
#[derive(Debug, Serialize)]
pub(crate) struct LineProblem {
    /// Counted from 1.
    pub(crate) line: u64,
    /// The reason, in a sentence.
    pub(crate) problem: String,
}

impl LineProblem {
    pub(crate) fn of(line: u64, problem: impl ToString) -> LineProblem {
        LineProblem { line, problem: problem.to_string() }
    }
}

/// Lists the first problems, and counts the rest.
pub(crate) fn show(problems: &[LineProblem], at_most: usize, page: &mut Page<'_>) -> io::Result<()> {
    for LineProblem { line, problem } in problems.iter().take(at_most) {
        page.line(format_args!("  line {line}: {problem}"))?;
    }
    match problems.len().saturating_sub(at_most) {
        0 => Ok(()),
        more => page.line(format_args!("  and {more} more; --json gives them all")),
    }
}

/// Submits requests, each decided on its own, and returns the outcomes in the same order.
pub(crate) fn submit_each(
    ledger: &Ledger,
    requests: Vec<Request>,
    what: &'static str,
) -> Result<Vec<Outcome>, Failure> {
    let total = requests.len() as u64;
    let mut meter = Meter::of(what);
    let mut outcomes = Vec::with_capacity(requests.len());
    let mut requests = requests.into_iter().peekable();
    while requests.peek().is_some() {
        let chunk = requests.by_ref().take(CHUNK).collect();
        for outcome in ledger.submit_all(chunk).wait()? {
            outcomes.push(outcome?);
        }
        meter.show(Progress { done: outcomes.len() as u64, total });
    }
    Ok(outcomes)
}
