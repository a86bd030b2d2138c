//! All mutable state behind one lock: the world, the bot's sessions, the faults that a test asked for.
//! No caller holds the lock across an await. A task that waits for a condition subscribes to `changed`.

pub(crate) mod calls;
pub(crate) mod event;
pub(crate) mod faults;
pub(crate) mod hints;
pub(crate) mod intents;
mod membership;
pub(crate) mod page_update;
mod posting;
pub(crate) mod prefix;
pub(crate) mod sessions;
pub(crate) mod wait;

use crate::world::World;
use crate::world::clock::Clock;
use calls::Calls;
use event::Event;
use faults::Faults;
use hints::ResolvedHint;
use page_update::PageUpdate;
use prefix::PrefixSource;
use sessions::Sessions;
use std::sync::{Mutex, MutexGuard, PoisonError};
use tokio::sync::{broadcast, watch};

/// A page that falls further behind than this is told to load everything again.
const PAGE_UPDATES_KEPT: usize = 4_096;

/// Shared by the gateway, REST, the page and the tests.
#[derive(Debug)]
pub(crate) struct Shared {
    state: Mutex<State>,
    changed: watch::Sender<u64>,
    pub(crate) page_updates: broadcast::Sender<PageUpdate>,
    pub(crate) clock: Clock,
    pub(crate) calls: Calls,
}

#[derive(Debug)]
pub(crate) struct State {
    pub(crate) world: World,
    pub(crate) sessions: Sessions,
    pub(crate) faults: Faults,
    pub(crate) hints: Vec<ResolvedHint>,
    pub(crate) prefix: PrefixSource,
    page_updates: broadcast::Sender<PageUpdate>,
}

impl Shared {
    pub(crate) fn new(world: World, clock: Clock) -> Shared {
        let (page_updates, _) = broadcast::channel(PAGE_UPDATES_KEPT);
        let state = State {
            world,
            sessions: Sessions::default(),
            faults: Faults::default(),
            hints: Vec::new(),
            prefix: PrefixSource::default(),
            page_updates: page_updates.clone(),
        };
        Shared {
            state: Mutex::new(state),
            changed: watch::Sender::new(0),
            page_updates,
            clock,
            calls: Calls::default(),
        }
    }

    pub(crate) fn read<T>(&self, read: impl FnOnce(&State) -> T) -> T {
        read(&self.lock())
    }

    /// Changes the state and wakes every task that waits for a condition.
    pub(crate) fn change<T>(&self, change: impl FnOnce(&mut State) -> T) -> T {
        let changed = change(&mut self.lock());
        self.notify();
        changed
    }

    pub(crate) fn notify(&self) {
        self.changed.send_modify(|count| *count = count.wrapping_add(1));
    }

    pub(crate) fn subscribe(&self) -> watch::Receiver<u64> {
        self.changed.subscribe()
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        // A panic in a test poisons the lock but leaves the data whole, so the other tasks go on.
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl State {
    /// Sends an event to each session of the bot whose shard and intents include it.
    pub(crate) fn emit(&mut self, event: &Event) {
        self.sessions.deliver(event);
    }

    /// Tells every open page; each page shows only what its viewer may see.
    pub(crate) fn update_pages(&self, update: PageUpdate) {
        // An error means that no page is open.
        drop(self.page_updates.send(update));
    }
}
