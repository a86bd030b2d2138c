//! `help`: lists the commands that a person may use here, or explains one.

use ledger_core::Switch;
use poise::serenity_prelude as serenity;

use crate::invocation::permissions::{FOR_MEMBERS, FOR_STEWARDS, Permission};
use crate::invocation::usage::{self, SLASH, line_of};
use crate::invocation::{Command, Context, Invocation, command_words, fold};
use crate::render::escape::said_back;
use crate::render::texts::Voice;
use crate::render::{Embed, Tone};
use crate::reply::Privacy;
use crate::reply::answer::Answer;
use crate::reply::error::CommandError;
use crate::settings::config::MessageContent;

/// Discord's limit for suggestions.
const MAX_SUGGESTIONS: usize = 25;

/// Useless where members cannot give points to each other.
const GIVE: &str = "give";

/// Lists the available commands.
#[poise::command(slash_command, prefix_command, aliases("pipihelp", "ph"), ephemeral)]
pub(crate) async fn help(
    ctx: Context<'_>,
    #[rest]
    #[autocomplete = "names"]
    command: Option<String>,
) -> Result<(), CommandError> {
    let mut invocation = Invocation::begin(ctx, Privacy::Private).await?;
    let commands = &ctx.framework().options().commands;
    let embed = match &command {
        None => overview(&invocation, commands, Permission::without_roles(ctx)),
        Some(wanted) => explained(&invocation, commands, wanted)?,
    };
    invocation.answer(Answer::embed(embed)).await
}

/// `by_themselves` is the person's permission without role settings: Discord decides by that which slash commands it
/// shows.
fn overview(invocation: &Invocation, commands: &[Command], by_themselves: Permission) -> Embed {
    let mut embed = Embed::new(Tone::Neutral).title(invocation.say("help-title"));
    for (category, line) in [(FOR_MEMBERS, "help-members"), (FOR_STEWARDS, "help-stewards")] {
        let of = |command: &&Command| command.category.as_deref() == Some(category);
        let mut usable = commands.iter().filter(of).filter(|one| is_offered(invocation, one)).peekable();
        if usable.peek().is_none() {
            continue;
        }
        embed = embed.line(format!("**{}**", invocation.say(line)));
        for command in usable {
            let name = usage::shown_name(invocation.voice(), command);
            embed = embed.line(format!("`{SLASH}{name}` · {}", described(invocation.voice(), command)));
        }
        if category == FOR_STEWARDS && invocation.permission != by_themselves {
            embed = embed.line(invocation.say("help-stewards-by-message"));
        }
        embed = embed.line("");
    }
    embed.line(match invocation.bot.config.message_content {
        // Text between backticks must not be escaped.
        MessageContent::Read => invocation.say_with("help-prefix", &[("prefix", invocation.prefix().into())]),
        MessageContent::Without => {
            let me = invocation.discord.cache.current_user().id;
            invocation.say_with("help-mention", &[("mention", format!("<@{me}>").into())])
        }
    })
}

fn explained(invocation: &Invocation, commands: &[Command], wanted: &str) -> Result<Embed, CommandError> {
    // With or without what commands begin with, in any language: `settings change`, `!einstellungen ändern`.
    let typed = wanted.trim();
    let typed = fold::strip_prefix(typed, invocation.prefix()).unwrap_or(typed).trim_start_matches('/');
    let (path, rest) = command_words::find(commands, typed);
    let allowed = path.first().is_some_and(|(command, _)| may_use(invocation, command));
    let found = path.last().filter(|_| allowed && rest.trim().is_empty());
    let Some(command) = found.map(|(command, _)| *command) else {
        let wanted = format!("“{}”", said_back(wanted));
        return Err(CommandError::say_with("help-unknown", [("command", wanted.into())]));
    };
    let mut embed = Embed::new(Tone::Neutral)
        .title(format!("{SLASH}{}", usage::shown_name(invocation.voice(), command)))
        .line(described(invocation.voice(), command));
    let each =
        if command.subcommands.is_empty() { std::slice::from_ref(command) } else { &command.subcommands };
    for one in each {
        let usage = usage::line(invocation.voice(), SLASH, one);
        embed = embed.line(invocation.say_with("help-usage", &[("usage", usage.into())]));
    }
    if !command.aliases.is_empty() {
        let aliases: Vec<String> = command.aliases.iter().map(|alias| format!("`{alias}`")).collect();
        embed = embed.line(invocation.say_with("help-aliases", &[("aliases", aliases.join(", ").into())]));
    }
    Ok(embed)
}

fn described(voice: Voice<'_>, command: &Command) -> String {
    voice.say(&format!("{}-description", line_of(command)))
}

fn may_use(invocation: &Invocation, command: &Command) -> bool {
    invocation.permission.may_use(command.category.as_deref())
}

/// A command that the server switched off is not listed, but explained on request.
fn is_offered(invocation: &Invocation, command: &Command) -> bool {
    let gives = command.name == GIVE;
    may_use(invocation, command)
        && (!gives || invocation.read(|book| book.settings().transfers) == Switch::On)
}

/// The names of commands that begin with the typed text; those of subcommands once their command is typed.
async fn names(ctx: Context<'_>, typed: &str) -> serenity::CreateAutocompleteResponse {
    let suggestions = serenity::CreateAutocompleteResponse::new();
    let Ok(invocation) = Invocation::look(ctx) else { return suggestions };
    let usable = ctx.framework().options().commands.iter().filter(|one| is_offered(&invocation, one));
    let mut offered: Vec<&Command> = usable.collect();
    if typed.contains(' ') {
        offered = offered.into_iter().flat_map(below).collect();
    }
    let shown =
        offered.into_iter().map(|one| (usage::shown_name(invocation.voice(), one), &one.qualified_name));
    let begins = shown.filter(|(shown, name)| {
        fold::strip_prefix(shown, typed).is_some() || fold::strip_prefix(name, typed).is_some()
    });
    begins.take(MAX_SUGGESTIONS).fold(suggestions, |all, (shown, name)| all.add_string_choice(shown, &**name))
}

/// Every subcommand of a command, at every depth.
fn below(command: &Command) -> Vec<&Command> {
    command.subcommands.iter().flat_map(|one| std::iter::once(one).chain(below(one))).collect()
}
