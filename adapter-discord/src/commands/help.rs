//! `help`: what this person may use here, or one command explained.

use ledger_core::Switch;
use poise::serenity_prelude as serenity;

use crate::answer::Answer;
use crate::ask::{Ask, Context};
use crate::commands::Command;
use crate::config::MessageContent;
use crate::look::text::said_back;
use crate::look::{Meaning, Sheet};
use crate::may::{FOR_MEMBERS, FOR_STEWARDS, Standing};
use crate::texts::Voice;
use crate::trouble::Trouble;
use crate::usage::{self, SLASH, line_of};
use crate::way::Privacy;

/// The most suggestions that Discord shows.
const MAX_SUGGESTIONS: usize = 25;

/// The command that is of no use where members cannot give points to each other.
const GIVE: &str = "give";

/// Says what can be done here.
#[poise::command(slash_command, prefix_command, aliases("pipihelp", "ph"), ephemeral)]
pub async fn help(
    ctx: Context<'_>,
    #[rest]
    #[autocomplete = "names"]
    command: Option<String>,
) -> Result<(), Trouble> {
    let mut ask = Ask::begin(ctx, Privacy::Private).await?;
    let commands = &ctx.framework().options().commands;
    let sheet = match &command {
        None => overview(&ask, commands, Standing::without_roles(ctx)),
        Some(wanted) => explained(&ask, commands, wanted)?,
    };
    ask.answer(Answer::sheet(sheet)).await
}

/// `by_themselves` is what they may do where no role of theirs is named: Discord goes by that.
fn overview(ask: &Ask, commands: &[Command], by_themselves: Standing) -> Sheet {
    let mut sheet = Sheet::new(Meaning::Neutral).title(ask.say("help-title"));
    for (category, line) in [(FOR_MEMBERS, "help-members"), (FOR_STEWARDS, "help-stewards")] {
        let of = |command: &&Command| command.category.as_deref() == Some(category);
        let mut usable = commands.iter().filter(of).filter(|one| is_offered(ask, one)).peekable();
        if usable.peek().is_none() {
            continue;
        }
        sheet = sheet.line(format!("**{}**", ask.say(line)));
        for command in usable {
            let name = usage::shown_name(ask.voice(), command);
            sheet = sheet.line(format!("`{SLASH}{name}` · {}", described(ask.voice(), command)));
        }
        if category == FOR_STEWARDS && ask.standing != by_themselves {
            sheet = sheet.line(ask.say("help-stewards-by-message"));
        }
        sheet = sheet.line("");
    }
    sheet.line(match ask.bot.config.message_content {
        // Between backticks every sign is shown as it is.
        MessageContent::Read => ask.say_with("help-prefix", &[("prefix", ask.prefix().into())]),
        MessageContent::Without => {
            let me = ask.discord.cache.current_user().id;
            ask.say_with("help-mention", &[("mention", format!("<@{me}>").into())])
        }
    })
}

fn explained(ask: &Ask, commands: &[Command], wanted: &str) -> Result<Sheet, Trouble> {
    let found = commands.iter().find(|one| may_use(ask, one) && is_called(one, wanted));
    let Some(command) = found else {
        let wanted = format!("“{}”", said_back(wanted));
        return Err(Trouble::say_with("help-unknown", [("command", wanted.into())]));
    };
    let mut sheet = Sheet::new(Meaning::Neutral)
        .title(format!("{SLASH}{}", usage::shown_name(ask.voice(), command)))
        .line(described(ask.voice(), command));
    let each =
        if command.subcommands.is_empty() { std::slice::from_ref(command) } else { &command.subcommands };
    for one in each {
        let usage = usage::line(ask.voice(), SLASH, one);
        sheet = sheet.line(ask.say_with("help-usage", &[("usage", usage.into())]));
    }
    if !command.aliases.is_empty() {
        let aliases: Vec<String> = command.aliases.iter().map(|alias| format!("`{alias}`")).collect();
        sheet = sheet.line(ask.say_with("help-aliases", &[("aliases", aliases.join(", ").into())]));
    }
    Ok(sheet)
}

fn described(voice: Voice<'_>, command: &Command) -> String {
    voice.say(&format!("{}-description", line_of(command)))
}

fn may_use(ask: &Ask, command: &Command) -> bool {
    ask.standing.may_use(command.category.as_deref())
}

/// What the server has switched off is explained to whoever asks for it, and not offered.
fn is_offered(ask: &Ask, command: &Command) -> bool {
    let gives = command.name == GIVE;
    may_use(ask, command) && (!gives || ask.read(|book| book.settings().transfers) == Switch::On)
}

fn is_called(command: &Command, wanted: &str) -> bool {
    let wanted = wanted.trim().trim_start_matches('/').to_lowercase();
    let translated = command.name_localizations.iter().any(|(_, name)| *name == wanted);
    command.name == wanted || translated || command.aliases.iter().any(|alias| *alias == wanted)
}

/// Names of commands that begin with what was typed.
async fn names(ctx: Context<'_>, typed: &str) -> serenity::CreateAutocompleteResponse {
    let suggestions = serenity::CreateAutocompleteResponse::new();
    let Ok(ask) = Ask::look(ctx) else { return suggestions };
    let usable = ctx.framework().options().commands.iter().filter(|one| is_offered(&ask, one));
    let shown = usable.map(|one| (usage::shown_name(ask.voice(), one), one.name.as_ref()));
    let typed = typed.to_lowercase();
    let begins = shown.filter(|(shown, name)| shown.starts_with(&typed) || name.starts_with(&typed));
    begins.take(MAX_SUGGESTIONS).fold(suggestions, |all, (shown, name)| all.add_string_choice(shown, name))
}
