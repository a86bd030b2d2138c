//! Reads and checks one language file.

use std::sync::Arc;

use fluent_bundle::concurrent::FluentBundle;
use fluent_bundle::{FluentArgs, FluentError, FluentResource};
use rust_embed::Embed;
use unic_langid::LanguageIdentifier;

use super::{BadText, Value, digits};

/// The line with the separator of digit groups.
const GROUP: &str = "format-digits-group";

#[derive(Embed)]
#[folder = "texts/"]
struct Files;

/// The lines of a language, ready to be formatted.
pub(super) struct Language {
    name: String,
    file: String,
    source: Arc<FluentResource>,
    bundle: FluentBundle<Arc<FluentResource>>,
    separator: Option<&'static str>,
}

/// The names and the content of the embedded files.
pub(super) fn embedded() -> impl Iterator<Item = (String, Vec<u8>)> {
    let names = Files::iter().filter(|name| name.ends_with(".ftl"));
    names.filter_map(|name| Some((name.to_string(), Files::get(&name)?.data.into_owned())))
}

impl Language {
    /// Reads a file that is named after its language, such as `pt-BR.ftl`.
    pub(super) fn read(file: &str, bytes: Vec<u8>) -> Result<Language, Vec<BadText>> {
        let whole = |problem: &str| vec![BadText::new(file, 0, problem)];
        let name = file.strip_suffix(".ftl").unwrap_or(file);
        let id: LanguageIdentifier = name
            .parse()
            .map_err(|_| whole("is not named after a language; a name looks like de.ftl or pt-BR.ftl"))?;
        let source =
            String::from_utf8(bytes).map_err(|_| whole("is not UTF-8; save it with that encoding"))?;
        let resource = FluentResource::try_new(source).map_err(|(resource, errors)| {
            let bad = errors.iter().map(|error| {
                BadText::new(file, line_at(resource.source(), error.pos.start), error.to_string())
            });
            bad.collect::<Vec<_>>()
        })?;
        let source = Arc::new(resource);
        let mut bundle = FluentBundle::new_concurrent(vec![id]);
        // Fluent's isolation marks would end up inside mentions, timestamps and code. People's text is isolated where
        // it is escaped.
        bundle.set_use_isolating(false);
        bundle.add_resource(Arc::clone(&source)).map_err(|errors| {
            errors.iter().map(|error| twice(file, source.source(), error)).collect::<Vec<_>>()
        })?;
        let mut language =
            Language { name: name.to_owned(), file: file.to_owned(), source, bundle, separator: None };
        language.learn_digits().map_err(|bad| vec![bad])?;
        Ok(language)
    }

    pub(super) fn name(&self) -> &str {
        &self.name
    }

    /// The separator of digit groups, if it is known.
    pub(super) fn separator(&self) -> Option<&'static str> {
        self.separator
    }

    /// Uses another language's separator if the file has none.
    pub(super) fn group_digits_unless_it_says_how(&mut self, separator: &str) {
        if let Some((separator, writer)) = digits::writer(separator).filter(|_| self.separator.is_none()) {
            self.separator = Some(separator);
            self.bundle.set_formatter(Some(writer));
        }
    }

    pub(super) fn lines(&self) -> impl Iterator<Item = &str> {
        self.source.source().lines().filter_map(id_of)
    }

    /// The line with its values; `None` if this language lacks it.
    pub(super) fn say(&self, line: &str, values: &[(&str, Value<'_>)]) -> Option<String> {
        let pattern = self.bundle.get_message(line)?.value()?;
        let mut args = FluentArgs::with_capacity(values.len());
        for (name, value) in values {
            args.set(*name, value.for_fluent(self.separator.unwrap_or_default()));
        }
        let mut errors = Vec::new();
        let said = self.bundle.format_pattern(pattern, Some(&args), &mut errors);
        if let Some(error) = errors.first() {
            log::error!("texts/{}: the line {line} could not be filled in: {error}", self.file);
        }
        Some(said.into_owned())
    }

    pub(super) fn bad(&self, line: &str, problem: impl Into<String>) -> BadText {
        let at = self.source.source().lines().position(|text| id_of(text) == Some(line));
        BadText::new(&self.file, at.map_or(0, |index| index + 1), problem)
    }

    fn learn_digits(&mut self) -> Result<(), BadText> {
        let Some(group) = self.say(GROUP, &[]) else { return Ok(()) };
        let Some((separator, writer)) = digits::writer(&group) else {
            let problem = format!(
                "{GROUP} is “{group}”; between groups of digits there can be a comma, a full stop, a space, \
                 an apostrophe, or nothing: {{\"\"}}"
            );
            return Err(self.bad(GROUP, problem));
        };
        self.separator = Some(separator);
        self.bundle.set_formatter(Some(writer));
        Ok(())
    }
}

/// The id at the beginning of a line, if it has one.
fn id_of(line: &str) -> Option<&str> {
    let (id, _) = line.split_once('=')?;
    let id = id.trim_end();
    let is_id = id.starts_with(|first: char| first.is_ascii_alphabetic())
        && id.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'_');
    is_id.then_some(id)
}

/// The number of a line, from 1.
fn line_at(source: &str, byte: usize) -> usize {
    let before = source.as_bytes().get(..byte).unwrap_or(source.as_bytes());
    before.iter().filter(|byte| **byte == b'\n').count() + 1
}

fn twice(file: &str, source: &str, error: &FluentError) -> BadText {
    match error {
        FluentError::Overriding { id, .. } => {
            let lines = source.lines().enumerate().filter(|(_, line)| id_of(line) == Some(id));
            let at = lines.last().map_or(0, |(index, _)| index + 1);
            BadText::new(file, at, format!("{id} stands in the file twice"))
        }
        other => BadText::new(file, 0, other.to_string()),
    }
}
