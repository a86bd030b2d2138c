//! Brings the roles of all members of a server in step with the role rewards, because a steward asks for it: one member
//! after another, so that Discord's limits for a bot are kept. Doing it again changes nothing.

use std::collections::BTreeMap;

use ledger_core::{AccountNo, BookId, Points};
use poise::serenity_prelude as serenity;
use serenity::RoleId;
use tokio::sync::watch;

use super::catch_up::{self, Changed};
use super::delivery_error::{DeliveryError, DiscordRefusal};
use super::role_obstacle::RoleObstacle;
use super::role_rewards::{Cause, RoleRewards};
use crate::queries::due_roles::{DueRoles, Rewards};

/// Discord is not asked any more after so many requests in a row without an answer.
const MAX_UNANSWERED: u32 = 5;

/// How far it has come.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct InStep {
    /// Members whose points give or take a role.
    pub all: usize,
    /// Members looked at.
    pub looked_at: usize,
    /// Roles given and taken.
    pub changed: Changed,
    /// Members who are not in the server.
    pub absent: usize,
    /// Members whose roles Discord did not return.
    pub unanswered: usize,
    /// The roles that the bot cannot give or take, with the points that they are given for.
    pub obstacles: BTreeMap<(RoleId, Points), RoleObstacle>,
}

impl RoleRewards {
    /// Looks at every member with an account, and tells how far it has come.
    pub(crate) async fn bring_in_step(&self, book: BookId, nonce: &str, told: &watch::Sender<InStep>) {
        let ledger = &self.context.bot.ledger;
        let mut in_step = InStep::default();
        let accounts: Vec<AccountNo> = ledger.read(book, |book| {
            let rewards = Rewards::of(book.settings());
            let with_member = book.accounts().filter(|(_, account)| account.member.is_some());
            let due =
                with_member.filter(|(_, account)| DueRoles::of(&rewards, account) != DueRoles::default());
            due.map(|(no, _)| no).collect()
        });
        in_step.all = accounts.len();
        let mut in_a_row = 0;
        for account in accounts {
            let cause = Cause { book, nonce, told_apart: None };
            match self.look_at(&cause, account).await {
                Ok(looked) => {
                    in_step.changed.add(&looked);
                    in_step.obstacles.extend(looked.in_the_way);
                    in_a_row = 0;
                }
                Err(DeliveryError::Never { refusal: DiscordRefusal::LeftTheServer, .. }) => {
                    in_step.absent += 1;
                    in_a_row = 0;
                }
                Err(error) => {
                    log::warn!("the roles of a member in {book} are not looked at: {error:?}");
                    in_step.unanswered += 1;
                    in_a_row += 1;
                }
            }
            in_step.looked_at += 1;
            if in_a_row == MAX_UNANSWERED {
                in_step.unanswered += in_step.all - in_step.looked_at;
                break;
            }
            told.send_replace(in_step.clone());
        }
        told.send_replace(in_step.clone());
        catch_up::tell_of_all(&self.context, book, nonce, in_step.changed).await;
    }
}
