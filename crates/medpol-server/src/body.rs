//! The body of a request: whole, within its limits of size and time, and of a kind that is read.
//!
//! What is in it is not looked at.

use std::time::Duration;

use axum::body::Body;
use axum::http::{HeaderMap, header};
use bytes::{Bytes, BytesMut};
use http_body_util::BodyExt;
use tokio::time::{Instant, timeout_at};

use crate::problem::{Problem, ProblemKind};
use crate::settings::Limits;

/// Media types of one document.
const DOCUMENTS: [&str; 6] =
    ["application/json", "application/yaml", "application/x-yaml", "text/yaml", "text/x-yaml", "text/vnd.yaml"];

/// Media types of a document on each line.
const LINES: [&str; 4] = ["application/x-ndjson", "application/ndjson", "application/jsonl", "application/json-lines"];

/// How much of a body that is too long is still read, so that the client reads the answer that says why.
const DRAINED: usize = 16 << 20;
const DRAIN_TIME: Duration = Duration::from_secs(2);

/// What a body may hold.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Form {
    /// One document.
    Document,
    /// A document on each line.
    Lines,
}

/// Whether the body says that it is of this form; what says nothing is taken at its word.
pub(crate) fn check_form(headers: &HeaderMap, form: Form) -> Result<(), Problem> {
    let Some(given) = headers.get(header::CONTENT_TYPE) else { return Ok(()) };
    let known: &[&str] = match form {
        Form::Document => &DOCUMENTS,
        Form::Lines => &LINES,
    };
    let given = String::from_utf8_lossy(given.as_bytes());
    let essence = given.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
    if known.contains(&essence.as_str()) {
        return Ok(());
    }
    let wanted = known.first().copied().unwrap_or_default();
    Err(Problem::new(ProblemKind::UnsupportedMediaType, format!("`content-type: {essence}` is not read here"))
        .help(format!("send `content-type: {wanted}`; also read: {}", known.get(1..).unwrap_or_default().join(", "))))
}

/// The whole body.
pub(crate) async fn whole(headers: &HeaderMap, mut body: Body, limits: &Limits) -> Result<Bytes, Problem> {
    let announced = headers.get(header::CONTENT_LENGTH).and_then(|length| length.to_str().ok()?.parse::<usize>().ok());
    if announced.is_some_and(|length| length > limits.body) {
        if !headers.contains_key(header::EXPECT) {
            drain(body).await;
        }
        return Err(too_large(limits));
    }
    let end = Instant::now() + limits.body_time;
    let mut only: Option<Bytes> = None;
    let mut whole = BytesMut::new();
    loop {
        let frame = match timeout_at(end, body.frame()).await {
            Err(_) => return Err(too_slow(limits)),
            Ok(None) => break,
            Ok(Some(Err(_))) => return Err(broken()),
            Ok(Some(Ok(frame))) => frame,
        };
        let Ok(data) = frame.into_data() else { continue };
        let length = only.as_ref().map_or(whole.len(), Bytes::len) + data.len();
        if length > limits.body {
            drain(body).await;
            return Err(too_large(limits));
        }
        // A body usually comes in one piece, which is then not copied.
        if whole.is_empty() && only.is_none() {
            only = Some(data);
        } else {
            whole.extend_from_slice(&only.take().unwrap_or_default());
            whole.extend_from_slice(&data);
        }
    }
    Ok(only.unwrap_or_else(|| whole.freeze()))
}

/// Reads on for a while and forgets what comes.
async fn drain(mut body: Body) {
    let end = Instant::now() + DRAIN_TIME;
    let mut length = 0;
    while let Ok(Some(Ok(frame))) = timeout_at(end, body.frame()).await {
        length += frame.data_ref().map_or(0, Bytes::len);
        if length > DRAINED {
            break;
        }
    }
}

pub(crate) fn too_large(limits: &Limits) -> Problem {
    Problem::new(ProblemKind::BodyTooLarge, format!("at most {} bytes are read", limits.body))
        .help("send several cases as a batch, one on each line; the operator can raise `--max-body`")
}

pub(crate) fn too_slow(limits: &Limits) -> Problem {
    let time = limits.body_time.as_millis();
    Problem::new(ProblemKind::BodyTimeout, format!("the body did not come within {time} ms"))
        .help("send the body as soon as the request is begun")
}

pub(crate) fn broken() -> Problem {
    Problem::new(ProblemKind::BodyUnreadable, "the body broke off before its end").help("send it again")
}
