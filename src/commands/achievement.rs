//! `achievement`: define, change, retire, award, revoke or list achievements, or adopt the starter set.

mod answer;

use clap::{Args, Subcommand};
use ledger_core::{AchievementKey, AchievementSpec, BookId, Command, Invalid, Label, Points, Reason, Rule};
use ledger_store::Request;

use crate::args::{Because, InBook, Intention, OfMember};
use crate::commands::achievement::answer::{InForceNow, List};
use crate::commands::close;
use crate::failure::{Answer, Verdict};
use crate::out::Out;
use crate::render::outcome::{in_force, tell};
use crate::tallybook::Tallybook;

#[derive(Args)]
pub struct Achievement {
    #[command(subcommand)]
    what: What,
}

#[derive(Subcommand)]
enum What {
    /// Add an achievement
    Define(Specified),
    /// Give an achievement another name, description, rule or reward
    Change(Specified),
    /// Let nobody unlock it any more; who has it keeps it
    Retire(Named),
    /// Unlock it for a member, whatever its rule
    Award(OfOneMember),
    /// Take it from a member; the reward stays
    Revoke(OfOneMember),
    /// Every achievement of the book
    List(InBook),
    /// Adopt the starter set
    Starter(Starter),
}

#[derive(Args)]
struct Specified {
    #[command(flatten)]
    of: InBook,
    /// Its short name, for commands
    #[arg(long, value_name = "NAME")]
    achievement: AchievementKey,
    /// The name that people see
    #[arg(long, value_name = "TEXT")]
    name: Label,
    /// What it is for
    #[arg(long, value_name = "TEXT")]
    description: Option<Label>,
    /// What unlocks it: by_hand, balance:N, earned:N, entries:N, orders:N or first_members:N
    #[arg(long, value_name = "RULE", default_value = "by_hand")]
    rule: Rule,
    /// Points that come with it
    #[arg(long, value_name = "N", default_value = "0", allow_hyphen_values = true, value_parser = reward)]
    reward: Points,
    #[command(flatten)]
    why: Because,
    #[command(flatten)]
    intention: Intention,
}

#[derive(Args)]
struct Named {
    #[command(flatten)]
    of: InBook,
    /// Its short name
    #[arg(long, value_name = "NAME")]
    achievement: AchievementKey,
    #[command(flatten)]
    why: Because,
    #[command(flatten)]
    intention: Intention,
}

#[derive(Args)]
struct OfOneMember {
    #[command(flatten)]
    of: OfMember,
    /// Its short name
    #[arg(long, value_name = "NAME")]
    achievement: AchievementKey,
    /// Why, for the history
    #[arg(long, value_name = "TEXT", allow_hyphen_values = true)]
    reason: Reason,
    #[command(flatten)]
    intention: Intention,
}

#[derive(Args)]
struct Starter {
    #[command(flatten)]
    of: InBook,
    #[command(flatten)]
    why: Because,
    #[command(flatten)]
    intention: Intention,
}

impl Achievement {
    pub fn run(&self, tallybook: &Tallybook, out: &mut Out<'_>) -> Answer {
        match &self.what {
            What::Define(one) => {
                let (spec, reason) = (one.spec(), one.why.reason.clone());
                one.ask(Command::DefineAchievement { spec, reason }, "defined", tallybook, out)
            }
            What::Change(one) => {
                let (spec, reason) = (one.spec(), one.why.reason.clone());
                one.ask(Command::ChangeAchievement { spec, reason }, "changed", tallybook, out)
            }
            What::Retire(Named { of, achievement, why, intention }) => {
                let (key, reason) = (achievement.clone(), why.reason.clone());
                let command = Command::RetireAchievement { achievement: key, reason };
                let done = format!("retired {achievement}");
                change_book(of.book, command, intention, &done, tallybook, out)
            }
            What::Award(one) => one.award(tallybook, out),
            What::Revoke(one) => one.revoke(tallybook, out),
            What::List(InBook { book }) => {
                let list = tallybook.ledger()?.read(*book, List::of);
                out.answer(&list, |page| list.write(page))?;
                Ok(Verdict::Done)
            }
            What::Starter(Starter { of, why, intention }) => {
                let command = Command::AdoptStarterSet { reason: why.reason.clone() };
                change_book(of.book, command, intention, "adopted the starter set", tallybook, out)
            }
        }
    }
}

impl Specified {
    fn spec(&self) -> AchievementSpec {
        AchievementSpec {
            key: self.achievement.clone(),
            name: self.name.clone(),
            description: self.description.clone(),
            rule: self.rule,
            reward: self.reward,
        }
    }

    fn ask(&self, command: Command, done: &str, tallybook: &Tallybook, out: &mut Out<'_>) -> Answer {
        let done = format!("{done} {}", self.achievement);
        change_book(self.of.book, command, &self.intention, &done, tallybook, out)
    }
}

impl OfOneMember {
    fn award(&self, tallybook: &Tallybook, out: &mut Out<'_>) -> Answer {
        let (member, achievement, reason) = (self.of.member, self.achievement.clone(), self.reason.clone());
        let done = format!("awarded {achievement} to {member}");
        self.ask(Command::AwardAchievement { member, achievement, reason }, &done, tallybook, out)
    }

    fn revoke(&self, tallybook: &Tallybook, out: &mut Out<'_>) -> Answer {
        let (member, achievement, reason) = (self.of.member, self.achievement.clone(), self.reason.clone());
        let done = format!("revoked {achievement} of {member}");
        self.ask(Command::RevokeAchievement { member, achievement, reason }, &done, tallybook, out)
    }

    fn ask(&self, command: Command, done: &str, tallybook: &Tallybook, out: &mut Out<'_>) -> Answer {
        let (ledger, book) = (tallybook.ledger()?, self.of.of.book);
        let outcome = ledger.submit(self.intention.on(Request::new(book, command))).wait()?;
        let verdict = tell(outcome, done, &ledger, book, out)?;
        close(ledger);
        Ok(verdict)
    }
}

/// Asks for a change to the achievements of a book, and shows them as they are afterwards.
fn change_book(
    book: BookId,
    command: Command,
    intention: &Intention,
    done: &str,
    tallybook: &Tallybook,
    out: &mut Out<'_>,
) -> Answer {
    let ledger = tallybook.ledger_or_new()?;
    let outcome = ledger.submit(intention.on(Request::new(book, command))).wait()?;
    let Some(in_force) = in_force(outcome, out)? else { return Ok(Verdict::Refused) };
    let json = InForceNow { applied: in_force.json(), list: ledger.read(book, List::of) };
    close(ledger);
    out.answer(&json, |page| {
        in_force.line(page, done)?;
        json.list.write(page)
    })?;
    Ok(Verdict::Done)
}

fn reward(text: &str) -> Result<Points, Invalid> {
    let wrong = |_| Invalid::new("reward", text, "must be a whole number of points, 0 or more");
    text.parse().map_err(wrong)
}
