//! `rank`: a card as a picture: name, avatar, rank, balance, the way to the next achievement, and those unlocked.

use ledger_core::{Account, By};
use poise::serenity_prelude as serenity;
use serenity::CreateAttachment;

use crate::answer::Answer;
use crate::arguments::Person;
use crate::ask::{Ask, Context};
use crate::picture::{Card, Goal, card};
use crate::sight::{InSight, in_sight, unlocked};
use crate::standings::Standings;
use crate::trouble::Trouble;
use crate::way::Privacy;

/// The name of the file.
const FILE: &str = "rank.png";

/// The most achievements that are looked at for a card, which shows the newest of them and counts the others.
const MAX_BADGES: usize = 50;

/// Answers with a card.
#[poise::command(slash_command, prefix_command)]
pub async fn rank(ctx: Context<'_>, member: Option<Person>) -> Result<(), Trouble> {
    let mut ask = Ask::begin(ctx, Privacy::Public).await?;
    let whose = ask.whose(member);
    ask.boards_know_of(whose.id).await;
    let avatar = match &whose.avatar {
        Some(hash) => ask.bot.faces.fetch(whose.id, hash).await,
        None => None,
    };
    let (words, alt) = words(&ask, &whose);
    let drawing = tokio::task::spawn_blocking(move || words.draw(avatar.as_deref()));
    let drawn = drawing.await.map_err(|broke_off| Trouble::fault(broke_off.to_string()))?;
    let picture = drawn.map_err(|undrawable| Trouble::Fault(undrawable.into()))?;
    let file = CreateAttachment::bytes(picture, FILE).description(alt);
    ask.answer(Answer::default().file(file)).await
}

/// Everything that stands on a card, gathered where the ledger is and drawn where blocking is allowed.
struct CardWords {
    name: String,
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

/// The words on a card, and the words for who cannot see it.
fn words(ask: &Ask, whose: &Person) -> (CardWords, String) {
    let (points, next, badges) = ask.read(|book| {
        let nobody = Account::default();
        let account = book.member(whose.id).map_or(&nobody, |(_, account)| account);
        let badges = unlocked(book, account).into_iter().take(MAX_BADGES);
        let badges: Vec<String> = badges.map(|(achievement, _)| achievement.spec.name.to_string()).collect();
        (account.balance.points, in_sight(book, account).into_iter().next(), badges)
    });
    let gone = ask.bot.people.gone(ask.book);
    let stand = Standings::of(&ask.bot.ledger, ask.book, By::Balance, &gone).stand(whose.id);
    let place = match stand {
        Some(stand) => {
            ask.say_with("rank-place", &[("rank", stand.rank.into()), ("members", stand.members.into())])
        }
        None => ask.say("rank-no-place"),
    };
    // Drawn as it is: what is harmless in a message would show its backslashes here.
    let name = whose.name.clone().unwrap_or_else(|| ask.plain_name_of(whose.id));
    let amount = ask.currency.plain(ask.voice(), points);
    let alt = ask.say_with(
        "rank-alt",
        &[("name", name.as_str().into()), ("place", place.as_str().into()), ("amount", amount.into())],
    );
    let words = CardWords {
        name,
        rank: stand.map(|stand| stand.rank as u64),
        place,
        balance: ask.voice().number(points.0),
        currency: ask.currency.word(ask.voice(), points),
        goal: next.map(|next| goal(ask, &next)),
        no_goal: ask.say("rank-next-none"),
        badges,
    };
    (words, alt)
}

fn goal(ask: &Ask, next: &InSight) -> GoalWords {
    let name = next.achievement.spec.name.as_str();
    let number = |number: i64| ask.voice().number(number);
    GoalWords {
        label: ask.say_with("rank-next", &[("achievement", name.into())]),
        figures: format!("{} / {}", number(next.done.max(0)), number(next.whole)),
        done: next.done,
        whole: next.whole,
    }
}

impl CardWords {
    fn draw(&self, avatar: Option<&[u8]>) -> Result<Vec<u8>, crate::picture::Undrawable> {
        let badges: Vec<&str> = self.badges.iter().map(String::as_str).collect();
        card(&Card {
            name: &self.name,
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
        })
    }
}
