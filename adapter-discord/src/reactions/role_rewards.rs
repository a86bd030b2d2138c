//! Roles that come with points: given when a member has enough, taken back below it where the server wants that.
//! What counts is what the member has now, so many changes at once are looked at once. What a change of the rewards
//! themselves brings is in `reactions/catching_up.rs`.

use std::collections::HashMap;
use std::time::{Duration, Instant};

use ledger_core::{AccountNo, Book, BookId, Event, MemberId, Points, Position, Recorded};
use ledger_store::{AdapterKey, AdapterValue, Delivery, Outbox, Owner, Planned};
use poise::serenity_prelude as serenity;
use serenity::{RoleId, UserId};
use tokio::sync::Mutex;

use super::obstacle::{self, Obstacle};
use super::post::Post;
use super::reach::{Reach, server};
use super::runner::{React, patient};
use super::undone::{Refusal, Undone};
use crate::book_settings::{self, BookSettings, ROLE_REWARDS};
use crate::due_roles::DueRoles;
use crate::look::{Meaning, Sheet};

/// Under this name it is kept which obstacles the log channel was told of: `77:too_high,88:gone`.
const TOLD: AdapterKey = AdapterKey::new("discord.reward_obstacles");

/// How many members are looked at at the same time.
const AT_ONCE: usize = 8;

/// For how long a role is not tried again that could not be given: refused calls count against the bot.
const LEFT_ALONE: Duration = Duration::from_secs(60);

/// The most members of whom it is remembered up to where they were looked at.
const MAX_SETTLED: usize = 10_000;

/// What is to be done because a member's points changed.
const LOOK_AT_ONE: &str = "look_at_roles";

/// What is to be done because the rewards changed.
const LOOK_AT_ALL: &str = "look_at_everybody";

/// Gives and takes roles.
pub struct RoleRewards {
    pub(super) reach: Reach,
    memory: Mutex<Memory>,
}

#[derive(Default)]
struct Memory {
    /// Up to which position everything was looked at.
    settled: HashMap<(BookId, AccountNo), Position>,
    /// What could not be given a moment ago.
    left_alone: HashMap<(BookId, RoleId), (Obstacle, Instant)>,
}

/// What came of looking at a member.
#[derive(Debug, Default)]
pub(super) struct Looked {
    /// Roles that were given.
    pub given: u32,
    /// Roles that were taken back.
    pub taken: u32,
    /// What stood in the way, in a word for admins.
    pub in_the_way: Option<String>,
}

impl RoleRewards {
    /// Gives and takes them by these means.
    pub fn new(reach: Reach) -> RoleRewards {
        RoleRewards { reach, memory: Mutex::default() }
    }

    /// Gives or takes one role; `Some` if something stands in the way.
    async fn change(
        &self,
        delivery: &Delivery,
        member: MemberId,
        role: RoleId,
        change: Change,
        from: Points,
    ) -> Result<Option<Obstacle>, Undone> {
        let book = delivery.book();
        if let Some(obstacle) = self.known_obstacle(book, role).await {
            return Ok(Some(obstacle));
        }
        let (http, guild, user) = (&self.reach.http, server(book), UserId::new(member.number()));
        let reason = Some("Tallybook: role reward");
        let done = match change {
            Change::Give => http.add_member_role(guild, user, role, reason).await,
            Change::Take => http.remove_member_role(guild, user, role, reason).await,
        };
        let undone = match done.map_err(Undone::from) {
            Ok(()) => {
                self.works_again(book, role).await?;
                self.tell_of(delivery, role, change, from).await;
                return Ok(None);
            }
            Err(undone) => undone,
        };
        if !matches!(undone.refusal(), Some(Refusal::Permission | Refusal::Gone)) {
            return Err(undone);
        }
        // Discord's own answer does not say which it is. Where nothing is found, it was mended meanwhile.
        match obstacle::in_the_way(http, guild, role).await? {
            None => Err(Undone::Later { why: "the role could not be given a moment ago".to_owned() }),
            Some(obstacle) => {
                self.stands_in_the_way(book, role, obstacle, from).await?;
                Ok(Some(obstacle))
            }
        }
    }

    async fn known_obstacle(&self, book: BookId, role: RoleId) -> Option<Obstacle> {
        let mut memory = self.memory.lock().await;
        memory.left_alone.retain(|_, (_, until)| *until > Instant::now());
        memory.left_alone.get(&(book, role)).map(|(obstacle, _)| *obstacle)
    }

    /// Remembers it for a moment, and says it once.
    async fn stands_in_the_way(
        &self,
        book: BookId,
        role: RoleId,
        obstacle: Obstacle,
        from: Points,
    ) -> Result<(), Undone> {
        let (reach, ledger) = (&self.reach, &self.reach.bot.ledger);
        let mut memory = self.memory.lock().await;
        memory.left_alone.insert((book, role), (obstacle, Instant::now() + LEFT_ALONE));
        let told = ledger.adapter_data().get(Owner::Book(book), TOLD)?.unwrap_or_default();
        let this = format!("{role}:{}", obstacle.word());
        if told.split(',').any(|one| one == this) {
            return Ok(());
        }
        let (voice, currency) = (reach.voice(book), reach.currency(book));
        let said = obstacle.said(voice, role, &currency.amount(voice, from));
        log::warn!("in the server {book} the role {role} cannot be given: {}", obstacle.word());
        let Some(channel) = reach.log_channel(book) else { return Ok(()) };
        let post = Post::named(&format!("obstacle {book} {this}"));
        if let Err(error) = post.send(&reach.http, channel, Sheet::new(Meaning::Warning).line(said)).await {
            log::warn!("the log channel of {book} is not told of it: {error:?}");
            return Ok(());
        }
        let others = told.split(',').filter(|one| !one.is_empty() && !one.starts_with(&format!("{role}:")));
        keep_told(reach, book, others.chain([this.as_str()])).await
    }

    /// It can be given: if it breaks again, that is news.
    async fn works_again(&self, book: BookId, role: RoleId) -> Result<(), Undone> {
        let Some(told) = self.reach.bot.ledger.adapter_data().get(Owner::Book(book), TOLD)? else {
            return Ok(());
        };
        let this = format!("{role}:");
        if !told.split(',').any(|one| one.starts_with(&this)) {
            return Ok(());
        }
        keep_told(&self.reach, book, told.split(',').filter(|one| !one.starts_with(&this))).await
    }

    /// Tells the log channel. The role is what counts: if it cannot be told, it is given all the same.
    async fn tell_of(&self, delivery: &Delivery, role: RoleId, change: Change, from: Points) {
        let (reach, book) = (&self.reach, delivery.book());
        let (Some(channel), Some(account)) = (reach.log_channel(book), delivery.account()) else { return };
        let (voice, currency) = (reach.voice(book), reach.currency(book));
        let values = [
            ("member", reach.name(book, account).into()),
            ("role", format!("<@&{role}>").into()),
            ("amount", currency.amount(voice, from).into()),
        ];
        let said = match change {
            Change::Give => voice.say_with("reward-given", &values),
            Change::Take => voice.say_with("reward-taken", &values[..2]),
        };
        let post = Post::named(&format!("{} {role}", delivery.nonce()));
        if let Err(error) = post.send(&reach.http, channel, Sheet::new(Meaning::Good).line(said)).await {
            log::warn!("the log channel of {book} is not told that a role changed: {error:?}");
        }
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Change {
    Give,
    Take,
}

impl React for RoleRewards {
    const REACTION: Outbox = patient("discord.roles").at_once(AT_ONCE);

    fn plan(recorded: &Recorded, book: &Book) -> Vec<Planned> {
        if let Event::SettingsChanged { changes, .. } = &recorded.event {
            let is_about_them = changes.iter().any(|change| change.name.as_str() == ROLE_REWARDS);
            return if is_about_them { vec![Planned::new(LOOK_AT_ALL)] } else { Vec::new() };
        }
        let sides = recorded.event.sides();
        if sides.amount == Points::ZERO || !book_settings::has_role_rewards(book.settings()) {
            return Vec::new();
        }
        sides.accounts().map(|account| Planned::new(LOOK_AT_ONE).to(account)).collect()
    }

    async fn perform(&self, delivery: &Delivery) -> Result<(), Undone> {
        if delivery.action() == LOOK_AT_ALL {
            return self.catch_up(delivery).await;
        }
        let (reach, book) = (&self.reach, delivery.book());
        let Some(account) = delivery.account() else { return Ok(()) };
        let settled = self.memory.lock().await.settled.get(&(book, account)).copied();
        if settled.is_some_and(|settled| settled >= delivery.position()) {
            return Ok(());
        }
        // Before the balance is read: what comes in between is looked at again.
        let head = reach.bot.ledger.head();
        if let Some(why) = self.look_at(delivery, account).await?.in_the_way {
            return Err(Undone::never(Refusal::Permission, &why));
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
    /// Gives a member what they should have, and takes what they should not.
    pub(super) async fn look_at(&self, delivery: &Delivery, account: AccountNo) -> Result<Looked, Undone> {
        let (reach, book) = (&self.reach, delivery.book());
        let mut looked = Looked::default();
        let found = reach.bot.ledger.read(book, |book| {
            let found = book.account(account)?;
            Some((found.member?, DueRoles::of(&BookSettings::of(book.settings()).role_rewards, found)))
        });
        let Some((member, due)) = found.filter(|(_, due)| *due != DueRoles::default()) else {
            return Ok(looked);
        };
        let user = UserId::new(member.number());
        let has = self.asked(book, member, reach.http.get_member(server(book), user).await)?.roles;
        let give = due.give.iter().filter(|(role, _)| !has.contains(role)).map(|one| (one, Change::Give));
        let take = due.take.iter().filter(|(role, _)| has.contains(role)).map(|one| (one, Change::Take));
        for ((role, from), change) in give.chain(take) {
            match (self.change(delivery, member, *role, change, *from).await?, change) {
                (None, Change::Give) => looked.given += 1,
                (None, Change::Take) => looked.taken += 1,
                (Some(obstacle), _) => {
                    let why = || format!("the role {role}: {}", obstacle.word());
                    looked.in_the_way = looked.in_the_way.or_else(|| Some(why()));
                }
            }
        }
        Ok(looked)
    }

    /// Whoever is not there any more is known to have left.
    fn asked<T>(&self, book: BookId, member: MemberId, asked: serenity::Result<T>) -> Result<T, Undone> {
        let asked = asked.map_err(Undone::from);
        if asked.as_ref().err().and_then(Undone::refusal) == Some(Refusal::LeftTheServer) {
            self.reach.bot.people.left(book, member);
        }
        asked
    }
}

async fn keep_told<'a>(
    reach: &Reach,
    book: BookId,
    told: impl Iterator<Item = &'a str>,
) -> Result<(), Undone> {
    let (ledger, owner) = (&reach.bot.ledger, Owner::Book(book));
    let told: Vec<&str> = told.filter(|one| !one.is_empty()).collect();
    if told.is_empty() {
        return Ok(ledger.adapter_data().delete(owner, TOLD).await?);
    }
    // At most ten rewards: short of what is kept at most by far, unless they were changed a hundred times.
    match AdapterValue::new(owner, TOLD, &told.join(",")) {
        Ok(kept) => Ok(ledger.adapter_data().put([kept]).await?),
        Err(_) => Ok(ledger.adapter_data().delete(owner, TOLD).await?),
    }
}
