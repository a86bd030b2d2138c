//! `grant-role`: gives points to all members with a role, in one batch, after a preview with their number.

use ledger_core::{Amount, Command, MAX_BATCH, MemberId, Points, Reason, Refusal};
use ledger_store::{Outcome, Request};
use poise::BoxFuture;
use poise::serenity_prelude as serenity;
use serenity::{RoleId, UserId};

use crate::app::names;
use crate::invocation::amount::AmountArgument;
use crate::invocation::arguments::RoleArgument;
use crate::invocation::change::{ChangeReport, mention};
use crate::invocation::components::ComponentEvent;
use crate::invocation::confirm::{self, Confirmed};
use crate::invocation::custom_id::CustomId;
use crate::invocation::silent::Silence;
use crate::invocation::{Context, Invocation, key_of, reason};
use crate::render::{self, Embed, Tone};
use crate::reply;
use crate::reply::answer::Answer;
use crate::reply::error::CommandError;

/// Short, because the button's id carries much more.
pub(super) const BUTTON: &str = "role";

/// Two groups have the same mark with a chance of one in sixty million.
const MARK_DIGITS: usize = 5;

/// Discord's limit for one request.
const LISTED_AT_ONCE: u64 = 1_000;

/// Gives points to all members with a role.
#[poise::command(slash_command, prefix_command, rename = "grant-role")]
pub(crate) async fn grant_role(
    ctx: Context<'_>,
    role: RoleArgument,
    #[autocomplete = "crate::invocation::autocomplete::amounts"] amount: AmountArgument,
    silent: Option<Silence>,
    #[rest]
    #[autocomplete = "crate::invocation::autocomplete::reasons"]
    reason: String,
) -> Result<(), CommandError> {
    let amount = amount.read(ctx).await?.amount()?;
    let mut invocation = Invocation::begin_with_silence(ctx, silent).await?;
    let (RoleArgument(role), reason) = (role, Reason::new(reason::unmarked(ctx, &reason))?);
    let plan = RoleGrant { role, amount, id: invocation.id(), reason };
    let members = holders(&mut invocation, role).await?;
    let question = question(&invocation, &plan, &members).await?;
    invocation.answer(question).await
}

/// Continues after the confirmation.
pub(super) fn pressed(event: &mut ComponentEvent) -> BoxFuture<'_, Result<(), CommandError>> {
    Box::pin(async move {
        let confirmed = confirm::answered(event)?;
        let plan = RoleGrant {
            role: RoleId::new(event.id.part::<u64>(1)?.max(1)),
            amount: event.id.part(2)?,
            id: event.id.part(3)?,
            reason: confirm::reason(event)?,
        };
        event.invocation.silence = event.id.part(5)?;
        let shown = event.id.part::<String>(4)?;
        let invocation = event.begin().await?;
        if confirmed == Confirmed::No {
            let cancelled = Answer::line(invocation.say("answer-cancelled"));
            return invocation.answer(cancelled).await;
        }
        let members = holders(invocation, plan.role).await?;
        if mark_of(&members) != shown {
            // The members have changed since the preview, so ask again.
            let question = question(invocation, &plan, &members).await?;
            return invocation.answer(question).await;
        }
        let done = grant_all(invocation, &plan, &members).await?;
        invocation.answer(done).await
    })
}

struct RoleGrant {
    role: RoleId,
    amount: Amount,
    /// Part of the request key: however often the button is pressed, the points are granted once.
    id: u64,
    reason: Reason,
}

impl RoleGrant {
    fn command(&self, members: &[MemberId]) -> Command {
        let grant = |member: &MemberId| Command::Grant {
            member: *member,
            amount: self.amount,
            reason: self.reason.clone(),
        };
        Command::Batch(members.iter().map(grant).collect())
    }

    fn total(&self, members: &[MemberId]) -> Result<Points, Refusal> {
        let count = i64::try_from(members.len()).map_err(|_| Refusal::Overflow)?;
        self.amount.points().0.checked_mul(count).map(Points).ok_or(Refusal::Overflow)
    }

    fn id_of(&self, invocation: &Invocation, answer: &str, members: &[MemberId]) -> CustomId {
        CustomId::new(BUTTON, invocation.member)
            .with(answer)
            .with(self.role)
            .with(self.amount.points().0)
            .with(self.id)
            .with(mark_of(members))
            .with(invocation.silence.word())
    }
}

async fn question(
    invocation: &Invocation,
    plan: &RoleGrant,
    members: &[MemberId],
) -> Result<Answer, CommandError> {
    let role = format!("<@&{}>", plan.role);
    if members.is_empty() {
        let embed = Embed::new(Tone::Neutral)
            .line(invocation.say_with("grant-role-no-member", &[("role", role.into())]));
        return Ok(Answer::embed(embed));
    }
    if members.len() > MAX_BATCH {
        let numbers = [("members", members.len().into()), ("limit", MAX_BATCH.into())];
        return Err(CommandError::say_with("grant-role-too-many", numbers));
    }
    let request = Request::new(invocation.book, plan.command(members)).asker(invocation.asker());
    // A preview of so many members takes a while, so it runs on a blocking thread.
    let outcome = invocation.look_up(move |ledger, _| ledger.preview(&request)).await?;
    if let Outcome::Refused(refusal) = outcome {
        return Err(because_of(invocation, members, refusal));
    }
    let values = [
        ("members", members.len().into()),
        ("role", role.into()),
        ("amount", invocation.amount(plan.amount.points()).into()),
        ("total", invocation.amount(plan.total(members)?).into()),
    ];
    let embed = Embed::new(Tone::Warning)
        .title(invocation.say("grant-role-preview-title"))
        .line(invocation.say_with("grant-role-preview", &values));
    Ok(confirm::question(invocation, embed, plan.reason.as_str(), |answer| {
        plan.id_of(invocation, answer, members)
    }))
}

/// Identifies these members in a button: when one leaves and another joins, the number stays the same, but not the
/// mark.
fn mark_of(members: &[MemberId]) -> String {
    // FNV-1a, short enough for a button. It only has to be the same after a restart.
    let bytes = members.iter().flat_map(|member| member.number().to_le_bytes());
    let hash = bytes
        .fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x100_0000_01b3));
    let digits = std::iter::successors(Some(hash), |rest| Some(rest / 36)).take(MARK_DIGITS);
    let digit = |rest: u64| u32::try_from(rest % 36).ok().and_then(|digit| char::from_digit(digit, 36));
    digits.filter_map(digit).collect()
}

async fn grant_all(
    invocation: &Invocation,
    plan: &RoleGrant,
    members: &[MemberId],
) -> Result<Answer, CommandError> {
    let receipt = match invocation.submit_with_key(plan.command(members), key_of(plan.id, "")).await? {
        Outcome::Applied(receipt) | Outcome::AlreadyApplied(receipt) => receipt,
        // The role has other members now than when the points were granted.
        Outcome::Refused(Refusal::KeyReused { .. }) => {
            return Ok(Answer::line(invocation.say("change-repeated")));
        }
        Outcome::Refused(refusal) => return Err(because_of(invocation, members, refusal)),
    };
    let values = [
        ("members", members.len().into()),
        ("role", format!("<@&{}>", plan.role).into()),
        ("amount", invocation.amount(plan.amount.points()).into()),
        ("total", invocation.amount(plan.total(members)?).into()),
    ];
    let change = ChangeReport {
        title: invocation.say("grant-role-title"),
        said: invocation.say_with("grant-role-done", &values),
        reason: &plan.reason,
        balance: None,
        entry: receipt.position,
    };
    Ok(Answer::embed(change.embed(invocation)))
}

/// Names the member that caused the refusal of the batch, instead of the number in the batch.
fn because_of(invocation: &Invocation, members: &[MemberId], refusal: Refusal) -> CommandError {
    let Refusal::InBatch { index, refusal } = &refusal else { return refusal.into() };
    let Some(member) = members.get(*index) else { return (**refusal).clone().into() };
    let why = render::refusal(invocation.voice(), refusal, &invocation.currency);
    CommandError::say_with(
        "grant-role-refused",
        [("member", mention(*member).into()), ("refusal", why.into())],
    )
}

/// All members with a role except bots, sorted by id.
async fn holders(invocation: &mut Invocation, role: RoleId) -> Result<Vec<MemberId>, CommandError> {
    let all = invocation
        .discord
        .cache
        .guild(invocation.guild)
        .map(|guild| (guild.member_count, guild.roles.contains_key(&role)));
    if all.is_some_and(|(_, is_there)| !is_there) {
        return Err(CommandError::say("bad-role"));
    }
    let is_everybodys = role.get() == invocation.guild.get();
    let (mut found, mut looked_at, mut after) = (Vec::new(), 0, None::<UserId>);
    loop {
        let page = match invocation.guild.members(&invocation.discord, Some(LISTED_AT_ONCE), after).await {
            Ok(page) => page,
            Err(error) if reply::is_forbidden(&error) => {
                let values = [("role", format!("<@&{role}>").into())];
                return Err(CommandError::say_with("grant-role-cannot-list", values));
            }
            Err(error) => return Err(error.into()),
        };
        let with_role = page.iter().filter(|member| is_everybodys || member.roles.contains(&role));
        for member in with_role.filter(|member| !member.user.bot) {
            let id = MemberId::new(member.user.id.get())?;
            let name = names::shown(&member.user, member.nick.as_deref());
            invocation.bot.names.seen(invocation.book, id, name);
            found.push(id);
        }
        looked_at += page.len() as u64;
        let last = page.last().map(|member| member.user.id);
        if page.len() < usize::try_from(LISTED_AT_ONCE).unwrap_or(usize::MAX) || last <= after {
            return Ok(found);
        }
        after = last;
        let members = all.map_or(looked_at, |(members, _)| members.max(looked_at));
        let values = [("done", looked_at.into()), ("members", members.into())];
        let line = invocation.say_with("grant-role-progress", &values);
        invocation.progress(line).await;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_largest_numbers_fit_a_button() {
        let anna = MemberId::new(i64::MAX as u64).unwrap();
        let id = CustomId::new(BUTTON, anna).with("yes").with(u64::MAX).with(i64::MAX).with(u64::MAX);
        let id = id.with(mark_of(&[anna])).with(Silence::Silent.word());
        assert!(id.written().chars().count() <= 100, "{}", id.written());
    }

    #[test]
    fn other_members_have_another_mark() {
        let of = |ids: &[u64]| mark_of(&ids.iter().map(|id| MemberId::new(*id).unwrap()).collect::<Vec<_>>());
        assert_eq!(of(&[1, 2, 3]), of(&[1, 2, 3]));
        assert_ne!(of(&[1, 2, 3]), of(&[1, 2, 4]));
        assert_ne!(of(&[1, 2, 3]), of(&[1, 2]));
        assert_eq!(of(&[]).len(), MARK_DIGITS);
    }
}
