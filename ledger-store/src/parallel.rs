//! Processes many pieces on several threads, and takes the results in the order of the pieces.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};
use std::thread;

use crate::internal_error::{InternalError, Result};
use crate::panics;

pub(crate) fn threads() -> usize {
    thread::available_parallelism().map_or(1, usize::from)
}

/// Prepares pieces on several threads and takes the results in order. Each result is taken on the thread that prepared
/// it, while it is in that core's cache, and at most one piece per thread waits. Pieces are counted, not stored: a
/// forged journal may claim more of them than fit in memory.
pub(crate) fn in_turns<T, R>(
    pieces: usize,
    threads: usize,
    tool: impl Fn() -> Result<T> + Sync,
    prepare: impl Fn(&mut T, usize) -> Result<R> + Sync,
    take: impl FnMut(R) -> Result<()> + Send,
) -> Result<()> {
    let next = AtomicUsize::new(0);
    let run = Run { turns: Mutex::new(Turns { turn: 0, take, over: None }), turned: Condvar::new() };
    let worker = || {
        let _loudly = EndsOnPanic(&run);
        let mut tool = match tool() {
            Ok(tool) => tool,
            Err(error) => return run.end(error),
        };
        loop {
            let index = next.fetch_add(1, Ordering::Relaxed);
            if index >= pieces {
                return;
            }
            let prepared = prepare(&mut tool, index);
            let mut held = run.turns();
            while held.turn != index && held.over.is_none() {
                held = run.turned.wait(held).unwrap_or_else(PoisonError::into_inner);
            }
            if held.over.is_some() {
                return;
            }
            match prepared.and_then(&mut held.take) {
                Ok(()) => held.turn += 1,
                Err(error) => held.over = Some(error),
            }
            run.turned.notify_all();
        }
    };
    thread::scope(|scope| {
        let workers: Vec<_> = (0..threads.clamp(1, pieces.max(1))).map(|_| scope.spawn(worker)).collect();
        let joined: Vec<_> = workers.into_iter().map(thread::ScopedJoinHandle::join).collect();
        match joined.into_iter().find_map(Result::err) {
            Some(panic) => Err(panicked(&panics::message(&*panic))),
            None => Ok(()),
        }
    })?;
    match run.turns.into_inner().unwrap_or_else(PoisonError::into_inner).over {
        None => Ok(()),
        Some(error) => Err(error),
    }
}

struct Run<F> {
    turns: Mutex<Turns<F>>,
    turned: Condvar,
}

struct Turns<F> {
    turn: usize,
    take: F,
    over: Option<InternalError>,
}

impl<F> Run<F> {
    /// A worker that panics while it holds the lock ends the run, so its half-done work is never used.
    fn turns(&self) -> MutexGuard<'_, Turns<F>> {
        self.turns.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn end(&self, error: InternalError) {
        self.turns().over.get_or_insert(error);
        self.turned.notify_all();
    }
}

/// Ends the run when a worker panics: the others would wait for its turn for ever.
struct EndsOnPanic<'r, F>(&'r Run<F>);

impl<F> Drop for EndsOnPanic<'_, F> {
    fn drop(&mut self) {
        if thread::panicking() {
            // The message is known once the worker is joined.
            self.0.end(panicked("it is not known yet"));
        }
    }
}

fn panicked(message: &str) -> InternalError {
    InternalError::damaged(format!("a worker thread panicked: {message}"))
}

#[cfg(test)]
mod tests {
    use std::sync::mpsc::channel;
    use std::time::Duration;

    use super::*;

    #[test]
    fn results_are_taken_in_the_order_of_the_pieces() {
        let mut taken = Vec::new();
        let take = |piece| {
            taken.push(piece);
            Ok(())
        };
        in_turns(100, 4, || Ok(()), |(), piece| Ok(piece), take).unwrap();
        assert_eq!(taken, (0..100).collect::<Vec<_>>());
    }

    #[test]
    fn more_pieces_than_fit_in_memory_end_at_the_first_that_is_missing() {
        let prepare = |(): &mut (), piece| {
            if piece < 5 { Ok(piece) } else { Err(InternalError::damaged(format!("{piece} is missing"))) }
        };
        let error = in_turns(usize::MAX / 4_096, 2, || Ok(()), prepare, |_| Ok(())).unwrap_err();
        assert_eq!(error.to_string(), "5 is missing");
    }

    #[test]
    fn a_panic_while_a_piece_is_prepared_ends_the_run() {
        ends_in_an_error(|| {
            let prepare = |(): &mut (), piece: usize| {
                assert_ne!(piece, 3, "this piece panics");
                Ok(())
            };
            in_turns(100, 4, || Ok(()), prepare, |()| Ok(()))
        });
    }

    #[test]
    fn a_panic_while_a_piece_is_taken_ends_the_run() {
        ends_in_an_error(|| {
            let take = |piece: usize| {
                assert_ne!(piece, 3, "this piece panics");
                Ok(())
            };
            in_turns(100, 4, || Ok(()), |(), piece| Ok(piece), take)
        });
    }

    #[track_caller]
    fn ends_in_an_error(run: impl FnOnce() -> Result<()> + Send + 'static) {
        let (done, ended) = channel();
        thread::spawn(move || done.send(run()).unwrap());
        let error = ended.recv_timeout(Duration::from_secs(20)).expect("the run ends").unwrap_err();
        let message = error.to_string();
        assert!(
            message.starts_with("a worker thread panicked: ") && message.contains("this piece panics"),
            "{message}"
        );
    }
}
