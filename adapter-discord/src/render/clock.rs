//! What is wrong with the clock, in the reader's language.

use ledger_store::ClockProblem;

use crate::render::texts::Voice;

/// The sentence for stewards: what is wrong, and what the person who runs the bot has to do.
pub(crate) fn clock_problem(voice: Voice<'_>, problem: &ClockProblem) -> String {
    match problem {
        ClockProblem::LastEventAhead { last_at, now } => voice.say_with(
            "clock-last-entry-ahead",
            &[("last", last_at.to_string().into()), ("now", now.to_string().into())],
        ),
        ClockProblem::Jumped { expected, now, .. } => voice.say_with(
            "clock-jumped",
            &[("expected", expected.to_string().into()), ("now", now.to_string().into())],
        ),
        ClockProblem::CorrectedElsewhere { expected, now } => voice.say_with(
            "clock-corrected-elsewhere",
            &[("expected", expected.to_string().into()), ("now", now.to_string().into())],
        ),
        // A problem of a later ledger that has no line here yet.
        other => voice.say_with("refusal-other", &[("reason", other.to_string().into())]),
    }
}
