//! What the ledger of the playground holds at first: settings, achievements, imported orders, a month of points.
//! Everything is asked through the same API that any program gets; the clock alone is set back for it.

use std::path::Path;
use std::sync::Arc;

use adapter_orders::{ClaimCode, ClaimSecrets, FileHash, Origin};
use ledger_core::{
    Asker, BookId, Command, MemberId, Order, OrderStatus, OrderText, Points, SettingChange, Timestamp,
};
use ledger_store::{FixedClock, Ledger, Mode, Options, Request};
use local_discord::LocalDiscord;

use super::community::{self, CAST, CROWD};
use super::in_use;
use crate::args::{DEFAULT_SHOP, DEFAULT_SOURCE};
use crate::commands::import::work::Plan;
use crate::failure::Failure;

/// The orders: invented customers, with the dirt that real exports have.
const SAMPLE: &[u8] = include_bytes!("../../../examples/data/orders.csv");

/// What tells a playground from a ledger that somebody keeps.
const MARK: (&str, &str) = ("playground.sample", "yes");

/// Days that the community has had points for.
const DAYS: i64 = 30;

/// Codes that are shown to be tried.
const CODES_SHOWN: usize = 8;

/// What such a code may be worth: enough to be seen, too little to lead at once.
const WORTH: std::ops::RangeInclusive<i64> = 60..=400;

/// Why points were given in that month, and how many.
const THANKS: [(&str, i64); 6] = [
    ("helped at the lantern walk", 40),
    ("won the quiz night", 75),
    ("answered questions all evening", 25),
    ("baked for the meeting", 30),
    ("translated the rules", 60),
    ("brought a friend along", 15),
];

/// Whether the sample had to be laid.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sample {
    /// Yes: the ledger is fresh.
    Laid,
    /// It is a playground from before, which goes on.
    Kept,
}

/// A code that nobody has redeemed.
pub struct OpenCode {
    /// The code.
    pub code: ClaimCode,
    /// What it is worth.
    pub points: Points,
}

/// Lays the sample into a fresh ledger; a playground of ours goes on as it is, anything else is refused.
pub fn lay(database: &Path, discord: &LocalDiscord, secrets: &ClaimSecrets) -> Result<Sample, Failure> {
    let book = community::book(discord)?;
    if database.exists() {
        return if is_ours(database, book) { Ok(Sample::Kept) } else { Err(in_use(database)) };
    }
    let clock = Arc::new(FixedClock::at(a_month_ago()));
    let options = Options::default().mode(Mode::ReadWrite).clock(clock.clone());
    let ledger = Ledger::open_with(database, options)?;
    let mut past = Past { ledger: &ledger, book, discord };
    past.ask(Command::ChangeSettings { changes: settings(discord)?, reason: None })?;
    past.ask(Command::AdoptStarterSet { reason: None })?;
    past.orders_come_in(secrets)?;
    past.a_month_goes_by(&clock, secrets)?;
    ledger.close()?;
    Ok(Sample::Laid)
}

/// Codes to try, the first of those that are worth a middling amount.
pub fn open_codes(ledger: &Ledger, book: BookId, secrets: &ClaimSecrets) -> Vec<OpenCode> {
    let open = claimable(ledger, book).into_iter().filter(|order| WORTH.contains(&order.points.0));
    let coded = open.filter_map(|order| {
        let code = secrets.by_id(order.secret)?.code(book, &order.key, order.issue);
        Some(OpenCode { code, points: order.points })
    });
    coded.take(CODES_SHOWN).collect()
}

struct Past<'p> {
    ledger: &'p Ledger,
    book: BookId,
    discord: &'p LocalDiscord,
}

impl Past<'_> {
    fn orders_come_in(&mut self, secrets: &ClaimSecrets) -> Result<(), Failure> {
        let text = |text| OrderText::new(text);
        let origin = Origin::new(text(DEFAULT_SOURCE)?, text(DEFAULT_SHOP)?, FileHash::of(SAMPLE));
        let export = adapter_orders::read(SAMPLE)?;
        Plan::of(&export, &origin, self.book, secrets.current()).carry_out(self.ledger, Asker::Import)?;
        Ok(())
    }

    /// Day by day somebody is thanked, somebody redeems a code, somebody gives something on.
    fn a_month_goes_by(&mut self, clock: &FixedClock, secrets: &ClaimSecrets) -> Result<(), Failure> {
        // Emil is new: he has nothing yet, and everything to try.
        let names: Vec<&str> =
            CAST.into_iter().filter(|name| *name != "Emil").chain(CROWD.map(|one| one.0)).collect();
        let steward = self.member("Ben")?;
        let mut codes = claimable(self.ledger, self.book).into_iter();
        for day in 0..DAYS {
            for (at, name) in names.iter().enumerate().filter(|(at, _)| is_active(*at, day)) {
                clock.advance(1_200);
                let member = self.member(name)?;
                let (reason, points) = THANKS[(at + usize::try_from(day).unwrap_or(0)) % THANKS.len()];
                let thanks = Command::grant(member.number(), points, reason)?;
                self.ask_as(Asker::Member(steward), thanks)?;
                if (at as i64 + day) % 7 == 0
                    && let Some(order) = codes.find(|order| WORTH.contains(&order.points.0))
                    && let Some(secret) = secrets.by_id(order.secret)
                {
                    let code = secret.code(self.book, &order.key, order.issue);
                    let claim = Command::RedeemClaim { member, code: secrets.hashes(code) };
                    self.ask_as(Asker::Member(member), claim)?;
                }
            }
            clock.set(a_month_ago().plus_seconds((day + 1) * 86_400));
        }
        let (cleo, anna) = (self.member("Cleo")?, self.member("Anna")?);
        let gift = Command::transfer(cleo.number(), anna.number(), 20, "for the keys")?;
        self.ask_as(Asker::Member(cleo), gift)
    }

    fn ask(&self, command: Command) -> Result<(), Failure> {
        self.ask_as(Asker::CommandLine, command)
    }

    fn ask_as(&self, asker: Asker, command: Command) -> Result<(), Failure> {
        let outcome = self.ledger.submit(Request::new(self.book, command).asker(asker)).wait()?;
        match outcome.receipt() {
            Ok(_) => Ok(()),
            Err(refusal) => Err(Failure::input(format!("the sample does not fit the rules: {refusal}"))),
        }
    }

    fn member(&self, name: &str) -> Result<MemberId, Failure> {
        Ok(MemberId::new(self.discord.member(name).id().0)?)
    }
}

/// Who does something on a day: some more often than others, and nobody every day.
fn is_active(at: usize, day: i64) -> bool {
    let (at, day) = (at as i64, day);
    (at * 7 + day * 3) % (6 + at % 9) == 0
}

fn settings(discord: &LocalDiscord) -> Result<Vec<SettingChange>, Failure> {
    let regular = discord.role_id("Regular");
    let keeper = discord.role_id("Lantern Keeper");
    let settings = [
        (MARK.0, MARK.1.to_owned()),
        ("discord.currency_singular", "lantern".to_owned()),
        ("discord.currency_plural", "lanterns".to_owned()),
        ("discord.currency_emoji", "🏮".to_owned()),
        ("discord.direct_messages", "on".to_owned()),
        ("discord.log_channel", discord.channel("staff-log").id().to_string()),
        ("discord.role_rewards", format!("earned>=250:{regular}, balance>=1000:{keeper}:take_back")),
        ("discord.steward_roles", discord.role_id("Steward").to_string()),
        ("transfer_confirm_above", "100".to_owned()),
        ("transfer_daily_cap", "1000".to_owned()),
    ];
    let changes = settings.iter().map(|(name, value)| SettingChange::new(name, value));
    Ok(changes.collect::<Result<_, _>>()?)
}

fn claimable(ledger: &Ledger, book: BookId) -> Vec<Order> {
    let is_open = |order: &&Order| order.status == OrderStatus::Claimable;
    ledger.read(book, |book| book.orders().filter(is_open).cloned().collect())
}

fn a_month_ago() -> Timestamp {
    use ledger_store::{Clock, SystemClock};
    SystemClock.now().plus_seconds(-DAYS * 86_400)
}

fn is_ours(database: &Path, book: BookId) -> bool {
    let Ok(ledger) = Ledger::open_with(database, Options::default().mode(Mode::Existing)) else {
        return false;
    };
    ledger.read(book, |book| book.settings().others.get(MARK.0).is_some_and(|value| value == MARK.1))
}
