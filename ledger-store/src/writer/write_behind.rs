//! Adapter data on its way to the file: what several callers hand over while the writer is busy goes into one
//! transaction.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use crate::api::pending::Answer;
use crate::committed::Committed;
use crate::engine::adapter_value::{AdapterKey, AdapterValue, Condition, Owner};
use crate::sqlite::adapter_data;

use super::Writer;

/// Changes that wait for the writer. A caller who comes while others wait goes along with them.
#[derive(Default)]
pub(crate) struct WriteBehind {
    waiting: Mutex<Vec<(Vec<Change>, Answer<()>)>>,
    unsettled: AtomicUsize,
}

pub(crate) enum Change {
    Put(AdapterValue),
    Delete(Owner, AdapterKey),
}

/// Whether the writer has to be called, or is on its way already.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Turn {
    First,
    Along,
}

/// The waiting changes as work for the writer. If it never gets there, the callers are told that the ledger has
/// stopped.
pub(crate) struct PendingWrite {
    write_behind: Arc<WriteBehind>,
    done: bool,
}

impl PendingWrite {
    pub(crate) fn new(write_behind: Arc<WriteBehind>) -> PendingWrite {
        PendingWrite { write_behind, done: false }
    }

    pub(crate) fn run(&mut self, writer: &mut Writer) {
        self.done = true;
        self.write_behind.write(writer);
    }
}

impl Drop for PendingWrite {
    fn drop(&mut self) {
        if !self.done {
            drop(self.write_behind.take());
        }
    }
}

impl WriteBehind {
    /// Whether everything that was handed over is in the file.
    pub(crate) fn is_settled(&self) -> bool {
        self.unsettled.load(Ordering::Acquire) == 0
    }

    pub(crate) fn wait(&self, changes: Vec<Change>, answer: Answer<()>) -> Turn {
        self.unsettled.fetch_add(1, Ordering::AcqRel);
        let mut waiting = self.waiting.lock().unwrap_or_else(PoisonError::into_inner);
        waiting.push((changes, answer));
        if waiting.len() == 1 { Turn::First } else { Turn::Along }
    }

    fn take(&self) -> Vec<(Vec<Change>, Answer<()>)> {
        std::mem::take(&mut *self.waiting.lock().unwrap_or_else(PoisonError::into_inner))
    }

    /// Writes everything that waits, in one transaction.
    fn write(&self, writer: &mut Writer) {
        let waiting = self.take();
        let committed = Arc::clone(&writer.committed);
        let written = writer.side_transaction(|connection| {
            for change in waiting.iter().flat_map(|(changes, _)| changes) {
                match change {
                    Change::Put(new) if !may_be_written(new, &committed) => {}
                    Change::Put(new) => adapter_data::put(connection, new)?,
                    Change::Delete(owner, key) => adapter_data::delete(connection, *owner, *key)?,
                }
            }
            Ok(())
        });
        self.unsettled.fetch_sub(waiting.len(), Ordering::AcqRel);
        for (_, answer) in waiting {
            answer.give(written.clone());
        }
    }
}

/// Asked inside the write transaction, which has caught up with what other processes wrote.
fn may_be_written(new: &AdapterValue, committed: &Committed) -> bool {
    match (new.condition(), new.owner()) {
        (Condition::MemberHasAccount, Owner::Member(book, member)) => {
            committed.cell(book).is_some_and(|cell| cell.book().account_of(member).is_some())
        }
        _ => true,
    }
}
