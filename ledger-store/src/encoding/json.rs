//! Reads the fields of stored JSON one by one, and reads and writes the simplest private texts without a JSON parser.

use ledger_core::{
    AchievementKey, AchievementSpec, CodeHash, Currency, Label, MemberId, OrderNo, Points, Reason, Rule,
    SecretId, SettingChange, SettingName,
};
use rust_decimal::Decimal;
use serde_json::Value;

use crate::encoding::row::EventRow;
use crate::encoding::seal::unhex;

/// The error for a private text that cannot be read. It must not quote the text, which would end up in a log.
pub(super) const NOT_PRIVATE: &str = "its private text is not what its kind stores there";

pub(super) type Read<T> = Result<T, String>;

pub(super) fn member(row: &EventRow<'_>) -> Read<Option<MemberId>> {
    let Some(private) = row.private else { return Ok(None) };
    // Every account has this text, in one form since the first version; skipping the JSON parser makes replay faster.
    let id = private.strip_prefix("{\"member\":\"").and_then(|rest| rest.strip_suffix("\"}"));
    let id = id.ok_or("its private text names no member")?;
    id.parse().map(Some).map_err(|_| NOT_PRIVATE.to_owned())
}

pub(super) fn reason(row: &EventRow<'_>) -> Read<Option<Reason>> {
    let Some(private) = row.private else { return Ok(None) };
    let parsed = match plain_reason(private) {
        Some(text) => Reason::stored(text),
        None => Reason::stored(Body::parse(private)?.text("reason")?),
    };
    parsed.map(Some).map_err(|_| NOT_PRIVATE.to_owned())
}

/// Fast path for a reason that needs no JSON parser: printable ASCII without escapes, not too long.
pub(super) fn plain_reason(private: &str) -> Option<&str> {
    let text = private.strip_prefix("{\"reason\":\"")?.strip_suffix("\"}")?;
    let plain = |byte: u8| (b' '..=b'~').contains(&byte) && byte != b'"' && byte != b'\\';
    (!text.is_empty() && text.len() <= Reason::MAX_CHARS && text.bytes().all(plain)).then_some(text)
}

/// Written without `serde_json` because every grant has one: `{"reason":"…"}`.
pub(super) fn reason_json(reason: &Option<Reason>) -> Option<String> {
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

/// A JSON object of a row, read field by field.
pub(super) struct Body(Value);

impl Body {
    pub(super) fn of(row: &EventRow<'_>) -> Read<Body> {
        Body::parse(row.body.ok_or("its body is missing")?)
    }

    pub(super) fn parse(text: &str) -> Read<Body> {
        serde_json::from_str(text).map(Body).map_err(|e| format!("its JSON is broken: {e}"))
    }

    pub(super) fn has(&self, field: &str) -> bool {
        self.0.get(field).is_some()
    }

    pub(super) fn text(&self, field: &str) -> Read<&str> {
        self.0.get(field).and_then(Value::as_str).ok_or_else(|| format!("its field {field} is not a text"))
    }

    pub(super) fn integer(&self, field: &str) -> Read<i64> {
        self.0
            .get(field)
            .and_then(Value::as_i64)
            .ok_or_else(|| format!("its field {field} is not a whole number"))
    }

    pub(super) fn number(&self, field: &str) -> Read<u32> {
        let number = self.integer(field)?;
        u32::try_from(number).map_err(|_| format!("its field {field} is {number}, which is out of range"))
    }

    pub(super) fn order(&self) -> Read<OrderNo> {
        self.number("order").map(OrderNo)
    }

    pub(super) fn key(&self) -> Read<AchievementKey> {
        AchievementKey::new(self.text("achievement")?).map_err(|e| e.to_string())
    }

    pub(super) fn money(&self) -> Read<Decimal> {
        let text = self.text("amount")?;
        text.parse().map_err(|_| format!("its amount {text} is not a decimal"))
    }

    pub(super) fn currency(&self) -> Read<Option<Currency>> {
        if !self.has("currency") {
            return Ok(None);
        }
        Currency::new(self.text("currency")?).map(Some).map_err(|e| e.to_string())
    }

    pub(super) fn code(&self) -> Read<CodeHash> {
        let bytes = unhex(self.text("code")?).and_then(|bytes| bytes.try_into().ok());
        bytes.map(CodeHash).ok_or_else(|| "its code is not 32 hexadecimal digits".to_owned())
    }

    pub(super) fn secret(&self) -> Read<SecretId> {
        let text = self.text("secret")?;
        u32::from_str_radix(text, 16)
            .map(SecretId)
            .map_err(|_| format!("its secret {text} is not hexadecimal"))
    }

    pub(super) fn achievement(&self) -> Read<AchievementSpec> {
        let label = |text: &str| Label::stored(text).map_err(|e| e.to_string());
        Ok(AchievementSpec {
            key: self.key()?,
            name: label(self.text("name")?)?,
            description: if self.has("description") { Some(label(self.text("description")?)?) } else { None },
            rule: self.text("rule")?.parse::<Rule>().map_err(|e| e.to_string())?,
            reward: Points(self.integer("reward")?),
        })
    }

    pub(super) fn changes(&self) -> Read<Vec<SettingChange>> {
        let list = self.0.get("changes").and_then(Value::as_array).ok_or("its changes are not a list")?;
        let change = |value: &Value| {
            let change = Body(value.clone());
            let name = SettingName::new(change.text("name")?).map_err(|e| e.to_string())?;
            Ok(SettingChange { name, value: change.text("value")?.into() })
        };
        list.iter().map(change).collect()
    }
}
