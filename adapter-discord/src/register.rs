//! Telling Discord which commands there are: only when something changed, because creating them is limited to
//! 200 a day. Which commands there are is not decided here.

use ledger_store::{Kept, KeptName, Ledger, Owner};
use poise::serenity_prelude as serenity;
use serde_json::Value;

/// Under this name it is kept what Discord was told last.
const REGISTERED: KeptName = KeptName::new("discord.registered");

/// Registers the commands for all servers, unless Discord has these very ones.
///
/// # Errors
/// When Discord cannot be asked or does not take them.
pub async fn register(
    http: &serenity::Http,
    ledger: &Ledger,
    commands: &[serenity::CreateCommand],
) -> Result<(), serenity::Error> {
    let Some(application) = http.application_id() else {
        log::error!("the commands are not registered: Discord did not say which application this is");
        return Ok(());
    };
    let mark = format!("{application} {}", fingerprint(commands)?);
    let told = ledger.kept(Owner::Ledger, REGISTERED).unwrap_or_else(|error| {
        log::error!("what was registered cannot be read, so it is done again: {error}");
        None
    });
    if told.as_deref() == Some(mark.as_str()) {
        // A proxy in between, another Discord, or somebody who deleted them: then nothing is there.
        let there = http.get_global_commands().await?.len();
        if there == commands.len() {
            log::info!("{there} slash commands are registered already");
            return Ok(());
        }
    }
    http.create_global_commands(&commands).await?;
    log::info!("registered {} slash commands", commands.len());
    match Kept::new(Owner::Ledger, REGISTERED, &mark) {
        // If it is lost, they are registered once more at the next start.
        Ok(kept) => drop(ledger.keep([kept])),
        Err(invalid) => log::error!("what was registered is not kept: {invalid}"),
    }
    Ok(())
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
