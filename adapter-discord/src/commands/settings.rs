//! `settings`: shows and changes a server's settings. [`crate::settings::book_settings`] and the ledger know the
//! accepted values; [`reward`] handles role rewards.

mod givable;
pub(super) mod reward;

use ledger_core::{Command, Reason, SettingChange, Settings};
use poise::serenity_prelude as serenity;

use crate::effects::closed_log::ClosedLog;
use crate::invocation::arguments::SlashOnly;
use crate::invocation::{Context, Invocation, reason};
use crate::render::escape::{harmless, said_back};
use crate::render::{self, Embed, Tone};
use crate::reply::answer::Answer;
use crate::reply::error::CommandError;
use crate::reply::{Privacy, channel_access};
use crate::settings::book_settings::{self, BookSettings, ROLE_REWARDS};
use crate::settings::setting_names::{SETTINGS, Setting};

/// In a message without a subcommand it shows the settings.
#[poise::command(slash_command, prefix_command, subcommands("show", "change", "reward::reward"))]
pub(crate) async fn settings(ctx: Context<'_>) -> Result<(), CommandError> {
    let mut invocation = Invocation::begin(ctx, Privacy::Private).await?;
    let embed = all(&invocation).await?;
    invocation.answer(Answer::embed(embed)).await
}

/// Shows every setting.
#[poise::command(slash_command, prefix_command)]
pub(crate) async fn show(ctx: Context<'_>) -> Result<(), CommandError> {
    let mut invocation = Invocation::begin(ctx, Privacy::Private).await?;
    let embed = all(&invocation).await?;
    invocation.answer(Answer::embed(embed)).await
}

/// Changes a setting.
#[poise::command(slash_command, prefix_command)]
pub(crate) async fn change(
    ctx: Context<'_>,
    #[autocomplete = "crate::invocation::autocomplete::settings"] setting: String,
    #[autocomplete = "crate::invocation::autocomplete::reasons"] reason: Option<SlashOnly<String>>,
    #[rest] mut value: Option<String>,
) -> Result<(), CommandError> {
    let mut invocation = Invocation::begin(ctx, Privacy::Private).await?;
    let reason = reason::behind(ctx, reason, &mut value)?;
    let value = value.unwrap_or_default();
    let Some(setting) = Setting::called(&setting) else {
        let known = SETTINGS.map(|one| format!("`{}`", one.short())).join(", ");
        let values = [("setting", format!("“{}”", said_back(&setting)).into()), ("settings", known.into())];
        return Err(CommandError::say_with("settings-unknown", values));
    };
    if setting.name == ROLE_REWARDS {
        is_there(&invocation, setting, value.trim())?;
        let answer = reward::all_of_them(&invocation, value.trim(), reason).await?;
        return invocation.answer(answer).await;
    }
    let embed = apply(&invocation, setting, value.trim(), reason).await?;
    let embed = match setting.name {
        // Discord shows the stewards' slash commands to these roles only after an administrator opens them there.
        "discord.steward_roles" if !value.trim().is_empty() => {
            embed.line(invocation.say("settings-open-commands"))
        }
        _ => embed,
    };
    invocation.answer(Answer::embed(embed)).await
}

/// The obstacle that keeps a setting from having an effect, if one is known.
fn in_the_way(invocation: &Invocation, setting: Setting) -> Option<String> {
    if setting.name != "discord.log_channel" {
        return None;
    }
    let channel = invocation.read(|book| book_settings::log_channel_of(book.settings()))?;
    channel_access::what_is_missing(
        &invocation.discord.cache,
        invocation.guild,
        serenity::ChannelId::new(channel),
        invocation.voice(),
    )
}

/// Submits a change and renders the result.
async fn apply(
    invocation: &Invocation,
    setting: Setting,
    value: &str,
    reason: Option<Reason>,
) -> Result<Embed, CommandError> {
    book_settings::check(setting.name, value)?;
    is_there(invocation, setting, value)?;
    let changes = vec![SettingChange::new(setting.name, value)?];
    let receipt = invocation.submit(Command::ChangeSettings { changes, reason: reason.clone() }).await?;
    let line = said(invocation, setting, value);
    let embed = match in_the_way(invocation, setting) {
        Some(warning) => Embed::new(Tone::Warning).line(line).line(warning),
        None => Embed::new(Tone::Good).line(line),
    };
    Ok(reason::shown(invocation, embed, &receipt, reason.as_ref()))
}

/// The sentence with the new value of a setting.
fn said(invocation: &Invocation, setting: Setting, value: &str) -> String {
    let called = format!("**`{}`**", setting.short());
    let now = invocation.read(|book| written(book.settings(), setting));
    let values =
        [("setting", called.into()), ("value", in_words(invocation, setting, now.as_deref()).into())];
    invocation.say_with(if value.is_empty() { "settings-reset" } else { "settings-changed" }, &values)
}

/// The roles and channels in a value must exist.
fn is_there(invocation: &Invocation, setting: Setting, value: &str) -> Result<(), CommandError> {
    let Some(guild) = invocation.discord.cache.guild(invocation.guild) else { return Ok(()) };
    let named = BookSettings::of(&Settings::restored([(setting.name.to_owned(), value.to_owned())]));
    let is_channel = |id: &u64| {
        let id = serenity::ChannelId::new(*id);
        guild.channels.contains_key(&id) || guild.threads.iter().any(|thread| thread.id == id)
    };
    if !named.channels.iter().chain(&named.log_channel).all(is_channel) {
        return Err(CommandError::say("bad-channel"));
    }
    let rewards = named.role_rewards.iter().map(|reward| &reward.role);
    if !named
        .steward_roles
        .iter()
        .chain(rewards)
        .all(|id| guild.roles.contains_key(&serenity::RoleId::new(*id)))
    {
        return Err(CommandError::say("bad-role"));
    }
    Ok(())
}

async fn all(invocation: &Invocation) -> Result<Embed, CommandError> {
    let closed = invocation.look_up(ClosedLog::of).await?;
    let closed =
        closed.and_then(|closed| closed.said(&invocation.bot.ledger, invocation.book, invocation.voice()));
    let (values, problems) = invocation.read(|book| {
        let settings = book.settings();
        (SETTINGS.map(|setting| (setting, written(settings, setting))), book_settings::problems(settings))
    });
    let tone = if problems.is_empty() && closed.is_none() { Tone::Neutral } else { Tone::Warning };
    let mut embed = Embed::new(tone).title(invocation.say("settings-title"));
    for (setting, value) in values {
        let value = in_words(invocation, setting, value.as_deref());
        embed =
            embed.line(format!("**`{}`** · {value}\n-# {}", setting.short(), invocation.say(setting.line)));
    }
    // Another program wrote these values; this command would have refused them.
    let problems = problems.iter().map(|problem| render::invalid(invocation.voice(), problem));
    Ok(closed.into_iter().chain(problems).fold(embed, |embed, problem| embed.line(format!("⚠️ {problem}"))))
}

/// The current value in its written form, if there is one.
fn written(settings: &Settings, setting: Setting) -> Option<String> {
    let found = settings.list().into_iter().find(|(name, _)| name == setting.name);
    found.map(|(_, value)| value).filter(|value| !value.is_empty())
}

/// A value for people, with roles and channels as mentions.
fn in_words(invocation: &Invocation, setting: Setting, value: Option<&str>) -> String {
    let Some(value) = value else {
        return match setting.name {
            "max_points_per_transaction" | "max_total_points" | "discord.locale" => {
                invocation.say("settings-default")
            }
            "transfer_daily_cap" => invocation.say("settings-unlimited"),
            "discord.prefix" => format!("`{}`", invocation.bot.config.prefix),
            "discord.direct_messages" => invocation.say("settings-off"),
            _ => invocation.say("settings-none"),
        };
    };
    let read = BookSettings::of(&Settings::restored([(setting.name.to_owned(), value.to_owned())]));
    let channels = read.channels.iter().chain(&read.log_channel).map(|id| format!("<#{id}>"));
    let roles = read.steward_roles.iter().map(|id| format!("<@&{id}>"));
    let rewards = read.role_rewards.iter().map(|one| reward::line(invocation, one));
    let listed: Vec<String> = channels.chain(roles).chain(rewards).collect();
    match value {
        _ if !listed.is_empty() => listed.join(", "),
        "on" => invocation.say("settings-on"),
        "off" => invocation.say("settings-off"),
        value => harmless(value),
    }
}
