//! The small parts of a book as one JSON text: settings, achievements, season, flows. Large parts have tables.

use std::collections::BTreeMap;

use ledger_core::{
    AccountNo, Achievement, AchievementKey, AchievementNo, AchievementSpec, Availability, BookParts,
    CodeHash, Conduct, Day, DayFlow, Label, OrderNo, Phase, Points, Position, Recent, Rule, Season, Settings,
    Timestamp,
};
use serde_json::{Value, json};

use crate::encoding::seal::{hex, unhex};

pub(crate) fn write(parts: &BookParts) -> String {
    let achievements: Vec<Value> = parts.achievements.iter().map(achievement).collect();
    let flows: Vec<Value> = parts
        .flows
        .iter()
        .map(|(day, flow)| json!([day.0, flow.issued.0, flow.spent.0, flow.active]))
        .collect();
    let conduct: Vec<Value> = parts
        .conduct
        .iter()
        .map(|(no, conduct)| {
            let guesses: Vec<i64> = conduct.guesses.iter().map(|guess| guess.micros()).collect();
            let Recent { current, last, in_current, in_last } = conduct.sent;
            let sent_at = conduct.sent_at.map(Timestamp::micros);
            json!([no.0, current.0, in_current.0, guesses, sent_at, last.0, in_last.0])
        })
        .collect();
    let replaced: Vec<Value> =
        parts.replaced_codes.iter().map(|(code, no)| json!([hex(&code.0), no.0])).collect();
    let reversed: Vec<u64> = parts.reversed.iter().map(|position| position.0).collect();
    let earlier_offsets: Vec<Value> = parts
        .earlier_offsets
        .iter()
        .map(|(ended_by, offset)| json!([ended_by.0, offset.to_string()]))
        .collect();
    let closing = match parts.season.phase {
        Phase::Open => None,
        Phase::Closing { next } => Some(next.0),
    };
    json!({
        "settings": parts.settings.list(),
        "achievements": achievements,
        "season": parts.season.number,
        "closing": closing,
        "earlier_offsets": earlier_offsets,
        "flows": flows,
        "conduct": conduct,
        "replaced_codes": replaced,
        "reversed": reversed,
    })
    .to_string()
}

/// `None` for any text that [`write`] did not produce.
pub(crate) fn read(text: &str) -> Option<BookParts> {
    let value: Value = serde_json::from_str(text).ok()?;
    let mut parts = BookParts { settings: settings(&value["settings"])?, ..BookParts::default() };
    for (index, value) in value["achievements"].as_array()?.iter().enumerate() {
        parts.achievements.push(read_achievement(AchievementNo(u16::try_from(index).ok()?), value)?);
    }
    let phase = match &value["closing"] {
        Value::Null => Phase::Open,
        next => Phase::Closing { next: AccountNo(number(next).filter(|next| *next > 0)?) },
    };
    parts.season = Season { number: number(&value["season"])?, phase };
    for row in value["earlier_offsets"].as_array()? {
        parts.earlier_offsets.push((Position(row[0].as_u64()?), row[1].as_str()?.parse().ok()?));
    }
    for row in value["flows"].as_array()? {
        let flow = DayFlow {
            issued: Points(row[1].as_i64()?),
            spent: Points(row[2].as_i64()?),
            active: number(&row[3])?,
        };
        parts.flows.insert(day(&row[0])?, flow);
    }
    parts.conduct = conduct(&value["conduct"])?;
    for row in value["replaced_codes"].as_array()? {
        let code: [u8; 16] = unhex(row[0].as_str()?)?.try_into().ok()?;
        parts.replaced_codes.push((CodeHash(code), OrderNo(number(&row[1])?)));
    }
    for position in value["reversed"].as_array()? {
        parts.reversed.push(Position(position.as_u64()?));
    }
    Some(parts)
}

fn achievement(achievement: &Achievement) -> Value {
    let spec = &achievement.spec;
    json!({
        "achievement": spec.key.as_str(),
        "name": spec.name.as_str(),
        "description": spec.description.as_ref().map(Label::as_str),
        "rule": spec.rule.to_string(),
        "reward": spec.reward.0,
        "retired": achievement.availability == Availability::Retired,
    })
}

fn read_achievement(no: AchievementNo, value: &Value) -> Option<Achievement> {
    let description = match &value["description"] {
        Value::Null => None,
        text => Some(Label::stored(text.as_str()?).ok()?),
    };
    let spec = AchievementSpec {
        key: AchievementKey::new(value["achievement"].as_str()?).ok()?,
        name: Label::stored(value["name"].as_str()?).ok()?,
        description,
        rule: value["rule"].as_str()?.parse::<Rule>().ok()?,
        reward: Points(value["reward"].as_i64()?),
    };
    let availability = if value["retired"].as_bool()? { Availability::Retired } else { Availability::Open };
    Some(Achievement { no, spec, availability })
}

fn settings(value: &Value) -> Option<Settings> {
    let mut changes = Vec::new();
    for row in value.as_array()? {
        changes.push((row[0].as_str()?.to_owned(), row[1].as_str()?.to_owned()));
    }
    Some(Settings::restored(changes))
}

fn conduct(value: &Value) -> Option<BTreeMap<AccountNo, Conduct>> {
    let mut all = BTreeMap::new();
    for row in value.as_array()? {
        let guesses: Option<Vec<Timestamp>> =
            row[3].as_array()?.iter().map(|guess| guess.as_i64().map(Timestamp::from_micros)).collect();
        let sent_at = match &row[4] {
            Value::Null => None,
            at => Some(Timestamp::from_micros(at.as_i64()?)),
        };
        let sent = Recent {
            current: day(&row[1])?,
            in_current: Points(row[2].as_i64()?),
            last: day(&row[5])?,
            in_last: Points(row[6].as_i64()?),
        };
        let conduct = Conduct { sent, sent_at, guesses: guesses? };
        all.insert(AccountNo(number(&row[0])?), conduct);
    }
    Some(all)
}

fn day(value: &Value) -> Option<Day> {
    value.as_i64().and_then(|day| i32::try_from(day).ok()).map(Day)
}

fn number(value: &Value) -> Option<u32> {
    value.as_u64().and_then(|number| u32::try_from(number).ok())
}
