//! `give`: some of one's own points for somebody else, with a second question where the server wants one.

use ledger_core::{Amount, Command, MemberId, Points, Reason};
use poise::BoxFuture;
use poise::serenity_prelude as serenity;
use serenity::{ButtonStyle, CreateActionRow, CreateButton};

use crate::answer::Answer;
use crate::arguments::{HowMany, Person};
use crate::ask::{Ask, Context, key_of};
use crate::change::mention;
use crate::confirm;
use crate::custom_id::CustomId;
use crate::look::{Meaning, Sheet, theirs};
use crate::presses::Press;
use crate::trouble::Trouble;
use crate::way::Privacy;

/// The first word of its buttons.
pub const BUTTON: &str = "give";

/// What the journal gives as the reason where nobody wrote a note.
const WITHOUT_NOTE: &str = "a gift";

/// Gives points to somebody.
#[poise::command(slash_command, prefix_command)]
pub async fn give(
    ctx: Context<'_>,
    member: Person,
    amount: HowMany,
    #[rest] note: Option<String>,
) -> Result<(), Trouble> {
    let mut ask = Ask::look(ctx)?;
    let HowMany(amount) = amount;
    let ask_again = ask.read(|book| {
        book.settings().transfer_confirm_above.is_some_and(|above| amount.points() > above.points())
    });
    // The question is for the giver alone; what was given is for everybody.
    let privacy = if ask_again { Privacy::Private } else { Privacy::Public };
    ask.take(ctx, privacy).await?;
    let to = ask.whose(Some(member));
    let note = note.filter(|note| !note.trim().is_empty());
    let gift = Gift::new(&ask, to.id, amount, note.as_deref())?;
    ask.preview(gift.command.clone()).await?;
    if !ask.is_here(&to).await? {
        return Err(Trouble::say("bad-member"));
    }
    if ask_again {
        let question = question(&ask, &gift, note.as_deref());
        return ask.answer(question).await;
    }
    let receipt = ask.submit(gift.command.clone()).await?;
    let done = done(&ask, &gift, note.as_deref()).footer(left(&ask, receipt.balance));
    ask.answer(Answer::sheet(done)).await
}

/// Goes on after the question.
pub fn pressed(press: &mut Press) -> BoxFuture<'_, Result<(), Trouble>> {
    Box::pin(async move {
        let button = press.id.part::<String>(0)?;
        let (to, amount, id) = (press.id.part(1)?, press.id.part(2)?, press.id.part::<u64>(3)?);
        let note = confirm::small_print(press).map(str::to_owned);
        let ask = press.begin().await?;
        if button != "yes" {
            let cancelled = Answer::line(ask.say("answer-cancelled"));
            return ask.answer(cancelled).await;
        }
        let gift = Gift::new(ask, to, amount, note.as_deref())?;
        // The key is that of the question: however often the button is pressed, it is given once.
        let receipt = ask.ask(gift.command.clone(), key_of(id, "")).await?.receipt()?;
        let done = done(ask, &gift, note.as_deref());
        let left = left(ask, receipt.balance);
        if !ask.is_private() {
            return ask.answer(Answer::sheet(done.footer(left))).await;
        }
        ask.answer(Answer::line(left)).await?;
        ask.add(Answer::sheet(done), Privacy::Public).await
    })
}

/// What is to be given.
struct Gift {
    to: MemberId,
    amount: Amount,
    command: Command,
}

impl Gift {
    fn new(ask: &Ask, to: MemberId, amount: Amount, note: Option<&str>) -> Result<Gift, Trouble> {
        let reason = Reason::new(note.unwrap_or(WITHOUT_NOTE))?;
        Ok(Gift { to, amount, command: Command::Transfer { from: ask.member, to, amount, reason } })
    }
}

fn question(ask: &Ask, gift: &Gift, note: Option<&str>) -> Answer {
    let left =
        ask.read(|book| book.balance(ask.member)).checked_sub(gift.amount.points()).unwrap_or(Points::ZERO);
    let line = ask.say_with(
        "give-confirm",
        &[
            ("amount", ask.amount(gift.amount.points()).into()),
            ("member", mention(gift.to).into()),
            ("left", ask.amount(left).into()),
        ],
    );
    let sheet = Sheet::new(Meaning::Warning).title(ask.say("give-confirm-title")).line(line);
    // The note is read from here when the button is pressed.
    let sheet = match note {
        Some(note) => sheet.footer(theirs(note)),
        None => sheet,
    };
    let button = |answer: &str, line: &str, style| {
        let id = CustomId::new(BUTTON, ask.member).with(answer).with(gift.to);
        let id = id.with(gift.amount.points().0).with(ask.id());
        CreateButton::new(id.written()).label(ask.say(line)).style(style)
    };
    Answer::sheet(sheet).row(CreateActionRow::Buttons(vec![
        button("yes", "button-confirm", ButtonStyle::Success),
        button("no", "button-cancel", ButtonStyle::Secondary),
    ]))
}

fn done(ask: &Ask, gift: &Gift, note: Option<&str>) -> Sheet {
    let line = ask.say_with(
        "give-done",
        &[
            ("giver", mention(ask.member).into()),
            ("amount", ask.amount(gift.amount.points()).into()),
            ("member", mention(gift.to).into()),
        ],
    );
    let sheet = Sheet::new(Meaning::Good).title(ask.say("give-title")).line(line);
    match note {
        Some(note) => sheet.line(theirs(note)),
        None => sheet,
    }
}

fn left(ask: &Ask, balance: Points) -> String {
    // Footers show every sign as it is.
    let balance = ask.currency.plain(ask.voice(), balance);
    ask.say_with("give-balance", &[("balance", balance.into())])
}
