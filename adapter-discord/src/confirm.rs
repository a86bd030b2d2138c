//! The question before something that touches more than one member. What its buttons do not hold stands in the message
//! they are on, so that they work after a restart. What is asked about is known to the command.

use ledger_core::Reason;
use poise::serenity_prelude as serenity;
use serenity::{ButtonStyle, CreateActionRow, CreateButton};

use crate::answer::Answer;
use crate::ask::Ask;
use crate::custom_id::CustomId;
use crate::look::signs::{END_ISOLATE, ISOLATE};
use crate::look::{Sheet, theirs};
use crate::presses::Press;
use crate::trouble::Trouble;

/// The part of a button's id that says yes or no.
const ANSWER: usize = 0;

/// What was answered.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Confirmed {
    /// Do it.
    Yes,
    /// Let it be.
    No,
}

/// A question with its two buttons; `id` makes theirs of the first part. The reason, or what else they do not hold,
/// stands in the small print.
pub fn question(ask: &Ask, sheet: Sheet, small_print: &str, id: impl Fn(&str) -> CustomId) -> Answer {
    let button = |answer: &str, line: &str, style| {
        CreateButton::new(id(answer).written()).label(ask.say(line)).style(style)
    };
    Answer::sheet(sheet.footer(theirs(small_print))).row(CreateActionRow::Buttons(vec![
        button("yes", "button-confirm", ButtonStyle::Danger),
        button("no", "button-cancel", ButtonStyle::Secondary),
    ]))
}

/// What was answered to a question.
///
/// # Errors
/// When the button is of another version.
pub fn answered(press: &Press) -> Result<Confirmed, Trouble> {
    match press.id.part::<String>(ANSWER)?.as_str() {
        "yes" => Ok(Confirmed::Yes),
        "no" => Ok(Confirmed::No),
        _ => Err(Trouble::say("answer-unknown-button")),
    }
}

/// The reason that stands in the question.
///
/// # Errors
/// When it does not: then nothing is done, and the command has to be run again.
pub fn reason(press: &Press) -> Result<Reason, Trouble> {
    Reason::new(small_print(press).unwrap_or_default()).map_err(|_| Trouble::say("answer-unknown-button"))
}

/// What somebody wrote that stands in the small print of a question, as they wrote it.
pub fn small_print(press: &Press) -> Option<&str> {
    let shown = press.message.as_ref()?.embeds.first()?.footer.as_ref()?.text.as_str();
    // What runs from right to left is shown with its direction around it.
    Some(shown.strip_prefix(ISOLATE).and_then(|inner| inner.strip_suffix(END_ISOLATE)).unwrap_or(shown))
}
