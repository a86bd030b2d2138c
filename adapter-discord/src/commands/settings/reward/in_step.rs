//! The list of role rewards, with the button that brings all roles in step.

use std::sync::{Arc, PoisonError};
use std::time::Duration;

use ledger_core::BookId;
use poise::serenity_prelude as serenity;
use serenity::{ButtonStyle, CreateActionRow, CreateButton};
use tokio::sync::watch;
use tokio::time::{Instant, timeout};

use super::{BUTTON, line};
use crate::app::Bot;
use crate::effects::context::EffectContext;
use crate::effects::in_step::InStep;
use crate::effects::role_rewards::RoleRewards;
use crate::invocation::Invocation;
use crate::invocation::components::ComponentEvent;
use crate::invocation::custom_id::CustomId;
use crate::render::progress::bar;
use crate::render::{Embed, Tone};
use crate::reply::answer::Answer;
use crate::reply::error::CommandError;
use crate::settings::role_reward::Ladder;

/// The first part of the button's id.
pub(super) const IN_STEP: &str = "in-step";

/// How often the progress message is updated.
const TELL_EVERY: Duration = Duration::from_secs(2);

/// Stops before the interaction's response token expires. The work continues, and the log channel gets the result.
const TELL_FOR: Duration = Duration::from_secs(600);

/// The rewards, and the button.
pub(super) fn list(invocation: &Invocation) -> Answer {
    let rewards = &invocation.settings.role_rewards;
    let embed = Embed::new(Tone::Neutral).title(invocation.say("reward-list-title"));
    if rewards.is_empty() {
        return Answer::embed(embed.line(invocation.say("reward-none")));
    }
    let embed = rewards.iter().fold(embed, |embed, reward| embed.line(line(invocation, reward)));
    let embed = match invocation.settings.role_ladder {
        Ladder::All => embed,
        Ladder::Highest => embed.line(invocation.say("reward-ladder-highest")),
    };
    let id = CustomId::new(BUTTON, invocation.member).with(IN_STEP);
    let button = CreateButton::new(id.written()).label(invocation.say("button-in-step"));
    let explained = embed.line("").line(invocation.say("reward-in-step"));
    Answer::embed(explained).row(CreateActionRow::Buttons(vec![button.style(ButtonStyle::Secondary)]))
}

/// Brings all roles in step, and shows how far it has come.
pub(super) async fn pressed(event: &mut ComponentEvent) -> Result<(), CommandError> {
    let invocation = event.begin().await?;
    let Some(mine) = Running::begin(&invocation.bot, invocation.book) else {
        let answer = Answer::line(invocation.say("reward-in-step-running"));
        return invocation.answer(answer).await;
    };
    let context = EffectContext {
        bot: Arc::clone(&invocation.bot),
        http: Arc::clone(&invocation.discord.http),
        cache: Arc::clone(&invocation.discord.cache),
    };
    let (book, nonce) = (invocation.book, format!("in step {}", invocation.id()));
    let (told, mut seen) = watch::channel(InStep::default());
    let mut work = tokio::spawn(async move {
        RoleRewards::new(context).bring_in_step(book, &nonce, &told).await;
        drop(mine);
    });
    let began = Instant::now();
    while let Err(_still_working) = timeout(TELL_EVERY, &mut work).await {
        let InStep { looked_at, all, .. } = seen.borrow_and_update().clone();
        let numbers = [("done", looked_at.into()), ("members", all.into())];
        if began.elapsed() > TELL_FOR {
            let line = invocation.say_with("reward-in-step-continues", &numbers);
            return invocation.answer(Answer::line(line)).await;
        }
        let line = invocation.say_with("reward-in-step-progress", &numbers);
        let count = |count: usize| i64::try_from(count).unwrap_or(i64::MAX);
        invocation.progress(format!("{line}\n{}", bar(count(looked_at), count(all)))).await;
    }
    let result = seen.borrow_and_update().clone();
    let answer = done(invocation, &result);
    invocation.answer(answer).await
}

fn done(invocation: &Invocation, result: &InStep) -> Answer {
    let InStep { looked_at, changed, absent, unanswered, obstacles, .. } = result;
    let tone = if *unanswered == 0 && obstacles.is_empty() { Tone::Good } else { Tone::Warning };
    let numbers = [("given", changed.given.into()), ("taken", changed.taken.into())];
    let mut embed = Embed::new(tone)
        .title(invocation.say("reward-in-step-title"))
        .line(invocation.say_with("reward-in-step-done", &[("members", (*looked_at).into())]))
        .line(invocation.say_with("reward-in-step-changed", &numbers));
    if *absent > 0 {
        embed = embed.line(invocation.say_with("reward-in-step-absent", &[("members", (*absent).into())]));
    }
    if *unanswered > 0 {
        let values = [("members", (*unanswered).into())];
        embed = embed.line(invocation.say_with("reward-in-step-unanswered", &values));
    }
    let said = obstacles.iter().map(|((role, from), obstacle)| {
        format!("⚠️ {}", obstacle.said(invocation.voice(), *role, &invocation.amount(*from)))
    });
    Answer::embed(embed.lines(said))
}

/// The right to bring the roles of a server in step: one at a time.
struct Running {
    bot: Arc<Bot>,
    book: BookId,
}

impl Running {
    fn begin(bot: &Arc<Bot>, book: BookId) -> Option<Running> {
        let is_first = bot.in_step.lock().unwrap_or_else(PoisonError::into_inner).insert(book);
        is_first.then(|| Running { bot: Arc::clone(bot), book })
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        self.bot.in_step.lock().unwrap_or_else(PoisonError::into_inner).remove(&self.book);
    }
}
