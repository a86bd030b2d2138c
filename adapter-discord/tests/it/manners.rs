//! Behaviour of all commands: executed once, answered in the right place to the right members, friendly to bad input.

use std::time::{Duration, Instant};

use adapter_discord::MessageContent;
use ledger_core::{Command, Reason};
use ledger_store::Request;
use local_discord::{Fault, InteractionId, Mention, MessageView, Scenario, SessionCounts};
use serde_json::json;

use crate::hostile::message;
use crate::world::{PATIENCE, World, says, words};

#[tokio::test]
async fn an_interaction_delivered_twice_is_executed_once() {
    let mut world = World::new().await;
    world.grant("Cleo", 100);
    world.discord.deliver_interactions_twice(1);
    let cleo = world.member("Cleo");
    let answer =
        cleo.slash("give").option("member", Mention("Emil")).option("amount", 10).send().await.unwrap();
    says(&answer, "You have 90 points left");
    assert_answered_once(&mut world, answer.interaction).await;
    assert_eq!((world.balance("Cleo"), world.balance("Emil"), world.changes("Emil")), (90, 10, 1));
}

#[tokio::test]
async fn a_refused_interaction_is_not_executed_when_delivered_again() {
    let mut world = World::new().await;
    world.grant("Cleo", 50);
    world.discord.deliver_interactions_twice(1);
    world.discord.hold_interactions();
    let slash = world.member("Cleo").slash("give").option("member", Mention("Emil")).option("amount", 100);
    let started = slash.start().unwrap();
    world.discord.release_first_interaction();
    let answer = slash.answer(started).await.unwrap();
    says(&answer, "🪙 50 points too few");
    world.grant("Cleo", 100);
    world.discord.release_interactions();
    assert_answered_once(&mut world, answer.interaction).await;
    says(&answer.now(), "🪙 50 points too few");
    assert_eq!((world.balance("Cleo"), world.balance("Emil")), (150, 0));
}

/// Waits until both deliveries of an interaction are handled: the second one is dropped, because the interaction is
/// already acknowledged.
async fn assert_answered_once(world: &mut World, id: InteractionId) {
    let callback = format!("/interactions/{id}/*/callback");
    world.discord.wait_for_calls(2, "POST", &callback, PATIENCE).await.unwrap();
    // Stopping waits for every running command.
    world.stop().await;
    let callbacks = world.discord.calls("POST", &callback);
    let taken_before = callbacks.iter().filter(|call| call.answer["code"] == 40_060).count();
    assert_eq!((callbacks.len(), taken_before), (2, 1));
    // A token starts with the id.
    let edits = world.discord.calls("PATCH", "/webhooks/*/*/messages/@original");
    let edits = edits.iter().filter(|call| call.path.contains(&format!("/{id}."))).count();
    assert_eq!(edits, 1);
}

#[tokio::test]
async fn a_message_delivered_twice_is_executed_once() {
    let world = World::new().await;
    world.grant("Cleo", 100);
    world.discord.deliver_messages_twice(1);
    let cleo = world.member("Cleo");
    let emil = world.member("Emil").mention();
    says(&cleo.asks(&format!("!give {emil} 10")).await.unwrap(), "You have 90 points left");
    cleo.asks("!points").await.unwrap();
    assert_eq!((world.balance("Emil"), world.changes("Emil")), (10, 1));
}

#[tokio::test]
async fn a_refused_message_is_not_executed_when_delivered_again() {
    let mut world = World::new().await;
    world.grant("Cleo", 50);
    let cleo = world.member("Cleo");
    let said = cleo.says(&format!("!give {} 100", world.member("Emil").mention())).await.unwrap();
    says(&cleo.answer_to(said, PATIENCE).await.unwrap(), "🪙 50 points too few");
    world.grant("Cleo", 100);
    let user = json!({ "id": cleo.id(), "username": "cleo", "discriminator": "0" });
    let mut again = message(&cleo.here().id().to_string(), &user);
    again["id"] = json!(said);
    again["guild_id"] = json!(world.book().to_string());
    again["content"] = json!(format!("!give {} 100", world.member("Emil").mention()));
    world.discord.dispatch_raw("MESSAGE_CREATE", again);
    cleo.asks("!points").await.unwrap();
    // Stopping waits for every running command.
    world.stop().await;
    assert_eq!((world.balance("Cleo"), world.balance("Emil")), (150, 0));
}

#[tokio::test]
async fn a_wrong_code_delivered_twice_is_one_guess() {
    let world = World::new().await;
    world.discord.deliver_messages_twice(1);
    let cleo = world.member("Cleo");
    says(&cleo.asks("!claim CODE-1").await.unwrap(), "you have 4 more tries");
    says(&cleo.asks("!claim CODE-2").await.unwrap(), "you have 3 more tries");
}

#[tokio::test]
async fn an_edited_message_is_no_new_command() {
    let world = World::new().await;
    world.grant("Cleo", 100);
    let cleo = world.member("Cleo");
    let emil = world.member("Emil").mention();
    let said = cleo.says(&format!("!give {emil} 10")).await.unwrap();
    cleo.answer_to(said, PATIENCE).await.unwrap();
    cleo.edits(said, &format!("!give {emil} 50")).await.unwrap();
    cleo.asks("!points").await.unwrap();
    assert_eq!(world.balance("Emil"), 10);
}

#[tokio::test]
async fn a_rejected_reply_is_retried_and_the_command_executed_once() {
    let world = World::new().await;
    world.grant("Cleo", 100);
    let give = || world.member("Cleo").slash("give").option("member", Mention("Emil")).option("amount", 10);
    for fault in [
        Fault::Status(502),
        Fault::RateLimited { retry_after: Duration::from_millis(100) },
        Fault::HangUp,
        Fault::HangUpAfterwards,
    ] {
        world.discord.fail_next(1, "POST", "/interactions/*/*/callback", fault);
        says(&give().send().await.unwrap(), "10 points to");
        world.discord.fail_next(1, "PATCH", "/webhooks/*/*/messages/@original", fault);
        says(&give().send().await.unwrap(), "10 points to");
    }
    assert_eq!((world.balance("Cleo"), world.balance("Emil"), world.changes("Emil")), (20, 80, 8));
}

#[tokio::test]
async fn a_command_that_cannot_be_acknowledged_in_time_is_not_executed() {
    let world = World::new().await;
    world.grant("Cleo", 100);
    world.discord.hold_interactions();
    let slash = world.member("Cleo").slash("give").option("member", Mention("Emil")).option("amount", 10);
    let started = slash.start().unwrap();
    world.discord.advance(Duration::from_secs(4));
    world.discord.release_interactions();
    slash.answer(started).await.unwrap_err();
    world.member("Cleo").asks("!points").await.unwrap();
    assert_eq!(world.balance("Emil"), 0);
}

#[tokio::test]
async fn an_acknowledgement_whose_response_is_lost_still_counts() {
    let world = World::new().await;
    world.grant("Cleo", 100);
    let lost = Fault::AnswerLate(Duration::from_secs(60));
    let give = || world.member("Cleo").slash("give").option("member", Mention("Emil")).option("amount", 10);
    world.discord.fail_next(1, "POST", "/interactions/*/*/callback", lost);
    says(&give().send().await.unwrap(), "10 points to");
    world.discord.fail_next(3, "POST", "/interactions/*/*/callback", lost);
    says(&give().send().await.unwrap(), "Something went wrong on my side");
    assert_eq!((world.balance("Emil"), world.changes("Emil")), (10, 1));
}

#[tokio::test]
async fn follow_up_messages_are_retried_too() {
    let world = World::new().await;
    let cleo = world.member("Cleo");
    world.grant("Cleo", 77);
    let overview = cleo.slash("privacy").send().await.unwrap();
    world.discord.fail_next(1, "POST", "/webhooks/*/*", Fault::Status(502));
    let pressed = cleo.press(&overview, "My data").await.unwrap();
    assert_eq!(pressed.follow_ups(1, PATIENCE).await.unwrap()[0].files.len(), 1);
    world.discord.fail_next(1, "POST", "/channels/*/messages", Fault::Status(502));
    world.member("Anna").says(&format!("!silentadd {} 5 quietly", cleo.mention())).await.unwrap();
    let letters = world.member("Anna").in_direct_messages().here();
    let has_it = |shown: &[MessageView]| shown.iter().any(|message| words(message).contains("quietly"));
    letters.wait_until_bot_messages("the silent answer", PATIENCE, has_it).await.unwrap();
}

#[tokio::test]
async fn a_command_in_a_direct_message_refers_the_member_to_a_server() {
    let world = World::new().await;
    let cleo = world.member("Cleo").in_direct_messages();
    says(&cleo.asks("!points").await.unwrap(), "That works only in a server");
    assert_eq!(cleo.offered_commands(), Vec::<String>::new());
}

#[tokio::test]
async fn the_bot_ignores_other_bots_and_they_have_no_points() {
    let world = World::of(Scenario::sample().other_bot("Crier")).await;
    world.member("Crier").says("!points").await.unwrap();
    let answer =
        world.member("Cleo").slash("points").option("member", Mention("Crier")).send().await.unwrap();
    says(&answer, "Bots have no points");
    let said = world.member("Cleo").here().messages();
    assert!(said.iter().all(|shown| shown.reply_to.is_none()), "the bot replied to a bot");
}

#[tokio::test]
async fn the_bot_ignores_webhooks() {
    let mut world = World::new().await;
    let cleo = world.member("Cleo");
    // To a client, some webhooks appear to be the user who created them.
    let user = json!({ "id": cleo.id(), "username": "cleo", "discriminator": "0" });
    let of = |id: u64| {
        let mut said = message(&cleo.here().id().to_string(), &user);
        said["id"] = json!(id.to_string());
        said["guild_id"] = json!(world.book().to_string());
        said["content"] = json!("!points");
        said
    };
    let mut by_webhook = of(9_000_000_000_000_000_001);
    by_webhook["webhook_id"] = json!("77");
    world.discord.dispatch_raw("MESSAGE_CREATE", by_webhook);
    world.discord.dispatch_raw("MESSAGE_CREATE", of(9_000_000_000_000_000_002));
    world.discord.wait_for_calls(1, "POST", "/channels/*/messages", PATIENCE).await.unwrap();
    world.stop().await;
    let replies = world.discord.calls("POST", "/channels/*/messages");
    let replied: Vec<_> = replies.iter().map(|call| &call.body["message_reference"]["message_id"]).collect();
    assert!(replied.iter().all(|id| **id == json!("9000000000000000002")), "{replied:?}");
}

#[tokio::test]
async fn bad_arguments_are_answered_with_the_usage() {
    let world = World::new().await;
    let cleo = world.member("Cleo");
    let emil = world.member("Emil").mention();
    for (typed, expected) in [
        ("!give", "`!give <member> <amount> [note]`"),
        (&format!("!give {emil}"), "Something is missing"),
        ("!give @stranger 10", "I find no member by that name here"),
        (&format!("!give {emil} lots"), "lots is not an amount"),
        (&format!("!give {emil} -5"), "If it means 5, write `5`"),
        (&format!("!give {emil} 0"), "0 is not an amount"),
        (&format!("!give {emil} 1.5"), "can be 15, or 1 and a fraction"),
        (&format!("!give {emil} 99999999999999999999999"), "is too large"),
        (&format!("!give {emil} 9223372036854775807"), "is too much"),
        (&format!("!give {emil} 1 {}", "x".repeat(600)), "up to 500 characters"),
        ("!points @everyone", "I do not understand"),
        ("!points 0", "I do not understand"),
        ("!points 1 2 3", "It goes like this: `!points [member]`"),
        ("!leaderboard nonsense", "I do not understand “nonsense”"),
        ("!leaderboard -1", "I do not understand"),
        ("!privacy please", "That is more than I understand"),
        ("!claim", "`!claim <code>`"),
        ("!history `**_|~>", "I do not understand"),
    ] {
        says(&cleo.asks(typed).await.unwrap(), expected);
    }
    assert_eq!(world.ledger.head().0, 0, "a bad command changed something");
}

#[tokio::test]
async fn hostile_text_pings_no_member() {
    let world = World::new().await;
    let cleo = world.member("Cleo");
    for typed in ["!points @everyone", "!help <@&1> @here <@1>", "!give @everyone 1 x"] {
        assert_eq!(cleo.asks(typed).await.unwrap().pings, [], "{typed}");
    }
}

#[tokio::test]
async fn each_server_has_its_prefix_and_a_mention_always_works() {
    let world = World::new().await;
    let cleo = world.member("Cleo");
    world.set("discord.prefix", "?");
    let ignored = cleo.says("!points").await.unwrap();
    says(&cleo.asks("?points").await.unwrap(), "It starts with your first points");
    let me = format!("<@{}>", world.discord.bot_id());
    says(&cleo.asks(&format!("{me} points")).await.unwrap(), "It starts with your first points");
    let answers = cleo.here().messages();
    assert!(answers.iter().all(|shown| shown.reply_to != Some(ignored)), "the old prefix still works");
}

#[tokio::test]
async fn the_prefix_for_all_servers_can_be_configured() {
    let world = World::configured(Scenario::sample(), |config| config.prefix = "?".to_owned()).await;
    let cleo = world.member("Cleo");
    let ignored = cleo.says("!points").await.unwrap();
    says(&cleo.asks("?points").await.unwrap(), "It starts with your first points");
    says(&cleo.slash("help").send().await.unwrap(), "`?points`");
    world.set("discord.prefix", "$");
    says(&cleo.asks("$points").await.unwrap(), "It starts with your first points");
    assert!(cleo.here().messages().iter().all(|shown| shown.reply_to != Some(ignored)));
}

#[tokio::test]
async fn without_message_content_slash_commands_and_mentions_work() {
    let scenario = Scenario::sample().allowed_privileged_intents(0);
    let world = World::configured(scenario, |config| config.message_content = MessageContent::Without).await;
    let cleo = world.member("Cleo");
    says(&cleo.slash("points").send().await.unwrap(), "It starts with your first points");
    let me = format!("<@{}>", world.discord.bot_id());
    says(&cleo.asks(&format!("{me} points")).await.unwrap(), "It starts with your first points");
}

#[tokio::test]
async fn the_bot_accepts_commands_only_in_the_configured_channels() {
    let world = World::new().await;
    let channel = world.member("Cleo").in_channel("points").here().id();
    world.set("discord.channels", &channel.to_string());
    let cleo = world.member("Cleo").in_channel("general");
    let refused = cleo.slash("points").send().await.unwrap();
    says(&refused, &format!("Here I listen in <#{channel}>"));
    assert!(refused.ephemeral);
    let unheard = cleo.says("!points").await.unwrap();
    let there = cleo.in_channel("points");
    says(&there.asks("!points").await.unwrap(), "It starts with your first points");
    says(&world.member("Anna").in_channel("general").asks("!points").await.unwrap(), "It starts");
    assert!(cleo.here().messages().iter().all(|shown| shown.reply_to != Some(unheard)));
}

#[tokio::test]
async fn an_old_button_gets_a_friendly_reply() {
    let world = World::new().await;
    let cleo = world.member("Cleo");
    let user = json!({ "id": cleo.id(), "username": "cleo", "discriminator": "0" });
    let member = json!({
        "user": user, "roles": [], "joined_at": "2026-01-01T00:00:00+00:00", "deaf": false, "mute": false,
        "flags": 0, "permissions": "0",
    });
    let message = json!({
        "id": "5", "channel_id": cleo.here().id(), "author": user, "content": "", "tts": false, "type": 0,
        "timestamp": "2025-01-01T00:00:00+00:00", "edited_timestamp": null, "mention_everyone": false,
        "mentions": [], "mention_roles": [], "attachments": [], "embeds": [], "pinned": false, "components": [],
    });
    // Discord keeps old messages; the local one gets a button that it never had.
    for (id, custom_id) in [("901", "paginate-next"), ("902", "0:leaderboard:first"), ("903", "1:raffle:42")]
    {
        let custom_id = custom_id.replace("42", &cleo.id().to_string());
        world.discord.dispatch_raw(
            "INTERACTION_CREATE",
            json!({
                "id": id, "application_id": world.discord.bot_id(), "type": 3, "token": "unknown", "version": 1,
                "data": { "custom_id": custom_id, "component_type": 2 }, "guild_id": world.book().to_string(),
                "channel_id": cleo.here().id(), "member": member, "user": user, "message": message,
                "locale": "en-GB", "app_permissions": "0", "entitlements": [], "attachment_size_limit": 0,
                "authorizing_integration_owners": {}, "context": 0,
            }),
        );
        let path = format!("/interactions/{id}/*/callback");
        let calls = world.discord.wait_for_calls(1, "POST", &path, PATIENCE).await.unwrap();
        let said = calls[0].body["data"]["content"].as_str().unwrap_or_default();
        assert!(said.starts_with("I no longer know this button"), "{said}");
    }
}

#[tokio::test]
async fn a_lost_connection_is_resumed() {
    let world = World::new().await;
    world.grant("Cleo", 5);
    let before = world.discord.sessions();
    world.discord.break_connections();
    let resumed = SessionCounts { resumed: before.resumed + 1, ..before };
    world.discord.wait_for_sessions(resumed, PATIENCE).await.unwrap();
    says(&world.member("Cleo").slash("points").send().await.unwrap(), "🪙 5 points");
}

/// Cleo gives Emil ten points by message and by slash; each command is executed and answered once.
async fn assert_executed_once(world: &World) {
    let (cleo, emil) = (world.member("Cleo"), world.member("Emil").mention());
    let before = (world.balance("Emil"), world.changes("Emil"));
    let slash = cleo.slash("give").option("member", Mention("Emil")).option("amount", 10).send();
    says(&slash.await.unwrap(), "10 points to");
    says(&cleo.asks(&format!("!give {emil} 10")).await.unwrap(), "10 points to");
    let shown = cleo.slash("points").send().await.unwrap();
    says(&shown, &format!("🪙 {} points", world.balance("Cleo")));
    assert_eq!((world.balance("Emil"), world.changes("Emil")), (before.0 + 20, before.1 + 2));
}

/// Asserts that every interaction got one response, and every message one reply.
#[track_caller]
fn assert_no_reply_twice(world: &World) {
    let callbacks = world.discord.calls("POST", "/interactions/*/*/callback");
    let mut paths: Vec<&str> = callbacks.iter().map(|call| call.path.as_str()).collect();
    paths.sort_unstable();
    paths.dedup();
    assert_eq!(paths.len(), callbacks.len());
    let shown = world.member("Cleo").here().messages();
    let mut answered: Vec<_> = shown.iter().filter_map(|shown| shown.reply_to).collect();
    let replies = answered.len();
    answered.sort_unstable();
    answered.dedup();
    assert_eq!(answered.len(), replies);
}

#[tokio::test]
async fn after_an_invalid_session_a_new_one_works_and_repeats_nothing() {
    let mut world = World::new().await;
    world.grant("Cleo", 100);
    assert_executed_once(&world).await;
    let before = world.discord.sessions();
    world.discord.invalidate_sessions();
    let begun = SessionCounts { identified: before.identified + 1, ..before };
    world.discord.wait_for_sessions(begun, PATIENCE).await.unwrap();
    assert_executed_once(&world).await;
    world.stop().await;
    assert_eq!(world.discord.sessions().identified, begun.identified);
    assert_no_reply_twice(&world);
    assert_eq!((world.balance("Cleo"), world.balance("Emil"), world.changes("Emil")), (60, 40, 4));
}

#[tokio::test]
async fn a_bot_asked_to_reconnect_continues_and_repeats_nothing() {
    let mut world = World::new().await;
    world.grant("Cleo", 100);
    assert_executed_once(&world).await;
    let before = world.discord.sessions();
    world.discord.ask_to_reconnect();
    let resumed = SessionCounts { resumed: before.resumed + 1, ..before };
    world.discord.wait_for_sessions(resumed, PATIENCE).await.unwrap();
    assert_executed_once(&world).await;
    world.stop().await;
    assert_eq!(world.discord.sessions(), resumed);
    assert_no_reply_twice(&world);
    assert_eq!((world.balance("Cleo"), world.balance("Emil"), world.changes("Emil")), (60, 40, 4));
}

#[tokio::test]
async fn a_stopped_bot_finishes_its_running_commands() {
    let mut world = World::new().await;
    world.grant("Cleo", 100);
    let late = Fault::AnswerLate(Duration::from_millis(300));
    world.discord.fail_next(1, "POST", "/interactions/*/*/callback", late);
    let slash = world.member("Cleo").slash("give").option("member", Mention("Emil")).option("amount", 10);
    let started = slash.start().unwrap();
    world.discord.wait_for_calls(1, "POST", "/interactions/*/*/callback", PATIENCE).await.unwrap();
    tokio::time::timeout(Duration::from_secs(10), world.stop()).await.unwrap();
    says(&slash.answer(started).await.unwrap(), "You have 90 points left");
    assert_eq!(world.balance("Emil"), 10);
}

#[tokio::test]
async fn a_bot_with_hanging_replies_stops_within_ten_seconds_during_a_season_close() {
    let mut world = World::new().await;
    let grants = |from: u64| {
        let grant = |id| Command::grant(id, 1, "for the regatta").unwrap();
        Command::Batch((from..from + 10_000).map(grant).collect())
    };
    for batch in 0..3 {
        world.submit(grants(1_000_000 + batch * 10_000));
    }
    world.set("discord.direct_messages", "on");
    let hangs = Fault::AnswerLate(Duration::from_secs(600));
    world.discord.fail_next(1_000, "*", "/webhooks/**", hangs);
    world.discord.fail_next(1_000, "*", "/users/@me/channels", hangs);
    world.grant("Cleo", 5);
    world.member("Cleo").slash("points").start().unwrap();
    world.discord.wait_for_calls(1, "PATCH", "/webhooks/**", PATIENCE).await.unwrap();
    world.discord.wait_for_calls(1, "POST", "/users/@me/channels", PATIENCE).await.unwrap();
    let reason = Reason::new("the season is over").unwrap();
    let closing = world.ledger.submit(Request::new(world.book(), Command::CloseSeason { reason }));
    closing.await.unwrap().receipt().unwrap();
    let started = Instant::now();
    world.stop().await;
    let ledger = world.ledger.clone();
    tokio::task::spawn_blocking(move || ledger.close().unwrap()).await.unwrap();
    assert!(started.elapsed() < Duration::from_secs(10), "it took {:?}", started.elapsed());
}
