//! Every line is used, and every used line exists.
//! The lines of commands and choices are looked up by their names, and checked against the commands themselves.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use super::embedded;

#[test]
fn every_line_is_used() {
    let said: BTreeSet<String> = sources().iter().flat_map(|(_, text)| literals(text)).collect();
    let texts = embedded();
    let unused: Vec<&str> =
        texts.lines("en").filter(|id| !is_of_commands(id) && !said.contains(*id)).collect();
    assert!(
        unused.is_empty(),
        "\n  {}\n=> no file in src has these ids as a literal: say the lines, or take them out of every language\n",
        unused.join("\n  ")
    );
}

#[test]
fn every_used_line_exists() {
    let texts = embedded();
    let there: BTreeSet<&str> = texts.lines("en").collect();
    let families: BTreeSet<&str> = there.iter().filter_map(|id| Some(id.split_once('-')?.0)).collect();
    let mut wrong = Vec::new();
    for (path, text) in sources() {
        let direct = text.split(".say(").skip(1).chain(text.split(".say_with(").skip(1));
        for rest in direct {
            if let Some(id) = rest.trim_start().strip_prefix('"').and_then(|rest| rest.split('"').next())
                && !there.contains(id)
            {
                wrong.push(format!("{path}: {id}"));
            }
        }
        // Ids that are chosen first and read later are recognised by their beginnings.
        for id in text.lines().filter(|line| !line.contains("rename")).flat_map(literals) {
            let family = id.split_once('-').map(|(family, _)| family);
            let is_id = family.is_some_and(|family| families.contains(family)) && is_kebab(&id);
            if is_id && !there.contains(id.as_str()) {
                wrong.push(format!("{path}: {id}"));
            }
        }
    }
    assert!(
        wrong.is_empty(),
        "\n  {}\n=> write these lines in every language, or correct their ids; a literal that begins like a line \
         is taken for one\n",
        wrong.join("\n  ")
    );
}

fn is_of_commands(id: &str) -> bool {
    id.starts_with("command-") || id.starts_with("choice-")
}

fn is_kebab(text: &str) -> bool {
    text.split('-')
        .all(|part| !part.is_empty() && part.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit()))
}

/// The string literals on a line; ids have no escapes and no line breaks.
fn literals(text: &str) -> Vec<String> {
    let lines = text.lines().filter(|line| !line.trim_start().starts_with("//"));
    lines.flat_map(|line| line.split('"').skip(1).step_by(2).map(str::to_owned)).collect()
}

/// Every file of Rust below src, without its unit tests.
fn sources() -> Vec<(String, String)> {
    let mut folders = vec![Path::new(env!("CARGO_MANIFEST_DIR")).join("src")];
    let mut sources = Vec::new();
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(&folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|extension| extension == "rs") {
                let text = fs::read_to_string(&path).unwrap();
                let code = text.split("#[cfg(test)]").next().unwrap_or_default();
                sources.push((path.display().to_string(), code.to_owned()));
            }
        }
    }
    assert!(sources.len() > 10, "only {} files were found", sources.len());
    sources
}
