//! The first contents of the playground's ledger: settings, achievements, imported orders, a month of points.
//! They go through the public API of the ledger, with a clock that is set back.

use std::path::Path;
use std::sync::Arc;

use adapter_orders::ClaimSecrets;
use ledger_core::{Asker, BookId, Command, MemberId, SettingChange, Timestamp};
use ledger_store::{FixedClock, Ledger, Mode, Options, Request};
use local_discord::LocalDiscord;

use crate::adapter_settings::PLAYGROUND_MARK;
use crate::commands::playground::open_codes::WORTH;
use crate::commands::playground::sample_server::{self, CAST, CROWD};
use crate::commands::sample::{self, claimable};
use crate::exit::Failure;

const DAYS: i64 = 30;

/// Reasons of the sample grants, with their points.
const THANKS: [(&str, i64); 6] = [
    ("helped at the lantern walk", 40),
    ("won the quiz night", 75),
    ("answered questions all evening", 25),
    ("baked for the meeting", 30),
    ("translated the rules", 60),
    ("brought a friend along", 15),
];

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Sample {
    /// The sample was written into a new ledger.
    New,
    /// The ledger of an earlier playground goes on.
    Kept,
}

/// Writes the sample into a new ledger. The ledger of an earlier playground stays as it is.
///
/// # Errors
/// When the file is any other ledger.
pub(crate) fn prepare(
    database: &Path,
    discord: &LocalDiscord,
    secrets: &ClaimSecrets,
) -> Result<Sample, Failure> {
    let book = sample_server::book(discord)?;
    if database.exists() {
        return match sample::marked_ledger(database, book, PLAYGROUND_MARK) {
            Some(_) => Ok(Sample::Kept),
            None => Err(sample::not_a_sample(database, "playground")),
        };
    }
    let clock = Arc::new(FixedClock::at(a_month_ago()));
    let options = Options::default().mode(Mode::ReadWrite).clock(clock.clone());
    let ledger = Ledger::open_with(database, options)?;
    let mut past = Past { ledger: &ledger, book, discord };
    past.ask(Command::ChangeSettings { changes: settings(discord)?, reason: None })?;
    past.ask(Command::AdoptStarterSet { reason: None })?;
    sample::import(&ledger, book, secrets.current())?;
    past.a_month_goes_by(&clock, secrets)?;
    ledger.close()?;
    Ok(Sample::New)
}

struct Past<'p> {
    ledger: &'p Ledger,
    book: BookId,
    discord: &'p LocalDiscord,
}

impl Past<'_> {
    /// A month in which members are granted points, redeem codes and give points to each other.
    fn a_month_goes_by(&mut self, clock: &FixedClock, secrets: &ClaimSecrets) -> Result<(), Failure> {
        // Emil is new and has no points yet.
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
        let outcome = self.ledger.submit_and_wait(Request::new(self.book, command).asker(asker))?;
        match outcome.receipt() {
            Ok(_) => Ok(()),
            Err(refusal) => Err(Failure::input(format!("the sample does not fit the rules: {refusal}"))),
        }
    }

    fn member(&self, name: &str) -> Result<MemberId, Failure> {
        Ok(MemberId::new(self.discord.member(name).id().0)?)
    }
}

/// Whether a member is active on a day: some are more often than others, and none is every day.
fn is_active(at: usize, day: i64) -> bool {
    let (at, day) = (at as i64, day);
    (at * 7 + day * 3) % (6 + at % 9) == 0
}

fn settings(discord: &LocalDiscord) -> Result<Vec<SettingChange>, Failure> {
    let regular = discord.role_id("Regular");
    let keeper = discord.role_id("Lantern Keeper");
    let settings = [
        (PLAYGROUND_MARK.0, PLAYGROUND_MARK.1.to_owned()),
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

fn a_month_ago() -> Timestamp {
    use ledger_store::{Clock, SystemClock};
    SystemClock.now().plus_seconds(-DAYS * 86_400)
}
