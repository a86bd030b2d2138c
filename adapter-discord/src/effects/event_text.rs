//! The text of an event for a log channel: the member, what happened, who did it and why.

use ledger_core::{
    AccountNo, AchievementKey, AchievementSpec, Actor, Book, BookId, Event, OrderNo, Points, Recorded,
    SettingChange,
};
use ledger_store::{AsOf, ReadError};

use super::context::EffectContext;
use super::send_once::mark;
use crate::render::escape::harmless;
use crate::render::event_kind::{self, Names};
use crate::render::texts::Voice;
use crate::render::truncate;

/// The journal has the whole reason.
const MAX_REASON: usize = 200;

const MAX_SETTINGS: usize = 400;

enum Summary {
    /// The points of a member changed.
    Change(AccountNo, Points, String),
    /// Points moved from one member to another.
    Move(AccountNo, AccountNo, Points, String),
    /// Another event about a member.
    Of(AccountNo, String),
    /// An event about the book.
    Only(String),
}

/// `#12 Anna: +50 points · Granted · now 1,234 · by Ben`, with the reason below it.
///
/// # Errors
/// When the balance after the event cannot be read.
pub(super) fn entry(context: &EffectContext, recorded: &Recorded) -> Result<String, ReadError> {
    let book = recorded.book;
    let (voice, currency) = (context.voice(book), context.currency(book));
    let mut parts = Vec::new();
    match what(context, recorded) {
        Summary::Change(account, change, what) => {
            let (name, change) = (context.name(book, account), currency.change(voice, change));
            let values = [("member", name.into()), ("change", change.into()), ("what", what.into())];
            parts.push(voice.say_with("log-changed", &values));
            if let Some(member) = context.member(book, account) {
                let balance =
                    context.bot.ledger.balance_as_of(book, member, AsOf::Position(recorded.position))?;
                parts.push(voice.say_with("log-balance", &[("balance", voice.number(balance.0).into())]));
            }
        }
        Summary::Move(from, to, amount, what) => {
            let values = [
                ("from", context.name(book, from).into()),
                ("to", context.name(book, to).into()),
                ("amount", currency.amount(voice, amount).into()),
                ("what", what.into()),
            ];
            parts.push(voice.say_with("log-moved", &values));
        }
        Summary::Of(account, what) => parts.push(format!("{} · {what}", context.name(book, account))),
        Summary::Only(what) => parts.push(what),
    }
    if let Some(name) = by(context, recorded) {
        parts.push(voice.say_with("log-by", &[("name", name.into())]));
    }
    let mut told = format!("`{}` {}", mark(recorded.position), parts.join(" · "));
    if let Some(reason) = recorded.event.reason() {
        let reason = truncate(&context.words_of(book, reason.as_str()), MAX_REASON);
        told.push_str(&format!("\n-# {}", voice.say_with("log-reason", &[("reason", reason.into())])));
    }
    Ok(told)
}

fn what(context: &EffectContext, recorded: &Recorded) -> Summary {
    let event = &recorded.event;
    let line = event_kind::line(&LogNames { context, book: recorded.book }, event);
    let sides = event.sides();
    match (sides.debit.is_treasury(), sides.credit.is_treasury()) {
        (true, true) => Summary::Only(line),
        (true, false) if sides.amount > Points::ZERO => Summary::Change(sides.credit, sides.amount, line),
        (true, false) if event_kind::names_member_apart(event) => Summary::Of(sides.credit, line),
        (true, false) => Summary::Only(line),
        (false, true) => Summary::Change(sides.debit, Points(sides.amount.0.saturating_neg()), line),
        (false, false) => Summary::Move(sides.debit, sides.credit, sides.amount, line),
    }
}

struct LogNames<'a> {
    context: &'a EffectContext,
    book: BookId,
}

impl Names for LogNames<'_> {
    fn voice(&self) -> Voice<'_> {
        self.context.voice(self.book)
    }

    fn account(&self, no: AccountNo) -> String {
        self.context.name(self.book, no)
    }

    fn achievement(&self, key: &AchievementKey) -> String {
        let name = |book: &Book| book.achievement(key).map(|found| found.spec.name.to_string());
        harmless(self.context.bot.ledger.read(self.book, name).as_deref().unwrap_or(key.as_str()))
    }

    fn definition(&self, spec: &AchievementSpec) -> String {
        harmless(spec.name.as_str())
    }

    fn order(&self, no: OrderNo) -> String {
        let id = |book: &Book| book.order_no(no).map(|found| found.key.id.to_string());
        harmless(&self.context.bot.ledger.read(self.book, id).unwrap_or_else(|| no.to_string()))
    }

    fn settings(&self, changes: &[SettingChange]) -> String {
        truncate(&changes.iter().map(setting).collect::<Vec<_>>().join(", "), MAX_SETTINGS)
    }
}

/// The actor, where it adds something: claims and gifts are always by the member themselves, and a forgotten member is
/// not named.
fn by(context: &EffectContext, recorded: &Recorded) -> Option<String> {
    let voice = context.voice(recorded.book);
    match (recorded.actor, &recorded.event) {
        (Actor::Account(actor), Event::PointsTransferred { from: account, .. })
        | (Actor::Account(actor), Event::ClaimRedeemed { account, .. })
        | (Actor::Account(actor), Event::MemberForgotten { account })
            if actor == *account =>
        {
            None
        }
        (Actor::Account(actor), _) => Some(context.name(recorded.book, actor)),
        (Actor::CommandLine | Actor::Web, _) => Some(voice.say("name-command-line")),
        (Actor::Import, _) => Some(voice.say("name-import")),
        _ => None,
    }
}

fn setting(change: &SettingChange) -> String {
    let value = if change.value.is_empty() { "–" } else { &*change.value };
    format!("{} = {}", harmless(change.name.as_str()), harmless(value))
}
