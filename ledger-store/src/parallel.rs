//! Work on many pieces, on several threads, with the results taken in the order of the pieces.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Condvar, Mutex};
use std::thread;

use crate::fault::{Fault, Found};

/// Threads worth starting on this machine.
pub(crate) fn threads() -> usize {
    thread::available_parallelism().map_or(1, usize::from)
}

/// Prepares pieces on several threads and takes the results in the order of the pieces, on whichever thread
/// prepared them: a piece is taken while it is still in that core's cache, and no more pieces than threads wait.
pub(crate) fn in_turns<P: Sync, T, R>(
    pieces: &[P],
    threads: usize,
    tool: impl Fn() -> Found<T> + Sync,
    prepare: impl Fn(&T, &P) -> Found<R> + Sync,
    take: impl FnMut(R) -> Found<()> + Send,
) -> Found<()> {
    let next = AtomicUsize::new(0);
    let turns = Mutex::new(Turns { turn: 0, take, over: None });
    let turned = Condvar::new();
    let worker = || {
        let tool = match tool() {
            Ok(tool) => tool,
            Err(fault) => return turns.lock().expect(UNPOISONED).end(fault, &turned),
        };
        loop {
            let index = next.fetch_add(1, Ordering::Relaxed);
            let Some(piece) = pieces.get(index) else { return };
            let prepared = prepare(&tool, piece);
            let mut held = turns.lock().expect(UNPOISONED);
            while held.turn != index && held.over.is_none() {
                held = turned.wait(held).expect(UNPOISONED);
            }
            if held.over.is_some() {
                return;
            }
            match prepared.and_then(&mut held.take) {
                Ok(()) => held.turn += 1,
                Err(fault) => held.end(fault, &turned),
            }
            turned.notify_all();
        }
    };
    thread::scope(|scope| {
        let workers: Vec<_> =
            (0..threads.clamp(1, pieces.len().max(1))).map(|_| scope.spawn(worker)).collect();
        let broken = workers.into_iter().map(thread::ScopedJoinHandle::join).filter(Result::is_err).count();
        if broken > 0 { Err(Fault::damaged("a worker thread broke off")) } else { Ok(()) }
    })?;
    match turns.into_inner().expect(UNPOISONED).over {
        None => Ok(()),
        Some(fault) => Err(fault),
    }
}

const UNPOISONED: &str = "a worker that panics ends the whole run";

struct Turns<F> {
    turn: usize,
    take: F,
    over: Option<Fault>,
}

impl<F> Turns<F> {
    fn end(&mut self, fault: Fault, turned: &Condvar) {
        self.over.get_or_insert(fault);
        turned.notify_all();
    }
}
