//! Log lines about the connections: sessions, losses, rate limits.

use std::collections::HashSet;
use std::sync::{Mutex, MutexGuard, PoisonError};

use poise::serenity_prelude as serenity;
use serenity::http::RatelimitInfo;
use serenity::{ConnectionStage, Ready, ShardId, ShardStageUpdateEvent};

#[derive(Default)]
pub(super) struct GatewayLog {
    /// Shards that had a session: when one begins another, events may have been missed.
    greeted: Mutex<HashSet<ShardId>>,
    /// Shards whose loss is logged and that have not reconnected since.
    lost: Mutex<HashSet<ShardId>>,
}

impl GatewayLog {
    pub(super) fn ready(&self, shard: ShardId, ready: &Ready) {
        held(&self.lost).remove(&shard);
        let is_first = held(&self.greeted).insert(shard);
        if is_first {
            log::info!("shard {shard}: connected as {}, in {} servers", ready.user.name, ready.guilds.len());
        } else {
            log::warn!(
                "shard {shard}: the session was not continued; a new one began, what happened between is missed"
            );
        }
    }

    pub(super) fn resumed(&self, shard: ShardId) {
        log::info!("shard {shard}: resumed; what happened meanwhile was delivered");
    }

    pub(super) fn stage(&self, event: &ShardStageUpdateEvent) {
        match (event.old, event.new) {
            (ConnectionStage::Connected, ConnectionStage::Disconnected) => {
                held(&self.lost).insert(event.shard_id);
                log::warn!("shard {}: disconnected; connecting again", event.shard_id);
            }
            (ConnectionStage::Connected, ConnectionStage::Resuming) => {
                held(&self.lost).insert(event.shard_id);
                log::warn!("shard {}: the connection was lost; resuming", event.shard_id);
            }
            // serenity reports most losses only once the shard has reconnected.
            (ConnectionStage::Resuming, ConnectionStage::Connected) => {
                if !held(&self.lost).remove(&event.shard_id) {
                    log::warn!("shard {}: the connection was lost, and is there again", event.shard_id);
                }
            }
            (ConnectionStage::Resuming, ConnectionStage::Identifying) => {
                log::warn!("shard {}: the session was invalidated; identifying again", event.shard_id);
            }
            (old, new) => log::debug!("shard {}: {old}, then {new}", event.shard_id),
        }
    }

    pub(super) fn limited(&self, limited: &RatelimitInfo) {
        // Only the first part of the path: the others hold ids and tokens.
        let place = limited.path.trim_start_matches('/').split('/').next().unwrap_or_default();
        log::warn!(
            "Discord limits the rate of {:?} {place} for {:.1} s{}",
            limited.method,
            limited.timeout.as_secs_f32(),
            if limited.global { ", everywhere" } else { "" }
        );
    }
}

fn held(shards: &Mutex<HashSet<ShardId>>) -> MutexGuard<'_, HashSet<ShardId>> {
    shards.lock().unwrap_or_else(PoisonError::into_inner)
}
