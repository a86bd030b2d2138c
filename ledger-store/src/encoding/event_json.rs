//! The stored JSON of each kind of event, written and read: personal data in `private`, everything else in `body`.

use ledger_core::{
    AccountNo, AchievementSpec, Amount, Correction, Direction, Email, Event, EventKind, Flow, OrderChanged,
    OrderKey, OrderRecorded, Points, Position, Reason, Reversed, Timestamp,
};
use serde_json::{Value, json};

use crate::encoding::json::{Body, NOT_PRIVATE, Read, member, reason, reason_json};
use crate::encoding::row::{EventRow, Texts};
use crate::encoding::seal::hex;

pub(crate) fn encode(event: &Event) -> Texts {
    let body = |value: Value| Texts { body: Some(value.to_string()), private: None };
    let with_reason = |value: Value, why: &Option<Reason>| Texts {
        body: Some(value.to_string()),
        private: reason_json(why),
    };
    match event {
        Event::AccountOpened { member, .. } => {
            let private = member.map(|member| format!("{{\"member\":\"{member}\"}}"));
            Texts { body: None, private }
        }
        Event::PointsGranted { reason: why, .. }
        | Event::PointsDeducted { reason: why, .. }
        | Event::PointsTransferred { reason: why, .. } => Texts { body: None, private: reason_json(why) },
        Event::PostingReversed { of, reason: why, .. } => {
            let mut value = json!({ "flow": of.flow.name(), "at": of.at.micros() });
            if let Some(order) = of.order {
                value["order"] = json!(order.0);
            }
            with_reason(value, why)
        }
        Event::AchievementDefined { spec, reason: why } | Event::AchievementChanged { spec, reason: why } => {
            with_reason(achievement(spec), why)
        }
        Event::AchievementRetired { achievement, reason: why }
        | Event::AchievementUnlocked { achievement, reason: why, .. }
        | Event::AchievementRevoked { achievement, reason: why, .. } => {
            with_reason(json!({ "achievement": achievement.as_str() }), why)
        }
        Event::OrderRecorded(order) => {
            let mut value = json!({
                "order": order.order.0,
                "source": order.key.source.as_str(),
                "shop": order.key.shop.as_str(),
                "id": order.key.id.as_str(),
                "amount": order.amount.to_string(),
                "points": order.points.0,
                "code": hex(&order.code.0),
                "secret": secret(order.secret.0),
            });
            if let Some(currency) = &order.currency {
                value["currency"] = json!(currency.as_str());
            }
            let private = order.email.as_ref().map(|email| json!({ "email": email.as_str() }).to_string());
            Texts { body: Some(value.to_string()), private }
        }
        Event::OrderChanged(changed) => {
            let mut value = json!({
                "order": changed.order.0,
                "amount": changed.amount.to_string(),
                "points": changed.points.0,
            });
            if let Some(currency) = &changed.currency {
                value["currency"] = json!(currency.as_str());
            }
            body(value)
        }
        Event::ClaimRedeemed { order, .. }
        | Event::ClaimExpired { order }
        | Event::OrderForgotten { order } => body(json!({ "order": order.0 })),
        Event::ClaimReissued { order, issue, code, secret: id, reason: why } => with_reason(
            json!({ "order": order.0, "issue": issue, "code": hex(&code.0), "secret": secret(id.0) }),
            why,
        ),
        Event::ClaimVoided { order, reason: why } => with_reason(json!({ "order": order.0 }), why),
        Event::SettingsChanged { changes, reason: why } => {
            let changes: Vec<Value> =
                changes.iter().map(|c| json!({ "name": c.name.as_str(), "value": &*c.value })).collect();
            with_reason(json!({ "changes": changes }), why)
        }
        Event::SeasonClosing { season, reason: why } => with_reason(json!({ "season": season }), why),
        Event::BalanceClosed { season, .. } | Event::SeasonClosed { season } => {
            body(json!({ "season": season }))
        }
        Event::ClockCorrected { from, to } => body(json!({ "from": from.micros(), "to": to.micros() })),
        Event::CodeGuessed { .. } | Event::MemberForgotten { .. } => Texts::default(),
    }
}

pub(super) fn read_event(row: &EventRow<'_>) -> Read<Event> {
    let (debit, credit) = (AccountNo(row.debit), AccountNo(row.credit));
    let amount = || Amount::new(row.amount).map_err(|e| e.to_string());
    let none_moves = |event: Event| match row.amount {
        0 => Ok(event),
        amount => Err(format!("the kind {} moves no points, but its amount is {amount}", row.kind)),
    };
    let kind = EventKind::from_name(row.kind).ok_or_else(|| {
        format!("this program does not know the kind {}; a newer version may have written it", row.kind)
    })?;
    match kind {
        EventKind::AccountOpened => {
            none_moves(Event::AccountOpened { account: credit, member: member(row)? })
        }
        EventKind::PointsGranted => {
            Ok(Event::PointsGranted { account: credit, amount: amount()?, reason: reason(row)? })
        }
        EventKind::PointsDeducted => {
            Ok(Event::PointsDeducted { account: debit, amount: amount()?, reason: reason(row)? })
        }
        EventKind::PointsTransferred => {
            Ok(Event::PointsTransferred { from: debit, to: credit, amount: amount()?, reason: reason(row)? })
        }
        EventKind::PostingReversed => {
            let body = Body::of(row)?;
            let flow = body.text("flow")?;
            let of = Reversed {
                flow: Flow::from_name(flow).ok_or_else(|| format!("there is no flow {flow}"))?,
                at: Timestamp::from_micros(body.integer("at")?),
                order: if body.has("order") { Some(body.order()?) } else { None },
            };
            let reverses =
                row.reverses.map(Position).ok_or("it is a reversal without the position that it reverses")?;
            Ok(Event::PostingReversed {
                debit,
                credit,
                amount: amount()?,
                reverses,
                of,
                reason: reason(row)?,
            })
        }
        EventKind::AchievementDefined => none_moves(Event::AchievementDefined {
            spec: Body::of(row)?.achievement()?,
            reason: reason(row)?,
        }),
        EventKind::AchievementChanged => none_moves(Event::AchievementChanged {
            spec: Body::of(row)?.achievement()?,
            reason: reason(row)?,
        }),
        EventKind::AchievementRetired => {
            none_moves(Event::AchievementRetired { achievement: Body::of(row)?.key()?, reason: reason(row)? })
        }
        EventKind::AchievementUnlocked => Ok(Event::AchievementUnlocked {
            account: credit,
            achievement: Body::of(row)?.key()?,
            reward: Points(row.amount),
            reason: reason(row)?,
        }),
        EventKind::AchievementRevoked => none_moves(Event::AchievementRevoked {
            account: credit,
            achievement: Body::of(row)?.key()?,
            reason: reason(row)?,
        }),
        EventKind::OrderRecorded => none_moves(Event::OrderRecorded(Box::new(order_recorded(row)?))),
        EventKind::OrderChanged => Ok(Event::OrderChanged(Box::new(order_changed(row)?))),
        EventKind::ClaimRedeemed => {
            Ok(Event::ClaimRedeemed { order: Body::of(row)?.order()?, account: credit, amount: amount()? })
        }
        EventKind::ClaimReissued => {
            let body = Body::of(row)?;
            none_moves(Event::ClaimReissued {
                order: body.order()?,
                issue: body.number("issue")?,
                code: body.code()?,
                secret: body.secret()?,
                reason: reason(row)?,
            })
        }
        EventKind::ClaimVoided => {
            none_moves(Event::ClaimVoided { order: Body::of(row)?.order()?, reason: reason(row)? })
        }
        EventKind::ClaimExpired => none_moves(Event::ClaimExpired { order: Body::of(row)?.order()? }),
        EventKind::CodeGuessed => none_moves(Event::CodeGuessed { account: credit }),
        EventKind::SettingsChanged => {
            none_moves(Event::SettingsChanged { changes: Body::of(row)?.changes()?, reason: reason(row)? })
        }
        EventKind::SeasonClosing => none_moves(Event::SeasonClosing {
            season: Body::of(row)?.number("season")?,
            reason: reason(row)?,
        }),
        EventKind::BalanceClosed => Ok(Event::BalanceClosed {
            account: debit,
            amount: amount()?,
            season: Body::of(row)?.number("season")?,
        }),
        EventKind::SeasonClosed => {
            none_moves(Event::SeasonClosed { season: Body::of(row)?.number("season")? })
        }
        EventKind::ClockCorrected => {
            let body = Body::of(row)?;
            let time = |name| body.integer(name).map(Timestamp::from_micros);
            none_moves(Event::ClockCorrected { from: time("from")?, to: time("to")? })
        }
        EventKind::MemberForgotten => none_moves(Event::MemberForgotten { account: credit }),
        EventKind::OrderForgotten => none_moves(Event::OrderForgotten { order: Body::of(row)?.order()? }),
    }
}

pub(super) fn order_recorded(row: &EventRow<'_>) -> Read<OrderRecorded> {
    let body = Body::of(row)?;
    let key = OrderKey::stored(body.text("source")?, body.text("shop")?, body.text("id")?)
        .map_err(|e| e.to_string())?;
    let email = match row.private {
        None => None,
        Some(private) => {
            let private = Body::parse(private)?;
            Some(Email::stored(private.text("email")?).map_err(|_| NOT_PRIVATE)?)
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

fn order_changed(row: &EventRow<'_>) -> Read<OrderChanged> {
    let body = Body::of(row)?;
    let correction = match Amount::new(row.amount) {
        Err(_) => None,
        Ok(amount) if row.debit == 0 => {
            Some(Correction { account: AccountNo(row.credit), direction: Direction::Credit, amount })
        }
        Ok(amount) => Some(Correction { account: AccountNo(row.debit), direction: Direction::Debit, amount }),
    };
    Ok(OrderChanged {
        order: body.order()?,
        amount: body.money()?,
        currency: body.currency()?,
        points: Points(body.integer("points")?),
        correction,
    })
}

fn achievement(spec: &AchievementSpec) -> Value {
    let mut value = json!({
        "achievement": spec.key.as_str(),
        "name": spec.name.as_str(),
        "rule": spec.rule.to_string(),
        "reward": spec.reward.0,
    });
    if let Some(description) = &spec.description {
        value["description"] = json!(description.as_str());
    }
    value
}

fn secret(id: u32) -> String {
    format!("{id:08x}")
}
