//! `POST /v1/determinations:batch`: a case on each line, answered line by line as they come.
//!
//! Holds one line of the request and the answers to a few: a client that does not read is not read
//! from. All lines see the same snapshot. A bad line is an error line; only what breaks the stream
//! itself ends it. A stream that was answered to its end has a trailer as its last line; one that was
//! cut off has none.

mod lines;

use std::sync::Arc;

use axum::Extension;
use axum::body::{Body, BodyDataStream};
use axum::extract::{Request, State};
use axum::http::{HeaderValue, header};
use axum::response::Response;
use bytes::Bytes;
use futures_util::StreamExt;
use futures_util::stream::unfold;
use medpol_answer::Answer;
use medpol_library::Snapshot;
use schemars::JsonSchema;
use serde::Serialize;
use serde_json::value::RawValue;
use tokio::time::timeout;

use self::lines::{Line, Lines};
use crate::answering::{Answered, Answering};
use crate::body::{Form, broken, check_form, too_large, too_slow};

use crate::problem::Problem;
use crate::query::Asked;
use crate::site::{Seen, Site};

/// Answers are handed on when there are this many bytes of them.
const PIECE: usize = 32 << 10;
/// And after this many lines, so that one batch does not keep a worker from the others.
const TURN: usize = 8;

pub(crate) async fn answer(
    State(site): State<Arc<Site>>,
    Extension(seen): Extension<Seen>,
    request: Request,
) -> Result<Response, Problem> {
    let asked = Asked::of(request.uri())?;
    let snapshot = Arc::clone(seen.snapshot()?);
    let (head, body) = request.into_parts();
    check_form(&head.headers, Form::Lines)?;
    let lines = Lines::new(site.limits.body);
    let batch = Batch {
        site,
        snapshot,
        asked,
        body: body.into_data_stream(),
        lines,
        counts: Trailer::default(),
        state: BodyState::Open,
    };
    let answers = unfold(batch, |mut batch| async move {
        let piece = batch.piece().await?;
        tokio::task::yield_now().await;
        Some((Ok::<_, std::convert::Infallible>(piece), batch))
    });
    let mut response = Response::new(Body::from_stream(answers));
    response.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static("application/x-ndjson"));
    Ok(response)
}

/// A batch that is being answered.
struct Batch {
    site: Arc<Site>,
    snapshot: Arc<Snapshot>,
    asked: Asked,
    body: BodyDataStream,
    lines: Lines,
    /// What was read and answered so far.
    counts: Trailer,
    state: BodyState,
}

/// How far the body is read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum BodyState {
    /// More may come.
    Open,
    /// It was read to its end.
    Ended,
    /// It broke off; nobody knows what would have followed.
    Broken,
    /// The trailer is written.
    Told,
}

/// A line of the answer.
#[derive(Serialize, JsonSchema)]
#[schemars(rename = "AnswerLine")]
pub(crate) struct AnswerLine<'a> {
    /// The number of the line in the request, counted from 1.
    line: usize,
    /// The id of the decision.
    #[serde(skip_serializing_if = "Option::is_none")]
    id: Option<&'a str>,
    /// The generation of the library; the same for all lines.
    generation: u64,
    /// The answer.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Option<Answer>")]
    answer: Option<&'a RawValue>,
    /// Why there is none.
    #[serde(skip_serializing_if = "Option::is_none")]
    problem: Option<&'a Problem>,
}

/// The last line of the answer to a batch that was read to its end; a stream without it was cut off.
#[derive(Clone, Copy, Debug, Default, Serialize, JsonSchema)]
#[schemars(rename = "BatchTrailer")]
pub(crate) struct Trailer {
    /// Lines of the request. Blank lines are counted here and not answered.
    lines: usize,
    /// Lines that were answered.
    answers: usize,
    /// Lines that have a problem instead.
    errors: usize,
}

impl Batch {
    /// The next answers; `None` at the end.
    async fn piece(&mut self) -> Option<Bytes> {
        let mut piece = Vec::new();
        let mut lines = 0;
        // A turn of blank lines alone has no answers, and more may follow.
        while piece.is_empty() || piece.len() < PIECE && lines < TURN {
            match self.lines.next() {
                Some(line) => {
                    self.answer(&line, &mut piece);
                    lines += 1;
                }
                // What is answered goes out before more is waited for.
                None if self.state == BodyState::Open && !piece.is_empty() => break,
                None if self.state == BodyState::Open => self.receive(&mut piece).await,
                None => {
                    self.end(&mut piece);
                    break;
                }
            }
        }
        (!piece.is_empty()).then(|| piece.into())
    }

    /// Waits for more of the body.
    async fn receive(&mut self, piece: &mut Vec<u8>) {
        let problem = match timeout(self.site.limits.body_time, self.body.next()).await {
            Ok(Some(Ok(bytes))) => return self.lines.add(bytes),
            Ok(None) => {
                self.state = BodyState::Ended;
                return self.lines.end();
            }
            Ok(Some(Err(_))) => broken(),
            Err(_) => too_slow(&self.site.limits),
        };
        self.state = BodyState::Broken;
        self.counts.lines += 1;
        self.write(Err(&problem), piece);
    }

    /// Writes the trailer, once, of a body that was read to its end.
    fn end(&mut self, piece: &mut Vec<u8>) {
        if self.state == BodyState::Ended {
            self.state = BodyState::Told;
            // Writing into memory fails for no value of this type.
            let _ = serde_json::to_writer(&mut *piece, &self.counts);
            piece.push(b'\n');
        }
    }

    fn answer(&mut self, line: &Line, piece: &mut Vec<u8>) {
        self.counts.lines += 1;
        let case = match line {
            Line::Empty => return,
            Line::TooLong => return self.write(Err(&too_large(&self.site.limits)), piece),
            Line::Whole(case) => case,
        };
        let answering = Answering {
            site: &self.site,
            snapshot: &self.snapshot,
            named: self.asked.policy.as_deref(),
            view: self.asked.view,
        };
        match answering.answer(case) {
            Ok(answered) => self.write(Ok(&answered), piece),
            Err(problem) => self.write(Err(&problem), piece),
        }
    }

    fn write(&mut self, answered: Result<&Answered, &Problem>, piece: &mut Vec<u8>) {
        *(if answered.is_ok() { &mut self.counts.answers } else { &mut self.counts.errors }) += 1;
        let document = answered.ok().map(|answered| serde_json::from_slice::<&RawValue>(&answered.document));
        let line = AnswerLine {
            line: self.counts.lines,
            id: answered.ok().map(|answered| answered.id.as_str()),
            generation: self.snapshot.generation,
            answer: document.and_then(Result::ok),
            problem: answered.err(),
        };
        // Writing into memory fails for no value of these types.
        let _ = serde_json::to_writer(&mut *piece, &line);
        piece.push(b'\n');
    }
}
