//! History: pages of postings, newest first, found by walking the links back.

use ledger_core::{
    AccountNo, Actor, Book, BookId, Event, MemberId, Points, Position, Reason, Recorded, Timestamp,
};
use rusqlite::Connection;
use rustc_hash::FxHashMap;

use crate::api::error::ReadError;
use crate::encoding::decode::decode;
use crate::encoding::row::EventRow;
use crate::internal_error::{InternalError, Result};
use crate::ledger::Ledger;
use crate::sqlite::journal;

/// The most entries of a page.
pub const MAX_HISTORY: usize = 1_000;

/// Which part of a history.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct HistoryQuery {
    /// Of which book.
    pub book: BookId,
    /// Of which member; of the whole book otherwise.
    pub member: Option<MemberId>,
    /// How many entries, at most [`MAX_HISTORY`].
    pub limit: usize,
    /// Where the page before ended.
    pub before: Option<Cursor>,
}

/// Where a page ended, to go on from there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Cursor {
    /// The last entry of the page before.
    pub position: Position,
    /// What the member had before that entry. Without it the next page walks there from today, which costs as long
    /// as the account's later history.
    pub balance: Option<Points>,
}

/// A page of a history.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HistoryPage {
    /// Newest first.
    pub entries: Vec<HistoryEntry>,
    /// Where to go on; `None` at the beginning of the history.
    pub next: Option<Cursor>,
}

/// One posting, seen from a member's side.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HistoryEntry {
    /// Where it stands in the journal.
    pub position: Position,
    /// When it was recorded.
    pub at: Timestamp,
    /// When it happened, if that was elsewhere and earlier.
    pub occurred_at: Option<Timestamp>,
    /// Its kind, as the journal names it.
    pub kind: &'static str,
    /// Whose side this is. In the history of a book a transfer is seen from the giver.
    pub account: AccountNo,
    /// Who that is; `None` for somebody who was forgotten.
    pub member: Option<MemberId>,
    /// The other side, if it is not the treasury, and who that is.
    pub other: Option<(AccountNo, Option<MemberId>)>,
    /// More or fewer points.
    pub change: Points,
    /// Points after it.
    pub balance: Points,
    /// Who did it.
    pub actor: Actor,
    /// The actor's member id, if it is a member.
    pub actor_member: Option<MemberId>,
    /// Why, unless nobody said or it was forgotten.
    pub reason: Option<Reason>,
    /// What it was about: the achievement, or the order.
    pub about: Option<String>,
    /// Whether it was reversed since.
    pub reversed: bool,
}

impl HistoryQuery {
    /// The newest ten entries of a book.
    pub fn of(book: BookId) -> HistoryQuery {
        HistoryQuery { book, member: None, limit: 10, before: None }
    }

    /// Of one member.
    #[must_use]
    pub fn member(mut self, member: MemberId) -> HistoryQuery {
        self.member = Some(member);
        self
    }

    /// With so many entries.
    #[must_use]
    pub fn limit(mut self, limit: usize) -> HistoryQuery {
        self.limit = limit.clamp(1, MAX_HISTORY);
        self
    }

    /// Going on where a page ended.
    #[must_use]
    pub fn before(mut self, cursor: Cursor) -> HistoryQuery {
        self.before = Some(cursor);
        self
    }
}

impl Ledger {
    /// A page of a history.
    ///
    /// # Errors
    /// When the file cannot be read; never an empty page instead.
    pub fn history(&self, query: &HistoryQuery) -> Result<HistoryPage, ReadError> {
        let connection = self.reader()?;
        let page = match query.member {
            Some(member) => self.member_history(&connection, query, member),
            None => self.book_history(&connection, query),
        };
        Ok(page?)
    }

    fn member_history(
        &self,
        connection: &Connection,
        query: &HistoryQuery,
        member: MemberId,
    ) -> Result<HistoryPage> {
        let Some(mut trail) = self.read(query.book, |book| Trail::of_member(book, member)) else {
            return Ok(HistoryPage { entries: Vec::new(), next: None });
        };
        if let Some(cursor) = query.before {
            trail = trail.go_on(connection, cursor)?;
        }
        // One more than the page shows tells whether there is a next one.
        let mut entries = Vec::with_capacity(query.limit + 1);
        while trail.at > Position::START && entries.len() <= query.limit {
            let (at, balance) = (trail.at, trail.balance);
            let step = trail.step(connection)?;
            if step.change != Points::ZERO {
                entries.push(self.entry(query.book, &step.recorded, trail.account, step.change, balance)?);
            }
            debug_assert!(trail.at < at, "links go back");
        }
        let more = entries.len() > query.limit;
        entries.truncate(query.limit);
        let next = entries.last().filter(|_| more).map(|entry: &HistoryEntry| Cursor {
            position: entry.position,
            balance: Some(Points(entry.balance.0 - entry.change.0)),
        });
        Ok(HistoryPage { entries, next })
    }

    fn book_history(&self, connection: &Connection, query: &HistoryQuery) -> Result<HistoryPage> {
        let head = self.read(query.book, Book::head);
        let mut at = head;
        if let Some(cursor) = query.before {
            at = book_link_before(connection, query.book, head, cursor.position)?;
        }
        let mut trails: FxHashMap<AccountNo, Trail> = FxHashMap::default();
        let mut entries = Vec::with_capacity(query.limit);
        while at > Position::START && entries.len() <= query.limit {
            let (recorded, previous) = read_linked(connection, at, |stored| stored.book_prev)?;
            let sides = recorded.event.sides();
            if sides.amount > Points::ZERO {
                let giver = !sides.debit.is_treasury();
                let account = if giver { sides.debit } else { sides.credit };
                let change = if giver { Points(-sides.amount.0) } else { sides.amount };
                // The page goes back as the trails do, so that each account is walked once for all its entries.
                let begun = trails.get(&account).copied();
                let trail = begun.or_else(|| self.read(query.book, |book| Trail::of_account(book, account)));
                let trail =
                    trail.ok_or_else(|| InternalError::unreadable(at.0, "its account is not known"))?;
                let trail = trail.walk_to(connection, at)?;
                trails.insert(account, trail);
                let balance = trail.balance;
                entries.push(self.entry(query.book, &recorded, account, change, balance)?);
            }
            at = previous;
        }
        let more = entries.len() > query.limit;
        entries.truncate(query.limit);
        let next = entries.last().filter(|_| more);
        let next = next.map(|entry| Cursor { position: entry.position, balance: None });
        Ok(HistoryPage { entries, next })
    }

    fn entry(
        &self,
        book: BookId,
        recorded: &Recorded,
        account: AccountNo,
        change: Points,
        balance: Points,
    ) -> Result<HistoryEntry> {
        let sides = recorded.event.sides();
        let other = if sides.debit == account { sides.credit } else { sides.debit };
        self.read(book, |book| {
            let member = |no: AccountNo| book.account(no).and_then(|account| account.member);
            Ok(HistoryEntry {
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
            })
        })
    }
}

/// The achievement or the order that a posting is about.
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

/// Walking an account's history back from today.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Trail {
    account: AccountNo,
    /// The next event to look at.
    at: Position,
    /// What the account had after that event.
    balance: Points,
}

/// One event on the way back.
pub(crate) struct Step {
    pub recorded: Recorded,
    change: Points,
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

    /// What the account had after the next event to look at.
    pub(crate) fn balance(&self) -> Points {
        self.balance
    }

    pub(crate) fn is_at_the_beginning(&self) -> bool {
        self.at == Position::START
    }

    /// Looks at the next event and goes past it.
    pub(crate) fn step(&mut self, connection: &Connection) -> Result<Step> {
        let account = self.account;
        let (recorded, previous) = read_linked(connection, self.at, |stored| link(stored, account))?;
        let change = change(&recorded, account);
        self.pass(previous, change)?;
        Ok(Step { recorded, change })
    }

    /// Goes past events after a position, without reading more of them than their links.
    pub(crate) fn walk_to(mut self, connection: &Connection, position: Position) -> Result<Trail> {
        while self.at > position {
            let account = self.account.0;
            let found = journal::with_one(connection, self.at, |stored| {
                let change = match account {
                    no if no == stored.credit => stored.amount,
                    no if no == stored.debit => -stored.amount,
                    _ => {
                        return Err(InternalError::unreadable(
                            stored.position,
                            "a link leads to it that should not",
                        ));
                    }
                };
                Ok((link(stored, AccountNo(account)), Points(change)))
            })?;
            let (previous, change) =
                found.ok_or_else(|| InternalError::unreadable(self.at.0, "it is missing"))?;
            self.pass(Position(previous), change)?;
        }
        Ok(self)
    }

    /// Goes on where a page ended: at once if the cursor knows the balance there, by walking otherwise.
    fn go_on(self, connection: &Connection, cursor: Cursor) -> Result<Trail> {
        let before = Position(cursor.position.0.saturating_sub(1));
        let Some(balance) = cursor.balance.filter(|_| cursor.position <= self.at) else {
            return self.walk_to(connection, before);
        };
        let account = self.account.0;
        let previous = journal::with_one(connection, cursor.position, |stored| {
            let on_the_trail = stored.debit == account || stored.credit == account;
            Ok(on_the_trail.then(|| link(stored, AccountNo(account))))
        })?;
        match previous.flatten() {
            Some(previous) => Ok(Trail { at: Position(previous), balance, ..self }),
            None => self.walk_to(connection, before),
        }
    }

    fn pass(&mut self, previous: Position, change: Points) -> Result<()> {
        if previous >= self.at {
            return Err(InternalError::unreadable(self.at.0, "its link does not lead back"));
        }
        self.at = previous;
        self.balance = Points(self.balance.0.wrapping_sub(change.0));
        Ok(())
    }
}

fn link(stored: &EventRow<'_>, account: AccountNo) -> u64 {
    if stored.credit == account.0 { stored.credit_prev } else { stored.debit_prev }
}

fn change(recorded: &Recorded, account: AccountNo) -> Points {
    let sides = recorded.event.sides();
    if sides.credit == account { sides.amount } else { Points(-sides.amount.0) }
}

fn read_linked(
    connection: &Connection,
    at: Position,
    link: impl FnOnce(&EventRow<'_>) -> u64,
) -> Result<(Recorded, Position)> {
    let found = journal::with_one(connection, at, |stored| Ok((decode(stored)?, Position(link(stored)))))?;
    found.ok_or_else(|| InternalError::unreadable(at.0, "it is missing from the journal"))
}

/// The last event of a book before a position: at once if the position is of the book, by searching otherwise.
pub(crate) fn book_link_before(
    connection: &Connection,
    book: BookId,
    head: Position,
    before: Position,
) -> Result<Position> {
    if before > head {
        return Ok(head);
    }
    let linked = journal::with_one(connection, before, |stored| {
        Ok((stored.book == book.number()).then_some(Position(stored.book_prev)))
    })?;
    if let Some(previous) = linked.flatten() {
        return Ok(previous);
    }
    let mut at = head;
    while at >= before && at > Position::START {
        let previous = journal::with_one(connection, at, |stored| Ok(Position(stored.book_prev)))?;
        at = previous.ok_or_else(|| InternalError::unreadable(at.0, "it is missing from the journal"))?;
    }
    Ok(at)
}
