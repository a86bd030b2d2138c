//! The bot's sentences in the language of the person who asks: one Fluent file per language in `texts/`. Sentences are
//! in those files only; [`crate::render`] has the layout of replies.

mod bad;
mod commands;
mod digits;
mod language;
mod locale;
mod value;

use std::fmt;

use ledger_core::GroupMark;

pub use self::bad::{BadText, BadTexts};
pub use self::commands::wanted_by;
pub use self::value::Value;

use self::language::Language;

/// The language with every line, used where another lacks one.
const FALLBACK: &str = "en";

/// Every language with a file.
pub struct Texts {
    languages: Vec<Language>,
    /// The index of English in `languages`.
    fallback: usize,
}

/// One language: it has lines of its own, and English for those that it lacks.
#[derive(Clone, Copy)]
pub struct Voice<'t> {
    language: &'t Language,
    fallback: &'t Language,
}

impl Texts {
    /// Reads the embedded files.
    ///
    /// # Errors
    /// Names every line of every file that cannot be read.
    pub fn embedded() -> Result<Texts, BadTexts> {
        Texts::read(language::embedded())
    }

    /// Reads files, given by name (such as `de.ftl`) and content.
    ///
    /// # Errors
    /// Names every line of every file that cannot be read, and reports a missing English file.
    pub fn read(files: impl IntoIterator<Item = (String, Vec<u8>)>) -> Result<Texts, BadTexts> {
        let (mut languages, mut bad) = (Vec::new(), Vec::new());
        for (file, bytes) in files {
            match Language::read(&file, bytes) {
                Ok(language) => languages.push(language),
                Err(more) => bad.extend(more),
            }
        }
        languages.sort_by(|a, b| a.name().cmp(b.name()));
        let fallback = languages.iter().position(|language| language.name() == FALLBACK);
        if fallback.is_none() && bad.is_empty() {
            bad.push(BadText::new("en.ftl", 0, "is missing, and every other language falls back to it"));
        }
        let Some(fallback) = fallback.filter(|_| bad.is_empty()) else { return Err(BadTexts::from(bad)) };
        let separator = languages[fallback].separator().unwrap_or_default();
        for language in &mut languages {
            language.group_digits_unless_it_says_how(separator);
        }
        Ok(Texts { languages, fallback })
    }

    /// The voice for one of Discord's locales: `de` for `de`, `en` for `en-GB`, English for an unknown one.
    pub fn voice(&self, locale: Option<&str>) -> Voice<'_> {
        let fallback = self.english();
        let language = locale.and_then(|locale| self.language_for(locale)).unwrap_or(fallback);
        Voice { language, fallback }
    }

    /// The names of the languages, sorted: `de`, `en` …
    pub fn languages(&self) -> impl Iterator<Item = &str> {
        self.languages.iter().map(Language::name)
    }

    /// The ids of the lines in a language's own file, in its order; none for a language without a file.
    pub fn lines(&self, language: &str) -> impl Iterator<Item = &str> {
        self.languages.iter().filter(move |one| one.name() == language).flat_map(Language::lines)
    }

    fn english(&self) -> &Language {
        &self.languages[self.fallback]
    }

    fn language_for(&self, locale: &str) -> Option<&Language> {
        locale::best(locale, self.languages()).map(|at| &self.languages[at])
    }
}

impl<'t> Voice<'t> {
    /// The name of the language, such as `de`.
    pub fn language(self) -> &'t str {
        self.language.name()
    }

    /// A line without values.
    pub fn say(self, line: &str) -> String {
        self.say_with(line, &[])
    }

    /// A line with values. People's text in them must be escaped.
    ///
    /// A line that no language has is a bug that tests look for; the error is logged, and the result is its id.
    pub fn say_with(self, line: &str, values: &[(&str, Value<'_>)]) -> String {
        let said = self.language.say(line, values).or_else(|| self.fallback.say(line, values));
        said.unwrap_or_else(|| {
            log::error!("no language has the line {line}");
            line.to_owned()
        })
    }

    /// The mark with which the language groups digits, as far as it can be confused with that of a fraction.
    pub fn group_mark(self) -> GroupMark {
        match self.language.separator() {
            Some(",") => GroupMark::Comma,
            Some(".") => GroupMark::FullStop,
            _ => GroupMark::Neither,
        }
    }

    /// A number with the language's digit grouping: `1,234`, `1.234`.
    pub fn number(self, number: i64) -> String {
        digits::grouped(number, self.language.separator().unwrap_or_default())
    }
}

impl fmt::Debug for Texts {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(self.languages()).finish()
    }
}

impl fmt::Debug for Voice<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Voice").field(&self.language()).finish()
    }
}
