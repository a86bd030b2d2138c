//! `leaderboard`: the members with most points, ten per page, with buttons. Names are no mentions, so no member is
//! pinged.

use std::str::FromStr;

use ledger_core::{By, MemberId};
use poise::BoxFuture;
use poise::serenity_prelude as serenity;
use serenity::{ButtonStyle, CreateActionRow, CreateButton};

use crate::invocation::arguments::WholeNumber;
use crate::invocation::choice::{self, Choice};
use crate::invocation::components::ComponentEvent;
use crate::invocation::custom_id::CustomId;
use crate::invocation::{Context, Invocation, departed, pagination};
use crate::queries::leaderboard::{LeaderboardPage, LeaderboardView};
use crate::render::progress::place;
use crate::render::{Embed, Tone};
use crate::reply::Privacy;
use crate::reply::answer::Answer;
use crate::reply::error::{ArgumentError, CommandError};

pub(super) const BUTTON: &str = "leaderboard";

/// How often a page is built again because a member on it has left. Remaining ones disappear from the next page.
const ROUNDS: usize = 4;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Board {
    /// By balance.
    AllTime,
    Month,
    Week,
    LastMonth,
    LastWeek,
}

/// Shows a page of a board.
#[poise::command(slash_command, prefix_command, aliases("pointsboard", "top", "lb"))]
pub(crate) async fn leaderboard(
    ctx: Context<'_>,
    page: Option<WholeNumber>,
    period: Option<Board>,
) -> Result<(), CommandError> {
    let mut invocation = Invocation::begin(ctx, Privacy::Public).await?;
    let page = pagination::wanted(page);
    let answer = answer(&invocation, period.unwrap_or(Board::AllTime), page).await;
    invocation.answer(answer).await
}

pub(super) fn pressed(event: &mut ComponentEvent) -> BoxFuture<'_, Result<(), CommandError>> {
    Box::pin(async move {
        let (button, board) = (event.id.part::<String>(0)?, event.id.part::<Board>(1)?);
        let page = event.id.part::<usize>(2)?;
        let invocation = event.begin().await?;
        invocation.boards_know_of(invocation.member).await;
        let page = match button.as_str() {
            // A member who is not on the board stays on the page; its last line says so.
            "me" => standings(invocation, board).page_of(invocation.member).unwrap_or(page),
            _ => page,
        };
        let answer = answer(invocation, board, page).await;
        invocation.answer(answer).await
    })
}

fn standings(invocation: &Invocation, board: Board) -> LeaderboardView<'_> {
    standings_for(invocation, board, None)
}

/// A board on which a hidden member finds their own place.
fn standings_for(invocation: &Invocation, board: Board, looking: Option<MemberId>) -> LeaderboardView<'_> {
    let by = match board {
        Board::AllTime => By::Balance,
        Board::Month => By::Month,
        Board::Week => By::Week,
        Board::LastMonth => By::LastMonth,
        Board::LastWeek => By::LastWeek,
    };
    LeaderboardView::of(
        &invocation.bot.ledger,
        invocation.book,
        by,
        &invocation.bot.off_boards(invocation.book, looking),
    )
}

/// Builds a page. Members found to have left while it is built are hidden, and others move up.
async fn answer(invocation: &Invocation, board: Board, page: usize) -> Answer {
    invocation.boards_know_of(invocation.member).await;
    for _ in 0..ROUNDS {
        let shown = standings(invocation, board).page(page);
        let members = shown.entries.iter().filter_map(|entry| entry.member);
        let others: Vec<_> = members.filter(|member| *member != invocation.member).collect();
        if departed::count_departed(invocation, &others).await == 0 {
            break;
        }
    }
    let shown = standings(invocation, board).page(page);
    invocation.recall(shown.entries.iter().filter_map(|entry| entry.member).collect()).await;
    page_of(invocation, board, page)
}

fn page_of(invocation: &Invocation, board: Board, page: usize) -> Answer {
    let standings = standings(invocation, board);
    let shown = standings.page(page);
    let mut embed = Embed::new(Tone::Money).title(invocation.say(match board {
        Board::AllTime => "leaderboard-title-all-time",
        Board::Month => "leaderboard-title-this-month",
        Board::Week => "leaderboard-title-this-week",
        Board::LastMonth => "leaderboard-title-last-month",
        Board::LastWeek => "leaderboard-title-last-week",
    }));
    if shown.entries.is_empty() {
        return buttons(
            invocation,
            board,
            &shown,
            Answer::embed(
                embed.line(invocation.say(board.when(["leaderboard-empty", "leaderboard-empty-then"]))),
            ),
        );
    }
    if page > shown.pages {
        embed = embed.line(invocation.say_with("leaderboard-no-such-page", &[("pages", shown.pages.into())]));
    }
    for entry in &shown.entries {
        let name = entry
            .member
            .map_or_else(|| invocation.say("name-forgotten"), |member| invocation.name_of(member));
        let name = if entry.member == Some(invocation.member) { format!("**{name}**") } else { name };
        let place = place(invocation.voice(), entry.rank as u64);
        embed = embed.line(format!("{place} {name} · {}", invocation.amount(entry.points)));
    }
    let own = standings_for(invocation, board, Some(invocation.member));
    embed = embed.line("").line(match own.rank_of(invocation.member) {
        Some(rank_of) => invocation.say_with(
            "leaderboard-you",
            &[("rank", rank_of.rank.into()), ("amount", invocation.amount(rank_of.points).into())],
        ),
        None => invocation.say(board.when(["leaderboard-without-you", "leaderboard-without-you-then"])),
    });
    let of = pagination::page_of(invocation, shown.page, shown.pages);
    buttons(invocation, board, &shown, Answer::embed(embed.footer(of)))
}

fn buttons(invocation: &Invocation, board: Board, shown: &LeaderboardPage, answer: Answer) -> Answer {
    let id = |button: &str, board: Board, page: usize| {
        CustomId::new(BUTTON, invocation.member).with(button).with(board.word()).with(page)
    };
    let there = pagination::others(shown.page, shown.pages);
    let mut turning =
        pagination::turning(invocation, shown.page, there, |button, page| id(button, board, page));
    let find_me = id("me", board, shown.page).written();
    turning.push(CreateButton::new(find_me).label(invocation.say("button-find-me")));
    let boards = [
        (Board::AllTime, "button-all-time"),
        (Board::Month, "button-this-month"),
        (Board::Week, "button-this-week"),
        (Board::LastMonth, "button-last-month"),
        (Board::LastWeek, "button-last-week"),
    ];
    let boards = boards.map(|(other, line)| {
        CreateButton::new(id("board", other, 1).written())
            .label(invocation.say(line))
            .style(ButtonStyle::Secondary)
            .disabled(other == board)
    });
    answer.row(CreateActionRow::Buttons(turning)).row(CreateActionRow::Buttons(boards.into()))
}

impl Board {
    /// The line of a board that still changes, or of one whose time is over.
    fn when(self, [now, then]: [&'static str; 2]) -> &'static str {
        match self {
            Board::AllTime | Board::Month | Board::Week => now,
            Board::LastMonth | Board::LastWeek => then,
        }
    }

    fn word(self) -> &'static str {
        match self {
            Board::AllTime => "all",
            Board::Month => "month",
            Board::Week => "week",
            Board::LastMonth => "last-month",
            Board::LastWeek => "last-week",
        }
    }
}

impl FromStr for Board {
    type Err = ArgumentError;

    /// Parses the word in a button's id.
    fn from_str(word: &str) -> Result<Board, ArgumentError> {
        Board::typed(word)
    }
}

impl Choice for Board {
    const ALL: &'static [(Board, &'static str, &'static [&'static str])] = &[
        (Board::AllTime, "All time", &["all", "all-time", "alltime", "immer", "gesamt"]),
        (Board::Month, "This month", &["month", "this-month", "monat"]),
        (Board::Week, "This week", &["week", "this-week", "woche"]),
        (Board::LastMonth, "Last month", &["last-month", "lastmonth", "vormonat", "letzter-monat"]),
        (Board::LastWeek, "Last week", &["last-week", "lastweek", "vorwoche", "letzte-woche"]),
    ];
}

choice::arguments!(Board);
