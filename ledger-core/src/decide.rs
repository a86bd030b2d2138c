//! The rules. Each command is decided against a book as it will be, and answered with events or a refusal.

mod achievements;
mod forget;
mod orders;
mod points;
mod reverse;
mod season;
mod settings;

use crate::overlay::Ahead;
use crate::tables::{Phase, Tables};
use crate::{
    Account, AccountNo, Actor, Amount, Asker, Availability, Book, BookId, CodeHash, Command, Context, Event,
    Flow, Limits, MAX_BATCH, MemberId, OrderNo, Overlay, Points, Position, Recorded, Refusal, Sides,
};

/// The most accounts in a book: what their number holds.
const MAX_ACCOUNTS: u32 = u32::MAX - 1;

/// An event that was decided, with the links that chain it to the events before.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Decided {
    /// The event, with the position it will have.
    pub recorded: Recorded,
    /// Where the events before it stand.
    pub links: Links,
}

/// The positions of the events before: of the book, of the debit account and of the credit account; 0 for none.
/// The treasury has no chain of its own: it is the book's.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Links {
    /// Of the book.
    pub book: Position,
    /// Of the debit account.
    pub debit: Position,
    /// Of the credit account.
    pub credit: Position,
}

/// A book as it will be, and the events decided so far: what a writer holds while it gathers a commit.
///
/// After [`Draft::decide`] the caller either [accepts](Overlay::accept) or [discards](Overlay::discard)
/// what the command did to the overlay.
pub struct Draft<'a> {
    ahead: Ahead<'a>,
    events: &'a mut Vec<Decided>,
    book: Option<BookId>,
}

/// No, and whether a wrong code is to be remembered against somebody.
struct No {
    refusal: Refusal,
    guess: Option<MemberId>,
}

type Answer = Result<(), No>;

impl From<Refusal> for No {
    fn from(refusal: Refusal) -> No {
        No { refusal, guess: None }
    }
}

impl<'a> Draft<'a> {
    /// A draft over a book, with the overlay of what was decided before it in the same commit.
    /// New events are pushed to `events`.
    pub fn new(book: &'a Book, over: &'a mut Overlay, events: &'a mut Vec<Decided>) -> Draft<'a> {
        Draft { ahead: Ahead { book, over }, events, book: None }
    }

    /// Names the book in the events it decides. Without it they name book 1, as a single book in memory does.
    #[must_use]
    pub fn of(mut self, book: BookId) -> Draft<'a> {
        self.book = Some(book);
        self
    }

    /// Asks the rules. On a refusal the overlay is as it was before, except for what the rules want remembered.
    ///
    /// # Errors
    /// The refusal.
    pub fn decide(&mut self, command: &Command, context: &Context<'_>) -> Result<(), Refusal> {
        let start = self.events.len();
        let mut asked = Asked { context, command: context.next, next: context.next, actor: Actor::System };
        let answer = self.ask(command, &mut asked);
        let Err(No { refusal, guess }) = answer else {
            // Whoever asks for what is so already gets no account for asking.
            if let [Decided { recorded: Recorded { event: Event::AccountOpened { .. }, .. }, .. }] =
                self.events.get(start..).unwrap_or_default()
            {
                self.ahead.over.discard();
                self.events.truncate(start);
            }
            return Ok(());
        };
        self.ahead.over.discard();
        self.events.truncate(start);
        if let Some(member) = guess {
            asked.next = context.next;
            asked.actor = Actor::System;
            self.note_guess(member, &mut asked);
        }
        Err(refusal)
    }

    /// Takes the close of a season further by at most `limit` events; decides nothing if none is being closed.
    pub fn continue_season_close(&mut self, context: &Context<'_>, limit: usize) {
        let mut asked = Asked { context, command: context.next, next: context.next, actor: Actor::System };
        self.close_balances(&mut asked, limit);
    }

    /// The account of a member, also one that was opened in this draft.
    pub fn account_of(&self, member: MemberId) -> Option<AccountNo> {
        self.ahead.account_of(member)
    }

    /// The order that a code was issued for, also one that a newer code replaced.
    pub fn order_of(&self, code: &CodeHash) -> Option<OrderNo> {
        self.ahead.order_by_code(code)
    }

    /// What an account will have.
    pub fn balance(&self, no: AccountNo) -> Points {
        self.ahead.account(no).map_or(Points::ZERO, |account| account.balance.points)
    }

    fn ask(&mut self, command: &Command, asked: &mut Asked<'_>) -> Answer {
        if let Asker::Member(member) = asked.context.asker {
            asked.actor = Actor::Account(self.open(member, asked)?);
        } else {
            asked.actor = actor_of(asked.context.asker);
        }
        let Command::Batch(commands) = command else { return self.ask_one(command, asked) };
        let nested = commands.iter().any(|command| matches!(command, Command::Batch(_)));
        if commands.is_empty() || commands.len() > MAX_BATCH || nested {
            return Err(Refusal::BadBatch { commands: commands.len(), limit: MAX_BATCH }.into());
        }
        for (index, command) in commands.iter().enumerate() {
            self.ask_one(command, asked).map_err(|no| No {
                refusal: Refusal::InBatch { index, refusal: Box::new(no.refusal) },
                guess: no.guess,
            })?;
        }
        Ok(())
    }

    fn ask_one(&mut self, command: &Command, asked: &mut Asked<'_>) -> Answer {
        if self.ahead.rules().season.phase != Phase::Open {
            return Err(Refusal::SeasonClosing.into());
        }
        match command {
            Command::Grant { member, amount, reason } => self.grant(*member, *amount, reason, asked),
            Command::Deduct { member, amount, reason } => self.deduct(*member, *amount, reason, asked),
            Command::SetBalance { member, balance, reason } => {
                self.set_balance(*member, *balance, reason, asked)
            }
            Command::Transfer { from, to, amount, reason } => {
                self.transfer(*from, *to, *amount, reason, asked)
            }
            Command::Reverse { position, reason } => self.reverse(*position, reason, asked),
            Command::DefineAchievement { spec, reason } => self.define_achievement(spec, reason, asked),
            Command::ChangeAchievement { spec, reason } => self.change_achievement(spec, reason, asked),
            Command::RetireAchievement { achievement, reason } => {
                self.retire_achievement(achievement, reason, asked)
            }
            Command::AwardAchievement { member, achievement, reason } => {
                self.award_achievement(*member, achievement, reason, asked)
            }
            Command::RevokeAchievement { member, achievement, reason } => {
                self.revoke_achievement(*member, achievement, reason, asked)
            }
            Command::AdoptStarterSet { reason } => self.adopt_starter_set(reason, asked),
            Command::RecordOrder(order) => self.record_order(order, asked),
            Command::RedeemClaim { member, code } => self.redeem_claim(*member, code, asked),
            Command::ReissueClaim { order, issue, code, secret, reason } => {
                self.reissue_claim(order, *issue, *code, *secret, reason, asked)
            }
            Command::VoidClaim { order, reason } => self.void_claim(order, reason, asked),
            Command::ExpireClaim { order } => self.expire_claim(order, asked),
            Command::ChangeSettings { changes, reason } => self.change_settings(changes, reason, asked),
            Command::ReplaceSetting { was, change, reason } => {
                self.replace_setting(was, change, reason, asked)
            }
            Command::CloseSeason { reason } => self.close_season(reason, asked),
            Command::ForgetMember { member } => self.forget_member(*member, asked),
            Command::ForgetOrder { order } => self.forget_order(order, asked),
            Command::Batch(commands) => {
                Err(Refusal::BadBatch { commands: commands.len(), limit: MAX_BATCH }.into())
            }
        }
    }

    /// Makes an event a fact of this draft.
    fn emit(&mut self, event: Event, actor: Actor, asked: &mut Asked<'_>) {
        let sides = event.sides();
        let head_of = |no: AccountNo| match self.ahead.account(no) {
            Some(account) if !no.is_treasury() => account.head,
            _ => Position::START,
        };
        let links = Links {
            book: self.ahead.head().position,
            debit: head_of(sides.debit),
            credit: head_of(sides.credit),
        };
        let recorded = Recorded {
            position: asked.next,
            book: self.book.unwrap_or_else(first_book),
            at: asked.context.now.max(self.ahead.head().at),
            occurred_at: asked.context.occurred_at,
            command: asked.command,
            actor,
            event,
        };
        asked.next = asked.next.next();
        crate::apply::apply(&mut self.ahead, &recorded);
        self.events.push(Decided { recorded, links });
    }

    /// Emits a posting that was asked for, after the checks that hold for every posting, and what it unlocks.
    fn post(&mut self, event: Event, asked: &mut Asked<'_>) -> Answer {
        self.check_posting(&event)?;
        let sides = event.sides();
        self.emit(event, asked.actor, asked);
        if sides.amount > Points::ZERO {
            for no in sides.accounts() {
                self.unlock_what_holds(no, asked)?;
            }
        }
        Ok(())
    }

    /// No side goes below zero or past 64 bits; neither do the sums that the posting adds to.
    fn check_posting(&self, event: &Event) -> Answer {
        let sides @ Sides { amount, .. } = event.sides();
        let overflow = || No::from(Refusal::Overflow);
        let (flow, head) = (event.flow(), self.ahead.head());
        if let Some(giver) = self.ahead.account(sides.debit) {
            let left = giver.balance.points.minus(amount).ok_or_else(overflow)?;
            if left < Points::ZERO && !sides.debit.is_treasury() {
                let balance = giver.balance.points;
                return Err(Refusal::InsufficientBalance { balance, asked: amount }.into());
            }
            if flow == Flow::Spent {
                giver.spent.plus(amount).and(head.spent.plus(amount)).ok_or_else(overflow)?;
            }
        }
        if let Some(taker) = self.ahead.account(sides.credit) {
            taker.balance.points.plus(amount).ok_or_else(overflow)?;
            if flow == Flow::Earned && sides.debit.is_treasury() {
                taker.earned.points.plus(amount).and(head.issued.plus(amount)).ok_or_else(overflow)?;
            }
        }
        Ok(())
    }

    /// Unlocks every achievement whose rule holds; a reward may make further ones hold. It ends because each
    /// achievement unlocks once and a book has a limited number of them.
    fn unlock_what_holds(&mut self, no: AccountNo, asked: &mut Asked<'_>) -> Answer {
        loop {
            let rules = self.ahead.rules();
            let Some(account) = self.ahead.account(no) else { return Ok(()) };
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
            self.emit(event, Actor::System, asked);
        }
    }

    /// The account of a member, opened if need be.
    fn open(&mut self, member: MemberId, asked: &mut Asked<'_>) -> Result<AccountNo, No> {
        if let Some(no) = self.ahead.account_of(member) {
            return Ok(no);
        }
        let opened = self.ahead.opened();
        if opened >= MAX_ACCOUNTS {
            return Err(Refusal::BookFull { what: "accounts", limit: MAX_ACCOUNTS }.into());
        }
        let account = AccountNo(opened.saturating_add(1));
        self.emit(Event::AccountOpened { account, member: Some(member) }, Actor::System, asked);
        Ok(account)
    }

    fn member(&self, member: MemberId) -> Result<(AccountNo, &Account), No> {
        let found = self.ahead.account_of(member).and_then(|no| Some((no, self.ahead.account(no)?)));
        found.ok_or_else(|| Refusal::UnknownMember { member }.into())
    }

    fn check_transaction(&self, amount: Points, asked: &Asked<'_>) -> Answer {
        let own = self.ahead.rules().settings.max_points_per_transaction;
        let limit = own.unwrap_or(asked.limits().max_points_per_transaction);
        if amount > limit.points() {
            return Err(Refusal::OverTransactionLimit { asked: amount, limit }.into());
        }
        Ok(())
    }

    fn balance_limit(&self, asked: &Asked<'_>) -> Amount {
        self.ahead.rules().settings.max_total_points.unwrap_or(asked.limits().max_total_points)
    }

    fn check_credit(&self, no: AccountNo, amount: Points, asked: &Asked<'_>) -> Answer {
        let limit = self.balance_limit(asked);
        let would_be = self.balance(no).plus(amount).ok_or(Refusal::Overflow)?;
        if would_be > limit.points() {
            return Err(Refusal::OverBalanceLimit { would_be, limit }.into());
        }
        Ok(())
    }
}

/// What stays the same and what counts on while one command is decided.
struct Asked<'c> {
    context: &'c Context<'c>,
    command: Position,
    next: Position,
    actor: Actor,
}

impl Asked<'_> {
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
