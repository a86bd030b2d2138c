//! `leaderboard`: who has most, ten a page, with buttons. Names stand there without mentions: nobody is pinged by it.

use std::str::FromStr;

use ledger_core::By;
use poise::BoxFuture;
use poise::serenity_prelude as serenity;
use serenity::{ButtonStyle, CreateActionRow, CreateButton};

use crate::answer::Answer;
use crate::arguments::{Whole, Wrong};
use crate::ask::{Ask, Context};
use crate::choice::{self, Choice};
use crate::custom_id::CustomId;
use crate::look::progress::place;
use crate::look::{Meaning, Sheet};
use crate::pages;
use crate::presses::Press;
use crate::standings::{Shown, Standings};
use crate::still_here;
use crate::trouble::Trouble;
use crate::way::Privacy;

/// The first word of its buttons.
pub const BUTTON: &str = "leaderboard";

/// How often a page is made anew because somebody on it left. What is left over then shows with the next page.
const ROUNDS: usize = 4;

/// Which of the boards.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Board {
    /// Points now.
    AllTime,
    /// Earned this month.
    Month,
    /// Earned this week.
    Week,
}

/// Answers with a page of a board.
#[poise::command(slash_command, prefix_command, aliases("pointsboard", "top", "lb"))]
pub async fn leaderboard(
    ctx: Context<'_>,
    page: Option<Whole>,
    period: Option<Board>,
) -> Result<(), Trouble> {
    let mut ask = Ask::begin(ctx, Privacy::Public).await?;
    let page = pages::wanted(page);
    let answer = answer(&ask, period.unwrap_or(Board::AllTime), page).await;
    ask.answer(answer).await
}

/// Answers a button with another page, or another board.
pub fn pressed(press: &mut Press) -> BoxFuture<'_, Result<(), Trouble>> {
    Box::pin(async move {
        let (button, board) = (press.id.part::<String>(0)?, press.id.part::<Board>(1)?);
        let page = press.id.part::<usize>(2)?;
        let ask = press.begin().await?;
        ask.boards_know_of(ask.member).await;
        let page = match button.as_str() {
            // Whoever is not on the board is told so where they stand on none: below it.
            "me" => standings(ask, board).page_of(ask.member).unwrap_or(page),
            _ => page,
        };
        let answer = answer(ask, board, page).await;
        ask.answer(answer).await
    })
}

fn standings(ask: &Ask, board: Board) -> Standings<'_> {
    let by = match board {
        Board::AllTime => By::Balance,
        Board::Month => By::Month,
        Board::Week => By::Week,
    };
    Standings::of(&ask.bot.ledger, ask.book, by, &ask.bot.people.gone(ask.book))
}

/// A page. Whoever turns out to have left while it is made is not on it, and others move up.
async fn answer(ask: &Ask, board: Board, page: usize) -> Answer {
    ask.boards_know_of(ask.member).await;
    for _ in 0..ROUNDS {
        let shown = standings(ask, board).page(page);
        let members = shown.entries.iter().filter_map(|entry| entry.member);
        let others: Vec<_> = members.filter(|member| *member != ask.member).collect();
        if still_here::how_many_left(ask, &others).await == 0 {
            break;
        }
    }
    let shown = standings(ask, board).page(page);
    ask.recall(shown.entries.iter().filter_map(|entry| entry.member).collect()).await;
    page_of(ask, board, page)
}

fn page_of(ask: &Ask, board: Board, page: usize) -> Answer {
    let standings = standings(ask, board);
    let shown = standings.page(page);
    let mut sheet = Sheet::new(Meaning::Money).title(ask.say(match board {
        Board::AllTime => "leaderboard-title-all-time",
        Board::Month => "leaderboard-title-this-month",
        Board::Week => "leaderboard-title-this-week",
    }));
    if shown.entries.is_empty() {
        return buttons(ask, board, &shown, Answer::sheet(sheet.line(ask.say("leaderboard-empty"))));
    }
    if page > shown.pages {
        sheet = sheet.line(ask.say_with("leaderboard-no-such-page", &[("pages", shown.pages.into())]));
    }
    for entry in &shown.entries {
        let name = entry.member.map_or_else(|| ask.say("name-forgotten"), |member| ask.name_of(member));
        let name = if entry.member == Some(ask.member) { format!("**{name}**") } else { name };
        let place = place(ask.voice(), entry.rank as u64);
        sheet = sheet.line(format!("{place} {name} · {}", ask.amount(entry.points)));
    }
    sheet = sheet.line("").line(match standings.stand(ask.member) {
        Some(stand) => ask.say_with(
            "leaderboard-you",
            &[("rank", stand.rank.into()), ("amount", ask.amount(stand.points).into())],
        ),
        None => ask.say("leaderboard-without-you"),
    });
    let of = pages::page_of(ask, shown.page, shown.pages);
    buttons(ask, board, &shown, Answer::sheet(sheet.footer(of)))
}

fn buttons(ask: &Ask, board: Board, shown: &Shown, answer: Answer) -> Answer {
    let id = |button: &str, board: Board, page: usize| {
        CustomId::new(BUTTON, ask.member).with(button).with(board.word()).with(page)
    };
    let there = pages::others(shown.page, shown.pages);
    let mut turning = pages::turning(ask, shown.page, there, |button, page| id(button, board, page));
    let find_me = id("me", board, shown.page).written();
    turning.push(CreateButton::new(find_me).label(ask.say("button-find-me")));
    let boards = [
        (Board::AllTime, "button-all-time"),
        (Board::Month, "button-this-month"),
        (Board::Week, "button-this-week"),
    ];
    let boards = boards.map(|(other, line)| {
        CreateButton::new(id("board", other, 1).written())
            .label(ask.say(line))
            .style(ButtonStyle::Secondary)
            .disabled(other == board)
    });
    answer.row(CreateActionRow::Buttons(turning)).row(CreateActionRow::Buttons(boards.into()))
}

impl Board {
    fn word(self) -> &'static str {
        match self {
            Board::AllTime => "all",
            Board::Month => "month",
            Board::Week => "week",
        }
    }
}

impl FromStr for Board {
    type Err = Wrong;

    /// Reads a word, as buttons carry it.
    fn from_str(word: &str) -> Result<Board, Wrong> {
        Board::typed(word)
    }
}

impl Choice for Board {
    const ALL: &'static [(Board, &'static str, &'static [&'static str])] = &[
        (Board::AllTime, "All time", &["all", "all-time", "alltime", "immer", "gesamt"]),
        (Board::Month, "This month", &["month", "this-month", "monat"]),
        (Board::Week, "This week", &["week", "this-week", "woche"]),
    ];
}

choice::arguments!(Board);
