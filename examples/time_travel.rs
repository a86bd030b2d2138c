//! Balances at an earlier position and at an earlier time: nothing is overwritten, so the past can be read.
#![expect(clippy::print_stdout, reason = "an example prints its results")]

use std::error::Error;
use std::sync::Arc;

use ledger_core::{BookId, Command, MemberId, Position, Timestamp, UtcOffset};
use ledger_store::{AsOf, FixedClock, HistoryQuery, Ledger, Options, Request};

const DAY_SECONDS: i64 = 24 * 3_600;

fn main() -> Result<(), Box<dyn Error>> {
    let folder = tempfile::tempdir()?;
    // A fixed clock, so that a week passes at once. It starts at noon on Monday, 5 January 2026.
    let monday = Timestamp::from_micros(1_767_614_400_000_000);
    let clock = Arc::new(FixedClock::at(monday));
    let options = Options::default().clock(clock.clone());
    let ledger = Ledger::open_with(folder.path().join("points.db"), options)?;
    let (book, anna, ben) = (BookId::new(1)?, MemberId::new(41)?, MemberId::new(42)?);

    for command in [
        Command::grant(41, 120, "painted the club house")?,
        Command::grant(42, 40, "brought a cake")?,
        Command::transfer(41, 42, 30, "a very good cake")?,
        Command::deduct(42, 65, "a poster")?,
        Command::grant(41, 15, "found the key")?,
    ] {
        ledger.submit(Request::new(book, command)).wait()?.receipt()?;
        clock.advance(DAY_SECONDS);
    }

    println!("What happened, newest first:");
    for entry in ledger.history(&HistoryQuery::of(book))?.entries {
        let name = if entry.member == Some(anna) { "Anna" } else { "Ben" };
        let (day, change) = (entry.at.day(UtcOffset::UTC), entry.change.0);
        let why = entry.reason.map(|reason| reason.to_string()).unwrap_or_default();
        println!("  {:>2}  {day}  {name:<4}  {change:>+4}  {why}", entry.position.0);
    }

    println!("Who had how much at noon:");
    println!("  {:<10}  {:>4}  {:>4}", "", "Anna", "Ben");
    for day in 0..5 {
        let noon = monday.plus_seconds(day * DAY_SECONDS);
        let [annas, bens] = [anna, ben].map(|member| ledger.balance_as_of(book, member, AsOf::Time(noon)));
        println!("  {}  {:>4}  {:>4}", noon.day(UtcOffset::UTC), annas?.0, bens?.0);
    }

    // A position can separate events that a time cannot: before and after one event.
    let poster = Position(6);
    let before = ledger.balance_as_of(book, ben, AsOf::Position(Position(poster.0 - 1)))?;
    let after = ledger.balance_as_of(book, ben, AsOf::Position(poster))?;
    println!("Event {poster} took Ben from {before} to {after}.");

    // The whole book at an earlier time.
    let wednesday = AsOf::Time(monday.plus_seconds(2 * DAY_SECONDS));
    let then = ledger.book_as_of(book, wednesday, &mut |_| {})?.totals();
    let now = ledger.read(book, |book| book.totals());
    println!("On Wednesday members held {} points; now they hold {}.", then.outstanding, now.outstanding);
    assert_eq!((before.0, after.0, now.outstanding.0), (70, 5, 110));
    Ok(())
}
