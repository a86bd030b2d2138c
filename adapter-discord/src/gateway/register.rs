//! Telling Discord which commands there are: only when something changed, because creating them is limited to
//! 200 a day. What is kept is a mark of what was sent and of what Discord made of it; a start compares both. Which
//! commands there are is not decided here.

use std::time::Duration;

use ledger_store::{AdapterKey, AdapterValue, Ledger, Owner};
use poise::serenity_prelude as serenity;
use serde_json::Value;
use tokio::time::{Instant, sleep_until};

use crate::reply;

/// Under this name it is kept what Discord was told last.
const REGISTERED: AdapterKey = AdapterKey::new("discord.registered");

/// The waits between tries while Discord is busy or broken. What is registered works on without this, so there is time.
const PATIENCE: [Duration; 6] = [
    Duration::from_millis(500),
    Duration::from_secs(2),
    Duration::from_secs(10),
    Duration::from_secs(60),
    Duration::from_secs(300),
    Duration::from_secs(1_800),
];

/// Registers the commands for all servers, unless Discord has these very ones. Trouble is for the log: slash commands
/// of an earlier start, and those in messages, work all the same.
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
        // Another program with this token may have changed them, or taken them away.
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
        // If it is lost, they are registered once more at the next start.
        Ok(kept) => drop(ledger.adapter_data().put([kept])),
        Err(invalid) => log::error!("what was registered is not kept: {invalid}"),
    }
    Ok(())
}

/// What Discord made of the commands: it gives each an id, and with every change another version. To compare what they
/// say would mean to know everything that Discord fills in.
fn made_of(commands: &[serenity::Command]) -> String {
    let mut made: Vec<String> = commands.iter().map(|one| format!("{}:{}", one.id, one.version)).collect();
    made.sort_unstable();
    blake3::hash(made.join(",").as_bytes()).to_hex().to_string()
}

/// What changes when any name, description, option or translation changes, and at no other time.
fn fingerprint(commands: &[serenity::CreateCommand]) -> serde_json::Result<String> {
    let mut text = String::new();
    write_sorted(&serde_json::to_value(commands)?, &mut text);
    Ok(blake3::hash(text.as_bytes()).to_hex().to_string())
}

/// JSON whose fields stand in one order: translations come out of a hash map.
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
