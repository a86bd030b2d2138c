//! Everything that changes, behind one lock: the world, the bot's sessions, the faults asked for.
//! The lock is held for a moment only, never across an await; whoever waits, waits for `changed`.

use crate::calls::Calls;
use crate::clock::Clock;
use crate::faults::Faults;
use crate::gateway::event::Event;
use crate::gateway::session::Sessions;
use crate::local::InVain;
use crate::page::hints::Proposed;
use crate::page::prefix::Prefix;
use crate::page::sight::Sight;
use crate::world::World;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;
use tokio::sync::{broadcast, watch};

/// A page that falls so many sights behind is told to look again.
const SIGHTS_KEPT: usize = 4_096;

/// What all parts of a local Discord share.
#[derive(Debug)]
pub(crate) struct Shared {
    state: Mutex<State>,
    changed: watch::Sender<u64>,
    pub(crate) sights: broadcast::Sender<Sight>,
    pub(crate) clock: Clock,
    pub(crate) calls: Calls,
}

/// What the lock guards.
#[derive(Debug)]
pub(crate) struct State {
    pub(crate) world: World,
    pub(crate) sessions: Sessions,
    pub(crate) faults: Faults,
    pub(crate) hints: Vec<Proposed>,
    pub(crate) prefix: Prefix,
    sights: broadcast::Sender<Sight>,
}

impl Shared {
    pub(crate) fn new(world: World, clock: Clock) -> Shared {
        let (sights, _) = broadcast::channel(SIGHTS_KEPT);
        let state = State {
            world,
            sessions: Sessions::default(),
            faults: Faults::default(),
            hints: Vec::new(),
            prefix: Prefix::default(),
            sights: sights.clone(),
        };
        Shared {
            state: Mutex::new(state),
            changed: watch::Sender::new(0),
            sights,
            clock,
            calls: Calls::default(),
        }
    }

    /// Looks without changing anything.
    pub(crate) fn look<T>(&self, look: impl FnOnce(&State) -> T) -> T {
        look(&self.lock())
    }

    /// Changes something, and wakes whoever waits.
    pub(crate) fn change<T>(&self, change: impl FnOnce(&mut State) -> T) -> T {
        let changed = change(&mut self.lock());
        self.stir();
        changed
    }

    /// Wakes whoever waits, to look again.
    pub(crate) fn stir(&self) {
        self.changed.send_modify(|count| *count = count.wrapping_add(1));
    }

    /// Hears of every change from now on.
    pub(crate) fn listen(&self) -> watch::Receiver<u64> {
        self.changed.subscribe()
    }

    /// Waits for a condition.
    pub(crate) async fn wait_until<T>(
        &self,
        what: &str,
        deadline: Duration,
        holds: impl Fn(&State) -> Option<T>,
    ) -> Result<T, InVain> {
        let mut changes = self.listen();
        let waiting = async {
            loop {
                changes.mark_unchanged();
                if let Some(found) = self.look(&holds) {
                    return found;
                }
                if changes.changed().await.is_err() {
                    return std::future::pending().await;
                }
            }
        };
        let waited = tokio::time::timeout(deadline, waiting).await;
        waited.map_err(|_| InVain { what: what.to_owned(), waited: deadline })
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
    pub(crate) fn show(&self, sight: Sight) {
        // No page is open: nobody sees it.
        drop(self.sights.send(sight));
    }
}
