//! What the bot says, in the language of whoever asks: one Fluent file per language in `texts/`.
//! The words themselves stand there and nowhere else; how an answer looks is in [`crate::render`].

mod bad;
mod commands;
mod digits;
mod language;
mod locale;
mod value;

use std::fmt;

pub use self::bad::{BadText, BadTexts};
pub use self::commands::wanted_by;
pub use self::value::Value;

use self::language::Language;

/// The language that everything falls back to: every line is there.
const FALLBACK: &str = "en";

/// Every language that there is a file for.
pub struct Texts {
    languages: Vec<Language>,
    /// Where English stands in `languages`.
    fallback: usize,
}

/// One language: says lines of its own, and in English what it lacks.
#[derive(Clone, Copy)]
pub struct Voice<'t> {
    language: &'t Language,
    fallback: &'t Language,
}

impl Texts {
    /// Reads the files that are built in.
    ///
    /// # Errors
    /// Names every line of every file that cannot be read.
    pub fn embedded() -> Result<Texts, BadTexts> {
        Texts::read(language::embedded())
    }

    /// Reads files: their names, such as `de.ftl`, and what is in them.
    ///
    /// # Errors
    /// Names every line of every file that cannot be read, and says so when English is missing.
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

    /// The voice for a locale as Discord names it: `de` for `de`, `en` for `en-GB`, English for what is not there.
    pub fn voice(&self, locale: Option<&str>) -> Voice<'_> {
        let fallback = self.english();
        let language = locale.and_then(|locale| self.language_for(locale)).unwrap_or(fallback);
        Voice { language, fallback }
    }

    /// The names of the languages, sorted: `de`, `en` …
    pub fn languages(&self) -> impl Iterator<Item = &str> {
        self.languages.iter().map(Language::name)
    }

    /// The ids of the lines that a language's own file has, in its order; none for a language without a file.
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
    /// The name of its language, such as `de`.
    pub fn language(self) -> &'t str {
        self.language.name()
    }

    /// A line that takes no values.
    pub fn say(self, line: &str) -> String {
        self.say_with(line, &[])
    }

    /// A line with values. What people wrote must have been made harmless before.
    ///
    /// A line that is nowhere is a mistake of ours that tests look for; it is logged, and its id is said.
    pub fn say_with(self, line: &str, values: &[(&str, Value<'_>)]) -> String {
        let said = self.language.say(line, values).or_else(|| self.fallback.say(line, values));
        said.unwrap_or_else(|| {
            log::error!("no language has the line {line}");
            line.to_owned()
        })
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
