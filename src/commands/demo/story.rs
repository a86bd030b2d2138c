//! What happens in the demonstration, chapter by chapter.
//! Everything is asked through the same API that any program gets; nothing is staged behind it.

use std::time::Duration;

use adapter_orders::{ClaimCode, ClaimSecrets, FileHash, Origin};
use ledger_core::{
    Asker, BookId, By, Command, MemberId, Order, OrderStatus, OrderText, Points, Position, Reason, RequestKey,
};
use ledger_store::{AsOf, HistoryQuery, Ledger, Outcome, Page as BoardPage, Request};

use super::teller::Teller;
use crate::args::{DEFAULT_SHOP, DEFAULT_SOURCE};
use crate::batch::submit_each;
use crate::commands::import::work::Plan;
use crate::commands::{history, import, leaderboard, orders};
use crate::failure::Failure;
use crate::render::number::{counted, grouped};

/// The orders: invented customers, with the dirt that real exports have.
const SAMPLE: &[u8] = include_bytes!("../../../examples/data/orders.csv");

/// Problems of the file that are shown.
const PROBLEMS_SHOWN: usize = 3;

/// How long the leaderboard may take to follow.
const PATIENCE: Duration = Duration::from_secs(10);

/// The members of the crowd.
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

/// For the reader to play.
const NEWCOMER: Person = Person { id: 104, name: "you" };

/// Who and what is left for the reader.
pub struct Cast {
    /// Whose history is worth reading.
    pub hero: MemberId,
    /// Somebody who has done nothing yet.
    pub newcomer: MemberId,
    /// A code that nobody redeemed.
    pub open_code: Option<ClaimCode>,
}

impl Person {
    fn member(self) -> MemberId {
        MemberId::new(self.id).expect("the people of the story have member ids")
    }
}

/// The one book of the demonstration.
pub fn book() -> BookId {
    BookId::new(1).expect("1 is a book id")
}

/// Tells the story.
pub fn tell(ledger: &Ledger, secrets: &ClaimSecrets, teller: &mut Teller<'_, '_>) -> Result<Cast, Failure> {
    let mut story = Story { ledger, secrets, teller };
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
    teller: &'t mut Teller<'o, 'w>,
}

impl Story<'_, '_, '_, '_> {
    fn orders_come_in(&mut self) -> Result<(), Failure> {
        self.teller.chapter("A shop's export is imported")?;
        let origin =
            Origin::new(OrderText::new(DEFAULT_SOURCE)?, OrderText::new(DEFAULT_SHOP)?, FileHash::of(SAMPLE));
        let export = adapter_orders::read(SAMPLE)?;
        let secret = self.secrets.current();
        let imported = Plan::of(&export, &origin, book(), secret).carry_out(self.ledger, Asker::Import)?;
        self.teller.page(|page| import::show(&imported, PROBLEMS_SHOWN, page))?;
        let again = Plan::of(&export, &origin, book(), secret).carry_out(self.ledger, Asker::Import)?;
        let (new, unchanged) = (grouped(again.new), grouped(again.unchanged));
        self.teller.say(format_args!("the same file again: {new} new, {unchanged} unchanged"))?;
        let starter =
            Request::new(book(), Command::AdoptStarterSet { reason: None }).asker(Asker::CommandLine);
        self.ledger.submit(starter).wait()?;
        let achievements = self.ledger.read(book(), |book| book.achievements().len());
        self.teller.say(format_args!("the book adopts the starter set of {achievements} achievements"))
    }

    /// Gives the orders that are still open.
    fn codes_are_redeemed(&mut self) -> Result<Vec<Order>, Failure> {
        self.teller.chapter("Each order has a code, and codes are redeemed")?;
        let claimable = self.claimable();
        for order in claimable.iter().take(3) {
            let currency = order.currency.as_ref().map_or("", |currency| currency.as_str());
            let (id, money, points) = (&order.key.id, orders::money(order), order.points);
            let code = self.code(order).map(|code| code.to_string()).unwrap_or_default();
            self.teller.code(format_args!("order {id}, {money} {currency}: {points} points with"), &code)?;
        }
        for (person, order) in [IDA, BEN, CLEO].into_iter().zip(&claimable) {
            self.redeem(person, "redeems the code of", order)?;
        }
        if let [first, second, ..] = &*claimable {
            self.redeem(BEN, "tries the code of", first)?;
            self.mistype(CLEO, second)?;
        }
        self.the_crowd_redeems()?;
        Ok(self.claimable())
    }

    fn redeem(&mut self, person: Person, does: &str, order: &Order) -> Result<(), Failure> {
        let Some(code) = self.code(order) else { return Ok(()) };
        let command = Command::RedeemClaim { member: person.member(), code: self.secrets.hashes(code) };
        let request = Request::new(book(), command).asker(Asker::Member(person.member()));
        self.act(&format!("{} {does} order {}", person.name, order.key.id), request)?;
        Ok(())
    }

    /// A slip never reaches the ledger: it is no guess.
    fn mistype(&mut self, person: Person, order: &Order) -> Result<(), Failure> {
        let mut code = self.code(order).map(|code| code.to_string()).unwrap_or_default();
        let last = code.pop();
        code.push(if last == Some('7') { '1' } else { '7' });
        match ClaimCode::parse(&code) {
            Err(invalid) => self.teller.no(&format!("{} mistypes a code", person.name), &invalid),
            Ok(_) => Ok(()),
        }
    }

    fn the_crowd_redeems(&mut self) -> Result<(), Failure> {
        let mut open = self.claimable().into_iter();
        let mut requests = Vec::new();
        for id in CROWD {
            let member = MemberId::new(id)?;
            // Some shop more than others.
            for order in open.by_ref().take(1 + usize::try_from(id * 7 % 9).unwrap_or(0)) {
                let Some(code) = self.code(&order) else { continue };
                let command = Command::RedeemClaim { member, code: self.secrets.hashes(code) };
                requests.push(Request::new(book(), command).asker(Asker::Member(member)));
            }
        }
        let outcomes = submit_each(self.ledger, requests, "redeeming")?;
        let redeemed = outcomes.iter().filter(|outcome| matches!(outcome, Outcome::Applied(_))).count();
        let (members, codes) = (CROWD.end - CROWD.start, counted(redeemed as u64, "code"));
        self.teller.say(format_args!("{members} more members redeem {codes}"))
    }

    fn points_move(&mut self) -> Result<(), Failure> {
        self.teller.chapter("Points are granted, given on, and taken back")?;
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
        self.teller.chapter("The leaderboard")?;
        self.ledger.wait_for_boards(self.ledger.head(), PATIENCE);
        let board = self.ledger.leaderboard(book(), By::Balance, BoardPage::From { rank: 1, limit: 5 });
        self.teller.page(|page| leaderboard::table(&board).write(page))?;
        let places = [IDA, BEN, CLEO].map(|person| {
            let place = self.ledger.rank(book(), By::Balance, person.member());
            let rank = place.map_or_else(|| "nowhere".to_owned(), |place| format!("number {}", place.rank));
            format!("{} ({}) is {rank}", person.name, person.id)
        });
        let members = counted(board.members as u64, "member");
        self.teller.say(format_args!("{} of {members}", places.join(", ")))
    }

    fn looking_back(&mut self) -> Result<(), Failure> {
        self.teller.chapter("Ida's history")?;
        let page = self.ledger.history(&HistoryQuery::of(book()).member(IDA.member()).limit(5))?;
        self.teller.page(|to| history::table(&page).write(to))?;
        let quiz = page
            .entries
            .iter()
            .find(|entry| entry.reason.as_ref().is_some_and(|r| r.as_str().contains("quiz")));
        let Some(quiz) = quiz else { return Ok(()) };
        let before = Position(quiz.position.0.saturating_sub(1));
        let had: Points = self.ledger.balance_as_of(book(), IDA.member(), AsOf::Position(before))?;
        self.teller.say(format_args!("before the quiz, at position {before}, she had {had}"))
    }

    fn by_hand(&self, command: Command) -> Request {
        Request::new(book(), command).asker(Asker::CommandLine)
    }

    /// Asks, and tells what came of it. Gives the position, if there is one.
    fn act(&mut self, text: &str, request: Request) -> Result<Option<Position>, Failure> {
        let outcome = self.ledger.submit(request).wait()?;
        self.teller.outcome(text, &outcome, self.ledger)?;
        Ok(outcome.receipt().ok().and_then(|receipt| receipt.position))
    }

    fn claimable(&self) -> Vec<Order> {
        let is_open = |order: &&Order| order.status == OrderStatus::Claimable;
        self.ledger.read(book(), |book| book.orders().filter(is_open).cloned().collect())
    }

    fn code(&self, order: &Order) -> Option<ClaimCode> {
        let secret = self.secrets.by_id(order.secret)?;
        Some(secret.code(book(), &order.key, order.issue))
    }
}
