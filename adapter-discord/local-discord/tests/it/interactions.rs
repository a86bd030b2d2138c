//! Interactions: what members' clients send and decline, and which responses the bot may give, when and how often.

use crate::bot::DEADLINE;
use crate::manual_bot::{Gateway, ManualBot, assert_done, assert_refused, assert_wrong};
use local_discord::{Answer, Declined, InteractionId, Mention, NoAnswer, Permissions, Scenario, Slash};
use serde_json::{Value, json};
use std::time::Duration;

/// A connected bot with a few commands.
async fn ready() -> (ManualBot, Gateway) {
    ready_in(Scenario::small()).await
}

async fn ready_in(scenario: Scenario) -> (ManualBot, Gateway) {
    let bot = ManualBot::in_scenario(scenario).await;
    let commands = json!([
        {"name": "points", "description": "Shows points", "options": [
            {"type": 6, "name": "member", "description": "Whose"},
            {"type": 4, "name": "page", "description": "Which", "min_value": 1, "max_value": 9},
        ]},
        {"name": "grant", "description": "Gives points", "default_member_permissions": "32", "options": [
            {"type": 4, "name": "amount", "description": "How many", "required": true},
        ]},
        {"name": "achievement", "description": "Badges", "contexts": [0], "options": [
            {"type": 1, "name": "award", "description": "Gives one", "options": [
                {"type": 3, "name": "which", "description": "Which", "autocomplete": true},
            ]},
            {"type": 2, "name": "rule", "description": "Rules", "options": [
                {"type": 1, "name": "list", "description": "Lists them"},
            ]},
        ]},
    ]);
    assert_done(&bot.register(commands).await);
    let mut gateway = bot.connect().await;
    gateway.event("GUILD_CREATE").await;
    (bot, gateway)
}

/// A member uses `/points`; returns the interaction that the bot receives.
async fn points(bot: &ManualBot, gateway: &mut Gateway) -> (Slash, InteractionId, Value) {
    let slash = bot.discord.member("Anna").slash("points");
    let id = slash.start().unwrap();
    (slash, id, gateway.event("INTERACTION_CREATE").await)
}

fn message(content: &str) -> Value {
    json!({"type": 4, "data": {"content": content}})
}

#[tokio::test]
async fn a_plain_answer_is_shown() {
    let (bot, mut gateway) = ready().await;
    let (slash, id, interaction) = points(&bot, &mut gateway).await;

    assert_eq!(bot.answer(&interaction, message("Five points")).await.status, 204);

    let answer = slash.answer(id).await.unwrap();
    assert_eq!(answer.content, "Five points");
    assert!(!answer.ephemeral && !answer.deferred);
    assert_eq!(bot.discord.channel("general").messages().len(), 1);
}

#[tokio::test]
async fn the_member_waits_until_a_deferred_answer_is_filled_in() {
    let (bot, mut gateway) = ready().await;
    let (slash, id, interaction) = points(&bot, &mut gateway).await;
    assert_done(&bot.answer(&interaction, json!({"type": 5, "data": {"flags": 64}})).await);
    let waiting = tokio::spawn(async move { slash.answer(id).await });

    assert_done(&bot.after(&interaction, "PATCH", "/messages/@original", json!({"content": "Six"})).await);

    let answer = waiting.await.unwrap().unwrap();
    assert_eq!(answer.content, "Six");
    assert!(answer.ephemeral && answer.deferred && !answer.edited);
    assert!(
        bot.discord.channel("general").messages().is_empty(),
        "an ephemeral message is not in the channel"
    );
}

#[tokio::test]
async fn the_first_follow_up_replaces_a_deferred_answer() {
    let (bot, mut gateway) = ready().await;
    let (slash, id, interaction) = points(&bot, &mut gateway).await;
    assert_done(&bot.answer(&interaction, json!({"type": 5})).await);

    assert_done(&bot.after(&interaction, "POST", "", json!({"content": "One"})).await);
    assert_done(&bot.after(&interaction, "POST", "", json!({"content": "Two", "flags": 64})).await);

    let answer = slash.answer(id).await.unwrap();
    assert_eq!(answer.content, "One");
    let more = answer.follow_ups(1, DEADLINE).await.unwrap();
    assert_eq!((more[0].content.as_str(), more[0].ephemeral), ("Two", true));
}

#[tokio::test]
async fn a_second_first_response_is_refused() {
    let (bot, mut gateway) = ready().await;
    let (_, _, interaction) = points(&bot, &mut gateway).await;
    assert_done(&bot.answer(&interaction, message("One")).await);

    assert_refused(&bot.answer(&interaction, message("Two")).await, 400, 40060);
}

#[tokio::test]
async fn an_answer_after_three_seconds_is_too_late() {
    let (bot, mut gateway) = ready().await;
    let (slash, id, interaction) = points(&bot, &mut gateway).await;

    bot.discord.advance(Duration::from_millis(3_500));

    assert_refused(&bot.answer(&interaction, message("Late")).await, 404, 10062);
    assert_eq!(slash.answer(id).await.unwrap_err(), NoAnswer::NoResponse);
}

#[tokio::test]
async fn a_token_expires_after_fifteen_minutes() {
    let (bot, mut gateway) = ready().await;
    let (_, _, interaction) = points(&bot, &mut gateway).await;
    assert_done(&bot.answer(&interaction, message("One")).await);

    bot.discord.advance(Duration::from_secs(16 * 60));

    let edited = bot.after(&interaction, "PATCH", "/messages/@original", json!({"content": "Two"})).await;
    assert_refused(&edited, 401, 50027);
    assert_refused(&bot.after(&interaction, "POST", "", json!({"content": "Three"})).await, 401, 50027);
}

#[tokio::test]
async fn a_follow_up_before_the_first_response_is_refused() {
    let (bot, mut gateway) = ready().await;
    let (_, _, interaction) = points(&bot, &mut gateway).await;

    assert_refused(&bot.after(&interaction, "POST", "", json!({"content": "x"})).await, 404, 10015);
}

#[tokio::test]
async fn a_callback_type_that_the_interaction_does_not_allow_is_refused() {
    let (bot, mut gateway) = ready().await;
    let (_, _, interaction) = points(&bot, &mut gateway).await;

    for body in [json!({"type": 8, "data": {"choices": []}}), json!({"type": 7, "data": {"content": "x"}})] {
        assert_wrong(&bot.answer(&interaction, body).await, "/type", "INTERACTION_CALLBACK_TYPE_INVALID");
    }
    let empty = bot.answer(&interaction, json!({"type": 4, "data": {}})).await;
    assert_refused(&empty, 400, 50006);
    assert_wrong(&bot.answer(&interaction, json!({"type": 4})).await, "/data", "BASE_TYPE_REQUIRED");
    assert_done(&bot.answer(&interaction, message("The interaction is still open")).await);
}

#[tokio::test]
async fn a_deleted_answer_shows_nothing() {
    let (bot, mut gateway) = ready().await;
    let (slash, id, interaction) = points(&bot, &mut gateway).await;
    assert_done(&bot.answer(&interaction, json!({"type": 5})).await);

    assert_done(&bot.after(&interaction, "DELETE", "/messages/@original", Value::Null).await);

    assert_eq!(slash.answer(id).await.unwrap().message, None);
    let read = bot.after(&interaction, "GET", "/messages/@original", Value::Null).await;
    assert_refused(&read, 404, 10008);
}

#[tokio::test]
async fn the_client_checks_options_against_the_definition() {
    let (bot, _gateway) = ready().await;
    let anna = bot.discord.member("Anna");
    let declined = |slash: Slash| match slash.start().unwrap_err() {
        NoAnswer::Declined(Declined(why)) => why,
        other => panic!("{other:?}"),
    };

    for (slash, why) in [
        (anna.slash("nothing"), "there is no command /nothing"),
        (anna.slash("grant"), "the option amount is required"),
        (anna.slash("points").option("amount", 5), "the command has no option amount"),
        (anna.slash("points").option("page", "two"), "the option page needs a whole number"),
        (anna.slash("points").option("page", 10), "the option page needs at most 9"),
        (anna.slash("points").option("member", Mention("Zoe")), "the option member needs a user known here"),
        (anna.slash("achievement"), "/achievement needs one of its subcommands"),
        (anna.slash("achievement lose"), "/achievement has no subcommand lose"),
        (bot.discord.member("Ben").slash("grant").option("amount", 5), "you cannot use /grant here"),
        (anna.in_direct_messages().slash("achievement award"), "you cannot use /achievement here"),
    ] {
        assert_eq!(declined(slash), why);
    }
    assert_eq!(bot.discord.member("Ben").offered_commands(), ["points", "achievement"]);
}

#[tokio::test]
async fn a_mentioned_user_is_resolved_with_the_member() {
    let (bot, mut gateway) = ready().await;
    let ben = bot.discord.member("Ben").id().to_string();
    bot.discord.member("Anna").slash("points").option("member", Mention("Ben")).start().unwrap();

    let interaction = gateway.event("INTERACTION_CREATE").await;

    assert_eq!(interaction["data"]["options"][0], json!({"name": "member", "type": 6, "value": ben}));
    assert_eq!(interaction["data"]["resolved"]["users"][&ben]["username"], "ben");
    assert!(interaction["data"]["resolved"]["members"][&ben]["roles"].is_array());
    assert_eq!(interaction["member"]["user"]["username"], "anna");
    assert_eq!(interaction["context"], 0);
}

#[tokio::test]
async fn an_interaction_in_direct_messages_has_a_user_and_no_server() {
    let (bot, mut gateway) = ready().await;
    bot.discord.member("Anna").in_direct_messages().slash("points").start().unwrap();

    let interaction = gateway.event("INTERACTION_CREATE").await;

    assert_eq!(interaction["user"]["username"], "anna");
    assert!(interaction["guild_id"].is_null() && interaction["member"].is_null());
    assert_eq!(interaction["context"], 1);
}

#[tokio::test]
async fn subcommands_are_nested_in_their_group() {
    let (bot, mut gateway) = ready().await;
    bot.discord.member("Anna").slash("achievement rule list").start().unwrap();

    let interaction = gateway.event("INTERACTION_CREATE").await;

    let group = &interaction["data"]["options"][0];
    assert_eq!((&group["name"], &group["type"]), (&json!("rule"), &json!(2)));
    assert_eq!(group["options"][0]["name"], "list");
}

#[tokio::test]
async fn suggestions_arrive_and_are_limited_to_twenty_five() {
    let (bot, mut gateway) = ready().await;
    let anna = bot.discord.member("Anna");
    let asking = tokio::spawn(async move { anna.autocomplete("achievement award", "which", "fir").await });
    let interaction = gateway.event("INTERACTION_CREATE").await;
    let focused = &interaction["data"]["options"][0]["options"][0];
    assert_eq!((&focused["value"], &focused["focused"]), (&json!("fir"), &json!(true)));
    let choices = |count: usize| {
        let choices = vec![json!({"name": "First points", "value": "first_points"}); count];
        json!({"type": 8, "data": {"choices": choices}})
    };

    assert_wrong(&bot.answer(&interaction, choices(26)).await, "/data/choices", "BASE_TYPE_MAX_LENGTH");
    assert_done(&bot.answer(&interaction, choices(1)).await);

    assert_eq!(asking.await.unwrap().unwrap()[0].name, "First points");
}

async fn with_components(bot: &ManualBot, gateway: &mut Gateway) -> Answer {
    let (slash, id, interaction) = points(bot, gateway).await;
    let data = json!({"content": "Page 1", "components": [
        {"type": 1, "components": [
            {"type": 2, "style": 1, "label": "Forward", "custom_id": "page:2"},
            {"type": 2, "style": 2, "label": "Back", "custom_id": "page:0", "disabled": true},
        ]},
        {"type": 1, "components": [
            {"type": 3, "custom_id": "period", "placeholder": "When", "options": [
                {"label": "This week", "value": "week"}, {"label": "Ever", "value": "ever"},
            ]},
        ]},
    ]});
    assert_done(&bot.answer(&interaction, json!({"type": 4, "data": data})).await);
    slash.answer(id).await.unwrap()
}

#[tokio::test]
async fn a_button_edits_its_message() {
    let (bot, mut gateway) = ready().await;
    let answer = with_components(&bot, &mut gateway).await;
    let (ben, on) = (bot.discord.member("Ben"), answer.clone());
    let pressing = tokio::spawn(async move { ben.press(&on, "Forward").await });
    let interaction = gateway.event("INTERACTION_CREATE").await;
    assert_eq!(interaction["data"]["custom_id"], "page:2");
    assert_eq!(interaction["message"]["id"], json!(answer.message.unwrap()));

    assert_done(&bot.answer(&interaction, json!({"type": 7, "data": {"content": "Page 2"}})).await);

    let pressed = pressing.await.unwrap().unwrap();
    assert_eq!((pressed.content.as_str(), pressed.message), ("Page 2", answer.message));
    assert_eq!(answer.now().content, "Page 2");
}

#[tokio::test]
async fn an_edit_finishes_a_deferred_update() {
    let (bot, mut gateway) = ready().await;
    let answer = with_components(&bot, &mut gateway).await;
    let (anna, on) = (bot.discord.member("Anna"), answer.clone());
    let pressing = tokio::spawn(async move { anna.press(&on, "Forward").await });
    let interaction = gateway.event("INTERACTION_CREATE").await;
    assert_done(&bot.answer(&interaction, json!({"type": 6})).await);

    assert_done(&bot.after(&interaction, "PATCH", "/messages/@original", json!({"content": "Page 2"})).await);

    assert_eq!(pressing.await.unwrap().unwrap().content, "Page 2");
}

#[tokio::test]
async fn disabled_components_and_unknown_values_cannot_be_used() {
    let (bot, mut gateway) = ready().await;
    let answer = with_components(&bot, &mut gateway).await;
    let anna = bot.discord.member("Anna");

    for refused in [
        anna.press(&answer, "Back").await,
        anna.press(&answer, "Sideways").await,
        anna.choose(&answer, "When", &["month"]).await,
        anna.choose(&answer, "When", &["week", "ever"]).await,
    ] {
        assert!(matches!(refused, Err(NoAnswer::Declined(_))), "{refused:?}");
    }
}

#[tokio::test]
async fn a_select_sends_its_values() {
    let (bot, mut gateway) = ready().await;
    let answer = with_components(&bot, &mut gateway).await;
    let anna = bot.discord.member("Anna");
    let choosing = tokio::spawn(async move { anna.choose(&answer, "When", &["week"]).await });

    let interaction = gateway.event("INTERACTION_CREATE").await;
    assert_eq!(interaction["data"]["values"], json!(["week"]));
    assert_done(&bot.answer(&interaction, message("This week")).await);

    assert_eq!(choosing.await.unwrap().unwrap().content, "This week");
}

#[tokio::test]
async fn an_ephemeral_message_of_another_member_cannot_be_pressed() {
    let (bot, mut gateway) = ready().await;
    let (slash, id, interaction) = points(&bot, &mut gateway).await;
    let button =
        json!({"type": 1, "components": [{"type": 2, "style": 1, "label": "More", "custom_id": "m"}]});
    let data = json!({"content": "Private", "flags": 64, "components": [button]});
    assert_done(&bot.answer(&interaction, json!({"type": 4, "data": data})).await);
    let answer = slash.answer(id).await.unwrap();

    let pressed = bot.discord.member("Ben").press(&answer, "More").await;

    assert!(matches!(pressed, Err(NoAnswer::Declined(_))), "{pressed:?}");
}

fn form(title: &str, fields: usize) -> Value {
    let rows: Vec<_> = (0..fields)
        .map(|at| {
            let label = format!("Field {at}");
            let field =
                json!({"type": 4, "style": 1, "custom_id": at.to_string(), "label": label, "max_length": 5});
            json!({"type": 1, "components": [field]})
        })
        .collect();
    json!({"type": 9, "data": {"custom_id": "reason", "title": title, "components": rows}})
}

#[tokio::test]
async fn a_modal_is_opened_submitted_and_answered() {
    let (bot, mut gateway) = ready().await;
    let (slash, id, interaction) = points(&bot, &mut gateway).await;
    assert_wrong(
        &bot.answer(&interaction, form(&"x".repeat(46), 1)).await,
        "/data/title",
        "BASE_TYPE_BAD_LENGTH",
    );
    assert_wrong(&bot.answer(&interaction, form("Why", 6)).await, "/data/components", "BASE_TYPE_BAD_LENGTH");
    assert_done(&bot.answer(&interaction, form("Why", 2)).await);
    let opened = slash.answer(id).await.unwrap();
    assert_eq!(opened.modal.as_ref().unwrap()["title"], "Why");
    let anna = bot.discord.member("Anna");
    let too_long = anna.submit(&opened, &[("Field 0", "sixsix"), ("Field 1", "b")]).await;
    assert!(matches!(too_long, Err(NoAnswer::Declined(_))), "{too_long:?}");

    let sending = tokio::spawn(async move { anna.submit(&opened, &[("Field 0", "a"), ("1", "b")]).await });
    let sent = gateway.event("INTERACTION_CREATE").await;
    assert_eq!((&sent["type"], &sent["data"]["custom_id"]), (&json!(5), &json!("reason")));
    assert_eq!(sent["data"]["components"][1]["components"][0]["value"], "b");
    assert_done(&bot.answer(&sent, message("Thank you")).await);

    assert_eq!(sending.await.unwrap().unwrap().content, "Thank you");
}

#[tokio::test]
async fn administrators_may_use_commands_that_require_permissions() {
    let scenario =
        Scenario::small().role("Boss", Permissions::ADMINISTRATOR, 0).member("Dora").with_role("Boss");
    let (bot, mut gateway) = ready_in(scenario).await;

    bot.discord.member("Dora").slash("grant").option("amount", "5").start().unwrap();

    let interaction = gateway.event("INTERACTION_CREATE").await;
    assert_eq!(interaction["data"]["options"][0]["value"], 5);
}
