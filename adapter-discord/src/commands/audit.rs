//! `audit`: who did what to whom and why, newest first, looked through by member, by steward and by kind.

use std::collections::VecDeque;

use ledger_core::{AchievementKey, Actor, Event, MemberId, OrderNo, Points, Position};
use ledger_store::{AuditEntry, AuditPage, AuditQuery, Ledger, PageEnd, ReadError};
use poise::serenity_prelude as serenity;
use poise::{BoxFuture, PopArgument, SlashArgError, SlashArgument};
use serenity::{ButtonStyle, CreateActionRow, CreateButton};

use crate::answer::Answer;
use crate::arguments::{Person, Wrong, next_word};
use crate::ask::{Ask, Context};
use crate::choice::{self, Choice};
use crate::custom_id::CustomId;
use crate::look::text::harmless;
use crate::look::{Meaning, Sheet, time};
use crate::presses::Press;
use crate::trouble::Trouble;
use crate::way::Privacy;

/// The first word of its buttons.
pub const BUTTON: &str = "audit";

/// How many entries stand on a page.
const PER_PAGE: usize = 10;

/// The button to the page before.
const BACK: &str = "b";

/// How many entries are walked through at once on the way back.
const STRIDE: usize = 500;

/// How many strides that may take: some 200,000 events. From further back it leads to the newest page.
const STRIDES: usize = 20;

/// Which entries.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// Points granted.
    Grants,
    /// Points deducted.
    Deductions,
    /// Points given by members.
    Transfers,
    /// Entries undone.
    Reversals,
    /// Everything about achievements.
    Achievements,
    /// Everything about orders and their codes.
    Claims,
    /// Settings changed.
    Settings,
}

/// The steward whose doings are looked for. In a message it stands behind the word "by".
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct By(Person);

/// Answers with the newest page.
#[poise::command(slash_command, prefix_command)]
pub async fn audit(
    ctx: Context<'_>,
    member: Option<Person>,
    by: Option<By>,
    kind: Option<Kind>,
) -> Result<(), Trouble> {
    let mut ask = Ask::begin(ctx, Privacy::Private).await?;
    let wanted = Wanted { member: member.map(|member| member.id), by: by.map(|By(by)| by.id), kind };
    let answer = answer(&ask, wanted, None).await?;
    ask.answer(answer).await
}

/// Answers a button with another page.
pub fn pressed(press: &mut Press) -> BoxFuture<'_, Result<(), Trouble>> {
    Box::pin(async move {
        let (button, from) = (press.id.part::<String>(0)?, Position(press.id.part(1)?));
        let wanted = Wanted {
            member: MemberId::new(press.id.part(2)?).ok(),
            by: MemberId::new(press.id.part(3)?).ok(),
            kind: Kind::ALL.get(press.id.part::<usize>(4)?).map(|(kind, _, _)| *kind),
        };
        let ask = press.begin().await?;
        let before = match button.as_str() {
            BACK => {
                let query = wanted.query(ask, None)?;
                ask.look_up(move |ledger, _| page_before(ledger, query, from)).await?
            }
            _ => Some(from).filter(|from| *from > Position::START),
        };
        let answer = answer(ask, wanted, before).await?;
        ask.answer(answer).await
    })
}

/// What is looked for.
#[derive(Debug, Clone, Copy)]
struct Wanted {
    member: Option<MemberId>,
    by: Option<MemberId>,
    kind: Option<Kind>,
}

impl Wanted {
    fn query(self, ask: &Ask, before: Option<Position>) -> Result<AuditQuery, Trouble> {
        let mut query = AuditQuery::of(ask.book).limit(PER_PAGE);
        if let Some(member) = self.member {
            query = query.member(member);
        }
        if let Some(by) = self.by {
            query = query.by_member(by);
        }
        for kind in self.kind.map_or(&[][..], Kind::in_journal) {
            query = query.kind(kind)?;
        }
        Ok(match before {
            Some(before) => query.before(before),
            None => query,
        })
    }

    /// 0 stands for what is not asked for, and for the newest page; kinds that are not asked for, for one beyond the
    /// last.
    fn id(self, ask: &Ask, button: &str, before: Position) -> CustomId {
        let number = |member: Option<MemberId>| member.map_or(0, MemberId::number);
        let kind =
            Kind::ALL.iter().position(|(kind, _, _)| Some(*kind) == self.kind).unwrap_or(Kind::ALL.len());
        let id = CustomId::new(BUTTON, ask.member).with(button).with(before);
        id.with(number(self.member)).with(number(self.by)).with(kind)
    }
}

/// Where the page begins that stands right above the one from a position on; `None` for the newest page. The journal is
/// linked backwards only, so that is found by walking from its end, as whoever asks has done before.
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
            // The entry above the page is where it begins, and not on it.
            None => return Ok(above.front().copied().filter(|_| above.len() > PER_PAGE)),
        }
    }
    Ok(None)
}

async fn answer(ask: &Ask, wanted: Wanted, before: Option<Position>) -> Result<Answer, Trouble> {
    let query = wanted.query(ask, before)?;
    let page = ask.look_up(move |ledger, _| ledger.audit(&query)).await?;
    ask.recall(named_in(&page)).await;
    let mut sheet = Sheet::new(Meaning::Neutral).title(ask.say("audit-title"));
    for entry in &page.entries {
        sheet = sheet.line(lines(ask, entry));
    }
    sheet = match page.end {
        PageEnd::Searched => sheet.footer(ask.say("audit-more")),
        _ if page.entries.is_empty() => sheet.line(ask.say("audit-empty")),
        _ => sheet,
    };
    Ok(buttons(ask, wanted, before, &page, Answer::sheet(sheet)))
}

fn named_in(page: &AuditPage) -> Vec<MemberId> {
    let about = page.entries.iter().flat_map(|entry| entry.about.iter().filter_map(|(_, member)| *member));
    about.chain(page.entries.iter().filter_map(|entry| entry.actor_member)).collect()
}

fn buttons(ask: &Ask, wanted: Wanted, before: Option<Position>, page: &AuditPage, answer: Answer) -> Answer {
    let button = |name: &str, line: &str, to: Option<Position>| {
        CreateButton::new(wanted.id(ask, name, to.unwrap_or_default()).written())
            .label(ask.say(line))
            .style(ButtonStyle::Secondary)
            .disabled(to.is_none())
    };
    if before.is_none() && page.next.is_none() {
        return answer;
    }
    answer.row(CreateActionRow::Buttons(vec![
        button("n", "button-first", before.map(|_| Position::START)),
        button(BACK, "button-back", before),
        button("o", "button-forward", page.next),
    ]))
}

/// `#12 · 3 days ago · Granted · 🪙 +50 points · Cleo · by Ben`, and below it why.
fn lines(ask: &Ask, entry: &AuditEntry) -> String {
    let recorded = &entry.recorded;
    let values = [
        ("position", recorded.position.to_string().into()),
        ("when", time::ago(recorded.occurred_at.unwrap_or(recorded.at)).into()),
        ("what", what(ask, entry).into()),
    ];
    let mut parts = vec![ask.say_with("audit-line", &values)];
    let amount = recorded.event.sides().amount;
    if amount > Points::ZERO {
        let credits_member = !recorded.event.sides().credit.is_treasury();
        let change = if credits_member { amount } else { Points::ZERO.checked_sub(amount).unwrap_or(amount) };
        parts.push(format!("**{}**", ask.change(change)));
    }
    if !matches!(
        recorded.event,
        Event::AccountOpened { .. } | Event::MemberForgotten { .. } | Event::CodeGuessed { .. }
    ) && !entry.about.is_empty()
    {
        let names = entry.about.iter().map(|(_, member)| name(ask, *member));
        parts.push(names.collect::<Vec<_>>().join(" → "));
    }
    if let Some(by) = by(ask, entry) {
        parts.push(ask.say_with("history-by", &[("name", by.into())]));
    }
    if entry.reversed {
        parts.push(format!("*{}*", ask.say("history-reversed")));
    }
    let line = parts.join(" · ");
    match recorded.event.reason() {
        None => line,
        Some(reason) => {
            let reason = ask.say_with("history-reason", &[("reason", harmless(reason.as_str()).into())]);
            format!("{line}\n-# {reason}")
        }
    }
}

/// What happened, in words.
fn what(ask: &Ask, entry: &AuditEntry) -> String {
    let about = || name(ask, entry.about.first().and_then(|(_, member)| *member));
    let achievement =
        |line: &str, key: &AchievementKey| ask.say_with(line, &[("achievement", called(ask, key).into())]);
    let of_order = |line: &str, no: OrderNo| ask.say_with(line, &[("order", order(ask, no).into())]);
    match &entry.recorded.event {
        Event::AccountOpened { .. } => ask.say_with("audit-account-opened", &[("name", about().into())]),
        Event::PointsGranted { .. } => ask.say("kind-granted"),
        Event::PointsDeducted { .. } => ask.say("kind-deducted"),
        Event::PointsTransferred { .. } => ask.say("kind-transferred"),
        Event::PostingReversed { reverses, .. } => {
            ask.say_with("kind-reversed", &[("position", reverses.to_string().into())])
        }
        Event::AchievementDefined { spec, .. } => achievement("audit-achievement-defined", &spec.key),
        Event::AchievementChanged { spec, .. } => achievement("audit-achievement-changed", &spec.key),
        Event::AchievementRetired { achievement: key, .. } => achievement("audit-achievement-retired", key),
        Event::AchievementUnlocked { achievement: key, .. } => achievement("kind-unlocked", key),
        Event::AchievementRevoked { achievement: key, .. } => achievement("audit-achievement-revoked", key),
        Event::OrderRecorded(recorded) => of_order("audit-order-recorded", recorded.order),
        Event::OrderChanged(_) => ask.say("kind-order-changed"),
        Event::ClaimRedeemed { .. } => ask.say("kind-claimed"),
        Event::ClaimReissued { order, .. } => of_order("audit-claim-reissued", *order),
        Event::ClaimVoided { order, .. } => of_order("audit-claim-voided", *order),
        Event::ClaimExpired { order } => of_order("audit-claim-expired", *order),
        Event::CodeGuessed { .. } => ask.say_with("audit-code-guessed", &[("name", about().into())]),
        Event::SettingsChanged { changes, .. } => {
            let each = changes.iter().map(|change| harmless(&format!("{} = {}", change.name, change.value)));
            let settings = each.collect::<Vec<_>>().join(", ");
            ask.say_with("audit-settings-changed", &[("settings", settings.into())])
        }
        Event::SeasonClosing { season, .. } => {
            ask.say_with("audit-season-closing", &[("season", (*season).into())])
        }
        Event::BalanceClosed { .. } => ask.say("kind-season-closed"),
        Event::SeasonClosed { season } => {
            ask.say_with("audit-season-closed", &[("season", (*season).into())])
        }
        Event::MemberForgotten { .. } => ask.say("audit-member-forgotten"),
        Event::OrderForgotten { order } => of_order("audit-order-forgotten", *order),
        _ => ask.say("kind-other"),
    }
}

fn called(ask: &Ask, key: &AchievementKey) -> String {
    let name = ask.read(|book| book.achievement(key).map(|found| found.spec.name.to_string()));
    harmless(name.as_deref().unwrap_or(key.as_str()))
}

fn order(ask: &Ask, no: OrderNo) -> String {
    let key = ask.read(|book| book.order_no(no).map(|order| order.key.to_string()));
    harmless(&key.unwrap_or_else(|| no.to_string()))
}

fn name(ask: &Ask, member: Option<MemberId>) -> String {
    member.map_or_else(|| ask.say("name-forgotten"), |member| ask.name_of(member))
}

/// Who did it, where it was not the ledger by itself.
fn by(ask: &Ask, entry: &AuditEntry) -> Option<String> {
    match entry.recorded.actor {
        Actor::System => None,
        Actor::CommandLine => Some(ask.say("name-command-line")),
        Actor::Import => Some(ask.say("name-import")),
        Actor::Account(_) => Some(name(ask, entry.actor_member)),
        _ => Some(ask.say("name-system")),
    }
}

impl Kind {
    /// As the journal names them.
    fn in_journal(self) -> &'static [&'static str] {
        match self {
            Kind::Grants => &["points_granted"],
            Kind::Deductions => &["points_deducted"],
            Kind::Transfers => &["points_transferred"],
            Kind::Reversals => &["posting_reversed"],
            Kind::Achievements => &[
                "achievement_defined",
                "achievement_changed",
                "achievement_retired",
                "achievement_unlocked",
                "achievement_revoked",
            ],
            Kind::Claims => &[
                "order_recorded",
                "order_changed",
                "claim_redeemed",
                "claim_reissued",
                "claim_voided",
                "claim_expired",
                "code_guessed",
            ],
            Kind::Settings => &["settings_changed"],
        }
    }
}

impl Choice for Kind {
    const ALL: &'static [(Kind, &'static str, &'static [&'static str])] = &[
        (Kind::Grants, "Grants", &["grants", "grant", "gutschriften"]),
        (Kind::Deductions, "Deductions", &["deductions", "deduct", "abzüge"]),
        (Kind::Transfers, "Transfers", &["transfers", "give", "übertragungen"]),
        (Kind::Reversals, "Reversals", &["reversals", "reverse", "stornos"]),
        (Kind::Achievements, "Achievements", &["achievements", "achievement", "erfolge"]),
        (Kind::Claims, "Claims", &["claims", "orders", "codes", "bestellungen"]),
        (Kind::Settings, "Settings", &["settings", "einstellungen"]),
    ];
}

choice::arguments!(Kind);

#[serenity::async_trait]
impl<'a> PopArgument<'a> for By {
    async fn pop_from(
        args: &'a str,
        attachment: usize,
        context: &serenity::Context,
        message: &serenity::Message,
    ) -> choice::Popped<'a, By> {
        let (word, rest) = next_word(args).map_err(|missing| (missing.into(), None))?;
        if !matches!(word.to_lowercase().as_str(), "by" | "von") {
            return Err((Wrong::Word(word.to_owned()).into(), Some(word.to_owned())));
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
