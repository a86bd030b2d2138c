//! Serves an HTTP request: reads the body, finds the route, runs it and logs the call.
//! Carries out the faults that a test asked for.

use super::request::{Request, Upload};
use super::response::{ApiResponse, ResponseBody};
use super::{Caller, RouteMatch, RouteTable, find};
use crate::state::Shared;
use crate::state::calls::Call;
use crate::state::faults::Fault;
use crate::world::api_error::{self, ApiError};
use futures_util::{StreamExt, TryStreamExt};
use serde_json::{Value, json};
use std::sync::Arc;
use std::time::{Duration, Instant};
use warp::Buf;
use warp::http::{HeaderMap, Method, StatusCode, Uri};
use warp::multipart::FormData;
use warp::reply::Response;

/// Discord's limit for a file in a server without boosts, in bytes.
const LARGEST_FILE: usize = 10 * 1024 * 1024;

/// A request with its whole body.
pub(crate) struct HttpRequest {
    pub(crate) method: Method,
    pub(crate) uri: Uri,
    pub(crate) headers: HeaderMap,
    pub(crate) content: RequestBody,
}

pub(crate) enum RequestBody {
    Plain(Vec<u8>),
    /// A multipart form: fields by name, and files.
    Form(Vec<(String, Vec<u8>)>, Vec<Upload>),
}

pub(crate) async fn read_form(form: FormData) -> Result<RequestBody, warp::Error> {
    let mut fields = Vec::new();
    let mut files = Vec::new();
    let mut parts = form;
    while let Some(part) = parts.next().await {
        let part = part?;
        let name = part.name().to_owned();
        let filename = part.filename().map(str::to_owned);
        let content_type = part.content_type().map(str::to_owned);
        let read = part.stream().try_fold(Vec::new(), |mut sum, mut piece| async move {
            while piece.has_remaining() {
                let chunk = piece.chunk().to_vec();
                piece.advance(chunk.len());
                sum.extend(chunk);
            }
            Ok(sum)
        });
        let bytes = read.await?;
        match filename {
            Some(filename) => {
                files.push(Upload { field: name, filename, content_type, bytes: bytes.into() });
            }
            None => fields.push((name, bytes)),
        }
    }
    Ok(RequestBody::Form(fields, files))
}

pub(crate) async fn answer(shared: Arc<Shared>, request: HttpRequest) -> Response {
    let at_ms = shared.clock.now_ms();
    let began = Instant::now();
    let whole = request.uri.path();
    let (table, path) = match whole.strip_prefix("/api/v10") {
        Some(path) => (RouteTable::Api, decoded(path)),
        None => (RouteTable::Files, decoded(whole)),
    };
    let method = request.method.as_str().to_owned();
    let fault = shared.change(|state| state.faults.take(&method, &path));
    let (body, files) = body_and_files(request.content);
    let mut call = Call {
        method: method.clone(),
        path: path.clone(),
        route: match find(&method, &path, table) {
            RouteMatch::Route(route) => Some(route.path),
            RouteMatch::OtherMethod | RouteMatch::NotFound => None,
        },
        body: body.as_ref().cloned().unwrap_or_default(),
        files: files.iter().map(|file| file.filename.clone()).collect(),
        reason: reason(&request.headers),
        status: None,
        answer: Value::Null,
        at_ms,
        took: Duration::ZERO,
    };
    if let Some(prevented) = fault.and_then(prevented_by_fault) {
        call.status = prevented.as_ref().map(|response| response.status().as_u16());
        note(&shared, call, began);
        return prevented.unwrap_or_else(broken_connection);
    }
    let token = request.headers.get("authorization").and_then(|value| value.to_str().ok());
    let asked = CallHead { table, method: &method, path, query: request.uri.query(), token };
    let answer = body.and_then(|body| run(&shared, asked, body, files, at_ms));
    let (response, json) = match answer {
        Ok(reply) => respond(reply),
        Err(error) => {
            log::debug!("{method} {whole} refused: {} {}", error.code, error.message);
            let json = error.body();
            (with_json(error.status, &json), json)
        }
    };
    call.status = Some(response.status().as_u16());
    call.answer = json;
    if call.route.is_none() && table == RouteTable::Api {
        log::warn!("local discord: no route for {method} {whole}");
    }
    match fault {
        Some(Fault::HangUpAfterwards) => {
            call.status = None;
            note(&shared, call, began);
            broken_connection()
        }
        Some(Fault::AnswerLate(by)) => {
            note(&shared, call, began);
            // The test asked for a slow network, which only the passing of time can imitate.
            drop(tokio::time::timeout(by, std::future::pending::<()>()).await);
            response
        }
        _ => {
            note(&shared, call, began);
            response
        }
    }
}

struct CallHead<'a> {
    table: RouteTable,
    method: &'a str,
    path: String,
    query: Option<&'a str>,
    token: Option<&'a str>,
}

fn run(
    shared: &Shared,
    asked: CallHead<'_>,
    body: Value,
    files: Vec<Upload>,
    now_ms: u64,
) -> Result<ApiResponse, ApiError> {
    let route = match find(asked.method, &asked.path, asked.table) {
        RouteMatch::Route(route) => route,
        RouteMatch::OtherMethod => return Err(api_error::method_not_allowed()),
        RouteMatch::NotFound => return Err(api_error::not_found()),
    };
    if files.iter().any(|file| file.bytes.len() > LARGEST_FILE) {
        return Err(api_error::too_large());
    }
    let query = asked.query.unwrap_or_default().split('&').filter_map(|pair| pair.split_once('='));
    let query = query.map(|(key, value)| (decoded(key), decoded(&value.replace('+', " ")))).collect();
    let request = Request { path: asked.path, route: route.path, query, body, files, now_ms };
    shared.change(|state| {
        let given = asked.token.and_then(|token| token.strip_prefix("Bot "));
        if route.caller == Caller::Bot && given != Some(state.world.application.token.as_str()) {
            return Err(api_error::unauthorized());
        }
        (route.run)(state, &request)
    })
}

fn reason(headers: &HeaderMap) -> Option<String> {
    headers.get("x-audit-log-reason").and_then(|value| value.to_str().ok()).map(decoded)
}

/// The JSON, which is the body itself or the form's field `payload_json`, and the files.
fn body_and_files(content: RequestBody) -> (Result<Value, ApiError>, Vec<Upload>) {
    let read = |bytes: &[u8]| serde_json::from_slice(bytes).map_err(|_| api_error::not_json());
    match content {
        RequestBody::Plain(bytes) if bytes.is_empty() => (Ok(Value::Null), Vec::new()),
        RequestBody::Plain(bytes) => (read(&bytes), Vec::new()),
        RequestBody::Form(fields, files) => {
            let payload = fields.iter().find(|(name, _)| name == "payload_json");
            (payload.map_or(Ok(json!({})), |(_, bytes)| read(bytes)), files)
        }
    }
}

/// The response of a fault that prevents the call; the inner `None` breaks the connection.
fn prevented_by_fault(fault: Fault) -> Option<Option<Response>> {
    match fault {
        Fault::RateLimited { retry_after } => Some(Some(rate_limited(retry_after, Scope::Route))),
        Fault::RateLimitedEverywhere { retry_after } => {
            Some(Some(rate_limited(retry_after, Scope::Everywhere)))
        }
        Fault::Status(status) => {
            Some(Some(with_json(status, &json!({"message": format!("{status}: asked for"), "code": 0}))))
        }
        Fault::Refused { status, code } => {
            Some(Some(with_json(status, &json!({"message": "asked for", "code": code}))))
        }
        Fault::HangUp => Some(None),
        Fault::HangUpAfterwards | Fault::AnswerLate(_) => None,
    }
}

#[derive(PartialEq)]
enum Scope {
    Route,
    Everywhere,
}

fn rate_limited(retry_after: Duration, scope: Scope) -> Response {
    let seconds = retry_after.as_secs_f64();
    let body = json!({
        "message": "You are being rate limited.",
        "retry_after": seconds,
        "global": scope == Scope::Everywhere,
    });
    let mut response = with_json(429, &body);
    let headers = response.headers_mut();
    let mut set = |name: &'static str, value: String| {
        if let Ok(value) = value.parse() {
            headers.insert(name, value);
        }
    };
    set("retry-after", format!("{seconds}"));
    if scope == Scope::Everywhere {
        set("x-ratelimit-global", "true".to_owned());
        set("x-ratelimit-scope", "global".to_owned());
    } else {
        set("x-ratelimit-limit", "5".to_owned());
        set("x-ratelimit-remaining", "0".to_owned());
        set("x-ratelimit-reset-after", format!("{seconds}"));
        set("x-ratelimit-bucket", "asked-for".to_owned());
        set("x-ratelimit-scope", "user".to_owned());
    }
    response
}

/// The body of this response fails before its head is sent, so the server drops the connection.
fn broken_connection() -> Response {
    let broken =
        futures_util::stream::once(async { Err::<Vec<u8>, _>(std::io::Error::other("broken on purpose")) });
    warp::Reply::into_response(warp::reply::stream(broken))
}

fn respond(reply: ApiResponse) -> (Response, Value) {
    match reply.body {
        ResponseBody::Empty => {
            let mut response = Response::default();
            *response.status_mut() = status(reply.status);
            (response, Value::Null)
        }
        ResponseBody::Json(json) => (with_json(reply.status, &json), json),
        ResponseBody::Bytes(kind, bytes) => {
            let mut response = Response::new(bytes.to_vec().into());
            if let Ok(kind) = kind.parse() {
                response.headers_mut().insert("content-type", kind);
            }
            // A file opened on the page's origin must not run scripts, whatever type it declares.
            let guards = [("x-content-type-options", "nosniff"), ("content-security-policy", "sandbox")];
            for (name, value) in guards {
                response.headers_mut().insert(name, warp::http::HeaderValue::from_static(value));
            }
            (response, Value::Null)
        }
    }
}

fn with_json(code: u16, json: &Value) -> Response {
    let mut response = Response::new(json.to_string().into());
    *response.status_mut() = status(code);
    response.headers_mut().insert("content-type", warp::http::HeaderValue::from_static("application/json"));
    response
}

fn status(code: u16) -> StatusCode {
    StatusCode::from_u16(code).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR)
}

fn note(shared: &Shared, mut call: Call, began: Instant) {
    call.took = began.elapsed();
    shared.calls.note(call);
    shared.notify();
}

/// Decodes percent-encoding.
fn decoded(text: &str) -> String {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let Some((first, after)) = rest.split_first() {
        let hex = after.get(..2).and_then(|two| std::str::from_utf8(two).ok());
        match hex.and_then(|hex| u8::from_str_radix(hex, 16).ok()).filter(|_| *first == b'%') {
            Some(byte) => {
                bytes.push(byte);
                rest = &after[2..];
            }
            None => {
                bytes.push(*first);
                rest = after;
            }
        }
    }
    String::from_utf8_lossy(&bytes).into_owned()
}
