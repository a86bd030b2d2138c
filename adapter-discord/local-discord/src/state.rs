//! Everything that changes, behind one lock: the world, the bot's sessions, the faults asked for.
//! The lock is held for a moment only, never across an await; whoever waits, waits for `changed`.

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

/// A page that falls so many page_updates behind is told to look again.
const PAGE_UPDATES_KEPT: usize = 4_096;

/// What all parts of a local Discord share.
#[derive(Debug)]
pub(crate) struct Shared {
    state: Mutex<State>,
    changed: watch::Sender<u64>,
    pub(crate) page_updates: broadcast::Sender<PageUpdate>,
    pub(crate) clock: Clock,
    pub(crate) calls: Calls,
}

/// What the lock guards.
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

    /// Looks without changing anything.
    pub(crate) fn read<T>(&self, read: impl FnOnce(&State) -> T) -> T {
        read(&self.lock())
    }

    /// Changes something, and wakes whoever waits.
    pub(crate) fn change<T>(&self, change: impl FnOnce(&mut State) -> T) -> T {
        let changed = change(&mut self.lock());
        self.notify();
        changed
    }

    /// Wakes whoever waits, to look again.
    pub(crate) fn notify(&self) {
        self.changed.send_modify(|count| *count = count.wrapping_add(1));
    }

    /// Hears of every change from now on.
    pub(crate) fn subscribe(&self) -> watch::Receiver<u64> {
        self.changed.subscribe()
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        // A test that panics while it holds the lock leaves plain data, which the others may go on reading.
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl State {
    /// Sends an event to the bot: to each session that is to hear of it.
    pub(crate) fn emit(&mut self, event: &Event) {
        self.sessions.deliver(event);
    }

    /// Shows something to the pages that may see it.
    pub(crate) fn update_pages(&self, update: PageUpdate) {
        // No page is open: nobody sees it.
        drop(self.page_updates.send(update));
    }
}
