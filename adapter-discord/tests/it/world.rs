//! A community for tests: a local Discord, a ledger in a file, and the bot between them, with methods named after the
//! domain. `local-discord` shows what a client would display.

use std::sync::atomic::{AtomicI64, Ordering};
use std::sync::{Arc, Condvar, Mutex};
use std::time::Duration;

use adapter_discord::{Bot, BotConfig, Codes, IssuedCode, MessageContent, NotACode, Running, Token};
use ledger_core::testkit::code;
use ledger_core::{
    BookId, CodeHash, Command, Currency, MemberId, OrderKey, Points, RecordOrder, SecretId, SettingChange,
    Timestamp, UtcOffset,
};
use ledger_store::{Clock, HistoryQuery, Ledger, Options, Receipt, Request, SystemClock, TimeZones};
use local_discord::{LocalDiscord, Member, MessageView, Scenario};

/// The timeout of every wait in a test.
pub(crate) const PATIENCE: Duration = Duration::from_secs(20);

/// The servers, the members, the bot and the ledger.
pub(crate) struct World {
    pub discord: LocalDiscord,
    pub ledger: Ledger,
    running: Option<Running>,
    config: BotConfig,
    clock: Arc<ClockAhead>,
    folder: tempfile::TempDir,
}

/// The clock of the machine, a number of seconds ahead.
#[derive(Default)]
struct ClockAhead(AtomicI64);

impl Clock for ClockAhead {
    fn now(&self) -> Timestamp {
        SystemClock.now().plus_seconds(self.0.load(Ordering::SeqCst))
    }
}

/// One time zone, without summer time.
struct Berlin;

impl TimeZones for Berlin {
    fn offset(&self, zone: &str, _: Timestamp) -> Option<UtcOffset> {
        (zone == "Europe/Berlin").then(|| "+01:00".parse().unwrap())
    }

    fn near(&self, name: &str) -> Option<String> {
        name.starts_with("Europe/").then(|| "Europe/Berlin".to_owned())
    }
}

/// The clock of a second writer. A commit takes the write lock of the file and then reads the clock, so a stopped clock
/// keeps the lock held.
#[derive(Default)]
struct StoppedClock {
    stands: Mutex<Stands>,
    changed: Condvar,
}

/// The state of a clock that can be stopped.
#[derive(Default, PartialEq, Eq)]
enum Stands {
    #[default]
    Goes,
    Stopped,
    /// Stopped, and a commit waits for the time.
    Asked,
}

impl StoppedClock {
    fn set(&self, stands: Stands) {
        *self.stands.lock().unwrap() = stands;
        self.changed.notify_all();
    }
}

impl Clock for StoppedClock {
    fn now(&self) -> Timestamp {
        let mut stands = self.stands.lock().unwrap();
        if *stands == Stands::Stopped {
            *stands = Stands::Asked;
            self.changed.notify_all();
        }
        drop(self.changed.wait_while(stands, |stands| *stands != Stands::Goes).unwrap());
        SystemClock.now()
    }
}

/// The write lock of the file, held by a second connection.
pub(crate) struct WriteLock {
    ledger: Ledger,
    clock: Arc<StoppedClock>,
}

impl WriteLock {
    /// Releases the lock.
    pub(crate) fn release(self) {
        self.clock.set(Stands::Goes);
        self.ledger.close().unwrap();
    }
}

/// Readable codes: `CODE-1001` is the first code of order 1001.
struct PlainCodes;

impl Codes for PlainCodes {
    fn read(&self, typed: &str) -> Result<Vec<CodeHash>, NotACode> {
        match typed.trim().to_uppercase().strip_prefix("CODE-") {
            None => Err(NotACode::Unreadable),
            Some(order) if order.contains('?') => Err(NotACode::Mistyped),
            Some(order) => Ok((1..4).map(|issue| code(order, issue)).collect()),
        }
    }

    fn issue(&self, _: BookId, order: &OrderKey, issue: u32) -> Result<IssuedCode, String> {
        let hash = code(order.id.as_str(), issue);
        Ok(IssuedCode { code: format!("CODE-{}", order.id), hash, secret: SecretId(1) })
    }
}

impl World {
    /// The community of the playground: Anna is administrator, Ben a steward by role, Cleo, Dora (who speaks German),
    /// Emil and Farah are members.
    pub(crate) async fn new() -> World {
        World::of(Scenario::sample()).await
    }

    /// A community from a scenario.
    pub(crate) async fn of(scenario: Scenario) -> World {
        World::configured(scenario, |_| {}).await
    }

    /// A community whose bot has another configuration.
    pub(crate) async fn configured(scenario: Scenario, configure: impl FnOnce(&mut BotConfig)) -> World {
        let discord = LocalDiscord::start(scenario).await.unwrap();
        let folder = tempfile::tempdir().unwrap();
        let clock = Arc::<ClockAhead>::default();
        let ledger = open(&folder, &clock);
        let mut config = BotConfig::new(Token::new(&discord.token()));
        config.api_url = Some(discord.api_url());
        config.message_content = MessageContent::Read;
        configure(&mut config);
        let mut world = World { discord, ledger, running: None, config, clock, folder };
        world.start().await;
        world
    }

    /// Starts the bot, and waits until it is connected and its commands are registered.
    pub(crate) async fn start(&mut self) {
        let started = Bot::start(self.config.clone(), self.ledger.clone(), Arc::new(PlainCodes)).await;
        let mut running = started.unwrap();
        assert!(tokio::time::timeout(PATIENCE, running.ready()).await.unwrap(), "the bot ended by itself");
        self.running = Some(running);
        self.discord.wait_for_bot(PATIENCE).await.unwrap();
    }

    pub(crate) async fn stop(&mut self) {
        if let Some(running) = self.running.take() {
            running.stop().await;
        }
    }

    /// Stops the bot, reopens the ledger, and starts the bot again.
    pub(crate) async fn restart(&mut self) {
        self.stop().await;
        self.ledger.clone().close().unwrap();
        self.ledger = open(&self.folder, &self.clock);
        self.start().await;
    }

    /// Restarts with another configuration.
    pub(crate) async fn restart_with(&mut self, configure: impl FnOnce(&mut BotConfig)) {
        configure(&mut self.config);
        self.restart().await;
    }

    /// Another bot on the same Discord and the same file, as in another process.
    pub(crate) async fn another_bot(&self) -> (Ledger, Running) {
        self.another_bot_configured(|_| {}).await
    }

    /// Another bot with another configuration.
    pub(crate) async fn another_bot_configured(
        &self,
        configure: impl FnOnce(&mut BotConfig),
    ) -> (Ledger, Running) {
        let ledger = open(&self.folder, &self.clock);
        let mut config = self.config.clone();
        configure(&mut config);
        let started = Bot::start(config, ledger.clone(), Arc::new(PlainCodes)).await;
        (ledger, started.unwrap())
    }

    /// Takes the write lock on a second connection, and holds it.
    pub(crate) fn hold_write_lock(&self) -> WriteLock {
        let clock = Arc::<StoppedClock>::default();
        let ledger = open_with(&self.folder, Arc::clone(&clock) as Arc<dyn Clock>);
        clock.set(Stands::Stopped);
        let grant = Command::grant(4_242, 1, "from elsewhere").unwrap();
        drop(ledger.submit(Request::new(self.book(), grant)));
        let stands = clock.stands.lock().unwrap();
        let (stands, waited) =
            clock.changed.wait_timeout_while(stands, PATIENCE, |stands| *stands != Stands::Asked).unwrap();
        assert!(!waited.timed_out(), "the write lock is not taken");
        drop(stands);
        WriteLock { ledger, clock }
    }

    /// Moves the clock of the ledger forward.
    pub(crate) fn pass_days(&self, days: i64) {
        self.clock.0.fetch_add(days * 86_400, Ordering::SeqCst);
    }

    /// A member at their client.
    #[track_caller]
    pub(crate) fn member(&self, name: &str) -> Member {
        self.discord.member(name)
    }

    /// The book of the server.
    pub(crate) fn book(&self) -> BookId {
        BookId::new(self.discord.first_server().0).unwrap()
    }

    /// The ledger's id of a member.
    #[track_caller]
    pub(crate) fn id(&self, name: &str) -> MemberId {
        MemberId::new(self.member(name).id().0).unwrap()
    }

    /// The balance of a member.
    #[track_caller]
    pub(crate) fn balance(&self, name: &str) -> i64 {
        self.ledger.balance(self.book(), self.id(name)).0
    }

    /// The number of entries in a member's history.
    #[track_caller]
    pub(crate) fn changes(&self, name: &str) -> usize {
        let query = HistoryQuery::of(self.book()).member(self.id(name)).limit(100);
        self.ledger.history(&query).unwrap().entries.len()
    }

    /// Grants points from outside Discord.
    #[track_caller]
    pub(crate) fn grant(&self, name: &str, amount: i64) -> Receipt {
        self.submit(Command::grant(self.id(name).number(), amount, "for the start").unwrap())
    }

    /// Changes a setting of the server.
    #[track_caller]
    pub(crate) fn set(&self, name: &str, value: &str) {
        let changes = vec![SettingChange::new(name, value).unwrap()];
        self.submit(Command::ChangeSettings { changes, reason: None });
    }

    /// Records an order worth this many points, with the code `CODE-` and its id.
    #[track_caller]
    pub(crate) fn order(&self, id: &str, points: i64) {
        self.order_of("main", id, points, code(id, 1));
    }

    /// Records an order of another shop, with a random code.
    #[track_caller]
    pub(crate) fn order_elsewhere(&self, id: &str, points: i64) {
        self.order_of("elsewhere", id, points, code(&format!("elsewhere-{id}"), 1));
    }

    #[track_caller]
    fn order_of(&self, shop: &str, id: &str, points: i64, code: CodeHash) {
        self.submit(Command::RecordOrder(Box::new(RecordOrder {
            key: OrderKey::new("csv", shop, id).unwrap(),
            amount: points.to_string().parse().unwrap(),
            currency: Some(Currency::new("EUR").unwrap()),
            email: None,
            code,
            secret: SecretId(1),
        })));
    }

    /// Submits a command from outside Discord, and waits until the boards have caught up.
    #[track_caller]
    pub(crate) fn submit(&self, command: Command) -> Receipt {
        let outcome = self.ledger.submit(Request::new(self.book(), command)).wait().unwrap();
        let receipt = outcome.receipt().unwrap();
        self.settle();
        receipt
    }

    /// Waits until the boards have caught up.
    #[track_caller]
    pub(crate) fn settle(&self) {
        assert!(self.ledger.wait_for_boards(self.ledger.head(), PATIENCE), "the boards do not catch up");
    }

    /// The sum over all accounts and the treasury, which is always 0.
    pub(crate) fn sum(&self) -> i64 {
        self.ledger.read(self.book(), |book| {
            book.accounts()
                .map(|(_, account)| account.balance.points)
                .fold(0, |sum, Points(points)| sum + points)
        })
    }
}

fn open(folder: &tempfile::TempDir, clock: &Arc<ClockAhead>) -> Ledger {
    open_with(folder, Arc::clone(clock) as Arc<dyn Clock>)
}

fn open_with(folder: &tempfile::TempDir, clock: Arc<dyn Clock>) -> Ledger {
    let options = Options::default().clock(clock).time_zones(Arc::new(Berlin));
    Ledger::open_with(folder.path().join("tallybook.db"), options).unwrap()
}

/// The words of a reply, in one line.
pub(crate) fn words(shown: &MessageView) -> String {
    shown.text().split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Asserts that a reply contains a text.
#[track_caller]
pub(crate) fn says(shown: &MessageView, expected: &str) {
    let words = words(shown);
    assert!(words.contains(expected), "{expected:?} is not in {words:?}");
}

/// Asserts that a reply does not contain a text.
#[track_caller]
pub(crate) fn does_not_say(shown: &MessageView, unexpected: &str) {
    let words = words(shown);
    assert!(!words.contains(unexpected), "{unexpected:?} is in {words:?}");
}

/// The labels of all enabled buttons.
pub(crate) fn live_buttons(shown: &MessageView) -> Vec<&str> {
    shown.buttons.iter().filter(|button| !button.disabled).map(|button| button.label.as_str()).collect()
}
