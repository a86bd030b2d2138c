//! Whatever goes into a sheet, Discord takes what comes out.

use adapter_discord::look::{Meaning, Sheet, length, theirs};
use ledger_core::Timestamp;
use proptest::prelude::*;
use serde_json::{Value, json};

use super::texts::{horrors, wild_text};

#[test]
fn a_sheet_is_the_embed_that_it_says() {
    let sheet = Sheet::new(Meaning::Money)
        .author(theirs("An_na"), Some("https://cdn.example/a.png"))
        .title("Your balance")
        .line("🪙 **50** points")
        .line(theirs("by **Ben**"))
        .field("Reason", theirs("# wow"))
        .column("Rank", "3")
        .footer(theirs("Cl_eo"))
        .thumbnail("https://cdn.example/b.png")
        .picture("chart.png")
        .at(Timestamp::from_micros(1_790_000_000_500_000));
    let embed = serde_json::to_value(sheet.build()).unwrap();
    assert_eq!(
        embed,
        json!({
            "color": Meaning::Money.colour().0,
            "author": { "name": "An_na", "icon_url": "https://cdn.example/a.png" },
            "title": "Your balance",
            "description": "🪙 **50** points\nby \\*\\*Ben\\*\\*",
            "fields": [
                { "name": "Reason", "value": "\\# wow", "inline": false },
                { "name": "Rank", "value": "3", "inline": true },
            ],
            "footer": { "text": "Cl_eo" },
            "thumbnail": embed["thumbnail"],
            "image": embed["image"],
            "timestamp": embed["timestamp"],
            "type": "rich",
        })
    );
    assert_eq!(embed["thumbnail"]["url"], "https://cdn.example/b.png");
    assert_eq!(embed["image"]["url"], "attachment://chart.png");
    assert!(embed["timestamp"].as_str().unwrap().starts_with("2026-09-21T"), "{}", embed["timestamp"]);
}

#[test]
fn an_empty_sheet_is_taken_all_the_same() {
    taken(Sheet::new(Meaning::Neutral));
    taken(Sheet::new(Meaning::Neutral).title("  ").field("", "").column("\u{202e}", theirs("\u{200b}")));
}

#[test]
fn a_long_list_is_cut_after_a_whole_line() {
    let lines = (0..500).map(|number| format!("{number}: Anna has **{number}** points"));
    let embed = taken(Sheet::new(Meaning::Money).lines(lines));
    let description = embed["description"].as_str().unwrap();
    let last = description.lines().rev().nth(1).unwrap();
    assert!(description.ends_with("\n…") && last.ends_with(" points"), "{last}");
}

#[test]
fn everything_at_its_limit_is_cut_to_the_limit_of_all() {
    let long = "x".repeat(5_000);
    let mut sheet = Sheet::new(Meaning::Bad).author(&long, None).title(&long).line(&long).footer(&long);
    for _ in 0..30 {
        sheet = sheet.field(&long, &long);
    }
    let embed = taken(sheet);
    assert_eq!(length(embed["title"].as_str().unwrap()), 256);
    assert_eq!(length(embed["author"]["name"].as_str().unwrap()), 256);
    assert_eq!(length(embed["footer"]["text"].as_str().unwrap()), 2048);
    assert_eq!(total(&embed), 6000);
}

#[test]
fn of_too_many_fields_the_first_are_kept() {
    let mut sheet = Sheet::new(Meaning::Good);
    for number in 0..30 {
        sheet = sheet.column(format!("Field {number}"), "value");
    }
    let embed = taken(sheet);
    assert_eq!(embed["fields"].as_array().unwrap().len(), 25);
    assert_eq!(embed["fields"][24]["name"], "Field 24");
}

#[test]
fn horrors_are_taken_everywhere() {
    for horror in horrors() {
        let mut sheet = Sheet::new(Meaning::Warning)
            .author(theirs(&horror), None)
            .title(theirs(&horror))
            .line(theirs(&horror))
            .footer(theirs(&horror));
        for _ in 0..26 {
            sheet = sheet.field(theirs(&horror), theirs(&horror));
        }
        taken(sheet);
    }
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn anything_is_taken(
        author in wild_text(), title in wild_text(), footer in wild_text(),
        lines in prop::collection::vec(wild_text(), 0..40),
        fields in prop::collection::vec((wild_text(), wild_text()), 0..30),
    ) {
        let mut sheet = Sheet::new(Meaning::Neutral)
            .author(theirs(&author), None).title(theirs(&title)).footer(&footer).lines(&lines);
        for (name, value) in &fields {
            sheet = sheet.field(name, theirs(value)).column(theirs(name), value);
        }
        taken(sheet);
    }
}

/// Holds an embed against what Discord takes.
#[track_caller]
fn taken(sheet: Sheet) -> Value {
    let embed = serde_json::to_value(sheet.build()).unwrap();
    let fields = embed["fields"].as_array().cloned().unwrap_or_default();
    let mut texts = vec![
        (&embed["title"], 256),
        (&embed["description"], 4096),
        (&embed["footer"]["text"], 2048),
        (&embed["author"]["name"], 256),
    ];
    texts.extend(fields.iter().flat_map(|field| [(&field["name"], 256), (&field["value"], 1024)]));
    let mut some = false;
    for (text, limit) in texts {
        if let Some(text) = text.as_str() {
            assert!((1..=limit).contains(&length(text)), "{} of {limit}: {text}", length(text));
            assert!(!text.trim().is_empty(), "blank: {text:?}");
            some = true;
        }
    }
    assert!(some, "Discord takes no empty embed: {embed}");
    assert!(fields.len() <= 25, "{} fields", fields.len());
    assert!(total(&embed) <= 6000, "{} in all", total(&embed));
    embed
}

fn total(embed: &Value) -> usize {
    let fields = embed["fields"].as_array().cloned().unwrap_or_default();
    let of_fields =
        fields.iter().flat_map(|field| [&field["name"], &field["value"]]).filter_map(Value::as_str);
    let others = [&embed["title"], &embed["description"], &embed["footer"]["text"], &embed["author"]["name"]];
    others.into_iter().filter_map(Value::as_str).chain(of_fields).map(length).sum()
}
