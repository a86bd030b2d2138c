//! From an order of an export to its key and the command that records it.
//!
//! The book decides how many points an order is worth.

use std::fmt;

use ledger_core::{BookId, Command, Currency, Email, Invalid, OrderKey, OrderText, RecordOrder};

use crate::codes::ClaimSecret;
use crate::reading::export::ReadOrder;

/// The source of orders that have no id of their own.
const FILE_SOURCE: &str = "file";

/// Where the orders of a file come from: the parts of their keys.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Origin {
    source: OrderText,
    shop: OrderText,
    file: FileHash,
}

/// A file identified by its contents: the first 16 hexadecimal digits of their BLAKE3 hash.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FileHash(String);

impl FileHash {
    /// The hash of a file with these contents.
    pub fn of(contents: &[u8]) -> FileHash {
        FileHash(blake3::hash(contents).to_hex()[..16].to_owned())
    }
}

impl fmt::Display for FileHash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl Origin {
    /// A file of the shop `shop` in the shop system `source`.
    pub fn new(source: OrderText, shop: OrderText, file: FileHash) -> Origin {
        Origin { source, shop, file }
    }

    /// The key of an order of this file. In a file without ids it consists of the file's hash and the line, under the
    /// source `file`: the same file always gives the same keys, an edited copy gives others.
    ///
    /// # Errors
    /// When the id has a character that keys may not have.
    pub fn key(&self, order: &ReadOrder) -> Result<OrderKey, Invalid> {
        let shop = self.shop.clone();
        Ok(match &order.id {
            Some(id) => OrderKey { source: self.source.clone(), shop, id: OrderText::new(id.as_str())? },
            None => {
                let id = OrderText::new(&format!("{}:{}", self.file, order.line))?;
                OrderKey { source: OrderText::new(FILE_SOURCE)?, shop, id }
            }
        })
    }

    /// Whether a known order came from another file without ids. Then this file may be an edited copy of that one, and
    /// a person has to confirm that it is not.
    pub fn is_of_another_file(&self, known: &OrderKey) -> bool {
        let from_this =
            known.id.as_str().strip_prefix(self.file.0.as_str()).is_some_and(|rest| rest.starts_with(':'));
        known.source.as_str() == FILE_SOURCE && known.shop == self.shop && !from_this
    }
}

/// The command that records an order, with the hash of its first code.
///
/// # Errors
/// When the ledger does not accept its currency or its address.
pub fn record_order(
    book: BookId,
    key: OrderKey,
    order: &ReadOrder,
    secret: &ClaimSecret,
) -> Result<Command, Invalid> {
    let code = secret.hash(secret.code(book, &key, 1));
    Ok(Command::RecordOrder(Box::new(RecordOrder {
        key,
        amount: order.amount.normalize(),
        currency: order.currency.as_deref().map(Currency::new).transpose()?,
        email: order.email.as_deref().map(Email::new).transpose()?,
        code,
        secret: secret.id(),
    })))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn origin(contents: &[u8]) -> Origin {
        let text = |text| OrderText::new(text).unwrap();
        Origin::new(text("shopify"), text("main"), FileHash::of(contents))
    }

    fn orders(export: &[u8]) -> Vec<ReadOrder> {
        crate::reading::read(export).unwrap().orders
    }

    #[test]
    fn an_order_with_an_id_is_named_by_its_shop() {
        let order = &orders(b"Order ID,Email,Total\n#1001,ida@example.org,12.50\n")[0];
        assert_eq!(origin(b"any").key(order).unwrap().to_string(), "shopify:main:#1001");
    }

    #[test]
    fn an_order_without_an_id_is_named_by_its_file_and_line() {
        let export = b"Email,Total\nida@example.org,12.50\nben@example.org,3\n";
        let origin = origin(export);
        let keys: Vec<OrderKey> = orders(export).iter().map(|order| origin.key(order).unwrap()).collect();
        assert_eq!(keys[0].to_string(), format!("file:main:{}:2", FileHash::of(export)));
        assert_eq!(keys[1].to_string(), format!("file:main:{}:3", FileHash::of(export)));
        assert!(!origin.is_of_another_file(&keys[0]));
        assert!(self::origin(b"an edited copy").is_of_another_file(&keys[0]));
        assert!(!origin.is_of_another_file(&OrderKey::new("shopify", "main", "#1001").unwrap()));
    }

    #[test]
    fn an_order_becomes_a_command_that_holds_no_code() {
        let secret = ClaimSecret::new(&"s".repeat(32)).unwrap();
        let book = BookId::new(7).unwrap();
        let key = OrderKey::new("shopify", "main", "1").unwrap();
        let order = &orders(b"Order ID,Email,Total,Currency\n1,Ida@Example.org,12.50,eur\n")[0];
        let Command::RecordOrder(command) = record_order(book, key.clone(), order, &secret).unwrap() else {
            panic!("recording an order is another command");
        };
        assert_eq!(command.code, secret.hash(secret.code(book, &key, 1)));
        assert_eq!(command.secret, secret.id());
        assert_eq!(command.amount.to_string(), "12.5");
        assert_eq!(command.currency.map(|currency| currency.to_string()).as_deref(), Some("EUR"));
        assert_eq!(command.email.map(|email| email.to_string()).as_deref(), Some("ida@example.org"));
    }
}
