//! Registers the slash commands with Discord, only when they have changed, because Discord allows 200 creations a day.
//! Each start compares two stored fingerprints: of the commands that the bot sent, and of those that Discord answered with.

use std::time::Duration;

use ledger_store::{AdapterKey, AdapterValue, Ledger, Owner};
use poise::serenity_prelude as serenity;
use serde_json::Value;
use tokio::time::{Instant, sleep_until};

use crate::reply;

/// The application's id and both fingerprints of the last registration.
const REGISTERED: AdapterKey = AdapterKey::new("discord.registered");

/// The waits between tries while Discord is busy or broken. The earlier registration keeps working, so they may be
/// long.
const PATIENCE: [Duration; 6] = [
    Duration::from_millis(500),
    Duration::from_secs(2),
    Duration::from_secs(10),
    Duration::from_secs(60),
    Duration::from_secs(300),
    Duration::from_secs(1_800),
];

/// Registers the commands for all servers, unless Discord has exactly these. Errors are only logged: commands in
/// messages and the slash commands of an earlier start still work.
pub(super) async fn register(http: &serenity::Http, ledger: &Ledger, commands: &[serenity::CreateCommand]) {
    let mut waits = PATIENCE.into_iter();
    while let Err(error) = compare_and_tell(http, ledger, commands).await {
        let Some(wait) = waits.next().filter(|_| reply::passes(&error)) else {
            log::error!("the slash commands could not be registered: {}", reply::shown(&error));
            return;
        };
        log::warn!("the slash commands are registered in {wait:?}: {}", reply::shown(&error));
        sleep_until(Instant::now() + wait).await;
    }
}

async fn compare_and_tell(
    http: &serenity::Http,
    ledger: &Ledger,
    commands: &[serenity::CreateCommand],
) -> Result<(), serenity::Error> {
    let Some(application) = http.application_id() else {
        log::error!("the commands are not registered: Discord did not say which application this is");
        return Ok(());
    };
    let sent = format!("{application} {}", fingerprint(commands)?);
    let told = ledger.adapter_data().get(Owner::Ledger, REGISTERED).unwrap_or_else(|error| {
        log::error!("what was registered cannot be read, so it is done again: {error}");
        None
    });
    if let Some(made) = told.as_deref().and_then(|told| told.strip_prefix(&sent)) {
        // Another program with this token may have changed or deleted them.
        let there = http.get_global_commands().await?;
        if made.trim_start() == made_of(&there) {
            log::info!("{} slash commands are registered already", there.len());
            return Ok(());
        }
        log::warn!("Discord has other slash commands than it was told; they are registered again");
    }
    let made = http.create_global_commands(&commands).await?;
    log::info!("registered {} slash commands", made.len());
    match AdapterValue::new(Owner::Ledger, REGISTERED, &format!("{sent} {}", made_of(&made))) {
        // Nothing waits for the write: if it is lost, the next start registers again.
        Ok(kept) => drop(ledger.adapter_data().put([kept])),
        Err(invalid) => log::error!("what was registered is not kept: {invalid}"),
    }
    Ok(())
}

/// A hash of the ids and versions that Discord gave the commands; every change gets a new version. Comparing the
/// contents would require knowing every field that Discord fills in.
fn made_of(commands: &[serenity::Command]) -> String {
    let mut made: Vec<String> = commands.iter().map(|one| format!("{}:{}", one.id, one.version)).collect();
    made.sort_unstable();
    blake3::hash(made.join(",").as_bytes()).to_hex().to_string()
}

/// A hash that changes exactly when a name, description, option or translation changes.
fn fingerprint(commands: &[serenity::CreateCommand]) -> serde_json::Result<String> {
    let mut text = String::new();
    write_sorted(&serde_json::to_value(commands)?, &mut text);
    Ok(blake3::hash(text.as_bytes()).to_hex().to_string())
}

/// JSON with sorted fields: translations come out of a hash map in random order.
fn write_sorted(value: &Value, text: &mut String) {
    match value {
        Value::Object(fields) => {
            let mut fields: Vec<_> = fields.iter().collect();
            fields.sort_by_key(|(name, _)| *name);
            text.push('{');
            for (name, value) in fields {
                text.push_str(name);
                text.push(':');
                write_sorted(value, text);
                text.push(',');
            }
            text.push('}');
        }
        Value::Array(values) => {
            text.push('[');
            for value in values {
                write_sorted(value, text);
                text.push(',');
            }
            text.push(']');
        }
        plain => text.push_str(&plain.to_string()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn command(description: &str) -> serenity::CreateCommand {
        ["de", "fr", "it", "es-ES", "pt-BR", "nl"]
            .into_iter()
            .fold(serenity::CreateCommand::new("points").description(description), |command, locale| {
                command.name_localized(locale, format!("points-{locale}"))
            })
    }

    #[test]
    fn the_same_commands_have_the_same_fingerprint_and_others_another() {
        let of = |commands: &[serenity::CreateCommand]| fingerprint(commands).unwrap();
        for _ in 0..8 {
            assert_eq!(of(&[command("a")]), of(&[command("a")]));
        }
        assert_ne!(of(&[command("a")]), of(&[command("b")]));
        assert_ne!(of(&[command("a")]), of(&[command("a"), command("a")]));
    }
}
