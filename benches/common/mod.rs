//! Shared by the benches: sizes, tables, and the raw SQLite to compare with.

#![expect(clippy::print_stdout, reason = "a bench prints its figures")]

use std::time::{Duration, Instant};

/// The amount of work, from `TALLYBOOK_BENCH`: `smoke` checks that a bench runs, `quick` gives a first figure, `full`
/// the figures of `docs/performance.md`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Size {
    Smoke,
    Quick,
    Full,
}

impl Size {
    pub(crate) fn from_env() -> Size {
        match std::env::var("TALLYBOOK_BENCH").as_deref() {
            Ok("smoke") => Size::Smoke,
            Ok("full") => Size::Full,
            Ok("quick") | Err(_) => Size::Quick,
            Ok(other) => panic!("TALLYBOOK_BENCH is smoke, quick or full, not {other}"),
        }
    }

    pub(crate) fn pick<T>(self, smoke: T, quick: T, full: T) -> T {
        match self {
            Size::Smoke => smoke,
            Size::Quick => quick,
            Size::Full => full,
        }
    }
}

/// Prints one line of the table: the work, its figure, its limit in the same run, the ratio of both, and the target.
pub(crate) fn line(work: &str, figure: &str, limit: &str, reached: &str, reach: &str) {
    println!("{work:<46} {figure:>22} {limit:>24} {reached:>10} {reach:>12}");
}

pub(crate) fn head(title: &str) {
    println!("\n{title}");
    line("work", "figure", "limit", "ratio", "target");
}

pub(crate) fn grouped(number: u64) -> String {
    ledger_core::Points(i64::try_from(number).unwrap_or(i64::MAX)).to_string()
}

pub(crate) fn timed<T>(work: impl FnOnce() -> T) -> (T, Duration) {
    let start = Instant::now();
    let value = work();
    (value, start.elapsed())
}

/// Median and 99th percentile of single calls, in microseconds.
pub(crate) fn percentiles(calls: &mut [Duration]) -> (f64, f64) {
    calls.sort_unstable();
    let at = |share: f64| calls[((calls.len() - 1) as f64 * share) as usize].as_secs_f64() * 1e6;
    (at(0.5), at(0.99))
}

/// The reason of every grant in the benches: 40 bytes.
pub(crate) const REASON: &str = "thank you for helping at the market hall";
