//! `settings`: shows and changes a server's settings. [`crate::settings::book_settings`] and the ledger know the
//! accepted values; [`reward`] handles role rewards.

mod givable;
pub(super) mod reward;

use ledger_core::{Amount, Command, NumberError, Reason, SettingChange, Settings, read_number};
use poise::BoxFuture;
use poise::serenity_prelude as serenity;

use crate::effects::closed_log::ClosedLog;
use crate::effects::lost_channels;
use crate::invocation::arguments::SlashOnly;
use crate::invocation::components::ComponentEvent;
use crate::invocation::custom_id::CustomId;
use crate::invocation::fold::folded;
use crate::invocation::permissions::Permission;
use crate::invocation::{Context, Invocation, pagination, reason};
use crate::render::escape::{harmless, said_back};
use crate::render::pages::pages;
use crate::render::{self, Embed, Tone};
use crate::reply::answer::Answer;
use crate::reply::error::{ArgumentError, CommandError};
use crate::reply::{Privacy, channel_access};
use crate::settings::book_settings::{self, BookSettings, ROLE_REWARDS, STEWARD_ROLES};
use crate::settings::setting_names::{SETTINGS, Setting};

pub(super) const BUTTON: &str = "settings";

/// In a message without a subcommand it shows the settings.
#[poise::command(slash_command, prefix_command, subcommands("show", "change", "reward::reward"))]
pub(crate) async fn settings(ctx: Context<'_>) -> Result<(), CommandError> {
    let mut invocation = Invocation::begin(ctx, Privacy::Private).await?;
    let answer = all(&invocation, 1).await?;
    invocation.answer(answer).await
}

/// Shows every setting.
#[poise::command(slash_command, prefix_command)]
pub(crate) async fn show(ctx: Context<'_>) -> Result<(), CommandError> {
    let mut invocation = Invocation::begin(ctx, Privacy::Private).await?;
    let answer = all(&invocation, 1).await?;
    invocation.answer(answer).await
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
    let value = in_small_letters(value.unwrap_or_default());
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
    if setting.name == STEWARD_ROLES
        && Permission::under(ctx, &as_read(setting, value.trim())) != Permission::Steward
    {
        return Err(CommandError::say("settings-locks-you-out"));
    }
    let value = in_digits(&invocation, setting, value.trim())?;
    let embed = apply(&invocation, setting, &value, reason).await?;
    let embed = match setting.name {
        // Discord shows the stewards' slash commands to these roles only after an administrator opens them there.
        STEWARD_ROLES if !value.is_empty() => embed.line(invocation.say("settings-open-commands")),
        _ => embed,
    };
    invocation.answer(Answer::embed(embed)).await
}

/// The words that settings take, as they are stored: phones begin with a capital. Other values stay as they are.
fn in_small_letters(value: String) -> String {
    let word = folded(value.trim());
    if matches!(word.as_str(), "on" | "off" | "down" | "up" | "nearest" | "all" | "highest") {
        word
    } else {
        value
    }
}

/// A number of points in digits, as the member's language groups it.
fn in_digits(invocation: &Invocation, setting: Setting, value: &str) -> Result<String, CommandError> {
    if value.is_empty() || !setting.is_points() {
        return Ok(value.to_owned());
    }
    match Amount::read(value, invocation.group_mark()) {
        Ok(amount) => Ok(amount.points().0.to_string()),
        Err(_) => match read_number(value, invocation.group_mark()) {
            // The rules say what the setting takes.
            Ok(_) | Err(NumberError::NotANumber) => Ok(value.to_owned()),
            Err(why) => Err(ArgumentError::Number { value: value.to_owned(), why }.into()),
        },
    }
}

fn as_read(setting: Setting, value: &str) -> BookSettings {
    BookSettings::of(&Settings::restored([(setting.name.to_owned(), value.to_owned())]))
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
    is_there(invocation, setting, value)?;
    book_settings::check(invocation.book, setting.name, value)?;
    let value = &book_settings::as_stored(setting.name, value)?;
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
    let named = as_read(setting, value);
    if named.names_everyone(invocation.book) || (setting.name == STEWARD_ROLES && value.contains("@everyone"))
    {
        return Err(CommandError::say("settings-everyone"));
    }
    let (channels, roles) = missing(invocation, &named);
    if !channels.is_empty() {
        return Err(CommandError::say("bad-channel"));
    }
    if !roles.is_empty() {
        return Err(CommandError::say("bad-role"));
    }
    Ok(())
}

/// The channels and the roles that settings name, and the server does not have.
fn missing(invocation: &Invocation, named: &BookSettings) -> (Vec<u64>, Vec<u64>) {
    let Some(guild) = invocation.discord.cache.guild(invocation.guild) else { return Default::default() };
    let is_channel = |id: &u64| {
        let id = serenity::ChannelId::new(*id);
        guild.channels.contains_key(&id) || guild.threads.iter().any(|thread| thread.id == id)
    };
    let is_role = |id: &u64| guild.roles.contains_key(&serenity::RoleId::new(*id));
    let rewards = named.role_rewards.iter().map(|reward| &reward.role);
    let channels = named.channels.iter().chain(&named.log_channel).filter(|id| !is_channel(id));
    let roles = named.steward_roles.iter().chain(rewards).filter(|id| !is_role(id));
    (channels.copied().collect(), roles.copied().collect())
}

/// Turns the pages of the settings.
pub(super) fn pressed(event: &mut ComponentEvent) -> BoxFuture<'_, Result<(), CommandError>> {
    Box::pin(async move {
        let page = event.id.part::<usize>(1)?;
        let invocation = event.begin().await?;
        let answer = all(invocation, page).await?;
        invocation.answer(answer).await
    })
}

async fn all(invocation: &Invocation, page: usize) -> Result<Answer, CommandError> {
    let closed = invocation.look_up(ClosedLog::of).await?;
    let closed =
        closed.and_then(|closed| closed.said(&invocation.bot.ledger, invocation.book, invocation.voice()));
    let (values, problems) = invocation.read(|book| {
        let settings = book.settings();
        (
            SETTINGS.map(|setting| (setting, written(settings, setting))),
            book_settings::problems(invocation.book, settings),
        )
    });
    let tone = if problems.is_empty() && closed.is_none() { Tone::Neutral } else { Tone::Warning };
    let line = |(setting, value): (Setting, Option<String>)| {
        let value = in_words(invocation, setting, value.as_deref());
        format!("**`{}`** · {value}\n-# {}", setting.short(), invocation.say(setting.line))
    };
    // Another program wrote these values; this command would have refused them.
    let problems = problems.into_iter().map(|(name, problem)| {
        let name = format!("**`{}`**", name.strip_prefix("discord.").unwrap_or(&name));
        let problem = render::invalid(invocation.voice(), &problem);
        let values = [("setting", name.into()), ("problem", problem.into())];
        invocation.say_with("settings-without-effect", &values)
    });
    let lost = channels_are_lost(invocation).then(|| invocation.say("channels-lost"));
    let (mut missing, roles) = missing(invocation, &invocation.settings);
    missing.extend(roles);
    missing.sort_unstable();
    missing.dedup();
    let missing = (!missing.is_empty()).then(|| {
        let ids = missing.iter().map(u64::to_string).collect::<Vec<_>>().join(", ");
        invocation.say_with("settings-missing", &[("count", missing.len().into()), ("ids", ids.into())])
    });
    let warnings = closed.into_iter().chain(lost).chain(problems).chain(missing);
    let warnings = warnings.map(|warning| format!("⚠️ {warning}"));
    let lines: Vec<String> = warnings.chain(values.into_iter().map(line)).collect();
    let pages = pages(&lines, lines.len(), 0);
    let page = page.clamp(1, pages.len());
    let embed =
        Embed::new(tone).title(invocation.say("settings-title")).lines(&lines[pages[page - 1].clone()]);
    let id = |name: &str, to: usize| CustomId::new(BUTTON, invocation.member).with(name).with(to);
    Ok(pagination::with_pages(invocation, embed, page, pages.len(), id))
}

/// Whether no channel is left in which the bot listens, as far as the cache knows.
fn channels_are_lost(invocation: &Invocation) -> bool {
    let channels = &invocation.settings.channels;
    let there = lost_channels::in_cache(&invocation.discord.cache, invocation.guild, channels);
    !channels.is_empty() && there.is_some_and(|there| there.is_empty())
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
    let read = as_read(setting, value);
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
