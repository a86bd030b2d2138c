//! The question before a change that touches more than one member. What its buttons do not hold stands in their
//! message, so that they work after a restart.

use ledger_core::Reason;
use poise::serenity_prelude as serenity;
use serenity::{ButtonStyle, CreateActionRow, CreateButton};

use crate::invocation::Invocation;
use crate::invocation::components::ComponentEvent;
use crate::invocation::custom_id::CustomId;
use crate::render::invisible::{END_ISOLATE, ISOLATE};
use crate::render::{Embed, user_text};
use crate::reply::answer::Answer;
use crate::reply::error::CommandError;

/// The part of a button's id that says yes or no.
const ANSWER: usize = 0;

/// The answer to a question.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Confirmed {
    /// The member confirmed.
    Yes,
    /// The member cancelled.
    No,
}

/// A question with its two buttons; `id` makes theirs of the first part. The reason, or what else they do not hold,
/// stands in the small print.
pub(crate) fn question(
    invocation: &Invocation,
    embed: Embed,
    small_print: &str,
    id: impl Fn(&str) -> CustomId,
) -> Answer {
    let button = |answer: &str, line: &str, style| {
        CreateButton::new(id(answer).written()).label(invocation.say(line)).style(style)
    };
    Answer::embed(embed.footer(user_text(small_print))).row(CreateActionRow::Buttons(vec![
        button("yes", "button-confirm", ButtonStyle::Danger),
        button("no", "button-cancel", ButtonStyle::Secondary),
    ]))
}

/// Reads the answer to a question.
///
/// # Errors
/// When the button is of another version.
pub(crate) fn answered(event: &ComponentEvent) -> Result<Confirmed, CommandError> {
    match event.id.part::<String>(ANSWER)?.as_str() {
        "yes" => Ok(Confirmed::Yes),
        "no" => Ok(Confirmed::No),
        _ => Err(CommandError::say("answer-unknown-button")),
    }
}

/// The reason that stands in the question.
///
/// # Errors
/// When it does not: then nothing is done, and the command has to be run again.
pub(crate) fn reason(event: &ComponentEvent) -> Result<Reason, CommandError> {
    Reason::new(small_print(event).unwrap_or_default())
        .map_err(|_| CommandError::say("answer-unknown-button"))
}

/// The text in the small print of a question, as it was written.
pub(crate) fn small_print(event: &ComponentEvent) -> Option<&str> {
    let shown = event.message.as_ref()?.embeds.first()?.footer.as_ref()?.text.as_str();
    // What runs from right to left is shown with its direction around it.
    Some(shown.strip_prefix(ISOLATE).and_then(|inner| inner.strip_suffix(END_ISOLATE)).unwrap_or(shown))
}
