//! The word that makes a command in a message silent. It is heard and taken out before the command is read, so that it
//! may stand anywhere and nothing is told aloud because of a typing mistake. What silence means is in [`crate::silence`].

use std::future::Future;

use poise::serenity_prelude as serenity;
use serenity::FullEvent;

use crate::silence;

/// What makes a command in a message silent.
pub const WORD: &str = "--silent";

/// What may stand in front of such a word: keyboards make one dash of two.
pub const DASHES: [&str; 3] = ["--", "–", "—"];

/// The old names of commands that were silent by themselves.
const SILENT_NAMES: [&str; 4] = ["silentadd", "sadd", "silentremove", "sremove"];

tokio::task_local! {
    /// How the command was asked for that is being answered.
    static ASKED: Asked;
}

/// How a command was asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Asked {
    Silently,
    Aloud,
}

/// Has an event answered, without the word in it, and remembers whether it was there.
pub async fn heard<F: Future>(mut event: FullEvent, answer: impl FnOnce(FullEvent) -> F) -> F::Output {
    let asked = match &mut event {
        FullEvent::Message { new_message } => without_word(&mut new_message.content),
        _ => Asked::Aloud,
    };
    ASKED.scope(asked, answer(event)).await
}

/// Whether the message that is being answered asked for silence: by the word, or by the name of its command.
pub fn is_asked(command: &str) -> bool {
    ASKED.try_with(|asked| *asked == Asked::Silently).unwrap_or(false)
        || SILENT_NAMES.contains(&command.to_lowercase().as_str())
}

fn without_word(content: &mut String) -> Asked {
    let is_it = |word: &str| {
        let undashed = DASHES.iter().find_map(|dashes| word.trim_end().strip_prefix(dashes));
        undashed.is_some_and(|word| word.eq_ignore_ascii_case(silence::OPTION))
    };
    if !content.split_whitespace().any(is_it) {
        return Asked::Aloud;
    }
    let rest = content.split_inclusive(char::is_whitespace).filter(|word| !is_it(word)).collect::<String>();
    rest.trim_end().clone_into(content);
    Asked::Silently
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(typed: &str, asked: Asked, rest: &str) {
        let mut content = typed.to_owned();
        assert_eq!((without_word(&mut content), content.as_str()), (asked, rest));
    }

    #[test]
    fn the_word_is_taken_out_wherever_it_stands() {
        check("!grant <@1> 5 --silent a  gift", Asked::Silently, "!grant <@1> 5 a  gift");
        check("!grant <@1> 5 a gift --Silent", Asked::Silently, "!grant <@1> 5 a gift");
        check("!grant —silent <@1> 5\ngift", Asked::Silently, "!grant <@1> 5\ngift");
        check("!grant <@1> 5 a gift –silent", Asked::Silently, "!grant <@1> 5 a gift");
        check("--silent", Asked::Silently, "");
    }

    #[test]
    fn what_only_looks_like_it_stays() {
        for typed in ["!grant <@1> 5 a silent gift", "!grant <@1> 5 --silently", "!give \"--silent\" ", ""] {
            check(typed, Asked::Aloud, typed);
        }
    }
}
