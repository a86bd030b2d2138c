//! Reads a checkpoint on several threads; one that is not as written is discarded.

use std::borrow::Borrow;

use ledger_core::{
    AccountNo, AccountParts, AchievementNo, Book, BookId, CodeHash, Currency, MemberId, Month, Order,
    OrderKey, OrderNo, OrderStatus, Points, Position, Redeemed, Score, SecretId, Timestamp, UnlockStatus,
    Unlocked, Week,
};
use rusqlite::{Connection, Row};
use rustc_hash::FxHashMap;

use crate::committed::digest::Books;
use crate::internal_error::{InternalError, Result};
use crate::parallel;
use crate::sqlite::state;

const RANGE: u32 = 16_384;

/// Reads the tables of the checkpoint, with one connection per thread. Rows that belong to no book are an error:
/// otherwise they would stay for ever.
pub(crate) fn read_books<T: Borrow<Connection>>(
    connection: &Connection,
    threads: usize,
    reader: impl Fn() -> Result<T> + Sync,
) -> Result<Books> {
    let mut books = Books::new();
    let mut restored_rows = RowCounts::default();
    let mut heads = connection.prepare("SELECT book, head, at, entries, issued, spent, state FROM books")?;
    let mut rows = heads.query([])?;
    while let Some(row) = rows.next()? {
        let book = book_id(row.get(0)?)?;
        let text: String = row.get(6)?;
        let parts = state::read(&text)
            .ok_or_else(|| InternalError::damaged(format!("the state of book {book} is broken")))?;
        let parts = ledger_core::BookParts {
            head: Position::from_column(row.get(1)?),
            at: Timestamp::from_micros(row.get(2)?),
            entries: row.get::<_, i64>(3)?.cast_unsigned(),
            issued: Points(row.get(4)?),
            spent: Points(row.get(5)?),
            ..parts
        };
        let orders = read_orders(connection, book)?;
        restored_rows.books += 1;
        restored_rows.orders += orders.len() as u64;
        let mut restored = Book::from_parts(parts, [], orders);
        restore_accounts(connection, book, &mut restored, &mut restored_rows, threads, &reader)?;
        books.insert(book, restored);
    }
    let stored_rows = count_rows(connection)?;
    match stored_rows.differs_from(restored_rows) {
        None => Ok(books),
        Some(table) => {
            Err(InternalError::damaged(format!("there are rows in {table} that belong to no book in it")))
        }
    }
}

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct RowCounts {
    books: u64,
    accounts: u64,
    unlocks: u64,
    orders: u64,
}

impl RowCounts {
    /// The first table with a different number of rows.
    pub(crate) fn differs_from(self, other: RowCounts) -> Option<&'static str> {
        let tables = [
            ("books", self.books, other.books),
            ("accounts", self.accounts, other.accounts),
            ("unlocks", self.unlocks, other.unlocks),
            ("orders", self.orders, other.orders),
        ];
        tables.into_iter().find(|(_, left, right)| left != right).map(|(table, ..)| table)
    }
}

pub(crate) fn count_rows(connection: &Connection) -> Result<RowCounts> {
    let count = |table: &str| -> Result<u64> {
        let sql = format!("SELECT count(*) FROM {table}");
        Ok(connection.query_row(&sql, [], |row| row.get::<_, i64>(0))?.cast_unsigned())
    };
    Ok(RowCounts {
        books: count("books")?,
        accounts: count("accounts")?,
        unlocks: count("unlocks")?,
        orders: count("orders")?,
    })
}

fn book_id(number: i64) -> Result<BookId> {
    BookId::new(number.cast_unsigned())
        .map_err(|_| InternalError::damaged(format!("there is no book {number}")))
}

/// Reads the accounts of a book in ranges on several threads and inserts them as they come, so that a million accounts
/// are never in memory twice.
fn restore_accounts<T: Borrow<Connection>>(
    connection: &Connection,
    id: BookId,
    book: &mut Book,
    rows: &mut RowCounts,
    threads: usize,
    reader: impl Fn() -> Result<T> + Sync,
) -> Result<()> {
    let last: Option<i64> = connection.query_row(
        "SELECT max(account) FROM accounts WHERE book = ?1",
        [id.number().cast_signed()],
        |row| row.get(0),
    )?;
    let last = u32::try_from(last.unwrap_or(0))
        .map_err(|_| InternalError::damaged(format!("book {id} has an account with an impossible number")))?;
    let mut unlocks = read_unlocks(connection, id)?;
    rows.unlocks += unlocks.values().map(|of_account| of_account.len() as u64).sum::<u64>();
    let mut next = AccountNo::TREASURY;
    let put = |(first, accounts): (u32, Vec<AccountParts>)| {
        if !accounts.is_empty() && first != next.0 {
            return Err(not_in_order(id, first));
        }
        rows.accounts += accounts.len() as u64;
        for mut account in accounts {
            account.unlocked = unlocks.remove(&next).unwrap_or_default();
            book.restore_account(next, account);
            next = AccountNo(next.0 + 1);
        }
        Ok(())
    };
    let read = |reader: &mut T, range: usize| {
        let first = range as u32 * RANGE;
        Ok((first, read_range((*reader).borrow(), id, (first, first.saturating_add(RANGE - 1)))?))
    };
    parallel::in_turns((last / RANGE) as usize + 1, threads, reader, read, put)?;
    if unlocks.is_empty() { Ok(()) } else { Err(InternalError::damaged("an unlock belongs to no account")) }
}

fn not_in_order(book: BookId, account: u32) -> InternalError {
    InternalError::damaged(format!("account {account} of book {book} does not follow the one before"))
}

fn read_unlocks(connection: &Connection, book: BookId) -> Result<FxHashMap<AccountNo, Vec<Unlocked>>> {
    let mut unlocks: FxHashMap<AccountNo, Vec<Unlocked>> = FxHashMap::default();
    let mut statement = connection.prepare(
        "SELECT account, achievement, at, position, revoked FROM unlocks WHERE book = ?1 ORDER BY account, place",
    )?;
    let mut rows = statement.query([book.number().cast_signed()])?;
    while let Some(row) = rows.next()? {
        let unlock = Unlocked {
            achievement: AchievementNo(row.get(1)?),
            at: Timestamp::from_micros(row.get(2)?),
            position: Position::from_column(row.get(3)?),
            status: if row.get::<_, i64>(4)? == 0 { UnlockStatus::Held } else { UnlockStatus::Revoked },
        };
        unlocks.entry(AccountNo(row.get(0)?)).or_default().push(unlock);
    }
    Ok(unlocks)
}

fn read_range(connection: &Connection, book: BookId, (first, last): (u32, u32)) -> Result<Vec<AccountParts>> {
    let mut statement = connection.prepare_cached(
        "SELECT account, member, balance, balance_since, earned, earned_since, spent, highest, week, week_earned,
           week_since, month, month_earned, month_since, entries, orders, first_at, last_at, head
         FROM accounts WHERE book = ?1 AND account BETWEEN ?2 AND ?3 ORDER BY account",
    )?;
    let mut rows = statement.query((book.number().cast_signed(), first, last))?;
    let mut accounts = Vec::new();
    while let Some(row) = rows.next()? {
        let number: u32 = row.get(0)?;
        if number as usize != first as usize + accounts.len() {
            return Err(not_in_order(book, number));
        }
        accounts.push(read_account(row)?);
    }
    Ok(accounts)
}

fn read_account(row: &Row<'_>) -> Result<AccountParts> {
    let score = |column: usize| -> rusqlite::Result<Score> {
        Ok(Score { points: Points(row.get(column)?), since: Position(row.get::<_, i64>(column + 1)? as u64) })
    };
    let member: Option<i64> = row.get(1)?;
    let member = match member {
        None => None,
        Some(id) => {
            let id = MemberId::new(id.cast_unsigned());
            Some(id.map_err(|_| InternalError::damaged("an account belongs to a member that cannot be"))?)
        }
    };
    Ok(AccountParts {
        member,
        balance: score(2)?,
        earned: score(4)?,
        spent: Points(row.get(6)?),
        highest: Points(row.get(7)?),
        week: Week(row.get(8)?),
        earned_in_week: score(9)?,
        month: Month(row.get(11)?),
        earned_in_month: score(12)?,
        entries: row.get(14)?,
        orders: row.get(15)?,
        first_at: Timestamp::from_micros(row.get(16)?),
        last_at: Timestamp::from_micros(row.get(17)?),
        head: Position::from_column(row.get(18)?),
        unlocked: Vec::new(),
    })
}

fn read_orders(connection: &Connection, book: BookId) -> Result<Vec<Order>> {
    let mut statement = connection.prepare(
        "SELECT order_no, source, shop, order_id, amount, currency, points, status, issue, code, secret, recorded,
           redeemed_account, redeemed_position, redeemed_at
         FROM orders WHERE book = ?1 ORDER BY order_no",
    )?;
    let mut rows = statement.query([book.number().cast_signed()])?;
    let mut orders = Vec::new();
    while let Some(row) = rows.next()? {
        let broken = || InternalError::damaged(format!("an order of book {book} is broken"));
        let text = |column: usize| row.get::<_, String>(column);
        let redeemed = match row.get::<_, Option<u32>>(12)? {
            None => None,
            Some(account) => Some(Redeemed {
                account: AccountNo(account),
                position: Position::from_column(row.get(13)?),
                at: Timestamp::from_micros(row.get(14)?),
            }),
        };
        let order = Order {
            no: OrderNo(row.get(0)?),
            key: OrderKey::stored(&text(1)?, &text(2)?, &text(3)?).map_err(|_| broken())?,
            amount: text(4)?.parse().map_err(|_| broken())?,
            currency: match row.get::<_, Option<String>>(5)? {
                None => None,
                Some(currency) => Some(Currency::new(&currency).map_err(|_| broken())?),
            },
            points: Points(row.get(6)?),
            status: OrderStatus::from_name(&text(7)?).ok_or_else(broken)?,
            issue: row.get(8)?,
            code: CodeHash(row.get::<_, Vec<u8>>(9)?.try_into().map_err(|_| broken())?),
            secret: SecretId(row.get(10)?),
            recorded: Position::from_column(row.get(11)?),
            redeemed,
        };
        if order.no.0 as usize != orders.len() + 1 {
            return Err(broken());
        }
        orders.push(order);
    }
    Ok(orders)
}
