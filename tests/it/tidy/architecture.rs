//! ARCHITECTURE.md and CONTRIBUTING.md name files and functions: these tests look the names up, so the pages stay true.

use super::tree::{File, file, has_word, required, rust_files};

#[test]
fn every_function_in_the_life_of_a_grant_is_where_the_page_says() {
    let (named, wrong) = look_up(&section("The life of a grant"), None);
    assert!(named >= 30, "only {named} functions are named: has the way they are written changed?");
    assert!(wrong.is_empty(), "\n  {}\n=> correct the page, or the name\n", wrong.join("\n  "));
}

#[test]
fn every_test_that_keeps_an_absence_is_where_the_page_says() {
    let (named, wrong) = look_up(&section("What is absent"), file("tests/it/tidy.rs"));
    assert!(named >= 10, "only {named} functions are named: has the way they are written changed?");
    assert!(wrong.is_empty(), "\n  {}\n=> correct the page, or the name\n", wrong.join("\n  "));
}

#[test]
fn every_rule_that_contributors_are_told_is_a_test() {
    let rules: Vec<&File> = rust_files().filter(|file| file.path.starts_with("tests/it/tidy")).collect();
    let table = required("CONTRIBUTING.md").lines().filter(|(_, line)| line.starts_with("| "));
    let names: Vec<(usize, &str)> = table
        .filter_map(|(number, line)| Some((number, line.trim_end_matches(" |").rsplit_once(" | ")?.1)))
        .flat_map(|(number, cell)| quoted(cell).into_iter().map(move |name| (number, name)))
        .collect();
    assert!(names.len() >= 10, "only {} rules are named: has the table changed?", names.len());
    let wrong: Vec<String> = names
        .iter()
        .filter(|(_, name)| !rules.iter().any(|file| has_function(file, name)))
        .map(|(number, name)| format!("CONTRIBUTING.md:{number}: there is no test `{name}`"))
        .collect();
    assert!(wrong.is_empty(), "\n  {}\n=> correct the page, or the name\n", wrong.join("\n  "));
}

#[test]
fn names_are_looked_up_in_the_file_that_was_named_before_them() {
    let page = |text: &'static str| vec![(1, text)];
    assert_eq!(look_up(&page("- `src/main.rs`: `main()` and `COMMIT`"), None), (1, vec![]));
    assert_eq!(look_up(&page("- `src/cli.rs`: `Cli::read()`"), None), (1, vec![]));
    assert_eq!(look_up(&page("- `main()`"), file("src/main.rs")), (1, vec![]));
    for wrong in
        ["- `src/main.rs`: `mai()`", "- `src/cli.rs`: `Clip::read()`", "- `src/nowhere.rs`", "- `main()`"]
    {
        assert_eq!(look_up(&page(wrong), None).1.len(), 1, "{wrong}");
    }
}

/// The lines under a heading of the page, with their numbers.
fn section(heading: &str) -> Vec<(usize, &'static str)> {
    let lines = required("ARCHITECTURE.md").lines();
    let mut lines = lines.skip_while(|(_, line)| line.strip_prefix("## ") != Some(heading));
    assert!(lines.next().is_some(), "ARCHITECTURE.md has no heading \"{heading}\"");
    lines.take_while(|(_, line)| !line.starts_with("## ")).collect()
}

/// Looks up each `path` and each `function()` after it; in an item that names no file, `otherwise` is meant.
/// Gives the number of functions, and what is not there.
fn look_up(lines: &[(usize, &str)], otherwise: Option<&File>) -> (usize, Vec<String>) {
    let (mut named, mut wrong) = (0, Vec::new());
    let mut current = otherwise;
    for (number, line) in lines {
        if line.starts_with(|first: char| first == '-' || first.is_ascii_digit()) {
            current = otherwise;
        }
        for name in quoted(line) {
            if name.contains('/') && [".rs", ".sql"].iter().any(|end| name.ends_with(end)) {
                current = file(name);
                if current.is_none() {
                    wrong.push(format!("ARCHITECTURE.md:{number}: there is no {name}"));
                }
            } else if let Some(function) = name.strip_suffix("()") {
                named += 1;
                if !current.is_some_and(|file| has_function(file, function)) {
                    let place = current.map_or("a file that was named", |file| &file.path);
                    wrong.push(format!("ARCHITECTURE.md:{number}: `{function}` is not in {place}"));
                }
            }
        }
    }
    (named, wrong)
}

/// Whether a file defines a function, and has an `impl` of its type if the name comes with one.
fn has_function(file: &File, name: &str) -> bool {
    let (owner, function) = name.rsplit_once("::").map_or((None, name), |(owner, name)| (Some(owner), name));
    let has = |begin: &str, needle: &str| {
        file.code().any(|(_, line)| line.trim_start().starts_with(begin) && has_word(line, needle))
    };
    has("", &format!("fn {function}")) && owner.is_none_or(|owner| has("impl", owner))
}

/// What stands between backticks.
fn quoted(line: &str) -> Vec<&str> {
    line.split('`').skip(1).step_by(2).collect()
}
