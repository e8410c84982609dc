//! Answers as JSON.
//!
//! What is in them is not known here.

use axum::body::Body;
use axum::http::{HeaderValue, header};
use axum::response::{IntoResponse, Response};
use serde::Serialize;

use crate::problem::Problem;

/// A value as a JSON document with a final line end.
pub(crate) fn answer(value: &impl Serialize) -> Response {
    match serde_json::to_vec(value) {
        Ok(document) => of_bytes(document),
        Err(_) => Problem::internal().into_response(),
    }
}

/// A document that is JSON already.
pub(crate) fn of_bytes(mut document: Vec<u8>) -> Response {
    document.push(b'\n');
    let mut response = Response::new(Body::from(document));
    response.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static("application/json"));
    response
}
