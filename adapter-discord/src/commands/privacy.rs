//! `privacy`: what is stored about a member, the data as a file, being forgotten, and direct messages on or off.

use ledger_core::{Command, Points, Refusal};
use ledger_store::Ledger;
use poise::BoxFuture;
use poise::serenity_prelude as serenity;
use serenity::{ButtonStyle, CreateActionRow, CreateAttachment, CreateButton};

use crate::app::hidden::BoardPreference;
use crate::invocation::components::ComponentEvent;
use crate::invocation::custom_id::CustomId;
use crate::invocation::{Context, Invocation};
use crate::queries::data_export;
use crate::render::{Embed, Tone};
use crate::reply::Privacy;
use crate::reply::answer::Answer;
use crate::reply::error::CommandError;
use crate::settings::book_settings::DirectMessageSetting;
use crate::settings::preferences::{self, DirectMessageAccess, DirectMessagePreference};

pub(super) const BUTTON: &str = "privacy";

const FILE: &str = "my-data.json";

/// Shows what is stored about the member.
#[poise::command(slash_command, prefix_command, ephemeral)]
pub(crate) async fn privacy(ctx: Context<'_>) -> Result<(), CommandError> {
    let mut invocation = Invocation::begin(ctx, Privacy::Private).await?;
    let answer = overview(&invocation).await?;
    invocation.answer(answer).await
}

pub(super) fn pressed(event: &mut ComponentEvent) -> BoxFuture<'_, Result<(), CommandError>> {
    Box::pin(async move {
        let button = event.id.part::<String>(0)?;
        let invocation = event.begin().await?;
        let answer = match button.as_str() {
            "data" => return send_data(invocation).await,
            "forget" => warning(invocation),
            "forget-me" => forget(invocation).await?,
            "keep-me" => Answer::line(invocation.say("answer-cancelled")),
            "on" => wish(invocation, DirectMessagePreference::Wanted).await?,
            "off" => wish(invocation, DirectMessagePreference::Unwanted).await?,
            "hide" => choose(invocation, BoardPreference::Hidden).await?,
            "show" => choose(invocation, BoardPreference::Shown).await?,
            _ => return Err(CommandError::say("answer-unknown-button")),
        };
        invocation.answer(answer).await
    })
}

async fn overview(invocation: &Invocation) -> Result<Answer, CommandError> {
    let mut embed =
        Embed::new(Tone::Neutral).title(invocation.say("privacy-title")).line(invocation.say("privacy-text"));
    let mut buttons = vec![
        button(invocation, "data", "button-my-data", ButtonStyle::Primary),
        button(invocation, "forget", "button-forget-me", ButtonStyle::Danger),
    ];
    let member = invocation.member;
    let read = move |ledger: &Ledger, book| {
        Ok((
            preferences::direct_messages(ledger, book, member)?,
            preferences::direct_message_access(ledger, book, member)?,
        ))
    };
    let (line, switch) = match (invocation.settings.direct_messages, invocation.look_up(read).await?) {
        (DirectMessageSetting::Off, _) => ("privacy-messages-server-off", None),
        (DirectMessageSetting::On, (DirectMessagePreference::Wanted, DirectMessageAccess::Open)) => {
            ("privacy-messages-on", Some(("off", "button-messages-off")))
        }
        // The member wants messages, but Discord refused the last one: offer to try again.
        (DirectMessageSetting::On, (DirectMessagePreference::Wanted, DirectMessageAccess::Closed)) => {
            ("privacy-messages-closed", Some(("on", "button-messages-again")))
        }
        (DirectMessageSetting::On, (DirectMessagePreference::Unwanted, _)) => {
            ("privacy-messages-off", Some(("on", "button-messages-on")))
        }
    };
    embed = embed.line("").line(invocation.say(line));
    buttons.extend(switch.map(|(name, line)| button(invocation, name, line, ButtonStyle::Secondary)));
    let (line, name, label) = match invocation.bot.hidden.preference(invocation.book, member) {
        BoardPreference::Shown => ("privacy-boards-shown", "hide", "button-boards-hide"),
        BoardPreference::Hidden => ("privacy-boards-hidden", "show", "button-boards-show"),
    };
    embed = embed.line(invocation.say(line));
    buttons.push(button(invocation, name, label, ButtonStyle::Secondary));
    Ok(Answer::embed(embed).row(CreateActionRow::Buttons(buttons)))
}

async fn send_data(invocation: &mut Invocation) -> Result<(), CommandError> {
    let member = invocation.member;
    let file = invocation.look_up(move |ledger, book| data_export::file(ledger, book, member)).await?;
    let Some(file) = file else {
        return invocation.add(Answer::line(invocation.say("privacy-nothing")), Privacy::Private).await;
    };
    let answer = Answer::line(invocation.say("privacy-file")).file(CreateAttachment::bytes(file, FILE));
    if invocation.is_private() {
        return invocation.add(answer, Privacy::Private).await;
    }
    // The buttons are in a public channel, but the file is personal.
    invocation.tell_privately(answer).await
}

fn warning(invocation: &Invocation) -> Answer {
    let (balance, achievements) = invocation.read(|book| {
        let account = book.member(invocation.member).map(|(_, account)| account);
        account.map_or((Points::ZERO, 0), |account| (account.balance.points, account.achievements().count()))
    });
    let warning = invocation.say_with(
        "privacy-forget-warning",
        &[("balance", invocation.amount(balance).into()), ("achievements", achievements.into())],
    );
    let embed = Embed::new(Tone::Warning).title(invocation.say("privacy-forget-title")).line(warning);
    Answer::embed(embed).row(CreateActionRow::Buttons(vec![
        button(invocation, "forget-me", "button-forget-me", ButtonStyle::Danger),
        button(invocation, "keep-me", "button-cancel", ButtonStyle::Secondary),
    ]))
}

async fn forget(invocation: &Invocation) -> Result<Answer, CommandError> {
    match invocation.submit(Command::ForgetMember { member: invocation.member }).await {
        Ok(_) => {}
        // Without an account only names and preferences are stored; delete them directly.
        Err(CommandError::Refused(Refusal::UnknownMember { .. })) => {
            let (ledger, book, member) = (invocation.bot.ledger.clone(), invocation.book, invocation.member);
            let erasing =
                tokio::task::spawn_blocking(move || ledger.adapter_data().delete_member(book, member));
            erasing.await.map_err(|broke_off| CommandError::fault(broke_off.to_string()))??;
        }
        Err(error) => return Err(error),
    }
    invocation.bot.names.forget(invocation.book, invocation.member);
    invocation.bot.hidden.forget(invocation.book, invocation.member);
    Ok(Answer::line(match invocation.bot.ledger.erasure_pending() {
        true => invocation.say("privacy-forgotten-pending"),
        false => invocation.say("privacy-forgotten"),
    }))
}

async fn wish(invocation: &Invocation, messages: DirectMessagePreference) -> Result<Answer, CommandError> {
    preferences::set_direct_messages(&invocation.bot.ledger, invocation.book, invocation.member, messages)
        .await?;
    overview(invocation).await
}

async fn choose(invocation: &Invocation, preference: BoardPreference) -> Result<Answer, CommandError> {
    invocation.bot.hidden.choose(invocation.book, invocation.member, preference).await?;
    overview(invocation).await
}

fn button(invocation: &Invocation, name: &str, line: &str, style: ButtonStyle) -> CreateButton {
    let id = CustomId::new(BUTTON, invocation.member).with(name);
    CreateButton::new(id.written()).label(invocation.say(line)).style(style)
}
