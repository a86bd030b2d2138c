//! The JSON of a refusal: its stable name, its fields, and the sentence for people.

use ledger_core::Refusal;
use serde::Serialize;
use serde_json::{Map, Value, json};

use crate::render::time::exact;

#[derive(Serialize)]
pub(crate) struct Refused {
    outcome: &'static str,
    refusal: &'static str,
    #[serde(flatten)]
    fields: Map<String, Value>,
    message: String,
}

pub(crate) fn refused(refusal: &Refusal) -> Refused {
    Refused {
        outcome: "refused",
        refusal: refusal.name(),
        fields: fields(refusal),
        message: refusal.to_string(),
    }
}

fn fields(refusal: &Refusal) -> Map<String, Value> {
    let fields = match refusal {
        Refusal::InsufficientBalance { balance, asked } => json!({ "balance": balance.0, "asked": asked.0 }),
        Refusal::OverTransactionLimit { asked, limit } => {
            json!({ "asked": asked.0, "limit": limit.points().0 })
        }
        Refusal::OverBalanceLimit { would_be, limit } => {
            json!({ "would_be": would_be.0, "limit": limit.points().0 })
        }
        Refusal::BelowTransferMinimum { asked, minimum } => {
            json!({ "asked": asked.points().0, "minimum": minimum.points().0 })
        }
        Refusal::OverDailyCap { sent, asked, cap } => {
            json!({ "sent": sent.0, "asked": asked.points().0, "cap": cap.points().0 })
        }
        Refusal::UnknownMember { member } => json!({ "member": member.to_string() }),
        Refusal::UnknownPosting { position }
        | Refusal::ReversalOfReversal { position }
        | Refusal::AlreadyReversed { position }
        | Refusal::KeyReused { position } => json!({ "position": position.0 }),
        Refusal::NotReversible { position, kind } => json!({ "position": position.0, "kind": kind.as_str() }),
        Refusal::UnknownAchievement { achievement }
        | Refusal::AchievementExists { achievement }
        | Refusal::AchievementRetired { achievement }
        | Refusal::AlreadyUnlocked { achievement }
        | Refusal::NotUnlocked { achievement } => json!({ "achievement": achievement.as_str() }),
        Refusal::TooManyAchievements { limit } => json!({ "limit": limit }),
        Refusal::BadReward { reward } => json!({ "reward": reward.0 }),
        Refusal::OffsetFollowsTimeZone { zone } => json!({ "time_zone": zone }),
        Refusal::UnknownTimeZone { zone, near } => json!({ "time_zone": zone, "near": near }),
        Refusal::SettingChangedSince { name } => json!({ "setting": name.as_str() }),
        Refusal::UnknownOrder { order } | Refusal::NegativeOrder { order } => {
            json!({ "order": order.to_string() })
        }
        Refusal::UnknownCode { guesses_left } => json!({ "guesses_left": guesses_left }),
        Refusal::TooManyGuesses { retry_at, .. } | Refusal::TransferCooldown { retry_at, .. } => {
            json!({ "retry_at": exact(*retry_at) })
        }
        Refusal::ClockNotAhead { last_at, now } => json!({ "last_at": exact(*last_at), "now": exact(*now) }),
        Refusal::ClaimNotOpen { status } => json!({ "status": status.name() }),
        Refusal::StaleIssue { issued, asked } => json!({ "issued": issued, "asked": asked }),
        Refusal::NegativeBalance { balance } => json!({ "balance": balance.0 }),
        Refusal::InBatch { index, refusal } => {
            let mut inner = fields(refusal);
            inner.insert("index".to_owned(), json!(index));
            Value::Object(inner)
        }
        Refusal::BadBatch { commands, limit } => json!({ "commands": commands, "limit": limit }),
        Refusal::BookFull { what, limit } => json!({ "what": what, "limit": limit }),
        // Refusals without fields, and those that a later version adds.
        _ => json!({}),
    };
    match fields {
        Value::Object(fields) => fields,
        _ => Map::new(),
    }
}

#[cfg(test)]
mod tests {
    use ledger_core::Points;

    use super::*;

    #[test]
    fn a_refusal_has_its_name_its_fields_and_its_sentence() {
        let refusal = Refusal::InsufficientBalance { balance: Points(10), asked: Points(50) };
        assert_eq!(
            serde_json::to_string(&refused(&refusal)).unwrap(),
            "{\"outcome\":\"refused\",\"refusal\":\"insufficient_balance\",\"asked\":50,\"balance\":10,\
             \"message\":\"the balance is 10, 40 less than the 50 that are needed\"}"
        );
    }
}
