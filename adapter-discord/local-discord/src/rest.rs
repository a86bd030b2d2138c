//! Discord's REST interface: the table of routes. `serve` finds and runs the route of a request.
//! Each other file has the routes of one kind of object; `limits` checks bodies against Discord's limits.

mod about;
mod avatars;
mod channels;
mod commands;
mod draft;
mod files;
mod interactions;
mod members;
mod messages;
mod request;
mod response;
mod roles;
pub(crate) mod serve;
mod servers;
mod webhooks;

use crate::state::State;
use request::Request;
use response::ApiResult;

/// The authorization that a route requires.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Caller {
    /// The bot's token.
    Bot,
    /// None: the path contains a token, or the resource is public.
    Anyone,
}

pub(crate) struct Route {
    method: &'static str,
    pub(crate) path: &'static str,
    pub(crate) caller: Caller,
    pub(crate) run: fn(&mut State, &Request) -> ApiResult,
}

const fn bot(method: &'static str, path: &'static str, run: fn(&mut State, &Request) -> ApiResult) -> Route {
    Route { method, path, caller: Caller::Bot, run }
}

const fn open(method: &'static str, path: &'static str, run: fn(&mut State, &Request) -> ApiResult) -> Route {
    Route { method, path, caller: Caller::Anyone, run }
}

/// The routes below `/api/v10`. The first match counts, so fixed segments stand before parameters.
const ROUTES: &[Route] = &[
    open("GET", "/gateway", about::gateway),
    bot("GET", "/gateway/bot", about::gateway_for_bots),
    bot("GET", "/oauth2/applications/@me", about::application),
    bot("GET", "/applications/@me", about::application),
    bot("GET", "/users/@me", about::own_user),
    bot("GET", "/users/@me/guilds", servers::own),
    bot("POST", "/users/@me/channels", channels::open_direct),
    bot("GET", "/users/{user}", members::user),
    bot("GET", "/guilds/{server}", servers::one),
    bot("GET", "/guilds/{server}/channels", servers::channels),
    bot("GET", "/guilds/{server}/roles", roles::list),
    bot("GET", "/guilds/{server}/roles/{role}", roles::one),
    bot("GET", "/guilds/{server}/members", members::list),
    bot("GET", "/guilds/{server}/members/search", members::search),
    bot("GET", "/guilds/{server}/members/{user}", members::one),
    bot("PUT", "/guilds/{server}/members/{user}/roles/{role}", roles::give),
    bot("DELETE", "/guilds/{server}/members/{user}/roles/{role}", roles::take),
    bot("GET", "/channels/{channel}", channels::one),
    bot("POST", "/channels/{channel}/typing", channels::typing),
    bot("GET", "/channels/{channel}/messages", messages::list),
    bot("POST", "/channels/{channel}/messages", messages::create),
    bot("POST", "/channels/{channel}/messages/bulk-delete", messages::delete_many),
    bot("GET", "/channels/{channel}/messages/{message}", messages::one),
    bot("PATCH", "/channels/{channel}/messages/{message}", messages::edit),
    bot("DELETE", "/channels/{channel}/messages/{message}", messages::delete),
    bot("PUT", "/channels/{channel}/messages/{message}/reactions/{emoji}/@me", messages::react),
    bot("GET", "/applications/{application}/commands", commands::list),
    bot("POST", "/applications/{application}/commands", commands::add),
    bot("PUT", "/applications/{application}/commands", commands::replace_all),
    bot("GET", "/applications/{application}/commands/{command}", commands::one),
    bot("PATCH", "/applications/{application}/commands/{command}", commands::edit),
    bot("DELETE", "/applications/{application}/commands/{command}", commands::delete),
    bot("GET", "/applications/{application}/guilds/{server}/commands", commands::list),
    bot("POST", "/applications/{application}/guilds/{server}/commands", commands::add),
    bot("PUT", "/applications/{application}/guilds/{server}/commands", commands::replace_all),
    bot("GET", "/applications/{application}/guilds/{server}/commands/{command}", commands::one),
    bot("PATCH", "/applications/{application}/guilds/{server}/commands/{command}", commands::edit),
    bot("DELETE", "/applications/{application}/guilds/{server}/commands/{command}", commands::delete),
    open("POST", "/interactions/{interaction}/{token}/callback", interactions::answer),
    open("POST", "/webhooks/{application}/{token}", webhooks::follow_up),
    open("GET", "/webhooks/{application}/{token}/messages/{message}", webhooks::read),
    open("PATCH", "/webhooks/{application}/{token}/messages/{message}", webhooks::edit),
    open("DELETE", "/webhooks/{application}/{token}/messages/{message}", webhooks::delete),
];

/// The routes of Discord's file servers, outside `/api`.
const FILES: &[Route] = &[
    open("GET", "/attachments/{channel}/{attachment}/{name}", files::attachment),
    open("GET", "/avatars/{user}/{hash}", avatars::own),
    open("GET", "/embed/avatars/{number}", avatars::default),
];

pub(crate) fn find(method: &str, path: &str, table: RouteTable) -> RouteMatch {
    let table = match table {
        RouteTable::Api => ROUTES,
        RouteTable::Files => FILES,
    };
    let mut fitting = table.iter().filter(|route| fits(route.path, path)).peekable();
    if fitting.peek().is_none() {
        return RouteMatch::NotFound;
    }
    fitting.find(|route| route.method == method).map_or(RouteMatch::OtherMethod, RouteMatch::Route)
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum RouteTable {
    Api,
    Files,
}

pub(crate) enum RouteMatch {
    Route(&'static Route),
    OtherMethod,
    NotFound,
}

fn fits(route: &str, path: &str) -> bool {
    let mut steps = path.trim_matches('/').split('/');
    for wanted in route.trim_matches('/').split('/') {
        match steps.next() {
            Some(step) if wanted.starts_with('{') || wanted == step => {}
            _ => return false,
        }
    }
    steps.next().is_none()
}
