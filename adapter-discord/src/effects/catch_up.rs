//! Applies a change of the role rewards to all members concerned, one after another, in the background. The progress is
//! stored, so that a restart continues there.

use ledger_core::{AccountNo, BookId, Position};
use ledger_store::{AdapterKey, AdapterValue, Delivery, Ledger, Owner, ReadError};

use super::context::EffectContext;
use super::delivery_error::{DeliveryError, DiscordRefusal};
use super::role_rewards::{Cause, Looked, RoleRewards};
use super::send_once::SendOnce;
use crate::queries::due_roles::{Rewards, touched};
use crate::render::{Embed, Tone};
use crate::settings::role_reward::{Ladder, RoleReward};

/// The rewards that every member's roles agree with.
const CAUGHT_UP: AdapterKey = AdapterKey::new("discord.rewards_caught_up");

/// The progress of the current pass, such as `12 340 5 1`: the entry, the next account, roles given, roles taken.
const ON_THE_WAY: AdapterKey = AdapterKey::new("discord.rewards_on_the_way");

/// Stands in front of the rewards of a ladder that keeps the highest role. Versions without ladders cannot read it, and
/// check all members.
const HIGHEST: &str = "highest:";

/// Members between two writes of the progress.
const STRIDE: usize = 25;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Progress {
    /// The entry that changed the rewards.
    because_of: Position,
    /// The next account.
    next: AccountNo,
    changed: Changed,
}

/// How many roles were given and taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct Changed {
    pub given: u32,
    pub taken: u32,
}

impl Changed {
    pub(super) fn add(&mut self, looked: &Looked) {
        self.given = self.given.saturating_add(looked.given);
        self.taken = self.taken.saturating_add(looked.taken);
    }
}

/// The rewards that every member's roles agree with.
///
/// # Errors
/// When the ledger cannot be read.
pub(crate) fn caught_up_with(ledger: &Ledger, book: BookId) -> Result<Rewards, ReadError> {
    let kept = ledger.adapter_data().get(Owner::Book(book), CAUGHT_UP)?.unwrap_or_default();
    let (ladder, list) = match kept.strip_prefix(HIGHEST) {
        Some(list) => (Ladder::Highest, list),
        None => (Ladder::All, kept.as_str()),
    };
    // A value that cannot be read was written by another version; then check all members.
    Ok(RoleReward::list(list).map_or_else(|_| Rewards::default(), |list| Rewards { list, ladder }))
}

fn written(rewards: &Rewards) -> String {
    let list = RoleReward::written(&rewards.list);
    match rewards.ladder {
        Ladder::All => list,
        Ladder::Highest => format!("{HIGHEST}{list}"),
    }
}

impl RoleRewards {
    /// Checks every member whose roles may differ under the current rewards. The log channel gets one line for all of
    /// them.
    pub(super) async fn catch_up(&self, delivery: &Delivery) -> Result<(), DeliveryError> {
        let (context, book) = (&self.context, delivery.book());
        let (ledger, owner) = (&context.bot.ledger, Owner::Book(book));
        let before = caught_up_with(ledger, book)?;
        let now = ledger.read(book, |book| Rewards::of(book.settings()));
        let nonce = delivery.nonce();
        let cause = Cause { book, nonce: &nonce, told_apart: None };
        let mut progress =
            Progress::begun(ledger.adapter_data().get(owner, ON_THE_WAY)?.as_deref(), delivery.position());
        let mut in_the_way = None;
        loop {
            let next: Vec<_> =
                ledger.read(book, |book| touched(book, &before, &now, progress.next).take(STRIDE).collect());
            let Some((last, _)) = next.last().copied() else { break };
            for (account, _) in next {
                match self.look_at(&cause, account).await {
                    Ok(looked) => {
                        progress.changed.add(&looked);
                        in_the_way = in_the_way.or_else(|| looked.why_not());
                    }
                    Err(DeliveryError::Never { refusal: DiscordRefusal::LeftTheServer, .. }) => {}
                    Err(undone) => return Err(undone),
                }
            }
            progress.next = AccountNo(last.0.saturating_add(1));
            ledger.adapter_data().put([progress.kept(book)]).await?;
        }
        ledger.adapter_data().delete(owner, ON_THE_WAY).await?;
        tell_of_all(context, book, &nonce, progress.changed).await;
        if let Some(why) = in_the_way {
            // Members who could not get their role are checked again at the next change of the rewards, or when this
            // delivery is retried.
            return Err(DeliveryError::never(DiscordRefusal::Permission, &why));
        }
        match AdapterValue::new(owner, CAUGHT_UP, &written(&now)) {
            Ok(kept) => Ok(ledger.adapter_data().put([kept]).await?),
            Err(invalid) => Err(DeliveryError::never(DiscordRefusal::Other, &invalid.to_string())),
        }
    }
}

/// Tells the log channel how many roles were given and taken. The roles matter more than the message: they stay even if
/// it cannot be sent.
pub(super) async fn tell_of_all(context: &EffectContext, book: BookId, nonce: &str, changed: Changed) {
    let Some(channel) = context.log_channel(book) else { return };
    if changed == Changed::default() {
        return;
    }
    let numbers = [("given", changed.given.into()), ("taken", changed.taken.into())];
    let said = context.voice(book).say_with("reward-caught-up", &numbers);
    let post = SendOnce::named(&format!("{nonce} caught up"));
    if let Err(error) = post.send(&context.http, channel, Embed::new(Tone::Good).line(said)).await {
        log::warn!("the log channel of {book} is not told how many roles were given: {error:?}");
    }
}

impl Progress {
    /// Continues the stored progress if it belongs to the same entry.
    fn begun(kept: Option<&str>, because_of: Position) -> Progress {
        let from_the_start = Progress { because_of, next: AccountNo(1), changed: Changed::default() };
        let read = kept.and_then(Progress::read);
        read.filter(|progress| progress.because_of == because_of).unwrap_or(from_the_start)
    }

    fn read(text: &str) -> Option<Progress> {
        let mut numbers = text.split(' ');
        let because_of = numbers.next()?.parse().ok()?;
        let mut number = || numbers.next()?.parse::<u32>().ok();
        let next = AccountNo(number()?);
        Some(Progress { because_of, next, changed: Changed { given: number()?, taken: number()? } })
    }

    fn kept(self, book: BookId) -> AdapterValue {
        let Progress { because_of, next, changed: Changed { given, taken } } = self;
        let text = format!("{because_of} {} {given} {taken}", next.0);
        AdapterValue::new(Owner::Book(book), ON_THE_WAY, &text)
            .expect("four numbers are not too long to be kept")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_goes_on_where_it_was_and_begins_anew_for_another_entry() {
        let progress = Progress {
            because_of: Position(12),
            next: AccountNo(340),
            changed: Changed { given: 5, taken: 1 },
        };
        let kept = progress.kept(BookId::new(1).unwrap());
        assert_eq!(Progress::begun(Some(kept.value()), Position(12)), progress);
        let anew = Progress { because_of: Position(13), next: AccountNo(1), changed: Changed::default() };
        for kept in [Some(kept.value()), Some("13 x"), None] {
            assert_eq!(Progress::begun(kept, Position(13)), anew);
        }
    }

    #[test]
    fn rewards_and_ladder_are_read_as_they_are_stored() {
        let list = RoleReward::list("balance>=5:7,earned>=9:8:take_back").unwrap();
        for ladder in [Ladder::All, Ladder::Highest] {
            let folder = tempfile::tempdir().unwrap();
            let ledger = Ledger::open(folder.path().join("points.db")).unwrap();
            let book = BookId::new(1).unwrap();
            assert_eq!(caught_up_with(&ledger, book).unwrap(), Rewards::default());
            let rewards = Rewards { list: list.clone(), ladder };
            let value = AdapterValue::new(Owner::Book(book), CAUGHT_UP, &written(&rewards)).unwrap();
            ledger.adapter_data().put([value]).wait().unwrap();
            assert_eq!(caught_up_with(&ledger, book).unwrap(), rewards);
        }
    }
}
