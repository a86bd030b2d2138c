//! The open questions of `settings reward`: what each would change, as adapter data of the server, so that its buttons
//! work after a restart. The buttons carry only the id of the message or interaction that asked.

use ledger_core::{BookId, Reason};
use ledger_store::{AdapterKey, AdapterValue, Ledger, MAX_ADAPTER_VALUE_CHARS, Owner};
use serde::{Deserialize, Serialize};
use tokio::sync::Mutex;

use super::{RewardChange, RewardEdit};
use crate::reply::error::CommandError;
use crate::settings::role_reward::RoleReward;

/// The open questions of a server as JSON, the oldest first.
const OPEN_QUESTIONS: AdapterKey = AdapterKey::new("discord.reward_questions");

/// A change reads the list, and writes it whole: two at the same moment would lose one question.
static CHANGING: Mutex<()> = Mutex::const_new(());

#[derive(Debug, PartialEq, Eq, Serialize, Deserialize)]
struct Question {
    id: u64,
    /// `None` where the whole list is replaced.
    role: Option<u64>,
    /// As the setting is written; empty for a role that no longer comes with points.
    rewards: String,
    reason: Option<String>,
}

/// Stores an edit under the id of its question. The oldest questions of the server make room for new ones.
///
/// # Errors
/// When the ledger cannot be read or written: then the question must not be asked.
pub(super) async fn store(
    ledger: &Ledger,
    book: BookId,
    id: u64,
    edit: &RewardEdit,
) -> Result<(), CommandError> {
    let _changing = CHANGING.lock().await;
    let mut questions = open(ledger, book)?;
    questions.push(Question::of(id, edit));
    let value = AdapterValue::new(Owner::Book(book), OPEN_QUESTIONS, &fitted(questions)?)?;
    Ok(ledger.adapter_data().put([value]).await?)
}

/// The edit that was stored under an id.
///
/// # Errors
/// When there is none, as it was answered or is too old, or when the ledger cannot be read.
pub(super) fn find(ledger: &Ledger, book: BookId, id: u64) -> Result<RewardEdit, CommandError> {
    let question = open(ledger, book)?.into_iter().find(|question| question.id == id);
    question.ok_or_else(|| CommandError::say("answer-unknown-button"))?.edit()
}

/// Deletes an answered question.
///
/// # Errors
/// When the ledger cannot be read or written.
pub(super) async fn delete(ledger: &Ledger, book: BookId, id: u64) -> Result<(), CommandError> {
    let _changing = CHANGING.lock().await;
    let mut questions = open(ledger, book)?;
    questions.retain(|question| question.id != id);
    let owner = Owner::Book(book);
    if questions.is_empty() {
        return Ok(ledger.adapter_data().delete(owner, OPEN_QUESTIONS).await?);
    }
    let value = AdapterValue::new(owner, OPEN_QUESTIONS, &fitted(questions)?)?;
    Ok(ledger.adapter_data().put([value]).await?)
}

fn open(ledger: &Ledger, book: BookId) -> Result<Vec<Question>, CommandError> {
    let stored = ledger.adapter_data().get(Owner::Book(book), OPEN_QUESTIONS)?;
    // Unreadable questions are gone: their buttons say so, and the command can be run again.
    Ok(stored.and_then(|stored| serde_json::from_str(&stored).ok()).unwrap_or_default())
}

/// The newest questions that fit one value.
fn fitted(mut questions: Vec<Question>) -> Result<String, CommandError> {
    loop {
        let text =
            serde_json::to_string(&questions).map_err(|error| CommandError::fault(error.to_string()))?;
        if text.chars().count() <= MAX_ADAPTER_VALUE_CHARS {
            return Ok(text);
        }
        questions.remove(0);
    }
}

impl Question {
    fn of(id: u64, edit: &RewardEdit) -> Question {
        let (role, rewards) = match &edit.what {
            RewardChange::One { role, reward } => (Some(*role), RoleReward::written(reward.as_slice())),
            RewardChange::All(rewards) => (None, RoleReward::written(rewards)),
        };
        Question { id, role, rewards, reason: edit.reason.as_ref().map(|reason| reason.as_str().to_owned()) }
    }

    fn edit(self) -> Result<RewardEdit, CommandError> {
        let rewards = RoleReward::list(&self.rewards)?;
        let what = match self.role {
            Some(role) => RewardChange::One { role, reward: rewards.first().copied() },
            None => RewardChange::All(rewards),
        };
        Ok(RewardEdit { what, reason: self.reason.as_deref().map(Reason::stored).transpose()? })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn edit(what: RewardChange, reason: Option<&str>) -> RewardEdit {
        RewardEdit { what, reason: reason.map(|reason| Reason::new(reason).unwrap()) }
    }

    fn question(id: u64, reason: &str) -> Question {
        Question { id, role: None, rewards: "balance>=5:7".to_owned(), reason: Some(reason.to_owned()) }
    }

    #[test]
    fn an_edit_is_read_as_it_was_stored() {
        let rewards = RoleReward::list("balance>=5:7,earned>=9:8:take_back").unwrap();
        for what in [
            RewardChange::One { role: 7, reward: Some(rewards[0]) },
            RewardChange::One { role: 8, reward: Some(rewards[1]) },
            RewardChange::One { role: 7, reward: None },
            RewardChange::All(rewards.clone()),
            RewardChange::All(Vec::new()),
        ] {
            for reason in [None, Some("a “calmer” harbour · twice")] {
                let stored = edit(what.clone(), reason);
                let text = fitted(vec![Question::of(42, &stored)]).unwrap();
                let read: Vec<Question> = serde_json::from_str(&text).unwrap();
                assert_eq!(read.into_iter().next().unwrap().edit().unwrap(), stored, "{text}");
            }
        }
    }

    #[test]
    fn the_oldest_questions_go_when_the_value_is_full() {
        let questions = (1..=100).map(|id| question(id, &"x".repeat(100))).collect();
        let text = fitted(questions).unwrap();
        let length = text.chars().count();
        assert!(length <= MAX_ADAPTER_VALUE_CHARS && length > MAX_ADAPTER_VALUE_CHARS - 200, "{length}");
        let kept: Vec<Question> = serde_json::from_str(&text).unwrap();
        let ids: Vec<u64> = kept.iter().map(|question| question.id).collect();
        let first = 101 - ids.len() as u64;
        assert_eq!(ids, (first..=100).collect::<Vec<_>>());
        assert!(ids.len() > 10, "{ids:?}");
    }
}
