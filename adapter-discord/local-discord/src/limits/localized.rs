//! The limits of translated names and descriptions.

use crate::world::api_error::{BodyPath, FormErrors};
use serde_json::Value;

/// The languages of Discord's clients.
const LOCALES: [&str; 33] = [
    "id", "da", "de", "en-GB", "en-US", "es-ES", "es-419", "fr", "hr", "it", "lt", "hu", "nl", "no", "pl",
    "pt-BR", "ro", "fi", "sv-SE", "vi", "tr", "cs", "el", "bg", "ru", "uk", "hi", "th", "zh-CN", "ja",
    "zh-TW", "ko", "ar",
];

/// Checks translations that have from 1 to `most` characters.
pub(super) fn texts(form: &mut FormErrors, path: &BodyPath, texts: &Value, most: usize) {
    each(form, path, texts, |form, path, text| form.length(path, text, 1, most));
}

/// Checks translations with a rule of the caller.
pub(super) fn each(
    form: &mut FormErrors,
    path: &BodyPath,
    texts: &Value,
    check: impl Fn(&mut FormErrors, &BodyPath, &str),
) {
    let Some(texts) = texts.as_object() else {
        if !texts.is_null() {
            form.add(path, "DICT_TYPE_CONVERT", "Only dictionaries may be used in a DictType");
        }
        return;
    };
    for (locale, text) in texts {
        let path = path.at(locale);
        if !LOCALES.contains(&locale.as_str()) {
            form.add(&path, "BASE_TYPE_CHOICES", "Value must be one of the locales that Discord knows.");
        }
        match text {
            Value::String(text) => check(form, &path, text),
            Value::Null => {}
            _ => form.required(&path),
        }
    }
}
