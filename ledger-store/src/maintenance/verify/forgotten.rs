//! Checks that each erased text and fingerprint belongs to a member or buyer who was forgotten by a sealed event.

use ledger_core::{BookId, Event, Position, Recorded};
use rustc_hash::FxHashMap;

use crate::api::error::VerifyError;
use crate::committed::digest::Books;
use crate::encoding::decode::decode_without_texts;
use crate::encoding::row::EventRow;
use crate::engine::Next;
use crate::engine::reader::Moment;
use crate::internal_error::{InternalError, Result};

const FINGERPRINT_BYTES: usize = 16;

#[derive(Default)]
pub(super) struct Forgotten {
    /// The forgetting event.
    who: FxHashMap<(BookId, Who), Position>,
    blanked: Vec<Recorded>,
    /// Positions and commands of events with a request key whose fingerprint was erased.
    unprinted: Vec<(Position, Position)>,
}

#[derive(Debug, Clone, Copy)]
pub(super) struct Erased {
    pub text: bool,
    pub fingerprint: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
enum Who {
    Account(u32),
    Order(u32),
}

pub(super) fn fingerprint_is_erased(row: &EventRow<'_>) -> Result<bool> {
    match (row.request_key, row.fingerprint) {
        (Some(_), None) => Ok(true),
        (Some(_), Some(print)) if print.len() != FINGERPRINT_BYTES => Err(InternalError::unreadable(
            row.position,
            "the fingerprint of its request is not 16 bytes long",
        )),
        _ => Ok(false),
    }
}

impl Forgotten {
    pub(super) fn note(&mut self, recorded: &Recorded, erased: Erased) {
        let who = match recorded.event {
            Event::MemberForgotten { account } => Some(Who::Account(account.0)),
            Event::OrderForgotten { order } => Some(Who::Order(order.0)),
            _ => None,
        };
        if let Some(who) = who {
            self.who.insert((recorded.book, who), recorded.position);
        }
        if erased.text {
            self.blanked.push(recorded.clone());
        }
        if erased.fingerprint {
            self.unprinted.push((recorded.position, recorded.command));
        }
    }

    /// Every erasure must come after the event and be caused by a sealed forgetting.
    pub(crate) fn check(&self, moment: &dyn Moment, books: &Books) -> Result<(), VerifyError> {
        let late = |recorded: &&Recorded| {
            self.when(recorded, books).is_none_or(|position| position <= recorded.position)
        };
        if let Some(recorded) = self.blanked.iter().find(late) {
            return Err(VerifyError::broken(
                recorded.position,
                "its private text was erased, but none of its members or buyers was forgotten",
            ));
        }
        for (position, command) in &self.unprinted {
            if !self.concerned_forgotten(moment, *command, books)? {
                return Err(VerifyError::broken(
                    *position,
                    "the fingerprint of its request was erased, but none of the members or buyers of its command was forgotten",
                ));
            }
        }
        Ok(())
    }

    /// Whether any event of a command is about a member or buyer who was forgotten at any time: the fingerprint covers
    /// the whole command. Its events are adjacent, and few commands are looked up.
    fn concerned_forgotten(&self, moment: &dyn Moment, command: Position, books: &Books) -> Result<bool> {
        let mut found = false;
        let before = Position(command.0.saturating_sub(1));
        moment.rows((before, Position(u64::MAX)), &mut |row| {
            if row.command != command.0 {
                return Ok(Next::Stop);
            }
            found = self.when(&decode_without_texts(row)?, books).is_some();
            Ok(if found { Next::Stop } else { Next::Go })
        })?;
        Ok(found)
    }

    /// The last forgetting that concerns an event: of its holder, its actor, or the buyer of its order.
    fn when(&self, recorded: &Recorded, books: &Books) -> Option<Position> {
        let forgotten = |who: Who| self.who.get(&(recorded.book, who)).copied();
        let order = recorded.event.order().filter(|_| recorded.event.kind().has_text_about_order());
        let redeemer = order.and_then(|no| books.get(&recorded.book)?.order_no(no)?.redeemed);
        let accounts = recorded.event.sides().accounts().chain(recorded.actor.account());
        accounts
            .chain(redeemer.map(|redeemed| redeemed.account))
            .map(|no| Who::Account(no.0))
            .chain(order.map(|no| Who::Order(no.0)))
            .filter_map(forgotten)
            .max()
    }
}
