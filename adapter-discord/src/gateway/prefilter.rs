//! Whether a message may be a command. Asked for every message, so it looks only at memory, and at most once at the
//! book.

use std::sync::Arc;

use ledger_core::{BookId, MemberId};
use poise::serenity_prelude as serenity;
use serenity::{Context, Message};

use crate::app::{Bot, names};
use crate::settings::book_settings::{self, book_of};

/// Whether a person wrote it, and it begins with the server's prefix or a mention of the bot. On the way, the bot
/// learns the author's display name.
pub(super) fn may_be_command(bot: &Arc<Bot>, context: &Context, message: &Message) -> bool {
    if message.author.bot || message.webhook_id.is_some() {
        return false;
    }
    let begins_with = |prefix: &str| message.content.starts_with(prefix);
    let standard = &bot.config.prefix;
    let author = MemberId::new(message.author.id.get()).ok();
    let has_prefix = match message.guild_id.and_then(book_of).zip(author) {
        None => begins_with(standard),
        Some((book, member)) => {
            let (has_account, has_prefix) = bot.ledger.read(book, |book| {
                let prefix = book_settings::prefix_of(book.settings()).unwrap_or(standard);
                (book.account_of(member).is_some(), begins_with(prefix))
            });
            if has_account {
                learn_name(bot, book, member, message);
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
