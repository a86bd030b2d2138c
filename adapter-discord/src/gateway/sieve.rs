//! Stands between the gateway and the client library, and keeps back what nobody here need hear of: the library decodes
//! every event at length before anybody is asked. What an event says is not known here.

mod relay;

use std::io;
use std::net::{Ipv4Addr, TcpListener as Port};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::time::Duration;

use poise::serenity_prelude as serenity;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::Mutex;
use tokio::time::{sleep, timeout};
use tokio_tungstenite::tungstenite::Error;
use tokio_tungstenite::tungstenite::protocol::WebSocketConfig;
use tokio_tungstenite::{accept_async_with_config, connect_async_with_config};

use relay::Relay;

/// How long whoever connects may say nothing.
const SILENCE: Duration = Duration::from_secs(5);

/// Before the next attempt, when a connection could not be taken.
const AGAIN: Duration = Duration::from_secs(1);

/// Looks at every event: the number in sequence of one that is kept back, `None` for one that passes.
pub(crate) type KeepsBack = Box<dyn Fn(&str) -> Option<u64> + Send + Sync>;

/// The place where the library connects instead of to the gateway.
pub(crate) struct Sieve {
    port: Port,
    way: Arc<Way>,
    /// Where the library connects to.
    address: Arc<Mutex<String>>,
}

/// From the library to the gateway.
struct Way {
    gateway: String,
    /// What only the library knows, so that nobody else on this machine is let in.
    path: String,
    keeps_back: KeepsBack,
}

impl Sieve {
    /// Stands before the gateway of a client that is not connected yet. Nobody is served until `serve`.
    ///
    /// # Errors
    /// When the machine gives no port on loopback.
    pub(crate) async fn before(client: &serenity::Client, keeps_back: KeepsBack) -> io::Result<Sieve> {
        let port = Port::bind((Ipv4Addr::LOCALHOST, 0))?;
        port.set_nonblocking(true)?;
        let mut secret = [0; 16];
        getrandom::fill(&mut secret).map_err(io::Error::other)?;
        let path = format!("/{:032x}/", u128::from_ne_bytes(secret));
        let here = format!("ws://{}{path}", port.local_addr()?);
        let address = Arc::clone(&client.ws_url);
        let gateway = std::mem::replace(&mut *address.lock().await, here);
        Ok(Sieve { port, way: Arc::new(Way { gateway, path, keeps_back }), address })
    }

    /// Steps aside: what connects from now on goes to the gateway itself, and not to whoever gets this port next.
    pub(crate) fn step_aside(self) {
        self.address.blocking_lock().clone_from(&self.way.gateway);
    }

    /// Serves every connection of the library, until the port cannot be waited for.
    pub(crate) async fn serve(&self) -> io::Error {
        let port = match self.port.try_clone().and_then(TcpListener::from_std) {
            Ok(port) => port,
            Err(error) => return error,
        };
        loop {
            match port.accept().await {
                Ok((stream, _)) => {
                    let way = Arc::clone(&self.way);
                    tokio::spawn(async move {
                        if let Err(error) = way.serve(stream).await {
                            log::debug!("a connection to the gateway broke off: {error}");
                        }
                    });
                }
                Err(error) => {
                    log::warn!("no connection to the gateway can be taken: {error}");
                    sleep(AGAIN).await;
                }
            }
        }
    }
}

impl Way {
    /// Serves one connection of the library until either side ends it. The library learns that the gateway cannot be
    /// reached as it would without this: its connection does not come about.
    async fn serve(&self, stream: TcpStream) -> Result<(), Error> {
        if !self.is_known_to(&stream).await? {
            return Ok(());
        }
        stream.set_nodelay(true)?;
        let url =
            format!("{}/?v={}", self.gateway.trim_end_matches('/'), serenity::constants::GATEWAY_VERSION);
        let gateway = connect_async_with_config(url, Some(without_limits()), true).await;
        let (gateway, _) = gateway.inspect_err(|error| {
            log::warn!("the gateway at {} cannot be reached: {error}", self.gateway);
        })?;
        let library = accept_async_with_config(stream, Some(without_limits())).await?;
        Relay::between(gateway, library).run(|event| self.keeps_back(event)).await
    }

    /// Whether somebody begins with the path. The library says so at once, in one piece.
    async fn is_known_to(&self, stream: &TcpStream) -> io::Result<bool> {
        let expected = format!("GET {}?", self.path);
        let mut first = vec![0; expected.len()];
        let said = timeout(SILENCE, stream.peek(&mut first)).await;
        Ok(said.is_ok_and(|said| said.is_ok()) && first == expected.as_bytes())
    }

    /// Looks at an event. Should that break off, the event passes: whoever is asked next can bear it.
    fn keeps_back(&self, event: &str) -> Option<u64> {
        catch_unwind(AssertUnwindSafe(|| (self.keeps_back)(event))).unwrap_or(None)
    }
}

/// As the library has it: the first events of a large server are larger than is usual.
fn without_limits() -> WebSocketConfig {
    WebSocketConfig::default().max_message_size(None).max_frame_size(None)
}

#[cfg(test)]
mod tests {
    use futures_util::{FutureExt, SinkExt, StreamExt};
    use serde_json::{Value, json};
    use tokio::io::AsyncReadExt;
    use tokio_tungstenite::tungstenite::Message;
    use tokio_tungstenite::tungstenite::protocol::CloseFrame;
    use tokio_tungstenite::tungstenite::protocol::frame::coding::CloseCode;
    use tokio_tungstenite::{MaybeTlsStream, WebSocketStream, accept_async, connect_async};

    use super::*;

    /// Long enough for anything that comes at all.
    const PATIENCE: Duration = Duration::from_secs(30);

    /// Both ends, with a sieve between them that keeps back what begins with “chatter” and a number.
    struct Ends {
        gateway: WebSocketStream<TcpStream>,
        library: WebSocketStream<MaybeTlsStream<TcpStream>>,
    }

    /// Starts a sieve before a gateway at this address; gives where the library is to connect.
    async fn sieve_before(gateway: String) -> String {
        let port = Port::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
        port.set_nonblocking(true).unwrap();
        let here = format!("ws://{}", port.local_addr().unwrap());
        let keeps_back: KeepsBack = Box::new(|event| match event.strip_prefix("chatter ")? {
            "broken" => panic!("on purpose"),
            number => number.parse().ok(),
        });
        let way = Arc::new(Way { gateway, path: "/secret/".to_owned(), keeps_back });
        let sieve = Sieve { port, way, address: Arc::default() };
        tokio::spawn(async move { sieve.serve().await });
        here
    }

    impl Ends {
        async fn connected() -> Ends {
            let port = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await.unwrap();
            let here = sieve_before(format!("ws://{}", port.local_addr().unwrap())).await;
            let library = tokio::spawn(connect_async(format!("{here}/secret/?v=10")));
            let gateway = accept_async(port.accept().await.unwrap().0).await.unwrap();
            Ends { gateway, library: library.await.unwrap().unwrap().0 }
        }

        async fn tell(&mut self, events: &[&str]) {
            for event in events {
                self.gateway.feed(Message::text(*event)).await.unwrap();
            }
            self.gateway.flush().await.unwrap();
        }

        async fn hear(&mut self) -> Message {
            next(&mut self.library).await
        }

        async fn hear_how_far(&mut self) -> u64 {
            how_far(&self.hear().await)
        }
    }

    async fn next(library: &mut WebSocketStream<MaybeTlsStream<TcpStream>>) -> Message {
        timeout(PATIENCE, library.next()).await.expect("something comes").unwrap().unwrap()
    }

    /// How far the library is told to be.
    fn how_far(event: &Message) -> u64 {
        let event: Value = serde_json::from_str(event.to_text().unwrap()).unwrap();
        assert_eq!((&event["op"], &event["t"]), (&json!(0), &json!("KEPT_BACK")));
        event["s"].as_u64().unwrap()
    }

    #[tokio::test]
    async fn what_is_not_kept_back_passes_as_it_is_in_both_directions() {
        let mut ends = Ends::connected().await;
        ends.tell(&["one", "two"]).await;
        ends.gateway.send(Message::binary(vec![0, 159, 146])).await.unwrap();
        assert_eq!(ends.hear().await, Message::text("one"));
        assert_eq!(ends.hear().await, Message::text("two"));
        assert_eq!(ends.hear().await, Message::binary(vec![0, 159, 146]));
        ends.library.send(Message::text("chatter 3")).await.unwrap();
        assert_eq!(ends.gateway.next().await.unwrap().unwrap(), Message::text("chatter 3"));
    }

    #[tokio::test]
    async fn of_what_is_kept_back_the_number_is_told_before_the_next_event() {
        let mut ends = Ends::connected().await;
        ends.tell(&["chatter 5", "chatter 6", "seven", "eight"]).await;
        assert_eq!(ends.hear_how_far().await, 6);
        assert_eq!(ends.hear().await, Message::text("seven"));
        assert_eq!(ends.hear().await, Message::text("eight"));
    }

    #[tokio::test]
    async fn of_what_is_kept_back_the_number_is_told_at_a_heartbeat() {
        let mut ends = Ends::connected().await;
        ends.tell(&["five", "chatter 6"]).await;
        assert_eq!(ends.hear().await, Message::text("five"));
        ends.library.send(Message::text("a heartbeat")).await.unwrap();
        assert_eq!(ends.gateway.next().await.unwrap().unwrap(), Message::text("a heartbeat"));
        assert_eq!(ends.hear_how_far().await, 6);
    }

    #[tokio::test]
    async fn of_much_that_is_kept_back_the_number_is_told_in_between() {
        let mut ends = Ends::connected().await;
        let events: Vec<String> = (1..=2_500).map(|number| format!("chatter {number}")).collect();
        ends.tell(&events.iter().map(String::as_str).collect::<Vec<_>>()).await;
        assert_eq!(ends.hear_how_far().await, 1_000);
        assert_eq!(ends.hear_how_far().await, 2_000);
    }

    #[tokio::test]
    async fn what_the_library_is_told_is_nothing_that_it_takes_for_an_event() {
        let mut ends = Ends::connected().await;
        ends.tell(&["chatter 5", "six"]).await;
        let event = ends.hear().await.into_text().unwrap();
        let event: serenity::GatewayEvent = serde_json::from_str(&event).unwrap();
        assert!(matches!(event, serenity::GatewayEvent::Dispatch(5, serenity::Event::Unknown(_))));
    }

    #[tokio::test]
    async fn an_end_is_told_to_the_other_side_with_its_code() {
        let goodbye = CloseFrame { code: CloseCode::from(4004), reason: "Authentication failed.".into() };
        let mut ends = Ends::connected().await;
        ends.gateway.close(Some(goodbye.clone())).await.unwrap();
        assert_eq!(ends.hear().await, Message::Close(Some(goodbye.clone())));

        let mut ends = Ends::connected().await;
        ends.library.close(Some(goodbye.clone())).await.unwrap();
        assert_eq!(ends.gateway.next().await.unwrap().unwrap(), Message::Close(Some(goodbye)));
    }

    #[tokio::test]
    async fn what_was_kept_back_is_told_before_an_end() {
        let goodbye = CloseFrame { code: CloseCode::Away, reason: "".into() };
        let mut ends = Ends::connected().await;
        ends.tell(&["four", "chatter 5"]).await;
        ends.gateway.close(Some(goodbye.clone())).await.unwrap();
        assert_eq!(ends.hear().await, Message::text("four"));
        assert_eq!(ends.hear_how_far().await, 5);
        assert_eq!(ends.hear().await, Message::Close(Some(goodbye)));

        let mut ends = Ends::connected().await;
        ends.tell(&["four", "chatter 5"]).await;
        drop(ends.gateway);
        assert_eq!(next(&mut ends.library).await, Message::text("four"));
        assert_eq!(how_far(&next(&mut ends.library).await), 5);
    }

    #[tokio::test]
    async fn a_line_that_breaks_is_broken_on_the_other_side() {
        // An end without a code means nothing to the library, which would wait for more.
        let Ends { mut gateway, mut library } = Ends::connected().await;
        gateway.close(None).await.unwrap();
        assert!(timeout(PATIENCE, library.next()).await.unwrap().is_none_or(|end| end.is_err()));

        let Ends { gateway, mut library } = Ends::connected().await;
        drop(gateway);
        assert!(timeout(PATIENCE, library.next()).await.unwrap().is_none_or(|end| end.is_err()));

        let Ends { mut gateway, library } = Ends::connected().await;
        drop(library);
        assert!(timeout(PATIENCE, gateway.next()).await.unwrap().is_none_or(|end| end.is_err()));
    }

    #[tokio::test]
    async fn a_gateway_that_cannot_be_reached_refuses_the_library() {
        let nobody = Port::bind((Ipv4Addr::LOCALHOST, 0)).unwrap().local_addr().unwrap();
        let here = sieve_before(format!("ws://{nobody}")).await;
        assert!(connect_async(format!("{here}/secret/?v=10")).await.is_err());
    }

    #[tokio::test]
    async fn a_gateway_behind_tls_is_spoken_to_in_tls() {
        let port = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await.unwrap();
        let here = sieve_before(format!("wss://{}", port.local_addr().unwrap())).await;
        let library = tokio::spawn(connect_async(format!("{here}/secret/?v=10")));
        let mut gateway = port.accept().await.unwrap().0;
        let mut record = [0; 3];
        gateway.read_exact(&mut record).await.unwrap();
        assert_eq!(record[..2], [22, 3], "a handshake of TLS");
        drop(gateway);
        assert!(library.await.unwrap().is_err());
    }

    #[tokio::test]
    async fn nobody_is_let_in_who_does_not_know_the_way_and_the_gateway_does_not_hear_of_it() {
        let port = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await.unwrap();
        let here = sieve_before(format!("ws://{}", port.local_addr().unwrap())).await;
        for path in ["/", "/?v=10", "/secre", "/secret", "/Secret/?v=10", "/secret/more?v=10"] {
            assert!(connect_async(format!("{here}{path}")).await.is_err(), "{path}");
        }
        assert!(port.accept().now_or_never().is_none());
    }

    #[tokio::test]
    async fn where_looking_at_an_event_breaks_off_it_passes() {
        let mut ends = Ends::connected().await;
        ends.tell(&["chatter broken", "chatter 2", "three"]).await;
        assert_eq!(ends.hear().await, Message::text("chatter broken"));
        assert_eq!(ends.hear_how_far().await, 2);
    }
}
