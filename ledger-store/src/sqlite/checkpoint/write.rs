//! Writes a checkpoint: all rows, or those that may differ from the stored one.

use ledger_core::{
    AccountNo, AccountParts, Book, BookId, Currency, OrderNo, Position, Score, Timestamp, UnlockStatus,
};
use rusqlite::Connection;

use crate::committed::digest::{self, View};
use crate::encoding::seal::Digest;
use crate::engine::Extent;
use crate::internal_error::Result;
use crate::sqlite::journal::bound;
use crate::sqlite::state;

/// Writes the books inside an open write transaction at the head of the journal.
pub(crate) fn write(
    connection: &Connection,
    books: &View<'_>,
    position: Position,
    extent: Extent<'_>,
    now: Timestamp,
) -> Result<Digest> {
    if matches!(extent, Extent::Whole) {
        discard(connection)?;
    }
    for (book, state) in books {
        if let Extent::Since(dirty) = extent
            && !dirty.has(*book)
        {
            continue;
        }
        write_book(connection, *book, state)?;
        match extent {
            Extent::Whole => {
                write_accounts(connection, *book, state, state.accounts().map(|(no, _)| no))?;
                write_orders(connection, *book, state, state.orders().map(|order| order.no))?;
            }
            Extent::Since(dirty) => {
                let treasury = std::iter::once(AccountNo::TREASURY);
                write_accounts(connection, *book, state, treasury.chain(dirty.accounts(*book)))?;
                write_orders(connection, *book, state, dirty.orders(*book))?;
            }
        }
    }
    let digest = digest::of(books);
    connection.execute(
        "INSERT INTO checkpoint (one, position, digest, written_at) VALUES (1, ?1, ?2, ?3)
         ON CONFLICT (one) DO UPDATE SET position = excluded.position, digest = excluded.digest,
           written_at = excluded.written_at",
        (bound(position), &digest.0[..], now.micros()),
    )?;
    Ok(digest)
}

pub(crate) fn discard(connection: &Connection) -> Result<()> {
    connection.execute_batch(
        "DELETE FROM checkpoint; DELETE FROM books; DELETE FROM accounts; DELETE FROM unlocks; DELETE FROM orders;",
    )?;
    Ok(())
}

fn write_book(connection: &Connection, book: BookId, state: &Book) -> Result<()> {
    let parts = state.parts();
    let mut statement = connection.prepare_cached(
        "INSERT INTO books (book, head, at, entries, issued, spent, state) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)
         ON CONFLICT (book) DO UPDATE SET head = excluded.head, at = excluded.at, entries = excluded.entries,
           issued = excluded.issued, spent = excluded.spent, state = excluded.state",
    )?;
    statement.execute((
        book.number().cast_signed(),
        bound(parts.head),
        parts.at.micros(),
        parts.entries.cast_signed(),
        parts.issued.0,
        parts.spent.0,
        state::write(&parts),
    ))?;
    Ok(())
}

fn write_accounts(
    connection: &Connection,
    book: BookId,
    state: &Book,
    numbers: impl Iterator<Item = AccountNo>,
) -> Result<()> {
    let mut account_row = connection.prepare_cached(
        "INSERT OR REPLACE INTO accounts (book, account, member, balance, balance_since, earned, earned_since, spent,
           highest, week, week_earned, week_since, month, month_earned, month_since, entries, orders, first_at, last_at,
           head, last_week, last_week_earned, last_week_since, last_month, last_month_earned, last_month_since)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18, ?19, ?20, ?21, ?22,
           ?23, ?24, ?25, ?26)",
    )?;
    let mut unlock_row = connection.prepare_cached(
        "INSERT OR REPLACE INTO unlocks (book, account, place, achievement, at, position, revoked)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
    )?;
    let id = book.number().cast_signed();
    for no in numbers {
        let Some(account) = state.account(no) else { continue };
        let parts = AccountParts::from(account);
        let member = parts.member.map(|member| member.number().cast_signed());
        let bind = &mut account_row;
        bind.raw_bind_parameter(1, id)?;
        bind.raw_bind_parameter(2, no.0)?;
        bind.raw_bind_parameter(3, member)?;
        bind_score(bind, 4, parts.balance)?;
        bind_score(bind, 6, parts.earned)?;
        bind.raw_bind_parameter(8, parts.spent.0)?;
        bind.raw_bind_parameter(9, parts.highest.0)?;
        bind.raw_bind_parameter(10, parts.weeks.current.0)?;
        bind_score(bind, 11, parts.weeks.in_current)?;
        bind.raw_bind_parameter(13, parts.months.current.0)?;
        bind_score(bind, 14, parts.months.in_current)?;
        bind.raw_bind_parameter(16, parts.entries)?;
        bind.raw_bind_parameter(17, parts.orders)?;
        bind.raw_bind_parameter(18, parts.first_at.micros())?;
        bind.raw_bind_parameter(19, parts.last_at.micros())?;
        bind.raw_bind_parameter(20, bound(parts.head))?;
        bind.raw_bind_parameter(21, parts.weeks.last.0)?;
        bind_score(bind, 22, parts.weeks.in_last)?;
        bind.raw_bind_parameter(24, parts.months.last.0)?;
        bind_score(bind, 25, parts.months.in_last)?;
        bind.raw_execute()?;
        for (place, unlock) in parts.unlocked.iter().enumerate() {
            let revoked = i64::from(unlock.status == UnlockStatus::Revoked);
            let (at, position) = (unlock.at.micros(), bound(unlock.position));
            unlock_row.execute((id, no.0, place as i64, unlock.achievement.0, at, position, revoked))?;
        }
    }
    Ok(())
}

fn bind_score(statement: &mut rusqlite::Statement<'_>, column: usize, score: Score) -> rusqlite::Result<()> {
    statement.raw_bind_parameter(column, score.points.0)?;
    statement.raw_bind_parameter(column + 1, bound(score.since))
}

fn write_orders(
    connection: &Connection,
    book: BookId,
    state: &Book,
    numbers: impl Iterator<Item = OrderNo>,
) -> Result<()> {
    let mut statement = connection.prepare_cached(
        "INSERT OR REPLACE INTO orders (book, order_no, source, shop, order_id, amount, currency, points, status, issue,
           code, secret, recorded, redeemed_account, redeemed_position, redeemed_at)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16)",
    )?;
    for no in numbers {
        let Some(order) = state.order_no(no) else { continue };
        let redeemed = order.redeemed;
        statement.execute(rusqlite::params![
            book.number().cast_signed(),
            no.0,
            order.key.source.as_str(),
            order.key.shop.as_str(),
            order.key.id.as_str(),
            order.amount.to_string(),
            order.currency.as_ref().map(Currency::as_str),
            order.points.0,
            order.status.name(),
            order.issue,
            &order.code.0[..],
            order.secret.0,
            bound(order.recorded),
            redeemed.map(|r| r.account.0),
            redeemed.map(|r| bound(r.position)),
            redeemed.map(|r| r.at.micros()),
        ])?;
    }
    Ok(())
}
