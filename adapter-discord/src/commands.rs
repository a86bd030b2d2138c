//! All commands, and the buttons that continue them. This list is the feature list; each command has a file of its own.

mod achievement;
mod achievements;
mod audit;
mod claim;
mod deduct;
mod give;
mod grant;
mod grant_role;
mod help;
mod history;
mod leaderboard;
mod listusers;
mod orders;
mod points;
mod privacy;
mod rank;
mod reverse;
mod season;
mod set;
mod settings;
mod stats;
mod status;

use crate::invocation::Command;
use crate::invocation::components::Button;
use crate::invocation::permissions::{FOR_MEMBERS, FOR_STEWARDS};
use crate::render::texts::{BadTexts, Texts};

/// Every button, menu and form.
pub(crate) const BUTTONS: &[Button] = &[
    Button { what: achievements::BUTTON, category: FOR_MEMBERS, answer: achievements::pressed },
    Button { what: give::BUTTON, category: FOR_MEMBERS, answer: give::pressed },
    Button { what: history::BUTTON, category: FOR_MEMBERS, answer: history::pressed },
    Button { what: leaderboard::BUTTON, category: FOR_MEMBERS, answer: leaderboard::pressed },
    Button { what: privacy::BUTTON, category: FOR_MEMBERS, answer: privacy::pressed },
    Button { what: achievement::BUTTON, category: FOR_STEWARDS, answer: achievement::pressed },
    Button { what: audit::BUTTON, category: FOR_STEWARDS, answer: audit::pressed },
    Button { what: grant_role::BUTTON, category: FOR_STEWARDS, answer: grant_role::pressed },
    Button { what: listusers::BUTTON, category: FOR_STEWARDS, answer: listusers::pressed },
    Button { what: reverse::BUTTON, category: FOR_STEWARDS, answer: reverse::pressed },
    Button { what: settings::BUTTON, category: FOR_STEWARDS, answer: settings::pressed },
    Button { what: settings::reward::BUTTON, category: FOR_STEWARDS, answer: settings::reward::pressed },
    Button { what: season::BUTTON, category: FOR_STEWARDS, answer: season::pressed },
];

/// Every command, with its name and description in every language.
///
/// # Errors
/// Names every line that is missing or that Discord would reject.
pub(crate) fn all(texts: &Texts) -> Result<Vec<Command>, BadTexts> {
    let members = vec![
        points::points(),
        leaderboard::leaderboard(),
        rank::rank(),
        history::history(),
        stats::stats(),
        achievements::achievements(),
        claim::claim(),
        give::give(),
        privacy::privacy(),
        help::help(),
    ];
    let stewards = vec![
        grant::grant(),
        deduct::deduct(),
        set::set(),
        grant_role::grant_role(),
        reverse::reverse(),
        audit::audit(),
        achievement::achievement(),
        orders::orders(),
        settings::settings(),
        season::season(),
        status::status(),
        listusers::listusers(),
    ];
    let mut commands = Vec::with_capacity(members.len() + stewards.len());
    commands.extend(members.into_iter().map(|command| of(command, FOR_MEMBERS)));
    commands.extend(stewards.into_iter().map(|command| of(command, FOR_STEWARDS)));
    texts.localise(&mut commands)?;
    poise::set_qualified_names(&mut commands);
    Ok(commands)
}

/// Sets what all commands of a category share: they work in servers only, and Discord shows the stewards' commands to
/// administrators until a server opens them to others.
fn of(mut command: Command, category: &'static str) -> Command {
    command.guild_only = true;
    command.category = Some(category.into());
    required_first(&mut command);
    if category == FOR_STEWARDS {
        command.default_member_permissions = poise::serenity_prelude::Permissions::ADMINISTRATOR;
    }
    command
}

/// Discord requires required options first; in a message, optional words come before the rest of the line.
fn required_first(command: &mut Command) {
    command.parameters.sort_by_key(|parameter| !parameter.required);
    command.subcommands.iter_mut().for_each(required_first);
}
