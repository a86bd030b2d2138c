//! Snapshots of a book: its parts for a store that writes checkpoints, and its canonical bytes for a digest.

use std::collections::BTreeMap;

use crate::account::{Account, AccountParts, Score, UnlockStatus};
use crate::achievement::{Achievement, Availability};
use crate::book::Book;
use crate::book::tables::{BookHead, Conduct, DayFlow, Phase, Rules, Season};
use crate::order::Order;
use crate::settings::Settings;
use crate::values::{AccountNo, CodeHash, Day, OrderNo, Points, Position, Timestamp, UtcOffset};

/// All state of a book except its accounts and orders, which a store writes row by row.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct BookParts {
    /// The position of the last event.
    pub head: Position,
    /// The time of the last event.
    pub at: Timestamp,
    /// Postings.
    pub entries: u64,
    /// See [`crate::Totals::issued`].
    pub issued: Points,
    /// See [`crate::Totals::spent`].
    pub spent: Points,
    /// The settings.
    pub settings: Settings,
    /// The achievements by number.
    pub achievements: Vec<Achievement>,
    /// The season.
    pub season: Season,
    /// The offsets from UTC that were changed, each with the event that ended it, in their order.
    pub earlier_offsets: Vec<(Position, UtcOffset)>,
    /// Codes that a newer code replaced, sorted.
    pub replaced_codes: Vec<(CodeHash, OrderNo)>,
    /// Positions of reversed postings, sorted.
    pub reversed: Vec<Position>,
    /// Sums per day.
    pub flows: BTreeMap<Day, DayFlow>,
    /// Recent transfers and wrong codes per account.
    pub conduct: BTreeMap<AccountNo, Conduct>,
}

impl Book {
    /// The state without accounts and orders.
    pub fn parts(&self) -> BookParts {
        let in_force =
            |code: &CodeHash, no: &OrderNo| self.order_no(*no).is_some_and(|order| order.code == *code);
        let mut replaced_codes: Vec<(CodeHash, OrderNo)> = self
            .codes
            .iter()
            .filter(|(code, no)| !in_force(code, no))
            .map(|(code, no)| (*code, *no))
            .collect();
        replaced_codes.sort_unstable();
        let mut reversed: Vec<Position> = self.reversed.iter().copied().collect();
        reversed.sort_unstable();
        BookParts {
            head: self.head.position,
            at: self.head.at,
            entries: self.head.entries,
            issued: self.head.issued,
            spent: self.head.spent,
            settings: self.rules.settings.clone(),
            achievements: self.rules.achievements.clone(),
            season: self.rules.season,
            earlier_offsets: self.rules.earlier_offsets.clone(),
            replaced_codes,
            reversed,
            flows: self.flows.clone(),
            conduct: self.conduct.clone(),
        }
    }

    /// Restores a book. Accounts come by number and begin with the treasury; orders come by number and begin with 1.
    pub fn from_parts(
        parts: BookParts,
        accounts: impl IntoIterator<Item = AccountParts>,
        orders: impl IntoIterator<Item = Order>,
    ) -> Book {
        let mut book = Book::new();
        for (no, account) in (0..).map(AccountNo).zip(accounts) {
            book.restore_account(no, account);
        }
        for order in orders {
            book.codes.insert(order.code, order.no);
            book.order_keys.insert(order.key.clone(), order.no);
            book.orders.push(order);
        }
        book.codes.extend(parts.replaced_codes);
        book.reversed.extend(parts.reversed);
        book.flows = parts.flows;
        book.conduct = parts.conduct;
        book.rules = Rules {
            settings: parts.settings,
            achievements: parts.achievements,
            season: parts.season,
            earlier_offsets: parts.earlier_offsets,
        };
        book.head = BookHead {
            position: parts.head,
            at: parts.at,
            orders: u32::try_from(book.orders.len()).unwrap_or(u32::MAX),
            entries: parts.entries,
            issued: parts.issued,
            spent: parts.spent,
        };
        book
    }

    /// Adds an account to a book that is being restored: the treasury, or the next number.
    pub fn restore_account(&mut self, no: AccountNo, account: AccountParts) {
        for unlock in account.unlocked.iter().filter(|unlock| unlock.status == UnlockStatus::Held) {
            let holders = self.unlocks.entry(unlock.achievement).or_default();
            *holders = holders.saturating_add(1);
        }
        self.accounts.put(no, Account::from(account));
    }

    /// Writes the whole state in a canonical form, in pieces: two books are equal if and only if their bytes are equal.
    pub fn canonical_bytes(&self, write: &mut dyn FnMut(&[u8])) {
        let mut out = Canonical { buffer: Vec::with_capacity(BUFFER + 512), write };
        let parts = self.parts();
        out.u64(parts.head.0)
            .i64(parts.at.micros())
            .u64(parts.entries)
            .i64(parts.issued.0)
            .i64(parts.spent.0);
        let settings = parts.settings.list();
        out.count(settings.len());
        for (name, value) in settings {
            out.text(&name).text(&value);
        }
        out.count(parts.achievements.len());
        for achievement in &parts.achievements {
            let spec = &achievement.spec;
            out.u32(achievement.no.0.into()).text(spec.key.as_str()).text(spec.name.as_str());
            out.text(spec.description.as_ref().map_or("", |text| text.as_str()));
            out.text(&spec.rule.to_string()).i64(spec.reward.0);
            out.u32(u32::from(achievement.availability == Availability::Retired));
        }
        out.u32(parts.season.number);
        match parts.season.phase {
            Phase::Open => out.u32(0),
            Phase::Closing { next } => out.u32(1).u32(next.0),
        };
        out.count(parts.earlier_offsets.len());
        for (ended_by, offset) in &parts.earlier_offsets {
            out.u64(ended_by.0).i64(offset.minutes().into());
        }
        out.count(parts.replaced_codes.len());
        for (code, order) in &parts.replaced_codes {
            out.raw(&code.0).u32(order.0);
        }
        out.count(parts.reversed.len());
        for position in &parts.reversed {
            out.u64(position.0);
        }
        out.count(parts.flows.len());
        for (day, flow) in &parts.flows {
            out.i64(day.0.into()).i64(flow.issued.0).i64(flow.spent.0).u32(flow.active);
        }
        out.count(parts.conduct.len());
        for (no, conduct) in &parts.conduct {
            let sent = &conduct.sent;
            out.u32(no.0).i64(sent.current.0.into()).i64(sent.in_current.0);
            out.i64(sent.last.0.into()).i64(sent.in_last.0);
            out.i64(conduct.sent_at.map_or(i64::MIN, Timestamp::micros)).count(conduct.guesses.len());
            for guess in &conduct.guesses {
                out.i64(guess.micros());
            }
        }
        out.u32(self.accounts.opened());
        for (_, account) in self.accounts() {
            out.account(account);
        }
        out.count(self.orders.len());
        for order in &self.orders {
            out.order(order);
        }
        out.finish();
    }
}

/// The size of the pieces: hashing is faster on large pieces.
const BUFFER: usize = 64 * 1024;

struct Canonical<'a> {
    buffer: Vec<u8>,
    write: &'a mut dyn FnMut(&[u8]),
}

impl Canonical<'_> {
    fn account(&mut self, account: &Account) -> &mut Self {
        if self.buffer.len() > BUFFER {
            (self.write)(&self.buffer);
            self.buffer.clear();
        }
        self.u64(account.member.map_or(0, |member| member.number()));
        let (weeks, months) = (&account.weeks, &account.months);
        for score in [account.balance, account.earned, weeks.in_current, months.in_current] {
            self.score(score);
        }
        self.i64(account.spent.0).i64(account.highest.0);
        self.u32(weeks.current.0.cast_unsigned()).u32(months.current.0.cast_unsigned());
        // Most accounts of a large book earned points in one period only, and hashing is most of the work of a digest.
        let last = (weeks.last.0, months.last.0, weeks.in_last, months.in_last);
        if last == Default::default() {
            self.u32(0);
        } else {
            self.u32(1).u32(last.0.cast_unsigned()).u32(last.1.cast_unsigned()).score(last.2).score(last.3);
        }
        self.u32(account.entries).u32(account.orders);
        self.i64(account.first_at.micros()).i64(account.last_at.micros()).u64(account.head.0);
        let unlocks = account.all_unlocks();
        self.count(unlocks.len());
        for unlock in unlocks {
            self.u32(unlock.achievement.0.into()).i64(unlock.at.micros()).u64(unlock.position.0);
            self.u32(u32::from(unlock.status == UnlockStatus::Revoked));
        }
        self
    }

    fn order(&mut self, order: &Order) -> &mut Self {
        if self.buffer.len() > BUFFER {
            (self.write)(&self.buffer);
            self.buffer.clear();
        }
        self.u32(order.no.0).text(order.key.source.as_str()).text(order.key.shop.as_str());
        self.text(order.key.id.as_str()).text(&order.amount.normalize().to_string());
        self.text(order.currency.as_ref().map_or("", |currency| currency.as_str()));
        self.i64(order.points.0).text(order.status.name()).u32(order.issue);
        self.raw(&order.code.0).u32(order.secret.0).u64(order.recorded.0);
        match order.redeemed {
            None => self.u32(0),
            Some(redeemed) => {
                self.u32(1).u32(redeemed.account.0).u64(redeemed.position.0).i64(redeemed.at.micros())
            }
        }
    }

    fn score(&mut self, score: Score) -> &mut Self {
        self.i64(score.points.0).u64(score.since.0)
    }

    fn text(&mut self, text: &str) -> &mut Self {
        self.count(text.len()).raw(text.as_bytes())
    }

    fn count(&mut self, count: usize) -> &mut Self {
        self.u64(u64::try_from(count).expect("a length fits 64 bits"))
    }

    fn u32(&mut self, number: u32) -> &mut Self {
        self.raw(&number.to_le_bytes())
    }

    fn u64(&mut self, number: u64) -> &mut Self {
        self.raw(&number.to_le_bytes())
    }

    fn i64(&mut self, number: i64) -> &mut Self {
        self.raw(&number.to_le_bytes())
    }

    fn raw(&mut self, bytes: &[u8]) -> &mut Self {
        self.buffer.extend_from_slice(bytes);
        self
    }

    fn finish(self) {
        (self.write)(&self.buffer);
    }
}

impl PartialEq for Book {
    fn eq(&self, other: &Book) -> bool {
        self.parts() == other.parts()
            && self.orders == other.orders
            && self.accounts.opened() == other.accounts.opened()
            && self.accounts().zip(other.accounts()).all(|(left, right)| left == right)
    }
}

impl Eq for Book {}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::values::AchievementNo;

    #[test]
    fn an_empty_book_survives_being_taken_apart() {
        let book = Book::new();
        let accounts = book.accounts().map(|(_, account)| AccountParts::from(account)).collect::<Vec<_>>();
        let again = Book::from_parts(book.parts(), accounts, Vec::new());
        assert_eq!(again, book);
        assert_eq!(again.holders(AchievementNo(0)), 0);
    }
}
