//! The rules: each command is decided against a book with an overlay, and results in events or a refusal.

mod achievements;
mod clock;
mod forget;
mod orders;
mod points;
mod reverse;
mod season;
mod settings;

use crate::account::Account;
use crate::achievement::Availability;
use crate::book::{Book, OverlaidBook, Overlay, Phase, Tables, apply};
use crate::command::{Command, Context, Limits, MAX_BATCH};
use crate::event::{Event, Flow, Recorded, Sides};
use crate::refusal::Refusal;
use crate::settings::Settings;
use crate::values::{
    AccountNo, Actor, Amount, Asker, BookId, CodeHash, MemberId, OrderNo, Points, Position, Timestamp,
};

/// The most accounts in a book, by the size of their number.
const MAX_ACCOUNTS: u32 = u32::MAX - 1;

/// The decision about a command. A refusal has events only if the rules record the attempt: a wrong code.
#[derive(Debug)]
pub struct Decision {
    /// Accepted, or the refusal. Accepted without events means that the book already is as the command asks.
    pub answer: Result<(), Refusal>,
    /// The events to append, in this order and in one commit.
    pub events: Vec<Decided>,
}

/// A decided event, with the links to the events before it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Decided {
    /// The event, with the position it will have.
    pub recorded: Recorded,
    /// The positions of the events before it.
    pub links: Links,
}

/// The positions of the last event before this one of the book, the debit account and the credit account; 0 for none.
/// The treasury has no chain: its link is always 0.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Links {
    /// The last event of the book.
    pub book: Position,
    /// The last event of the debit account.
    pub debit: Position,
    /// The last event of the credit account.
    pub credit: Position,
}

/// A book with an overlay, and the events decided so far: the state of a writer while it gathers a commit.
///
/// After [`Draft::decide`] the caller either [accepts](Overlay::accept) or [discards](Overlay::discard) the changes of
/// the command.
pub struct Draft<'a> {
    book: OverlaidBook<'a>,
    events: &'a mut Vec<Decided>,
    book_id: Option<BookId>,
}

/// A refusal, and the member whose wrong code is recorded.
struct Rejection {
    refusal: Refusal,
    guess: Option<MemberId>,
}

type DecideResult = Result<(), Rejection>;

impl From<Refusal> for Rejection {
    fn from(refusal: Refusal) -> Rejection {
        Rejection { refusal, guess: None }
    }
}

impl Book {
    /// Decides a command. It changes nothing: append the events, then [apply](Book::apply) them.
    pub fn decide(&self, command: &Command, context: &Context<'_>) -> Decision {
        let mut overlay = Overlay::over(self);
        let mut events = Vec::new();
        let answer = Draft::new(self, &mut overlay, &mut events).decide(command, context);
        Decision { answer, events }
    }
}

impl<'a> Draft<'a> {
    /// A draft over a book, with the overlay and the events of the commands decided before in the same commit.
    pub fn new(book: &'a Book, overlay: &'a mut Overlay, events: &'a mut Vec<Decided>) -> Draft<'a> {
        Draft { book: OverlaidBook { base: book, overlay }, events, book_id: None }
    }

    /// Sets the book id of the decided events; 1 by default, for a program with a single book.
    #[must_use]
    pub fn for_book(mut self, book: BookId) -> Draft<'a> {
        self.book_id = Some(book);
        self
    }

    /// Decides a command. A refusal leaves the overlay unchanged, except for events that the rules record.
    ///
    /// # Errors
    /// The refusal.
    pub fn decide(&mut self, command: &Command, context: &Context<'_>) -> Result<(), Refusal> {
        let start = self.events.len();
        let mut state =
            DecisionState { context, command: context.next, next: context.next, actor: Actor::System };
        let answer = self.run(command, &mut state);
        let Err(Rejection { refusal, guess }) = answer else {
            // A command that changes nothing opens no account.
            if let [Decided { recorded: Recorded { event: Event::AccountOpened { .. }, .. }, .. }] =
                self.events.get(start..).unwrap_or_default()
            {
                self.book.overlay.discard();
                self.events.truncate(start);
            }
            return Ok(());
        };
        self.book.overlay.discard();
        self.events.truncate(start);
        if let Some(member) = guess {
            state.next = context.next;
            state.actor = Actor::System;
            self.record_guess(member, &mut state);
        }
        Err(refusal)
    }

    /// Continues the close of a season by at most `limit` events; decides nothing if no season is being closed.
    pub fn continue_season_close(&mut self, context: &Context<'_>, limit: usize) {
        let mut state =
            DecisionState { context, command: context.next, next: context.next, actor: Actor::System };
        self.close_balances(&mut state, limit);
    }

    /// The account of a member, including accounts opened in this draft.
    pub fn account_of(&self, member: MemberId) -> Option<AccountNo> {
        self.book.account_of(member)
    }

    /// The settings, including changes in this draft.
    pub fn settings(&self) -> &Settings {
        &self.book.rules().settings
    }

    /// The order of a code, including codes that a newer code replaced.
    pub fn order_of(&self, code: &CodeHash) -> Option<OrderNo> {
        self.book.order_by_code(code)
    }

    /// The balance of an account, including this draft.
    pub fn balance(&self, no: AccountNo) -> Points {
        self.book.account(no).map_or(Points::ZERO, |account| account.balance.points)
    }

    fn run(&mut self, command: &Command, state: &mut DecisionState<'_>) -> DecideResult {
        if let Asker::Member(member) = state.context.asker {
            state.actor = Actor::Account(self.open(member, state)?);
        } else {
            state.actor = actor_of(state.context.asker);
        }
        let Command::Batch(commands) = command else { return self.run_one(command, state) };
        let nested = commands.iter().any(|command| matches!(command, Command::Batch(_)));
        if commands.is_empty() || commands.len() > MAX_BATCH || nested {
            return Err(Refusal::BadBatch { commands: commands.len(), limit: MAX_BATCH }.into());
        }
        for (index, command) in commands.iter().enumerate() {
            self.run_one(command, state).map_err(|rejection| Rejection {
                refusal: Refusal::InBatch { index, refusal: Box::new(rejection.refusal) },
                guess: rejection.guess,
            })?;
        }
        Ok(())
    }

    fn run_one(&mut self, command: &Command, state: &mut DecisionState<'_>) -> DecideResult {
        // The close of a season may itself wait for the clock.
        if self.book.rules().season.phase != Phase::Open && *command != Command::CorrectClock {
            return Err(Refusal::SeasonClosing.into());
        }
        match command {
            Command::Grant { member, amount, reason } => self.grant(*member, *amount, reason, state),
            Command::Deduct { member, amount, reason } => self.deduct(*member, *amount, reason, state),
            Command::SetBalance { member, balance, reason } => {
                self.set_balance(*member, *balance, reason, state)
            }
            Command::Transfer { from, to, amount, reason } => {
                self.transfer(*from, *to, *amount, reason, state)
            }
            Command::Reverse { position, reason } => self.reverse(*position, reason, state),
            Command::DefineAchievement { spec, reason } => self.define_achievement(spec, reason, state),
            Command::ChangeAchievement { spec, reason } => self.change_achievement(spec, reason, state),
            Command::RetireAchievement { achievement, reason } => {
                self.retire_achievement(achievement, reason, state)
            }
            Command::AwardAchievement { member, achievement, reason } => {
                self.award_achievement(*member, achievement, reason, state)
            }
            Command::RevokeAchievement { member, achievement, reason } => {
                self.revoke_achievement(*member, achievement, reason, state)
            }
            Command::AdoptStarterSet { reason } => self.adopt_starter_set(reason, state),
            Command::RecordOrder(order) => self.record_order(order, state),
            Command::RedeemClaim { member, code } => self.redeem_claim(*member, code, state),
            Command::ReissueClaim { order, issue, code, secret, reason } => {
                self.reissue_claim(order, *issue, *code, *secret, reason, state)
            }
            Command::VoidClaim { order, reason } => self.void_claim(order, reason, state),
            Command::ExpireClaim { order } => self.expire_claim(order, state),
            Command::ChangeSettings { changes, reason } => self.change_settings(changes, reason, state),
            Command::ReplaceSetting { was, change, reason } => {
                self.replace_setting(was, change, reason, state)
            }
            Command::CloseSeason { reason } => self.close_season(reason, state),
            Command::CorrectClock => self.correct_clock(state),
            Command::ForgetMember { member } => self.forget_member(*member, state),
            Command::ForgetOrder { order } => self.forget_order(order, state),
            Command::Batch(commands) => {
                Err(Refusal::BadBatch { commands: commands.len(), limit: MAX_BATCH }.into())
            }
        }
    }

    /// Records an event in this draft. Recorded time never goes back, whatever the clock says.
    fn emit(&mut self, event: Event, actor: Actor, state: &mut DecisionState<'_>) {
        let at = state.context.now.max(self.book.head().at);
        self.emit_at(at, event, actor, state);
    }

    fn emit_at(&mut self, at: Timestamp, event: Event, actor: Actor, state: &mut DecisionState<'_>) {
        let sides = event.sides();
        let head_of = |no: AccountNo| match self.book.account(no) {
            Some(account) if !no.is_treasury() => account.head,
            _ => Position::START,
        };
        let links = Links {
            book: self.book.head().position,
            debit: head_of(sides.debit),
            credit: head_of(sides.credit),
        };
        let recorded = Recorded {
            position: state.next,
            book: self.book_id.unwrap_or_else(first_book),
            at,
            occurred_at: state.context.occurred_at,
            command: state.command,
            actor,
            event,
        };
        state.next = state.next.next();
        apply(&mut self.book, &recorded);
        self.events.push(Decided { recorded, links });
    }

    /// Checks and emits the posting of a command, and the achievements that it unlocks.
    fn post(&mut self, event: Event, state: &mut DecisionState<'_>) -> DecideResult {
        self.check_posting(&event)?;
        let sides = event.sides();
        self.emit(event, state.actor, state);
        if sides.amount > Points::ZERO {
            for no in sides.accounts() {
                self.unlock_achievements(no, state)?;
            }
        }
        Ok(())
    }

    /// Refuses a posting that takes an account below zero, or a balance or a sum past 64 bits.
    fn check_posting(&self, event: &Event) -> DecideResult {
        let sides @ Sides { amount, .. } = event.sides();
        let overflow = || Rejection::from(Refusal::Overflow);
        let (flow, head) = (event.flow(), self.book.head());
        if let Some(giver) = self.book.account(sides.debit) {
            let left = giver.balance.points.checked_sub(amount).ok_or_else(overflow)?;
            if left < Points::ZERO && !sides.debit.is_treasury() {
                let balance = giver.balance.points;
                return Err(Refusal::InsufficientBalance { balance, asked: amount }.into());
            }
            if flow == Flow::Spent {
                giver.spent.checked_add(amount).and(head.spent.checked_add(amount)).ok_or_else(overflow)?;
            }
        }
        if let Some(taker) = self.book.account(sides.credit) {
            taker.balance.points.checked_add(amount).ok_or_else(overflow)?;
            if flow == Flow::Earned && sides.debit.is_treasury() {
                taker
                    .earned
                    .points
                    .checked_add(amount)
                    .and(head.issued.checked_add(amount))
                    .ok_or_else(overflow)?;
            }
        }
        Ok(())
    }

    /// Unlocks every achievement whose rule holds. A reward may make further rules hold; the loop ends because each of
    /// the limited number of achievements unlocks once.
    fn unlock_achievements(&mut self, no: AccountNo, state: &mut DecisionState<'_>) -> DecideResult {
        loop {
            let rules = self.book.rules();
            let Some(account) = self.book.account(no) else { return Ok(()) };
            let next = rules.achievements.iter().find(|achievement| {
                achievement.availability == Availability::Open
                    && achievement.spec.rule.holds(no, account)
                    && account.unlock(achievement.no).is_none()
            });
            let Some(next) = next else { return Ok(()) };
            let event = Event::AchievementUnlocked {
                account: no,
                achievement: next.spec.key.clone(),
                reward: next.spec.reward,
                reason: None,
            };
            self.check_posting(&event)?;
            self.emit(event, Actor::System, state);
        }
    }

    /// The account of a member; opens one if the member has none.
    fn open(&mut self, member: MemberId, state: &mut DecisionState<'_>) -> Result<AccountNo, Rejection> {
        if let Some(no) = self.book.account_of(member) {
            return Ok(no);
        }
        let opened = self.book.opened();
        if opened >= MAX_ACCOUNTS {
            return Err(Refusal::BookFull { what: "accounts", limit: MAX_ACCOUNTS }.into());
        }
        let account = AccountNo(opened.saturating_add(1));
        self.emit(Event::AccountOpened { account, member: Some(member) }, Actor::System, state);
        Ok(account)
    }

    fn member(&self, member: MemberId) -> Result<(AccountNo, &Account), Rejection> {
        let found = self.book.account_of(member).and_then(|no| Some((no, self.book.account(no)?)));
        found.ok_or_else(|| Refusal::UnknownMember { member }.into())
    }

    fn check_transaction(&self, amount: Points, state: &DecisionState<'_>) -> DecideResult {
        let own = self.book.rules().settings.max_points_per_transaction;
        let limit = own.unwrap_or(state.limits().max_points_per_transaction);
        if amount > limit.points() {
            return Err(Refusal::OverTransactionLimit { asked: amount, limit }.into());
        }
        Ok(())
    }

    fn balance_limit(&self, state: &DecisionState<'_>) -> Amount {
        self.book.rules().settings.max_total_points.unwrap_or(state.limits().max_total_points)
    }

    fn check_credit(&self, no: AccountNo, amount: Points, state: &DecisionState<'_>) -> DecideResult {
        let limit = self.balance_limit(state);
        let would_be = self.balance(no).checked_add(amount).ok_or(Refusal::Overflow)?;
        if would_be > limit.points() {
            return Err(Refusal::OverBalanceLimit { would_be, limit }.into());
        }
        Ok(())
    }
}

/// The state of one decision: its inputs, and the position of the next event.
struct DecisionState<'c> {
    context: &'c Context<'c>,
    command: Position,
    next: Position,
    actor: Actor,
}

impl DecisionState<'_> {
    fn limits(&self) -> Limits {
        self.context.limits
    }
}

fn actor_of(asker: Asker) -> Actor {
    match asker {
        Asker::CommandLine => Actor::CommandLine,
        Asker::Import => Actor::Import,
        Asker::Web => Actor::Web,
        Asker::System | Asker::Member(_) => Actor::System,
    }
}

fn first_book() -> BookId {
    BookId::new(1).expect("1 is a book id")
}
