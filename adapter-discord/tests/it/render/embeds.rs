//! Discord accepts every embed of the bot.

use adapter_discord::render::{Embed, Tone, length, user_text};
use ledger_core::Timestamp;
use proptest::prelude::*;
use serde_json::{Value, json};

use super::escape::{hostile_texts, wild_text};

#[test]
fn an_embed_contains_all_its_parts() {
    let embed = Embed::new(Tone::Money)
        .author(user_text("An_na"), Some("https://cdn.example/a.png"))
        .title("Your balance")
        .line("🪙 **50** points")
        .line(user_text("by **Ben**"))
        .field("Reason", user_text("# wow"))
        .column("Rank", "3")
        .footer(user_text("Cl_eo"))
        .thumbnail("https://cdn.example/b.png")
        .picture("chart.png")
        .at(Timestamp::from_micros(1_790_000_000_500_000));
    let embed = serde_json::to_value(embed.build()).unwrap();
    assert_eq!(
        embed,
        json!({
            "color": Tone::Money.colour().0,
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
fn discord_accepts_an_empty_embed() {
    assert_accepted(Embed::new(Tone::Neutral));
    assert_accepted(
        Embed::new(Tone::Neutral).title("  ").field("", "").column("\u{202e}", user_text("\u{200b}")),
    );
}

#[test]
fn a_long_list_is_cut_after_a_whole_line() {
    let lines = (0..500).map(|number| format!("{number}: Anna has **{number}** points"));
    let embed = assert_accepted(Embed::new(Tone::Money).lines(lines));
    let description = embed["description"].as_str().unwrap();
    let last = description.lines().rev().nth(1).unwrap();
    assert!(description.ends_with("\n…") && last.ends_with(" points"), "{last}");
}

#[test]
fn an_embed_with_every_field_at_its_limit_is_cut_to_the_total_limit() {
    let long = "x".repeat(5_000);
    let mut embed = Embed::new(Tone::Bad).author(&long, None).title(&long).line(&long).footer(&long);
    for _ in 0..30 {
        embed = embed.field(&long, &long);
    }
    let embed = assert_accepted(embed);
    assert_eq!(length(embed["title"].as_str().unwrap()), 256);
    assert_eq!(length(embed["author"]["name"].as_str().unwrap()), 256);
    assert_eq!(length(embed["footer"]["text"].as_str().unwrap()), 2048);
    assert_eq!(total(&embed), 6000);
}

#[test]
fn too_many_fields_are_cut_to_the_first() {
    let mut embed = Embed::new(Tone::Good);
    for number in 0..30 {
        embed = embed.column(format!("Field {number}"), "value");
    }
    let embed = assert_accepted(embed);
    assert_eq!(embed["fields"].as_array().unwrap().len(), 25);
    assert_eq!(embed["fields"][24]["name"], "Field 24");
}

#[test]
fn hostile_text_is_accepted_everywhere() {
    for horror in hostile_texts() {
        let mut embed = Embed::new(Tone::Warning)
            .author(user_text(&horror), None)
            .title(user_text(&horror))
            .line(user_text(&horror))
            .footer(user_text(&horror));
        for _ in 0..26 {
            embed = embed.field(user_text(&horror), user_text(&horror));
        }
        assert_accepted(embed);
    }
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_embed_is_accepted(
        author in wild_text(), title in wild_text(), footer in wild_text(),
        lines in prop::collection::vec(wild_text(), 0..40),
        fields in prop::collection::vec((wild_text(), wild_text()), 0..30),
    ) {
        let mut embed = Embed::new(Tone::Neutral)
            .author(user_text(&author), None).title(user_text(&title)).footer(&footer).lines(&lines);
        for (name, value) in &fields {
            embed = embed.field(name, user_text(value)).column(user_text(name), value);
        }
        assert_accepted(embed);
    }
}

/// Checks an embed against Discord's limits.
#[track_caller]
fn assert_accepted(embed: Embed) -> Value {
    let embed = serde_json::to_value(embed.build()).unwrap();
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
