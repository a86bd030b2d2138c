//! The words by which a message names a command: the prefix in any case, and the name in any case and every language.
//! They are replaced by the names in the code before poise looks for the command.

use crate::invocation::Command;
use crate::invocation::fold;

/// The message as poise reads it; `None` if it needs no change or names no command.
pub(crate) fn as_in_code(commands: &[Command], prefix: &str, content: &str) -> Option<String> {
    let (head, rest) = match fold::strip_prefix(content, prefix) {
        Some(rest) => (prefix, rest),
        None => behind_mention(content)?,
    };
    let (path, arguments) = find(commands, rest);
    if path.is_empty() && content.starts_with(head) {
        return None;
    }
    let path: Vec<&str> = path.iter().map(|(_, name)| *name).collect();
    let named = format!("{head}{} {arguments}", path.join(" "));
    Some(named).filter(|named| named != content)
}

/// The commands that the first words name, each below the one before, as the code calls them; and the other words.
pub(crate) fn find<'c, 't>(commands: &'c [Command], text: &'t str) -> (Vec<(&'c Command, &'c str)>, &'t str) {
    let (mut path, mut level, mut rest) = (Vec::new(), commands, text.trim_start());
    loop {
        let word = rest.split(char::is_whitespace).next().unwrap_or_default();
        // `!claim||CODE||`: a name ends where the dress of the next word begins.
        let bare = word.split(['|', '`', '*', '"', '<']).next().unwrap_or_default();
        let found = [word, bare].into_iter().find_map(|name| Some((called(level, name)?, name.len())));
        let Some((found, length)) = found else { return (path, rest) };
        path.push(found);
        (level, rest) = (&found.0.subcommands, rest[length..].trim_start());
    }
}

/// The command that a word names. A name or an alias in the code comes before the names in other languages; of those, one
/// that two commands have names neither.
fn called<'c>(commands: &'c [Command], word: &str) -> Option<(&'c Command, &'c str)> {
    let by_alias = |command: &'c Command| {
        let alias = command.aliases.iter().find(|alias| fold::same(alias, word))?;
        Some((command, &**alias))
    };
    let by_name = commands.iter().find(|command| fold::same(&command.name, word));
    let in_code = by_name.map(|command| (command, &*command.name));
    in_code.or_else(|| commands.iter().find_map(by_alias)).or_else(|| {
        let is_called_so =
            |command: &&Command| command.name_localizations.iter().any(|(_, name)| fold::same(name, word));
        let mut found = commands.iter().filter(is_called_so);
        let first = found.next()?;
        found.next().is_none().then_some((first, &*first.name))
    })
}

/// The mention that a message begins with, and the rest.
fn behind_mention(content: &str) -> Option<(&str, &str)> {
    let end = content.starts_with("<@").then(|| content.find('>'))??;
    Some(content.split_at(end + 1))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::commands;
    use crate::render::texts::Texts;

    #[track_caller]
    fn check(typed: &str, expected: &str) {
        let commands = commands::all(&Texts::embedded().unwrap()).unwrap();
        let read = as_in_code(&commands, "t!", typed);
        assert_eq!(read.as_deref().unwrap_or(typed), expected);
    }

    #[test]
    fn prefix_and_names_are_read_in_any_case_and_language() {
        check("T!points", "t!points ");
        check("t!POINTS <@42>", "t!points <@42>");
        check("t!Punkte", "t!points ");
        check("t! EINLÖSEN ABC", "t!claim ABC");
        check("<@7> Punkte", "<@7>points ");
        check("t!claim||ABC||", "t!claim ||ABC||");
        check("t!points<@42>", "t!points <@42>");
        check("t!SilentAdd <@1> 5 x", "t!silentadd <@1> 5 x");
        check("t!Settings Change prefix ?", "t!settings change prefix ?");
        check("t!einstellungen ändern Prefix ?", "t!settings change Prefix ?");
        check(
            "T!settings Change currency_plural Gold  Coins\nx",
            "t!settings change currency_plural Gold  Coins\nx",
        );
    }

    #[test]
    fn what_names_no_command_stays() {
        for typed in ["t!nonsense", "points", "hello t!points", "<@7", "", "t!"] {
            check(typed, typed);
        }
        check("T!nonsense x", "t! nonsense x");
    }

    #[test]
    fn every_name_in_every_language_finds_its_command() {
        fn look(all: &[Command], level: &[Command], above: &str) {
            for command in level {
                for name in
                    command.name_localizations.iter().map(|(_, name)| name).chain(command.aliases.iter())
                {
                    // One capital for each letter: there are two for ß.
                    let capital = |c: char| c.to_uppercase().next().filter(|_| c.to_uppercase().count() == 1);
                    let typed: String =
                        format!("{above} {name}").chars().map(|c| capital(c).unwrap_or(c)).collect();
                    let (path, rest) = find(all, &typed);
                    let found = path.last().map(|(found, _)| &*found.qualified_name);
                    assert_eq!((found, rest), (Some(&*command.qualified_name), ""), "{typed}");
                }
                look(all, &command.subcommands, &command.qualified_name);
            }
        }
        let commands = commands::all(&Texts::embedded().unwrap()).unwrap();
        look(&commands, &commands, "");
    }
}
