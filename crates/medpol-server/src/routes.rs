//! Which address answers what.

use std::any::Any;
use std::sync::Arc;

use axum::Router;
use axum::extract::State;
use axum::http::{Method, Uri};
use axum::middleware::from_fn_with_state;
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use tower_http::catch_panic::CatchPanicLayer;

use crate::middleware::admit_and_log;
use crate::problem::{Problem, ProblemKind};
use crate::site::Site;
use crate::{batch, determination, openapi, policies, status, validate};

/// The addresses, for whoever asks for one that there is not.
const KNOWN: &str = "`GET /openapi.json` lists the addresses";

pub(crate) fn routes(site: &Arc<Site>) -> Router {
    let counted = Arc::clone(site);
    let caught = move |_: Box<dyn Any + Send>| {
        counted.meters.panics.increment(1);
        Problem::internal().into_response()
    };
    Router::new()
        .route("/v1/determinations", post(determination::answer))
        .route("/v1/determinations:batch", post(batch::answer))
        .route("/v1/policies", get(policies::list))
        .route("/v1/policies/{*reference}", get(policies::show))
        .route("/v1/validate", post(validate::validate))
        .route("/v1/status", get(status::status))
        .route("/v1/rollback", post(status::rollback).delete(status::lift))
        .route("/healthz", get(status::health))
        .route("/readyz", get(status::ready))
        .route("/metrics", get(status::metrics))
        .route("/openapi.json", get(openapi::document))
        .fallback(nothing)
        .method_not_allowed_fallback(no_such_method)
        .layer(CatchPanicLayer::custom(caught))
        .layer(from_fn_with_state(Arc::clone(site), admit_and_log))
        .with_state(Arc::clone(site))
}

async fn nothing(uri: Uri) -> Problem {
    Problem::new(ProblemKind::NotFound, format!("there is nothing at `{}`", uri.path())).help(KNOWN)
}

async fn no_such_method(State(_): State<Arc<Site>>, method: Method, uri: Uri) -> Response {
    let detail = format!("`{}` is not asked with {method}", uri.path());
    Problem::new(ProblemKind::MethodNotAllowed, detail).help(KNOWN).into_response()
}
