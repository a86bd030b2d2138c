//! The page's static files, embedded in the program.

use rust_embed::RustEmbed;
use warp::http::{HeaderValue, StatusCode};
use warp::reply::Response;

#[derive(RustEmbed)]
#[folder = "page/"]
struct Files;

/// The page's icon, which is also its logo.
pub(super) const ICON: &str = "mark.svg";

/// The empty name stands for the page itself.
pub(super) fn file(name: &str) -> Response {
    let name = if name.is_empty() { "index.html" } else { name };
    let Some(found) = Files::get(name) else {
        let mut response = Response::new("There is no such file.".into());
        *response.status_mut() = StatusCode::NOT_FOUND;
        return response;
    };
    let kind = match name.rsplit('.').next() {
        Some("html") => "text/html; charset=utf-8",
        Some("css") => "text/css; charset=utf-8",
        Some("js") => "text/javascript; charset=utf-8",
        Some("svg") => "image/svg+xml",
        _ => "application/octet-stream",
    };
    let mut response = Response::new(found.data.into_owned().into());
    let headers = response.headers_mut();
    let mut set = |name: &'static str, value: &'static str| {
        headers.insert(name, HeaderValue::from_static(value));
    };
    set("content-type", kind);
    set("cache-control", "no-store");
    set("x-content-type-options", "nosniff");
    // The page loads nothing from other machines, not even the pictures in embeds.
    set(
        "content-security-policy",
        "default-src 'self'; img-src 'self' data:; object-src 'none'; base-uri 'none'; frame-ancestors 'none'",
    );
    response
}
