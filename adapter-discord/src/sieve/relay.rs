//! One connection between the gateway and the library: what passes, what is kept back, how it ends.

use std::pin::pin;
use std::time::Duration;

use futures_util::{FutureExt, SinkExt, StreamExt};
use serde_json::json;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::TcpStream;
use tokio::time::{Instant, sleep, timeout};
use tokio_tungstenite::tungstenite::protocol::CloseFrame;
use tokio_tungstenite::tungstenite::protocol::frame::coding::CloseCode;
use tokio_tungstenite::tungstenite::{Error, Message};
use tokio_tungstenite::{MaybeTlsStream, WebSocketStream};

/// How long the library may not know that something was kept back. What it does not know of is delivered again after a
/// lost connection.
const TELL_AFTER: Duration = Duration::from_secs(1);

/// How long the other side may take to say goodbye too.
const GOODBYE: Duration = Duration::from_secs(1);

type Gateway = WebSocketStream<MaybeTlsStream<TcpStream>>;
type Library = WebSocketStream<TcpStream>;

/// Both sides of a connection.
pub struct Relay {
    gateway: Gateway,
    library: Library,
    /// The number of the last event that was kept back, until the library knows of it.
    kept_back: Option<u64>,
}

/// Whether a connection goes on.
enum Line {
    Up,
    /// The gateway has ended it.
    Ended(CloseFrame),
    /// The gateway has gone without a word.
    Lost(Error),
}

impl Relay {
    /// Nothing has passed yet.
    pub fn between(gateway: Gateway, library: Library) -> Relay {
        Relay { gateway, library, kept_back: None }
    }

    /// Passes on what comes from either side, until one of them ends it.
    ///
    /// # Errors
    /// When either broke off, or said what cannot be read: then the other breaks off too.
    pub async fn run(mut self, keeps_back: impl Fn(&str) -> Option<u64>) -> Result<(), Error> {
        let mut tell = pin!(sleep(TELL_AFTER));
        loop {
            tokio::select! {
                event = self.gateway.next() => {
                    let was_behind = self.kept_back.is_some();
                    match self.pass_on(event, &keeps_back).await? {
                        Line::Up if self.kept_back.is_some() && !was_behind => {
                            tell.as_mut().reset(Instant::now() + TELL_AFTER);
                        }
                        Line::Up => {}
                        Line::Ended(why) => {
                            log_why(&why);
                            self.tell().await?;
                            return part(self.library, self.gateway, Some(why)).await;
                        }
                        Line::Lost(why) => {
                            self.tell().await?;
                            self.library.flush().await?;
                            return Err(why);
                        }
                    }
                }
                said = self.library.next() => match said {
                    Some(Ok(Message::Close(why))) => return part(self.gateway, self.library, why).await,
                    Some(said) => self.gateway.send(said?).await?,
                    None => return Err(Error::ConnectionClosed),
                },
                () = &mut tell, if self.kept_back.is_some() => {
                    self.tell().await?;
                    self.library.flush().await?;
                }
            }
        }
    }

    /// Passes on an event and all that have come with it.
    async fn pass_on(
        &mut self,
        event: Option<Result<Message, Error>>,
        keeps_back: impl Fn(&str) -> Option<u64>,
    ) -> Result<Line, Error> {
        let mut event = event;
        loop {
            match event {
                Some(Ok(Message::Text(text))) => match keeps_back(&text) {
                    Some(number) => self.kept_back = Some(number),
                    None => self.pass(Message::Text(text)).await?,
                },
                Some(Ok(Message::Close(Some(why)))) => return Ok(Line::Ended(why)),
                // An end without a code means nothing to the library: it would wait for more.
                Some(Ok(Message::Close(None))) | None => return Ok(Line::Lost(Error::ConnectionClosed)),
                // Each side answers the other's pings by itself.
                Some(Ok(Message::Ping(_) | Message::Pong(_))) => {}
                Some(Ok(other)) => self.pass(other).await?,
                Some(Err(why)) => return Ok(Line::Lost(why)),
            }
            match self.gateway.next().now_or_never() {
                Some(next) => event = next,
                None => {
                    self.library.flush().await?;
                    return Ok(Line::Up);
                }
            }
        }
    }

    async fn pass(&mut self, event: Message) -> Result<(), Error> {
        self.tell().await?;
        self.library.feed(event).await
    }

    /// Tells the library how far it is, by an event that means nothing to it: it says so to the gateway, at each heartbeat
    /// and when it resumes.
    async fn tell(&mut self) -> Result<(), Error> {
        let Some(number) = self.kept_back.take() else { return Ok(()) };
        let event = json!({"t": "KEPT_BACK", "s": number, "op": 0, "d": null});
        self.library.feed(Message::text(event.to_string())).await
    }
}

/// Writes down why the gateway ends a connection, unless that is what it does every few hours.
fn log_why(why: &CloseFrame) {
    if !matches!(why.code, CloseCode::Normal | CloseCode::Away) {
        log::warn!("the gateway ended a connection: {:?} ({})", why.reason, why.code);
    }
}

/// Ends both sides: the one that has said goodbye is answered when the other has heard it.
async fn part<A, B>(
    mut other: WebSocketStream<A>,
    mut ended: WebSocketStream<B>,
    why: Option<CloseFrame>,
) -> Result<(), Error>
where
    A: AsyncRead + AsyncWrite + Unpin,
    B: AsyncRead + AsyncWrite + Unpin,
{
    other.close(why).await?;
    // Whoever says nothing for so long will not say it.
    let goodbye = async {
        while let Some(Ok(said)) = other.next().await
            && !said.is_close()
        {}
    };
    drop(timeout(GOODBYE, goodbye).await);
    ended.flush().await
}
