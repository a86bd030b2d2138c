//! The demonstration, chapter by chapter, through the public API of the ledger.

use std::time::Duration;

use adapter_orders::{ClaimCode, ClaimSecrets};
use ledger_core::{Asker, By, Command, MemberId, Order, Points, Position, Reason, RequestKey};
use ledger_store::{AsOf, HistoryQuery, Ledger, Outcome, Page as BoardPage, Request};

use crate::batch::submit_each;
use crate::commands::demo::database::book;
use crate::commands::demo::narrator::Narrator;
use crate::commands::{history, import, leaderboard, orders, sample};
use crate::exit::Failure;
use crate::render::number::{counted, grouped};

/// How many problems of the file are shown.
const PROBLEMS_SHOWN: usize = 3;

/// How long the leaderboard may take to catch up.
const BOARD_TIMEOUT: Duration = Duration::from_secs(10);

const CROWD: std::ops::Range<u64> = 201..261;

/// A person of the story.
#[derive(Clone, Copy)]
struct Person {
    id: u64,
    name: &'static str,
}

const IDA: Person = Person { id: 101, name: "Ida" };
const BEN: Person = Person { id: 102, name: "Ben" };
const CLEO: Person = Person { id: 103, name: "Cleo" };

/// The reader.
const NEWCOMER: Person = Person { id: 104, name: "you" };

/// The members and the code that the suggested commands use.
pub(crate) struct Cast {
    /// A member with a long history.
    pub(crate) hero: MemberId,
    /// A member without an account so far.
    pub(crate) newcomer: MemberId,
    /// A code that is still open.
    pub(crate) open_code: Option<ClaimCode>,
}

impl Person {
    fn member(self) -> MemberId {
        MemberId::new(self.id).expect("the people of the story have member ids")
    }
}

pub(crate) fn tell(
    ledger: &Ledger,
    secrets: &ClaimSecrets,
    narrator: &mut Narrator<'_, '_>,
) -> Result<Cast, Failure> {
    let mut story = Story { ledger, secrets, narrator };
    story.orders_come_in()?;
    let claimable = story.codes_are_redeemed()?;
    story.points_move()?;
    story.who_leads()?;
    story.looking_back()?;
    let open_code = claimable.last().and_then(|order| story.code(order));
    Ok(Cast { hero: IDA.member(), newcomer: NEWCOMER.member(), open_code })
}

struct Story<'s, 't, 'o, 'w> {
    ledger: &'s Ledger,
    secrets: &'s ClaimSecrets,
    narrator: &'t mut Narrator<'o, 'w>,
}

impl Story<'_, '_, '_, '_> {
    fn orders_come_in(&mut self) -> Result<(), Failure> {
        self.narrator.chapter("A shop's export is imported")?;
        let secret = self.secrets.current();
        let imported = sample::import(self.ledger, book(), secret)?;
        self.narrator.page(|page| import::show(&imported, PROBLEMS_SHOWN, page))?;
        let again = sample::import(self.ledger, book(), secret)?;
        let (new, unchanged) = (grouped(again.new), grouped(again.unchanged));
        self.narrator.say(format_args!("the same file again: {new} new, {unchanged} unchanged"))?;
        let starter =
            Request::new(book(), Command::AdoptStarterSet { reason: None }).asker(Asker::CommandLine);
        self.ledger.submit_and_wait(starter)?;
        let achievements = self.ledger.read(book(), |book| book.achievements().len());
        self.narrator.say(format_args!("the book adopts the starter set of {achievements} achievements"))
    }

    /// Returns the orders that are still open.
    fn codes_are_redeemed(&mut self) -> Result<Vec<Order>, Failure> {
        self.narrator.chapter("Each order has a code, and codes are redeemed")?;
        let claimable = sample::claimable(self.ledger, book());
        for order in claimable.iter().take(3) {
            let currency = order.currency.as_ref().map_or("", |currency| currency.as_str());
            let (id, money, points) = (&order.key.id, orders::money(order), order.points);
            let code = self.code(order).map(|code| code.to_string()).unwrap_or_default();
            self.narrator
                .code(format_args!("order {id}, {money} {currency}: {points} points with"), &code)?;
        }
        for (person, order) in [IDA, BEN, CLEO].into_iter().zip(&claimable) {
            self.redeem(person, "redeems the code of", order)?;
        }
        if let [first, second, ..] = &*claimable {
            self.redeem(BEN, "tries the code of", first)?;
            self.mistype(CLEO, second)?;
        }
        self.the_crowd_redeems()?;
        Ok(sample::claimable(self.ledger, book()))
    }

    fn redeem(&mut self, person: Person, does: &str, order: &Order) -> Result<(), Failure> {
        let Some(code) = self.code(order) else { return Ok(()) };
        let command = Command::RedeemClaim { member: person.member(), code: self.secrets.hashes(code) };
        let request = Request::new(book(), command).asker(Asker::Member(person.member()));
        self.act(&format!("{} {does} order {}", person.name, order.key.id), request)?;
        Ok(())
    }

    /// The check letter catches the mistake before the ledger is asked.
    fn mistype(&mut self, person: Person, order: &Order) -> Result<(), Failure> {
        let mut code = self.code(order).map(|code| code.to_string()).unwrap_or_default();
        let last = code.pop();
        code.push(if last == Some('7') { '1' } else { '7' });
        match ClaimCode::parse(&code) {
            Err(invalid) => self.narrator.no(&format!("{} mistypes a code", person.name), &invalid),
            Ok(_) => Ok(()),
        }
    }

    fn the_crowd_redeems(&mut self) -> Result<(), Failure> {
        let mut open = sample::claimable(self.ledger, book()).into_iter();
        let mut requests = Vec::new();
        for id in CROWD {
            let member = MemberId::new(id)?;
            // A varying number of orders per member.
            for order in open.by_ref().take(1 + usize::try_from(id * 7 % 9).unwrap_or(0)) {
                let Some(code) = self.code(&order) else { continue };
                let command = Command::RedeemClaim { member, code: self.secrets.hashes(code) };
                requests.push(Request::new(book(), command).asker(Asker::Member(member)));
            }
        }
        let outcomes = submit_each(self.ledger, requests, "redeeming")?;
        let redeemed = outcomes.iter().filter(|outcome| matches!(outcome, Outcome::Applied(_))).count();
        let (members, codes) = (CROWD.end - CROWD.start, counted(redeemed as u64, "code"));
        self.narrator.say(format_args!("{members} more members redeem {codes}"))
    }

    fn points_move(&mut self) -> Result<(), Failure> {
        self.narrator.chapter("Points are granted, given on, and taken back")?;
        let quiz = self
            .by_hand(Command::grant(IDA.id, 250, "won the quiz night")?)
            .key(RequestKey::new("demo:quiz")?);
        self.act("Ida is granted 250 for winning the quiz night", quiz.clone())?;
        self.act("the same request comes again, with the same key", quiz)?;
        let gift = Command::transfer(IDA.id, BEN.id, 40, "thank you for the lift")?;
        self.act("Ida gives 40 to Ben", Request::new(book(), gift).asker(Asker::Member(IDA.member())))?;
        let too_much = Command::transfer(BEN.id, IDA.id, 90_000, "keep it")?;
        self.act(
            "Ben gives 90,000 to Ida",
            Request::new(book(), too_much).asker(Asker::Member(BEN.member())),
        )?;
        let typo = self.by_hand(Command::grant(CLEO.id, 120, "a helping hand")?);
        if let Some(position) = self.act("Cleo is granted 120 instead of 12", typo)? {
            let undo = Command::Reverse { position, reason: Reason::new("a zero too many")? };
            self.act("which is reversed", self.by_hand(undo))?;
            let right = self.by_hand(Command::grant(CLEO.id, 12, "a helping hand")?);
            self.act("and granted as it was meant", right)?;
        }
        Ok(())
    }

    fn who_leads(&mut self) -> Result<(), Failure> {
        self.narrator.chapter("The leaderboard")?;
        self.ledger.wait_for_boards(self.ledger.head(), BOARD_TIMEOUT);
        let board = self.ledger.leaderboard(book(), By::Balance, BoardPage::From { rank: 1, limit: 5 });
        self.narrator.page(|page| leaderboard::table(&board).write(page))?;
        let places = [IDA, BEN, CLEO].map(|person| {
            let place = self.ledger.rank(book(), By::Balance, person.member());
            let rank = place.map_or_else(|| "nowhere".to_owned(), |place| format!("number {}", place.rank));
            format!("{} ({}) is {rank}", person.name, person.id)
        });
        let members = counted(board.members as u64, "member");
        self.narrator.say(format_args!("{} of {members}", places.join(", ")))
    }

    fn looking_back(&mut self) -> Result<(), Failure> {
        self.narrator.chapter("Ida's history")?;
        let page = self.ledger.history(&HistoryQuery::of(book()).member(IDA.member()).limit(5))?;
        self.narrator.page(|to| history::table(&page, str::to_owned).write(to))?;
        let quiz = page
            .entries
            .iter()
            .find(|entry| entry.reason.as_ref().is_some_and(|r| r.as_str().contains("quiz")));
        let Some(quiz) = quiz else { return Ok(()) };
        let before = Position(quiz.position.0.saturating_sub(1));
        let had: Points = self.ledger.balance_as_of(book(), IDA.member(), AsOf::Position(before))?;
        self.narrator.say(format_args!("before the quiz, at position {before}, she had {had}"))
    }

    fn by_hand(&self, command: Command) -> Request {
        Request::new(book(), command).asker(Asker::CommandLine)
    }

    /// Submits a request, prints the outcome, and returns its position.
    fn act(&mut self, text: &str, request: Request) -> Result<Option<Position>, Failure> {
        let outcome = self.ledger.submit_and_wait(request)?;
        self.narrator.outcome(text, &outcome, self.ledger)?;
        Ok(outcome.receipt().ok().and_then(|receipt| receipt.position))
    }

    fn code(&self, order: &Order) -> Option<ClaimCode> {
        let secret = self.secrets.by_id(order.secret)?;
        Some(secret.code(book(), &order.key, order.issue))
    }
}
