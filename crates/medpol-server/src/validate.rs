//! `POST /v1/validate`: what is wrong with a policy or a case, as if it stood in the library.
//!
//! Nothing is stored. A document that is not a case makes a whole library again. Only a few are checked at a
//! time, so that requests that decide cases are not delayed; one that was begun counts until it has ended,
//! even if its client has left.

use std::sync::Arc;

use axum::Extension;
use axum::extract::{Request, State};
use axum::response::Response;
use medpol_diagnostics::SourceMap;
use medpol_library::{Checks, check_text};
use medpol_report::diagnostic::{FilesChecked, Problems};

use crate::body::{Form, check_form, whole};
use crate::clients::{Client, Right};
use crate::json;
use crate::load::no_result;
use crate::problem::Problem;
use crate::site::{Asking, Seen, Site};

/// The name under which problems of the document are shown.
const DOCUMENT: &str = "document";

/// What is looked at in documents that are tried out.
const CHECKS: Checks = Checks { lint: medpol_analysis::lint, health: Some(medpol_analysis::health), as_of: None };

pub(crate) async fn validate(
    State(site): State<Arc<Site>>,
    Extension(seen): Extension<Seen>,
    Extension(client): Extension<Client>,
    Extension(asking): Extension<Asking>,
    request: Request,
) -> Result<Response, Problem> {
    if !client.may(Right::Drafts) {
        return Err(Problem::forbidden(&client, "drafts are checked for the role `author`"));
    }
    let (head, body) = request.into_parts();
    check_form(&head.headers, Form::Document)?;
    let document = whole(&head.headers, body, &site.limits).await?;
    // Making a library takes no steps, and so is not stopped.
    let check = move |_| {
        let snapshot = seen.snapshot()?;
        let mut sources = SourceMap::default();
        let checked = check_text(snapshot, DOCUMENT, &document, CHECKS, &mut sources);
        let counts = checked.counts;
        let counts = FilesChecked {
            policies: counts.policies,
            criteria_sets: counts.criteria_sets,
            vocabularies: counts.vocabularies,
            value_sets: counts.value_sets,
            code_systems: counts.code_systems,
            cases: counts.cases + counts.rows,
            suites: counts.suites,
            files: counts.files(),
        };
        Ok(json::answer(&Problems::of(&checked.diagnostics, Some(counts), &checked.notes, &sources)))
    };
    let checked = asking.compute(&site.checking, check).await;
    checked.map_err(|reason| no_result(&site.meters, &site.checking, reason))?
}
