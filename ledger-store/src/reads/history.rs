//! History: pages of postings, newest first, found by walking the links between events.

use ledger_core::{
    AccountNo, Actor, Book, BookId, Event, EventKind, MemberId, Points, Position, Reason, Recorded, Timestamp,
};
use rustc_hash::FxHashMap;

use crate::api::error::ReadError;
use crate::encoding::decode::decode;
use crate::encoding::row::EventRow;
use crate::engine::Next;
use crate::engine::chain::Chain;
use crate::engine::reader::EngineReader;
use crate::internal_error::{InternalError, Result};
use crate::ledger::Ledger;

/// The most entries of a page.
pub const MAX_HISTORY: usize = 1_000;

/// The query of a history page.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct HistoryQuery {
    /// The book.
    pub book: BookId,
    /// The member; `None` for the whole book.
    pub member: Option<MemberId>,
    /// The number of entries, at most [`MAX_HISTORY`].
    pub limit: usize,
    /// The cursor of the previous page.
    pub before: Option<Cursor>,
}

/// The end of a page, to continue from there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Cursor {
    /// The position of the last entry of the page.
    pub position: Position,
    /// The member's balance before that entry. Without it the next page walks there from the head, which costs as long
    /// as the account's later history.
    pub balance: Option<Points>,
}

/// A page of history.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HistoryPage {
    /// The postings, newest first.
    pub entries: Vec<HistoryEntry>,
    /// The cursor for the next page; `None` at the beginning of the history.
    pub next: Option<Cursor>,
}

/// One posting, from the view of one account.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HistoryEntry {
    /// The position in the journal.
    pub position: Position,
    /// The time at which it was recorded.
    pub at: Timestamp,
    /// The time at which it happened, if that was earlier elsewhere.
    pub occurred_at: Option<Timestamp>,
    /// The kind of the event.
    pub kind: EventKind,
    /// The account whose view this is. In the history of a book, a transfer is seen from the giver.
    pub account: AccountNo,
    /// The member of the account; `None` if they were forgotten.
    pub member: Option<MemberId>,
    /// The other account and its member; `None` for the treasury.
    pub other: Option<(AccountNo, Option<MemberId>)>,
    /// The change of the balance.
    pub change: Points,
    /// The balance after it.
    pub balance: Points,
    /// The actor.
    pub actor: Actor,
    /// The actor's member id; `None` if the actor is no member or was forgotten.
    pub actor_member: Option<MemberId>,
    /// The reason; `None` if none was given or it was erased.
    pub reason: Option<Reason>,
    /// The achievement or the order that the posting is about.
    pub about: Option<String>,
    /// Whether the posting was reversed later.
    pub reversed: bool,
}

impl HistoryQuery {
    /// The newest ten postings of a book.
    pub fn of(book: BookId) -> HistoryQuery {
        HistoryQuery { book, member: None, limit: 10, before: None }
    }

    /// Only the postings of one member.
    #[must_use]
    pub fn member(mut self, member: MemberId) -> HistoryQuery {
        self.member = Some(member);
        self
    }

    /// Sets the number of entries.
    #[must_use]
    pub fn limit(mut self, limit: usize) -> HistoryQuery {
        self.limit = limit.clamp(1, MAX_HISTORY);
        self
    }

    /// Continues where a page ended.
    #[must_use]
    pub fn before(mut self, cursor: Cursor) -> HistoryQuery {
        self.before = Some(cursor);
        self
    }
}

impl Ledger {
    /// A page of history.
    ///
    /// # Errors
    /// When the file cannot be read; never an empty page instead.
    pub fn history(&self, query: &HistoryQuery) -> Result<HistoryPage, ReadError> {
        let engine = self.engine()?;
        let page = match query.member {
            Some(member) => self.member_history(&*engine, query, member),
            None => self.book_history(&*engine, query),
        };
        Ok(page?)
    }

    fn member_history(
        &self,
        engine: &dyn EngineReader,
        query: &HistoryQuery,
        member: MemberId,
    ) -> Result<HistoryPage> {
        let Some(mut trail) = self.read(query.book, |book| Trail::of_member(book, member)) else {
            return Ok(HistoryPage { entries: Vec::new(), next: None });
        };
        if let Some(cursor) = query.before {
            trail = trail.go_on(engine, cursor)?;
        }
        let account = trail.account;
        // One more than the page shows, to know whether there is a next one.
        let mut entries = Vec::with_capacity(query.limit + 1);
        trail.walk(engine, |row, balance| {
            let change = change(row, account);
            if change != Points::ZERO {
                entries.push(self.entry(query.book, &decode(row)?, account, change, balance));
            }
            Ok(if entries.len() > query.limit { Next::Stop } else { Next::Go })
        })?;
        let more = entries.len() > query.limit;
        entries.truncate(query.limit);
        let next = entries.last().filter(|_| more).map(|entry: &HistoryEntry| Cursor {
            position: entry.position,
            balance: Some(Points(entry.balance.0 - entry.change.0)),
        });
        Ok(HistoryPage { entries, next })
    }

    fn book_history(&self, engine: &dyn EngineReader, query: &HistoryQuery) -> Result<HistoryPage> {
        let head = self.read(query.book, Book::head);
        let mut from = head;
        if let Some(cursor) = query.before {
            from = last_of_book_before(engine, query.book, head, cursor.position)?;
        }
        // Each posting with the account whose view is shown.
        let mut postings: Vec<(Recorded, AccountNo, Points)> = Vec::with_capacity(query.limit + 1);
        engine.walk(Chain::Book, from, &mut |row| {
            if row.amount > 0 {
                let giver = AccountNo(row.debit);
                let account = if giver.is_treasury() { AccountNo(row.credit) } else { giver };
                postings.push((decode(row)?, account, change(row, account)));
            }
            Ok(if postings.len() > query.limit { Next::Stop } else { Next::Go })
        })?;
        let more = postings.len() > query.limit;
        postings.truncate(query.limit);
        let balances = self.balances_after(engine, query.book, &postings)?;
        let entry = |((recorded, account, change), balance): (&(Recorded, AccountNo, Points), Points)| {
            self.entry(query.book, recorded, *account, *change, balance)
        };
        let entries: Vec<HistoryEntry> = postings.iter().zip(balances).map(entry).collect();
        let next = entries.last().filter(|_| more);
        let next = next.map(|entry| Cursor { position: entry.position, balance: None });
        Ok(HistoryPage { entries, next })
    }

    /// The balance of each posting's account after it. Postings are newest first, and each account is walked once.
    fn balances_after(
        &self,
        engine: &dyn EngineReader,
        book: BookId,
        postings: &[(Recorded, AccountNo, Points)],
    ) -> Result<Vec<Points>> {
        let mut places: FxHashMap<AccountNo, Vec<usize>> = FxHashMap::default();
        for (place, (_, account, _)) in postings.iter().enumerate() {
            places.entry(*account).or_default().push(place);
        }
        let mut balances = vec![Points::ZERO; postings.len()];
        for (account, places) in places {
            let at = |place: usize| postings[place].0.position;
            let trail = self.read(book, |book| Trail::of_account(book, account));
            let trail = trail
                .ok_or_else(|| InternalError::unreadable(at(places[0]).0, "its account is not known"))?;
            let mut places = places.into_iter().peekable();
            trail.walk(engine, |row, balance| {
                if let Some(place) = places.next_if(|place| at(*place).0 == row.position) {
                    balances[place] = balance;
                }
                Ok(if places.peek().is_none() { Next::Stop } else { Next::Go })
            })?;
        }
        Ok(balances)
    }

    fn entry(
        &self,
        book: BookId,
        recorded: &Recorded,
        account: AccountNo,
        change: Points,
        balance: Points,
    ) -> HistoryEntry {
        let sides = recorded.event.sides();
        let other = if sides.debit == account { sides.credit } else { sides.debit };
        self.read(book, |book| {
            let member = |no: AccountNo| book.account(no).and_then(|account| account.member);
            HistoryEntry {
                position: recorded.position,
                at: recorded.at,
                occurred_at: recorded.occurred_at,
                kind: recorded.event.kind(),
                account,
                member: member(account),
                other: if other.is_treasury() { None } else { Some((other, member(other))) },
                change,
                balance,
                actor: recorded.actor,
                actor_member: recorded.actor.account().and_then(member),
                reason: recorded.event.reason().cloned(),
                about: about(book, &recorded.event),
                reversed: book.is_reversed(recorded.position),
            }
        })
    }
}

fn about(book: &Book, event: &Event) -> Option<String> {
    let order = |no| book.order_no(no).map(|order| order.key.id.to_string());
    match event {
        Event::AchievementUnlocked { achievement, .. } => Some(achievement.to_string()),
        Event::ClaimRedeemed { order: no, .. } => order(*no),
        Event::OrderChanged(changed) => order(changed.order),
        Event::PostingReversed { reverses, .. } => Some(reverses.to_string()),
        _ => None,
    }
}

/// Walks an account's history back from the head.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Trail {
    account: AccountNo,
    at: Position,
    /// The balance after that event.
    balance: Points,
}

impl Trail {
    pub(crate) fn of_member(book: &Book, member: MemberId) -> Option<Trail> {
        Trail::of_account(book, book.account_of(member)?)
    }

    fn of_account(book: &Book, account: AccountNo) -> Option<Trail> {
        let found = book.account(account)?;
        Some(Trail { account, at: found.head, balance: found.balance.points })
    }

    pub(crate) fn account(&self) -> AccountNo {
        self.account
    }

    pub(crate) fn balance(&self) -> Points {
        self.balance
    }

    pub(crate) fn is_at_the_beginning(&self) -> bool {
        self.at == Position::START
    }

    /// Walks back. `look` gets each row with the balance after it; the walk ends before the row at which it stops.
    pub(crate) fn walk(
        mut self,
        engine: &dyn EngineReader,
        mut look: impl FnMut(&EventRow<'_>, Points) -> Result<Next>,
    ) -> Result<Trail> {
        let chain = Chain::Account(self.account);
        engine.walk(chain, self.at, &mut |row| {
            if look(row, self.balance)? == Next::Stop {
                return Ok(Next::Stop);
            }
            self.at = chain.previous(row)?;
            self.balance = Points(self.balance.0.wrapping_sub(change(row, self.account).0));
            Ok(Next::Go)
        })?;
        Ok(self)
    }

    pub(crate) fn walk_to(self, engine: &dyn EngineReader, position: Position) -> Result<Trail> {
        self.walk(engine, |row, _| Ok(if row.position > position.0 { Next::Go } else { Next::Stop }))
    }

    /// Continues where a page ended: at once if the cursor has the balance, by walking otherwise.
    fn go_on(self, engine: &dyn EngineReader, cursor: Cursor) -> Result<Trail> {
        let account = self.account;
        if let Some(balance) = cursor.balance.filter(|_| cursor.position <= self.at) {
            let mut previous = None;
            engine.row(cursor.position, &mut |row| {
                if row.debit == account.0 || row.credit == account.0 {
                    previous = Some(Chain::Account(account).previous(row)?);
                }
                Ok(())
            })?;
            if let Some(at) = previous {
                return Ok(Trail { account, at, balance });
            }
        }
        self.walk_to(engine, Position(cursor.position.0.saturating_sub(1)))
    }
}

fn change(row: &EventRow<'_>, account: AccountNo) -> Points {
    Points(if row.credit == account.0 { row.amount } else { -row.amount })
}

/// The last event of a book before a position: at once if the position is the book's, by walking otherwise.
pub(crate) fn last_of_book_before(
    engine: &dyn EngineReader,
    book: BookId,
    head: Position,
    before: Position,
) -> Result<Position> {
    if before > head {
        return Ok(head);
    }
    let mut linked = None;
    engine.row(before, &mut |row| {
        if row.book == book.number() {
            linked = Some(Chain::Book.previous(row)?);
        }
        Ok(())
    })?;
    if let Some(previous) = linked {
        return Ok(previous);
    }
    let mut last = Position::START;
    engine.walk(Chain::Book, head, &mut |row| {
        if row.position >= before.0 {
            return Ok(Next::Go);
        }
        last = Position(row.position);
        Ok(Next::Stop)
    })?;
    Ok(last)
}
