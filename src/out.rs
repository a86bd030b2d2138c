//! Output of commands: answers to one writer, notes to another, as text or JSON, with or without colours.

use std::fmt::{self, Display};
use std::io::{self, IsTerminal, Write};
use std::process::ExitCode;

use serde::Serialize;

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
        serde_json::to_writer(&mut *self.answers, json)?;
        self.answers.write_all(b"\n")
    }
}

#[derive(Serialize)]
struct Failed {
    outcome: &'static str,
    error: String,
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

impl Page<'_> {
    pub(crate) fn line(&mut self, text: impl Display) -> io::Result<()> {
        writeln!(self.to, "{text}")
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
        let code = match ink {
            Ink::Bold => 1,
            Ink::Faint => 2,
            Ink::Green => 32,
            Ink::Red => 31,
            Ink::Cyan => 36,
        };
        write!(f, "\x1b[{code}m")?;
        self.text.fmt(f)?;
        f.write_str("\x1b[0m")
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
