//! Names and descriptions of commands in every language: the ids of their lines, and Discord's limits.
//!
//! A command has the line `command-points`, a subcommand `command-achievement-define`, an option
//! `command-points-member`; each also has one with `-description`. A choice has `choice-all-time`, after its name in
//! the code. So no option may be called `description`.

use std::collections::BTreeSet;

use poise::{Command, CommandParameter, CommandParameterChoice};

use super::language::Language;
use super::{BadText, BadTexts, Texts};
use crate::settings::locales::DISCORD;

const MAX_NAME: usize = 32;

/// Also the limit for a choice.
const MAX_DESCRIPTION: usize = 100;

/// Pairs of a locale and a text.
type Localised = Vec<(std::borrow::Cow<'static, str>, std::borrow::Cow<'static, str>)>;

impl Texts {
    /// Sets the names, descriptions and choices of commands and everything below them: descriptions in English, and all
    /// of them in every other language that has them.
    ///
    /// # Errors
    /// Names the lines that English lacks or that differ from the code, those that Discord would reject, and those that
    /// would give two commands or two options the same name.
    pub fn localise<U, E>(&self, commands: &mut [Command<U, E>]) -> Result<(), BadTexts> {
        let mut localiser = Localiser { texts: self, bad: Vec::new(), met: BTreeSet::new() };
        localiser.commands("command", commands);
        if localiser.bad.is_empty() { Ok(()) } else { Err(BadTexts::from(localiser.bad)) }
    }
}

/// The lines that [`Texts::localise`] looks up for commands and everything below them.
pub fn wanted_by<U, E>(commands: &[Command<U, E>]) -> BTreeSet<String> {
    let mut wanted = BTreeSet::new();
    collect("command", commands, &mut wanted);
    wanted
}

fn collect<U, E>(above: &str, commands: &[Command<U, E>], wanted: &mut BTreeSet<String>) {
    for command in commands {
        let line = format!("{above}-{}", command.name);
        for parameter in &command.parameters {
            let line = format!("{line}-{}", parameter.name);
            wanted.extend(parameter.choices.iter().map(|choice| line_of_choice(&choice.name)));
            wanted.extend([format!("{line}-description"), line]);
        }
        collect(&line, &command.subcommands, wanted);
        wanted.extend([format!("{line}-description"), line]);
    }
}

/// `choice-all-time` for a choice that the code calls `All time`.
fn line_of_choice(name: &str) -> String {
    let words = name.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
    words.fold("choice".to_owned(), |line, word| format!("{line}-{}", word.to_lowercase()))
}

struct Localiser<'t> {
    texts: &'t Texts,
    bad: Vec<BadText>,
    /// The lines looked up so far, to detect two uses of one line.
    met: BTreeSet<String>,
}

impl Localiser<'_> {
    fn commands<U, E>(&mut self, above: &str, commands: &mut [Command<U, E>]) {
        for command in &mut *commands {
            let line = format!("{above}-{}", command.name);
            command.name_localizations = self.names(&line, &command.name).into();
            let (english, others) = self.descriptions(&line);
            command.description = Some(english.into());
            command.description_localizations = others.into();
            for parameter in &mut command.parameters {
                self.parameter(&line, parameter);
            }
            let names = command.parameters.iter().map(|one| (&*one.name, &*one.name_localizations));
            self.no_name_twice(&line, names);
            self.commands(&line, &mut command.subcommands);
        }
        self.no_name_twice(above, commands.iter().map(|one| (&*one.name, &*one.name_localizations)));
    }

    fn parameter<U, E>(&mut self, command: &str, parameter: &mut CommandParameter<U, E>) {
        let line = format!("{command}-{}", parameter.name);
        parameter.name_localizations = self.names(&line, &parameter.name).into();
        let (english, others) = self.descriptions(&line);
        parameter.description = Some(english.into());
        parameter.description_localizations = others.into();
        for choice in parameter.choices.to_mut() {
            self.choice(choice);
        }
    }

    fn choice(&mut self, choice: &mut CommandParameterChoice) {
        let line = line_of_choice(&choice.name);
        // Choices with the same text are the same: many options may share a line.
        if let Some(english) = self.english(&line) {
            choice.name = english.into();
        }
        choice.localizations = self.others(&line, |text| fits(text, MAX_DESCRIPTION)).into();
    }

    fn names(&mut self, line: &str, in_code: &str) -> Localised {
        self.meet(line);
        if let Some(english) = self.english(line)
            && english != in_code
        {
            let problem = format!("{line} is “{english}”, but the code calls it “{in_code}”");
            self.bad.push(self.texts.english().bad(line, problem));
        }
        self.check(self.texts.english(), line, is_name);
        self.others(line, is_name)
    }

    fn descriptions(&mut self, line: &str) -> (String, Localised) {
        let line = format!("{line}-description");
        self.meet(&line);
        self.check(self.texts.english(), &line, |text| fits(text, MAX_DESCRIPTION));
        let others = self.others(&line, |text| fits(text, MAX_DESCRIPTION));
        (self.english(&line).unwrap_or(line), others)
    }

    /// Two uses must not share a line, as an option `b` of `a` and a command `a-b` would.
    fn meet(&mut self, line: &str) {
        if !self.met.insert(line.to_owned()) {
            let problem = format!("{line} would be the line of two things; rename one of them");
            self.bad.push(self.texts.english().bad(line, problem));
        }
    }

    fn english(&mut self, line: &str) -> Option<String> {
        let english = self.texts.english();
        let said = english.say(line, &[]);
        if said.is_none() {
            self.bad.push(english.bad(line, format!("the line {line} is missing")));
        }
        said
    }

    /// The texts of the other languages, for each of Discord's locales that one of them serves.
    fn others(&mut self, line: &str, accepts: fn(&str) -> Result<(), String>) -> Localised {
        let mut localised = Localised::new();
        for locale in DISCORD {
            let language = self.texts.language_for(locale).filter(|one| one.name() != super::FALLBACK);
            let Some((language, said)) = language.and_then(|one| Some((one, one.say(line, &[])?))) else {
                continue;
            };
            self.check(language, line, accepts);
            localised.push((locale.into(), said.into()));
        }
        localised
    }

    fn check(&mut self, language: &Language, line: &str, accepts: fn(&str) -> Result<(), String>) {
        let Some(Err(problem)) = language.say(line, &[]).map(|said| accepts(&said)) else { return };
        let bad = language.bad(line, format!("{line} {problem}"));
        if !self.bad.contains(&bad) {
            self.bad.push(bad);
        }
    }

    fn no_name_twice<'a>(
        &mut self,
        above: &str,
        siblings: impl Iterator<Item = (&'a str, &'a [Pair])> + Clone,
    ) {
        for locale in DISCORD {
            let mut taken = BTreeSet::new();
            for (name, localised) in siblings.clone() {
                let said = localised.iter().find(|(one, _)| one == locale).map_or(name, |(_, said)| said);
                if let Some(language) = self.texts.language_for(locale)
                    && !taken.insert(said)
                {
                    let line = format!("{above}-{name}");
                    let bad = language.bad(&line, format!("{line} is “{said}”, as another one beside it is"));
                    if !self.bad.contains(&bad) {
                        self.bad.push(bad);
                    }
                }
            }
        }
    }
}

type Pair = (std::borrow::Cow<'static, str>, std::borrow::Cow<'static, str>);

/// Discord's rules for the name of a command or an option.
fn is_name(text: &str) -> Result<(), String> {
    // Vowel and tone signs of Devanagari and Thai are not letters in Unicode, but parts of words.
    let in_words = |c: char| {
        c.is_alphanumeric() || matches!(c, '-' | '_' | '\u{900}'..='\u{97f}' | '\u{e00}'..='\u{e7f}')
    };
    fits(text, MAX_NAME)?;
    match text.chars().find(|c| !in_words(*c) || c.to_lowercase().ne([*c])) {
        Some(bad) => Err(format!("has the character “{bad}”; names have small letters, digits, - and _")),
        None => Ok(()),
    }
}

fn fits(text: &str, limit: usize) -> Result<(), String> {
    // UTF-16 gives the larger of the counts that Discord may use.
    match text.encode_utf16().count() {
        0 => Err("is empty".to_owned()),
        length if length > limit => Err(format!("has {length} characters; Discord takes {limit}")),
        _ => Ok(()),
    }
}
