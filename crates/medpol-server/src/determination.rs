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
use crate::load::no_result;
use crate::problem::Problem;
use crate::query::Asked;
use crate::site::{Asking, Seen, Site};

pub(crate) async fn answer(
    State(site): State<Arc<Site>>,
    Extension(seen): Extension<Seen>,
    Extension(client): Extension<Client>,
    Extension(asking): Extension<Asking>,
    request: Request,
) -> Result<Response, Problem> {
    let asked = Asked::of(request.uri(), &client)?;
    let (head, body) = request.into_parts();
    check_form(&head.headers, Form::Document)?;
    let case = whole(&head.headers, body, &site.limits).await?;
    let decide = {
        let site = Arc::clone(&site);
        move |stop| {
            let snapshot = seen.snapshot()?;
            let (named, view, by) = (asked.policy.as_deref(), asked.view, asked.by);
            Answering { site: &site, snapshot, named, view, by, stop: &stop }.answer(&case)
        }
    };
    let answered = asking.compute(&site.deciding, decide).await;
    let answered = answered.map_err(|reason| no_result(&site.meters, &site.deciding, reason))??;
    let _answers = asking.answers();
    let mut answered = answered.recorded(&site).await?;
    let mut document = std::mem::take(&mut answered.document);
    document.push(b'\n');
    let mut response = Response::new(Body::from(document));
    response.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static("application/json"));
    answered.head(response.headers_mut());
    Ok(response)
}
