//! The seal chain: a leaf hash per event over its stored values, and a chained hash up to each position.

use std::fmt;
use std::str::FromStr;

use ledger_core::{Invalid, Position};

use crate::encoding::row::EventRow;

/// The hash of the journal up to a position. Its text form is `position:hash`, with 64 hexadecimal digits.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Seal {
    /// The last position that the hash covers.
    pub position: Position,
    /// The chained BLAKE3 hash.
    pub hash: [u8; 32],
}

/// The hash of a state: equal states have equal digests.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Digest(pub [u8; 32]);

const NULL: u8 = 0;
const INTEGER: u8 = 1;
const TEXT: u8 = 2;
const BLOB: u8 = 3;

impl Seal {
    /// The seal of a journal without events, made from the ledger id.
    pub(crate) fn start(ledger_id: &[u8]) -> Seal {
        let mut hasher = blake3::Hasher::new();
        hasher
            .update(b"tallybook journal 1")
            .update(&(ledger_id.len() as u64).to_le_bytes())
            .update(ledger_id);
        Seal { position: Position::START, hash: hasher.finalize().into() }
    }

    /// The seal after one more event.
    pub(crate) fn next(self, leaf: &[u8; 32]) -> Seal {
        let mut both = [0; 64];
        both[..32].copy_from_slice(&self.hash);
        both[32..].copy_from_slice(leaf);
        Seal { position: self.position.next(), hash: blake3::hash(&both).into() }
    }
}

/// The hash of a private text, keyed with its salt, so that it reveals nothing once text and salt are erased.
pub(crate) fn private_hash(salt: &[u8], private: &str) -> [u8; 32] {
    let mut key = [0; 32];
    let length = salt.len().min(key.len());
    key[..length].copy_from_slice(&salt[..length]);
    blake3::keyed_hash(&key, private.as_bytes()).into()
}

/// The leaf hash of an event: all columns but the links and the fingerprint, each with its type and length in front;
/// for `private` and `salt` only their hash. `buffer` is scratch space.
pub(crate) fn leaf(stored: &EventRow<'_>, buffer: &mut Vec<u8>) -> [u8; 32] {
    buffer.clear();
    let mut put = Values(buffer);
    put.integer(stored.position.cast_signed()).integer(stored.book.cast_signed()).integer(stored.at);
    put.optional(stored.occurred_at).bytes(TEXT, stored.kind.as_bytes()).integer(stored.version);
    put.integer(stored.command.cast_signed()).integer(stored.actor).integer(stored.debit.into());
    put.integer(stored.credit.into()).integer(stored.amount).optional(stored.reverses.map(u64::cast_signed));
    put.maybe(TEXT, stored.request_key.map(str::as_bytes)).maybe(TEXT, stored.body.map(str::as_bytes));
    match (stored.private, stored.salt, stored.private_hash) {
        (Some(private), Some(salt), _) => put.bytes(BLOB, &private_hash(salt, private)),
        (_, _, Some(hash)) => put.bytes(BLOB, hash),
        _ => put.null(),
    };
    blake3::hash(buffer).into()
}

struct Values<'a>(&'a mut Vec<u8>);

impl Values<'_> {
    fn null(&mut self) -> &mut Self {
        self.0.push(NULL);
        self
    }

    /// Encodes an integer in as few bytes as possible, so that most leaves fit two blocks of the hash and not three.
    fn integer(&mut self, value: i64) -> &mut Self {
        let unused = value.unsigned_abs().leading_zeros().saturating_sub(1) / 8;
        let length = 8 - unused.min(7) as usize;
        self.0.push(INTEGER | (length as u8) << 4);
        self.0.extend_from_slice(&value.to_le_bytes()[..length]);
        self
    }

    fn optional(&mut self, value: Option<i64>) -> &mut Self {
        match value {
            Some(value) => self.integer(value),
            None => self.null(),
        }
    }

    fn bytes(&mut self, kind: u8, bytes: &[u8]) -> &mut Self {
        self.0.push(kind);
        self.0.extend_from_slice(&(bytes.len() as u32).to_le_bytes());
        self.0.extend_from_slice(bytes);
        self
    }

    fn maybe(&mut self, kind: u8, bytes: Option<&[u8]>) -> &mut Self {
        match bytes {
            Some(bytes) => self.bytes(kind, bytes),
            None => self.null(),
        }
    }
}

impl fmt::Display for Seal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}", self.position, Digest(self.hash))
    }
}

impl FromStr for Seal {
    type Err = Invalid;

    fn from_str(text: &str) -> Result<Self, Invalid> {
        let bad = || Invalid::new("seal", text, "must be a position, a colon and 64 hexadecimal digits");
        let (position, hash) = text.trim().split_once(':').ok_or_else(bad)?;
        let position = position.parse::<u64>().map_err(|_| bad())?;
        let hash = unhex(hash).and_then(|bytes| bytes.try_into().ok()).ok_or_else(bad)?;
        Ok(Seal { position: Position(position), hash })
    }
}

impl fmt::Display for Digest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&hex(&self.0))
    }
}

pub(crate) fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// Decodes hexadecimal; `None` for any other text.
pub(crate) fn unhex(text: &str) -> Option<Vec<u8>> {
    if !text.len().is_multiple_of(2) || !text.bytes().all(|b| b.is_ascii_hexdigit()) {
        return None;
    }
    (0..text.len()).step_by(2).map(|i| u8::from_str_radix(&text[i..i + 2], 16).ok()).collect()
}
