//! A value that an adapter keeps beside the journal, with its key and its owner.

use ledger_core::{BookId, Invalid, MemberId};

/// The most characters in a value.
pub const MAX_ADAPTER_VALUE_CHARS: usize = 4_000;

/// The most bytes in a key.
const MAX_KEY: usize = 64;

/// A value to be stored.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AdapterValue {
    owner: Owner,
    key: AdapterKey,
    value: Box<str>,
    condition: Condition,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Condition {
    Always,
    MemberHasAccount,
}

/// The owner of a value.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Owner {
    /// The whole ledger.
    Ledger,
    /// A book.
    Book(BookId),
    /// A member of a book, with or without an account.
    Member(BookId, MemberId),
}

/// The key of a value, such as `discord.display_name`. The part before the dot names the adapter.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct AdapterKey(&'static str);

impl AdapterKey {
    /// A key. Use it in constants, where an invalid key is a compile error.
    ///
    /// # Panics
    /// When the key is not 1 to 64 lower-case letters, digits, underscores and dots.
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

    /// The key as text.
    pub const fn as_str(self) -> &'static str {
        self.0
    }
}

impl AdapterValue {
    /// A value under a key.
    ///
    /// # Errors
    /// When the value has more than [`MAX_ADAPTER_VALUE_CHARS`] characters.
    pub fn new(owner: Owner, key: AdapterKey, value: &str) -> Result<AdapterValue, Invalid> {
        let chars = value.chars().count();
        if chars > MAX_ADAPTER_VALUE_CHARS {
            let problem = format!("has {chars} characters; at most {MAX_ADAPTER_VALUE_CHARS} are kept");
            return Err(Invalid::new("value", value, problem));
        }
        Ok(AdapterValue { owner, key, value: value.into(), condition: Condition::Always })
    }

    /// Stores the value only if the member has an account. The write transaction checks this, so a member who was
    /// forgotten in the meantime is not stored again.
    #[must_use]
    pub fn if_member_has_account(mut self) -> AdapterValue {
        self.condition = Condition::MemberHasAccount;
        self
    }

    /// The owner.
    pub fn owner(&self) -> Owner {
        self.owner
    }

    /// The key.
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
