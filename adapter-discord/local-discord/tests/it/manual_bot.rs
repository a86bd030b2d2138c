//! A bot without a client library: the test writes every call and every gateway payload.

use crate::bot::DEADLINE;
use crate::socket::{self, HttpResponse, Received, Socket};
use local_discord::{LocalDiscord, Scenario};
use serde_json::{Value, json};
use tokio::time::timeout;

pub(crate) const ALL: u64 = 53_608_447;

/// A local Discord with a bot in it that the test plays.
pub(crate) struct ManualBot {
    pub(crate) discord: LocalDiscord,
}

impl ManualBot {
    pub(crate) async fn in_small() -> ManualBot {
        ManualBot::in_scenario(Scenario::small()).await
    }

    pub(crate) async fn in_scenario(scenario: Scenario) -> ManualBot {
        ManualBot { discord: LocalDiscord::start(scenario).await.unwrap() }
    }

    /// Calls as the bot.
    pub(crate) async fn call(&self, method: &str, path: &str, body: Value) -> HttpResponse {
        let authorization = format!("Bot {}", self.discord.token());
        self.call_as(&authorization, method, path, body).await.expect("there is an answer")
    }

    /// Calls with this authorization; `None` if the connection broke.
    pub(crate) async fn call_as(
        &self,
        authorization: &str,
        method: &str,
        path: &str,
        body: Value,
    ) -> Option<HttpResponse> {
        let bytes = if body.is_null() { Vec::new() } else { body.to_string().into_bytes() };
        let path = format!("/api/v10{path}");
        let headers = [("authorization", authorization), ("content-type", "application/json")];
        socket::call(&self.discord.api_url(), method, &path, &headers, &bytes).await
    }

    /// Posts a message in the first channel.
    pub(crate) async fn write(&self, body: Value) -> HttpResponse {
        self.call("POST", &format!("/channels/{}/messages", self.discord.channel("general").id()), body).await
    }

    /// Replaces all commands.
    pub(crate) async fn register(&self, commands: Value) -> HttpResponse {
        self.call("PUT", &format!("/applications/{}/commands", self.discord.bot_id()), commands).await
    }

    /// Connects to the gateway and identifies with all intents.
    pub(crate) async fn connect(&self) -> Gateway {
        let mut gateway = self.dial().await;
        gateway.identify(&self.discord.token(), ALL).await;
        // From here on the gateway receives every event.
        self.discord.wait_for_connection(DEADLINE).await.unwrap();
        gateway
    }

    /// Connects to the gateway and reads its HELLO.
    pub(crate) async fn dial(&self) -> Gateway {
        let socket = Socket::open(&self.discord.api_url(), "/?v=10", &[]).await.unwrap();
        let mut gateway = Gateway { socket, last_received: 0 };
        let hello = gateway.next().await;
        assert_eq!(hello["op"], 10, "{hello}");
        gateway
    }

    /// Sends the first response to an interaction.
    pub(crate) async fn answer(&self, interaction: &Value, body: Value) -> HttpResponse {
        let (id, token) = (interaction["id"].as_str().unwrap(), interaction["token"].as_str().unwrap());
        self.call("POST", &format!("/interactions/{id}/{token}/callback"), body).await
    }

    /// Calls a webhook route of an interaction: `""` for a follow-up, `/messages/@original` …
    pub(crate) async fn after(
        &self,
        interaction: &Value,
        method: &str,
        rest: &str,
        body: Value,
    ) -> HttpResponse {
        let token = interaction["token"].as_str().unwrap();
        self.call(method, &format!("/webhooks/{}/{token}{rest}", self.discord.bot_id()), body).await
    }
}

/// The bot's gateway connection.
pub(crate) struct Gateway {
    pub(crate) socket: Socket,
    /// The sequence number of the last event.
    pub(crate) last_received: u64,
}

impl Gateway {
    pub(crate) async fn identify(&mut self, token: &str, intents: u64) {
        self.identify_as(token, intents, [0, 1]).await;
    }

    pub(crate) async fn identify_as(&mut self, token: &str, intents: u64, shard: [u64; 2]) {
        let data = json!({"token": token, "intents": intents, "shard": shard, "properties": {}});
        self.socket.send_json(&json!({"op": 2, "d": data})).await;
    }

    /// The next payload.
    pub(crate) async fn next(&mut self) -> Value {
        match self.end_or_next().await {
            Received::Text(json) => json,
            other => panic!("the gateway said {other:?}"),
        }
    }

    /// The next payload, or the end of the connection.
    pub(crate) async fn end_or_next(&mut self) -> Received {
        let received = timeout(DEADLINE, self.socket.receive()).await.expect("the gateway says something");
        if let Received::Text(json) = &received
            && let Some(number) = json["s"].as_u64()
        {
            self.last_received = number;
        }
        received
    }

    /// The data of the next event of this name; skips other events.
    pub(crate) async fn event(&mut self, name: &str) -> Value {
        loop {
            let payload = self.next().await;
            if payload["t"] == name {
                return payload["d"].clone();
            }
        }
    }

    /// The names of the events up to and including this one.
    pub(crate) async fn events_until(&mut self, name: &str) -> Vec<String> {
        let mut names = Vec::new();
        while names.last().is_none_or(|last| last != name) {
            if let Some(next) = self.next().await["t"].as_str() {
                names.push(next.to_owned());
            }
        }
        names
    }
}

/// Discord's error with this status and code.
#[track_caller]
pub(crate) fn assert_refused(answered: &HttpResponse, status: u16, code: u32) {
    let json = answered.json();
    assert_eq!((answered.status, json["code"].as_u64()), (status, Some(code.into())), "{json}");
    assert!(json["message"].is_string(), "{json}");
}

/// An invalid form with this error at this path.
#[track_caller]
pub(crate) fn assert_wrong(answered: &HttpResponse, place: &str, code: &str) {
    assert_refused(answered, 400, 50035);
    let json = answered.json();
    assert_eq!(json["message"], "Invalid Form Body");
    let errors = json["errors"].pointer(&format!("{place}/_errors")).unwrap_or(&Value::Null);
    let codes: Vec<_> = errors.as_array().into_iter().flatten().map(|error| &error["code"]).collect();
    assert!(codes.iter().any(|found| *found == code), "{place} has {codes:?} in {json}");
}

#[track_caller]
pub(crate) fn assert_done(answered: &HttpResponse) -> Value {
    assert!((200..300).contains(&answered.status), "{} {}", answered.status, answered.json());
    answered.json()
}
