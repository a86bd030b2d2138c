//! The files on messages, as Discord's file servers give them.

use super::request::Request;
use super::{Answer, Body, Reply};
use crate::ids::AttachmentId;
use crate::refuse;
use crate::state::State;

/// One file.
pub(super) fn attachment(state: &mut State, request: &Request) -> Answer {
    let id = AttachmentId::read(request.step("attachment")).ok_or_else(refuse::not_found)?;
    let messages = state.world.messages.get(&request.channel()?);
    let loose = state.world.loose_files.values();
    let mut files = messages
        .into_iter()
        .flat_map(|all| all.values())
        .flat_map(|message| &message.attachments)
        .chain(loose);
    let file = files.find(|file| file.id == id && file.filename == request.step("name"));
    let file = file.ok_or_else(refuse::not_found)?;
    Ok(Reply { status: 200, body: Body::Bytes(file.content_type.clone(), file.bytes.clone()) })
}
