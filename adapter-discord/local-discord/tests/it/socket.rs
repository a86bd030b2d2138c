//! A minimal HTTP and WebSocket client, so that tests see the bytes on the wire.

use serde_json::Value;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

#[derive(Debug)]
pub(crate) struct HttpResponse {
    pub(crate) status: u16,
    pub(crate) head: String,
    pub(crate) body: Vec<u8>,
}

impl HttpResponse {
    pub(crate) fn json(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap_or_default()
    }

    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        let mut headers = self.head.lines().filter_map(|line| line.split_once(": "));
        headers.find(|(key, _)| key.eq_ignore_ascii_case(name)).map(|(_, value)| value)
    }
}

/// Makes one call and reads the whole response; `None` if the connection breaks before its head.
pub(crate) async fn call(
    url: &str,
    method: &str,
    path: &str,
    headers: &[(&str, &str)],
    body: &[u8],
) -> Option<HttpResponse> {
    let host = url.strip_prefix("http://").unwrap();
    let mut stream = TcpStream::connect(host).await.unwrap();
    let mut head =
        format!("{method} {path} HTTP/1.1\r\nConnection: close\r\nContent-Length: {}\r\n", body.len());
    if !headers.iter().any(|(name, _)| name.eq_ignore_ascii_case("host")) {
        head += &format!("Host: {host}\r\n");
    }
    for (name, value) in headers {
        head += &format!("{name}: {value}\r\n");
    }
    stream.write_all(format!("{head}\r\n").as_bytes()).await.unwrap();
    stream.write_all(body).await.unwrap();
    let mut bytes = Vec::new();
    // A broken connection is a possible outcome.
    drop(stream.read_to_end(&mut bytes).await);
    let end = bytes.windows(4).position(|four| four == b"\r\n\r\n")?;
    let head = String::from_utf8_lossy(&bytes[..end]).into_owned();
    let status = head.split_whitespace().nth(1)?.parse().ok()?;
    Some(HttpResponse { status, head, body: bytes[end + 4..].to_vec() })
}

#[derive(Debug, PartialEq)]
pub(crate) enum Received {
    Text(Value),
    Closed(u16),
    Broken,
}

pub(crate) struct Socket {
    stream: TcpStream,
}

impl Socket {
    /// Opens a WebSocket; returns the status if the server refuses it.
    pub(crate) async fn open(url: &str, path: &str, headers: &[(&str, &str)]) -> Result<Socket, u16> {
        let host = url.strip_prefix("http://").unwrap();
        let mut stream = TcpStream::connect(host).await.unwrap();
        let mut head = format!(
            "GET {path} HTTP/1.1\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\
             Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n"
        );
        if !headers.iter().any(|(name, _)| name.eq_ignore_ascii_case("host")) {
            head += &format!("Host: {host}\r\n");
        }
        for (name, value) in headers {
            head += &format!("{name}: {value}\r\n");
        }
        stream.write_all(format!("{head}\r\n").as_bytes()).await.unwrap();
        let mut answer = Vec::new();
        while !answer.ends_with(b"\r\n\r\n") {
            answer.push(stream.read_u8().await.map_err(|_| 0u16)?);
        }
        let answer = String::from_utf8_lossy(&answer).into_owned();
        let status: u16 = answer.split_whitespace().nth(1).unwrap().parse().unwrap();
        if status == 101 { Ok(Socket { stream }) } else { Err(status) }
    }

    pub(crate) async fn send_json(&mut self, json: &Value) {
        self.send(1, json.to_string().as_bytes()).await;
    }

    pub(crate) async fn close(&mut self, code: u16) {
        self.send(8, &code.to_be_bytes()).await;
    }

    pub(crate) async fn receive(&mut self) -> Received {
        match self.read().await {
            Some((1, bytes)) => Received::Text(serde_json::from_slice(&bytes).unwrap()),
            Some((8, bytes)) => Received::Closed(u16::from_be_bytes([bytes[0], bytes[1]])),
            Some((opcode, _)) => panic!("an unexpected frame: {opcode}"),
            None => Received::Broken,
        }
    }

    async fn send(&mut self, opcode: u8, bytes: &[u8]) {
        let mut frame = vec![0x80 | opcode];
        match u16::try_from(bytes.len()).unwrap() {
            length @ 0..126 => frame.push(0x80 | length as u8),
            length => {
                frame.push(0x80 | 126);
                frame.extend(length.to_be_bytes());
            }
        }
        // A mask of zeroes leaves the bytes unchanged.
        frame.extend([0; 4]);
        frame.extend(bytes);
        self.stream.write_all(&frame).await.unwrap();
    }

    async fn read(&mut self) -> Option<(u8, Vec<u8>)> {
        let opcode = self.stream.read_u8().await.ok()? & 0x0f;
        let length = match self.stream.read_u8().await.ok()? & 0x7f {
            126 => usize::from(self.stream.read_u16().await.ok()?),
            127 => usize::try_from(self.stream.read_u64().await.ok()?).unwrap(),
            short => usize::from(short),
        };
        let mut bytes = vec![0; length];
        self.stream.read_exact(&mut bytes).await.ok()?;
        Some((opcode, bytes))
    }
}
