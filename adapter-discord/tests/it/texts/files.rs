//! Every language has the lines of English with the values of English, and a bad file is named with its line.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use adapter_discord::render::texts::Texts;

use super::{embedded, files, lines};

#[test]
fn every_file_in_the_folder_is_a_language() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("texts");
    let names = fs::read_dir(&folder).unwrap().map(|file| file.unwrap().file_name().into_string().unwrap());
    let mut there: Vec<String> = names.map(|name| name.replace(".ftl", "")).collect();
    there.sort();
    assert_eq!(embedded().languages().collect::<Vec<_>>(), there);
}

#[test]
fn a_language_is_a_file_beside_the_others_and_nothing_else() {
    let texts = Texts::read(files(&[("en.ftl", "a = b\n"), ("fr.ftl", "a = c\n")])).unwrap();
    assert_eq!(texts.languages().collect::<Vec<_>>(), ["en", "fr"]);
    assert_eq!(
        (texts.voice(Some("fr")).say("a"), texts.voice(Some("de")).say("a")),
        ("c".into(), "b".into())
    );
}

#[test]
fn every_language_has_the_lines_of_english_and_no_others() {
    let english = source("en");
    let wanted: BTreeSet<&str> = lines(&english).into_keys().collect();
    assert!(wanted.len() > 200, "only {} lines were found", wanted.len());
    for language in embedded().languages() {
        let source = source(language);
        let has: BTreeSet<&str> = lines(&source).into_keys().collect();
        let missing: Vec<_> = wanted.difference(&has).collect();
        let surplus: Vec<_> = has.difference(&wanted).collect();
        assert!(
            missing.is_empty() && surplus.is_empty(),
            "{language}: missing {missing:?}, surplus {surplus:?}"
        );
    }
}

#[test]
fn every_language_has_the_values_of_english_in_each_line() {
    let english = source("en");
    let english = lines(&english);
    for language in embedded().languages() {
        for (id, text) in lines(&source(language)) {
            let expected = english.get(id).map(|text| values(text)).unwrap_or_default();
            assert_eq!(values(&text), expected, "texts/{language}.ftl: {id}");
        }
    }
}

#[test]
fn the_parsed_lines_equal_the_lines_of_the_file() {
    let texts = embedded();
    for language in texts.languages() {
        let read: BTreeSet<&str> = texts.lines(language).collect();
        assert_eq!(read, lines(&source(language)).into_keys().collect(), "{language}");
    }
}

#[test]
fn lines_are_complete_sentences() {
    for language in embedded().languages() {
        for (id, text) in lines(&source(language)) {
            let text = text.trim();
            assert!(!text.is_empty() && !text.contains("  :") && !text.ends_with(" ."), "{language}: {id}");
            assert_eq!(text.matches('{').count(), text.matches('}').count(), "{language}: {id}");
        }
    }
}

#[test]
fn a_file_with_a_mistake_is_named_with_its_line() {
    check(&[("en.ftl", "a = b\n\nthis is no line\n")], "texts/en.ftl:3:");
    check(&[("en.ftl", "a = { $b ! }\n")], "texts/en.ftl:1:");
    check(&[("en.ftl", "a = b\nc = d\na = e\n")], "texts/en.ftl:3: a stands in the file twice");
    check(&[("en.ftl", "a = b"), ("de.ftl", "\n= c")], "texts/de.ftl:2:");
    check(&[("en.ftl", "format-digits-group = x")], "texts/en.ftl:1: format-digits-group is “x”");
    check(&[("en.ftl", "a = b"), ("german language.ftl", "a = c")], "is not named after a language");
    check(&[("de.ftl", "a = b")], "texts/en.ftl: is missing");
}

#[test]
fn a_file_that_is_not_utf8_is_named() {
    let bad = Texts::read([("en.ftl".to_owned(), vec![0xff, 0xfe])]).unwrap_err();
    assert!(bad.to_string().contains("texts/en.ftl: is not UTF-8"), "{bad}");
}

#[test]
fn all_mistakes_are_listed() {
    let bad = Texts::read(files(&[("en.ftl", "a b\nc = d\ne f\n"), ("de.ftl", "g h\n")])).unwrap_err();
    let places: Vec<_> = bad.problems().iter().map(|one| (one.file.as_str(), one.line)).collect();
    assert_eq!(places, [("en.ftl", 1), ("en.ftl", 3), ("de.ftl", 1)]);
}

#[track_caller]
fn check(sources: &[(&str, &str)], expected: &str) {
    let bad = Texts::read(files(sources)).expect_err("the files are bad");
    assert!(bad.to_string().contains(expected), "{bad}");
}

fn source(language: &str) -> String {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("texts/{language}.ftl"));
    fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

/// The variables in braces.
fn values(text: &str) -> BTreeSet<&str> {
    let after = text.split('$').skip(1);
    after.filter_map(|rest| rest.split(|c: char| !c.is_ascii_alphanumeric() && c != '-').next()).collect()
}
