//! A custom projection: the most generous members. It follows the ledger live while members give points, continues from
//! the place that it kept, and is rebuilt when that place is gone because an older backup was put back.
#![expect(clippy::print_stdout, reason = "an example prints its results")]

use std::collections::BTreeMap;
use std::error::Error;
use std::thread;
use std::time::Duration;

use ledger_core::{AccountNo, BookId, Command, Event, MemberId, Points, Position, Projection, Recorded};
use ledger_store::{Ledger, Overwrite, PlaceError, Request, restore};

/// The members of this example, with their ids.
const PEOPLE: [(u64, &str); 3] = [(41, "Anna"), (42, "Ben"), (43, "Cleo")];

/// The points that each account gave to others. A projection is a value and a function that applies an event to it.
#[derive(Debug, Default, PartialEq, Eq)]
struct Generosity {
    given: BTreeMap<(BookId, AccountNo), Points>,
}

impl Projection for Generosity {
    fn apply(&mut self, recorded: &Recorded) {
        if let Event::PointsTransferred { from, amount, .. } = &recorded.event {
            let given = self.given.entry((recorded.book, *from)).or_default();
            *given = given.checked_add(amount.points()).unwrap_or(*given);
        }
    }
}

impl Generosity {
    fn of(&self, ledger: &Ledger, book: BookId, member: u64) -> Result<Points, Box<dyn Error>> {
        let member = MemberId::new(member)?;
        let account = ledger.read(book, |book| book.account_of(member));
        Ok(account.and_then(|account| self.given.get(&(book, account)).copied()).unwrap_or_default())
    }
}

fn main() -> Result<(), Box<dyn Error>> {
    let folder = tempfile::tempdir()?;
    let path = folder.path().join("points.db");
    let book = BookId::new(1)?;

    let ledger = Ledger::open(&path)?;
    let mut follow = ledger.follow(Position::START);
    let follower = thread::spawn(move || {
        let mut live = Generosity::default();
        // The stream ends when the ledger is closed, after the last event.
        while let Some(recorded) = follow.next(Duration::from_secs(60))? {
            if let Event::PointsTransferred { amount, .. } = &recorded.event {
                println!("  live: event {} is a gift of {}", recorded.position, amount.points());
            }
            live.apply(&recorded);
        }
        Ok::<Generosity, ledger_store::ReadError>(live)
    });

    println!("Everybody gets 100 points, and then they are nice to each other:");
    let mut requests = Vec::new();
    for (member, _) in PEOPLE {
        requests.push(Request::new(book, Command::grant(member, 100, "a start")?));
    }
    for (from, to, amount) in [(41, 42, 10), (42, 43, 5), (41, 43, 25), (43, 41, 1)] {
        requests.push(Request::new(book, Command::transfer(from, to, amount, "thanks")?));
    }
    for outcome in ledger.submit_all(requests).wait()? {
        outcome?.receipt()?;
    }
    let backup = folder.path().join("backup.db");
    ledger.backup(&backup, &mut |_| {})?;
    ledger.submit(Request::new(book, Command::transfer(41, 42, 30, "once more")?)).wait()?.receipt()?;
    // Keep this text together with what was made of the events up to there.
    let kept = ledger.place(ledger.head())?.to_string();
    ledger.close()?;
    let mut live = follower.join().expect("the follower does not panic")?;

    let ledger = Ledger::open(&path)?;
    let mut rebuilt = Generosity::default();
    let position = ledger.project(&mut rebuilt)?;
    println!("Rebuilt after a restart, from event 1 to event {position}:");
    for (member, name) in PEOPLE {
        println!("  {name} gave {}", rebuilt.of(&ledger, book, member)?);
    }
    assert_eq!(live, rebuilt);
    println!("The live one says the same.");
    ledger.close()?;

    restore(&backup, &path, Overwrite::Anything, &mut |_| {})?;
    let ledger = Ledger::open(&path)?;
    match ledger.follow_from(&kept.parse()?) {
        Ok(_) => return Err("the place cannot be in the backup".into()),
        Err(PlaceError::Rewound { common }) => {
            println!("An older backup was put back: events after {common} are gone, so begin anew.");
            live = Generosity::default();
            ledger.project(&mut live)?;
        }
        Err(other) => return Err(other.into()),
    }
    println!("Now {} gave {}", PEOPLE[0].1, live.of(&ledger, book, PEOPLE[0].0)?);
    Ok(())
}
