//! Output of commands: answers to one writer, notes to another, as text or JSON, with or without colours.

use std::fmt::{self, Display, Write as _};
use std::io::{self, IsTerminal, Write};
use std::process::ExitCode;

use ledger_core::visible::{OneLine, moves_text};
use serde::Serialize;
use serde_json::ser::Formatter;

use crate::exit::CommandResult;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Format {
    Text,
    /// One JSON value on one line.
    Json,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Colours {
    /// The output is a terminal, and neither `NO_COLOR` nor `TERM=dumb` is set.
    On,
    Off,
}

impl Colours {
    /// The setting for standard output.
    pub(crate) fn of_the_terminal() -> Colours {
        let unwanted = std::env::var_os("NO_COLOR").is_some_and(|value| !value.is_empty())
            || std::env::var_os("TERM").is_some_and(|value| value == "dumb");
        if io::stdout().is_terminal() && !unwanted { Colours::On } else { Colours::Off }
    }
}

pub(crate) struct Out<'w> {
    answers: &'w mut dyn Write,
    notes: &'w mut dyn Write,
    format: Format,
    colours: Colours,
}

impl<'w> Out<'w> {
    /// Writes answers to `answers`; refusals and failures in text format to `notes`.
    pub(crate) fn new(
        answers: &'w mut dyn Write,
        notes: &'w mut dyn Write,
        format: Format,
        colours: Colours,
    ) -> Out<'w> {
        Out { answers, notes, format, colours }
    }

    /// Writes an answer: the JSON value or the lines, by the format.
    pub(crate) fn answer(
        &mut self,
        json: &impl Serialize,
        text: impl FnOnce(&mut Page<'_>) -> io::Result<()>,
    ) -> io::Result<()> {
        match self.format {
            Format::Json => self.json(json),
            Format::Text => text(&mut self.page()),
        }
    }

    /// Writes an answer that is no success. In text format it goes to the notes.
    pub(crate) fn objection(
        &mut self,
        json: &impl Serialize,
        text: impl FnOnce(&mut Page<'_>) -> io::Result<()>,
    ) -> io::Result<()> {
        match self.format {
            Format::Json => self.json(json),
            Format::Text => {
                self.answers.flush()?;
                text(&mut Page { to: self.notes, colours: Colours::Off })
            }
        }
    }

    /// Writes lines before the answer, in text format only.
    pub(crate) fn text(&mut self, text: impl FnOnce(&mut Page<'_>) -> io::Result<()>) -> io::Result<()> {
        match self.format {
            Format::Json => Ok(()),
            Format::Text => text(&mut self.page()),
        }
    }

    /// The writer of answers, for an answer in a format of its own.
    pub(crate) fn raw(&mut self) -> &mut dyn Write {
        self.answers
    }

    pub(crate) fn flush(&mut self) -> io::Result<()> {
        self.answers.flush()
    }

    /// Writes the failure, if there is one, and returns the exit status.
    pub(crate) fn finish(&mut self, answer: CommandResult) -> ExitCode {
        let said = answer.or_else(|failure| {
            if !failure.is_a_closed_pipe() {
                let json = Failed { outcome: "error", error: failure.to_string() };
                self.objection(&json, |page| page.line(format_args!("tallybook: {failure}")))?;
            }
            Err(failure)
        });
        match said.and_then(|status| Ok(self.flush().map(|()| status)?)) {
            Ok(status) => status.exit_code(),
            Err(failure) => failure.exit_code(),
        }
    }

    fn page(&mut self) -> Page<'_> {
        Page { to: self.answers, colours: self.colours }
    }

    fn json(&mut self, json: &impl Serialize) -> io::Result<()> {
        json.serialize(&mut serde_json::Serializer::with_formatter(&mut *self.answers, OneLineJson))?;
        self.answers.write_all(b"\n")
    }
}

#[derive(Serialize)]
struct Failed {
    outcome: &'static str,
    error: String,
}

/// JSON in which characters that would move the cursor or turn the line of a terminal are escaped.
struct OneLineJson;

impl Formatter for OneLineJson {
    fn write_string_fragment<W: ?Sized + Write>(&mut self, writer: &mut W, fragment: &str) -> io::Result<()> {
        let mut rest = fragment;
        while let Some((at, c)) = rest.char_indices().find(|(_, c)| moves_text(*c)) {
            write!(writer, "{}\\u{:04x}", &rest[..at], u32::from(c))?;
            rest = &rest[at + c.len_utf8()..];
        }
        writer.write_all(rest.as_bytes())
    }
}

pub(crate) struct Page<'p> {
    to: &'p mut dyn Write,
    colours: Colours,
}

/// The meaning of a piece of text, for its colour.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Ink {
    Bold,
    Faint,
    /// Success, or points gained.
    Green,
    /// Failure, or points lost.
    Red,
    /// Something to copy: a code, a command.
    Cyan,
}

/// The mark that ends a colour.
const PLAIN: char = '\u{fdd5}';

/// What a colour is to a terminal. Inside a line it is a code point that is never a character, so that an escape that
/// people wrote is not taken for one of ours.
const CODES: [(char, u8); 6] =
    [('\u{fdd0}', 1), ('\u{fdd1}', 2), ('\u{fdd2}', 32), ('\u{fdd3}', 31), ('\u{fdd4}', 36), (PLAIN, 0)];

impl Ink {
    fn mark(self) -> char {
        match self {
            Ink::Bold => '\u{fdd0}',
            Ink::Faint => '\u{fdd1}',
            Ink::Green => '\u{fdd2}',
            Ink::Red => '\u{fdd3}',
            Ink::Cyan => '\u{fdd4}',
        }
    }
}

impl Page<'_> {
    /// Writes a line. Nothing in it moves the cursor or turns the direction, whatever people wrote.
    pub(crate) fn line(&mut self, text: impl Display) -> io::Result<()> {
        let line = OneLine(text).to_string();
        if self.colours == Colours::Off {
            return writeln!(self.to, "{line}");
        }
        for c in line.chars() {
            match CODES.iter().find(|(mark, _)| *mark == c) {
                Some((_, code)) => write!(self.to, "\x1b[{code}m")?,
                None => write!(self.to, "{c}")?,
            }
        }
        // A text that holds a mark of its own colours this line at most.
        writeln!(
            self.to,
            "{}",
            if line.contains(|c| CODES.iter().any(|(mark, _)| *mark == c)) { "\x1b[0m" } else { "" }
        )
    }

    /// Colours text, if colours are on.
    pub(crate) fn ink<T: Display>(&self, ink: Ink, text: T) -> Inked<T> {
        Inked { ink: (self.colours == Colours::On).then_some(ink), text }
    }
}

pub(crate) struct Inked<T> {
    ink: Option<Ink>,
    text: T,
}

impl<T: Display> Display for Inked<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Some(ink) = self.ink else { return self.text.fmt(f) };
        f.write_char(ink.mark())?;
        self.text.fmt(f)?;
        f.write_char(PLAIN)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::exit::{ExitStatus, Failure};

    fn written(format: Format, say: impl FnOnce(&mut Out<'_>)) -> (String, String) {
        let (mut answers, mut notes) = (Vec::new(), Vec::new());
        say(&mut Out::new(&mut answers, &mut notes, format, Colours::Off));
        (String::from_utf8(answers).unwrap(), String::from_utf8(notes).unwrap())
    }

    #[test]
    fn a_failure_is_json_among_the_answers_and_a_sentence_beside_them() {
        let fail = |out: &mut Out<'_>| {
            out.finish(Err(Failure::input("book “x” must be a number")));
        };
        let json = "{\"outcome\":\"error\",\"error\":\"book “x” must be a number\"}\n";
        assert_eq!(written(Format::Json, fail), (json.to_owned(), String::new()));
        let note = "tallybook: book “x” must be a number\n";
        assert_eq!(written(Format::Text, fail), (String::new(), note.to_owned()));
    }

    #[test]
    fn colours_are_left_out_where_they_would_be_in_the_way() {
        let say = |out: &mut Out<'_>| {
            out.text(|page| page.line(page.ink(Ink::Red, format_args!("{:>3}", 5)))).unwrap();
        };
        assert_eq!(written(Format::Text, say).0, "  5\n");
    }

    #[test]
    fn nothing_that_people_wrote_moves_the_cursor_or_turns_the_line() {
        let reason = "\u{1b}[2Jgone\r\n\u{202e}txet\u{2066}\u{9b}";
        let say = |colours: Colours| {
            let (mut answers, mut notes) = (Vec::new(), Vec::new());
            let mut out = Out::new(&mut answers, &mut notes, Format::Text, colours);
            out.text(|page| page.line(page.ink(Ink::Red, reason))).unwrap();
            String::from_utf8(answers).unwrap()
        };
        let shown = "\\u{1b}[2Jgone\\r\\n\\u{202e}txet\\u{2066}\\u{9b}";
        assert_eq!(say(Colours::Off), format!("{shown}\n"));
        assert_eq!(say(Colours::On), format!("\u{1b}[31m{shown}\u{1b}[0m\u{1b}[0m\n"));
    }

    #[test]
    fn json_is_escaped_and_reads_as_what_it_was() {
        let reason = "\u{1b}a\n\u{202e}b\u{2028}\u{7f}é🎉\"\\";
        let (json, _) = written(Format::Json, |out| out.answer(&reason, |_| Ok(())).unwrap());
        assert!(!json.trim_end().chars().any(moves_text), "{json}");
        assert_eq!(serde_json::from_str::<String>(&json).unwrap(), reason);
    }

    #[test]
    fn a_reader_who_stops_reading_is_no_failure() {
        struct Closed;
        impl Write for Closed {
            fn write(&mut self, _: &[u8]) -> io::Result<usize> {
                Err(io::ErrorKind::BrokenPipe.into())
            }
            fn flush(&mut self) -> io::Result<()> {
                Err(io::ErrorKind::BrokenPipe.into())
            }
        }
        let (mut answers, mut notes) = (Closed, Vec::new());
        let mut out = Out::new(&mut answers, &mut notes, Format::Text, Colours::Off);
        let failure = out.text(|page| page.line("lost")).map_err(Failure::from).unwrap_err();
        assert!(failure.is_a_closed_pipe());
        let _status = out.finish(Ok(ExitStatus::Done));
        assert!(notes.is_empty());
    }
}
