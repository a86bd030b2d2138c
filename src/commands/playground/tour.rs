//! The tour: uses the playground as members would, on the real bot, and prints the answers.
//! Each answer is compared with the ledger; the first difference ends the tour with a failure.

use adapter_orders::ClaimCode;
use ledger_core::{BookId, MemberId, Points};
use ledger_store::Ledger;
use local_discord::{LocalDiscord, Mention, MessageView, NoAnswer};
use serde::Serialize;

use crate::commands::playground::open_codes::OpenCode;
use crate::exit::Failure;
use crate::out::{Ink, Out};

const LINES_SHOWN: usize = 14;

#[derive(Serialize)]
pub(crate) struct TourDone {
    steps: usize,
    events: u64,
    outcome: &'static str,
}

/// Takes the tour.
///
/// # Errors
/// When an answer does not come, or does not agree with the ledger.
pub(crate) async fn take(
    discord: &LocalDiscord,
    ledger: &Ledger,
    book: BookId,
    codes: &[OpenCode],
    prefix: &str,
    out: &mut Out<'_>,
) -> Result<TourDone, Failure> {
    let mut tour = Tour { discord, ledger, book, steps: 0, out };
    let Some(open) = codes.first() else {
        return Err(Failure::Bot(anyhow::Error::msg("the sample of the playground has no open code")));
    };
    tour.begin()?;
    tour.claim(open).await?;
    tour.claim_again(open.code).await?;
    tour.grant(prefix).await?;
    tour.points().await?;
    tour.leaderboard().await?;
    tour.end()
}

struct Tour<'t, 'o, 'w> {
    discord: &'t LocalDiscord,
    ledger: &'t Ledger,
    book: BookId,
    steps: usize,
    out: &'o mut Out<'w>,
}

impl Tour<'_, '_, '_> {
    fn begin(&mut self) -> Result<(), Failure> {
        let commands = self.discord.commands().len();
        let totals = self.ledger.totals(self.book);
        let (members, orders, page) = (totals.accounts, totals.orders, self.discord.page_url());
        self.out.text(|to| {
            to.line(to.ink(Ink::Bold, "The playground: the real bot on a Discord of this machine"))?;
            to.line(format_args!("{page} shows it in a browser; no terminal is attached, so here is a tour."))?;
            to.line(format_args!(
                "The bot is connected, {commands} commands; {members} members have points, {orders} orders are imported."
            ))
        })?;
        Ok(())
    }

    async fn claim(&mut self, open: &OpenCode) -> Result<(), Failure> {
        let before = self.balance("Emil")?;
        let answer =
            self.discord.member("Emil").slash("claim").option("code", open.code.to_string()).send().await;
        let answer = answer.map_err(|why| missing_answer("/claim", &why))?;
        self.tell("Emil", &format!("/claim {}", open.code), &answer)?;
        // Achievements may add to it.
        let gained = self.balance("Emil")?.0 - before.0;
        self.see("the order's points are there", gained >= open.points.0)?;
        self.see("the answer is Emil's alone", answer.ephemeral)
    }

    async fn claim_again(&mut self, code: ClaimCode) -> Result<(), Failure> {
        let before = self.balance("Dora")?;
        let answer = self.discord.member("Dora").slash("claim").option("code", code.to_string()).send().await;
        let answer = answer.map_err(|why| missing_answer("/claim", &why))?;
        self.tell("Dora", &format!("/claim {code}"), &answer)?;
        self.see("a second claim changes nothing", self.balance("Dora")? == before)
    }

    async fn grant(&mut self, prefix: &str) -> Result<(), Failure> {
        let (before, emil) = (self.balance("Emil")?, self.discord.member("Emil").mention());
        let asked = |member: &str| format!("{prefix}grant {member} 50 welcome aboard");
        let answer = self.discord.member("Anna").asks(&asked(&emil)).await;
        let answer = answer.map_err(|why| missing_answer(&format!("{prefix}grant"), &why))?;
        self.tell("Anna", &asked("@Emil"), &answer)?;
        self.see("the grant is there", self.balance("Emil")?.0 - before.0 >= 50)
    }

    async fn points(&mut self) -> Result<(), Failure> {
        let answer =
            self.discord.member("Ben").slash("points").option("member", Mention("Emil")).send().await;
        let answer = answer.map_err(|why| missing_answer("/points", &why))?;
        self.tell("Ben", "/points @Emil", &answer)?;
        let balance = self.balance("Emil")?.to_string();
        self.see("the answer says what the ledger says", answer.text().contains(&balance))
    }

    async fn leaderboard(&mut self) -> Result<(), Failure> {
        let cleo = self.discord.member("Cleo");
        let first =
            cleo.slash("leaderboard").send().await.map_err(|why| missing_answer("/leaderboard", &why))?;
        self.tell("Cleo", "/leaderboard", &first)?;
        let next = cleo.press(&first, "Forward").await.map_err(|why| missing_answer("Forward", &why))?;
        self.tell("Cleo", "presses Forward", &next)?;
        self.see("the page was turned", next.text() != first.text() && next.message == first.message)
    }

    fn end(self) -> Result<TourDone, Failure> {
        let events = self.ledger.head().0;
        let steps = self.steps;
        self.out.text(|to| {
            to.line("")?;
            to.line(to.ink(
                Ink::Green,
                format_args!("All {steps} things were as they should be, after {events} events."),
            ))?;
            to.line("At a terminal the playground stays open, and opens in the browser.")
        })?;
        Ok(TourDone { steps, events, outcome: "done" })
    }

    fn tell(&mut self, who: &str, does: &str, seen: &MessageView) -> Result<(), Failure> {
        let text = seen.text();
        let picture = seen.files.iter().map(|file| format!("[{}]", file.name));
        let lines: Vec<String> = text.lines().map(str::to_owned).chain(picture).collect();
        self.out.text(|to| {
            to.line("")?;
            to.line(format_args!("{} {}", to.ink(Ink::Bold, who), to.ink(Ink::Cyan, does)))?;
            for line in lines.iter().take(LINES_SHOWN) {
                to.line(format_args!("  │ {line}"))?;
            }
            Ok(())
        })?;
        Ok(())
    }

    fn see(&mut self, what: &str, is_so: bool) -> Result<(), Failure> {
        self.steps += 1;
        if !is_so {
            return Err(Failure::Bot(anyhow::Error::msg(format!("the tour went wrong: not so: {what}"))));
        }
        self.out.text(|to| to.line(format_args!("  {} {what}", to.ink(Ink::Green, "✓"))))?;
        Ok(())
    }

    fn balance(&self, name: &str) -> Result<Points, Failure> {
        let member = MemberId::new(self.discord.member(name).id().0)?;
        Ok(self.ledger.balance(self.book, member))
    }
}

fn missing_answer(what: &str, why: &NoAnswer) -> Failure {
    Failure::Bot(anyhow::Error::msg(format!("the tour went wrong at {what}: {why}")))
}
