//! `POST /v1/determinations`: one case, answered.
//!
//! Reads and writes HTTP; the answer is found in `answering`.

use std::sync::Arc;

use axum::Extension;
use axum::body::Body;
use axum::extract::{Request, State};
use axum::http::{HeaderValue, header};
use axum::response::Response;

use crate::answering::Answering;
use crate::body::{Form, check_form, whole};
use crate::clients::Client;
use crate::problem::Problem;
use crate::query::Asked;
use crate::site::{Seen, Site};

pub(crate) async fn answer(
    State(site): State<Arc<Site>>,
    Extension(seen): Extension<Seen>,
    Extension(client): Extension<Client>,
    request: Request,
) -> Result<Response, Problem> {
    let asked = Asked::of(request.uri(), &client)?;
    let snapshot = seen.snapshot()?;
    let (head, body) = request.into_parts();
    check_form(&head.headers, Form::Document)?;
    let case = whole(&head.headers, body, &site.limits).await?;
    let answering = Answering { site: &site, snapshot, named: asked.policy.as_deref(), view: asked.view, by: asked.by };
    let mut answered = answering.answer(&case)?;
    let mut document = std::mem::take(&mut answered.document);
    document.push(b'\n');
    let mut response = Response::new(Body::from(document));
    response.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static("application/json"));
    answered.head(response.headers_mut());
    Ok(response)
}
