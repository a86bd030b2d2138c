//! Buttons, menus and forms: checks who uses them, and hands them to the command that answers. Everything they need
//! stands in their `custom_id` or in the message they are on, so that they work after a restart.

use std::panic::AssertUnwindSafe;
use std::sync::Arc;

use poise::BoxFuture;
use poise::futures_util::FutureExt;
use poise::serenity_prelude as serenity;
use serenity::{ActionRowComponent, ComponentInteraction, Message, ModalInteraction};
use tokio::sync::Mutex;

use crate::app::Bot;
use crate::invocation::custom_id::CustomId;
use crate::invocation::state::{InvocationState, reference};
use crate::invocation::{Data, Invocation, permissions};
use crate::reply::error::CommandError;
use crate::reply::{self, Privacy, dm_link};

/// A button, a menu or a form was used by the member it was made for.
pub(crate) struct ComponentEvent {
    /// Nothing was answered yet: begin with [`ComponentEvent::begin`], or show a form.
    pub invocation: Invocation,
    /// What the button, the menu or the form carries.
    pub id: CustomId,
    /// The message it is on; a form that a slash command showed has none.
    pub message: Option<Message>,
    /// What was filled in, by the name of the field.
    pub fields: Vec<(String, String)>,
}

/// Answers a button, a menu or a form.
pub(crate) type Handler = for<'a> fn(&'a mut ComponentEvent) -> BoxFuture<'a, Result<(), CommandError>>;

/// A button, a menu or a form: which command answers it.
pub(crate) struct Button {
    /// The first word of its `custom_id`.
    pub what: &'static str,
    /// The category of commands that it belongs to.
    pub category: &'static str,
    /// Answers it.
    pub answer: Handler,
}

impl ComponentEvent {
    /// Takes the interaction: the answer takes the place of the message it is on.
    ///
    /// # Errors
    /// When it is not ours to answer: then nothing may be done.
    pub(crate) async fn begin(&mut self) -> Result<&mut Invocation, CommandError> {
        let state = &mut *self.invocation;
        if self.message.is_some() {
            state.reply.defer_change(&state.discord).await?;
        } else {
            state.reply.defer(&state.discord, Privacy::Private).await?;
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
    if let (None, Some(server)) = (pressed.guild_id, dm_link::server_of(&pressed.message)) {
        match permissions::as_member(&context, server, pressed.user.id).await {
            Ok(member) => (pressed.guild_id, pressed.member) = (Some(server), Some(member)),
            // Without a server the answer is that one is needed.
            Err(error) => {
                let reference = reference(pressed.id.get());
                log::info!("{reference}: the user is not found in the server: {}", reply::shown(&error));
            }
        }
    }
    let state = InvocationState::of_component(bot, &context, &pressed);
    answer(state, buttons, &pressed.data.custom_id, Some(*pressed.message), Vec::new()).await;
}

/// A form was filled in; `buttons` are all that there are.
pub(crate) async fn filled_in(
    bot: Arc<Bot>,
    context: serenity::Context,
    form: ModalInteraction,
    buttons: &[Button],
) {
    let state = InvocationState::of_form(bot, &context, &form);
    let rows = form.data.components.into_iter().flat_map(|row| row.components);
    let fields = rows.filter_map(|component| match component {
        ActionRowComponent::InputText(input) => Some((input.custom_id, input.value.unwrap_or_default())),
        _ => None,
    });
    let fields = fields.collect();
    answer(state, buttons, &form.data.custom_id, form.message.map(|message| *message), fields).await;
}

async fn answer(
    state: InvocationState,
    buttons: &[Button],
    custom_id: &str,
    message: Option<Message>,
    fields: Vec<(String, String)>,
) {
    let state = Arc::new(Mutex::new(state));
    let id = CustomId::read(custom_id).map_err(CommandError::from);
    let what = id.as_ref().map_or("a button", CustomId::what).to_owned();
    let answered = AssertUnwindSafe(run(&state, buttons, id, message, fields)).catch_unwind().await;
    let result = answered.unwrap_or_else(|_| Err(CommandError::fault("it panicked")));
    state.lock().await.finish(result, &what, None).await;
}

async fn run(
    state: &Data,
    buttons: &[Button],
    id: Result<CustomId, CommandError>,
    message: Option<Message>,
    fields: Vec<(String, String)>,
) -> Result<(), CommandError> {
    let id = id?;
    if id.owner().number() != state.lock().await.user.get() {
        return Err(CommandError::say("answer-not-yours"));
    }
    let invocation = Invocation::of(state)?;
    let button = buttons.iter().find(|button| button.what == id.what());
    let button = button.ok_or_else(|| CommandError::say("answer-unknown-button"))?;
    if !invocation.permission.may_use(Some(button.category)) {
        return Err(CommandError::say("answer-steward-needed"));
    }
    (button.answer)(&mut ComponentEvent { invocation, id, message, fields }).await
}
