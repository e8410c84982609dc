//! `POST /v1/determinations:batch`: a case on each line, answered line by line as they come.
//!
//! Holds a few lines of the request and the answers to a few: a client that does not read is not read
//! from. The lines are decided beside each other, by the same snapshot, and answered in their order. A bad
//! line is an error line; only what breaks the stream itself ends it. A stream that was answered to its end
//! has a trailer as its last line; one that was cut off has none.

mod lines;

use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;

use axum::Extension;
use axum::body::{Body, BodyDataStream};
use axum::extract::{Request, State};
use axum::http::{HeaderValue, header};
use axum::response::Response;
use bytes::Bytes;
use futures_util::StreamExt;
use futures_util::stream::{FuturesOrdered, unfold};
use medpol_answer::{Answer, Stop};
use schemars::JsonSchema;
use serde::Serialize;
use serde_json::value::RawValue;
use tokio::task::JoinHandle;
use tokio::time::{Instant, timeout_at};

use self::lines::{Line, Lines};
use crate::answering::{Answered, Answering};
use crate::body::{Form, broken, check_form, too_large, too_slow};
use crate::clients::Client;
use crate::generations::{Held, Used};
use crate::load::no_result;
use crate::problem::{Problem, ProblemKind};
use crate::query::Asked;
use crate::site::{Asking, Seen, Site};

/// Answers are handed on when there are this many bytes of them.
const PIECE: usize = 32 << 10;
/// Lines for each thread that are decided or wait for that.
const AHEAD: usize = 2;

pub(crate) async fn answer(
    State(site): State<Arc<Site>>,
    Extension(seen): Extension<Seen>,
    Extension(client): Extension<Client>,
    Extension(asking): Extension<Asking>,
    request: Request,
) -> Result<Response, Problem> {
    let asked = Arc::new(Asked::of(request.uri(), &client)?);
    check_form(request.headers(), Form::Lines)?;
    let held = Arc::new(site.generations.hold(seen.snapshot()?));
    let batch = Batch {
        lines: Lines::new(site.limits.body),
        due: Instant::now() + site.limits.body_time,
        deciding: FuturesOrdered::new(),
        counts: Trailer::default(),
        state: BodyState::Open,
        body: request.into_body().into_data_stream(),
        site,
        held,
        asked,
        asking,
    };
    let answers = unfold(batch, |mut batch| async move {
        let piece = batch.piece().await?;
        Some((Ok::<_, std::convert::Infallible>(piece), batch))
    });
    let mut response = Response::new(Body::from_stream(answers));
    response.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static("application/x-ndjson"));
    Ok(response)
}

/// A batch that is being answered.
struct Batch {
    site: Arc<Site>,
    held: Arc<Held>,
    asked: Arc<Asked>,
    asking: Asking,
    body: BodyDataStream,
    lines: Lines,
    /// When the line that is begun must have come.
    due: Instant,
    /// The lines that are being decided, in their order.
    deciding: FuturesOrdered<Pin<Box<dyn Future<Output = Decided> + Send>>>,
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
    /// It broke off, or is not read any further; nobody knows what would have followed.
    Broken,
    /// The trailer is written.
    Told,
}

/// A line that is being decided; it leaves the queue when this is dropped.
struct Task(JoinHandle<Result<Answered, Problem>>);

impl Drop for Task {
    fn drop(&mut self) {
        self.0.abort();
    }
}

/// A line with its answer.
struct Decided {
    line: usize,
    answer: Result<Answered, Problem>,
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
        while piece.len() < PIECE {
            self.decide_more();
            if self.deciding.is_empty() {
                match self.state {
                    // What is answered goes out before more is waited for.
                    BodyState::Open if !piece.is_empty() => break,
                    BodyState::Open => self.receive().await,
                    BodyState::Ended => self.end(&mut piece),
                    BodyState::Broken | BodyState::Told => break,
                }
            } else if self.wants_more() {
                // Whatever comes first: an answer, or more to decide beside what is being decided.
                tokio::select! {
                    biased;
                    Some(decided) = self.deciding.next() => self.write(&decided, &mut piece),
                    received = timeout_at(self.due, self.body.next()) => self.take(received),
                }
            } else if let Some(decided) = self.deciding.next().await {
                self.write(&decided, &mut piece);
            }
        }
        (!piece.is_empty()).then(|| piece.into())
    }

    /// Whether more lines could be decided beside those that are.
    fn wants_more(&self) -> bool {
        self.state == BodyState::Open && self.deciding.len() < self.site.deciding.size().threads * AHEAD
    }

    /// Begins to decide the lines that have come, as many as may be decided beside each other.
    fn decide_more(&mut self) {
        while self.state != BodyState::Broken && self.deciding.len() < self.site.deciding.size().threads * AHEAD {
            let Some(line) = self.lines.next() else { break };
            self.counts.lines += 1;
            self.due = Instant::now() + self.site.limits.body_time;
            match line {
                Line::Empty => {}
                Line::TooLong => self.refuse(too_large(&self.site.limits)),
                Line::Whole(case) => match self.held.library() {
                    Some(library) => self.decide(case, library),
                    None => self.break_off(replaced(self.held.generation)),
                },
            }
        }
    }

    fn decide(&mut self, case: Bytes, library: Used) {
        let (site, asked) = (Arc::clone(&self.site), Arc::clone(&self.asked));
        let (asking, line) = (self.asking.clone(), self.counts.lines);
        let in_flight = Arc::clone(&asking.in_flight);
        let decide = {
            let site = Arc::clone(&site);
            move |stop: Stop| {
                let _in_flight = in_flight;
                let (named, view, by) = (asked.policy.as_deref(), asked.view, asked.by);
                Answering { site: &site, snapshot: &library.snapshot, named, view, by, stop: &stop }.answer(&case)
            }
        };
        // In a task of its own: where the client does not read, nobody asks for the answer, and the line must
        // not keep its turn meanwhile.
        let mut task = Task(tokio::spawn(async move {
            let _answers = asking.answers();
            let answer = site.deciding.run_line(decide).await;
            match answer {
                Ok(Ok(answered)) => answered.recorded(&site).await,
                Ok(Err(problem)) => Err(problem),
                Err(reason) => Err(no_result(&site.meters, &site.deciding, reason)),
            }
        }));
        self.deciding.push_back(Box::pin(async move {
            let answer = (&mut task.0).await.unwrap_or_else(|_| Err(Problem::internal()));
            Decided { line, answer }
        }));
    }

    /// Answers the line that was read last with a problem.
    fn refuse(&mut self, problem: Problem) {
        let decided = Decided { line: self.counts.lines, answer: Err(problem) };
        self.deciding.push_back(Box::pin(std::future::ready(decided)));
    }

    /// Reads no further, and says why.
    fn break_off(&mut self, problem: Problem) {
        self.state = BodyState::Broken;
        self.refuse(problem);
    }

    /// Waits for more of the body.
    async fn receive(&mut self) {
        let received = timeout_at(self.due, self.body.next()).await;
        self.take(received);
    }

    /// Takes more of the body. A line must come whole within the time limit, however it is cut.
    fn take<E, T>(&mut self, received: Result<Option<Result<Bytes, E>>, T>) {
        match received {
            Ok(Some(Ok(bytes))) => self.lines.add(bytes),
            Ok(None) => {
                self.state = BodyState::Ended;
                self.lines.end();
            }
            Ok(Some(Err(_))) => {
                self.counts.lines += 1;
                self.break_off(broken());
            }
            Err(_) => {
                self.counts.lines += 1;
                self.break_off(too_slow(&self.site.limits));
            }
        }
    }

    /// Writes the trailer, once.
    fn end(&mut self, piece: &mut Vec<u8>) {
        self.state = BodyState::Told;
        // Writing into memory fails for no value of this type.
        let _ = serde_json::to_writer(&mut *piece, &self.counts);
        piece.push(b'\n');
    }

    fn write(&mut self, decided: &Decided, piece: &mut Vec<u8>) {
        let answered = decided.answer.as_ref();
        match answered {
            Ok(_) => self.counts.answers += 1,
            Err(_) => self.counts.errors += 1,
        }
        let document = answered.ok().map(|answered| serde_json::from_slice::<&RawValue>(&answered.document));
        let line = AnswerLine {
            line: decided.line,
            id: answered.ok().map(|answered| answered.id.as_str()),
            generation: self.held.generation,
            answer: document.and_then(Result::ok),
            problem: answered.err(),
        };
        // Writing into memory fails for no value of these types.
        let _ = serde_json::to_writer(&mut *piece, &line);
        piece.push(b'\n');
        // A client that was slow to read may need its time again to send.
        self.due = self.due.max(Instant::now() + self.site.limits.body_time);
    }
}

fn replaced(generation: u64) -> Problem {
    Problem::new(
        ProblemKind::LibraryReplaced,
        format!("the lines before were answered by generation {generation} of the library, which is not kept any more"),
    )
    .help("send this line and those after it again, as a batch of their own")
}
