//! What an invocation asks of the ledger, and of Discord about members.

use std::sync::Arc;
use std::time::Duration;

use ledger_core::{Book, BookId, Command, Event, MemberId, Position, RequestKey};
use ledger_store::{Ledger, Outcome, ReadError, Receipt, Request, SubmitError};
use poise::serenity_prelude::UserId;

use super::Invocation;
use crate::invocation::arguments::{Person, Presence};
use crate::render::escape::harmless;
use crate::render::truncate;
use crate::reply;
use crate::reply::error::CommandError;

/// The most characters of the names of new achievements in one line; all of them are on the pages of `achievements`.
const MAX_NAMES: usize = 1_500;

/// How long an answer waits for the boards, which are a moment behind the book.
const BOARDS: Duration = Duration::from_millis(100);

impl Invocation {
    /// Reads the book, from memory.
    pub(crate) fn read<T>(&self, read: impl FnOnce(&Book) -> T) -> T {
        self.bot.ledger.read(self.book, read)
    }

    /// Asks the ledger for a change under the key of this invocation.
    ///
    /// # Errors
    /// The refusal, or why there is no answer.
    pub(crate) async fn submit(&self, command: Command) -> Result<Receipt, CommandError> {
        Ok(self.submit_with_key(command, self.key()).await?.receipt()?)
    }

    /// What the rules would say now.
    ///
    /// # Errors
    /// The refusal, or why there is no answer.
    pub(crate) async fn preview(&self, command: Command) -> Result<(), CommandError> {
        let request = Request::new(self.book, command).asker(self.asker());
        self.look_up(move |ledger, _| ledger.preview(&request)).await?.receipt()?;
        Ok(())
    }

    /// Loads the names of many members at once, for a page.
    pub(crate) async fn recall(&self, members: Vec<MemberId>) {
        let (bot, book) = (Arc::clone(&self.bot), self.book);
        let unknown = bot.names.not_held(book, &members);
        if unknown.is_empty() {
            return;
        }
        if let Err(broke_off) = tokio::task::spawn_blocking(move || bot.names.recall(book, &unknown)).await {
            log::error!("{}: names could not be looked up: {broke_off}", self.reference());
        }
    }

    /// Asks the ledger for a change under a key.
    ///
    /// # Errors
    /// Why there is no answer. A refusal is one.
    pub(crate) async fn submit_with_key(
        &self,
        command: Command,
        key: RequestKey,
    ) -> Result<Outcome, CommandError> {
        let members = [self.member].into_iter().chain(named_in(&command)).collect::<Vec<_>>();
        let request = Request::new(self.book, command).key(key).asker(self.asker());
        let outcome = match self.bot.ledger.submit(request.clone()).await {
            // Asking again under the same key gives the receipt if it was stored, and stores it if not.
            Err(SubmitError::Unknown { why }) => {
                log::warn!("{}: whether it was stored is not known, asking again: {why}", self.reference());
                self.bot.ledger.submit(request).await?
            }
            answered => answered?,
        };
        if let Outcome::Applied(receipt) | Outcome::AlreadyApplied(receipt) = &outcome
            && let Some(entry) = receipt.position
        {
            // The first entry is the one that was asked for.
            let _: &Position = self.done.get_or_init(|| entry);
        }
        // A member with a new account has a stored name from now on.
        for member in members {
            self.bot.names.opened(self.book, member);
        }
        Ok(outcome)
    }

    /// Reads from the file, on a thread that may block.
    ///
    /// # Errors
    /// When it cannot be read.
    pub(crate) async fn look_up<T: Send + 'static>(
        &self,
        read: impl FnOnce(&Ledger, BookId) -> Result<T, ReadError> + Send + 'static,
    ) -> Result<T, CommandError> {
        let (ledger, book) = (self.bot.ledger.clone(), self.book);
        let reading = tokio::task::spawn_blocking(move || read(&ledger, book));
        let read = reading.await.map_err(|broke_off| CommandError::fault(broke_off.to_string()));
        read.and_then(|found| found.map_err(CommandError::from))
    }

    /// Waits a moment until the boards contain the latest change of a member, so that no old rank is shown after it.
    pub(crate) async fn boards_know_of(&self, member: MemberId) {
        let latest = self.read(|book| book.member(member).map(|(_, account)| account.head));
        let Some(latest) = latest else { return };
        if self.bot.ledger.wait_for_boards(latest, Duration::ZERO) {
            return;
        }
        let ledger = self.bot.ledger.clone();
        let waiting = tokio::task::spawn_blocking(move || ledger.wait_for_boards(latest, BOARDS));
        if !waiting.await.unwrap_or(false) {
            log::debug!("{}: the boards are behind, the rank may be an old one", self.reference());
        }
    }

    /// Whether a person is in this server. Asks Discord only if it did not say so before.
    ///
    /// # Errors
    /// When Discord cannot be asked.
    pub(crate) async fn is_here(&self, person: &Person) -> Result<bool, CommandError> {
        match person.presence {
            Presence::Here => Ok(true),
            Presence::Elsewhere => Ok(false),
            Presence::Unknown => {
                match self.guild.member(&self.discord, UserId::new(person.id.number())).await {
                    Ok(member) if member.user.bot => Err(CommandError::say("answer-no-bots")),
                    Ok(_) => Ok(true),
                    Err(error) if reply::is_not_found(&error) => {
                        self.bot.names.left(self.book, person.id);
                        Ok(false)
                    }
                    Err(error) => Err(error.into()),
                }
            }
        }
    }

    /// The achievements that a change brought along, in a line; `None` if it brought none.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub(crate) async fn new_achievements(&self, receipt: &Receipt) -> Result<Option<String>, CommandError> {
        let positions = receipt.also.clone();
        if positions.is_empty() {
            return Ok(None);
        }
        let events = self
            .look_up(move |ledger, _| {
                positions.iter().map(|position| ledger.event(*position)).collect::<Result<Vec<_>, _>>()
            })
            .await?;
        let names: Vec<String> = self.read(|book| {
            let unlocked = events.iter().flatten().filter_map(|recorded| match &recorded.event {
                Event::AchievementUnlocked { achievement, .. } => book.achievement(achievement),
                _ => None,
            });
            unlocked.map(|achievement| format!("**{}**", harmless(achievement.spec.name.as_str()))).collect()
        });
        let count = names.len();
        Ok((count > 0).then(|| {
            let names = truncate(&names.join(", "), MAX_NAMES);
            self.say_with("achievements-new", &[("count", count.into()), ("achievements", names.into())])
        }))
    }
}

/// The members who may get an account by a command.
fn named_in(command: &Command) -> Vec<MemberId> {
    match command {
        Command::Grant { member, .. }
        | Command::SetBalance { member, .. }
        | Command::AwardAchievement { member, .. }
        | Command::Transfer { to: member, .. } => vec![*member],
        Command::Batch(commands) => commands.iter().flat_map(named_in).collect(),
        _ => Vec::new(),
    }
}
