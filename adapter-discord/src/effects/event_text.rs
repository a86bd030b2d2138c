//! An event in words, for a log channel: what happened to whom, who did it and why. Where it is told is not known here.

use ledger_core::{
    AccountNo, AchievementKey, Actor, Book, BookId, Correction, Direction, Event, OrderNo, Points, Recorded,
    SettingChange,
};
use ledger_store::{AsOf, ReadError};

use super::context::EffectContext;
use super::send_once::mark;
use crate::render::escape::harmless;
use crate::render::truncate;

/// The most of a reason that is told; the journal has all of it.
const MAX_REASON: usize = 200;

/// The most of what settings became that is told.
const MAX_SETTINGS: usize = 400;

/// What an event says.
enum Summary {
    /// The points of a member changed.
    Change(AccountNo, Points, String),
    /// Points went from one member to another.
    Move(AccountNo, AccountNo, Points, String),
    /// Something else happened to a member.
    Of(AccountNo, String),
    /// Something happened to the book.
    Only(String),
}

/// `#12 Anna: +50 points · Granted · now 1,234 · by Ben`, and below it why.
///
/// # Errors
/// When the balance of that moment cannot be read.
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
        let reason = truncate(&harmless(reason.as_str()), MAX_REASON);
        told.push_str(&format!("\n-# {}", voice.say_with("log-reason", &[("reason", reason.into())])));
    }
    Ok(told)
}

fn what(context: &EffectContext, recorded: &Recorded) -> Summary {
    let (book, voice) = (recorded.book, context.voice(recorded.book));
    let about = |line: &str, name: &str, value: String| voice.say_with(line, &[(name, value.into())]);
    match &recorded.event {
        Event::PointsGranted { account, amount, .. } => {
            Summary::Change(*account, amount.points(), voice.say("kind-granted"))
        }
        Event::PointsDeducted { account, amount, .. } => {
            Summary::Change(*account, less(amount.points()), voice.say("kind-deducted"))
        }
        Event::PointsTransferred { from, to, amount, .. } => {
            Summary::Move(*from, *to, amount.points(), voice.say("kind-transferred"))
        }
        Event::PostingReversed { debit, credit, amount, reverses, .. } => {
            let what = about("kind-reversed", "position", reverses.to_string());
            match (debit.is_treasury(), credit.is_treasury()) {
                (true, _) => Summary::Change(*credit, amount.points(), what),
                (_, true) => Summary::Change(*debit, less(amount.points()), what),
                _ => Summary::Move(*debit, *credit, amount.points(), what),
            }
        }
        Event::AchievementUnlocked { account, achievement, reward, .. } => {
            let what = about("kind-unlocked", "achievement", achievement_name(context, book, achievement));
            match *reward {
                Points::ZERO => Summary::Of(*account, what),
                reward => Summary::Change(*account, reward, what),
            }
        }
        Event::AchievementRevoked { account, achievement, .. } => {
            let name = achievement_name(context, book, achievement);
            Summary::Of(*account, about("audit-achievement-revoked", "achievement", name))
        }
        Event::ClaimRedeemed { account, amount, .. } => {
            Summary::Change(*account, amount.points(), voice.say("kind-claimed"))
        }
        Event::OrderChanged(changed) => match changed.correction {
            Some(Correction { account, direction: Direction::Credit, amount }) => {
                Summary::Change(account, amount.points(), voice.say("kind-order-changed"))
            }
            Some(Correction { account, direction: Direction::Debit, amount }) => {
                Summary::Change(account, less(amount.points()), voice.say("kind-order-changed"))
            }
            None => Summary::Only(voice.say("kind-order-changed")),
        },
        Event::AchievementDefined { spec, .. } => {
            Summary::Only(about("audit-achievement-defined", "achievement", harmless(spec.name.as_str())))
        }
        Event::AchievementChanged { spec, .. } => {
            Summary::Only(about("audit-achievement-changed", "achievement", harmless(spec.name.as_str())))
        }
        Event::AchievementRetired { achievement, .. } => {
            let name = achievement_name(context, book, achievement);
            Summary::Only(about("audit-achievement-retired", "achievement", name))
        }
        Event::ClaimReissued { order, .. } => {
            Summary::Only(about("audit-claim-reissued", "order", order_name(context, book, *order)))
        }
        Event::ClaimVoided { order, .. } => {
            Summary::Only(about("audit-claim-voided", "order", order_name(context, book, *order)))
        }
        Event::OrderForgotten { order } => {
            Summary::Only(about("audit-order-forgotten", "order", order_name(context, book, *order)))
        }
        Event::SettingsChanged { changes, .. } => {
            let settings =
                truncate(&changes.iter().map(setting).collect::<Vec<_>>().join(", "), MAX_SETTINGS);
            Summary::Only(about("audit-settings-changed", "settings", settings))
        }
        Event::SeasonClosing { season, .. } => {
            Summary::Only(about("audit-season-closing", "season", season.to_string()))
        }
        Event::SeasonClosed { season } => {
            Summary::Only(about("audit-season-closed", "season", season.to_string()))
        }
        Event::MemberForgotten { .. } => Summary::Only(voice.say("audit-member-forgotten")),
        _ => Summary::Only(voice.say("kind-other")),
    }
}

/// Who did it, where that says something: nobody claims or gives but for themselves, and whoever was forgotten is not
/// pointed at.
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

fn less(points: Points) -> Points {
    Points(points.0.saturating_neg())
}

fn achievement_name(context: &EffectContext, book: BookId, key: &AchievementKey) -> String {
    let name = |book: &Book| book.achievement(key).map(|found| found.spec.name.to_string());
    harmless(context.bot.ledger.read(book, name).as_deref().unwrap_or(key.as_str()))
}

fn order_name(context: &EffectContext, book: BookId, order: OrderNo) -> String {
    let id = |book: &Book| book.order_no(order).map(|found| found.key.id.to_string());
    harmless(&context.bot.ledger.read(book, id).unwrap_or_else(|| order.to_string()))
}

fn setting(change: &SettingChange) -> String {
    let value = if change.value.is_empty() { "–" } else { &*change.value };
    format!("{} = {}", harmless(change.name.as_str()), harmless(value))
}
