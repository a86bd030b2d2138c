//! One connection between the gateway and the library: what passes, what is kept back, how it ends.

use std::time::Duration;

use futures_util::{FutureExt, SinkExt, StreamExt};
use serde_json::json;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::TcpStream;
use tokio::time::timeout;
use tokio_tungstenite::tungstenite::protocol::CloseFrame;
use tokio_tungstenite::tungstenite::protocol::frame::coding::CloseCode;
use tokio_tungstenite::tungstenite::{Error, Message};
use tokio_tungstenite::{MaybeTlsStream, WebSocketStream};

/// So many events are kept back at most before the library is told how far it is.
const TELL_AFTER: u64 = 1_000;

/// How long the other side may take to say goodbye too.
const GOODBYE: Duration = Duration::from_secs(1);

type Gateway = WebSocketStream<MaybeTlsStream<TcpStream>>;
type Library = WebSocketStream<TcpStream>;

/// Both sides of a connection.
pub(super) struct Relay {
    gateway: Gateway,
    library: Library,
    kept_back: KeptBack,
}

/// What the library was not told of yet.
#[derive(Default)]
struct KeptBack {
    events: u64,
    /// The number in sequence of the last of them.
    last: u64,
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
    pub(super) fn between(gateway: Gateway, library: Library) -> Relay {
        Relay { gateway, library, kept_back: KeptBack::default() }
    }

    /// Passes on what comes from either side, until one of them ends it.
    ///
    /// # Errors
    /// When either broke off, or said what cannot be read: then the other breaks off too.
    pub(super) async fn run(mut self, keeps_back: impl Fn(&str) -> Option<u64>) -> Result<(), Error> {
        loop {
            tokio::select! {
                event = self.gateway.next() => match self.pass_on(event, &keeps_back).await? {
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
                },
                said = self.library.next() => match said {
                    Some(Ok(Message::Close(why))) => return part(self.gateway, self.library, why).await,
                    Some(said) => {
                        self.gateway.send(said?).await?;
                        // At each heartbeat it hears how far it is.
                        self.tell().await?;
                        self.library.flush().await?;
                    }
                    None => return Err(Error::ConnectionClosed),
                },
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
                    Some(number) => self.keep_back(number).await?,
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

    async fn keep_back(&mut self, number: u64) -> Result<(), Error> {
        self.kept_back = KeptBack { events: self.kept_back.events + 1, last: number };
        if self.kept_back.events < TELL_AFTER { Ok(()) } else { self.tell().await }
    }

    /// Tells the library how far it is, by an event that means nothing to it: it says so to the gateway, at each heartbeat
    /// and when it resumes.
    async fn tell(&mut self) -> Result<(), Error> {
        let KeptBack { events, last } = std::mem::take(&mut self.kept_back);
        if events == 0 {
            return Ok(());
        }
        let event = json!({"t": "KEPT_BACK", "s": last, "op": 0, "d": null});
        self.library.feed(Message::text(event.to_string())).await
    }
}

/// Writes down why the gateway ends a connection, unless that is what it does every few hours.
fn log_why(why: &CloseFrame) {
    if !matches!(why.code, CloseCode::Normal | CloseCode::Away) {
        log::info!("the gateway ended a connection: {:?} ({})", why.reason, why.code);
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
