//! Runs one effect: a thread takes deliveries from the ledger, and tasks perform them.

use std::any::{Any, type_name};
use std::convert::Infallible;
use std::future::Future;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{self, Receiver, RecvTimeoutError, TryRecvError};
use std::time::Duration;

use ledger_core::{Book, Recorded};
use ledger_store::{Delivery, Ledger, Outbox, OutboxError, OutboxWorker, Planned, Sequence};
use tokio::runtime::Handle;
use tokio::task::{JoinError, JoinHandle, JoinSet};
use tokio::time::timeout;

use super::delivery_error::DeliveryError;

/// The longest wait for a delivery before the thread checks whether it should stop.
const TURN: Duration = Duration::from_millis(250);

/// The pause after a panic.
const SHORT_REST: Duration = Duration::from_secs(1);

/// The pause when the ledger cannot be read.
const REST: Duration = Duration::from_secs(5);

/// The time for deliveries under way at shutdown. The whole bot has ten seconds.
const LAST_DEEDS: Duration = Duration::from_secs(4);

/// Bounds the delay after Discord is reachable again.
const LONGEST_RETRY: Duration = Duration::from_secs(60);

/// About a day of attempts.
const ATTEMPTS: u32 = 1_500;

/// An effect of events in Discord.
pub(super) trait Effect: Send + Sync + 'static {
    /// Its outbox: the name and the retry policy.
    const REACTION: Outbox;

    /// The deliveries of an event. Must have no effects.
    fn plan(recorded: &Recorded, book: &Book) -> Vec<Planned>;

    /// Performs a delivery, which may have been performed before.
    fn perform(&self, delivery: &Delivery) -> impl Future<Output = Result<(), DeliveryError>> + Send;
}

/// A running effect. Dropping it ends the thread as soon as it notices.
pub(super) struct Runner {
    name: &'static str,
    stop: mpsc::Sender<Infallible>,
    task: JoinHandle<()>,
}

type PlanFn = fn(&Recorded, &Book) -> Vec<Planned>;

impl Runner {
    /// Starts an effect. `acting` tells whether this process performs it.
    ///
    /// # Errors
    /// When the ledger cannot be read or written.
    pub(super) fn start<R: Effect>(
        ledger: &Ledger,
        react: R,
        acting: Arc<AtomicBool>,
    ) -> Result<Runner, OutboxError> {
        let reactor = ledger.open_outbox(R::REACTION, R::plan as PlanFn)?;
        let (stop, stopped) = mpsc::channel();
        let (react, handle, ledger) = (Arc::new(react), Handle::current(), ledger.clone());
        let task = tokio::task::spawn_blocking(move || {
            let mut next = Some(reactor);
            while let Some(reactor) = next {
                let running = AssertUnwindSafe(|| run(reactor, &react, &stopped, &acting, &handle));
                next = match catch_unwind(running) {
                    Ok(()) => None,
                    Err(panic) => {
                        acting.store(false, Ordering::Release);
                        log::error!("{} panicked and starts again: {}", type_name::<R>(), said(&*panic));
                        begin_anew::<R>(&ledger, &stopped)
                    }
                };
            }
        });
        Ok(Runner { name: type_name::<R>(), stop, task })
    }

    /// Signals the end at once; the future waits until the effect has stopped.
    pub(super) fn stop(self) -> impl Future<Output = ()> {
        drop(self.stop);
        let (name, task) = (self.name, self.task);
        async move {
            if let Err(error) = task.await {
                log::error!("{name} panicked: {error}");
            }
        }
    }
}

/// An outbox that keeps the order per member or channel, and retries for about a day.
pub(super) const fn patient(name: &'static str) -> Outbox {
    Outbox::named(name)
        .sequence(Sequence::PerTarget)
        .retries(Duration::from_secs(1), LONGEST_RETRY)
        .attempts(ATTEMPTS)
}

/// Reopens the outbox after a pause; `None` at shutdown. Deliveries interrupted by a panic come again, as after a
/// crash.
fn begin_anew<R: Effect>(ledger: &Ledger, stopped: &Receiver<Infallible>) -> Option<OutboxWorker<PlanFn>> {
    let mut rest = SHORT_REST;
    while stopped.recv_timeout(rest) == Err(RecvTimeoutError::Timeout) {
        match ledger.open_outbox(R::REACTION, R::plan as PlanFn) {
            Ok(reactor) => return Some(reactor),
            Err(error) => log::error!("{} cannot start again: {error}", type_name::<R>()),
        }
        rest = REST;
    }
    None
}

fn run<R: Effect>(
    mut reactor: OutboxWorker<PlanFn>,
    react: &Arc<R>,
    stopped: &Receiver<Infallible>,
    acting: &AtomicBool,
    handle: &Handle,
) {
    let mut under_way = JoinSet::new();
    while matches!(stopped.try_recv(), Err(TryRecvError::Empty)) {
        // Each task has reported its result to the ledger, unless it panicked.
        while let Some(joined) = under_way.try_join_next() {
            look_at::<R>(joined);
        }
        let next = reactor.next(TURN);
        acting.store(reactor.is_acting(), Ordering::Release);
        match next {
            Ok(Some(delivery)) => drop(under_way.spawn_on(perform(Arc::clone(react), delivery), handle)),
            Ok(None) => {}
            Err(error) => {
                log::error!("an effect pauses for {} seconds: {error}", REST.as_secs());
                if stopped.recv_timeout(REST) != Err(RecvTimeoutError::Timeout) {
                    break;
                }
            }
        }
    }
    acting.store(false, Ordering::Release);
    handle.block_on(async {
        let all = async {
            while let Some(joined) = under_way.join_next().await {
                look_at::<R>(joined);
            }
        };
        if timeout(LAST_DEEDS, all).await.is_err() {
            under_way.shutdown().await;
        }
    });
    if let Err(error) = reactor.close() {
        log::warn!("the last deliveries may be made again: {error}");
    }
}

/// A panicked delivery counts as failed and is retried; only this logs the reason.
fn look_at<R: Effect>(joined: Result<(), JoinError>) {
    if let Err(error) = joined
        && error.is_panic()
    {
        log::error!("a delivery of {} panicked: {}", type_name::<R>(), said(&*error.into_panic()));
    }
}

fn said(panic: &(dyn Any + Send)) -> &str {
    let text = panic.downcast_ref::<&str>().copied();
    text.or_else(|| panic.downcast_ref::<String>().map(String::as_str)).unwrap_or("no message")
}

async fn perform<R: Effect>(react: Arc<R>, delivery: Delivery) {
    match react.perform(&delivery).await {
        Ok(()) => delivery.done(),
        Err(DeliveryError::Later { why }) => {
            log::info!("{} is tried again later: {why}", delivery.key());
            delivery.failed(&why, None);
        }
        Err(DeliveryError::Closed { why }) => {
            log::info!("{} is held: {why}", delivery.key());
            delivery.hold(&why);
        }
        Err(DeliveryError::Never { why, .. }) => {
            log::warn!("{} is given up: {why}", delivery.key());
            delivery.give_up(&why);
        }
    }
}

#[cfg(test)]
mod tests {
    use ledger_core::{BookId, Command};
    use ledger_store::Request;
    use tokio::sync::mpsc::{UnboundedSender, unbounded_channel};

    use super::*;

    /// Panics at its first plan and at its first delivery, then reports.
    struct Clumsy {
        performed: UnboundedSender<u32>,
        stumbled: AtomicBool,
    }

    static PLANNED: AtomicBool = AtomicBool::new(false);

    impl Effect for Clumsy {
        const REACTION: Outbox = patient("test.clumsy");

        fn plan(_: &Recorded, _: &Book) -> Vec<Planned> {
            assert!(PLANNED.swap(true, Ordering::SeqCst), "the first plan panics");
            vec![Planned::new("tell")]
        }

        async fn perform(&self, delivery: &Delivery) -> Result<(), DeliveryError> {
            assert!(self.stumbled.swap(true, Ordering::SeqCst), "the first delivery panics");
            self.performed
                .send(delivery.attempt())
                .map_err(|_| DeliveryError::Later { why: "too late".to_owned() })
        }
    }

    #[tokio::test]
    async fn a_reaction_that_panics_begins_anew_and_does_what_it_left_undone() {
        let folder = tempfile::tempdir().unwrap();
        let ledger = Ledger::open(folder.path().join("points.db")).unwrap();
        let (performed, mut seen_messages) = unbounded_channel();
        let clumsy = Clumsy { performed, stumbled: AtomicBool::new(false) };
        let runner = Runner::start(&ledger, clumsy, Arc::default()).unwrap();
        let grant = Command::grant(42, 5, "for the regatta").unwrap();
        ledger.submit(Request::new(BookId::new(1).unwrap(), grant)).await.unwrap().receipt().unwrap();
        let attempt = timeout(Duration::from_secs(60), seen_messages.recv()).await.unwrap();
        assert!(attempt.unwrap() > 1, "the first attempt panicked");
        runner.stop().await;
    }
}
