//! Progress of long work: a bar on a terminal, plain lines elsewhere, nothing for work that ends within a second.
//! It goes to standard error, so that answers can be piped.

use std::io::{self, IsTerminal, Write};
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant};

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use ledger_store::Progress;

use crate::render::number::grouped;

/// Work that ends sooner is not reported.
const FIRST_REPORT_AFTER: Duration = Duration::from_secs(1);

/// Time between two plain lines.
const LINE_EVERY: Duration = Duration::from_secs(5);

/// Reports the progress of one piece of work until it is dropped.
pub(crate) struct Meter {
    what: &'static str,
    display: Display,
    next_at: Instant,
}

enum Display {
    /// Hidden for the first second.
    Bar(ProgressBar),
    Lines,
}

impl Meter {
    /// Starts; `what` is a word such as "verifying".
    pub(crate) fn of(what: &'static str) -> Meter {
        let display = match io::stderr().is_terminal() {
            true => Display::Bar(ProgressBar::with_draw_target(None, ProgressDrawTarget::hidden())),
            false => Display::Lines,
        };
        Meter { what, display, next_at: Instant::now() + FIRST_REPORT_AFTER }
    }

    /// Reports how much is done.
    pub(crate) fn show(&mut self, progress: Progress) {
        match &self.display {
            Display::Bar(bar) => {
                if bar.is_hidden() && Instant::now() >= self.next_at {
                    bar.set_style(style(self.what));
                    bar.set_draw_target(ProgressDrawTarget::stderr());
                }
                bar.set_length(progress.total);
                bar.set_position(progress.done);
            }
            Display::Lines => {
                if let Some(line) = self.line(progress, Instant::now()) {
                    // A closed standard error must not stop the work.
                    let _unread = writeln!(io::stderr(), "{line}");
                }
            }
        }
    }

    fn line(&mut self, progress: Progress, now: Instant) -> Option<String> {
        if now < self.next_at {
            return None;
        }
        self.next_at = now + LINE_EVERY;
        Some(line(self.what, progress))
    }
}

impl Drop for Meter {
    fn drop(&mut self) {
        if let Display::Bar(bar) = &self.display {
            bar.finish_and_clear();
        }
    }
}

/// Reports work of unknown length until it is dropped.
pub(crate) struct Waiting {
    /// Dropping it ends the reports.
    work: Option<Sender<()>>,
    reporter: Option<JoinHandle<()>>,
}

impl Waiting {
    /// Starts; `what` is a word such as "checking".
    pub(crate) fn of(what: &'static str) -> Waiting {
        let (work, done) = channel();
        let report = move || match io::stderr().is_terminal() {
            true => spin(what, &done),
            false => report_in_lines(what, &done, (FIRST_REPORT_AFTER, LINE_EVERY), &mut io::stderr()),
        };
        // If no thread can be started, the work goes on without reports.
        Waiting { work: Some(work), reporter: thread::Builder::new().spawn(report).ok() }
    }
}

impl Drop for Waiting {
    fn drop(&mut self) {
        drop(self.work.take());
        if let Some(reporter) = self.reporter.take() {
            drop(reporter.join());
        }
    }
}

fn spin(what: &'static str, done: &Receiver<()>) {
    if done.recv_timeout(FIRST_REPORT_AFTER) == Err(RecvTimeoutError::Timeout) {
        let spinner = ProgressBar::new_spinner().with_message(what);
        spinner.enable_steady_tick(Duration::from_millis(100));
        // Nothing is ever sent: it ends when the sender is dropped.
        let _ended = done.recv();
        spinner.finish_and_clear();
    }
}

fn report_in_lines(
    what: &str,
    done: &Receiver<()>,
    (first, every): (Duration, Duration),
    out: &mut impl Write,
) {
    let begun = Instant::now();
    let mut wait = first;
    while done.recv_timeout(wait) == Err(RecvTimeoutError::Timeout) {
        // A closed standard error must not stop the work.
        let _unread = writeln!(out, "{what}: {} s so far", begun.elapsed().as_secs());
        wait = every;
    }
}

fn style(what: &str) -> ProgressStyle {
    let template = format!("{what} {{bar:40}} {{percent:>3}} % {{human_pos}} of {{human_len}}, {{eta}} left");
    ProgressStyle::with_template(&template).unwrap_or_else(|_| ProgressStyle::default_bar())
}

fn line(what: &str, Progress { done, total, .. }: Progress) -> String {
    let percent = done.saturating_mul(100).checked_div(total).unwrap_or(100);
    format!("{what}: {} of {} ({percent} %)", grouped(done), grouped(total))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_come_after_a_second_and_then_every_five() {
        let begun = Instant::now();
        let mut meter = Meter {
            what: "reading the journal",
            display: Display::Lines,
            next_at: begun + FIRST_REPORT_AFTER,
        };
        let mut lines = Vec::new();
        for second in 0..12 {
            let progress = Progress { done: second * 4_096, total: 100_000 };
            lines.extend(meter.line(progress, begun + Duration::from_secs(second)));
        }
        assert_eq!(
            lines,
            [
                "reading the journal: 4,096 of 100,000 (4 %)",
                "reading the journal: 24,576 of 100,000 (24 %)",
                "reading the journal: 45,056 of 100,000 (45 %)",
            ]
        );
    }

    /// A writer that ends the work after two lines.
    struct TwoLines(Vec<u8>, Option<Sender<()>>);

    impl Write for TwoLines {
        fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
            self.0.extend_from_slice(bytes);
            if self.0.iter().filter(|byte| **byte == b'\n').count() == 2 {
                self.1 = None;
            }
            Ok(bytes.len())
        }

        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }

    #[test]
    fn work_of_unknown_length_is_reported_until_it_ends() {
        let (work, done) = channel();
        let mut out = TwoLines(Vec::new(), Some(work));
        report_in_lines("checking", &done, (Duration::ZERO, Duration::ZERO), &mut out);
        assert_eq!(String::from_utf8(out.0).unwrap(), "checking: 0 s so far\nchecking: 0 s so far\n");

        let (work, done) = channel();
        drop(work);
        let mut out = Vec::new();
        report_in_lines("checking", &done, (FIRST_REPORT_AFTER, LINE_EVERY), &mut out);
        assert_eq!(out, b"", "work that ends at once is not reported");
    }

    #[test]
    fn a_line_says_how_far_the_work_is() {
        assert_eq!(
            line("verifying", Progress { done: 12_000, total: 48_000 }),
            "verifying: 12,000 of 48,000 (25 %)"
        );
        assert_eq!(line("verifying", Progress { done: 0, total: 0 }), "verifying: 0 of 0 (100 %)");
    }
}
