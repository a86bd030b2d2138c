//! The listener and its filters, which send each connection to the gateway, to REST or to the page.

use crate::gateway;
use crate::page;
use crate::rest::serve::{self, HttpRequest, RequestBody};
use crate::state::Shared;
use std::convert::Infallible;
use std::net::SocketAddr;
use std::sync::Arc;
use tokio::net::{TcpListener, TcpSocket};
use warp::Filter;
use warp::http::{HeaderMap, Method, Uri};
use warp::reply::{Reply, Response};
use warp::ws::Ws;

/// How many connections may wait to be accepted.
const BACKLOG: u32 = 1_024;

/// Sets `TCP_NODELAY` before listening: accepted sockets inherit it.
pub(crate) fn bind(address: SocketAddr) -> Result<(TcpListener, SocketAddr), std::io::Error> {
    let socket = TcpSocket::new_v4()?;
    socket.set_reuseaddr(true)?;
    socket.set_nodelay(true)?;
    socket.bind(address)?;
    let listener = socket.listen(BACKLOG)?;
    let bound = listener.local_addr()?;
    Ok((listener, bound))
}

pub(crate) async fn serve(shared: Arc<Shared>, listener: TcpListener) {
    warp::serve(everything(shared)).incoming(listener).run().await;
}

fn everything(
    shared: Arc<Shared>,
) -> impl Filter<Extract = (impl Reply,), Error = warp::Rejection> + Clone + Send + Sync + 'static {
    let page = page::filter(shared.clone());
    let address = page::address_filter();
    let gateway = gateway_filter(shared.clone());
    let rest = rest_filter(shared);
    // warp's path filters expect a path; CONNECT has none.
    let method = warp::method().and_then(|method: Method| async move {
        if method == Method::CONNECT { Err(warp::reject()) } else { Ok(()) }
    });
    method.untuple_one().and(page.or(gateway).or(address).or(rest))
}

fn gateway_filter(
    shared: Arc<Shared>,
) -> impl Filter<Extract = (Response,), Error = warp::Rejection> + Clone + Send + Sync + 'static {
    warp::path::end().and(warp::ws()).map(move |ws: Ws| {
        let shared = shared.clone();
        let now = shared.clock.now_ms();
        if shared.read(|state| state.faults.gateway_shut_until_ms > now) {
            return warp::reply::with_status("shut", warp::http::StatusCode::SERVICE_UNAVAILABLE)
                .into_response();
        }
        ws.on_upgrade(move |socket| gateway::serve(shared, socket)).into_response()
    })
}

fn rest_filter(
    shared: Arc<Shared>,
) -> impl Filter<Extract = (Response,), Error = warp::Rejection> + Clone + Send + Sync + 'static {
    let form = warp::multipart::form().max_length(None).and_then(|form| async {
        serve::read_form(form).await.map_err(|error| {
            log::debug!("a form could not be read: {error}");
            warp::reject()
        })
    });
    let plain = warp::body::bytes().map(|bytes: warp::hyper::body::Bytes| RequestBody::Plain(bytes.to_vec()));
    let content = form.or(plain).unify();
    warp::method()
        .and(warp::path::full())
        .and(warp::query::raw().or(warp::any().map(String::new)).unify())
        .and(warp::header::headers_cloned())
        .and(content)
        .and_then(
            move |method: Method,
                  path: warp::path::FullPath,
                  query: String,
                  headers: HeaderMap,
                  content: RequestBody| {
                let shared = shared.clone();
                async move {
                    let whole = if query.is_empty() {
                        path.as_str().to_owned()
                    } else {
                        format!("{}?{query}", path.as_str())
                    };
                    let uri = whole.parse::<Uri>().unwrap_or_default();
                    Ok::<Response, Infallible>(
                        serve::answer(shared, HttpRequest { method, uri, headers, content }).await,
                    )
                }
            },
        )
}
