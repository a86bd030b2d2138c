//! How far a long piece of work is: a bar on a terminal, plain lines elsewhere, nothing for what is done at once.
//! It goes to standard error, so that answers can be piped.

use std::io::{self, IsTerminal, Write};
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant};

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use ledger_store::Progress;

use crate::render::number::grouped;

/// Work that takes no longer is not reported.
const PATIENCE: Duration = Duration::from_secs(1);

/// From one plain line to the next.
const LINE_EVERY: Duration = Duration::from_secs(5);

/// Tells how far one piece of work is; done with it when it is dropped.
pub struct Meter {
    what: &'static str,
    face: Face,
    next_at: Instant,
}

enum Face {
    /// A bar, hidden until patience is over.
    Bar(ProgressBar),
    /// Lines.
    Lines,
}

impl Meter {
    /// Begins to watch; `what` is a word such as "verifying".
    pub fn of(what: &'static str) -> Meter {
        let face = match io::stderr().is_terminal() {
            true => Face::Bar(ProgressBar::with_draw_target(None, ProgressDrawTarget::hidden())),
            false => Face::Lines,
        };
        Meter { what, face, next_at: Instant::now() + PATIENCE }
    }

    /// So much is done.
    pub fn show(&mut self, progress: Progress) {
        match &self.face {
            Face::Bar(bar) => {
                if bar.is_hidden() && Instant::now() >= self.next_at {
                    bar.set_style(style(self.what));
                    bar.set_draw_target(ProgressDrawTarget::stderr());
                }
                bar.set_length(progress.total);
                bar.set_position(progress.done);
            }
            Face::Lines => {
                if let Some(line) = self.line(progress, Instant::now()) {
                    // Nobody to read it is no reason to stop the work.
                    let _unread = writeln!(io::stderr(), "{line}");
                }
            }
        }
    }

    /// The line that is due now, if one is.
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
        if let Face::Bar(bar) = &self.face {
            bar.finish_and_clear();
        }
    }
}

/// Tells that work goes on of which nobody knows how far it is; done with it when it is dropped.
pub struct Waiting {
    /// Dropped when the work is done.
    work: Option<Sender<()>>,
    teller: Option<JoinHandle<()>>,
}

impl Waiting {
    /// Begins to wait; `what` is a word such as "checking".
    pub fn of(what: &'static str) -> Waiting {
        let (work, done) = channel();
        let tell = move || match io::stderr().is_terminal() {
            true => spin(what, &done),
            false => tell_in_lines(what, &done, (PATIENCE, LINE_EVERY), &mut io::stderr()),
        };
        // Where there is no thread to be had, the work is done without a word.
        Waiting { work: Some(work), teller: thread::Builder::new().spawn(tell).ok() }
    }
}

impl Drop for Waiting {
    fn drop(&mut self) {
        drop(self.work.take());
        if let Some(teller) = self.teller.take() {
            // It has nothing to say about itself.
            drop(teller.join());
        }
    }
}

fn spin(what: &'static str, done: &Receiver<()>) {
    if done.recv_timeout(PATIENCE) == Err(RecvTimeoutError::Timeout) {
        let spinner = ProgressBar::new_spinner().with_message(what);
        spinner.enable_steady_tick(Duration::from_millis(100));
        // Nothing is ever sent: it ends when the work does.
        let _ended = done.recv();
        spinner.finish_and_clear();
    }
}

fn tell_in_lines(
    what: &str,
    done: &Receiver<()>,
    (first, every): (Duration, Duration),
    out: &mut impl Write,
) {
    let begun = Instant::now();
    let mut wait = first;
    while done.recv_timeout(wait) == Err(RecvTimeoutError::Timeout) {
        // Nobody to read it is no reason to stop the work.
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
        let mut meter = Meter { what: "reading the journal", face: Face::Lines, next_at: begun + PATIENCE };
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

    /// Ends the work when two lines were written.
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
    fn work_of_which_nobody_knows_how_far_it_is_is_told_of_until_it_is_done() {
        let (work, done) = channel();
        let mut out = TwoLines(Vec::new(), Some(work));
        tell_in_lines("checking", &done, (Duration::ZERO, Duration::ZERO), &mut out);
        assert_eq!(String::from_utf8(out.0).unwrap(), "checking: 0 s so far\nchecking: 0 s so far\n");

        let (work, done) = channel();
        drop(work);
        let mut out = Vec::new();
        tell_in_lines("checking", &done, (PATIENCE, LINE_EVERY), &mut out);
        assert_eq!(out, b"", "what is done at once is not told of");
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
