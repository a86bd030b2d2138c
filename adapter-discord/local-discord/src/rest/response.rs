//! Responses to REST calls: a status with a body, or one of Discord's errors.

use crate::world::api_error::ApiError;
use serde_json::Value;
use std::sync::Arc;

pub(crate) type ApiResult = Result<ApiResponse, ApiError>;

#[derive(Debug)]
pub(crate) struct ApiResponse {
    pub(crate) status: u16,
    pub(crate) body: ResponseBody,
}

#[derive(Debug)]
pub(crate) enum ResponseBody {
    Empty,
    Json(Value),
    Bytes(String, Arc<[u8]>),
}

impl ApiResponse {
    pub(crate) fn json(value: Value) -> ApiResponse {
        ApiResponse { status: 200, body: ResponseBody::Json(value) }
    }

    pub(crate) fn created(value: Value) -> ApiResponse {
        ApiResponse { status: 201, body: ResponseBody::Json(value) }
    }

    pub(crate) fn done() -> ApiResponse {
        ApiResponse { status: 204, body: ResponseBody::Empty }
    }
}
