//! What is being answered just now, so that a shutdown can wait for it. No command is known here.

use std::sync::Arc;

use tokio::sync::watch;

/// Counts what is under way, and lets nothing begin once it is closing.
#[derive(Debug, Clone)]
pub struct Busy {
    state: Arc<watch::Sender<State>>,
}

/// One thing under way, until it is dropped.
#[derive(Debug)]
pub struct UnderWay {
    state: Arc<watch::Sender<State>>,
}

#[derive(Debug, Clone, Copy, Default)]
struct State {
    under_way: usize,
    phase: Phase,
}

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
enum Phase {
    #[default]
    Open,
    Closing,
}

impl Busy {
    /// Nothing is under way.
    pub fn new() -> Busy {
        Busy { state: Arc::new(watch::Sender::new(State::default())) }
    }

    /// Begins something; `None` once it is closing.
    pub fn begin(&self) -> Option<UnderWay> {
        let mut begun = false;
        self.state.send_modify(|state| {
            if state.phase == Phase::Open {
                state.under_way += 1;
                begun = true;
            }
        });
        begun.then(|| UnderWay { state: Arc::clone(&self.state) })
    }

    /// Lets nothing begin any more.
    pub fn close(&self) {
        self.state.send_modify(|state| state.phase = Phase::Closing);
    }

    /// Waits until nothing is under way.
    pub async fn idle(&self) {
        let mut state = self.state.subscribe();
        // The sender lives as long as `self` does, so this ends with the condition and not before.
        let _: Result<_, _> = state.wait_for(|state| state.under_way == 0).await;
    }

    /// How much is under way.
    pub fn under_way(&self) -> usize {
        self.state.borrow().under_way
    }
}

impl Drop for UnderWay {
    fn drop(&mut self) {
        self.state.send_modify(|state| state.under_way = state.under_way.saturating_sub(1));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn closing_lets_nothing_begin_and_waits_for_what_is_under_way() {
        let busy = Busy::new();
        let (first, second) = (busy.begin().unwrap(), busy.begin().unwrap());
        busy.close();
        assert!(busy.begin().is_none());
        assert_eq!(busy.under_way(), 2);
        let waiting = tokio::spawn({
            let busy = busy.clone();
            async move { busy.idle().await }
        });
        drop(first);
        assert!(!waiting.is_finished());
        drop(second);
        waiting.await.unwrap();
    }
}
