//! Turning pages: which one was asked for, and the buttons to the others. What stands on a page is known to the
//! command.

use poise::serenity_prelude as serenity;
use serenity::{ButtonStyle, CreateButton};

use crate::invocation::Invocation;
use crate::invocation::arguments::WholeNumber;
use crate::invocation::custom_id::CustomId;

/// The page that was asked for; the first where none was named.
pub(crate) fn wanted(page: Option<WholeNumber>) -> usize {
    page.map_or(1, |WholeNumber(page)| usize::try_from(page).unwrap_or(usize::MAX))
}

/// `Page 2 of 7`.
pub(crate) fn page_of(invocation: &Invocation, page: usize, pages: usize) -> String {
    invocation.say_with("page-of", &[("page", page.into()), ("pages", pages.into())])
}

/// Which other pages there are, where it is known how many.
pub(crate) fn others(page: usize, pages: usize) -> impl Fn(usize) -> bool {
    move |other| other != page && other >= 1 && other <= pages
}

/// The buttons to the first page, the one before and the next. `id` is what a button carries, by its name and the page
/// that it leads to.
pub(crate) fn turning(
    invocation: &Invocation,
    page: usize,
    is_there: impl Fn(usize) -> bool,
    id: impl Fn(&str, usize) -> CustomId,
) -> Vec<CreateButton> {
    let turns = [
        ("first", "button-first", 1),
        ("back", "button-back", page - 1),
        ("forward", "button-forward", page + 1),
    ];
    let button = |(name, line, to)| {
        CreateButton::new(id(name, to).written())
            .label(invocation.say(line))
            .style(ButtonStyle::Secondary)
            .disabled(!is_there(to))
    };
    turns.map(button).into()
}
