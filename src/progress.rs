//! How far a long piece of work is: a bar on a terminal, plain lines elsewhere, nothing for what is done at once.
//! It goes to standard error, so that answers can be piped.

use std::io::{self, IsTerminal, Write};
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

    #[test]
    fn a_line_says_how_far_the_work_is() {
        assert_eq!(
            line("verifying", Progress { done: 12_000, total: 48_000 }),
            "verifying: 12,000 of 48,000 (25 %)"
        );
        assert_eq!(line("verifying", Progress { done: 0, total: 0 }), "verifying: 0 of 0 (100 %)");
    }
}
