//! Claim codes: derived from a secret and an order, and hashed with a key for the ledger.
//!
//! No code is stored: the secret is needed to derive it, and the database does not contain the secret.
//!
//! Codes and secrets are never compared with each other. The ledger looks a code up by its keyed hash, so the time that
//! takes reveals nothing about other codes (no timing attack).

mod code;

use std::fmt;

use ledger_core::{BookId, CodeHash, OrderKey, SecretId};

pub use crate::codes::code::ClaimCode;

// Frozen: codes that were mailed depend on them.
const CODE_CONTEXT: &str = "tallybook claim codes v1: the code of an order";
const HASH_CONTEXT: &str = "tallybook claim codes v1: the hash that the ledger keeps";
const ID_CONTEXT: &str = "tallybook claim codes v1: the id of a secret";

/// The secret that codes are derived from. It is neither printed nor compared.
#[derive(Clone)]
pub struct ClaimSecret {
    code: [u8; 32],
    hash: [u8; 32],
    id: SecretId,
}

/// The secret of new codes, and earlier secrets whose codes stay valid.
#[derive(Debug, Clone)]
pub struct ClaimSecrets {
    current: ClaimSecret,
    earlier: Vec<ClaimSecret>,
}

/// A secret that is too short. The error does not contain the secret.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("the claim secret has {chars} characters; give at least {} random ones", ClaimSecret::MIN_CHARS)]
pub struct ShortSecret {
    /// Its length without surrounding white space.
    pub chars: usize,
}

impl ClaimSecret {
    /// The fewest characters of a secret.
    pub const MIN_CHARS: usize = 32;

    /// A configured secret, without surrounding white space.
    ///
    /// # Errors
    /// [`ShortSecret`] when it has fewer than 32 characters.
    pub fn new(secret: &str) -> Result<ClaimSecret, ShortSecret> {
        let secret = secret.trim();
        let chars = secret.chars().count();
        if chars < ClaimSecret::MIN_CHARS {
            return Err(ShortSecret { chars });
        }
        let derive = |context| blake3::derive_key(context, secret.as_bytes());
        let id = derive(ID_CONTEXT);
        Ok(ClaimSecret {
            code: derive(CODE_CONTEXT),
            hash: derive(HASH_CONTEXT),
            id: SecretId(u32::from_le_bytes([id[0], id[1], id[2], id[3]])),
        })
    }

    /// The id by which the ledger stores it.
    pub fn id(&self) -> SecretId {
        self.id
    }

    /// The code of an order; `issue` counts the codes of the order, from 1.
    pub fn code(&self, book: BookId, order: &OrderKey, issue: u32) -> ClaimCode {
        let mut hasher = blake3::Hasher::new_keyed(&self.code);
        for text in [order.source.as_str(), order.shop.as_str(), order.id.as_str()] {
            hasher.update(&(text.len() as u64).to_le_bytes()).update(text.as_bytes());
        }
        hasher.update(&book.number().to_le_bytes()).update(&issue.to_le_bytes());
        let hash = hasher.finalize();
        let mut bits = [0_u8; 16];
        bits.copy_from_slice(&hash.as_bytes()[..16]);
        ClaimCode::of_bits(u128::from_le_bytes(bits))
    }

    /// The keyed hash of a code, which the ledger stores.
    pub fn hash(&self, code: ClaimCode) -> CodeHash {
        let hash = blake3::keyed_hash(&self.hash, code.letters());
        let mut start = [0_u8; 16];
        start.copy_from_slice(&hash.as_bytes()[..16]);
        CodeHash(start)
    }
}

impl fmt::Debug for ClaimSecret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("ClaimSecret(..)")
    }
}

impl ClaimSecrets {
    /// The secret for new codes, and earlier ones whose codes stay valid.
    pub fn new(current: ClaimSecret, earlier: Vec<ClaimSecret>) -> ClaimSecrets {
        ClaimSecrets { current, earlier }
    }

    /// The secret for new codes.
    pub fn current(&self) -> &ClaimSecret {
        &self.current
    }

    /// The secret with this id, if it is known.
    pub fn by_id(&self, id: SecretId) -> Option<&ClaimSecret> {
        self.all().find(|secret| secret.id == id)
    }

    /// The hashes of a code under every secret, the current one first.
    pub fn hashes(&self, code: ClaimCode) -> Vec<CodeHash> {
        self.all().map(|secret| secret.hash(code)).collect()
    }

    fn all(&self) -> impl Iterator<Item = &ClaimSecret> {
        std::iter::once(&self.current).chain(&self.earlier)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn secret() -> ClaimSecret {
        ClaimSecret::new("a secret that is only for the tests of this file").unwrap()
    }

    fn order(id: &str) -> OrderKey {
        OrderKey::new("csv", "main", id).unwrap()
    }

    fn code(id: &str, issue: u32) -> ClaimCode {
        secret().code(BookId::new(1).unwrap(), &order(id), issue)
    }

    #[test]
    fn a_code_its_hash_and_the_id_of_its_secret_are_the_same_for_ever() {
        assert_eq!(code("1001", 1).to_string(), "2XPXR-0BGTP-EFFEK");
        let hash: String =
            secret().hash(code("1001", 1)).0.iter().map(|byte| format!("{byte:02x}")).collect();
        assert_eq!(hash, "6a495575b218cfa9fa00ecf627b63646");
        assert_eq!(secret().id().0, 3_401_655_967);
    }

    #[test]
    fn a_code_is_another_for_another_order_book_issue_or_secret() {
        let codes = [
            code("1001", 1),
            code("1002", 1),
            code("1001", 2),
            secret().code(BookId::new(2).unwrap(), &order("1001"), 1),
            secret().code(BookId::new(1).unwrap(), &OrderKey::new("csv", "main1", "001").unwrap(), 1),
            ClaimSecret::new(&"x".repeat(32)).unwrap().code(BookId::new(1).unwrap(), &order("1001"), 1),
        ];
        let texts: std::collections::BTreeSet<String> = codes.iter().map(ToString::to_string).collect();
        assert_eq!(texts.len(), codes.len());
        let hashes: std::collections::BTreeSet<_> = codes.iter().map(|code| secret().hash(*code)).collect();
        assert_eq!(hashes.len(), codes.len());
    }

    #[test]
    fn codes_of_an_earlier_secret_stay_valid() {
        let (old, new) = (secret(), ClaimSecret::new(&"new".repeat(20)).unwrap());
        let code = old.code(BookId::new(1).unwrap(), &order("1001"), 1);
        let secrets = ClaimSecrets::new(new.clone(), vec![old.clone()]);
        assert_eq!(secrets.hashes(code), [new.hash(code), old.hash(code)]);
        assert_eq!(secrets.by_id(old.id()).map(ClaimSecret::id), Some(old.id()));
        assert_ne!(old.id(), new.id());
        assert!(secrets.by_id(SecretId(0)).is_none());
    }

    #[test]
    fn secrets_and_codes_are_never_printed_by_accident() {
        let secrets = ClaimSecrets::new(secret(), vec![secret()]);
        assert_eq!(
            format!("{secrets:?}"),
            "ClaimSecrets { current: ClaimSecret(..), earlier: [ClaimSecret(..)] }"
        );
        assert_eq!(format!("{:?}", code("1001", 1)), "ClaimCode(..)");
        let short = ClaimSecret::new(" 31 characters are one too few. ").unwrap_err();
        assert_eq!(short.to_string(), "the claim secret has 30 characters; give at least 32 random ones");
    }
}
