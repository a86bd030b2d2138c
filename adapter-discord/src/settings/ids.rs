//! Discord ids as people write them in settings and commands.

use ledger_core::Invalid;

/// Ids as they are stored: as short as can be, so that as many fit as may be listed.
pub(crate) fn written(ids: &[u64]) -> String {
    ids.iter().map(u64::to_string).collect::<Vec<_>>().join(",")
}

/// An id, as digits or as a mention.
pub(crate) fn id(field: &'static str, value: &str) -> Result<u64, Invalid> {
    let digits = value
        .trim()
        .strip_prefix('<')
        .and_then(|inner| inner.strip_suffix('>'))
        .map_or(value.trim(), |inner| inner.trim_start_matches(['@', '#', '&', '!']));
    match digits.parse::<u64>() {
        Ok(id) if id > 0 && digits.bytes().all(|byte| byte.is_ascii_digit()) => Ok(id),
        _ => Err(Invalid::new(field, value, "must be an id: a number of Discord's, or a mention")),
    }
}
