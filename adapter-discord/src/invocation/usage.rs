//! How a command is used, in a line: `!give <member> <amount> [note]`. Made from the command itself, so it is right.

use crate::invocation::{Command, reason, silent};
use crate::render::texts::Voice;

/// What slash commands begin with.
pub(crate) const SLASH: &str = "/";

/// The line for a command or a subcommand, with what it begins with here.
pub(crate) fn line(voice: Voice<'_>, prefix: &str, command: &Command) -> String {
    let is_slash = prefix == SLASH;
    let mut line = format!("{prefix}{}", shown_name(voice, command));
    if !command.subcommands.is_empty() {
        let names: Vec<String> = command.subcommands.iter().map(|sub| voice.say(&line_of(sub))).collect();
        line.push_str(&format!(" {}", names.join("|")));
        return line;
    }
    let mut words: Vec<String> = Vec::new();
    let mut last = None;
    for parameter in &command.parameters {
        let name = voice.say(&format!("{}-{}", line_of(command), parameter.name));
        match parameter.required {
            true => words.push(format!("<{name}>")),
            // In a message it is a word of its own, before the rest of the line.
            false if parameter.name == silent::OPTION && !is_slash => {
                words.insert(words.len().saturating_sub(1), format!("[{}]", silent::WORD));
            }
            // In a message it stands last, wherever it stands in the form.
            false if parameter.name == reason::OPTION && !is_slash => {
                last = Some(format!("[{} {name}]", reason::WORD));
            }
            false => words.push(format!("[{name}]")),
        }
    }
    words.iter().chain(&last).fold(line, |line, word| format!("{line} {word}"))
}

/// A command or a subcommand, as Discord calls it in the reader's language.
pub(crate) fn shown_name(voice: Voice<'_>, command: &Command) -> String {
    let mut line = "command".to_owned();
    let words = qualified(command).split(' ').map(|word| {
        line = format!("{line}-{word}");
        voice.say(&line)
    });
    words.collect::<Vec<_>>().join(" ")
}

/// The line of the texts that names a command: `command-achievement-define`.
pub(crate) fn line_of(command: &Command) -> String {
    format!("command-{}", qualified(command).replace(' ', "-"))
}

fn qualified(command: &Command) -> &str {
    if command.qualified_name.is_empty() { &command.name } else { &command.qualified_name }
}
