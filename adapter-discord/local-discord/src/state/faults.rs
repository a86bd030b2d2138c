//! Faults that a test asked for: failing calls, events delivered twice or late, a gateway that refuses connections.
//! `testkit/faults.rs` breaks connections that are open.

use crate::state::event::Event;
use std::time::Duration;

/// How a REST call fails.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Fault {
    /// Status 429 for this route; the call has no effect.
    RateLimited {
        /// Until when the bot has to wait.
        retry_after: Duration,
    },
    /// Status 429 for the whole bot; the call has no effect.
    RateLimitedEverywhere {
        /// Until when the bot has to wait.
        retry_after: Duration,
    },
    /// This status (500, 502 …) with a body that is not one of Discord's errors; the call has no effect.
    Status(u16),
    /// One of Discord's errors; the call has no effect.
    Refused {
        /// The HTTP status.
        status: u16,
        /// Discord's error code.
        code: u32,
    },
    /// The connection breaks and the call has no effect.
    HangUp,
    /// The call takes effect, but the connection breaks before the response.
    HangUpAfterwards,
    /// The call takes effect, and the response is delayed by this time.
    AnswerLate(Duration),
}

#[derive(Debug, Default)]
pub(crate) struct Faults {
    rules: Vec<FaultRule>,
    /// Until then (milliseconds since 1970) the gateway refuses new connections.
    pub(crate) gateway_shut_until_ms: u64,
    /// How many of the next interactions the bot receives twice.
    pub(crate) interactions_twice: u32,
    pub(crate) messages_twice: u32,
    /// The interactions held back from the bot; `None` while they are delivered at once.
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
    pub(crate) fn add(&mut self, times: u32, method: &str, pattern: &str, fault: Fault) {
        self.rules.push(FaultRule {
            method: method.to_owned(),
            pattern: pattern.to_owned(),
            left: times,
            fault,
        });
    }

    /// The fault for this call. Counts as one of the rule's uses.
    pub(crate) fn take(&mut self, method: &str, path: &str) -> Option<Fault> {
        let rule = self.rules.iter_mut().find(|rule| {
            rule.left > 0 && (rule.method == "*" || rule.method == method) && matches(&rule.pattern, path)
        })?;
        rule.left -= 1;
        Some(rule.fault)
    }
}

/// Whether a path matches: `*` stands for one segment, `**` at the end for all that follow.
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
    fn a_star_stands_for_one_segment_and_two_for_the_rest() {
        assert!(matches("/channels/*/messages", "/channels/1/messages"));
        assert!(!matches("/channels/*/messages", "/channels/1/messages/2"));
        assert!(!matches("/channels/*/messages/*", "/channels/1/messages"));
        assert!(matches("/webhooks/**", "/webhooks/1/abc/messages/@original"));
        assert!(!matches("/webhooks/*", "/channels/1"));
    }
}
