//! Members who come back: their roles are gone, and nothing happens to their points. When one is seen who joined after
//! the last change of their points, the roles that came with the message are compared with those that are due; Discord is
//! asked only where one is missing, and once for each time that a member joined.

use std::collections::HashMap;
use std::sync::{Arc, PoisonError, RwLock};

use ledger_core::{BookId, MemberId, Timestamp};
use poise::serenity_prelude as serenity;
use serenity::RoleId;

use crate::app::Bot;
use crate::effects::context::EffectContext;
use crate::effects::delivery_error::DeliveryError;
use crate::effects::role_rewards::{Cause, RoleRewards};
use crate::queries::due_roles::{DueRoles, Rewards};

/// The clocks of Discord and of this machine may differ by as much.
const LEEWAY_SECONDS: i64 = 60;

/// The most members in memory. Beyond that, all are dropped and compared again.
const MAX_HELD: usize = 100_000;

/// The members who were looked at, each with the time at which they joined.
#[derive(Default)]
pub(crate) struct Returning {
    looked_at: Arc<LookedAt>,
}

type LookedAt = RwLock<HashMap<(BookId, MemberId), i64>>;

/// A member of a server as a message or an interaction describes them.
pub(super) struct SeenMember<'a> {
    pub(super) book: BookId,
    pub(super) member: MemberId,
    pub(super) joined_at: Option<serenity::Timestamp>,
    pub(super) roles: &'a [RoleId],
}

impl Returning {
    /// A member with points was seen in a server that gives roles for them. Cheap for a member who was seen before.
    pub(super) fn seen(&self, bot: &Arc<Bot>, context: &serenity::Context, seen: &SeenMember<'_>) {
        let SeenMember { book, member, joined_at: Some(joined_at), roles } = *seen else { return };
        let joined_at = joined_at.unix_timestamp();
        if self.is_known(book, member, joined_at) || !self.is_new(book, member, joined_at) {
            return;
        }
        let due = bot.ledger.read(book, |book| {
            let (no, account) = book.member(member)?;
            let joined = Timestamp::from_micros(joined_at.saturating_mul(1_000_000));
            let is_back = joined.plus_seconds(LEEWAY_SECONDS) > account.last_at;
            let due = DueRoles::of(&Rewards::of(book.settings()), account);
            (is_back && due.differs_from(roles)).then_some(no)
        });
        let Some(account) = due else { return };
        let context = EffectContext {
            bot: Arc::clone(bot),
            http: Arc::clone(&context.http),
            cache: Arc::clone(&context.cache),
        };
        let looked_at = Arc::clone(&self.looked_at);
        tokio::spawn(async move {
            let nonce = format!("back {member} {joined_at}");
            let cause = Cause { book, nonce: &nonce, told_apart: Some(account) };
            let Err(error) = RoleRewards::new(context).look_at(&cause, account).await else { return };
            log::warn!("the roles of a member who came back to {book} are not looked at: {error:?}");
            if matches!(error, DeliveryError::Later { .. }) {
                // Discord did not answer: the next message tries again.
                looked_at.write().unwrap_or_else(PoisonError::into_inner).remove(&(book, member));
            }
        });
    }

    fn is_known(&self, book: BookId, member: MemberId, joined_at: i64) -> bool {
        let looked_at = self.looked_at.read().unwrap_or_else(PoisonError::into_inner);
        looked_at.get(&(book, member)) == Some(&joined_at)
    }

    /// Remembers the member; `false` if another message came first.
    fn is_new(&self, book: BookId, member: MemberId, joined_at: i64) -> bool {
        let mut looked_at = self.looked_at.write().unwrap_or_else(PoisonError::into_inner);
        if looked_at.len() >= MAX_HELD {
            looked_at.clear();
        }
        looked_at.insert((book, member), joined_at) != Some(joined_at)
    }
}
