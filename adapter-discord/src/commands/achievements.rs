//! `achievements`: a member's unlocked achievements, those in progress, and how rare each is.

use ledger_core::{Account, Achievement, Availability, Book, MemberId, Points, Rule};
use poise::BoxFuture;

use crate::invocation::arguments::{Person, Presence};
use crate::invocation::components::ComponentEvent;
use crate::invocation::custom_id::CustomId;
use crate::invocation::{Context, Invocation, pagination};
use crate::queries::achievement_progress::{holders_in_percent, in_progress, unlocked};
use crate::render::escape::harmless;
use crate::render::pages::pages;
use crate::render::progress::bar;
use crate::render::{Embed, Tone, length, time};
use crate::reply::Privacy;
use crate::reply::answer::Answer;
use crate::reply::error::CommandError;

pub(super) const BUTTON: &str = "achievements";

const PER_PAGE: usize = 15;

/// Shows a member's achievements.
#[poise::command(slash_command, prefix_command)]
pub(crate) async fn achievements(ctx: Context<'_>, member: Option<Person>) -> Result<(), CommandError> {
    let mut invocation = Invocation::begin(ctx, Privacy::Public).await?;
    let person = invocation.person_or_asker(member);
    let answer = answer(&invocation, &person, 1);
    invocation.answer(answer).await
}

pub(super) fn pressed(event: &mut ComponentEvent) -> BoxFuture<'_, Result<(), CommandError>> {
    Box::pin(async move {
        let (page, id) = (event.id.part::<usize>(1)?, event.id.part::<MemberId>(2)?);
        let invocation = event.begin().await?;
        let person = Person { id, name: None, user_name: None, presence: Presence::Unknown, avatar: None };
        let answer = answer(invocation, &person, page);
        invocation.answer(answer).await
    })
}

/// The achievements of a member, in the order of the list.
struct Listed {
    unlocked: usize,
    all: usize,
    lines: Vec<String>,
    /// The headings, each before the line with its index.
    headings: Vec<(usize, String)>,
}

fn answer(invocation: &Invocation, person: &Person, page: usize) -> Answer {
    let listed = invocation.read(|book| {
        let empty = Account::default();
        let account = book.member(person.id).map_or(&empty, |(_, account)| account);
        listed(invocation, book, account)
    });
    let mut embed = Embed::new(Tone::Money).title(match person.id == invocation.member {
        true => invocation.say("achievements-title"),
        false => invocation.say_with("achievements-title-of", &[("name", invocation.called(person).into())]),
    });
    if listed.all == 0 {
        return Answer::embed(embed.line(invocation.say("achievements-empty")));
    }
    let count = [("unlocked", listed.unlocked.into()), ("all", listed.all.into())];
    let mut above = vec![format!("**{}**", invocation.say_with("achievements-unlocked", &count))];
    if listed.unlocked == 0 {
        above.push(invocation.say("achievements-none"));
    }
    let headings = listed.headings.iter().map(|(_, heading)| heading);
    let around = above.iter().chain(headings).map(|line| length(line) + 2).sum();
    let pages = pages(&listed.lines, PER_PAGE, around);
    let page = page.clamp(1, pages.len());
    embed = embed.lines(&above);
    let shown = pages[page - 1].clone();
    for at in shown.clone() {
        // The heading of the section is repeated where a page begins inside it.
        let heading = listed.headings.iter().rev().find(|(first, _)| *first <= at);
        if let Some((_, heading)) = heading.filter(|(first, _)| *first == at || at == shown.start) {
            embed = embed.line("").line(heading);
        }
        embed = embed.line(&listed.lines[at]);
    }
    let id = |name: &str, to: usize| {
        CustomId::new(BUTTON, invocation.member).with(name).with(to).with(person.id.number())
    };
    pagination::with_pages(invocation, embed, page, pages.len(), id)
}

fn listed(invocation: &Invocation, book: &Book, account: &Account) -> Listed {
    let held = unlocked(book, account);
    let open = book.achievements().iter().filter(|one| one.availability == Availability::Open);
    let all = open.filter(|one| !held.iter().any(|(has, _)| has.no == one.no)).count() + held.len();
    let mut listed = Listed { unlocked: held.len(), all, lines: Vec::new(), headings: Vec::new() };
    for (achievement, at) in held {
        let when = invocation.say_with("achievements-unlocked-at", &[("when", time::ago(at).into())]);
        let mut parts =
            vec![format!("🏅 **{}**", name(achievement)), when, rarity(invocation, book, achievement)];
        if achievement.availability == Availability::Retired {
            parts.push(invocation.say("achievements-retired"));
        }
        listed.lines.push(parts.join(" · "));
    }
    listed.heading(invocation.say("achievements-in-sight"));
    for next in in_progress(book, account) {
        let mut parts = vec![format!("**{}**", name(&next.achievement)), bar(next.done, next.whole)];
        parts.extend(reward(invocation, &next.achievement));
        parts.push(rarity(invocation, book, &next.achievement));
        listed.lines.push(parts.join(" · "));
    }
    // Points do not unlock these, but members should know of them.
    listed.heading(invocation.say("achievements-by-hand"));
    let by_hand = book.achievements().iter().filter(|one| {
        let open = one.availability == Availability::Open && one.spec.rule == Rule::ByHand;
        open && account.unlock(one.no).is_none()
    });
    for achievement in by_hand {
        let mut parts = vec![name(achievement)];
        parts.extend(reward(invocation, achievement));
        parts.push(rarity(invocation, book, achievement));
        listed.lines.push(parts.join(" · "));
    }
    listed
}

impl Listed {
    /// Begins a section; one without lines has no heading.
    fn heading(&mut self, heading: String) {
        let at = self.lines.len();
        self.headings.retain(|(first, _)| *first != at);
        self.headings.push((at, format!("**{heading}**")));
    }
}

fn name(achievement: &Achievement) -> String {
    harmless(achievement.spec.name.as_str())
}

fn reward(invocation: &Invocation, achievement: &Achievement) -> Option<String> {
    let reward = achievement.spec.reward;
    (reward > Points::ZERO)
        .then(|| invocation.say_with("achievements-reward", &[("amount", invocation.amount(reward).into())]))
}

fn rarity(invocation: &Invocation, book: &Book, achievement: &Achievement) -> String {
    match holders_in_percent(book, achievement) {
        0 => invocation.say("achievements-no-member-has-it"),
        percent => invocation.say_with("achievements-rarity", &[("percent", percent.into())]),
    }
}
