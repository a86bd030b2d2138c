//! Downloads of attachments.

use super::request::Request;
use super::response::{ApiResponse, ApiResult, ResponseBody};
use crate::state::State;
use crate::world::api_error;
use crate::world::ids::AttachmentId;

pub(super) fn attachment(state: &mut State, request: &Request) -> ApiResult {
    let id = AttachmentId::read(request.step("attachment")).ok_or_else(api_error::not_found)?;
    let messages = state.world.messages.get(&request.channel()?);
    let loose = state.world.loose_files.values();
    let mut files = messages
        .into_iter()
        .flat_map(|all| all.values())
        .flat_map(|message| &message.attachments)
        .chain(loose);
    let file = files.find(|file| file.id == id && file.filename == request.step("name"));
    let file = file.ok_or_else(api_error::not_found)?;
    Ok(ApiResponse { status: 200, body: ResponseBody::Bytes(file.content_type.clone(), file.bytes.clone()) })
}
