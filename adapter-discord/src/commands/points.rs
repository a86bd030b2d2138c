//! `points`: a member's balance, rank and next achievement.

use ledger_core::{By, Points};

use crate::invocation::arguments::Person;
use crate::invocation::{Context, Invocation};
use crate::queries::achievement_progress::{AchievementProgress, Remaining, in_progress};
use crate::queries::leaderboard::LeaderboardView;
use crate::render::escape::harmless;
use crate::render::progress::bar;
use crate::render::{Embed, Tone};
use crate::reply::Privacy;
use crate::reply::answer::Answer;
use crate::reply::error::CommandError;

/// Shows a member's balance.
#[poise::command(slash_command, prefix_command, aliases("balance", "p"))]
pub(crate) async fn points(ctx: Context<'_>, member: Option<Person>) -> Result<(), CommandError> {
    let mut invocation = Invocation::begin(ctx, Privacy::Public).await?;
    let person = invocation.person_or_asker(member);
    invocation.boards_know_of(person.id).await;
    let embed = embed(&invocation, &person);
    invocation.answer(Answer::embed(embed)).await
}

fn embed(invocation: &Invocation, person: &Person) -> Embed {
    let found = invocation.read(|book| {
        let (_, account) = book.member(person.id)?;
        Some((account.balance.points, in_progress(book, account).into_iter().next()))
    });
    let is_own = person.id == invocation.member;
    let title = match is_own {
        true => invocation.say("points-title"),
        false => invocation.say_with("points-title-of", &[("name", invocation.called(person).into())]),
    };
    let mut embed = Embed::new(Tone::Money).title(title);
    if let Some(picture) = invocation.picture_of(person) {
        embed = embed.thumbnail(&picture);
    }
    let Some((balance, next)) = found else {
        return embed.line(match is_own {
            true => invocation.say("points-none"),
            false => invocation.say_with("points-none-of", &[("name", invocation.called(person).into())]),
        });
    };
    let embed = embed.line(format!("**{}**", invocation.amount(balance))).line(rank(invocation, person));
    match next {
        Some(next) => embed.field(invocation.say("points-next"), next_line(invocation, &next)),
        None => embed,
    }
}

fn rank(invocation: &Invocation, person: &Person) -> String {
    let off_boards = invocation.bot.off_boards(invocation.book, Some(invocation.member));
    let board = LeaderboardView::of(&invocation.bot.ledger, invocation.book, By::Balance, &off_boards);
    match board.rank_of(person.id) {
        Some(rank_of) => invocation
            .say_with("points-rank", &[("rank", rank_of.rank.into()), ("members", rank_of.members.into())]),
        None => invocation.say("points-no-rank"),
    }
}

fn next_line(invocation: &Invocation, next: &AchievementProgress) -> String {
    let remaining = match next.remaining() {
        Remaining::Points(Points(points)) => invocation.amount(Points(points)),
        Remaining::Count(count) => invocation.voice().number(count),
    };
    let name = harmless(next.achievement.spec.name.as_str());
    let line = invocation
        .say_with("points-next-line", &[("achievement", name.into()), ("missing", remaining.into())]);
    format!("{line}\n{}", bar(next.done, next.whole))
}
