//! Events to the JSON of their row. What is personal goes to `private`, everything else to `body`.

use ledger_core::{AchievementSpec, Event, Reason};
use serde_json::{Value, json};

use crate::encoding::row::Texts;
use crate::encoding::seal::hex;

/// The two JSON texts of an event.
pub(crate) fn encode(event: &Event) -> Texts {
    let body = |value: Value| Texts { body: Some(value.to_string()), private: None };
    let with_reason =
        |value: Value, why: &Option<Reason>| Texts { body: Some(value.to_string()), private: reason(why) };
    match event {
        Event::AccountOpened { member, .. } => {
            let private = member.map(|member| format!("{{\"member\":\"{member}\"}}"));
            Texts { body: None, private }
        }
        Event::PointsGranted { reason: why, .. }
        | Event::PointsDeducted { reason: why, .. }
        | Event::PointsTransferred { reason: why, .. } => Texts { body: None, private: reason(why) },
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
        Event::CodeGuessed { .. } | Event::MemberForgotten { .. } => Texts::default(),
        other => unreachable!("{} has no stored shape", other.kind()),
    }
}

/// Written by hand because every grant has one: `{"reason":"…"}`.
fn reason(reason: &Option<Reason>) -> Option<String> {
    let text = reason.as_ref()?.as_str();
    let mut out = String::with_capacity(text.len() + 16);
    out.push_str("{\"reason\":");
    if text.bytes().any(|b| b == b'"' || b == b'\\' || b < b' ') {
        out.push_str(&Value::from(text).to_string());
    } else {
        out.push('"');
        out.push_str(text);
        out.push('"');
    }
    out.push('}');
    Some(out)
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
