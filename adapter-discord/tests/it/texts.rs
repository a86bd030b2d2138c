//! The language files: readable, complete and used; and the voices that read them.

mod commands;
mod files;
mod used;
mod voices;

use std::collections::BTreeMap;

use adapter_discord::render::texts::Texts;

/// The built-in files.
#[track_caller]
fn embedded() -> Texts {
    Texts::embedded().unwrap_or_else(|bad| panic!("{bad}"))
}

/// Invented files for a test.
fn files(files: &[(&str, &str)]) -> Vec<(String, Vec<u8>)> {
    files.iter().map(|(name, text)| ((*name).to_owned(), text.as_bytes().to_vec())).collect()
}

/// The messages of a Fluent file: the text from one id to the next.
fn lines(source: &str) -> BTreeMap<&str, String> {
    let mut lines = BTreeMap::<&str, String>::new();
    let mut current = None;
    for line in source.lines().filter(|line| !line.starts_with('#')) {
        let begins = line.starts_with(|first: char| first.is_ascii_alphabetic());
        if let Some((id, text)) = line.split_once('=').filter(|_| begins) {
            current = Some(id.trim());
            lines.insert(id.trim(), text.to_owned());
        } else if let Some(text) = current.and_then(|id| lines.get_mut(id)) {
            text.push('\n');
            text.push_str(line);
        }
    }
    lines
}
