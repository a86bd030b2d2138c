//! How a command is used, in a line: `!give <member> <amount> [note]`. Made from the command itself, so it is right.

use crate::ask::Data;
use crate::silence;
use crate::texts::Voice;
use crate::trouble::Trouble;

/// The line for a command or a subcommand, with what it begins with here.
pub fn line(voice: Voice<'_>, prefix: &str, command: &poise::Command<Data, Trouble>) -> String {
    let name = if command.qualified_name.is_empty() { &command.name } else { &command.qualified_name };
    let mut line = format!("{prefix}{name}");
    if !command.subcommands.is_empty() {
        let names: Vec<&str> = command.subcommands.iter().map(|sub| sub.name.as_ref()).collect();
        line.push_str(&format!(" {}", names.join("|")));
        return line;
    }
    let mut words: Vec<String> = Vec::new();
    for parameter in &command.parameters {
        let name = voice.say(&format!("{}-{}", line_of(command), parameter.name));
        match parameter.required {
            true => words.push(format!("<{name}>")),
            // In a message it is a word of its own, before the rest of the line.
            false if parameter.name == silence::OPTION && prefix != "/" => {
                words.insert(words.len().saturating_sub(1), format!("[{}]", silence::WORD));
            }
            false => words.push(format!("[{name}]")),
        }
    }
    words.iter().fold(line, |line, word| format!("{line} {word}"))
}

/// The line of the texts that names a command: `command-achievement-define`.
pub fn line_of(command: &poise::Command<Data, Trouble>) -> String {
    let name = if command.qualified_name.is_empty() { &command.name } else { &command.qualified_name };
    format!("command-{}", name.replace(' ', "-"))
}
