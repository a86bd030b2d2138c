//! Options that several commands share, each parsed into a validated type.

use std::path::Path;
use std::str::FromStr;

use clap::Args;
use ledger_core::{
    Asker, BookId, Command, Invalid, MemberId, OrderKey, Position, Reason, RequestKey, Timestamp,
};
use ledger_store::{AsOf, Ledger, Request};
use time::OffsetDateTime;
use time::format_description::well_known::Rfc3339;

use crate::exit::Failure;

/// The largest file that is read into memory, in bytes (256 MiB).
const MAX_FILE_BYTES: u64 = 256 * 1024 * 1024;

/// The shop system of orders, without `--source`.
pub(crate) const DEFAULT_SOURCE: &str = "csv";

/// The shop of orders, without `--shop`.
pub(crate) const DEFAULT_SHOP: &str = "main";

/// The book that a command is about.
#[derive(Args)]
pub(crate) struct InBook {
    /// The book: in Discord, the id of the server
    #[arg(long, value_name = "ID", allow_hyphen_values = true)]
    pub(crate) book: BookId,
}

/// The member that a command is about.
#[derive(Args)]
pub(crate) struct OfMember {
    #[command(flatten)]
    pub(crate) of: InBook,
    /// The member: in Discord, the id of the user
    #[arg(long, value_name = "ID", allow_hyphen_values = true)]
    pub(crate) member: MemberId,
}

/// Options of every change.
#[derive(Args)]
pub(crate) struct Intention {
    /// Names the request: repeated with the same key, it is not done again
    #[arg(long, value_name = "KEY")]
    pub(crate) key: Option<RequestKey>,
    /// The member who asks, instead of the command line
    #[arg(long, value_name = "MEMBER", allow_hyphen_values = true)]
    pub(crate) by: Option<MemberId>,
}

/// Options of a change that needs a reason.
#[derive(Args)]
pub(crate) struct Reasoned {
    /// Why, for the history
    #[arg(long, value_name = "TEXT", allow_hyphen_values = true)]
    pub(crate) reason: Reason,
    #[command(flatten)]
    intention: Intention,
}

/// Options of a change whose reason is optional.
#[derive(Args)]
pub(crate) struct Because {
    /// Why, for the journal
    #[arg(long, value_name = "TEXT", allow_hyphen_values = true)]
    pub(crate) reason: Option<Reason>,
}

/// Options that name a moment in the past.
#[derive(Args)]
pub(crate) struct Moment {
    /// As it was at that time: 2026-11-22T18:00:00Z, or a day for its first moment in UTC
    #[arg(long, value_name = "TIME", conflicts_with = "at_position")]
    at: Option<PastTime>,
    /// As it was after the event at that position
    #[arg(long, value_name = "POSITION", allow_hyphen_values = true)]
    at_position: Option<Position>,
}

impl Intention {
    /// Adds the key and the asker to a request.
    pub(crate) fn on(&self, request: Request) -> Request {
        let request = request.asker(self.asker(Asker::CommandLine));
        match &self.key {
            Some(key) => request.key(key.clone()),
            None => request,
        }
    }

    /// The member of `--by`, else `otherwise`.
    pub(crate) fn asker(&self, otherwise: Asker) -> Asker {
        self.by.map_or(otherwise, Asker::Member)
    }
}

impl Reasoned {
    pub(crate) fn request(&self, book: BookId, command: Command) -> Request {
        self.intention.on(Request::new(book, command))
    }
}

impl Moment {
    /// The moment; `None` means now.
    ///
    /// # Errors
    /// When the position lies beyond the end of the journal.
    pub(crate) fn as_of(&self, ledger: &Ledger) -> Result<Option<AsOf>, Invalid> {
        let head = ledger.head();
        match (self.at, self.at_position) {
            (Some(PastTime(time)), _) => Ok(Some(AsOf::Time(time))),
            (None, Some(position)) if position > head => {
                let problem = format!("is not written yet; the journal ends at position {head}");
                Err(Invalid::new("position", position, problem))
            }
            (None, position) => Ok(position.map(AsOf::Position)),
        }
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct PastTime(Timestamp);

impl FromStr for PastTime {
    type Err = Invalid;

    fn from_str(text: &str) -> Result<PastTime, Invalid> {
        let text = text.trim();
        let whole =
            if text.len() == "2026-11-22".len() { format!("{text}T00:00:00Z") } else { text.to_owned() };
        let time = OffsetDateTime::parse(&whole, &Rfc3339)
            .map_err(|_| Invalid::new("time", text, "must look like 2026-11-22T18:00:00Z or 2026-11-22"))?;
        let micros = time.unix_timestamp_nanos().div_euclid(1_000);
        Ok(PastTime(Timestamp::from_micros(i64::try_from(micros).unwrap_or(i64::MAX))))
    }
}

/// An order as people name it: its id, or `source:shop:id` where several orders have the same id.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct OrderName(String);

impl FromStr for OrderName {
    type Err = Invalid;

    fn from_str(text: &str) -> Result<OrderName, Invalid> {
        let text = text.trim();
        if text.is_empty() {
            return Err(Invalid::new("order", text, "is empty; give its id, or source:shop:id"));
        }
        Ok(OrderName(text.to_owned()))
    }
}

impl OrderName {
    /// The order that the name means. An unknown name becomes a key too, so that the rules refuse it.
    pub(crate) fn find<'o>(&self, orders: impl Iterator<Item = &'o OrderKey>) -> Result<OrderKey, Failure> {
        let mut by_id = Vec::new();
        for key in orders {
            if key.to_string() == self.0 {
                return Ok(key.clone());
            }
            if key.id.as_str() == self.0 {
                by_id.push(key.clone());
            }
        }
        match &*by_id {
            [only] => Ok(only.clone()),
            [] => match self.0.splitn(3, ':').collect::<Vec<_>>()[..] {
                [source, shop, id] => Ok(OrderKey::new(source, shop, id)?),
                _ => Ok(OrderKey::new(DEFAULT_SOURCE, DEFAULT_SHOP, &self.0)?),
            },
            several => {
                let names: Vec<String> = several.iter().map(ToString::to_string).collect();
                let problem = format!("is in this book several times; name one of {}", names.join(", "));
                Err(Invalid::new("order", &self.0, problem).into())
            }
        }
    }
}

/// A parser for whole numbers from 1 to `most`.
pub(crate) fn from_1_to(field: &'static str, most: usize) -> impl Fn(&str) -> Result<usize, Invalid> + Clone {
    move |text| {
        let number = text.parse().ok().filter(|number| (1..=most).contains(number));
        number.ok_or_else(|| Invalid::new(field, text, format!("must be a whole number from 1 to {most}")))
    }
}

/// Reads a whole file.
///
/// # Errors
/// When it cannot be read, or is larger than 256 MiB.
pub(crate) fn read_file(path: &Path) -> Result<Vec<u8>, Failure> {
    let problem = |problem: String| Failure::input(format!("the file {} {problem}", path.display()));
    let size = std::fs::metadata(path)
        .map_err(|error| problem(format!("cannot be read: {error}; check its name")))?;
    if size.is_dir() {
        return Err(problem("is a folder; name a file in it".to_owned()));
    }
    if size.len() > MAX_FILE_BYTES {
        return Err(problem(format!(
            "has {} bytes and at most {MAX_FILE_BYTES} are read; split it",
            size.len()
        )));
    }
    std::fs::read(path).map_err(|error| problem(format!("cannot be read: {error}")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_time_is_a_moment_or_a_day() {
        let micros = |text: &str| text.parse::<PastTime>().map(|PastTime(time)| time.micros());
        assert_eq!(micros("1970-01-02"), Ok(86_400_000_000));
        assert_eq!(micros("1970-01-01T01:00:00+01:00"), Ok(0));
        assert_eq!(micros("1970-01-01T00:00:00.000001Z"), Ok(1));
        for text in ["", "yesterday", "1970-13-01", "1970-01-01T00:00"] {
            assert!(micros(text).is_err(), "{text}");
        }
    }

    #[test]
    fn an_order_is_named_by_its_id_unless_that_means_several() {
        let keys = ["a:main:1", "b:main:1", "b:main:2", "b:main:x:3"].map(|name| {
            let parts: Vec<&str> = name.splitn(3, ':').collect();
            OrderKey::new(parts[0], parts[1], parts[2]).unwrap()
        });
        let find = |name: &str| name.parse::<OrderName>().unwrap().find(keys.iter());
        assert_eq!(find("2").unwrap(), keys[2]);
        assert_eq!(find("a:main:1").unwrap(), keys[0]);
        assert_eq!(find("x:3").unwrap(), keys[3]);
        assert_eq!(
            find("1").unwrap_err().to_string(),
            "order “1” is in this book several times; name one of a:main:1, b:main:1"
        );
        assert_eq!(find("9").unwrap().to_string(), "csv:main:9");
        assert_eq!(find("c:main:9").unwrap().to_string(), "c:main:9");
    }
}
