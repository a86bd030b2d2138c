//! Messages beyond Discord's limits are refused with its codes and the path of the error.

use crate::manual_bot::{ManualBot, assert_done, assert_refused, assert_wrong};
use serde_json::{Value, json};

/// Posts each message and expects the error at this path, or none.
async fn check(cases: Vec<(Value, Option<(&str, &str)>)>) {
    let bot = ManualBot::in_small().await;
    for (body, wrong) in cases {
        let answered = bot.write(body).await;
        match wrong {
            Some((place, code)) => assert_wrong(&answered, place, code),
            None => drop(assert_done(&answered)),
        }
    }
}

fn long(length: usize) -> String {
    "ß".repeat(length)
}

fn embed(key: &str, value: Value) -> Value {
    let mut embed = json!({"description": "x"});
    embed[key] = value;
    json!({"embeds": [embed]})
}

fn row(parts: Vec<Value>) -> Value {
    json!({"type": 1, "components": parts})
}

fn button(number: usize) -> Value {
    json!({"type": 2, "style": 1, "label": "x", "custom_id": format!("button {number}")})
}

#[tokio::test]
async fn content_has_at_most_two_thousand_characters() {
    check(vec![
        (json!({"content": long(2000)}), None),
        (json!({"content": long(2001)}), Some(("/content", "BASE_TYPE_MAX_LENGTH"))),
        (json!({"content": 5}), Some(("/content", "STRING_TYPE_CONVERT"))),
    ])
    .await;
}

#[tokio::test]
async fn an_empty_message_is_refused() {
    let bot = ManualBot::in_small().await;
    for body in [json!({}), json!({"content": ""}), json!({"content": " \n "}), json!({"embeds": []})] {
        assert_refused(&bot.write(body).await, 400, 50006);
    }
}

#[tokio::test]
async fn embeds_beyond_the_limits_are_refused() {
    let fields = |count: usize| json!(vec![json!({"name": "n", "value": "v"}); count]);
    check(vec![
        (embed("title", json!(long(256))), None),
        (embed("title", json!(long(257))), Some(("/embeds/0/title", "BASE_TYPE_MAX_LENGTH"))),
        (embed("description", json!(long(4096))), None),
        (embed("description", json!(long(4097))), Some(("/embeds/0/description", "BASE_TYPE_MAX_LENGTH"))),
        (embed("fields", fields(25)), None),
        (embed("fields", fields(26)), Some(("/embeds/0/fields", "BASE_TYPE_MAX_LENGTH"))),
        (
            embed("fields", json!([{"name": long(257), "value": "v"}])),
            Some(("/embeds/0/fields/0/name", "BASE_TYPE_BAD_LENGTH")),
        ),
        (
            embed("fields", json!([{"name": "n", "value": long(1025)}])),
            Some(("/embeds/0/fields/0/value", "BASE_TYPE_BAD_LENGTH")),
        ),
        (
            embed("fields", json!([{"name": "", "value": "v"}])),
            Some(("/embeds/0/fields/0/name", "BASE_TYPE_REQUIRED")),
        ),
        (
            embed("footer", json!({"text": long(2049)})),
            Some(("/embeds/0/footer/text", "BASE_TYPE_BAD_LENGTH")),
        ),
        (
            embed("author", json!({"name": long(257)})),
            Some(("/embeds/0/author/name", "BASE_TYPE_BAD_LENGTH")),
        ),
        (embed("color", json!(0x0100_0000)), Some(("/embeds/0/color", "NUMBER_TYPE_MAX"))),
        (embed("image", json!({"url": "x"})), Some(("/embeds/0/image/url", "URL_TYPE_INVALID_URL"))),
        (embed("timestamp", json!("today")), Some(("/embeds/0/timestamp", "DATETIME_TYPE_PARSE"))),
        (json!({"embeds": vec![json!({"title": "x"}); 10]}), None),
        (json!({"embeds": vec![json!({"title": "x"}); 11]}), Some(("/embeds", "BASE_TYPE_MAX_LENGTH"))),
        (json!({"embeds": [{}]}), Some(("/embeds/0/description", "BASE_TYPE_REQUIRED"))),
    ])
    .await;
}

#[tokio::test]
async fn all_embeds_together_have_at_most_six_thousand_characters() {
    let two = |second: usize| json!({"embeds": [{"description": long(4000)}, {"title": long(256), "description": long(second)}]});
    check(vec![(two(1744), None), (two(1745), Some(("/embeds", "MAX_EMBED_SIZE_EXCEEDED")))]).await;
}

#[tokio::test]
async fn buttons_beyond_the_limits_are_refused() {
    let one = |key: &str, value: Value| {
        let mut button = button(0);
        button[key] = value;
        json!({"content": "x", "components": [row(vec![button])]})
    };
    let rows = |count: usize| {
        let rows: Vec<_> = (0..count).map(|at| row(vec![button(at)])).collect();
        json!({"content": "x", "components": rows})
    };
    let wide = |count: usize| json!({"content": "x", "components": [row((0..count).map(button).collect())]});
    let place = "/components/0/components/0";
    check(vec![
        (rows(5), None),
        (rows(6), Some(("/components", "BASE_TYPE_BAD_LENGTH"))),
        (wide(5), None),
        (wide(6), Some(("/components/0/components", "BASE_TYPE_BAD_LENGTH"))),
        (one("label", json!(long(80))), None),
        (one("label", json!(long(81))), Some((&format!("{place}/label"), "BASE_TYPE_MAX_LENGTH"))),
        (one("custom_id", json!(long(100))), None),
        (one("custom_id", json!(long(101))), Some((&format!("{place}/custom_id"), "BASE_TYPE_BAD_LENGTH"))),
        (one("custom_id", Value::Null), Some((&format!("{place}/custom_id"), "BASE_TYPE_REQUIRED"))),
        (one("style", json!(5)), Some((place, "BUTTON_COMPONENT_CUSTOM_ID_URL_MUTUALLY_EXCLUSIVE"))),
        (
            json!({"content": "x", "components": [row(vec![button(1), button(1)])]}),
            Some(("/components/0/components/1/custom_id", "COMPONENT_CUSTOM_ID_DUPLICATED")),
        ),
    ])
    .await;
}

#[tokio::test]
async fn selects_beyond_the_limits_are_refused() {
    let select = |options: Vec<Value>| {
        let select = json!({"type": 3, "custom_id": "select", "options": options});
        json!({"content": "x", "components": [row(vec![select])]})
    };
    let options = |count: usize| {
        (0..count).map(|at| json!({"label": "x", "value": at.to_string()})).collect::<Vec<_>>()
    };
    let place = "/components/0/components/0/options";
    check(vec![
        (select(options(25)), None),
        (select(options(26)), Some((place, "BASE_TYPE_BAD_LENGTH"))),
        (select(Vec::new()), Some((place, "BASE_TYPE_BAD_LENGTH"))),
        (
            select(vec![json!({"label": long(101), "value": "a"})]),
            Some((&format!("{place}/0/label"), "BASE_TYPE_BAD_LENGTH")),
        ),
        (
            select(vec![json!({"label": "a", "value": "a"}), json!({"label": "b", "value": "a"})]),
            Some((&format!("{place}/1/value"), "SELECT_COMPONENT_OPTION_VALUE_DUPLICATED")),
        ),
    ])
    .await;
}

#[tokio::test]
async fn allowed_mentions_that_contradict_each_other_are_refused() {
    let body = json!({"content": "x", "allowed_mentions": {"parse": ["users"], "users": ["1"]}});
    let code = "MESSAGE_ALLOWED_MENTIONS_PARSE_EXCLUSIVE";
    check(vec![
        (body, Some(("/allowed_mentions", code))),
        (json!({"content": "x", "allowed_mentions": {"parse": []}}), None),
    ])
    .await;
}
