//! Writes adapter data: the changes of all waiting callers share one transaction.

use super::Writer;
use crate::api::pending::Answer;
use crate::committed::Committed;
use crate::engine::adapter_value::{AdapterKey, AdapterValue, Condition, Owner};

pub(crate) enum Change {
    Put(AdapterValue),
    Delete(Owner, AdapterKey),
}

/// The changes that the writer takes together, with each caller's answer.
#[derive(Default)]
pub(super) struct WriteBehind {
    changes: Vec<Change>,
    answers: Vec<Answer<()>>,
}

impl WriteBehind {
    pub(crate) fn add(&mut self, changes: Vec<Change>, answer: Answer<()>) {
        self.changes.extend(changes);
        self.answers.push(answer);
    }

    pub(crate) fn len(&self) -> usize {
        self.answers.len()
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.answers.is_empty()
    }

    /// Writes every change and answers every caller. Returns the number of callers.
    pub(crate) fn write(self, writer: &mut Writer) -> usize {
        let committed = std::sync::Arc::clone(&writer.committed);
        let written = writer.side_transaction(|engine| {
            for change in &self.changes {
                match change {
                    Change::Put(new) if !may_be_written(new, &committed) => {}
                    Change::Put(new) => engine.put_value(new)?,
                    Change::Delete(owner, key) => engine.delete_value(*owner, *key)?,
                }
            }
            Ok(())
        });
        let callers = self.answers.len();
        for answer in self.answers {
            answer.give(written.clone());
        }
        callers
    }
}

/// Call inside the write transaction, which has applied the commits of other processes.
fn may_be_written(new: &AdapterValue, committed: &Committed) -> bool {
    match (new.condition(), new.owner()) {
        (Condition::MemberHasAccount, Owner::Member(book, member)) => {
            committed.cell(book).is_some_and(|cell| cell.book().account_of(member).is_some())
        }
        _ => true,
    }
}
