//! How a reaction runs: a thread asks the ledger what is to be done, and tasks do it. What is done is not known here.

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

/// How long a thread waits for something to do before it looks whether it should end.
const TURN: Duration = Duration::from_millis(250);

/// How long it rests after it broke off.
const SHORT_REST: Duration = Duration::from_secs(1);

/// How long it rests when the ledger cannot be asked.
const REST: Duration = Duration::from_secs(5);

/// How long what is under way may take once it should end. The bot as a whole has ten seconds.
const LAST_DEEDS: Duration = Duration::from_secs(4);

/// The longest wait between two attempts: whoever waits should not wait much longer than Discord was away.
const LONGEST_RETRY: Duration = Duration::from_secs(60);

/// How often something is tried: about a day.
const ATTEMPTS: u32 = 1_500;

/// Something that the bot does because of events.
pub(super) trait Effect: Send + Sync + 'static {
    /// Its name and how it tries again.
    const REACTION: Outbox;

    /// What an event calls for. Has no effects.
    fn plan(recorded: &Recorded, book: &Book) -> Vec<Planned>;

    /// Does it; it may have been done before.
    fn perform(&self, delivery: &Delivery) -> impl Future<Output = Result<(), DeliveryError>> + Send;
}

/// A reaction that runs. Dropped, it ends as soon as it notices.
pub(super) struct Runner {
    name: &'static str,
    stop: mpsc::Sender<Infallible>,
    task: JoinHandle<()>,
}

type PlanFn = fn(&Recorded, &Book) -> Vec<Planned>;

impl Runner {
    /// Starts one. `acting` says whether it is this process that acts.
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
                        log::error!("{} broke off and begins anew: {}", type_name::<R>(), said(&*panic));
                        begin_anew::<R>(&ledger, &stopped)
                    }
                };
            }
        });
        Ok(Runner { name: type_name::<R>(), stop, task })
    }

    /// Tells it to end at once, and gives what waits until it has.
    pub(super) fn stop(self) -> impl Future<Output = ()> {
        drop(self.stop);
        let (name, task) = (self.name, self.task);
        async move {
            if let Err(error) = task.await {
                log::error!("{name} broke off: {error}");
            }
        }
    }
}

/// A reaction that does for the same member or channel one thing after another, and waits for Discord for about a day.
pub(super) const fn patient(name: &'static str) -> Outbox {
    Outbox::named(name)
        .sequence(Sequence::PerTarget)
        .retries(Duration::from_secs(1), LONGEST_RETRY)
        .attempts(ATTEMPTS)
}

/// After a rest, with what is in the ledger; `None` if it should end. What broke off while it was done is tried again,
/// as after a crash.
fn begin_anew<R: Effect>(ledger: &Ledger, stopped: &Receiver<Infallible>) -> Option<OutboxWorker<PlanFn>> {
    let mut rest = SHORT_REST;
    while stopped.recv_timeout(rest) == Err(RecvTimeoutError::Timeout) {
        match ledger.open_outbox(R::REACTION, R::plan as PlanFn) {
            Ok(reactor) => return Some(reactor),
            Err(error) => log::error!("{} cannot begin anew: {error}", type_name::<R>()),
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
        // What became of a delivery was said at the ledger's desk, unless it panicked.
        while let Some(joined) = under_way.try_join_next() {
            look_at::<R>(joined);
        }
        let next = reactor.next(TURN);
        acting.store(reactor.is_acting(), Ordering::Release);
        match next {
            Ok(Some(delivery)) => drop(under_way.spawn_on(perform(Arc::clone(react), delivery), handle)),
            Ok(None) => {}
            Err(error) => {
                log::error!("a reaction rests for {} seconds: {error}", REST.as_secs());
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
        log::warn!("what reactions did last may be done again: {error}");
    }
}

/// A delivery that panicked counts as failed, and is tried again; nobody else says why.
fn look_at<R: Effect>(joined: Result<(), JoinError>) {
    if let Err(error) = joined
        && error.is_panic()
    {
        log::error!("a delivery of {} panicked: {}", type_name::<R>(), said(&*error.into_panic()));
    }
}

/// What a panic says.
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

    /// Panics when it first plans, and when it first performs; then it tells.
    struct Clumsy {
        performed: UnboundedSender<u32>,
        stumbled: AtomicBool,
    }

    static PLANNED: AtomicBool = AtomicBool::new(false);

    impl Effect for Clumsy {
        const REACTION: Outbox = patient("test.clumsy");

        fn plan(_: &Recorded, _: &Book) -> Vec<Planned> {
            assert!(PLANNED.swap(true, Ordering::SeqCst), "it stumbles over its plan");
            vec![Planned::new("tell")]
        }

        async fn perform(&self, delivery: &Delivery) -> Result<(), DeliveryError> {
            assert!(self.stumbled.swap(true, Ordering::SeqCst), "it stumbles over its deed");
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
