//! What a test asks to go wrong: calls that fail, events that come twice or late, a gateway that is shut.
//! Breaking a connection that stands is `LocalDiscord`'s.

use crate::state::event::Event;
use std::time::Duration;

/// How a call fails.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Fault {
    /// 429: too many calls on this route; nothing was done.
    RateLimited {
        /// When to come back.
        retry_after: Duration,
    },
    /// 429 for the whole bot; nothing was done.
    RateLimitedEverywhere {
        /// When to come back.
        retry_after: Duration,
    },
    /// This status (500, 502 …) with no sense in the body; nothing was done.
    Status(u16),
    /// A refusal with this status and one of Discord's own numbers; nothing was done.
    Refused {
        /// The status.
        status: u16,
        /// The number.
        code: u32,
    },
    /// The line breaks before anything was done.
    HangUp,
    /// It was done, but the line breaks before the answer.
    HangUpAfterwards,
    /// It is done, and answered so much later.
    AnswerLate(Duration),
}

/// All that is asked for now.
#[derive(Debug, Default)]
pub(crate) struct Faults {
    rules: Vec<FaultRule>,
    /// The gateway takes no connection until this moment (milliseconds since 1970).
    pub(crate) gateway_shut_until_ms: u64,
    /// So many of the next interactions and messages reach the bot twice.
    pub(crate) interactions_twice: u32,
    pub(crate) messages_twice: u32,
    /// Interactions that are held back, if they are.
    pub(crate) held: Option<Vec<Event>>,
}

#[derive(Debug)]
struct FaultRule {
    method: String,
    pattern: String,
    left: u32,
    fault: Fault,
}

impl Faults {
    /// The next so many calls that match fail so.
    pub(crate) fn add(&mut self, times: u32, method: &str, pattern: &str, fault: Fault) {
        self.rules.push(FaultRule {
            method: method.to_owned(),
            pattern: pattern.to_owned(),
            left: times,
            fault,
        });
    }

    /// What goes wrong with this call; asking counts.
    pub(crate) fn take(&mut self, method: &str, path: &str) -> Option<Fault> {
        let rule = self.rules.iter_mut().find(|rule| {
            rule.left > 0 && (rule.method == "*" || rule.method == method) && matches(&rule.pattern, path)
        })?;
        rule.left -= 1;
        Some(rule.fault)
    }
}

/// Whether a path is of this pattern: `*` stands for one step, `**` at the end for all that follow.
pub(crate) fn matches(pattern: &str, path: &str) -> bool {
    let mut steps = path.trim_matches('/').split('/');
    for wanted in pattern.trim_matches('/').split('/') {
        if wanted == "**" {
            return true;
        }
        match steps.next() {
            Some(step) if wanted == "*" || wanted == step => {}
            _ => return false,
        }
    }
    steps.next().is_none()
}

#[cfg(test)]
mod tests {
    use super::matches;

    #[test]
    fn a_star_stands_for_one_step_and_two_for_the_rest() {
        assert!(matches("/channels/*/messages", "/channels/1/messages"));
        assert!(!matches("/channels/*/messages", "/channels/1/messages/2"));
        assert!(!matches("/channels/*/messages/*", "/channels/1/messages"));
        assert!(matches("/webhooks/**", "/webhooks/1/abc/messages/@original"));
        assert!(!matches("/webhooks/*", "/channels/1"));
    }
}
