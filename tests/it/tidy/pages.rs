//! How the house rules read the pages: commands and links in markdown, and the settings with their defaults.
//! No rule stands here.

use super::tree::required;

/// The sh block after the line that ends with that sentence.
pub(crate) fn command_after(page: &str, sentence: &str) -> Option<String> {
    let mut lines = page.lines().map(str::trim_end).skip_while(|line| !line.ends_with(sentence));
    lines.by_ref().find(|line| *line == "```sh")?;
    Some(lines.take_while(|line| !line.starts_with("```")).collect::<Vec<_>>().join("\n"))
}

/// The targets of links, with their lines; what is quoted as code is not a link.
pub(crate) fn links(page: &str) -> Vec<(usize, &str)> {
    let mut found = Vec::new();
    let mut quoted = false;
    for (index, line) in page.lines().enumerate() {
        quoted ^= line.trim_start().starts_with("```");
        if quoted {
            continue;
        }
        for text in line.split('`').step_by(2) {
            let targets = text.split("](").skip(1).filter_map(|rest| rest.split([')', ' ']).next());
            found.extend(targets.map(|target| (index + 1, target)));
        }
        // A link whose text is code: [`name`](target)
        for rest in line.split("`](").skip(1) {
            let target = rest.split([')', ' ']).next().unwrap_or_default();
            if !found.contains(&(index + 1, target)) {
                found.push((index + 1, target));
            }
        }
        if let Some((_, target)) = line.split_once("]: ").filter(|_| line.starts_with('[')) {
            found.push((index + 1, target.trim()));
        }
    }
    found
}

/// Line, name and default.
pub(crate) fn settings_of_the_example() -> Vec<(usize, String, String)> {
    let lines = required(".env.example").lines().filter(|(_, line)| !line.starts_with('#'));
    let settings = lines.filter_map(|(number, line)| Some((number, line.split_once('=')?)));
    settings.map(|(number, (name, default))| (number, name.to_owned(), default.to_owned())).collect()
}

/// Line, name and default: the first two cells of the rows whose first cell is a name in backticks.
pub(crate) fn settings_of_the_page() -> Vec<(usize, String, String)> {
    let mut settings = Vec::new();
    for (number, line) in required("docs/settings.md").lines() {
        let mut cells = line.split('|').map(str::trim).skip(1);
        let (Some(name), Some(default)) = (cells.next(), cells.next()) else { continue };
        if let Some(name) = name.strip_prefix('`').and_then(|name| name.strip_suffix('`')) {
            let default = if default == "(empty)" { "" } else { default.trim_matches('`') };
            settings.push((number, name.to_owned(), default.to_owned()));
        }
    }
    settings
}

pub(crate) fn looks_like_a_setting(literal: &str) -> bool {
    let in_capitals = literal.chars().all(|letter| letter.is_ascii_uppercase() || letter == '_');
    in_capitals && literal.split('_').filter(|part| !part.is_empty()).count() >= 2
}

#[test]
fn commands_and_links_are_read_out_of_markdown() {
    let page = "Before.\nThe tests:\n\n```sh\ncargo test\n```\n\nSee [a](b.md#c), [d](https://e.org) and `[x](y)`.\n[f]: g.md\n";
    assert_eq!(command_after(page, "The tests:").as_deref(), Some("cargo test"));
    assert_eq!(command_after(page, "The main job:"), None);
    assert_eq!(links(page), [(8, "b.md#c"), (8, "https://e.org"), (9, "g.md")]);
}
