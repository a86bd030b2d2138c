//! What happens in the demonstration, chapter by chapter, and how it is told.
//! Everything is asked through the same API that any program gets; nothing is staged behind it.

use std::path::Path;
use std::time::Duration;

use adapter_orders::{ClaimCode, ClaimSecrets, FileHash, Origin};
use ledger_core::{
    Amount, Asker, BookId, By, Command, MemberId, Order, OrderStatus, OrderText, Position, Reason,
};
use ledger_store::{
    AsOf, HistoryQuery, Ledger, Outcome, Page as BoardPage, Request, Verified, VerifyOptions,
};

use super::stage::Remade;
use crate::args::{DEFAULT_SHOP, DEFAULT_SOURCE};
use crate::batch::submit_each;
use crate::commands::import::work::Plan;
use crate::commands::{history, import, leaderboard, orders};
use crate::failure::Failure;
use crate::out::{Format, Ink, Out};
use crate::render::number::{counted, grouped, signed};
use crate::render::outcome::unlocked;

/// The orders: invented customers, with the dirt that real exports have.
const SAMPLE: &[u8] = include_bytes!("../../../examples/data/orders.csv");

/// Problems of the file that are shown.
const PROBLEMS_SHOWN: usize = 4;

/// Members of the crowd, and orders that each of them redeems.
const CROWD: (usize, usize) = (60, 5);

/// How long the leaderboard may take to follow.
const PATIENCE: Duration = Duration::from_secs(10);

const IDA: Person = Person { id: 101, name: "Ida" };
const BEN: Person = Person { id: 102, name: "Ben" };
const CLEO: Person = Person { id: 103, name: "Cleo" };

/// The first of the crowd.
const FIRST_OF_THE_CROWD: u64 = 201;

/// Somebody who has done nothing yet, for the reader to play.
const NEWCOMER: u64 = 104;

#[derive(Clone, Copy)]
struct Person {
    id: u64,
    name: &'static str,
}

/// Who and what is left for the reader.
pub struct Cast {
    pub hero: MemberId,
    pub newcomer: MemberId,
    pub open_code: Option<ClaimCode>,
}

/// The one book of the demonstration.
pub fn book() -> BookId {
    BookId::new(1).expect("1 is a book id")
}

/// A telling.
pub struct Story<'s, 'w> {
    pub ledger: &'s Ledger,
    pub secrets: &'s ClaimSecrets,
    pub out: &'s mut Out<'w>,
}
