//! The names and descriptions of commands in every language, within Discord's rules.

use std::collections::BTreeMap;

use adapter_discord::render::texts::{Texts, wanted_by};
use poise::ChoiceParameter;
use serde_json::Value;

use super::files;

type Context<'a> = poise::Context<'a, (), std::fmt::Error>;

const ENGLISH: &str = "
command-top = top
command-top-description = Who has most
command-top-page = page
command-top-page-description = Which page?
command-top-period = period
command-top-period-description = Since when?
command-badge = badge
command-badge-description = Badges
command-badge-define = define
command-badge-define-description = A new badge
command-badge-define-name = name
command-badge-define-name-description = Its name
choice-all-time = All time
choice-this-week = This week
";

#[derive(Debug, ChoiceParameter)]
enum Period {
    #[name = "All time"]
    AllTime,
    #[name = "This week"]
    ThisWeek,
}

/// Overwritten.
#[poise::command(slash_command)]
async fn top(_: Context<'_>, page: Option<u32>, period: Option<Period>) -> Result<(), std::fmt::Error> {
    let _ = (page, period);
    Ok(())
}

#[poise::command(slash_command, subcommands("define"))]
async fn badge(_: Context<'_>) -> Result<(), std::fmt::Error> {
    Ok(())
}

#[poise::command(slash_command)]
async fn define(_: Context<'_>, name: String) -> Result<(), std::fmt::Error> {
    let _ = name;
    Ok(())
}

#[test]
fn commands_options_choices_and_subcommands_get_every_language() {
    let german = "
command-top = rangliste
command-top-description = Wer am meisten hat
command-top-period = zeitraum
command-badge-define-name-description = Sein Name
choice-this-week = Diese Woche
";
    let texts = Texts::read(files(&[("en.ftl", ENGLISH), ("de.ftl", german)])).unwrap();
    let mut commands = vec![top(), badge()];
    texts.localise(&mut commands).unwrap_or_else(|bad| panic!("{bad}"));
    let sent: Vec<Value> =
        commands.iter().map(|one| serde_json::to_value(one.create_as_slash_command()).unwrap()).collect();

    assert_eq!(sent[0]["description"], "Who has most");
    assert_eq!(sent[0]["name_localizations"], serde_json::json!({ "de": "rangliste" }));
    assert_eq!(sent[0]["description_localizations"], serde_json::json!({ "de": "Wer am meisten hat" }));
    let period = &sent[0]["options"][1];
    assert_eq!(period["description"], "Since when?");
    assert_eq!(period["name_localizations"], serde_json::json!({ "de": "zeitraum" }));
    assert_eq!(period["choices"][0]["name"], "All time");
    assert_eq!(period["choices"][1]["name_localizations"], serde_json::json!({ "de": "Diese Woche" }));
    let define = &sent[1]["options"][0];
    assert_eq!(define["description"], "A new badge");
    assert_eq!(define["options"][0]["description_localizations"], serde_json::json!({ "de": "Sein Name" }));
}

#[test]
fn a_language_serves_every_nearest_locale_of_discord() {
    let spanish = "command-top-description = Quién tiene más";
    let british = "command-top-description = Who leads";
    let texts =
        Texts::read(files(&[("en.ftl", ENGLISH), ("es.ftl", spanish), ("en-GB.ftl", british)])).unwrap();
    let mut commands = vec![top()];
    texts.localise(&mut commands).unwrap_or_else(|bad| panic!("{bad}"));
    let localised: BTreeMap<_, _> = commands[0].description_localizations.iter().cloned().collect();
    let expected = [("en-GB", "Who leads"), ("es-419", "Quién tiene más"), ("es-ES", "Quién tiene más")];
    assert_eq!(localised, expected.map(|(locale, said)| (locale.into(), said.into())).into());
}

#[test]
fn the_lines_for_commands_can_be_listed() {
    let wanted = wanted_by(&[top(), badge()]);
    let lines: Vec<&str> = ENGLISH.lines().filter_map(|line| Some(line.split_once(" =")?.0)).collect();
    assert_eq!(
        wanted.iter().map(String::as_str).collect::<std::collections::BTreeSet<_>>(),
        lines.into_iter().collect()
    );
}

#[test]
fn a_text_that_discord_rejects_is_named_with_its_line() {
    check("command-top = Rangliste", "texts/de.ftl:1: command-top has the character “R”");
    check("command-top = wer hat", "command-top has the character “ ”");
    check(
        "command-top = so-heißt-ein-befehl-doch-wohl-nicht",
        "command-top has 35 characters; Discord takes 32",
    );
    check("command-top = {\"\"}", "command-top is empty");
    check(&format!("command-top-description = {}", "x".repeat(101)), "has 101 characters; Discord takes 100");
    check(&format!("choice-all-time = {}", "x".repeat(101)), "choice-all-time has 101 characters");
    check(
        "command-top-page = was\ncommand-top-period = was",
        "command-top-period is “was”, as another one beside it",
    );
    check(
        "command-top = gleich\ncommand-badge = gleich",
        "command-badge is “gleich”, as another one beside it",
    );
}

#[test]
fn a_text_that_discord_accepts_is_accepted() {
    for german in
        ["command-top = rückgängig_2", "command-top = शीर्ष", "command-top = อันดับ", "command-top = 上位"]
    {
        let texts = Texts::read(files(&[("en.ftl", ENGLISH), ("de.ftl", german)])).unwrap();
        texts.localise(&mut [top()]).unwrap_or_else(|bad| panic!("{bad}"));
    }
}

#[test]
fn a_line_that_english_lacks_or_that_differs_from_the_code_is_named() {
    let texts = Texts::read(files(&[("en.ftl", &ENGLISH.replace("= top", "= best"))])).unwrap();
    let bad = texts.localise(&mut [top()]).unwrap_err().to_string();
    assert!(bad.contains("texts/en.ftl:2: command-top is “best”, but the code calls it “top”"), "{bad}");
    let texts = Texts::read(files(&[("en.ftl", "a = b")])).unwrap();
    let bad = texts.localise(&mut [top()]).unwrap_err().to_string();
    for line in ["command-top", "command-top-description", "command-top-page", "choice-all-time"] {
        assert!(bad.contains(&format!("the line {line} is missing")), "{bad}");
    }
}

#[track_caller]
fn check(german: &str, expected: &str) {
    let texts = Texts::read(files(&[("en.ftl", ENGLISH), ("de.ftl", german)])).unwrap();
    let bad = texts.localise(&mut [top(), badge()]).expect_err("the names are bad").to_string();
    assert!(bad.contains(expected), "{bad}");
}

#[test]
fn the_lines_of_commands_are_within_discords_limits_in_every_language() {
    let texts = super::embedded();
    for language in texts.languages() {
        let voice = texts.voice(Some(language));
        for line in texts.lines(language).filter(|line| line.starts_with("command-")) {
            let said = voice.say(line);
            let length = said.encode_utf16().count();
            if line.ends_with("-description") {
                assert!((1..=100).contains(&length), "{language}: {line} has {length} characters");
            } else {
                let small =
                    |c: char| c.is_alphanumeric() && c.to_lowercase().eq([c]) || matches!(c, '-' | '_');
                assert!(
                    (1..=32).contains(&length) && said.chars().all(small),
                    "{language}: {line} is “{said}”"
                );
            }
        }
    }
}
