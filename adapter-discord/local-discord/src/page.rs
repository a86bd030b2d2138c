//! The face for a chat page in a browser.

pub(crate) mod sight;

use crate::state::Shared;
use std::sync::Arc;
use warp::Filter;
use warp::reply::Response;

/// What is under `/playground/`.
pub(crate) fn filter(
    _shared: Arc<Shared>,
) -> impl Filter<Extract = (Response,), Error = warp::Rejection> + Clone + Send + Sync + 'static {
    warp::path("playground").map(|| Response::default())
}
