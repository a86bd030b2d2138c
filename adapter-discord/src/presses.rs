//! Buttons, menus and forms: who may use them, and which command answers them. Everything they need stands in their
//! `custom_id` or in the message they are on, so that they work after a restart.

use std::sync::Arc;

use poise::BoxFuture;
use poise::serenity_prelude as serenity;
use serenity::{ActionRowComponent, ComponentInteraction, Message, ModalInteraction};

use crate::answer::Answer;
use crate::ask::{Ask, reference};
use crate::bot::Bot;
use crate::commands;
use crate::custom_id::CustomId;
use crate::letters;
use crate::may;
use crate::on_error::{self, Told};
use crate::trouble::Trouble;
use crate::way::{self, Privacy, Token, Way};

/// Something on a message was used, by the person it was made for.
pub struct Press {
    /// Who asks. Nothing was answered yet: begin with [`Press::begin`], or show a form.
    pub ask: Ask,
    /// What the button, the menu or the form carries.
    pub id: CustomId,
    /// The message it is on; a form that a slash command showed has none.
    pub message: Option<Message>,
    /// What was filled in, by the name of the field.
    pub fields: Vec<(String, String)>,
}

/// What trouble is told with, should there be any.
struct Asked {
    id: u64,
    user: serenity::UserId,
    locale: String,
    guild: Option<serenity::GuildId>,
}

/// Answers what was pressed.
pub type Handler = for<'a> fn(&'a mut Press) -> BoxFuture<'a, Result<(), Trouble>>;

impl Press {
    /// Takes the interaction: the answer takes the place of the message it is on.
    ///
    /// # Errors
    /// When it is not ours to answer: then nothing may be done.
    pub async fn begin(&mut self) -> Result<&mut Ask, Trouble> {
        let context = self.ask.discord.clone();
        if self.message.is_some() {
            self.ask.way().defer_change(&context).await?;
        } else {
            self.ask.way().defer(&context, Privacy::Private).await?;
        }
        Ok(&mut self.ask)
    }

    /// What was filled in under a name.
    pub fn field(&self, name: &str) -> &str {
        self.fields.iter().find(|(field, _)| field == name).map_or("", |(_, value)| value.as_str())
    }
}

/// A button was pressed.
pub async fn pressed(bot: Arc<Bot>, context: serenity::Context, mut pressed: ComponentInteraction) {
    let way = Way::Fresh { id: pressed.id, token: Token::new(&pressed.token) };
    if let (None, Some(server)) = (pressed.guild_id, letters::server_of(&pressed.message)) {
        match may::as_member(&context, server, pressed.user.id).await {
            Ok(member) => (pressed.guild_id, pressed.member) = (Some(server), Some(member)),
            // Without a server it is answered that one is needed.
            Err(error) => {
                let reference = reference(pressed.id.get());
                log::info!(
                    "{reference}: whoever pressed it is not found in the server: {}",
                    way::shown(&error)
                );
            }
        }
    }
    let asked = Asked {
        id: pressed.id.get(),
        user: pressed.user.id,
        locale: pressed.locale.clone(),
        guild: pressed.guild_id,
    };
    let press = read(&pressed.data.custom_id, pressed.user.id).and_then(|custom_id| {
        Ok(Press {
            ask: Ask::pressed(Arc::clone(&bot), &context, &pressed)?,
            id: custom_id,
            message: Some(*pressed.message),
            fields: Vec::new(),
        })
    });
    answer(&bot, &context, press, way, asked).await;
}

/// A form was filled in.
pub async fn filled_in(bot: Arc<Bot>, context: serenity::Context, form: ModalInteraction) {
    let way = Way::Fresh { id: form.id, token: Token::new(&form.token) };
    let asked =
        Asked { id: form.id.get(), user: form.user.id, locale: form.locale.clone(), guild: form.guild_id };
    let rows = form.data.components.iter().flat_map(|row| &row.components);
    let fields = rows.filter_map(|component| match component {
        ActionRowComponent::InputText(input) => {
            Some((input.custom_id.clone(), input.value.clone().unwrap_or_default()))
        }
        _ => None,
    });
    let fields = fields.collect();
    let press = read(&form.data.custom_id, form.user.id).and_then(|custom_id| {
        Ok(Press {
            ask: Ask::filled_in(Arc::clone(&bot), &context, &form)?,
            id: custom_id,
            message: form.message.map(|message| *message),
            fields,
        })
    });
    answer(&bot, &context, press, way, asked).await;
}

/// The `custom_id`, if it is one of ours and for this person.
fn read(custom_id: &str, user: serenity::UserId) -> Result<CustomId, Trouble> {
    let id = CustomId::read(custom_id)?;
    if id.whose().number() == user.get() { Ok(id) } else { Err(Trouble::say("answer-not-yours")) }
}

async fn answer(
    bot: &Arc<Bot>,
    context: &serenity::Context,
    press: Result<Press, Trouble>,
    way: Way,
    asked: Asked,
) {
    let (trouble, mut way, what) = match press {
        Ok(press) => {
            let what = press.id.what().to_owned();
            match run(press, way).await {
                Ok(()) => return,
                Err((trouble, way)) => (trouble, way, what),
            }
        }
        Err(trouble) => (trouble, way, "a button".to_owned()),
    };
    let Asked { id, user, locale, guild } = asked;
    let voice = bot.texts.voice(Some(&locale));
    let told = Told { voice, bot, guild, id, what: &what, usage: None };
    let Some(sentence) = on_error::sentence(&trouble, &told) else { return };
    if let Err(again) = way.add(context, Answer::line(sentence.clone()), Privacy::Private).await {
        log::warn!("{}: the trouble could not be told: {again:?}", reference(id));
        on_error::tell_what_was_done(context, (user, id, 0), &trouble, sentence).await;
    }
}

/// Runs the handler in a task of its own, so that its panic is seen here.
async fn run(mut press: Press, fresh: Way) -> Result<(), (Trouble, Way)> {
    let Some(button) = commands::BUTTONS.iter().find(|button| button.what == press.id.what()) else {
        return Err((Trouble::say("answer-unknown-button"), fresh));
    };
    if !press.ask.standing.may_use(Some(button.category)) {
        return Err((Trouble::say("answer-steward-needed"), fresh));
    }
    let answer = button.answer;
    let task = tokio::spawn(async move {
        let done = answer(&mut press).await;
        done.map_err(|trouble| (trouble, press.ask.way().clone()))
    });
    match task.await {
        Ok(done) => done,
        // How far it came is not known; where the interaction was taken, only a followup arrives.
        Err(broke_off) => Err((Trouble::fault(format!("it broke off: {broke_off}")), fresh.taken())),
    }
}
