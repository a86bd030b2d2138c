//! A value that an adapter keeps beside the journal, its key, and whose it is.

use ledger_core::{BookId, Invalid, MemberId};

/// The longest value, in characters.
pub const MAX_ADAPTER_VALUE_CHARS: usize = 4_000;

/// The longest key, in bytes.
const MAX_KEY: usize = 64;

/// A value to be written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AdapterValue {
    owner: Owner,
    key: AdapterKey,
    value: Box<str>,
    condition: Condition,
}

/// When a value is written at all.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Condition {
    Always,
    MemberHasAccount,
}

/// Whose a value is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Owner {
    /// The whole ledger's.
    Ledger,
    /// A book's.
    Book(BookId),
    /// A member's of a book, with an account there or without.
    Member(BookId, MemberId),
}

/// The key of a value, such as `discord.display_name`; the part before the dot says whose adapter it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct AdapterKey(&'static str);

impl AdapterKey {
    /// Made for constants: one that is no key does not compile there.
    ///
    /// # Panics
    /// When it is not 1 to 64 lower-case letters, digits, underscores and dots.
    pub const fn new(key: &'static str) -> AdapterKey {
        let bytes = key.as_bytes();
        assert!(!bytes.is_empty() && bytes.len() <= MAX_KEY, "a key has 1 to 64 characters");
        let mut index = 0;
        while index < bytes.len() {
            let byte = bytes[index];
            let plain = byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'_' || byte == b'.';
            assert!(plain, "a key has lower-case letters, digits, underscores and dots");
            index += 1;
        }
        AdapterKey(key)
    }

    /// The key.
    pub const fn as_str(self) -> &'static str {
        self.0
    }
}

impl AdapterValue {
    /// A value under a key.
    ///
    /// # Errors
    /// When it has more than [`MAX_ADAPTER_VALUE_CHARS`] characters.
    pub fn new(owner: Owner, key: AdapterKey, value: &str) -> Result<AdapterValue, Invalid> {
        let chars = value.chars().count();
        if chars > MAX_ADAPTER_VALUE_CHARS {
            let problem = format!("has {chars} characters; at most {MAX_ADAPTER_VALUE_CHARS} are kept");
            return Err(Invalid::new("value", value, problem));
        }
        Ok(AdapterValue { owner, key, value: value.into(), condition: Condition::Always })
    }

    /// Written only if the member has an account at that time, which the write transaction checks: a member who was
    /// forgotten in the meantime is not written again.
    #[must_use]
    pub fn if_member_has_account(mut self) -> AdapterValue {
        self.condition = Condition::MemberHasAccount;
        self
    }

    /// Whose it is.
    pub fn owner(&self) -> Owner {
        self.owner
    }

    /// Its key.
    pub fn key(&self) -> AdapterKey {
        self.key
    }

    /// The value.
    pub fn value(&self) -> &str {
        &self.value
    }

    pub(crate) fn condition(&self) -> Condition {
        self.condition
    }
}
