//! Reads a checkpoint on several threads; one that is not as written is discarded.

use std::borrow::Borrow;
use std::ops::Range;

use ledger_core::{
    AccountNo, AccountParts, AchievementNo, Book, BookId, BookParts, CodeHash, Currency, MemberId, Month,
    Order, OrderKey, OrderNo, OrderStatus, Points, Position, Recent, Redeemed, Score, SecretId, Timestamp,
    UnlockStatus, Unlocked, Week,
};
use rusqlite::{Connection, Row};

use crate::committed::digest::Books;
use crate::internal_error::{InternalError, Result};
use crate::parallel;
use crate::sqlite::state;

/// The most accounts of a slice.
const RANGE: u32 = 16_384;

/// What a book costs beside its accounts, in accounts.
const BOOK_WEIGHT: usize = 16;

/// Reads the tables of the checkpoint, with one connection per thread. The work is cut by accounts and not by books:
/// one book may have a million accounts, or a file ten thousand books. Rows that belong to no book are an error:
/// otherwise they would stay for ever.
pub(crate) fn read_books<T: Borrow<Connection>>(
    connection: &Connection,
    threads: usize,
    reader: impl Fn() -> Result<T> + Sync,
) -> Result<Books> {
    let stored_rows = count_rows(connection)?;
    let heads = read_heads(connection)?;
    let accounts: u64 = heads.iter().map(|head| u64::from(head.accounts)).sum();
    // Checked first: a forged account number would ask for more slices than fit in memory.
    if accounts > stored_rows.accounts {
        return Err(InternalError::damaged("accounts are missing between the first and the last of a book"));
    }
    let slices = cut(&heads);
    let pieces: Vec<&[Slice]> = group(&slices);
    let mut books = Books::new();
    let mut restored_rows = RowCounts::default();
    let read = |reader: &mut T, piece: usize| {
        let connection = (*reader).borrow();
        pieces[piece].iter().map(|slice| read_slice(connection, &heads[slice.head], slice)).collect()
    };
    let put = |parts: Vec<Part>| {
        for part in parts {
            restored_rows.add(part.rows);
            if let Some(book) = part.book {
                books.insert(part.id, book);
            }
            let Some(book) = books.get_mut(&part.id).filter(|_| !part.accounts.is_empty()) else { continue };
            for (no, account) in (part.first..).zip(part.accounts) {
                book.restore_account(AccountNo(no), account);
            }
        }
        Ok(())
    };
    parallel::in_turns(pieces.len(), threads, reader, read, put)?;
    match stored_rows.differs_from(restored_rows) {
        None => Ok(books),
        Some(table) => {
            Err(InternalError::damaged(format!("there are rows in {table} that belong to no book in it")))
        }
    }
}

/// A row of `books`, and the number of the book's accounts.
struct Head {
    id: BookId,
    position: Position,
    at: Timestamp,
    entries: u64,
    issued: Points,
    spent: Points,
    state: String,
    accounts: u32,
}

/// Some accounts of a book.
struct Slice {
    head: usize,
    accounts: Range<u32>,
}

/// A slice that was read. The first one of a book has the book with its accounts in it.
struct Part {
    id: BookId,
    book: Option<Book>,
    first: u32,
    accounts: Vec<AccountParts>,
    rows: RowCounts,
}

fn read_heads(connection: &Connection) -> Result<Vec<Head>> {
    let mut statement = connection.prepare(
        "SELECT book, head, at, entries, issued, spent, state,
           (SELECT max(account) FROM accounts WHERE accounts.book = books.book)
         FROM books ORDER BY book",
    )?;
    let mut rows = statement.query([])?;
    let mut heads = Vec::new();
    while let Some(row) = rows.next()? {
        let id = book_id(row.get(0)?)?;
        let accounts = match row.get::<_, Option<i64>>(7)? {
            None => Some(0),
            Some(last) => last.checked_add(1).and_then(|accounts| u32::try_from(accounts).ok()),
        };
        heads.push(Head {
            id,
            position: Position::from_column(row.get(1)?),
            at: Timestamp::from_micros(row.get(2)?),
            entries: row.get::<_, i64>(3)?.cast_unsigned(),
            issued: Points(row.get(4)?),
            spent: Points(row.get(5)?),
            state: row.get(6)?,
            accounts: accounts.ok_or_else(|| {
                InternalError::damaged(format!("book {id} has an account with an impossible number"))
            })?,
        });
    }
    Ok(heads)
}

fn cut(heads: &[Head]) -> Vec<Slice> {
    let mut slices = Vec::with_capacity(heads.len());
    for (head, found) in heads.iter().enumerate() {
        let mut first = 0;
        loop {
            let end = found.accounts.min(first + RANGE);
            slices.push(Slice { head, accounts: first..end });
            if end == found.accounts {
                break;
            }
            first = end;
        }
    }
    slices
}

/// Groups slices into pieces of about the same work.
fn group(slices: &[Slice]) -> Vec<&[Slice]> {
    let mut pieces = Vec::new();
    let (mut start, mut weight) = (0, 0);
    for (index, slice) in slices.iter().enumerate() {
        let next = BOOK_WEIGHT + slice.accounts.len();
        if weight > 0 && weight + next > BOOK_WEIGHT + RANGE as usize {
            pieces.push(&slices[start..index]);
            (start, weight) = (index, 0);
        }
        weight += next;
    }
    if start < slices.len() {
        pieces.push(&slices[start..]);
    }
    pieces
}

fn read_slice(connection: &Connection, head: &Head, slice: &Slice) -> Result<Part> {
    let (id, first) = (head.id, slice.accounts.start);
    let mut accounts = read_range(connection, id, &slice.accounts)?;
    let mut rows = RowCounts { accounts: accounts.len() as u64, ..RowCounts::default() };
    rows.unlocks = read_unlocks(connection, id, first, &mut accounts)?;
    if first > 0 {
        return Ok(Part { id, book: None, first, accounts, rows });
    }
    let parts = state::read(&head.state)
        .ok_or_else(|| InternalError::damaged(format!("the state of book {id} is broken")))?;
    let parts = BookParts {
        head: head.position,
        at: head.at,
        entries: head.entries,
        issued: head.issued,
        spent: head.spent,
        ..parts
    };
    let orders = read_orders(connection, id)?;
    rows.books = 1;
    rows.orders = orders.len() as u64;
    let book = Book::from_parts(parts, accounts, orders);
    Ok(Part { id, book: Some(book), first, accounts: Vec::new(), rows })
}

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct RowCounts {
    books: u64,
    accounts: u64,
    unlocks: u64,
    orders: u64,
}

impl RowCounts {
    fn add(&mut self, other: RowCounts) {
        self.books += other.books;
        self.accounts += other.accounts;
        self.unlocks += other.unlocks;
        self.orders += other.orders;
    }

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

fn not_in_order(book: BookId, account: u32) -> InternalError {
    InternalError::damaged(format!("account {account} of book {book} does not follow the one before"))
}

/// Reads the unlocks of accounts, which follow each other from `first` on. Returns their number.
fn read_unlocks(
    connection: &Connection,
    book: BookId,
    first: u32,
    accounts: &mut [AccountParts],
) -> Result<u64> {
    let mut statement = connection.prepare_cached(
        "SELECT account, achievement, at, position, revoked FROM unlocks
         WHERE book = ?1 AND account >= ?2 AND account < ?3 ORDER BY account, place",
    )?;
    let end = u64::from(first) + accounts.len() as u64;
    let mut rows = statement.query((book.number().cast_signed(), first, end.cast_signed()))?;
    let mut found = 0;
    while let Some(row) = rows.next()? {
        let unlock = Unlocked {
            achievement: AchievementNo(row.get(1)?),
            at: Timestamp::from_micros(row.get(2)?),
            position: Position::from_column(row.get(3)?),
            status: if row.get::<_, i64>(4)? == 0 { UnlockStatus::Held } else { UnlockStatus::Revoked },
        };
        let index = row.get::<_, u32>(0)? - first;
        accounts[index as usize].unlocked.push(unlock);
        found += 1;
    }
    Ok(found)
}

fn read_range(connection: &Connection, book: BookId, numbers: &Range<u32>) -> Result<Vec<AccountParts>> {
    let mut statement = connection.prepare_cached(
        "SELECT account, member, balance, balance_since, earned, earned_since, spent, highest, week, week_earned,
           week_since, month, month_earned, month_since, entries, orders, first_at, last_at, head, last_week,
           last_week_earned, last_week_since, last_month, last_month_earned, last_month_since
         FROM accounts WHERE book = ?1 AND account >= ?2 AND account < ?3 ORDER BY account",
    )?;
    let mut rows = statement.query((book.number().cast_signed(), numbers.start, numbers.end))?;
    let mut accounts = Vec::with_capacity(numbers.len());
    let mut expected = numbers.clone();
    while let Some(row) = rows.next()? {
        let number: u32 = row.get(0)?;
        if expected.next() != Some(number) {
            return Err(not_in_order(book, number));
        }
        accounts.push(read_account(row)?);
    }
    match expected.next() {
        None => Ok(accounts),
        Some(missing) => Err(InternalError::damaged(format!("account {missing} of book {book} is missing"))),
    }
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
        weeks: Recent {
            current: Week(row.get(8)?),
            in_current: score(9)?,
            last: Week(row.get(19)?),
            in_last: score(20)?,
        },
        months: Recent {
            current: Month(row.get(11)?),
            in_current: score(12)?,
            last: Month(row.get(22)?),
            in_last: score(23)?,
        },
        entries: row.get(14)?,
        orders: row.get(15)?,
        first_at: Timestamp::from_micros(row.get(16)?),
        last_at: Timestamp::from_micros(row.get(17)?),
        head: Position::from_column(row.get(18)?),
        unlocked: Vec::new(),
    })
}

fn read_orders(connection: &Connection, book: BookId) -> Result<Vec<Order>> {
    let mut statement = connection.prepare_cached(
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
