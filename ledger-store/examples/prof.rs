//! scratch
use ledger_core::*;
use ledger_core::testkit::Zipf;
use ledger_store::*;
use std::time::Instant;
fn member(rank: u32) -> u64 { 100_000_000_000_000_000 + u64::from(rank) * 4_194_304 }
fn main() {
    let path = std::path::Path::new("/tmp/prof/points.db");
    let most = Amount::new(i64::MAX / 4).unwrap();
    let options = Options::default().checkpoint_every(u64::MAX).limits(Limits { max_points_per_transaction: most, max_total_points: most });
    let book = BookId::new(1).unwrap();
    if !path.exists() {
        let ledger = Ledger::open_with(path, options.clone()).unwrap();
        let ranks: Vec<u32> = (1..=1_000_000).chain(Zipf::new(1_000_000, 0.6, 1).take(3_000_000)).collect();
        for chunk in ranks.chunks(4000) {
            let v = chunk.iter().map(|r| Request::new(book, Command::grant(member(*r), 5, "thank you for helping at the market hall").unwrap())).collect();
            for o in ledger.submit_all(v).wait().unwrap() { o.unwrap(); }
        }
        ledger.close().unwrap();
    }
    let t = Instant::now();
    let ledger = Ledger::open_with(path, options).unwrap();
    println!("open {:?}", t.elapsed());
    ledger.wait_for_boards(ledger.head(), std::time::Duration::from_secs(60));
    for _ in 0..3 {
        let t = Instant::now();
        let b = ledger.book_as_of(book, AsOf::Position(Position(u64::MAX)), &mut |_| {}).unwrap();
        println!("fold {:?}", t.elapsed());
        let t = Instant::now();
        let boards = Boards::build(b.accounts());
        println!("boards {:?} {}", t.elapsed(), boards.len(By::Balance, ledger.now(), b.settings().utc_offset));
        let t = Instant::now();
        drop(b); drop(boards);
        println!("drop {:?}", t.elapsed());
    }
}
