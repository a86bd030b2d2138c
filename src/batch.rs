//! Work on the lines of a file: many requests at once, and the lines that something is to be said about.

use std::io;

use ledger_store::{Ledger, Outcome, Progress, Request};
use serde::Serialize;

use crate::failure::Failure;
use crate::out::Page;
use crate::progress::Meter;

/// Requests that are handed to the writer at once.
const CHUNK: usize = 1_000;

/// The most problems that people are usually shown; programs get all of them.
pub const PROBLEMS_SHOWN: usize = 20;

/// What is wrong with a line.
#[derive(Debug, Serialize)]
pub struct LineProblem {
    /// Counted from 1.
    pub line: u64,
    /// In a sentence.
    pub problem: String,
}

impl LineProblem {
    /// Says it.
    pub fn of(line: u64, problem: impl ToString) -> LineProblem {
        LineProblem { line, problem: problem.to_string() }
    }
}

/// Tells people what is wrong, as far as they are likely to read.
pub fn show(problems: &[LineProblem], at_most: usize, page: &mut Page<'_>) -> io::Result<()> {
    for LineProblem { line, problem } in problems.iter().take(at_most) {
        page.line(format_args!("  line {line}: {problem}"))?;
    }
    match problems.len().saturating_sub(at_most) {
        0 => Ok(()),
        more => page.line(format_args!("  and {more} more; --json gives them all")),
    }
}

/// Submits requests, each on its own, and gives the outcomes in the same order.
pub fn submit_each(
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
