//! `rank`: a card as a picture, with name, avatar, rank, balance, the next achievement and unlocked ones.

use std::sync::Arc;

use ledger_core::{Account, By};
use poise::serenity_prelude as serenity;
use serenity::CreateAttachment;

use crate::invocation::arguments::Person;
use crate::invocation::{Context, Invocation};
use crate::queries::achievement_progress::{AchievementProgress, has_goals, in_progress, unlocked};
use crate::queries::leaderboard::LeaderboardView;
use crate::render::picture::{Card, Fonts, Goal, Undrawable, card};
use crate::reply::Privacy;
use crate::reply::answer::Answer;
use crate::reply::error::CommandError;

const FILE: &str = "rank.png";

/// The card shows the newest of them and counts the others.
const MAX_BADGES: usize = 50;

/// Shows a card.
#[poise::command(slash_command, prefix_command)]
pub(crate) async fn rank(ctx: Context<'_>, member: Option<Person>) -> Result<(), CommandError> {
    let mut invocation = Invocation::begin(ctx, Privacy::Public).await?;
    let person = invocation.person_or_asker(member);
    invocation.boards_know_of(person.id).await;
    let avatar = match &person.avatar {
        Some(hash) => invocation.bot.avatars.fetch(person.id, hash).await,
        None => None,
    };
    let (words, alt) = words(&invocation, &person);
    let bot = Arc::clone(&invocation.bot);
    let drawing = tokio::task::spawn_blocking(move || words.draw(avatar.as_deref(), &bot.fonts));
    let drawn = drawing.await.map_err(|broke_off| CommandError::fault(broke_off.to_string()))?;
    let picture = drawn.map_err(|undrawable| CommandError::Fault(undrawable.into()))?;
    let file = CreateAttachment::bytes(picture, FILE).description(alt);
    invocation.answer(Answer::default().file(file)).await
}

/// The content of a card: read from the ledger here, and drawn on a blocking thread.
struct CardWords {
    name: String,
    user_name: String,
    rank: Option<u64>,
    place: String,
    balance: String,
    currency: String,
    goal: Option<GoalWords>,
    no_goal: String,
    badges: Vec<String>,
}

struct GoalWords {
    label: String,
    figures: String,
    done: i64,
    whole: i64,
}

/// The content of a card, and its description for screen readers.
fn words(invocation: &Invocation, person: &Person) -> (CardWords, String) {
    let (points, next, badges, has_goals) = invocation.read(|book| {
        let empty = Account::default();
        let account = book.member(person.id).map_or(&empty, |(_, account)| account);
        let badges = unlocked(book, account).into_iter().take(MAX_BADGES);
        let badges: Vec<String> = badges.map(|(achievement, _)| achievement.spec.name.to_string()).collect();
        (account.balance.points, in_progress(book, account).into_iter().next(), badges, has_goals(book))
    });
    let off_boards = invocation.bot.off_boards(invocation.book, Some(invocation.member));
    let board = LeaderboardView::of(&invocation.bot.ledger, invocation.book, By::Balance, &off_boards);
    let rank_of = board.rank_of(person.id);
    let place = match rank_of {
        Some(rank_of) => invocation
            .say_with("rank-place", &[("rank", rank_of.rank.into()), ("members", rank_of.members.into())]),
        None => invocation.say("rank-no-place"),
    };
    // Pictures have no markdown: an escaped name would show its backslashes.
    let name = person.name.clone().unwrap_or_else(|| invocation.plain_name_of(person.id));
    let amount = invocation.currency.plain(invocation.voice(), points);
    let alt = invocation.say_with(
        "rank-alt",
        &[("name", name.as_str().into()), ("place", place.as_str().into()), ("amount", amount.into())],
    );
    let words = CardWords {
        name,
        user_name: person.user_name.clone().unwrap_or_else(|| person.id.to_string()),
        rank: rank_of.map(|rank_of| rank_of.rank as u64),
        place,
        balance: invocation.voice().number(points.0),
        currency: invocation.currency.word(invocation.voice(), points),
        goal: next.map(|next| goal(invocation, &next)),
        no_goal: if has_goals { invocation.say("rank-next-none") } else { String::new() },
        badges,
    };
    (words, alt)
}

fn goal(invocation: &Invocation, next: &AchievementProgress) -> GoalWords {
    let name = next.achievement.spec.name.as_str();
    let number = |number: i64| invocation.voice().number(number);
    GoalWords {
        label: invocation.say_with("rank-next", &[("achievement", name.into())]),
        figures: format!("{} / {}", number(next.done.max(0)), number(next.whole)),
        done: next.done,
        whole: next.whole,
    }
}

impl CardWords {
    fn draw(&self, avatar: Option<&[u8]>, fonts: &Fonts) -> Result<Vec<u8>, Undrawable> {
        let badges: Vec<&str> = self.badges.iter().map(String::as_str).collect();
        let content = Card {
            name: &self.name,
            user_name: &self.user_name,
            avatar,
            rank: self.rank,
            place: &self.place,
            balance: &self.balance,
            currency: &self.currency,
            goal: self.goal.as_ref().map(|goal| Goal {
                label: &goal.label,
                figures: &goal.figures,
                done: goal.done,
                whole: goal.whole,
            }),
            no_goal: &self.no_goal,
            badges: &badges,
        };
        card(&content, fonts)
    }
}
