//! Events that a wrong clock recorded, years ahead: the book goes on as if they had been recorded in their turn.

use ledger_core::testkit::{ANNA, BEN, MemoryLedger, batch, code, grant, redeem, setting, transfer, utc};
use ledger_core::{Boards, Book, By, Command, Context, Limits, Position, Posting, Refusal, Timestamp};

/// A book whose next events are recorded at any time, also before its last event.
#[derive(Default)]
struct AnyTime {
    book: Book,
    events: u64,
}

impl AnyTime {
    /// Decides a command on the book at a time, and records its events at that time.
    fn at(&mut self, now: Timestamp, command: &Command) -> Result<(), Refusal> {
        let postings: [Posting; 0] = [];
        let decision = self.book.decide(
            command,
            &Context {
                now,
                occurred_at: None,
                asker: ledger_core::Asker::System,
                next: Position(self.events + 1),
                limits: Limits::default(),
                postings: &postings,
            },
        );
        for mut decided in decision.events {
            decided.recorded.at = now;
            self.book.apply(&decided.recorded);
            self.events += 1;
        }
        decision.answer
    }

    #[track_caller]
    fn accepts(&mut self, now: Timestamp, command: &Command) {
        assert_eq!(self.at(now, command), Ok(()), "{command:?} at {now:?}");
    }

    fn board(&self, by: By, now: Timestamp) -> Vec<(u32, i64)> {
        let offset = self.book.settings().utc_offset;
        let boards = Boards::build(self.book.accounts(), now, offset);
        let places = boards.places(by, 1, 100, now, offset);
        places.into_iter().map(|place| (place.account.0, place.points.0)).collect()
    }
}

fn today(minute: u8) -> Timestamp {
    utc(2026, 1, 5, 12, minute)
}

fn far_ahead() -> Timestamp {
    utc(2031, 6, 1, 12, 0)
}

/// A book of two members, after a clock that showed 2031 and was set right again.
fn after_a_wrong_clock(settings: &[(&str, &str)], wrong: &[Command]) -> AnyTime {
    let mut book = AnyTime::default();
    for (name, value) in settings {
        book.accepts(today(0), &setting(name, value));
    }
    book.accepts(today(0), &batch([grant(ANNA, 100), grant(BEN, 50)]));
    for command in wrong {
        // A wrong code is refused and recorded.
        drop(book.at(far_ahead(), command));
    }
    book.accepts(far_ahead(), &grant(BEN, 1));
    // The correction of the clock: an event that moves no points.
    book.accepts(today(1), &setting("order_rate", "2"));
    book
}

#[test]
fn points_of_the_right_time_count_in_the_week_and_month_of_today() {
    let mut book = after_a_wrong_clock(&[], &[]);
    book.accepts(today(2), &grant(BEN, 5));
    for by in [By::Week, By::Month] {
        assert_eq!(book.board(by, today(3)), [(1, 100), (2, 55)], "{by:?}");
    }
    let next = utc(2026, 2, 2, 0, 0);
    book.accepts(next, &grant(BEN, 7));
    assert_eq!(book.board(By::Month, next), [(2, 7)]);
    assert_eq!(book.board(By::LastMonth, next), [(1, 100), (2, 55)]);
    assert_eq!(book.board(By::Month, far_ahead()), [], "the wrong month gave way to the right one");
}

#[test]
fn the_board_of_the_week_is_there_before_anything_is_recorded_at_the_right_time() {
    let mut book = AnyTime::default();
    book.accepts(today(0), &batch([grant(ANNA, 100), grant(BEN, 50)]));
    book.accepts(far_ahead(), &grant(BEN, 1));
    assert_eq!(book.board(By::Week, today(1)), [(1, 100), (2, 50)]);
    assert_eq!(book.board(By::Week, far_ahead()), [(2, 1)]);
}

#[test]
fn a_transfer_of_the_far_future_makes_nobody_wait() {
    let wait = ("transfer_cooldown", "60");
    let mut book = after_a_wrong_clock(&[wait], &[transfer(ANNA, BEN, 10)]);
    book.accepts(today(2), &transfer(ANNA, BEN, 1));
    let refused = book.at(today(2).plus_seconds(59), &transfer(ANNA, BEN, 1)).unwrap_err();
    assert_eq!(refused.name(), "transfer_cooldown", "the wait is counted at the right time");
    book.accepts(today(3), &transfer(ANNA, BEN, 1));
}

#[test]
fn the_daily_cap_goes_on_where_it_was_before_the_far_future() {
    let mut book = AnyTime::default();
    book.accepts(today(0), &setting("transfer_daily_cap", "10"));
    book.accepts(today(0), &grant(ANNA, 100));
    book.accepts(today(0), &transfer(ANNA, BEN, 8));
    book.accepts(far_ahead(), &transfer(ANNA, BEN, 10));
    book.accepts(today(1), &setting("order_rate", "2"));
    assert_eq!(book.at(today(2), &transfer(ANNA, BEN, 3)).unwrap_err().name(), "over_daily_cap");
    book.accepts(today(2), &transfer(ANNA, BEN, 2));
    book.accepts(utc(2026, 1, 6, 0, 0), &transfer(ANNA, BEN, 10));
}

#[test]
fn an_offset_that_moves_over_midnight_and_back_keeps_the_daily_cap() {
    let mut ledger = MemoryLedger::new();
    ledger.clock.set(utc(2026, 1, 5, 23, 30));
    let mut submit = |command: Command| ledger.submit(ledger_core::testkit::BOOK, &command).map(|_| ());
    let command = batch([setting("transfer_daily_cap", "10"), grant(ANNA, 100), transfer(ANNA, BEN, 9)]);
    assert_eq!(submit(command), Ok(()));
    assert_eq!(submit(batch([setting("utc_offset", "+01:00"), transfer(ANNA, BEN, 10)])), Ok(()));
    let back = submit(batch([setting("utc_offset", ""), transfer(ANNA, BEN, 2)])).unwrap_err();
    assert!(back.to_string().contains("9"), "{back}");
}

#[test]
fn wrong_codes_of_the_far_future_neither_count_nor_stay() {
    let wrong = [1, 2, 3, 4, 5].map(|n| redeem(ANNA, code("no such order", n)));
    let mut book = after_a_wrong_clock(&[], &wrong);
    for left in (0..5).rev() {
        let refused = book.at(today(2), &redeem(ANNA, code("no such order", 1))).unwrap_err();
        assert_eq!(refused, Refusal::UnknownCode { guesses_left: left });
    }
    let waits = book.at(today(3), &redeem(ANNA, code("no such order", 1))).unwrap_err();
    assert_eq!(waits, Refusal::TooManyGuesses { now: today(3), retry_at: today(2).plus_seconds(3_600) });
    let kept: Vec<Vec<Timestamp>> = book.book.parts().conduct.into_values().map(|one| one.guesses).collect();
    assert_eq!(kept, [[today(2); 5]]);
}

#[test]
fn sums_of_days_go_to_the_days_of_the_events() {
    let mut book = after_a_wrong_clock(&[], &[]);
    book.accepts(today(2), &grant(BEN, 5));
    let flows: Vec<(String, i64, u32)> =
        book.book.daily_flows().map(|(day, flow)| (day.to_string(), flow.issued.0, flow.active)).collect();
    // Ben is counted twice on the first day: an account knows the day of its last event only.
    assert_eq!(flows, [("2026-01-05".to_owned(), 155, 3), ("2031-06-01".to_owned(), 1, 1)]);
}

#[test]
fn the_highest_balance_and_the_order_of_equal_ones_follow_the_events_and_not_their_times() {
    let mut book = after_a_wrong_clock(&[], &[grant(ANNA, 1)]);
    book.accepts(today(2), &grant(BEN, 50));
    assert_eq!(book.board(By::Balance, today(3)), [(1, 101), (2, 101)], "Anna had 101 first");
    assert_eq!(book.book.member(BEN).unwrap().1.highest.0, 101);
    assert_eq!(book.book.member(BEN).unwrap().1.last_at, today(2));
}
