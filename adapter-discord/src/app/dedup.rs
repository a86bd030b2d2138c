//! The messages of the last minutes: Discord may deliver one twice, and a command that was refused the first time must
//! not be executed the second time. One that was executed is known by its request key for ever.

use std::collections::HashSet;
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use poise::serenity_prelude::MessageId;

/// For how long a message is remembered at least; at most twice as long.
const REMEMBERED: Duration = Duration::from_secs(5 * 60);

/// The most messages in each of the two sets: about a megabyte.
const MANY: usize = 50_000;

/// The messages of the last minutes.
#[derive(Debug)]
pub(crate) struct SeenMessages {
    lately: Mutex<Lately>,
}

#[derive(Debug)]
struct Lately {
    now: HashSet<MessageId>,
    before: HashSet<MessageId>,
    since: Instant,
}

/// Whether a message was delivered before.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Seen {
    /// It is new.
    First,
    /// It was delivered a moment ago.
    Repeat,
}

impl SeenMessages {
    /// Nothing was delivered yet.
    pub(crate) fn new() -> SeenMessages {
        let lately = Lately { now: HashSet::new(), before: HashSet::new(), since: Instant::now() };
        SeenMessages { lately: Mutex::new(lately) }
    }

    /// Records a message.
    pub(crate) fn record(&self, message: MessageId) -> Seen {
        let mut lately = self.lately.lock().unwrap_or_else(PoisonError::into_inner);
        if lately.since.elapsed() > REMEMBERED || lately.now.len() >= MANY {
            lately.before = std::mem::take(&mut lately.now);
            lately.since = Instant::now();
        }
        let is_first = !lately.before.contains(&message) && lately.now.insert(message);
        if is_first { Seen::First } else { Seen::Repeat }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_message_is_new_once_also_when_many_came_in_between_and_few_are_remembered() {
        let seen_messages = SeenMessages::new();
        let message = |number: usize| MessageId::new(number as u64 + 1);
        assert_eq!(seen_messages.record(message(0)), Seen::First);
        assert_eq!(seen_messages.record(message(0)), Seen::Repeat);
        for number in 1..=MANY {
            assert_eq!(seen_messages.record(message(number)), Seen::First);
        }
        assert_eq!(seen_messages.record(message(0)), Seen::Repeat);
        for number in MANY + 1..4 * MANY {
            seen_messages.record(message(number));
        }
        let lately = seen_messages.lately.lock().unwrap();
        assert!(lately.now.len() + lately.before.len() <= 2 * MANY);
    }
}
