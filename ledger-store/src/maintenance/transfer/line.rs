//! Converts an event's row to a line of JSON with every column, and back. The seal check is elsewhere.

use serde_json::{Map, Value, json};

use crate::encoding::row::EventRow;
use crate::encoding::seal::{hex, unhex};

pub(super) fn to_json(stored: &EventRow<'_>) -> Value {
    let mut line = Map::new();
    let mut put = |name: &str, value: Value| {
        if !value.is_null() {
            line.insert(name.to_owned(), value);
        }
    };
    put("position", json!(stored.position));
    put("book", json!(stored.book.to_string()));
    put("at", json!(stored.at));
    put("occurred_at", json!(stored.occurred_at));
    put("kind", json!(stored.kind));
    put("version", json!(stored.version));
    put("command", json!(stored.command));
    put("actor", json!(stored.actor));
    put("debit", json!(stored.debit));
    put("credit", json!(stored.credit));
    put("amount", json!(stored.amount.to_string()));
    put("reverses", json!(stored.reverses));
    put("book_prev", json!(stored.book_prev));
    put("debit_prev", json!(stored.debit_prev));
    put("credit_prev", json!(stored.credit_prev));
    put("request_key", json!(stored.request_key));
    put("fingerprint", json!(stored.fingerprint.map(hex)));
    // As text, not as JSON: the seal covers these exact characters.
    put("body", json!(stored.body));
    put("private", json!(stored.private));
    put("salt", json!(stored.salt.map(hex)));
    put("private_hash", json!(stored.private_hash.map(hex)));
    Value::Object(line)
}

/// A parsed line; its [`EventRow`] borrows from it.
pub(super) struct Line {
    position: u64,
    book: u64,
    at: i64,
    occurred_at: Option<i64>,
    kind: String,
    version: i64,
    command: u64,
    actor: i64,
    debit: u32,
    credit: u32,
    amount: i64,
    reverses: Option<u64>,
    links: [u64; 3],
    request_key: Option<String>,
    fingerprint: Option<Vec<u8>>,
    body: Option<String>,
    private: Option<String>,
    salt: Option<Vec<u8>>,
    private_hash: Option<Vec<u8>>,
}

impl Line {
    pub(super) fn read(value: &Value) -> Result<Line, String> {
        let bad = |name: &str| format!("its field {name} is missing or not what it should be");
        let natural = |name: &str| value[name].as_u64().ok_or_else(|| bad(name));
        let integer = |name: &str| value[name].as_i64().ok_or_else(|| bad(name));
        let account = |name: &str| natural(name).and_then(|no| u32::try_from(no).map_err(|_| bad(name)));
        let number = |name: &str| {
            value[name].as_str().and_then(|text| text.parse::<i64>().ok()).ok_or_else(|| bad(name))
        };
        let text = |name: &str| match &value[name] {
            Value::Null => Ok(None),
            Value::String(text) => Ok(Some(text.clone())),
            _ => Err(bad(name)),
        };
        let bytes = |name: &str| match text(name)? {
            None => Ok(None),
            Some(text) => unhex(&text).map(Some).ok_or_else(|| bad(name)),
        };
        Ok(Line {
            position: natural("position")?,
            book: number("book")?.unsigned_abs(),
            at: integer("at")?,
            occurred_at: if value["occurred_at"].is_null() { None } else { Some(integer("occurred_at")?) },
            kind: text("kind")?.ok_or_else(|| bad("kind"))?,
            version: integer("version")?,
            command: natural("command")?,
            actor: integer("actor")?,
            debit: account("debit")?,
            credit: account("credit")?,
            amount: number("amount")?,
            reverses: if value["reverses"].is_null() { None } else { Some(natural("reverses")?) },
            links: [natural("book_prev")?, natural("debit_prev")?, natural("credit_prev")?],
            request_key: text("request_key")?,
            fingerprint: bytes("fingerprint")?,
            body: text("body")?,
            private: text("private")?,
            salt: bytes("salt")?,
            private_hash: bytes("private_hash")?,
        })
    }

    pub(super) fn stored(&self) -> EventRow<'_> {
        EventRow {
            position: self.position,
            book: self.book,
            at: self.at,
            occurred_at: self.occurred_at,
            kind: &self.kind,
            version: self.version,
            command: self.command,
            actor: self.actor,
            debit: self.debit,
            credit: self.credit,
            amount: self.amount,
            reverses: self.reverses,
            book_prev: self.links[0],
            debit_prev: self.links[1],
            credit_prev: self.links[2],
            request_key: self.request_key.as_deref(),
            fingerprint: self.fingerprint.as_deref(),
            body: self.body.as_deref(),
            private: self.private.as_deref(),
            salt: self.salt.as_deref(),
            private_hash: self.private_hash.as_deref(),
        }
    }
}
