//! How a command takes hold of its invocation.

use std::sync::Arc;

use ledger_core::MemberId;

use super::{Context, Data, Invocation};
use crate::invocation::silent::Silence;
use crate::reply::Privacy;
use crate::reply::error::CommandError;

impl Invocation {
    /// Takes hold of the state, which cannot be finished before the command lets go.
    ///
    /// # Errors
    /// Outside a server.
    pub(super) fn of(state: &Data) -> Result<Invocation, CommandError> {
        let state =
            Arc::clone(state).try_lock_owned().expect("an invocation has one command, which begins once");
        let (guild, book) = state.server.ok_or_else(|| CommandError::say("answer-server-needed"))?;
        let member = MemberId::new(state.user.get())?;
        Ok(Invocation { state, guild, book, member })
    }

    /// Begins a command that may answer with a form; the interaction is not taken yet, so there is little time.
    ///
    /// # Errors
    /// Outside a server.
    pub(crate) fn look(ctx: Context<'_>) -> Result<Invocation, CommandError> {
        Invocation::of(ctx.data())
    }

    /// Begins a command, and takes the interaction.
    ///
    /// # Errors
    /// When it is not ours to answer, or cannot be answered here.
    pub(crate) async fn begin(ctx: Context<'_>, privacy: Privacy) -> Result<Invocation, CommandError> {
        let mut invocation = Invocation::look(ctx)?;
        invocation.take(privacy).await?;
        Ok(invocation)
    }

    /// Begins a command that can be silent; in a message that is known already.
    ///
    /// # Errors
    /// When it is not ours to answer, or cannot be answered here.
    pub(crate) async fn begin_with_silence(
        ctx: Context<'_>,
        option: Option<Silence>,
    ) -> Result<Invocation, CommandError> {
        let mut invocation = Invocation::look(ctx)?;
        invocation.silence = option.unwrap_or(invocation.silence);
        let privacy = invocation.silence.privacy();
        invocation.take(privacy).await?;
        Ok(invocation)
    }

    /// Takes the interaction of a command that was only looked at so far.
    ///
    /// # Errors
    /// When it is not ours to answer: then nothing may be done.
    pub(crate) async fn take(&mut self, privacy: Privacy) -> Result<(), CommandError> {
        self.state.take(privacy).await?;
        // Afterwards, so that nothing delays the first response.
        self.bot.names.seen(self.book, self.member, &self.name);
        Ok(())
    }
}
