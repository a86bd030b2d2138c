//! `doctor`: show the settings, examine the file, and name what needs attention. It changes nothing.

use adapter_orders::ClaimSecrets;
use clap::Args;
use ledger_core::OrderStatus;
use ledger_store::{Health, Ledger, diagnose};
use serde::Serialize;

use crate::adapter_settings;
use crate::claim_secret_file::path_beside;
use crate::exit::{CommandResult, ExitStatus, Failure};
use crate::out::{Ink, Out, Page};
use crate::progress::Waiting;
use crate::render::number::{counted, grouped};
use crate::render::time::to_the_minute;
use crate::tallybook::Tallybook;

#[derive(Args)]
pub(crate) struct Doctor {}

#[derive(Serialize)]
struct Json {
    ok: bool,
    findings: Vec<Found>,
}

#[derive(Serialize)]
struct Found {
    what: String,
    value: String,
    health: &'static str,
}

impl Found {
    fn of(what: &str, value: impl ToString, health: Health) -> Found {
        let health = match health {
            Health::Fine => "fine",
            Health::Attention => "attention",
            Health::Broken => "broken",
        };
        Found { what: what.to_owned(), value: value.to_string(), health }
    }
}

impl Doctor {
    pub(crate) fn run(&self, tallybook: &Tallybook, out: &mut Out<'_>) -> CommandResult {
        let mut findings = settings(tallybook);
        let waiting = Waiting::of("checking the file");
        let diagnosis = diagnose(tallybook.database());
        drop(waiting);
        findings.extend(diagnosis.iter().map(|one| Found::of(one.what, &one.value, one.health)));
        let ok = findings.iter().all(|found| found.health != "broken");
        // Opening a backup would switch it to WAL mode, as if it were in use.
        let live = diagnosis.iter().any(|one| one.what == "journal_mode" && one.value == "wal");
        if ok && live {
            let ledger = tallybook.ledger()?;
            findings.push(codes(tallybook, &ledger)?);
            findings.extend(outboxes(&ledger)?);
            findings.extend(settings_without_effect(&ledger));
        }
        let json = Json { ok, findings };
        out.answer(&json, |page| json.findings.iter().try_for_each(|found| found.write(page)))?;
        Ok(if ok { ExitStatus::Done } else { ExitStatus::Broken })
    }
}

impl Found {
    fn write(&self, page: &mut Page<'_>) -> std::io::Result<()> {
        let mark = match self.health {
            "fine" => page.ink(Ink::Green, "ok"),
            "attention" => page.ink(Ink::Red, "look"),
            _ => page.ink(Ink::Red, "BROKEN"),
        };
        page.line(format_args!("{mark:<6} {:<28} {}", self.what, self.value))
    }
}

fn settings(tallybook: &Tallybook) -> Vec<Found> {
    let config = tallybook.config();
    let (board, limits) = (config.board, config.limits);
    let set = |is_set: bool| if is_set { "set" } else { "not set" };
    let log =
        config.log.file.as_ref().map_or_else(|| "the console".to_owned(), |file| file.display().to_string());
    let backups = match config.backups {
        Some(plan) => format!("every {} hours, {} kept", plan.every.as_secs() / 3_600, plan.keep),
        None => "off".to_owned(),
    };
    let rows = [
        ("version", env!("CARGO_PKG_VERSION").to_owned()),
        ("database", tallybook.database().display().to_string()),
        ("most points at once", limits.max_points_per_transaction.to_string()),
        ("highest balance", limits.max_total_points.to_string()),
        ("rows of a leaderboard", format!("{}, at most {}", board.usual, board.most)),
        ("log", format!("{} to {log}", config.log.level)),
        ("backups", backups),
        ("bot token", set(config.bot.is_some()).to_owned()),
        ("command prefix", config.command_prefix.clone()),
        ("claim secret", claim_secret(tallybook)),
        ("earlier claim secrets", grouped(config.earlier_claim_secrets.len() as u64)),
    ];
    rows.into_iter().map(|(what, value)| Found::of(what, value, Health::Fine)).collect()
}

fn claim_secret(tallybook: &Tallybook) -> String {
    let file = path_beside(tallybook.database());
    match tallybook.config().claim_secret {
        Some(_) => "set".to_owned(),
        None if file.exists() => format!("in {}", file.display()),
        None => "made at the first use".to_owned(),
    }
}

/// The settings of books that were stored without a check and do nothing.
fn settings_without_effect(ledger: &Ledger) -> Vec<Found> {
    let of_book = |book| {
        let without_effect = ledger.read(book, |read| adapter_settings::without_effect(book, read));
        without_effect.into_iter().map(move |(name, problem)| {
            let value = format!("{name} of book {book} has no effect: {problem}");
            Found::of("setting", value, Health::Attention)
        })
    };
    ledger.books().into_iter().flat_map(of_book).collect()
}

/// Whether the secret of every open claim is known, so that its code can be shown and redeemed.
fn codes(tallybook: &Tallybook, ledger: &Ledger) -> Result<Found, Failure> {
    let secrets: Option<ClaimSecrets> = tallybook.claim_secrets_if_any()?;
    let known = |id| secrets.as_ref().is_some_and(|secrets| secrets.by_id(id).is_some());
    let (mut open, mut lost) = (0_u64, 0_u64);
    for book in ledger.books() {
        ledger.read(book, |book| {
            for order in book.orders().filter(|order| order.status == OrderStatus::Claimable) {
                open += 1;
                lost += u64::from(!known(order.secret));
            }
        });
    }
    let claims = counted(open, "open claim");
    Ok(match lost {
        0 => Found::of("codes", format!("{claims}, each with its secret"), Health::Fine),
        _ => {
            let value = format!(
                "{claims}, {} of them with a secret that is not here: restore it, name it in CLAIM_SECRET_EARLIER, \
                 or reissue their codes",
                grouped(lost)
            );
            Found::of("codes", value, Health::Attention)
        }
    })
}

/// What outboxes cannot deliver: targets that are closed, and deliveries that were given up.
fn outboxes(ledger: &Ledger) -> Result<Vec<Found>, Failure> {
    let mut found = Vec::new();
    for closed in ledger.closed_targets(None)? {
        let value = format!(
            "{} held since {} in book {}: {}; mend that, and they are made",
            counted(closed.held, "delivery"),
            to_the_minute(closed.since),
            closed.book,
            closed.error
        );
        found.push(Found::of(&format!("outbox {}", closed.outbox), value, Health::Attention));
    }
    for outbox in ledger.outboxes()?.into_iter().filter(|outbox| outbox.given_up > 0) {
        let newest = ledger.given_up(&outbox.name)?.into_iter().next();
        let value = format!(
            "{} given up, the last because of this: {}; mend it, then run `tallybook outbox retry`",
            counted(outbox.given_up, "delivery"),
            newest.map_or_else(|| "no reason was kept".to_owned(), |newest| newest.error)
        );
        found.push(Found::of(&format!("outbox {}", outbox.name), value, Health::Attention));
    }
    Ok(found)
}
