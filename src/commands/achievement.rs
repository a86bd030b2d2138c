//! `achievement`: define, change, retire, award, revoke or list achievements, or adopt the starter set.

mod answer;

use clap::{Args, Subcommand};
use ledger_core::{AchievementKey, AchievementSpec, BookId, Command, Invalid, Label, Points, Rule};
use ledger_store::Request;

use crate::args::{Because, InBook, Intention, OfMember, Reasoned};
use crate::commands::achievement::answer::{InForceNow, List};
use crate::commands::{change_points, close};
use crate::exit::{CommandResult, ExitStatus};
use crate::out::Out;
use crate::render::outcome::in_force;
use crate::tallybook::Tallybook;

#[derive(Args)]
pub(crate) struct Achievement {
    #[command(subcommand)]
    action: AchievementAction,
}

#[derive(Subcommand)]
enum AchievementAction {
    /// Add an achievement
    Define(Specified),
    /// Give an achievement another name, description, rule or reward
    Change(Specified),
    /// Stop further unlocks; members who have it keep it
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
    #[arg(long, value_name = "NAME", value_parser = key)]
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
    #[arg(long, value_name = "NAME", value_parser = key)]
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
    #[arg(long, value_name = "NAME", value_parser = key)]
    achievement: AchievementKey,
    #[command(flatten)]
    why: Reasoned,
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
    pub(crate) fn run(&self, tallybook: &Tallybook, out: &mut Out<'_>) -> CommandResult {
        match &self.action {
            AchievementAction::Define(one) => {
                let (spec, reason) = (one.spec(), one.why.reason.clone());
                one.ask(Command::DefineAchievement { spec, reason }, "defined", tallybook, out)
            }
            AchievementAction::Change(one) => {
                let (spec, reason) = (one.spec(), one.why.reason.clone());
                one.ask(Command::ChangeAchievement { spec, reason }, "changed", tallybook, out)
            }
            AchievementAction::Retire(Named { of, achievement, why, intention }) => {
                let (key, reason) = (achievement.clone(), why.reason.clone());
                let command = Command::RetireAchievement { achievement: key, reason };
                let done = format!("retired {achievement}");
                change_book(of.book, command, intention, &done, tallybook, out)
            }
            AchievementAction::Award(one) => one.award(tallybook, out),
            AchievementAction::Revoke(one) => one.revoke(tallybook, out),
            AchievementAction::List(InBook { book }) => {
                let list = tallybook.ledger()?.read(*book, List::of);
                out.answer(&list, |page| list.write(page))?;
                Ok(ExitStatus::Done)
            }
            AchievementAction::Starter(Starter { of, why, intention }) => {
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

    fn ask(&self, command: Command, done: &str, tallybook: &Tallybook, out: &mut Out<'_>) -> CommandResult {
        let done = format!("{done} {}", self.achievement);
        change_book(self.of.book, command, &self.intention, &done, tallybook, out)
    }
}

impl OfOneMember {
    fn award(&self, tallybook: &Tallybook, out: &mut Out<'_>) -> CommandResult {
        let (member, achievement, reason) =
            (self.of.member, self.achievement.clone(), self.why.reason.clone());
        let done = format!("awarded {achievement} to {member}");
        self.ask(Command::AwardAchievement { member, achievement, reason }, &done, tallybook, out)
    }

    fn revoke(&self, tallybook: &Tallybook, out: &mut Out<'_>) -> CommandResult {
        let (member, achievement, reason) =
            (self.of.member, self.achievement.clone(), self.why.reason.clone());
        let done = format!("revoked {achievement} of {member}");
        self.ask(Command::RevokeAchievement { member, achievement, reason }, &done, tallybook, out)
    }

    fn ask(&self, command: Command, done: &str, tallybook: &Tallybook, out: &mut Out<'_>) -> CommandResult {
        let (ledger, book) = (tallybook.ledger()?, self.of.of.book);
        change_points(ledger, self.why.request(book, command), done, out)
    }
}

/// Submits a change to the achievements of a book, and shows all of them afterwards.
fn change_book(
    book: BookId,
    command: Command,
    intention: &Intention,
    done: &str,
    tallybook: &Tallybook,
    out: &mut Out<'_>,
) -> CommandResult {
    let ledger = tallybook.ledger_or_new()?;
    let outcome = ledger.submit_and_wait(intention.on(Request::new(book, command)))?;
    let Some(in_force) = in_force(outcome, out)? else { return Ok(ExitStatus::Refused) };
    let json = InForceNow { applied: in_force.json(), list: ledger.read(book, List::of) };
    close(ledger);
    out.answer(&json, |page| {
        in_force.line(page, done)?;
        json.list.write(page)
    })?;
    Ok(ExitStatus::Done)
}

/// Keys have small letters; capitals mean the same.
fn key(typed: &str) -> Result<AchievementKey, Invalid> {
    AchievementKey::new(&typed.to_lowercase())
}

fn reward(text: &str) -> Result<Points, Invalid> {
    let wrong = |_| Invalid::new("reward", text, "must be a whole number of points, 0 or more");
    text.parse().map_err(wrong)
}
