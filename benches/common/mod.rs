//! What the benches share: sizes, tables, the raw SQLite that they are held against.

#![expect(clippy::print_stdout, reason = "a bench prints what it measured")]

pub mod raw;

use std::time::{Duration, Instant};

/// How much is done, by `TALLYBOOK_BENCH`: `smoke` proves that a bench runs, `quick` is for a look, `full` is what
/// `docs/performance.md` quotes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Size {
    Smoke,
    Quick,
    Full,
}

impl Size {
    pub fn from_env() -> Size {
        match std::env::var("TALLYBOOK_BENCH").as_deref() {
            Ok("smoke") => Size::Smoke,
            Ok("full") => Size::Full,
            Ok("quick") | Err(_) => Size::Quick,
            Ok(other) => panic!("TALLYBOOK_BENCH is smoke, quick or full, not {other}"),
        }
    }

    pub fn pick<T>(self, smoke: T, quick: T, full: T) -> T {
        match self {
            Size::Smoke => smoke,
            Size::Quick => quick,
            Size::Full => full,
        }
    }
}

/// One line of the table: what, how fast, its limit in the same run, and what is to be reached.
pub fn line(work: &str, figure: &str, limit: &str, reached: &str, reach: &str) {
    println!("{work:<46} {figure:>22} {limit:>24} {reached:>10} {reach:>12}");
}

pub fn head(title: &str) {
    println!("\n{title}");
    line("work", "figure", "limit beside it", "reached", "to reach");
}

pub fn per_second(count: u64, took: Duration) -> f64 {
    count as f64 / took.as_secs_f64()
}

pub fn rate(per_second: f64) -> String {
    format!("{}/s", grouped(per_second as u64))
}

pub fn grouped(number: u64) -> String {
    ledger_core::Points(i64::try_from(number).unwrap_or(i64::MAX)).to_string()
}

pub fn timed<T>(work: impl FnOnce() -> T) -> (T, Duration) {
    let start = Instant::now();
    let value = work();
    (value, start.elapsed())
}

pub fn median(values: &mut [f64]) -> f64 {
    values.sort_unstable_by(f64::total_cmp);
    values[values.len() / 2]
}

/// Median and 99th percentile of single calls, in microseconds.
pub fn percentiles(calls: &mut [Duration]) -> (f64, f64) {
    calls.sort_unstable();
    let at = |share: f64| calls[((calls.len() - 1) as f64 * share) as usize].as_secs_f64() * 1e6;
    (at(0.5), at(0.99))
}

/// Resident memory of this process in bytes, as Linux says; 0 elsewhere.
pub fn resident() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find(|line| line.starts_with("VmRSS:"));
    let kib = line.and_then(|line| line.split_whitespace().nth(1)).and_then(|kib| kib.parse::<u64>().ok());
    kib.unwrap_or(0) * 1024
}
