//! Turning pages: which one was asked for, and the buttons to the others. What stands on a page is known to the
//! command.

use std::fmt;
use std::ops::Range;
use std::str::FromStr;

use poise::serenity_prelude as serenity;
use serenity::{ButtonStyle, CreateActionRow, CreateButton};

use crate::invocation::Invocation;
use crate::invocation::arguments::WholeNumber;
use crate::invocation::custom_id::{CustomId, InvalidCustomId};
use crate::render::Embed;
use crate::render::pages::pages;
use crate::reply::answer::Answer;

/// The page that was asked for; the first where none was named.
pub(crate) fn wanted(page: Option<WholeNumber>) -> usize {
    page.map_or(1, |WholeNumber(page)| usize::try_from(page).unwrap_or(usize::MAX))
}

/// `Page 2 of 7`.
pub(crate) fn page_of(invocation: &Invocation, page: usize, pages: usize) -> String {
    invocation.say_with("page-of", &[("page", page.into()), ("pages", pages.into())])
}

/// The part of a page to show, by its lines: a page of long entries does not fit one embed, and continues on the next.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Part {
    /// From a line on, counted from 0.
    From(usize),
    /// The part that ends before this line or has it inside: for the way back.
    UpTo(usize),
}

/// The part of a page that is shown.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Shown {
    /// From 1.
    pub part: usize,
    /// At least 1.
    pub parts: usize,
    /// Its lines.
    pub lines: Range<usize>,
}

impl Part {
    /// The beginning of a page.
    pub(crate) const START: Part = Part::From(0);

    /// The end of a page.
    pub(crate) const END: Part = Part::UpTo(usize::MAX);

    /// The part of a page with these lines. A part begins where the reader stopped, also if names became shorter in the
    /// meantime: otherwise a line would be on no part.
    pub(crate) fn of(self, lines: &[String]) -> Shown {
        let all = pages(lines, usize::MAX, 0);
        let with = |line: usize| all.iter().position(|part| line < part.end).unwrap_or(all.len() - 1);
        let (part, shown) = match self {
            Part::From(line) if line < lines.len() => {
                let rest = pages(&lines[line..], usize::MAX, 0);
                (with(line), line..line + rest[0].end)
            }
            Part::From(_) => (all.len() - 1, all[all.len() - 1].clone()),
            Part::UpTo(line) => {
                let part = with(line.saturating_sub(1));
                (part, all[part].clone())
            }
        };
        Shown { part: part + 1, parts: all.len(), lines: shown }
    }
}

impl fmt::Display for Part {
    /// As buttons carry it.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Part::From(line) => write!(f, "{line}"),
            Part::UpTo(usize::MAX) => f.write_str("u"),
            Part::UpTo(line) => write!(f, "u{line}"),
        }
    }
}

impl FromStr for Part {
    type Err = InvalidCustomId;

    /// Reads what buttons carry.
    fn from_str(text: &str) -> Result<Part, InvalidCustomId> {
        let number = |text: &str| text.parse().map_err(|_| InvalidCustomId);
        match text.strip_prefix('u') {
            None => number(text).map(Part::From),
            Some("") => Ok(Part::END),
            Some(line) => number(line).map(Part::UpTo),
        }
    }
}

/// `Page 2 of 7`, with the part where the page has several.
pub(crate) fn part_of(invocation: &Invocation, page: usize, pages: usize, shown: &Shown) -> String {
    let page = page_of(invocation, page, pages);
    match shown.parts {
        1 => page,
        _ => format!("{page} · {}", part(invocation, shown)),
    }
}

/// `Part 1 of 3`.
pub(crate) fn part(invocation: &Invocation, shown: &Shown) -> String {
    invocation.say_with("part-of", &[("part", shown.part.into()), ("parts", shown.parts.into())])
}

/// The buttons to the first page, the one before and the next; `None` for the ones that lead nowhere. The buttons of
/// [`turning`] count pages; these know where each page begins.
pub(crate) fn turning_to(
    invocation: &Invocation,
    first: Option<CustomId>,
    back: Option<CustomId>,
    forward: Option<CustomId>,
) -> Vec<CreateButton> {
    let button = |name: &str, line: &str, id: Option<CustomId>| {
        let is_there = id.is_some();
        // A button that leads nowhere needs an id of its own, too.
        let id = id.unwrap_or_else(|| CustomId::new("nowhere", invocation.member).with(name));
        CreateButton::new(id.written())
            .label(invocation.say(line))
            .style(ButtonStyle::Secondary)
            .disabled(!is_there)
    };
    vec![
        button("first", "button-first", first),
        button("back", "button-back", back),
        button("forward", "button-forward", forward),
    ]
}

/// Which other pages there are, where it is known how many.
pub(crate) fn others(page: usize, pages: usize) -> impl Fn(usize) -> bool {
    move |other| other != page && other >= 1 && other <= pages
}

/// A page with its number and its buttons, where there are several.
pub(crate) fn with_pages(
    invocation: &Invocation,
    embed: Embed,
    page: usize,
    pages: usize,
    id: impl Fn(&str, usize) -> CustomId,
) -> Answer {
    if pages == 1 {
        return Answer::embed(embed);
    }
    let turning = turning(invocation, page, others(page, pages), id);
    let of = page_of(invocation, page, pages);
    Answer::embed(embed.footer(of)).row(CreateActionRow::Buttons(turning))
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

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn a_part_is_read_as_buttons_carry_it() {
        for part in [Part::START, Part::From(7), Part::UpTo(3), Part::END] {
            assert_eq!(part.to_string().parse(), Ok(part));
        }
        for text in ["", "x", "ux", "-1"] {
            assert_eq!(text.parse::<Part>(), Err(InvalidCustomId), "{text}");
        }
    }

    #[test]
    fn a_line_that_became_shorter_hides_no_other() {
        let long = |count: usize| vec!["x".repeat(1_300); count];
        let first = Part::START.of(&long(6)).lines;
        assert_eq!(first, 0..3);
        assert_eq!(Part::From(first.end).of(&vec!["x".repeat(100); 6]).lines, 3..6);
    }

    proptest! {
        #[test]
        fn forward_and_back_the_parts_of_a_page_are_the_same(
            lengths in proptest::collection::vec(1..3_000_usize, 1..20),
        ) {
            let lines: Vec<String> = lengths.iter().map(|length| "x".repeat(*length)).collect();
            let mut forward = vec![Part::START.of(&lines)];
            while let Some(end) = forward.last().map(|shown| shown.lines.end).filter(|end| *end < lines.len()) {
                forward.push(Part::From(end).of(&lines));
            }
            let mut back = vec![Part::END.of(&lines)];
            while let Some(start) = back.last().map(|shown| shown.lines.start).filter(|start| *start > 0) {
                back.push(Part::UpTo(start).of(&lines));
            }
            back.reverse();
            prop_assert_eq!(&forward, &back);
            let all: Vec<usize> = forward.iter().flat_map(|shown| shown.lines.clone()).collect();
            prop_assert_eq!(all, (0..lines.len()).collect::<Vec<_>>());
            prop_assert!(forward.iter().enumerate().all(|(at, shown)| shown.part == at + 1));
        }
    }
}
