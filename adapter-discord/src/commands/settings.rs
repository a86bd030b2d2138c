//! `settings`: what a server has set, and setting it. What a setting takes is known to [`crate::book_settings`] and to
//! the ledger; roles that come with points are in [`reward`].

mod givable;
pub mod reward;

use ledger_core::{Command, Reason, SettingChange, Settings};
use poise::serenity_prelude as serenity;

use crate::answer::Answer;
use crate::arguments::InForm;
use crate::ask::{Ask, Context};
use crate::because;
use crate::book_settings::{self, BookSettings, ROLE_REWARDS};
use crate::look::text::{harmless, said_back};
use crate::look::{self, Meaning, Sheet};
use crate::reactions::log_access;
use crate::setting_names::{SETTINGS, Setting};
use crate::trouble::Trouble;
use crate::way::Privacy;

/// In a message, without anything behind it, shows them.
#[poise::command(slash_command, prefix_command, subcommands("show", "change", "reward::reward"))]
pub async fn settings(ctx: Context<'_>) -> Result<(), Trouble> {
    let mut ask = Ask::begin(ctx, Privacy::Private).await?;
    let sheet = all(&ask);
    ask.answer(Answer::sheet(sheet)).await
}

/// Shows them.
#[poise::command(slash_command, prefix_command)]
pub async fn show(ctx: Context<'_>) -> Result<(), Trouble> {
    let mut ask = Ask::begin(ctx, Privacy::Private).await?;
    let sheet = all(&ask);
    ask.answer(Answer::sheet(sheet)).await
}

/// Changes one.
#[poise::command(slash_command, prefix_command)]
pub async fn change(
    ctx: Context<'_>,
    #[autocomplete = "crate::suggest::settings"] setting: String,
    #[autocomplete = "crate::suggest::reasons"] reason: Option<InForm<String>>,
    #[rest] mut value: Option<String>,
) -> Result<(), Trouble> {
    let mut ask = Ask::begin(ctx, Privacy::Private).await?;
    let reason = because::behind(ctx, reason, &mut value)?;
    let value = value.unwrap_or_default();
    let Some(setting) = Setting::called(&setting) else {
        let known = SETTINGS.map(|one| format!("`{}`", one.short())).join(", ");
        let values = [("setting", format!("“{}”", said_back(&setting)).into()), ("settings", known.into())];
        return Err(Trouble::say_with("settings-unknown", values));
    };
    if setting.name == ROLE_REWARDS {
        is_there(&ask, setting, value.trim())?;
        let answer = reward::all_of_them(&ask, value.trim(), reason).await?;
        return ask.answer(answer).await;
    }
    let sheet = apply(&ask, setting, value.trim(), reason).await?;
    let sheet = match setting.name {
        // Discord shows them the commands only where somebody opens these there.
        "discord.steward_roles" if !value.trim().is_empty() => sheet.line(ask.say("settings-open-commands")),
        _ => sheet,
    };
    ask.answer(Answer::sheet(sheet)).await
}

/// What keeps a setting from having an effect, where that can be known.
fn in_the_way(ask: &Ask, setting: Setting) -> Option<String> {
    if setting.name != "discord.log_channel" {
        return None;
    }
    let channel = ask.read(|book| book_settings::log_channel_of(book.settings()))?;
    log_access::what_is_missing(&ask.discord.cache, ask.guild, serenity::ChannelId::new(channel), ask.voice())
}

/// Asks the ledger for a change, and says what came of it.
async fn apply(ask: &Ask, setting: Setting, value: &str, reason: Option<Reason>) -> Result<Sheet, Trouble> {
    book_settings::check(setting.name, value)?;
    is_there(ask, setting, value)?;
    let changes = vec![SettingChange::new(setting.name, value)?];
    let receipt = ask.submit(Command::ChangeSettings { changes, reason: reason.clone() }).await?;
    let line = said(ask, setting, value);
    let sheet = match in_the_way(ask, setting) {
        Some(warning) => Sheet::new(Meaning::Warning).line(line).line(warning),
        None => Sheet::new(Meaning::Good).line(line),
    };
    Ok(because::shown(ask, sheet, &receipt, reason.as_ref()))
}

/// What a setting is now that it was changed.
fn said(ask: &Ask, setting: Setting, value: &str) -> String {
    let called = format!("**`{}`**", setting.short());
    let now = ask.read(|book| written(book.settings(), setting));
    let values = [("setting", called.into()), ("value", in_words(ask, setting, now.as_deref()).into())];
    ask.say_with(if value.is_empty() { "settings-reset" } else { "settings-changed" }, &values)
}

/// The roles and channels that a value names have to be there.
fn is_there(ask: &Ask, setting: Setting, value: &str) -> Result<(), Trouble> {
    let Some(guild) = ask.discord.cache.guild(ask.guild) else { return Ok(()) };
    let named = BookSettings::of(&Settings::restored([(setting.name.to_owned(), value.to_owned())]));
    let is_channel = |id: &u64| {
        let id = serenity::ChannelId::new(*id);
        guild.channels.contains_key(&id) || guild.threads.iter().any(|thread| thread.id == id)
    };
    if !named.channels.iter().chain(&named.log_channel).all(is_channel) {
        return Err(Trouble::say("bad-channel"));
    }
    let rewards = named.role_rewards.iter().map(|reward| &reward.role);
    if !named
        .steward_roles
        .iter()
        .chain(rewards)
        .all(|id| guild.roles.contains_key(&serenity::RoleId::new(*id)))
    {
        return Err(Trouble::say("bad-role"));
    }
    Ok(())
}

fn all(ask: &Ask) -> Sheet {
    let (values, problems) = ask.read(|book| {
        let settings = book.settings();
        (SETTINGS.map(|setting| (setting, written(settings, setting))), book_settings::problems(settings))
    });
    let meaning = if problems.is_empty() { Meaning::Neutral } else { Meaning::Warning };
    let mut sheet = Sheet::new(meaning).title(ask.say("settings-title"));
    for (setting, value) in values {
        let value = in_words(ask, setting, value.as_deref());
        sheet = sheet.line(format!("**`{}`** · {value}\n-# {}", setting.short(), ask.say(setting.line)));
    }
    // They came from another program; here they would have been refused.
    problems
        .iter()
        .fold(sheet, |sheet, problem| sheet.line(format!("⚠️ {}", look::invalid(ask.voice(), problem))))
}

/// The value in force in its written form, if there is one.
fn written(settings: &Settings, setting: Setting) -> Option<String> {
    let found = settings.list().into_iter().find(|(name, _)| name == setting.name);
    found.map(|(_, value)| value).filter(|value| !value.is_empty())
}

/// A value as people read it. What stands for a role or a channel is shown as one.
fn in_words(ask: &Ask, setting: Setting, value: Option<&str>) -> String {
    let Some(value) = value else {
        return match setting.name {
            "max_points_per_transaction" | "max_total_points" | "discord.locale" => {
                ask.say("settings-default")
            }
            "transfer_daily_cap" => ask.say("settings-unlimited"),
            "discord.prefix" => format!("`{}`", ask.bot.config.prefix),
            "discord.direct_messages" => ask.say("settings-off"),
            _ => ask.say("settings-none"),
        };
    };
    let read = BookSettings::of(&Settings::restored([(setting.name.to_owned(), value.to_owned())]));
    let channels = read.channels.iter().chain(&read.log_channel).map(|id| format!("<#{id}>"));
    let roles = read.steward_roles.iter().map(|id| format!("<@&{id}>"));
    let rewards = read.role_rewards.iter().map(|one| reward::line(ask, one));
    let listed: Vec<String> = channels.chain(roles).chain(rewards).collect();
    match value {
        _ if !listed.is_empty() => listed.join(", "),
        "on" => ask.say("settings-on"),
        "off" => ask.say("settings-off"),
        value => harmless(value),
    }
}
