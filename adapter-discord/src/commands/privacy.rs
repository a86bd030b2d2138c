//! `privacy`: what is kept about somebody, all of it as a file, being forgotten, and whether they get direct messages.

use ledger_core::{Command, Points, Refusal};
use ledger_store::Ledger;
use poise::BoxFuture;
use poise::serenity_prelude as serenity;
use serenity::{ButtonStyle, CreateActionRow, CreateAttachment, CreateButton};

use crate::answer::Answer;
use crate::ask::{Ask, Context};
use crate::book_settings::DirectMessages;
use crate::custom_id::CustomId;
use crate::look::{Meaning, Sheet};
use crate::my_data;
use crate::presses::Press;
use crate::trouble::Trouble;
use crate::way::Privacy;
use crate::wishes::{self, Door, Messages};

/// The first word of its buttons.
pub const BUTTON: &str = "privacy";

/// The name of the file.
const FILE: &str = "my-data.json";

/// Says what is kept.
#[poise::command(slash_command, prefix_command, ephemeral)]
pub async fn privacy(ctx: Context<'_>) -> Result<(), Trouble> {
    let mut ask = Ask::begin(ctx, Privacy::Private).await?;
    let answer = overview(&ask).await?;
    ask.answer(answer).await
}

/// Answers one of the buttons.
pub fn pressed(press: &mut Press) -> BoxFuture<'_, Result<(), Trouble>> {
    Box::pin(async move {
        let button = press.id.part::<String>(0)?;
        let ask = press.begin().await?;
        let answer = match button.as_str() {
            "data" => return send_data(ask).await,
            "forget" => warning(ask),
            "forget-me" => forget(ask).await?,
            "keep-me" => Answer::line(ask.say("answer-cancelled")),
            "on" => wish(ask, Messages::Wanted).await?,
            "off" => wish(ask, Messages::Unwanted).await?,
            _ => return Err(Trouble::say("answer-unknown-button")),
        };
        ask.answer(answer).await
    })
}

async fn overview(ask: &Ask) -> Result<Answer, Trouble> {
    let mut sheet =
        Sheet::new(Meaning::Neutral).title(ask.say("privacy-title")).line(ask.say("privacy-text"));
    let mut buttons = vec![
        button(ask, "data", "button-my-data", ButtonStyle::Primary),
        button(ask, "forget", "button-forget-me", ButtonStyle::Danger),
    ];
    let member = ask.member;
    let read = move |ledger: &Ledger, book| {
        Ok((wishes::messages(ledger, book, member)?, wishes::door(ledger, book, member)?))
    };
    let (line, switch) = match (ask.settings.direct_messages, ask.look_up(read).await?) {
        (DirectMessages::Off, _) => ("privacy-messages-server-off", None),
        (DirectMessages::On, (Messages::Wanted, Door::Open)) => {
            ("privacy-messages-on", Some(("off", "button-messages-off")))
        }
        // Whoever wants them has the door tried again.
        (DirectMessages::On, (Messages::Wanted, Door::Closed)) => {
            ("privacy-messages-closed", Some(("on", "button-messages-again")))
        }
        (DirectMessages::On, (Messages::Unwanted, _)) => {
            ("privacy-messages-off", Some(("on", "button-messages-on")))
        }
    };
    sheet = sheet.line("").line(ask.say(line));
    buttons.extend(switch.map(|(name, line)| button(ask, name, line, ButtonStyle::Secondary)));
    Ok(Answer::sheet(sheet).row(CreateActionRow::Buttons(buttons)))
}

async fn send_data(ask: &mut Ask) -> Result<(), Trouble> {
    let member = ask.member;
    let file = ask.look_up(move |ledger, book| my_data::file(ledger, book, member)).await?;
    let Some(file) = file else {
        return ask.add(Answer::line(ask.say("privacy-nothing")), Privacy::Private).await;
    };
    let answer = Answer::line(ask.say("privacy-file")).file(CreateAttachment::bytes(file, FILE));
    if ask.is_private() {
        return ask.add(answer, Privacy::Private).await;
    }
    // The buttons stand in a channel: the file must not.
    ask.tell_privately(answer).await
}

fn warning(ask: &Ask) -> Answer {
    let (balance, achievements) = ask.read(|book| {
        let account = book.member(ask.member).map(|(_, account)| account);
        account.map_or((Points::ZERO, 0), |account| (account.balance.points, account.achievements().count()))
    });
    let warning = ask.say_with(
        "privacy-forget-warning",
        &[("balance", ask.amount(balance).into()), ("achievements", achievements.into())],
    );
    let sheet = Sheet::new(Meaning::Warning).title(ask.say("privacy-forget-title")).line(warning);
    Answer::sheet(sheet).row(CreateActionRow::Buttons(vec![
        button(ask, "forget-me", "button-forget-me", ButtonStyle::Danger),
        button(ask, "keep-me", "button-cancel", ButtonStyle::Secondary),
    ]))
}

async fn forget(ask: &Ask) -> Result<Answer, Trouble> {
    match ask.submit(Command::ForgetMember { member: ask.member }).await {
        Ok(_) => {}
        // Without an account there are only names and wishes.
        Err(Trouble::Refused(Refusal::UnknownMember { .. })) => {
            let (ledger, book, member) = (ask.bot.ledger.clone(), ask.book, ask.member);
            let erasing =
                tokio::task::spawn_blocking(move || ledger.adapter_data().delete_member(book, member));
            erasing.await.map_err(|broke_off| Trouble::fault(broke_off.to_string()))??;
        }
        Err(trouble) => return Err(trouble),
    }
    ask.bot.people.forget(ask.book, ask.member);
    Ok(Answer::line(match ask.bot.ledger.erasure_pending() {
        true => ask.say("privacy-forgotten-pending"),
        false => ask.say("privacy-forgotten"),
    }))
}

async fn wish(ask: &Ask, messages: Messages) -> Result<Answer, Trouble> {
    wishes::wish(&ask.bot.ledger, ask.book, ask.member, messages).await?;
    overview(ask).await
}

fn button(ask: &Ask, name: &str, line: &str, style: ButtonStyle) -> CreateButton {
    let id = CustomId::new(BUTTON, ask.member).with(name);
    CreateButton::new(id.written()).label(ask.say(line)).style(style)
}
