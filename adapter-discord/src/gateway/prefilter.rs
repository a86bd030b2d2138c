//! Whether a message may be a command. Asked for every message, so it looks only at memory, and at most once at the
//! book.

use std::sync::Arc;

use ledger_core::{BookId, MemberId};
use poise::serenity_prelude as serenity;
use serenity::{Context, Message};

use crate::app::{Bot, names};
use crate::gateway::returning::{Returning, SeenMember};
use crate::invocation::fold;
use crate::settings::book_settings::{self, book_of};

/// Whether a person wrote it, and it begins with the server's prefix, in any case, or with a mention of the bot. On the way, the bot
/// learns the author's display name, and looks at the roles of a member who came back.
pub(super) fn may_be_command(
    bot: &Arc<Bot>,
    returning: &Returning,
    context: &Context,
    message: &Message,
) -> bool {
    if message.author.bot || message.webhook_id.is_some() {
        return false;
    }
    let begins_with = |prefix: &str| fold::strip_prefix(&message.content, prefix).is_some();
    let standard = &bot.config.prefix;
    let author = MemberId::new(message.author.id.get()).ok();
    let has_prefix = match message.guild_id.and_then(book_of).zip(author) {
        None => begins_with(standard),
        Some((book, member)) => {
            let (has_account, has_rewards, has_prefix) = bot.ledger.read(book, |book| {
                let settings = book.settings();
                let prefix = book_settings::prefix_of(settings).unwrap_or(standard);
                let has_rewards = book_settings::has_role_rewards(settings);
                (book.account_of(member).is_some(), has_rewards, begins_with(prefix))
            });
            if has_account {
                learn_name(bot, book, member, message);
            }
            if let Some(here) = message.member.as_deref().filter(|_| has_account && has_rewards) {
                let (joined_at, roles) = (here.joined_at, here.roles.as_slice());
                returning.seen(bot, context, &SeenMember { book, member, joined_at, roles });
            }
            has_prefix
        }
    };
    has_prefix || mentions_bot(context, &message.content)
}

/// Only of members with an account: the others appear on no board.
fn learn_name(bot: &Arc<Bot>, book: BookId, member: MemberId, message: &Message) {
    let nick = message.member.as_deref().and_then(|member| member.nick.as_deref());
    let name = names::shown(&message.author, nick);
    if !bot.names.knows(book, member, name) {
        let (bot, name) = (Arc::clone(bot), name.to_owned());
        tokio::spawn(async move { bot.names.seen(book, member, &name) });
    }
}

fn mentions_bot(context: &Context, content: &str) -> bool {
    let Some(rest) = content.strip_prefix("<@") else { return false };
    let digits = rest.trim_start_matches('!').split('>').next().unwrap_or_default();
    digits.parse() == Ok(context.cache.current_user().id.get())
}
