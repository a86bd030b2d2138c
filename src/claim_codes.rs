//! Claim codes for the bot, which reads and issues them through a trait and never sees a secret.
//! `adapter-orders` derives the codes.

use adapter_discord::{Codes, IssuedCode, NotACode};
use adapter_orders::{ClaimCode, ClaimSecrets};
use ledger_core::{BookId, CodeHash, OrderKey};

/// Reads and issues codes with the secrets of this ledger.
pub(crate) struct ClaimCodes(ClaimSecrets);

impl ClaimCodes {
    pub(crate) fn new(secrets: ClaimSecrets) -> ClaimCodes {
        ClaimCodes(secrets)
    }
}

impl Codes for ClaimCodes {
    fn read(&self, typed: &str) -> Result<Vec<CodeHash>, NotACode> {
        match ClaimCode::parse(typed) {
            Ok(code) => Ok(self.0.hashes(code)),
            Err(_) if ClaimCode::is_like(typed) => Err(NotACode::Mistyped),
            Err(_) => Err(NotACode::Unreadable),
        }
    }

    fn issue(&self, book: BookId, order: &OrderKey, issue: u32) -> Result<IssuedCode, String> {
        let secret = self.0.current();
        let code = secret.code(book, order, issue);
        Ok(IssuedCode { code: code.to_string(), hash: secret.hash(code), secret: secret.id() })
    }
}

#[cfg(test)]
mod tests {
    use adapter_orders::ClaimSecret;

    use super::*;

    fn codes() -> ClaimCodes {
        let secret = ClaimSecret::new("a secret that is only for the tests of this file").unwrap();
        ClaimCodes::new(ClaimSecrets::new(secret, Vec::new()))
    }

    #[test]
    fn a_code_that_was_issued_is_read_again_however_it_is_typed() {
        let order = OrderKey::new("csv", "main", "1001").unwrap();
        let issued = codes().issue(BookId::new(1).unwrap(), &order, 1).unwrap();
        assert_eq!(codes().read(&issued.code).unwrap(), [issued.hash]);
        for typed in [
            format!(" {} ", issued.code.to_lowercase().replace('-', " ")),
            format!("||`{}`||", issued.code),
            format!("Code: **{}**", issued.code),
        ] {
            assert_eq!(codes().read(&typed).unwrap(), [issued.hash], "{typed}");
        }
    }

    #[test]
    fn a_slip_is_told_from_what_is_no_code_at_all() {
        for typed in ["2XPXR-0BGTP-EFFE0", "code: ||2XPXR-0BGTP-EFFE0||"] {
            assert_eq!(codes().read(typed).unwrap_err(), NotACode::Mistyped);
        }
        for typed in ["", "hello", "2XPXR-0BGTP-EFF", "🏮".repeat(15).as_str()] {
            assert_eq!(codes().read(typed).unwrap_err(), NotACode::Unreadable);
        }
    }
}
