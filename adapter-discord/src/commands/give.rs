//! `give`: gives some of a member's own points to another, after a confirmation if the server wants one.

use ledger_core::{Amount, Command, MemberId, Points, Reason};
use poise::BoxFuture;
use poise::serenity_prelude as serenity;
use serenity::{ButtonStyle, CreateActionRow, CreateButton};

use crate::invocation::amount::AmountArgument;
use crate::invocation::arguments::Person;
use crate::invocation::change::mention;
use crate::invocation::components::ComponentEvent;
use crate::invocation::custom_id::CustomId;
use crate::invocation::{Context, Invocation, confirm, key_of, reason};
use crate::render::{Embed, Tone, user_text};
use crate::reply::Privacy;
use crate::reply::answer::Answer;
use crate::reply::error::CommandError;

pub(super) const BUTTON: &str = "give";

/// The reason in the journal if the giver wrote no note.
const WITHOUT_NOTE: &str = "a gift";

/// Gives points to another member.
#[poise::command(slash_command, prefix_command)]
pub(crate) async fn give(
    ctx: Context<'_>,
    member: Person,
    #[autocomplete = "crate::invocation::autocomplete::parts_of_own"] amount: AmountArgument,
    #[rest] note: Option<String>,
) -> Result<(), CommandError> {
    let wanted = amount.read(ctx).await?;
    let mut invocation = Invocation::look(ctx)?;
    let amount = wanted.amount_of(invocation.read(|book| book.balance(invocation.member)))?;
    let ask_again = invocation.read(|book| {
        book.settings().transfer_confirm_above.is_some_and(|above| amount.points() > above.points())
    });
    // Only the giver sees the question; everyone sees the gift.
    let privacy = if ask_again { Privacy::Private } else { Privacy::Public };
    invocation.take(privacy).await?;
    let to = invocation.person_or_asker(Some(member));
    let note =
        note.map(|note| reason::unmarked(ctx, &note).to_owned()).filter(|note| !note.trim().is_empty());
    let gift = Gift::new(&invocation, to.id, amount, note.as_deref())?;
    invocation.preview(gift.command.clone()).await?;
    if !invocation.is_here(&to).await? {
        return Err(CommandError::say("bad-member"));
    }
    if ask_again {
        let question = question(&invocation, &gift, note.as_deref());
        return invocation.answer(question).await;
    }
    let receipt = invocation.submit(gift.command.clone()).await?;
    let done = done(&invocation, &gift, note.as_deref()).footer(left(&invocation, receipt.balance));
    invocation.answer(Answer::embed(done)).await
}

/// Continues after the confirmation.
pub(super) fn pressed(event: &mut ComponentEvent) -> BoxFuture<'_, Result<(), CommandError>> {
    Box::pin(async move {
        let button = event.id.part::<String>(0)?;
        let (to, amount, id) = (event.id.part(1)?, event.id.part(2)?, event.id.part::<u64>(3)?);
        let note = confirm::small_print(event).map(str::to_owned);
        let invocation = event.begin().await?;
        if button != "yes" {
            let cancelled = Answer::line(invocation.say("answer-cancelled"));
            return invocation.answer(cancelled).await;
        }
        let gift = Gift::new(invocation, to, amount, note.as_deref())?;
        // The key comes from the question, so pressing the button twice gives once.
        let receipt = invocation.submit_with_key(gift.command.clone(), key_of(id, "")).await?.receipt()?;
        let done = done(invocation, &gift, note.as_deref());
        let left = left(invocation, receipt.balance);
        if !invocation.is_private() {
            return invocation.answer(Answer::embed(done.footer(left))).await;
        }
        invocation.answer(Answer::line(left)).await?;
        invocation.add(Answer::embed(done), Privacy::Public).await
    })
}

struct Gift {
    to: MemberId,
    amount: Amount,
    command: Command,
}

impl Gift {
    fn new(
        invocation: &Invocation,
        to: MemberId,
        amount: Amount,
        note: Option<&str>,
    ) -> Result<Gift, CommandError> {
        let reason = Reason::new(note.unwrap_or(WITHOUT_NOTE))?;
        Ok(Gift { to, amount, command: Command::Transfer { from: invocation.member, to, amount, reason } })
    }
}

fn question(invocation: &Invocation, gift: &Gift, note: Option<&str>) -> Answer {
    let left = invocation
        .read(|book| book.balance(invocation.member))
        .checked_sub(gift.amount.points())
        .unwrap_or(Points::ZERO);
    let line = invocation.say_with(
        "give-confirm",
        &[
            ("amount", invocation.amount(gift.amount.points()).into()),
            ("member", mention(gift.to).into()),
            ("left", invocation.amount(left).into()),
        ],
    );
    let embed = Embed::new(Tone::Warning).title(invocation.say("give-confirm-title")).line(line);
    // The button reads the note from this embed.
    let embed = match note {
        Some(note) => embed.footer(user_text(note)),
        None => embed,
    };
    let button = |answer: &str, line: &str, style| {
        let id = CustomId::new(BUTTON, invocation.member).with(answer).with(gift.to);
        let id = id.with(gift.amount.points().0).with(invocation.id());
        CreateButton::new(id.written()).label(invocation.say(line)).style(style)
    };
    Answer::embed(embed).row(CreateActionRow::Buttons(vec![
        button("yes", "button-confirm", ButtonStyle::Success),
        button("no", "button-cancel", ButtonStyle::Secondary),
    ]))
}

fn done(invocation: &Invocation, gift: &Gift, note: Option<&str>) -> Embed {
    let line = invocation.say_with(
        "give-done",
        &[
            ("giver", mention(invocation.member).into()),
            ("amount", invocation.amount(gift.amount.points()).into()),
            ("member", mention(gift.to).into()),
        ],
    );
    let embed = Embed::new(Tone::Good).title(invocation.say("give-title")).line(line);
    match note {
        Some(note) => embed.line(invocation.words_of(note)),
        None => embed,
    }
}

fn left(invocation: &Invocation, balance: Points) -> String {
    // Footers have no markdown.
    let balance = invocation.currency.plain(invocation.voice(), balance);
    invocation.say_with("give-balance", &[("balance", balance.into())])
}
