//! The effects of the bot: log channel, seal of the day, roles, direct messages. Members see each effect once, despite
//! failures.

mod clock;
mod closed_log;
mod direct_messages;
mod log_channel;
mod log_outages;
mod roles;
mod seal;

use std::time::{Duration, Instant};

use ledger_core::{Asker, Command, Position};
use ledger_store::{Receipt, Request};
use local_discord::{ChannelView, MessageView};

use crate::world::{PATIENCE, World};

/// How long one poll waits for a new event; none arrives.
const GLANCE: Duration = Duration::from_millis(20);

/// The log channel.
const LOG: &str = "staff-log";

impl World {
    /// The community with a log channel.
    async fn with_log() -> World {
        let world = World::new().await;
        world.open_log().await;
        world
    }

    /// Sets the log channel, and waits until that change and the seal of the day appear there.
    async fn open_log(&self) {
        self.log_in(LOG);
        self.log().wait_for_bot_messages(2, PATIENCE).await.unwrap();
        self.wait_for_effects().await;
    }

    #[track_caller]
    fn log_in(&self, channel: &str) {
        self.set("discord.log_channel", &self.discord.channel(channel).id().to_string());
    }

    #[track_caller]
    fn log(&self) -> ChannelView {
        self.discord.channel(LOG)
    }

    /// Submits a command to the ledger as a member.
    #[track_caller]
    fn submit_by(&self, name: &str, command: Command) -> Receipt {
        let request = Request::new(self.book(), command).asker(Asker::Member(self.id(name)));
        self.ledger.submit(request).wait().unwrap().receipt().unwrap()
    }

    /// Waits until an entry appears in the log channel, and returns its message.
    async fn wait_until_logged(&self, entry: Position) -> MessageView {
        let log = self.log();
        let bot = self.discord.bot_id();
        let started = Instant::now();
        loop {
            let messages: Vec<MessageView> =
                log.messages().into_iter().filter(|shown| shown.author == bot).collect();
            if let Some(found) =
                messages.iter().find(|shown| entries(std::slice::from_ref(shown)).contains(&entry))
            {
                return found.clone();
            }
            let left = PATIENCE.saturating_sub(started.elapsed());
            let more = log.wait_for_bot_messages(messages.len() + 1, left).await;
            assert!(more.is_ok(), "entry {entry} is not told; there is: {:?}", entries(&messages));
        }
    }

    /// Waits until every effect has finished, held or given up all deliveries.
    pub(crate) async fn wait_for_effects(&self) {
        let deadline = Instant::now() + PATIENCE;
        loop {
            let reactions = self.ledger.outboxes().unwrap();
            let head = self.ledger.head();
            if reactions.iter().all(|reaction| reaction.waiting == 0 && reaction.position == head) {
                return;
            }
            assert!(Instant::now() < deadline, "deliveries are still open: {reactions:?}");
            let ledger = self.ledger.clone();
            tokio::task::spawn_blocking(move || ledger.wait_for(head.next(), GLANCE)).await.unwrap();
        }
    }

    /// Asserts that each entry appears once in the log channel.
    #[track_caller]
    fn assert_each_entry_once(&self) {
        let mut told = entries(&self.log().messages());
        let all = told.len();
        told.sort();
        told.dedup();
        assert_eq!(told.len(), all, "an entry appears twice");
    }
}

/// The entries in messages of the log, in their order: `` `#12` ``.
fn entries(messages: &[MessageView]) -> Vec<Position> {
    let texts = messages.iter().map(MessageView::text);
    texts
        .flat_map(|text| {
            let marks = text.split("`#").skip(1).filter_map(|rest| rest.split('`').next()?.parse().ok());
            marks.collect::<Vec<Position>>()
        })
        .collect()
}

/// The position of a change in the journal.
fn entry(receipt: &Receipt) -> Position {
    receipt.positions()[0]
}
