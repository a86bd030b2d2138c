//! An event as it is stored: the values of its row, borrowed from wherever they are.

/// The columns of `events`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct EventRow<'a> {
    pub position: u64,
    pub book: u64,
    pub at: i64,
    pub occurred_at: Option<i64>,
    pub kind: &'a str,
    pub version: i64,
    pub command: u64,
    pub actor: i64,
    pub debit: u32,
    pub credit: u32,
    pub amount: i64,
    pub reverses: Option<u64>,
    pub book_prev: u64,
    pub debit_prev: u64,
    pub credit_prev: u64,
    pub request_key: Option<&'a str>,
    pub fingerprint: Option<&'a [u8]>,
    pub body: Option<&'a str>,
    pub private: Option<&'a str>,
    pub salt: Option<&'a [u8]>,
    pub private_hash: Option<&'a [u8]>,
}

/// The two JSON texts of an event, before they are bound to a row.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct Texts {
    pub body: Option<String>,
    pub private: Option<String>,
}
