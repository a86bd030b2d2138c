//! `audit`: the journal with actors and reasons, newest first, filtered by member, steward or kind.

use std::collections::VecDeque;

use ledger_core::{AccountNo, AchievementKey, Actor, MemberId, OrderNo, Points, Position, SettingChange};
use ledger_store::{AuditEntry, AuditPage, AuditQuery, Ledger, PageEnd, ReadError};
use poise::serenity_prelude as serenity;
use poise::{BoxFuture, PopArgument, SlashArgError, SlashArgument};
use serenity::CreateActionRow;

use crate::invocation::arguments::{Person, Popped, next_word};
use crate::invocation::choice::{self, Choice};
use crate::invocation::components::ComponentEvent;
use crate::invocation::custom_id::CustomId;
use crate::invocation::pagination::{self, Part, Shown};
use crate::invocation::{Context, Invocation};
use crate::render::escape::harmless;
use crate::render::event_kind::{self, Names, Topic};
use crate::render::texts::Voice;
use crate::render::{Embed, Tone, time};
use crate::reply::Privacy;
use crate::reply::answer::Answer;
use crate::reply::error::{ArgumentError, CommandError};

pub(super) const BUTTON: &str = "audit";

const PER_PAGE: usize = 10;

/// The button to the previous page.
const BACK: &str = "b";

/// Entries read at a time on the way back.
const STRIDE: usize = 500;

/// Bounds the way back to some 200,000 events. From further back the button leads to the newest page.
const STRIDES: usize = 20;

/// Stands for every topic in the ids of buttons, since there were seven topics.
const EVERY_TOPIC: usize = 7;

/// The steward to filter by. In a message it follows the word "by".
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct By(Person);

/// Shows the newest page.
#[poise::command(slash_command, prefix_command)]
pub(crate) async fn audit(
    ctx: Context<'_>,
    member: Option<Person>,
    by: Option<By>,
    kind: Option<Topic>,
) -> Result<(), CommandError> {
    let mut invocation = Invocation::begin(ctx, Privacy::Private).await?;
    let wanted = Wanted { member: member.map(|member| member.id), by: by.map(|By(by)| by.id), kind };
    let answer = answer(&invocation, wanted, None, Part::START).await?;
    invocation.answer(answer).await
}

pub(super) fn pressed(event: &mut ComponentEvent) -> BoxFuture<'_, Result<(), CommandError>> {
    Box::pin(async move {
        let (button, from) = (event.id.part::<String>(0)?, Position(event.id.part(1)?));
        let wanted = Wanted {
            member: MemberId::new(event.id.part(2)?).ok(),
            by: MemberId::new(event.id.part(3)?).ok(),
            kind: topic_of(event.id.part(4)?),
        };
        // The buttons of older messages carry no part.
        let part = event.id.part(5).unwrap_or(if button == BACK { Part::END } else { Part::START });
        let invocation = event.begin().await?;
        let before = match button.as_str() {
            BACK => {
                let query = wanted.query(invocation, None)?;
                invocation.look_up(move |ledger, _| page_before(ledger, query, from)).await?
            }
            _ => Some(from).filter(|from| *from > Position::START),
        };
        let answer = answer(invocation, wanted, before, part).await?;
        invocation.answer(answer).await
    })
}

/// The filters of a page.
#[derive(Debug, Clone, Copy)]
struct Wanted {
    member: Option<MemberId>,
    by: Option<MemberId>,
    kind: Option<Topic>,
}

impl Wanted {
    fn query(self, invocation: &Invocation, before: Option<Position>) -> Result<AuditQuery, CommandError> {
        let mut query = AuditQuery::of(invocation.book).limit(PER_PAGE);
        if let Some(member) = self.member {
            query = query.member(member);
        }
        if let Some(by) = self.by {
            query = query.by_member(by);
        }
        for kind in self.kind.into_iter().flat_map(Topic::kinds) {
            query = query.kind(kind);
        }
        Ok(match before {
            Some(before) => query.before(before),
            None => query,
        })
    }

    /// 0 stands for no member, no steward, and the newest page.
    fn id(self, invocation: &Invocation, button: &str, before: Position) -> CustomId {
        let number = |member: Option<MemberId>| member.map_or(0, MemberId::number);
        let kind = self.kind.map_or(EVERY_TOPIC, number_of);
        let id = CustomId::new(BUTTON, invocation.member).with(button).with(before);
        id.with(number(self.member)).with(number(self.by)).with(kind)
    }
}

/// The start of the page right above the one that starts at a position; `None` for the newest page. The journal is
/// linked backwards only, so this walks from its end, as the reader did before.
fn page_before(ledger: &Ledger, query: AuditQuery, from: Position) -> Result<Option<Position>, ReadError> {
    let mut above = VecDeque::new();
    let mut query = query.limit(STRIDE);
    for _ in 0..STRIDES {
        let page = ledger.audit(&query)?;
        for entry in page.entries.iter().take_while(|entry| entry.recorded.position >= from) {
            above.push_back(entry.recorded.position);
            if above.len() > PER_PAGE + 1 {
                above.pop_front();
            }
        }
        match page.next.filter(|next| *next > from) {
            Some(next) => query = query.before(next),
            // A page starts before its cursor, so the entry above the page is the cursor.
            None => return Ok(above.front().copied().filter(|_| above.len() > PER_PAGE)),
        }
    }
    Ok(None)
}

async fn answer(
    invocation: &Invocation,
    wanted: Wanted,
    before: Option<Position>,
    part: Part,
) -> Result<Answer, CommandError> {
    let query = wanted.query(invocation, before)?;
    let page = invocation.look_up(move |ledger, _| ledger.audit(&query)).await?;
    invocation.recall(named_in(&page)).await;
    let all: Vec<String> = page.entries.iter().map(|entry| lines(invocation, entry)).collect();
    let shown = part.of(&all);
    let mut embed = Embed::new(Tone::Neutral).title(invocation.say("audit-title"));
    embed = embed.lines(&all[shown.lines.clone()]);
    embed = match page.end {
        _ if shown.lines.end < all.len() => embed.footer(pagination::part(invocation, &shown)),
        PageEnd::Searched => embed.footer(invocation.say("audit-more")),
        _ if all.is_empty() => embed.line(invocation.say("audit-empty")),
        _ if shown.parts > 1 => embed.footer(pagination::part(invocation, &shown)),
        _ => embed,
    };
    Ok(buttons(invocation, wanted, before, &page, &shown, Answer::embed(embed)))
}

fn named_in(page: &AuditPage) -> Vec<MemberId> {
    let about = page.entries.iter().flat_map(|entry| entry.about.iter().filter_map(|(_, member)| *member));
    about.chain(page.entries.iter().filter_map(|entry| entry.actor_member)).collect()
}

fn buttons(
    invocation: &Invocation,
    wanted: Wanted,
    before: Option<Position>,
    page: &AuditPage,
    shown: &Shown,
    answer: Answer,
) -> Answer {
    let id = |name: &str, before: Option<Position>, part: Part| {
        wanted.id(invocation, name, before.unwrap_or_default()).with(part)
    };
    let back = match before {
        _ if shown.lines.start > 0 => Some(id("p", before, Part::UpTo(shown.lines.start))),
        Some(before) => Some(id(BACK, Some(before), Part::END)),
        None => None,
    };
    let forward = match page.next {
        _ if shown.lines.end < page.entries.len() => Some(id("o", before, Part::From(shown.lines.end))),
        Some(next) => Some(id("o", Some(next), Part::START)),
        None => None,
    };
    if back.is_none() && forward.is_none() {
        return answer;
    }
    let first = back.as_ref().map(|_| id("n", None, Part::START));
    answer.row(CreateActionRow::Buttons(pagination::turning_to(invocation, first, back, forward)))
}

/// `#12 · 3 days ago · Granted · 🪙 +50 points · Cleo · by Ben`, with the reason below it.
fn lines(invocation: &Invocation, entry: &AuditEntry) -> String {
    let recorded = &entry.recorded;
    let values = [
        ("position", recorded.position.to_string().into()),
        ("when", time::ago(recorded.occurred_at.unwrap_or(recorded.at)).into()),
        ("what", what(invocation, entry).into()),
    ];
    let mut parts = vec![invocation.say_with("audit-line", &values)];
    let amount = recorded.event.sides().amount;
    if amount > Points::ZERO {
        let credits_member = !recorded.event.sides().credit.is_treasury();
        let change = if credits_member { amount } else { Points::ZERO.checked_sub(amount).unwrap_or(amount) };
        parts.push(format!("**{}**", invocation.change(change)));
    }
    if event_kind::names_member_apart(&recorded.event) && !entry.about.is_empty() {
        let names = entry.about.iter().map(|(_, member)| name(invocation, *member));
        parts.push(names.collect::<Vec<_>>().join(" → "));
    }
    if let Some(by) = by(invocation, entry) {
        parts.push(invocation.say_with("history-by", &[("name", by.into())]));
    }
    if entry.reversed {
        parts.push(format!("*{}*", invocation.say("history-reversed")));
    }
    let line = parts.join(" · ");
    match recorded.event.reason() {
        None => line,
        Some(reason) => {
            let reason = invocation
                .say_with("history-reason", &[("reason", invocation.words_of(reason.as_str()).into())]);
            format!("{line}\n-# {reason}")
        }
    }
}

fn what(invocation: &Invocation, entry: &AuditEntry) -> String {
    event_kind::line(&AuditNames(invocation), &entry.recorded.event)
}

struct AuditNames<'a>(&'a Invocation);

impl Names for AuditNames<'_> {
    fn voice(&self) -> Voice<'_> {
        self.0.voice()
    }

    fn account(&self, no: AccountNo) -> String {
        name(self.0, self.0.read(|book| book.account(no).and_then(|account| account.member)))
    }

    fn achievement(&self, key: &AchievementKey) -> String {
        called(self.0, key)
    }

    fn order(&self, no: OrderNo) -> String {
        order(self.0, no)
    }

    fn settings(&self, changes: &[SettingChange]) -> String {
        let each = changes.iter().map(|change| harmless(&format!("{} = {}", change.name, change.value)));
        each.collect::<Vec<_>>().join(", ")
    }
}

fn called(invocation: &Invocation, key: &AchievementKey) -> String {
    let name = invocation.read(|book| book.achievement(key).map(|found| found.spec.name.to_string()));
    harmless(name.as_deref().unwrap_or(key.as_str()))
}

fn order(invocation: &Invocation, no: OrderNo) -> String {
    let key = invocation.read(|book| book.order_no(no).map(|order| order.key.to_string()));
    harmless(&key.unwrap_or_else(|| no.to_string()))
}

fn name(invocation: &Invocation, member: Option<MemberId>) -> String {
    member.map_or_else(|| invocation.say("name-forgotten"), |member| invocation.name_of(member))
}

/// The actor, unless it was the ledger itself.
fn by(invocation: &Invocation, entry: &AuditEntry) -> Option<String> {
    match entry.recorded.actor {
        Actor::System => None,
        Actor::CommandLine => Some(invocation.say("name-command-line")),
        Actor::Import => Some(invocation.say("name-import")),
        Actor::Account(_) => Some(name(invocation, entry.actor_member)),
        _ => Some(invocation.say("name-system")),
    }
}

/// The number of a topic in the id of a button.
fn number_of(topic: Topic) -> usize {
    let place = Topic::ALL.iter().position(|(one, _, _)| *one == topic).expect("all topics can be chosen");
    if place < EVERY_TOPIC { place } else { place + 1 }
}

fn topic_of(number: usize) -> Option<Topic> {
    let place = match number {
        EVERY_TOPIC => return None,
        ..EVERY_TOPIC => number,
        _ => number - 1,
    };
    Topic::ALL.get(place).map(|(topic, _, _)| *topic)
}

impl Choice for Topic {
    const ALL: &'static [(Topic, &'static str, &'static [&'static str])] = &[
        (Topic::Grants, "Grants", &["grants", "grant", "gutschriften"]),
        (Topic::Deductions, "Deductions", &["deductions", "deduct", "abzüge"]),
        (Topic::Transfers, "Transfers", &["transfers", "give", "übertragungen"]),
        (Topic::Reversals, "Reversals", &["reversals", "reverse", "stornos"]),
        (Topic::Achievements, "Achievements", &["achievements", "achievement", "erfolge"]),
        (Topic::Claims, "Claims", &["claims", "orders", "codes", "bestellungen"]),
        (Topic::Settings, "Settings", &["settings", "einstellungen"]),
        (Topic::Seasons, "Seasons", &["seasons", "season", "saisons"]),
        (Topic::Forgetting, "Forgetting", &["forgetting", "forget", "vergessen"]),
    ];
}

choice::arguments!(Topic);

#[serenity::async_trait]
impl<'a> PopArgument<'a> for By {
    async fn pop_from(
        args: &'a str,
        attachment: usize,
        context: &serenity::Context,
        message: &serenity::Message,
    ) -> Popped<'a, By> {
        let (word, rest) = next_word(args).map_err(|missing| (missing.into(), None))?;
        if !matches!(word.to_lowercase().as_str(), "by" | "von") {
            return Err((ArgumentError::Word(word.to_owned()).into(), Some(word.to_owned())));
        }
        let (rest, attachment, by) = Person::pop_from(rest, attachment, context, message).await?;
        Ok((rest, attachment, By(by)))
    }
}

#[serenity::async_trait]
impl SlashArgument for By {
    async fn extract(
        context: &serenity::Context,
        interaction: &serenity::CommandInteraction,
        value: &serenity::ResolvedValue<'_>,
    ) -> Result<By, SlashArgError> {
        Person::extract(context, interaction, value).await.map(By)
    }

    fn create(option: serenity::CreateCommandOption) -> serenity::CreateCommandOption {
        Person::create(option)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_buttons_of_older_messages_keep_their_topic() {
        let topics: Vec<Option<Topic>> = (0..=EVERY_TOPIC).map(topic_of).collect();
        let first = Topic::ALL.iter().take(EVERY_TOPIC).map(|(topic, _, _)| Some(*topic));
        assert_eq!(topics, first.chain([None]).collect::<Vec<_>>());
        for (topic, _, _) in Topic::ALL {
            assert_eq!(topic_of(number_of(*topic)), Some(*topic));
        }
        assert_eq!(topic_of(Topic::ALL.len() + 1), None);
    }
}
