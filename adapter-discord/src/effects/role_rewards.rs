//! Role rewards: gives a role to a member who has enough points, and takes it back below that if the server wants so.
//! Only the current points count, so one check covers many changes. `effects/catch_up.rs` handles a change of the
//! rewards.

use std::collections::HashMap;
use std::time::{Duration, Instant};

use ledger_core::{AccountNo, Book, BookId, Event, MemberId, Points, Position, Recorded};
use ledger_store::{AdapterKey, AdapterValue, Delivery, Outbox, Owner, Planned};
use poise::serenity_prelude as serenity;
use serenity::{RoleId, UserId};
use tokio::sync::Mutex;

use super::context::EffectContext;
use super::delivery_error::{DeliveryError, DiscordRefusal};
use super::role_obstacle::{self, RoleObstacle};
use super::runner::{Effect, patient};
use super::send_once::SendOnce;
use crate::queries::due_roles::{DueRoles, Rewards};
use crate::render::{Embed, Tone};
use crate::settings::book_settings::{self, ROLE_LADDER, ROLE_REWARDS, server};

/// The obstacles that the log channel has reported: `77:too_high,88:gone`.
const REPORTED_OBSTACLES: AdapterKey = AdapterKey::new("discord.reward_obstacles");

/// Members checked at the same time.
const AT_ONCE: usize = 8;

/// Pause for a role that could not be given: refused calls count against the bot.
const PAUSE_AFTER_FAILURE: Duration = Duration::from_secs(60);

const MAX_SETTLED: usize = 10_000;

const LOOK_AT_ONE: &str = "look_at_roles";

const LOOK_AT_ALL: &str = "look_at_everybody";

/// Gives and takes roles.
pub(crate) struct RoleRewards {
    pub(super) context: EffectContext,
    memory: Mutex<Memory>,
}

#[derive(Default)]
struct Memory {
    /// The last position that the check of an account covers.
    settled: HashMap<(BookId, AccountNo), Position>,
    /// Roles that could not be given recently.
    paused: HashMap<(BookId, RoleId), (RoleObstacle, Instant)>,
}

/// Why a member is looked at.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Cause<'a> {
    /// The server.
    pub book: BookId,
    /// Names the messages about it, so that none is sent twice.
    pub nonce: &'a str,
    /// The account whose changes the log channel gets one by one; `None` if it gets a line for all members.
    pub told_apart: Option<AccountNo>,
}

/// The result of a check.
#[derive(Debug, Default)]
pub(crate) struct Looked {
    /// Roles given.
    pub given: u32,
    /// Roles taken back.
    pub taken: u32,
    /// The roles that the bot cannot give or take.
    pub in_the_way: Vec<((RoleId, Points), RoleObstacle)>,
}

impl Looked {
    /// The first obstacle, in words for admins.
    pub(super) fn why_not(&self) -> Option<String> {
        let ((role, _), obstacle) = self.in_the_way.first()?;
        Some(format!("the role {role}: {}", obstacle.word()))
    }
}

impl RoleRewards {
    pub(crate) fn new(context: EffectContext) -> RoleRewards {
        RoleRewards { context, memory: Mutex::default() }
    }

    /// Gives or takes one role; returns the obstacle, if there is one.
    async fn change(
        &self,
        cause: &Cause<'_>,
        member: MemberId,
        (role, from): (RoleId, Points),
        change: RoleChange,
    ) -> Result<Option<RoleObstacle>, DeliveryError> {
        let book = cause.book;
        if let Some(obstacle) = self.known_obstacle(book, role).await {
            return Ok(Some(obstacle));
        }
        let (http, guild, user) = (&self.context.http, server(book), UserId::new(member.number()));
        let reason = Some("Tallybook: role reward");
        let done = match change {
            RoleChange::Give => http.add_member_role(guild, user, role, reason).await,
            RoleChange::Take => http.remove_member_role(guild, user, role, reason).await,
        };
        let undone = match done.map_err(DeliveryError::from) {
            Ok(()) => {
                self.works_again(book, role).await?;
                self.tell_of(cause, role, change, from).await;
                return Ok(None);
            }
            Err(undone) => undone,
        };
        let may_have_an_obstacle =
            [DiscordRefusal::Permission, DiscordRefusal::Hidden, DiscordRefusal::Gone].map(Some);
        if !may_have_an_obstacle.contains(&undone.refusal()) {
            return Err(undone);
        }
        // Discord's error does not name the obstacle. If none is found, it was removed in the meantime.
        match role_obstacle::in_the_way(http, guild, role).await? {
            None => Err(DeliveryError::Later { why: "the role could not be given a moment ago".to_owned() }),
            Some(obstacle) => {
                self.stands_in_the_way(book, role, obstacle, from).await?;
                Ok(Some(obstacle))
            }
        }
    }

    async fn known_obstacle(&self, book: BookId, role: RoleId) -> Option<RoleObstacle> {
        let mut memory = self.memory.lock().await;
        memory.paused.retain(|_, (_, until)| *until > Instant::now());
        memory.paused.get(&(book, role)).map(|(obstacle, _)| *obstacle)
    }

    /// Remembers an obstacle for a moment, and reports it once.
    async fn stands_in_the_way(
        &self,
        book: BookId,
        role: RoleId,
        obstacle: RoleObstacle,
        from: Points,
    ) -> Result<(), DeliveryError> {
        let (context, ledger) = (&self.context, &self.context.bot.ledger);
        let mut memory = self.memory.lock().await;
        memory.paused.insert((book, role), (obstacle, Instant::now() + PAUSE_AFTER_FAILURE));
        let told = ledger.adapter_data().get(Owner::Book(book), REPORTED_OBSTACLES)?.unwrap_or_default();
        let this = format!("{role}:{}", obstacle.word());
        if told.split(',').any(|one| one == this) {
            return Ok(());
        }
        let (voice, currency) = (context.voice(book), context.currency(book));
        let said = obstacle.said(voice, role, &currency.amount(voice, from));
        log::warn!("in the server {book} the role {role} cannot be given: {}", obstacle.word());
        let Some(channel) = context.log_channel(book) else { return Ok(()) };
        let post = SendOnce::named(&format!("obstacle {book} {this}"));
        if let Err(error) = post.send(&context.http, channel, Embed::new(Tone::Warning).line(said)).await {
            log::warn!("the log channel of {book} is not told of it: {error:?}");
            return Ok(());
        }
        let others = told.split(',').filter(|one| !one.is_empty() && !one.starts_with(&format!("{role}:")));
        keep_told(context, book, others.chain([this.as_str()])).await
    }

    /// Forgets the obstacle, so that a new one is reported again.
    async fn works_again(&self, book: BookId, role: RoleId) -> Result<(), DeliveryError> {
        let Some(told) = self.context.bot.ledger.adapter_data().get(Owner::Book(book), REPORTED_OBSTACLES)?
        else {
            return Ok(());
        };
        let this = format!("{role}:");
        if !told.split(',').any(|one| one.starts_with(&this)) {
            return Ok(());
        }
        keep_told(&self.context, book, told.split(',').filter(|one| !one.starts_with(&this))).await
    }

    /// Reports the change in the log channel. The role matters more: it stays even if the report fails.
    async fn tell_of(&self, cause: &Cause<'_>, role: RoleId, change: RoleChange, from: Points) {
        let (context, book) = (&self.context, cause.book);
        let (Some(channel), Some(account)) = (context.log_channel(book), cause.told_apart) else { return };
        let (voice, currency) = (context.voice(book), context.currency(book));
        let values = [
            ("member", context.name(book, account).into()),
            ("role", format!("<@&{role}>").into()),
            ("amount", currency.amount(voice, from).into()),
        ];
        let said = match change {
            RoleChange::Give => voice.say_with("reward-given", &values),
            RoleChange::Take => voice.say_with("reward-taken", &values[..2]),
        };
        let post = SendOnce::named(&format!("{} {role}", cause.nonce));
        if let Err(error) = post.send(&context.http, channel, Embed::new(Tone::Good).line(said)).await {
            log::warn!("the log channel of {book} is not told that a role changed: {error:?}");
        }
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum RoleChange {
    Give,
    Take,
}

impl Effect for RoleRewards {
    const REACTION: Outbox = patient("discord.roles").at_once(AT_ONCE);

    fn plan(recorded: &Recorded, book: &Book) -> Vec<Planned> {
        if let Event::SettingsChanged { changes, .. } = &recorded.event {
            let is_about_them =
                changes.iter().any(|change| matches!(change.name.as_str(), ROLE_REWARDS | ROLE_LADDER));
            return if is_about_them { vec![Planned::new(LOOK_AT_ALL)] } else { Vec::new() };
        }
        let sides = recorded.event.sides();
        if sides.amount == Points::ZERO || !book_settings::has_role_rewards(book.settings()) {
            return Vec::new();
        }
        sides.accounts().map(|account| Planned::new(LOOK_AT_ONE).to(account)).collect()
    }

    async fn perform(&self, delivery: &Delivery) -> Result<(), DeliveryError> {
        if delivery.action() == LOOK_AT_ALL {
            return self.catch_up(delivery).await;
        }
        let (context, book) = (&self.context, delivery.book());
        let Some(account) = delivery.account() else { return Ok(()) };
        let settled = self.memory.lock().await.settled.get(&(book, account)).copied();
        if settled.is_some_and(|settled| settled >= delivery.position()) {
            return Ok(());
        }
        // Read the head before the balance: events in between are then checked again.
        let head = context.bot.ledger.head();
        let nonce = delivery.nonce();
        let cause = Cause { book, nonce: &nonce, told_apart: Some(account) };
        if let Some(why) = self.look_at(&cause, account).await?.why_not() {
            return Err(DeliveryError::never(DiscordRefusal::Permission, &why));
        }
        let mut memory = self.memory.lock().await;
        if memory.settled.len() >= MAX_SETTLED {
            memory.settled.clear();
        }
        memory.settled.insert((book, account), head);
        Ok(())
    }
}

impl RoleRewards {
    /// Gives a member the roles that are due and takes those that are not.
    pub(crate) async fn look_at(
        &self,
        cause: &Cause<'_>,
        account: AccountNo,
    ) -> Result<Looked, DeliveryError> {
        let (context, book) = (&self.context, cause.book);
        let mut looked = Looked::default();
        let found = context.bot.ledger.read(book, |book| {
            let found = book.account(account)?;
            Some((found.member?, DueRoles::of(&Rewards::of(book.settings()), found)))
        });
        let Some((member, due)) = found.filter(|(_, due)| *due != DueRoles::default()) else {
            return Ok(looked);
        };
        let user = UserId::new(member.number());
        let has = self.asked(book, member, context.http.get_member(server(book), user).await)?.roles;
        let give = due.give.iter().filter(|(role, _)| !has.contains(role)).map(|one| (one, RoleChange::Give));
        let take = due.take.iter().filter(|(role, _)| has.contains(role)).map(|one| (one, RoleChange::Take));
        for (role, change) in give.chain(take) {
            match (self.change(cause, member, *role, change).await?, change) {
                (None, RoleChange::Give) => looked.given += 1,
                (None, RoleChange::Take) => looked.taken += 1,
                (Some(obstacle), _) => looked.in_the_way.push((*role, obstacle)),
            }
        }
        Ok(looked)
    }

    /// A member unknown to Discord has left; nothing needs doing.
    fn asked<T>(
        &self,
        book: BookId,
        member: MemberId,
        asked: serenity::Result<T>,
    ) -> Result<T, DeliveryError> {
        let asked = asked.map_err(DeliveryError::from);
        if asked.as_ref().err().and_then(DeliveryError::refusal) == Some(DiscordRefusal::LeftTheServer) {
            self.context.bot.names.left(book, member);
        }
        asked
    }
}

async fn keep_told<'a>(
    context: &EffectContext,
    book: BookId,
    told: impl Iterator<Item = &'a str>,
) -> Result<(), DeliveryError> {
    let (ledger, owner) = (&context.bot.ledger, Owner::Book(book));
    let told: Vec<&str> = told.filter(|one| !one.is_empty()).collect();
    if told.is_empty() {
        return Ok(ledger.adapter_data().delete(owner, REPORTED_OBSTACLES).await?);
    }
    // At most ten rewards exist, so this fits unless the rewards were replaced very often.
    match AdapterValue::new(owner, REPORTED_OBSTACLES, &told.join(",")) {
        Ok(kept) => Ok(ledger.adapter_data().put([kept]).await?),
        Err(_) => Ok(ledger.adapter_data().delete(owner, REPORTED_OBSTACLES).await?),
    }
}
