//! `GET /v1/policies` and `GET /v1/policies/<id>@<version>`: what the library holds.
//!
//! Counting is `medpol-library`'s work, the words of a policy `medpol-report`'s.

use std::sync::Arc;

use axum::Extension;
use axum::body::Body;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, HeaderValue, header};
use axum::response::{IntoResponse, Response};
use medpol_analysis::describe;
use medpol_diagnostics::SourceMap;
use medpol_library::{CaseCounts, Named};
use medpol_model::answer::ListedPolicy;
use medpol_report::policy::markdown;
use schemars::JsonSchema;
use serde::Serialize;

use crate::json;
use crate::load::no_result;
use crate::problem::{Problem, ProblemKind};
use crate::site::{Asking, Seen, Site};

/// The format name of a policy that is shown.
const SHOWN_FORMAT: &str = "medpol/shown-policy/1";

/// A policy version as a document that can be read.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub(crate) struct ShownPolicy {
    /// Always `medpol/shown-policy/1`.
    pub format: &'static str,
    /// Why this version, in a sentence without a period.
    pub because: String,
    /// Its line in the list of policies; cases are not counted here.
    pub policy: ListedPolicy,
    /// SHA-256 of what it means.
    pub meaning_digest: String,
    /// SHA-256 of what it governs, and what follows from its results.
    pub governs_digest: String,
    /// SHA-256 of what it says.
    pub text_digest: String,
    /// Everything that is applied, in words, as Markdown.
    pub text: String,
}

pub(crate) async fn list(
    State(site): State<Arc<Site>>,
    Extension(seen): Extension<Seen>,
    Extension(asking): Extension<Asking>,
) -> Result<Response, Problem> {
    let list = move |_| Ok(json::answer(&seen.snapshot()?.library.listing(None, &CaseCounts::default())));
    let listed = asking.compute(&site.telling, list).await;
    listed.map_err(|reason| no_result(&site.meters, &site.telling, reason))?
}

pub(crate) async fn show(
    State(site): State<Arc<Site>>,
    Extension(seen): Extension<Seen>,
    Extension(asking): Extension<Asking>,
    Path(reference): Path<String>,
    head: HeaderMap,
) -> Result<Response, Problem> {
    let shown = asking.compute(&site.telling, move |_| shown(&seen, &reference, &head)).await;
    shown.map_err(|reason| no_result(&site.meters, &site.telling, reason))?
}

/// With `accept: text/markdown` the document itself, else JSON with the document in it.
fn shown(seen: &Seen, reference: &str, head: &HeaderMap) -> Result<Response, Problem> {
    let library = &seen.snapshot()?.library;
    let mut sources = SourceMap::default();
    let named = Named::by_parameter(reference, "policy", &mut sources);
    let shown = library.show(&named, None).map_err(|problem| {
        let told = Problem::new(ProblemKind::NotFound, problem.message.clone());
        problem.help.iter().fold(told, |told, help| told.help(help.as_str()))
    })?;
    let text = markdown(&describe(shown.policy, library.symbols(), &shown.because));
    let wanted = head.get(header::ACCEPT).and_then(|accept| accept.to_str().ok()).unwrap_or_default();
    if wanted.split(',').any(|kind| kind.trim().starts_with("text/markdown")) {
        let mut response = Body::from(text).into_response();
        let kind = HeaderValue::from_static("text/markdown; charset=utf-8");
        response.headers_mut().insert(header::CONTENT_TYPE, kind);
        return Ok(response);
    }
    let listed = library.listing(None, &CaseCounts::default()).policies;
    let is_it = |listed: &ListedPolicy| listed.policy == shown.policy.id.0 && listed.version == shown.policy.version;
    let policy = listed.into_iter().find(is_it).ok_or_else(Problem::internal)?;
    Ok(json::answer(&ShownPolicy {
        format: SHOWN_FORMAT,
        because: shown.because,
        policy,
        meaning_digest: shown.policy.meaning_digest.to_string(),
        governs_digest: shown.policy.governs_digest.to_string(),
        text_digest: shown.policy.text_digest.to_string(),
        text,
    }))
}
