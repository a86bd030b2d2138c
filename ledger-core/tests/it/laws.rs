//! The laws, on random commands: at least `LAW_COMMANDS` in total (default 20,000), drawn from `LAW_SEED`.
//! The ledger answers every command like the naive model, and its state adds up.

mod model;
mod script;

use std::cell::{Cell, RefCell};
use std::collections::{BTreeMap, BTreeSet};

use ledger_core::testkit::{MemoryLedger, key};
use ledger_core::{
    AccountNo, AccountParts, Book, BookId, Command, Event, EventKind, Order, Position, Refusal,
};
use proptest::test_runner::{Config, RngAlgorithm, TestError, TestRng, TestRunner};

use self::model::Model;
use self::script::{Group, Script};
use crate::live::Live;

/// The refusals that the scripts must meet: all except those of commands that they lack, and of full books.
const MET: [&str; 33] = [
    "already_redeemed",
    "already_reversed",
    "already_unlocked",
    "achievement_exists",
    "achievement_retired",
    "bad_batch",
    "bad_reward",
    "below_transfer_minimum",
    "claim_not_open",
    "code_replaced",
    "code_taken",
    "insufficient_balance",
    "key_reused",
    "negative_balance",
    "not_reversible",
    "not_unlocked",
    "order_changed_since",
    "over_balance_limit",
    "over_daily_cap",
    "over_transaction_limit",
    "overflow",
    "reversal_of_reversal",
    "same_account",
    "season_closing",
    "stale_issue",
    "too_many_guesses",
    "transfer_cooldown",
    "transfers_off",
    "unknown_achievement",
    "unknown_code",
    "unknown_member",
    "unknown_order",
    "unknown_posting",
];

#[test]
fn the_laws_hold_for_random_commands() {
    let (commands, seed) = (number("LAW_COMMANDS", 20_000), number("LAW_SEED", 1));
    let (asked, seen) = (Cell::new(0), RefCell::new(BTreeSet::new()));
    // The length of a script is random too, so the next round makes up for the commands that this one lacks.
    for round in 0_u64.. {
        let left = commands.saturating_sub(asked.get());
        if left == 0 {
            break;
        }
        let cases = u32::try_from(left.div_ceil(script::COMMANDS)).expect("fewer than 2³² scripts");
        let outcome = runner(cases, seed, round).run(&script::scripts(), |script| {
            let trial = Trial::of(&script);
            trial.check_at_the_end();
            asked.set(asked.get() + trial.asked);
            seen.borrow_mut().extend(trial.refusals);
            seen.borrow_mut()
                .extend(trial.ledger.journal().iter().map(|recorded| recorded.event.kind().as_str()));
            Ok(())
        });
        match outcome {
            Ok(()) => {}
            Err(TestError::Fail(reason, script)) => {
                panic!("{reason}\nwith LAW_SEED={seed}, for {script:?}")
            }
            Err(TestError::Abort(reason)) => panic!("{reason}"),
        }
    }
    let asked = asked.get();
    assert!(asked >= commands, "{asked} of {commands} commands were executed");
    // Scripts that never meet a rule do not test it.
    if commands >= 20_000 {
        // The correction of the clock concerns all books at once and has a law of its own, in `clock_corrections.rs`.
        let kinds = EventKind::ALL.iter().filter(|kind| **kind != EventKind::ClockCorrected);
        let kinds = kinds.map(|kind| kind.as_str());
        let missed: Vec<_> = kinds.chain(MET).filter(|name| !seen.borrow().contains(name)).collect();
        assert!(missed.is_empty(), "the scripts never met {missed:?}");
    }
}

/// A runner for this many scripts, with a different seed in each round.
fn runner(cases: u32, seed: u64, round: u64) -> TestRunner {
    let config = Config { cases, failure_persistence: None, max_shrink_iters: 2_000, ..Config::default() };
    let mut bytes = [0; 32];
    bytes[..8].copy_from_slice(&seed.to_le_bytes());
    bytes[8..16].copy_from_slice(&round.to_le_bytes());
    TestRunner::new_with_rng(config, TestRng::from_seed(RngAlgorithm::ChaCha, &bytes))
}

fn number(variable: &str, default: u64) -> u64 {
    match std::env::var(variable) {
        Ok(value) => value.parse().unwrap_or_else(|_| panic!("{variable} is a whole number, not {value:?}")),
        Err(_) => default,
    }
}

/// Runs one script on everything that should agree: a ledger that applies event by event, books that merge whole
/// commits, and the model.
struct Trial {
    ledger: MemoryLedger,
    live: Live,
    models: BTreeMap<BookId, Model>,
    keys: BTreeMap<(BookId, u8), (Command, Vec<Position>)>,
    refusals: BTreeSet<&'static str>,
    /// The number of executed commands; a batch counts as one.
    asked: u64,
}

impl Trial {
    fn of(script: &Script) -> Trial {
        let mut trial = Trial {
            ledger: MemoryLedger::new(),
            live: Live::default(),
            models: BTreeMap::new(),
            keys: BTreeMap::new(),
            refusals: BTreeSet::new(),
            asked: 0,
        };
        trial.ledger.limits = script.limits();
        trial.live.limits = script.limits();
        script.groups.iter().for_each(|group| trial.play(group));
        trial
    }

    /// Executes the commands of a group one by one, and then in one commit.
    fn play(&mut self, group: &Group) {
        let book = group.book();
        self.ledger.clock.advance_seconds(group.seconds);
        self.ledger.asker = group.asker();
        let mut commands = Vec::new();
        let mut answers = Vec::new();
        for ask in &group.asks {
            let command = ask.step.command(&self.ledger, book);
            if let Some(answer) = self.ask(book, ask.key, &command) {
                commands.push(command);
                answers.push(answer);
            }
        }
        (self.live.clock, self.live.asker) = (self.ledger.clock, self.ledger.asker);
        let decoy = group.decoy.command(&self.ledger, book);
        let before = self.live.journal.len();
        assert_eq!(self.live.commit(book, &commands, Some(&decoy)), answers);
        assert_eq!(self.live.journal.len(), self.ledger.journal().len());
        for (merged, applied) in self.live.journal.iter().zip(self.ledger.journal()).skip(before) {
            assert_eq!(merged, applied);
        }
    }

    /// The book's answer, or `None` if a repeated key answered instead.
    fn ask(&mut self, book: BookId, name: Option<u8>, command: &Command) -> Option<Result<(), Refusal>> {
        self.asked += 1;
        let before = self.ledger.journal().len();
        let answer = match name {
            Some(name) => self.ledger.submit_keyed(book, &key(&format!("k{name}")), command),
            None => self.ledger.submit(book, command),
        };
        let events = self.ledger.journal().len() - before;
        self.refusals.extend(answer.as_ref().err().map(Refusal::name));
        let kept = name.and_then(|name| self.keys.get(&(book, name)));
        if let Some((first, positions)) = kept {
            match &answer {
                Ok(receipt) => assert_eq!((first, positions), (command, &receipt.positions)),
                // The key of a wrong code refuses every code.
                Err(refusal) if self.is_guess(positions) && command.redeems() => {
                    assert_eq!(refusal.name(), "unknown_code");
                }
                Err(refusal) => assert_eq!((first != command, refusal.name()), (true, "key_reused")),
            }
            assert_eq!(events, 0, "a repeated key appends nothing");
            return None;
        }
        let model = self.models.entry(book).or_insert_with(|| Model::new(self.ledger.limits));
        let now = self.ledger.journal().last().map_or(self.ledger.clock.now(), |last| {
            // Events of this command have its own time.
            last.at.max(self.ledger.clock.now())
        });
        let expected = model.ask(command, self.ledger.asker, now.micros(), before as u64);
        let names = answer.as_ref().map(|_| ()).map_err(Refusal::name);
        assert_eq!((names, events as u64), (expected.answer, expected.events), "{command:?}");
        model.check(self.ledger.book(book));
        let positions = match &answer {
            Ok(receipt) => receipt.positions.clone(),
            Err(_) if events > 0 => {
                self.ledger.journal().last().map(|last| last.position).into_iter().collect()
            }
            Err(_) => Vec::new(),
        };
        if let (Some(name), false) = (name, positions.is_empty()) {
            self.keys.insert((book, name), (command.clone(), positions));
        }
        Some(answer.map(|_| ()))
    }

    fn is_guess(&self, positions: &[Position]) -> bool {
        let guessed = |position: &Position| {
            let recorded = &self.ledger.journal()[position.0 as usize - 1];
            matches!(recorded.event, Event::CodeGuessed { .. })
        };
        positions.iter().any(guessed)
    }

    fn check_at_the_end(&self) {
        self.check_that_points_are_conserved_at_every_position();
        assert_eq!(self.ledger.replayed(), *self.ledger.books(), "replay equals live");
        for (id, book) in self.ledger.books() {
            let (merged, _) = &self.live.books[id];
            check_equal(merged, book);
            check_equal(&reassembled(book), book);
            self.live.check_boards(*id);
        }
    }

    fn check_that_points_are_conserved_at_every_position(&self) {
        let mut books: BTreeMap<BookId, Book> = BTreeMap::new();
        for recorded in self.ledger.journal() {
            let book = books.entry(recorded.book).or_default();
            book.apply(recorded);
            let balances = || book.accounts().map(|(no, account)| (no, i128::from(account.balance.points.0)));
            let sum: i128 = balances().map(|(_, points)| points).sum();
            assert_eq!(sum, 0, "the sum over the book at position {}", recorded.position);
            let in_debt = balances().find(|(no, points)| *no != AccountNo::TREASURY && *points < 0);
            assert_eq!(in_debt, None, "at position {}", recorded.position);
        }
    }
}

/// Equal in every way there is to compare two books.
fn check_equal(one: &Book, other: &Book) {
    assert_eq!(one, other);
    assert_eq!(bytes(one), bytes(other));
    for achievement in other.achievements() {
        assert_eq!(one.holders(achievement.no), other.holders(achievement.no));
    }
    for (no, account) in other.accounts() {
        if let Some(member) = account.member {
            assert_eq!((one.account_of(member), other.account_of(member)), (Some(no), Some(no)));
        }
    }
    for order in other.orders() {
        assert_eq!(one.order(&order.key), Some(order));
    }
}

fn reassembled(book: &Book) -> Book {
    let accounts: Vec<AccountParts> = book.accounts().map(|(_, account)| account.into()).collect();
    let orders: Vec<Order> = book.orders().cloned().collect();
    Book::from_parts(book.parts(), accounts, orders)
}

fn bytes(book: &Book) -> Vec<u8> {
    let mut all = Vec::new();
    book.canonical_bytes(&mut |bytes| all.extend_from_slice(bytes));
    all
}
