//! The task that keeps the library connected to the gateway. The library runs each shard in a task of its own.

use poise::serenity_prelude as serenity;
use tokio::task::JoinHandle;

use crate::settings::shards::ShardRange;

/// The library's result, `Err` when Discord rejects the bot.
pub(crate) type End = Result<(), serenity::Error>;

/// A client that connects its shards, and replaces those that break.
pub(crate) struct Connection {
    /// `None` once it has ended: a finished task must not be polled again.
    task: Option<JoinHandle<End>>,
    end: Option<End>,
}

impl Connection {
    /// Connects the shards of this range, or as many as Discord recommends.
    pub(crate) fn begin(mut client: serenity::Client, range: Option<ShardRange>) -> Connection {
        let task = tokio::spawn(async move {
            match range {
                // serenity's range includes its end.
                Some(range) => client.start_shard_range(range.first()..range.last(), range.total()).await,
                None => client.start_autosharded().await,
            }
        });
        Connection { task: Some(task), end: None }
    }

    /// Waits until the task has ended by itself.
    pub(crate) async fn ended(&mut self) {
        if let Some(task) = &mut self.task {
            self.end = task.await.ok();
            self.task = None;
        }
    }

    /// Waits for the end and returns it once; `None` if the task panicked, or on a second call.
    pub(crate) async fn end(&mut self) -> Option<End> {
        self.ended().await;
        self.end.take()
    }

    /// Ends the task. The shards are not its children: shut them down first.
    pub(crate) async fn stop(mut self) {
        if let Some(task) = &self.task {
            task.abort();
        }
        self.ended().await;
    }
}
