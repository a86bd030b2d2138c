//! Buttons, menus and forms: who may use them, and which command answers them. Everything they need stands in their
//! `custom_id` or in the message they are on, so that they work after a restart.

use std::sync::Arc;

use poise::BoxFuture;
use poise::serenity_prelude as serenity;
use serenity::{ActionRowComponent, ComponentInteraction, Message, ModalInteraction};

use crate::app::Bot;
use crate::invocation::custom_id::CustomId;
use crate::invocation::error_report::{self, ErrorReport};
use crate::invocation::{Invocation, permissions, reference};
use crate::reply::answer::Answer;
use crate::reply::error::CommandError;
use crate::reply::{self, Privacy, Reply, ResponseToken, dm_link};

/// Something on a message was used, by the person it was made for.
pub(crate) struct ComponentEvent {
    /// Who asks. Nothing was answered yet: begin with [`ComponentEvent::begin`], or show a form.
    pub invocation: Invocation,
    /// What the button, the menu or the form carries.
    pub id: CustomId,
    /// The message it is on; a form that a slash command showed has none.
    pub message: Option<Message>,
    /// What was filled in, by the name of the field.
    pub fields: Vec<(String, String)>,
}

/// What trouble is told with, should there be any.
struct Sender {
    id: u64,
    user: serenity::UserId,
    locale: String,
    guild: Option<serenity::GuildId>,
}

/// Answers what was pressed.
pub(crate) type Handler = for<'a> fn(&'a mut ComponentEvent) -> BoxFuture<'a, Result<(), CommandError>>;

/// A button, a menu or a form: which command answers it.
pub(crate) struct Button {
    /// The first word of its `custom_id`.
    pub what: &'static str,
    /// Who may use it.
    pub category: &'static str,
    /// What it does.
    pub answer: Handler,
}

impl ComponentEvent {
    /// Takes the interaction: the answer takes the place of the message it is on.
    ///
    /// # Errors
    /// When it is not ours to answer: then nothing may be done.
    pub(crate) async fn begin(&mut self) -> Result<&mut Invocation, CommandError> {
        let context = self.invocation.discord.clone();
        if self.message.is_some() {
            self.invocation.reply().defer_change(&context).await?;
        } else {
            self.invocation.reply().defer(&context, Privacy::Private).await?;
        }
        Ok(&mut self.invocation)
    }

    /// What was filled in under a name.
    pub(crate) fn field(&self, name: &str) -> &str {
        self.fields.iter().find(|(field, _)| field == name).map_or("", |(_, value)| value.as_str())
    }
}

/// A button was pressed; `buttons` are all that there are.
pub(crate) async fn pressed(
    bot: Arc<Bot>,
    context: serenity::Context,
    mut pressed: ComponentInteraction,
    buttons: &[Button],
) {
    let reply = Reply::Fresh { id: pressed.id, token: ResponseToken::new(&pressed.token) };
    if let (None, Some(server)) = (pressed.guild_id, dm_link::server_of(&pressed.message)) {
        match permissions::as_member(&context, server, pressed.user.id).await {
            Ok(member) => (pressed.guild_id, pressed.member) = (Some(server), Some(member)),
            // Without a server it is answered that one is needed.
            Err(error) => {
                let reference = reference(pressed.id.get());
                log::info!(
                    "{reference}: whoever pressed it is not found in the server: {}",
                    reply::shown(&error)
                );
            }
        }
    }
    let asked = Sender {
        id: pressed.id.get(),
        user: pressed.user.id,
        locale: pressed.locale.clone(),
        guild: pressed.guild_id,
    };
    let event = read(&pressed.data.custom_id, pressed.user.id).and_then(|custom_id| {
        Ok(ComponentEvent {
            invocation: Invocation::pressed(Arc::clone(&bot), &context, &pressed)?,
            id: custom_id,
            message: Some(*pressed.message),
            fields: Vec::new(),
        })
    });
    answer((&bot, buttons), &context, event, reply, asked).await;
}

/// A form was filled in; `buttons` are all that there are.
pub(crate) async fn filled_in(
    bot: Arc<Bot>,
    context: serenity::Context,
    form: ModalInteraction,
    buttons: &[Button],
) {
    let reply = Reply::Fresh { id: form.id, token: ResponseToken::new(&form.token) };
    let asked =
        Sender { id: form.id.get(), user: form.user.id, locale: form.locale.clone(), guild: form.guild_id };
    let rows = form.data.components.iter().flat_map(|row| &row.components);
    let fields = rows.filter_map(|component| match component {
        ActionRowComponent::InputText(input) => {
            Some((input.custom_id.clone(), input.value.clone().unwrap_or_default()))
        }
        _ => None,
    });
    let fields = fields.collect();
    let event = read(&form.data.custom_id, form.user.id).and_then(|custom_id| {
        Ok(ComponentEvent {
            invocation: Invocation::filled_in(Arc::clone(&bot), &context, &form)?,
            id: custom_id,
            message: form.message.map(|message| *message),
            fields,
        })
    });
    answer((&bot, buttons), &context, event, reply, asked).await;
}

/// The `custom_id`, if it is one of ours and for this person.
fn read(custom_id: &str, user: serenity::UserId) -> Result<CustomId, CommandError> {
    let id = CustomId::read(custom_id)?;
    if id.owner().number() == user.get() { Ok(id) } else { Err(CommandError::say("answer-not-yours")) }
}

async fn answer(
    (bot, buttons): (&Arc<Bot>, &[Button]),
    context: &serenity::Context,
    event: Result<ComponentEvent, CommandError>,
    reply: Reply,
    asked: Sender,
) {
    let (error, mut reply, what) = match event {
        Ok(event) => {
            let what = event.id.what().to_owned();
            match run(event, reply, buttons).await {
                Ok(()) => return,
                Err((error, reply)) => (error, reply, what),
            }
        }
        Err(error) => (error, reply, "a button".to_owned()),
    };
    let Sender { id, user, locale, guild } = asked;
    let voice = bot.texts.voice(Some(&locale));
    let report = ErrorReport { voice, bot, guild, id, what: &what, usage: None };
    let Some(sentence) = error_report::sentence(&error, &report) else { return };
    if let Err(again) = reply.add(context, Answer::line(sentence.clone()), Privacy::Private).await {
        log::warn!("{}: the trouble could not be told: {again:?}", reference(id));
        error_report::tell_what_was_done(context, (user, id, 0), &error, sentence).await;
    }
}

/// Runs the handler in a task of its own, so that its panic is seen here.
async fn run(
    mut event: ComponentEvent,
    fresh: Reply,
    buttons: &[Button],
) -> Result<(), (CommandError, Reply)> {
    let Some(button) = buttons.iter().find(|button| button.what == event.id.what()) else {
        return Err((CommandError::say("answer-unknown-button"), fresh));
    };
    if !event.invocation.permission.may_use(Some(button.category)) {
        return Err((CommandError::say("answer-steward-needed"), fresh));
    }
    let answer = button.answer;
    let task = tokio::spawn(async move {
        let done = answer(&mut event).await;
        done.map_err(|error| (error, event.invocation.reply().clone()))
    });
    match task.await {
        Ok(done) => done,
        // How far it came is not known; where the interaction was taken, only a followup arrives.
        Err(broke_off) => Err((CommandError::fault(format!("it broke off: {broke_off}")), fresh.taken())),
    }
}
