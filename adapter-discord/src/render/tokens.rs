//! Discord's tokens in people's texts, written out: mentions and emoji as names, timestamps as times. Elsewhere than in
//! Discord, and for members whom a client has not seen, `<@42>` says nothing.

use std::borrow::Cow;
use std::ops::RangeInclusive;

use ledger_core::{Timestamp, UtcOffset};

/// The longest token: a mention of a subcommand with its id.
const LONGEST: usize = 130;

/// The seconds of the years 1 to 9999.
const FIRST_YEARS: RangeInclusive<i64> = -62_135_596_800..=253_402_300_799;

/// The names that mentions stand for.
pub(crate) trait MentionNames {
    /// What a user is called, without an @.
    fn user(&self, id: u64) -> String;

    /// The name of a role, without an @.
    fn role(&self, id: u64) -> String;

    /// The name of a channel or a thread, without a #.
    fn channel(&self, id: u64) -> String;
}

/// The text with names in place of tokens. It is a person's text as before, and not escaped.
pub(crate) fn written_out<'t>(text: &'t str, names: &impl MentionNames) -> Cow<'t, str> {
    let mut out = String::new();
    let mut rest = text;
    while let Some(start) = rest.find('<') {
        let (before, at) = rest.split_at(start);
        let end = at.bytes().take(LONGEST).position(|byte| byte == b'>');
        match end.and_then(|end| Some((end, word(&at[1..end], names)?))) {
            Some((end, word)) => {
                out.push_str(before);
                out.push_str(&word);
                rest = &at[end + 1..];
            }
            None => {
                out.push_str(before);
                out.push('<');
                rest = &at[1..];
            }
        }
    }
    if out.is_empty() {
        return Cow::Borrowed(text);
    }
    out.push_str(rest);
    Cow::Owned(out)
}

/// What a token says, given without its angle brackets.
fn word(token: &str, names: &impl MentionNames) -> Option<String> {
    if let Some(role) = token.strip_prefix("@&") {
        return Some(format!("@{}", names.role(id(role)?)));
    }
    if let Some(user) = token.strip_prefix('@') {
        return Some(format!("@{}", names.user(id(user.strip_prefix('!').unwrap_or(user))?)));
    }
    if let Some(channel) = token.strip_prefix('#') {
        return Some(format!("#{}", names.channel(id(channel)?)));
    }
    if let Some(command) = token.strip_prefix('/') {
        let (name, _) = command.rsplit_once(':').filter(|(_, number)| id(number).is_some())?;
        return Some(format!("/{name}"));
    }
    if let Some(time) = token.strip_prefix("t:") {
        return written_time(time.split(':').next().unwrap_or_default());
    }
    let emoji = token.strip_prefix("a:").or_else(|| token.strip_prefix(':'))?;
    let (name, _) = emoji.split_once(':').filter(|(_, number)| id(number).is_some())?;
    let is_name = name.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_');
    (is_name && !name.is_empty()).then(|| format!(":{name}:"))
}

fn id(digits: &str) -> Option<u64> {
    let is_id = !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit());
    digits.parse().ok().filter(|id| is_id && *id > 0)
}

/// The time as every reader understands it; those who write it by hand mean their own time.
fn written_time(seconds: &str) -> Option<String> {
    let seconds: i64 = seconds.parse().ok().filter(|seconds| FIRST_YEARS.contains(seconds))?;
    let (year, month, day) = Timestamp::from_micros(seconds * 1_000_000).day(UtcOffset::UTC).civil();
    let of_day = seconds.rem_euclid(86_400);
    Some(format!("{year:04}-{month:02}-{day:02} {:02}:{:02} UTC", of_day / 3_600, of_day / 60 % 60))
}

#[cfg(test)]
mod tests {
    use super::*;

    struct Known;

    impl MentionNames for Known {
        fn user(&self, id: u64) -> String {
            if id == 42 { "Anna <of> the Quay".to_owned() } else { "Emil".to_owned() }
        }

        fn role(&self, _: u64) -> String {
            "Crew".to_owned()
        }

        fn channel(&self, _: u64) -> String {
            "harbour".to_owned()
        }
    }

    #[track_caller]
    fn check(text: &str, expected: &str) {
        assert_eq!(written_out(text, &Known), expected);
    }

    #[test]
    fn every_token_is_written_out() {
        check("thanks <@42>, <@!42>!", "thanks @Anna <of> the Quay, @Anna <of> the Quay!");
        check("<@7><@&9> in <#3>", "@Emil@Crew in #harbour");
        check("<:gold:12> <a:wave_2:345>", ":gold: :wave_2:");
        check("since <t:1790000000:R>", "since 2026-09-21 14:13 UTC");
        check("<t:-1>", "1969-12-31 23:59 UTC");
        check("see </settings change:77>", "see /settings change");
    }

    #[test]
    fn what_is_no_token_stays() {
        for text in [
            "",
            "a < b > c",
            "<@>",
            "<@x>",
            "<@0>",
            "<#-3>",
            "<::1>",
            "<:a b:1>",
            "<:gold:>",
            "<t:soon>",
            "<t:99999999999999>",
            "</x>",
            "<@42",
            "<<>>",
            "<@99999999999999999999999>",
        ] {
            check(text, text);
        }
        check("<<@42>", "<@Anna <of> the Quay");
        check("é<é<@&1>é>", "é<é@Crewé>");
    }
}
