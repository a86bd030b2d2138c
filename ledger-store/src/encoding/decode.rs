//! Stored rows to events. A row that cannot be read is a fault with its position: never skipped, never guessed.

use ledger_core::{
    AccountNo, AchievementKey, AchievementSpec, Actor, Amount, BookId, CodeHash, Correction, Currency,
    Direction, Email, Event, Flow, Label, MemberId, OrderChanged, OrderKey, OrderNo, OrderRecorded, Points,
    Position, Reason, Recorded, Reversed, Rule, SecretId, SettingChange, SettingName, Timestamp,
};
use rust_decimal::Decimal;
use serde_json::Value;

use super::VERSION;
use crate::encoding::row::EventRow;
use crate::encoding::seal::unhex;
use crate::internal_error::{InternalError, Result};

/// The event that a row stores.
pub(crate) fn decode(stored: &EventRow<'_>) -> Result<Recorded> {
    read(stored).map_err(|problem| InternalError::unreadable(stored.position, problem))
}

/// The event that a row stores, without the free text that people typed, which is only looked at: for whoever reads
/// millions of events and needs none of it.
pub(crate) fn decode_without_texts(stored: &EventRow<'_>) -> Result<Recorded> {
    if stored.kind == "account_opened" {
        return decode(stored);
    }
    check_texts(stored).map_err(|problem| InternalError::unreadable(stored.position, problem))?;
    decode(&EventRow { private: None, ..*stored })
}

/// What is said of a private text that cannot be read: never the text itself, which would end in a log.
const NOT_PRIVATE: &str = "its private text is not what its kind stores there";

type Read<T> = Result<T, String>;

/// Whether the private text is what the kind stores there.
fn check_texts(stored: &EventRow<'_>) -> Read<()> {
    match stored.kind {
        "order_recorded" => order_recorded(stored).map(|_| ()),
        _ if stored.private.is_some_and(|private| plain_reason(private).is_some()) => Ok(()),
        _ => reason(stored).map(|_| ()),
    }
}

fn read(stored: &EventRow<'_>) -> Read<Recorded> {
    if stored.version != VERSION {
        return Err(format!("version {} of the kind {} is not known here", stored.version, stored.kind));
    }
    Ok(Recorded {
        position: Position(stored.position),
        book: BookId::new(stored.book).map_err(|e| e.to_string())?,
        at: Timestamp::from_micros(stored.at),
        occurred_at: stored.occurred_at.map(Timestamp::from_micros),
        command: Position(stored.command),
        actor: Actor::from_number(stored.actor)
            .ok_or_else(|| format!("no actor has the number {}", stored.actor))?,
        event: event(stored)?,
    })
}

fn event(stored: &EventRow<'_>) -> Read<Event> {
    let (debit, credit) = (AccountNo(stored.debit), AccountNo(stored.credit));
    let amount = || Amount::new(stored.amount).map_err(|e| e.to_string());
    let none_moves = |event: Event| match stored.amount {
        0 => Ok(event),
        amount => Err(format!("a {} moves nothing, but {amount} points are stored", stored.kind)),
    };
    match stored.kind {
        "account_opened" => none_moves(Event::AccountOpened { account: credit, member: member(stored)? }),
        "points_granted" => {
            Ok(Event::PointsGranted { account: credit, amount: amount()?, reason: reason(stored)? })
        }
        "points_deducted" => {
            Ok(Event::PointsDeducted { account: debit, amount: amount()?, reason: reason(stored)? })
        }
        "points_transferred" => Ok(Event::PointsTransferred {
            from: debit,
            to: credit,
            amount: amount()?,
            reason: reason(stored)?,
        }),
        "posting_reversed" => {
            let body = Body::of(stored)?;
            let flow = body.text("flow")?;
            let of = Reversed {
                flow: Flow::from_name(flow).ok_or_else(|| format!("there is no flow {flow}"))?,
                at: Timestamp::from_micros(body.integer("at")?),
                order: if body.has("order") { Some(body.order()?) } else { None },
            };
            let reverses = stored.reverses.map(Position).ok_or("a reversal says what it reverses")?;
            Ok(Event::PostingReversed {
                debit,
                credit,
                amount: amount()?,
                reverses,
                of,
                reason: reason(stored)?,
            })
        }
        "achievement_defined" => none_moves(Event::AchievementDefined {
            spec: Body::of(stored)?.achievement()?,
            reason: reason(stored)?,
        }),
        "achievement_changed" => none_moves(Event::AchievementChanged {
            spec: Body::of(stored)?.achievement()?,
            reason: reason(stored)?,
        }),
        "achievement_retired" => none_moves(Event::AchievementRetired {
            achievement: Body::of(stored)?.key()?,
            reason: reason(stored)?,
        }),
        "achievement_unlocked" => Ok(Event::AchievementUnlocked {
            account: credit,
            achievement: Body::of(stored)?.key()?,
            reward: Points(stored.amount),
            reason: reason(stored)?,
        }),
        "achievement_revoked" => none_moves(Event::AchievementRevoked {
            account: credit,
            achievement: Body::of(stored)?.key()?,
            reason: reason(stored)?,
        }),
        "order_recorded" => none_moves(Event::OrderRecorded(Box::new(order_recorded(stored)?))),
        "order_changed" => Ok(Event::OrderChanged(Box::new(order_changed(stored)?))),
        "claim_redeemed" => {
            Ok(Event::ClaimRedeemed { order: Body::of(stored)?.order()?, account: credit, amount: amount()? })
        }
        "claim_reissued" => {
            let body = Body::of(stored)?;
            none_moves(Event::ClaimReissued {
                order: body.order()?,
                issue: body.number("issue")?,
                code: body.code()?,
                secret: body.secret()?,
                reason: reason(stored)?,
            })
        }
        "claim_voided" => {
            none_moves(Event::ClaimVoided { order: Body::of(stored)?.order()?, reason: reason(stored)? })
        }
        "claim_expired" => none_moves(Event::ClaimExpired { order: Body::of(stored)?.order()? }),
        "code_guessed" => none_moves(Event::CodeGuessed { account: credit }),
        "settings_changed" => none_moves(Event::SettingsChanged {
            changes: Body::of(stored)?.changes()?,
            reason: reason(stored)?,
        }),
        "season_closing" => none_moves(Event::SeasonClosing {
            season: Body::of(stored)?.number("season")?,
            reason: reason(stored)?,
        }),
        "balance_closed" => Ok(Event::BalanceClosed {
            account: debit,
            amount: amount()?,
            season: Body::of(stored)?.number("season")?,
        }),
        "season_closed" => none_moves(Event::SeasonClosed { season: Body::of(stored)?.number("season")? }),
        "member_forgotten" => none_moves(Event::MemberForgotten { account: credit }),
        "order_forgotten" => none_moves(Event::OrderForgotten { order: Body::of(stored)?.order()? }),
        other => Err(format!("the kind {other} is not known here; a newer version may have written it")),
    }
}

fn order_recorded(stored: &EventRow<'_>) -> Read<OrderRecorded> {
    let body = Body::of(stored)?;
    let key = OrderKey::new(body.text("source")?, body.text("shop")?, body.text("id")?)
        .map_err(|e| e.to_string())?;
    let email = match stored.private {
        None => None,
        Some(private) => {
            let private = Body::parse(private)?;
            Some(Email::new(private.text("email")?).map_err(|_| NOT_PRIVATE)?)
        }
    };
    Ok(OrderRecorded {
        order: body.order()?,
        key,
        amount: body.money()?,
        currency: body.currency()?,
        points: Points(body.integer("points")?),
        code: body.code()?,
        secret: body.secret()?,
        email,
    })
}

fn order_changed(stored: &EventRow<'_>) -> Read<OrderChanged> {
    let body = Body::of(stored)?;
    let correction = match Amount::new(stored.amount) {
        Err(_) => None,
        Ok(amount) if stored.debit == 0 => {
            Some(Correction { account: AccountNo(stored.credit), direction: Direction::Credit, amount })
        }
        Ok(amount) => {
            Some(Correction { account: AccountNo(stored.debit), direction: Direction::Debit, amount })
        }
    };
    Ok(OrderChanged {
        order: body.order()?,
        amount: body.money()?,
        currency: body.currency()?,
        points: Points(body.integer("points")?),
        correction,
    })
}

fn member(stored: &EventRow<'_>) -> Read<Option<MemberId>> {
    let Some(private) = stored.private else { return Ok(None) };
    // Written in one form since the beginning; read without a JSON parser because there is one per account.
    let id = private.strip_prefix("{\"member\":\"").and_then(|rest| rest.strip_suffix("\"}"));
    let id = id.ok_or("its private text names no member")?;
    id.parse().map(Some).map_err(|_| NOT_PRIVATE.to_owned())
}

fn reason(stored: &EventRow<'_>) -> Read<Option<Reason>> {
    let Some(private) = stored.private else { return Ok(None) };
    let parsed = match plain_reason(private) {
        Some(text) => Reason::new(text),
        None => Reason::new(Body::parse(private)?.text("reason")?),
    };
    parsed.map(Some).map_err(|_| NOT_PRIVATE.to_owned())
}

/// The reason of a private text that needs no JSON parser: printable ASCII without escapes, not too long.
fn plain_reason(private: &str) -> Option<&str> {
    let text = private.strip_prefix("{\"reason\":\"")?.strip_suffix("\"}")?;
    let plain = |byte: u8| (b' '..=b'~').contains(&byte) && byte != b'"' && byte != b'\\';
    (!text.is_empty() && text.len() <= Reason::MAX_CHARS && text.bytes().all(plain)).then_some(text)
}

/// A JSON object of a row, read field by field.
struct Body(Value);

impl Body {
    fn of(stored: &EventRow<'_>) -> Read<Body> {
        Body::parse(stored.body.ok_or("its body is missing")?)
    }

    fn parse(text: &str) -> Read<Body> {
        serde_json::from_str(text).map(Body).map_err(|e| format!("its JSON is broken: {e}"))
    }

    fn has(&self, field: &str) -> bool {
        self.0.get(field).is_some()
    }

    fn text(&self, field: &str) -> Read<&str> {
        self.0.get(field).and_then(Value::as_str).ok_or_else(|| format!("its field {field} is not a text"))
    }

    fn integer(&self, field: &str) -> Read<i64> {
        self.0
            .get(field)
            .and_then(Value::as_i64)
            .ok_or_else(|| format!("its field {field} is not a whole number"))
    }

    fn number(&self, field: &str) -> Read<u32> {
        let number = self.integer(field)?;
        u32::try_from(number).map_err(|_| format!("its field {field} is {number}, which is out of range"))
    }

    fn order(&self) -> Read<OrderNo> {
        self.number("order").map(OrderNo)
    }

    fn key(&self) -> Read<AchievementKey> {
        AchievementKey::new(self.text("achievement")?).map_err(|e| e.to_string())
    }

    fn money(&self) -> Read<Decimal> {
        let text = self.text("amount")?;
        text.parse().map_err(|_| format!("its amount {text} is not a decimal"))
    }

    fn currency(&self) -> Read<Option<Currency>> {
        if !self.has("currency") {
            return Ok(None);
        }
        Currency::new(self.text("currency")?).map(Some).map_err(|e| e.to_string())
    }

    fn code(&self) -> Read<CodeHash> {
        let bytes = unhex(self.text("code")?).and_then(|bytes| bytes.try_into().ok());
        bytes.map(CodeHash).ok_or_else(|| "its code is not 32 hexadecimal digits".to_owned())
    }

    fn secret(&self) -> Read<SecretId> {
        let text = self.text("secret")?;
        u32::from_str_radix(text, 16)
            .map(SecretId)
            .map_err(|_| format!("its secret {text} is not hexadecimal"))
    }

    fn achievement(&self) -> Read<AchievementSpec> {
        let label = |text: &str| Label::new(text).map_err(|e| e.to_string());
        Ok(AchievementSpec {
            key: self.key()?,
            name: label(self.text("name")?)?,
            description: if self.has("description") { Some(label(self.text("description")?)?) } else { None },
            rule: self.text("rule")?.parse::<Rule>().map_err(|e| e.to_string())?,
            reward: Points(self.integer("reward")?),
        })
    }

    fn changes(&self) -> Read<Vec<SettingChange>> {
        let list = self.0.get("changes").and_then(Value::as_array).ok_or("its changes are not a list")?;
        let change = |value: &Value| {
            let change = Body(value.clone());
            let name = SettingName::new(change.text("name")?).map_err(|e| e.to_string())?;
            Ok(SettingChange { name, value: change.text("value")?.into() })
        };
        list.iter().map(change).collect()
    }
}
