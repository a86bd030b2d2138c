//! The HTTP interface of the page: what it shows, what it does, and that no page of another origin can use it.

use crate::bot::{self, DEADLINE};
use crate::socket::{self, Received, Socket};
use local_discord::{Hint, LocalDiscord, Scenario};
use serde_json::{Value, json};
use tokio::time::timeout;

async fn ask(discord: &LocalDiscord, path: &str) -> Value {
    let answered = socket::call(&discord.api_url(), "GET", path, &[], b"").await.unwrap();
    assert_eq!(answered.status, 200, "{}", answered.json());
    answered.json()
}

async fn act(discord: &LocalDiscord, name: &str, body: Value) -> (u16, Value) {
    let path = format!("/playground/{name}");
    let body = body.to_string();
    let answered = socket::call(&discord.api_url(), "POST", &path, &[], body.as_bytes()).await.unwrap();
    (answered.status, answered.json())
}

/// The page's next update of this kind.
async fn hear(live: &mut Socket, kind: &str) -> Value {
    loop {
        match timeout(DEADLINE, live.receive()).await.expect("the page receives an update") {
            Received::Text(json) if json["kind"] == kind => return json,
            Received::Text(_) => {}
            other => panic!("the page received {other:?}"),
        }
    }
}

/// Opens the page's WebSocket as a member.
async fn live(discord: &LocalDiscord, name: &str) -> Socket {
    let mut live = Socket::open(&discord.api_url(), "/playground/live", &[]).await.unwrap();
    live.send_json(&json!({"as": discord.member(name).id()})).await;
    hear(&mut live, "surroundings").await;
    live
}

#[tokio::test]
async fn the_page_shows_people_channels_and_roles() {
    let discord = LocalDiscord::start(Scenario::sample()).await.unwrap();
    let people = ask(&discord, "/playground/people").await;
    let names: Vec<_> = people["people"].as_array().unwrap().iter().map(|one| &one["name"]).collect();
    assert_eq!(names, ["Anna", "Ben", "Cleo of the Quay", "Dora", "Emil", "Farah"]);
    assert_eq!(people["people"][0]["administrator"], true);
    let channels = async |name: &str| {
        let path = format!("/playground/surroundings?as={}", discord.member(name).id());
        let around = ask(&discord, &path).await;
        let listed = around["servers"][0]["channels"].as_array().unwrap().clone();
        listed.iter().map(|one| one["name"].as_str().unwrap().to_owned()).collect::<Vec<_>>()
    };

    assert_eq!(channels("Ben").await, ["general", "points", "staff-log"]);
    assert_eq!(channels("Emil").await, ["general", "points"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_command_is_offered_and_its_ephemeral_answer_is_shown_to_one_member() {
    let discord = LocalDiscord::start(Scenario::small()).await.unwrap();
    let _bot = bot::start(&discord).await;
    let (anna, ben) = (discord.member("Anna").id(), discord.member("Ben").id());
    let channel = discord.channel("general").id();
    let offered = ask(&discord, &format!("/playground/commands?as={anna}&channel={channel}")).await;
    assert_eq!(offered["commands"][0]["name"], "ping");
    assert_eq!(offered["commands"][0]["options"][0]["name"], "member");
    let mut live = live(&discord, "Anna").await;

    let body = json!({"as": anna, "channel": channel, "command": "ping", "options": {"member": ben}});
    let (status, outcome) = act(&discord, "use", body).await;

    assert_eq!(status, 200, "{outcome}");
    // The bot may have filled in its answer already.
    assert!(["thinking", "answered"].map(Value::from).contains(&outcome["outcome"]), "{outcome}");
    let mut shown = hear(&mut live, "message").await["message"].clone();
    while shown["thinking"] == true {
        shown = hear(&mut live, "message").await["message"].clone();
    }
    assert_eq!((&shown["content"], &shown["ephemeral"]), (&json!("pong to ben"), &json!(true)));
    assert_eq!(shown["answers"]["command"], "ping");
    let seen = async |viewer| {
        let path = format!("/playground/messages?as={viewer}&channel={channel}");
        ask(&discord, &path).await["messages"].as_array().unwrap().len()
    };
    assert_eq!((seen(anna).await, seen(ben).await), (1, 0));
}

#[tokio::test]
async fn the_page_knows_the_prefix_once_it_is_supplied() {
    let discord = LocalDiscord::start(Scenario::small()).await.unwrap();
    let (anna, channel) = (discord.member("Anna").id(), discord.channel("general").id());
    let prefix = async || {
        let path = format!("/playground/commands?as={anna}&channel={channel}");
        ask(&discord, &path).await["prefix"].clone()
    };
    assert_eq!(prefix().await, Value::Null);

    let server = discord.first_server();
    discord.set_prefix(move |asked| if asked == Some(server) { "?" } else { "!" }.to_owned());

    assert_eq!(prefix().await, "?");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_message_is_posted_and_answered() {
    let discord = LocalDiscord::start(Scenario::small()).await.unwrap();
    let _bot = bot::start(&discord).await;
    let mut live = live(&discord, "Ben").await;
    let (anna, channel) = (discord.member("Anna").id(), discord.channel("general").id());

    let (status, _) = act(&discord, "say", json!({"as": anna, "channel": channel, "content": "!ping"})).await;

    assert_eq!(status, 200);
    assert_eq!(hear(&mut live, "message").await["message"]["content"], "!ping");
    let answer = hear(&mut live, "message").await["message"].clone();
    assert_eq!((&answer["content"], &answer["reply_to"]["name"]), (&json!("pong"), &json!("Anna")));
}

#[tokio::test]
async fn an_action_that_the_client_would_not_send_is_declined_with_a_sentence() {
    let discord = LocalDiscord::start(Scenario::sample()).await.unwrap();
    let emil = discord.member("Emil").id();
    let (general, staff) = (discord.channel("general").id(), discord.channel("staff-log").id());

    for (name, body) in [
        ("say", json!({"as": emil, "channel": general, "content": "  "})),
        ("say", json!({"as": emil, "channel": staff, "content": "hello"})),
        ("say", json!({"as": "77", "channel": general, "content": "hello"})),
        ("use", json!({"as": emil, "channel": general, "command": "nothing"})),
        ("press", json!({"as": emil, "channel": general, "message": "7", "custom_id": "x"})),
        ("dance", json!({"as": emil, "channel": general})),
    ] {
        let (status, json) = act(&discord, name, body).await;
        assert_eq!(status, 422, "{json}");
        assert!(json["declined"].as_str().is_some_and(|why| why.len() > 10), "{json}");
    }
}

#[tokio::test]
async fn a_page_of_another_origin_is_refused() {
    let discord = LocalDiscord::start(Scenario::small()).await.unwrap();
    let url = discord.api_url();
    let localhost = url.replace("http://127.0.0.1", "localhost");
    let ask = async |headers: &[(&str, &str)]| {
        socket::call(&url, "GET", "/playground/people", headers, b"").await.unwrap().status
    };

    assert_eq!(ask(&[("origin", &url)]).await, 200);
    assert_eq!(ask(&[("host", &localhost)]).await, 200);
    assert_eq!(ask(&[("origin", "https://elsewhere.example")]).await, 403);
    assert_eq!(ask(&[("origin", "null")]).await, 403);
    assert_eq!(ask(&[("host", "elsewhere.example")]).await, 403);
    let live = Socket::open(&url, "/playground/live", &[("origin", "https://elsewhere.example")]).await;
    assert_eq!(live.err(), Some(403));
}

#[tokio::test]
async fn the_page_itself_is_served() {
    let discord = LocalDiscord::start(Scenario::small()).await.unwrap();

    let page = socket::call(&discord.api_url(), "GET", "/playground/", &[], b"").await.unwrap();

    assert_eq!(page.status, 200);
    assert!(page.head.contains("text/html") && page.head.contains("content-security-policy"));
}

#[tokio::test]
async fn the_address_alone_redirects_to_the_page() {
    let discord = LocalDiscord::start(Scenario::small()).await.unwrap();

    let root = socket::call(&discord.api_url(), "GET", "/", &[], b"").await.unwrap();

    assert_eq!(root.status, 307);
    assert_eq!(root.header("location"), Some("/playground/"));
    assert_eq!(discord.page_url(), format!("{}/playground/", discord.api_url()));
    assert!(discord.unknown_calls().is_empty());
}

#[tokio::test]
async fn the_icon_is_an_svg_at_every_address_that_a_browser_asks() {
    let discord = LocalDiscord::start(Scenario::small()).await.unwrap();
    let get = async |path: &str| socket::call(&discord.api_url(), "GET", path, &[], b"").await.unwrap();

    let page = get("/playground/").await;
    let icon = r#"<link rel="icon" href="mark.svg" type="image/svg+xml">"#;
    assert!(String::from_utf8_lossy(&page.body).contains(icon));
    for path in ["/favicon.ico", "/playground/mark.svg"] {
        let icon = get(path).await;
        assert_eq!(icon.status, 200, "{path}");
        assert_eq!(icon.header("content-type"), Some("image/svg+xml"), "{path}");
        assert!(icon.body.starts_with(b"<svg xmlns=\"http://www.w3.org/2000/svg\""), "{path}");
    }
    assert!(discord.unknown_calls().is_empty());
}

#[tokio::test]
async fn the_page_gets_the_proposed_hints() {
    let discord = LocalDiscord::start(Scenario::sample()).await.unwrap();
    assert_eq!(ask(&discord, "/playground/hints").await, json!({"hints": []}));

    discord.propose([
        Hint::command("Emil", "claim").option("code", "ABCDE").why("en", "Redeem a code"),
        Hint::say("Anna", "!status").in_channel("staff-log"),
    ]);

    let (emil, anna) = (discord.member("Emil").id(), discord.member("Anna").id());
    let staff = discord.channel("staff-log").id();
    let claim =
        json!({"as": emil, "use": "claim", "options": {"code": "ABCDE"}, "why": {"en": "Redeem a code"}});
    let status = json!({"as": anna, "say": "!status", "channel": staff, "why": {}});
    assert_eq!(ask(&discord, "/playground/hints").await, json!({"hints": [claim, status]}));
}

#[tokio::test]
async fn a_scenario_created_at_a_fixed_time_has_the_same_ids_at_every_start() {
    let created_at = std::time::Duration::from_secs(1_760_000_000);
    let ids = async || {
        let discord = LocalDiscord::start(Scenario::sample().created_at(created_at)).await.unwrap();
        (discord.bot_id(), discord.first_server(), discord.member("Dora").id(), discord.role_id("Regular"))
    };
    assert_eq!(ids().await, ids().await);
}
