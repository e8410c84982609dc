//! What is done with every request: who may ask, which snapshot it sees, what is counted and logged.
//!
//! The log holds addresses' patterns, numbers and times; never a body, a query or a fact.

use std::sync::Arc;
use std::time::Instant;

use axum::extract::{MatchedPath, Request, State};
use axum::http::{HeaderValue, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};

use crate::clients::Client;
use crate::connections::Activity;
use crate::headers::{GENERATION, set_snapshot};
use crate::problem::{Problem, ProblemKind};
use crate::site::{Asking, Seen, Site};

/// What is answered without a token.
const OPEN: [&str; 2] = ["/healthz", "/readyz"];

pub(crate) async fn admit_and_log(State(site): State<Arc<Site>>, mut request: Request, next: Next) -> Response {
    let start = Instant::now();
    let route = request.extensions().get::<MatchedPath>().cloned();
    let method = request.method().clone();
    let seen = Seen::new(Arc::clone(&site.live));
    let activity = request.extensions().get::<Arc<Activity>>().cloned();
    let asking = Asking { in_flight: Arc::new(site.meters.in_flight()), activity: activity.clone() };
    let mut response = match admitted(&site, &request) {
        Ok(client) => {
            request.extensions_mut().insert(seen.clone());
            request.extensions_mut().insert(asking.clone());
            request.extensions_mut().insert(client);
            next.run(request).await
        }
        Err(problem) => problem.into_response(),
    };
    drop(asking);
    if let Some(snapshot) = &seen.status().snapshot
        && !response.headers().contains_key(GENERATION)
    {
        set_snapshot(response.headers_mut(), snapshot);
    }
    if activity.is_some_and(|activity| activity.has_to_leave_after()) {
        response.headers_mut().insert(header::CONNECTION, HeaderValue::from_static("close"));
    }
    let route = route.as_ref().map_or("other", MatchedPath::as_str);
    let (status, took) = (response.status().as_u16(), start.elapsed());
    site.meters.requested(route, status, took);
    let micros = took.as_micros();
    if status >= 500 {
        tracing::warn!(%method, route, status, micros, "request failed");
    } else {
        tracing::debug!(%method, route, status, micros, "request");
    }
    response
}

/// Who asks, if whoever it is may ask here at all.
fn admitted(site: &Site, request: &Request) -> Result<Client, Problem> {
    // A browser names the page that asks. None has business here, and one that does not show a token
    // could otherwise reach a server on the same machine.
    if request.headers().contains_key(header::ORIGIN) {
        return Err(Problem::new(ProblemKind::CrossOrigin, "the request has an `origin`, as web pages send it")
            .help("ask from a program of your own"));
    }
    if OPEN.contains(&request.uri().path()) {
        return Ok(Client::local());
    }
    if !site.hosts.has(request.headers(), request.uri()) {
        return Err(Problem::new(ProblemKind::OtherHost, "the `host` of the request is no name of this server")
            .help("ask under the address that the server listens on; whoever runs it can allow names with `--host`"));
    }
    let Some(clients) = &site.clients else { return Ok(Client::local()) };
    match request.headers().get(header::AUTHORIZATION) {
        Some(shown) => clients
            .shown_by(shown.as_bytes())
            .cloned()
            .ok_or_else(|| Problem::new(ProblemKind::Unauthorized, "the token is not the right one")),
        None => Err(Problem::new(ProblemKind::Unauthorized, "the request shows no token")
            .help("send `authorization: Bearer TOKEN`")),
    }
}
