//! The whole way once: grant, keys, boards, history, reversal, reopening, verify.

use std::time::Duration;

use ledger_core::{BookId, By, Command, MemberId, Points, RequestKey};
use ledger_store::*;

#[test]
fn what_was_granted_is_there_after_reopening_and_verifies() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("points.db");
    let book = BookId::new(7).unwrap();
    let anna = MemberId::new(1).unwrap();
    let ledger = Ledger::open(&path).unwrap();
    let key = RequestKey::new("k:1").unwrap();
    let request = Request::new(book, Command::grant(1, 50, "welcome").unwrap()).key(key.clone());
    let first = ledger.submit(request.clone()).wait().unwrap();
    let again = ledger.submit(request).wait().unwrap();
    let other = ledger.submit(Request::new(book, Command::grant(1, 51, "welcome").unwrap()).key(key)).wait().unwrap();
    println!("{first:?}\n{again:?}\n{other:?}");
    ledger.submit(Request::new(book, Command::AdoptStarterSet)).wait().unwrap();
    let receipt =
        ledger.submit(Request::new(book, Command::grant(1, 50, "more").unwrap())).wait().unwrap().receipt().unwrap();
    println!("{receipt:?}");
    ledger.submit(Request::new(book, Command::transfer(1, 2, 30, "gift").unwrap())).wait().unwrap().receipt().unwrap();
    ledger.wait_for_boards(ledger.head(), Duration::from_secs(1));
    println!("{:?}", ledger.leaderboard(book, By::Balance, Page::From { rank: 1, limit: 10 }));
    println!("{:?}", ledger.rank(book, By::Balance, anna));
    for entry in ledger.history(&HistoryQuery::of(book).member(anna)).unwrap().entries {
        println!("{entry:?}");
    }
    let undo = Command::reverse(first.receipt().unwrap().position.unwrap(), "oops").unwrap();
    println!("{:?}", ledger.submit(Request::new(book, undo)).wait().unwrap());
    let (balance, digest) = (ledger.balance(book, anna), ledger.digest());
    println!("{:?}", ledger.rebuild(&mut |_| {}).unwrap());
    ledger.close().unwrap();
    println!("{:?}", verify(&path, &VerifyOptions::default(), &mut |_| {}).unwrap());
    let ledger = Ledger::open(&path).unwrap();
    assert_eq!(ledger.balance(book, anna), balance);
    assert_eq!(ledger.digest(), digest);
    let forget = Request::new(book, Command::ForgetMember { member: anna });
    println!("{:?} {}", ledger.submit(forget).wait().unwrap(), ledger.erasure_pending());
    assert_eq!(ledger.balance(book, anna), Points::ZERO);
    ledger.submit(Request::new(book, Command::CloseSeason { reason: "s".parse().unwrap() })).wait().unwrap();
    ledger.backup(&folder.path().join("b.db"), &mut |_| {}).unwrap();
    ledger.close().unwrap();
    println!("{:?}", verify(&path, &VerifyOptions::default(), &mut |_| {}).unwrap());
}
