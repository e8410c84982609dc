//! One case, answered: parsed, decided, counted and recorded, in that order.
//!
//! The same for a single case and for a line of a batch. Deciding waits for nothing and belongs on a thread
//! of a pool; recording waits for the decision log and belongs on none. Nothing of the case is logged here.

use std::panic::{AssertUnwindSafe, catch_unwind};

use axum::http::HeaderMap;
use jiff::Timestamp;
use jiff::tz::TimeZone;
use medpol_answer::{Allowance, Answer, NamedBy, Occasion, Record, Stop};
use medpol_diagnostics::{Diagnostic, SourceMap};
use medpol_library::{Named, Snapshot, WrittenCase, written_digest};
use medpol_model::answer::{PolicySummary, View};
use medpol_model::value::Date;
use medpol_syntax::{Parsed, parse};

use crate::decision_log::DecisionLog;
use crate::headers::{self, set};

use crate::problem::{Problem, ProblemKind};
use crate::query::Sent;
use crate::settings::{LoggedFacts, Unrecorded};
use crate::site::Site;

/// The name under which the problems of a case are shown.
const CASE: &str = "case";

/// How a case is to be answered.
#[derive(Clone, Copy)]
pub(crate) struct Answering<'a> {
    pub(crate) site: &'a Site,
    pub(crate) snapshot: &'a Snapshot,
    /// The policy to decide by; none for the policy that governs.
    pub(crate) named: Option<&'a str>,
    pub(crate) view: View,
    /// What is sent back.
    pub(crate) sent: Sent,
    /// Who named the policy, if one is named.
    pub(crate) by: NamedBy,
    /// Says when nobody waits for the answer any more.
    pub(crate) stop: &'a Stop,
}

/// An answer that has to be recorded before it is given.
pub(crate) struct Unwritten {
    answered: Answered,
    record: Option<Record>,
}

/// An answer on its way out.
pub(crate) struct Answered {
    /// Its id.
    pub(crate) id: String,
    /// The policies that were applied, each with the digest of what it means.
    pub(crate) policies: String,
    /// The document: JSON on one line, or a letter.
    pub(crate) document: Vec<u8>,
}

/// A case as it came in.
struct Received<'a> {
    /// The digest of what was written.
    written: String,
    case: &'a [u8],
    /// The day on which it was received.
    day: Option<Date>,
}

/// The day, in UTC.
fn today() -> Option<Date> {
    let today = Timestamp::now().to_zoned(TimeZone::UTC).date();
    Date::new(today.year(), today.month(), today.day())
}

impl Answering<'_> {
    /// Answers a case; a bug in doing so is a problem of this case alone.
    pub(crate) fn answer(self, case: &[u8]) -> Result<Unwritten, Problem> {
        catch_unwind(AssertUnwindSafe(|| self.find(case))).unwrap_or_else(|_| {
            self.site.meters.panics.increment(1);
            Err(Problem::internal())
        })
    }

    fn find(self, case: &[u8]) -> Result<Unwritten, Problem> {
        let site = self.site;
        let mut sources = SourceMap::default();
        let named = self.named.map(|named| Named::by_parameter(named, "?policy=", &mut sources));
        let parsed = parse(&mut sources, CASE, case);
        let written = site.log.as_ref().zip(parsed.root.as_ref()).map(|(_, root)| written_digest(root));
        let (answer, problems) = self.decided(parsed, named.as_ref());
        // What was given up is no answer, and no case that was refused.
        if answer.is_some() || !self.stop.is_stopped() {
            site.meters.answered(answer.as_ref().map(Answer::outcome));
        }
        let Some(answer) = answer else { return Err(Problem::of_case(&problems, &sources)) };
        let received = today();
        let answer = match received {
            Some(day) => answer.received(day),
            None => answer,
        };
        let id = site.ids.next();
        let record = site.log.as_ref().map(|log| {
            let request = Received { written: written.unwrap_or_default(), case, day: received };
            self.record(log, &answer, &id, request)
        });
        let policies = headers::policies(summaries(&answer));
        let document = self.document(&answer)?;
        Ok(Unwritten { answered: Answered { id, policies, document }, record })
    }

    fn document(self, answer: &Answer) -> Result<Vec<u8>, Problem> {
        match self.sent {
            Sent::Json => serde_json::to_vec(answer).map_err(|_| Problem::internal()),
            Sent::Letter(reader) => {
                let letter = answer.letter(&self.snapshot.library, reader).ok_or_else(|| {
                    Problem::new(ProblemKind::QueryRefused, "no letter is written about coding edits alone")
                        .help("leave `format` away, or name a medical policy")
                })?;
                Ok(letter.into_bytes())
            }
        }
    }

    /// The answer to a case, whatever its author expects of it.
    fn decided(self, parsed: Parsed, named: Option<&Named>) -> (Option<Answer>, Vec<Diagnostic>) {
        let library = &self.snapshot.library;
        let (case, problems) = WrittenCase::single("", parsed);
        let Some(case) = case.map(WrittenCase::without_expectation) else { return (None, problems) };
        let allowed = Allowance { limit: self.site.limits.work, stop: Some(self.stop.clone()) };
        let (answer, problems) = Answer::find(library, &case, named, self.view, allowed);
        let marked = |answer: Answer| if named.is_some() { answer.named_by(self.by, library, &case) } else { answer };
        (answer.map(marked), problems)
    }

    fn record(self, log: &DecisionLog, answer: &Answer, id: &str, request: Received<'_>) -> Record {
        Record::of(
            answer,
            Occasion {
                id: id.to_owned(),
                time: Timestamp::now().to_string(),
                generation: self.snapshot.generation,
                library: self.snapshot.digest.to_string(),
                case: request.written,
                named: self.named.map(str::to_owned),
                named_by: self.named.map(|_| self.by),
                received: request.day,
                facts: match log.facts {
                    LoggedFacts::DigestOnly => None,
                    LoggedFacts::Whole => Some(String::from_utf8_lossy(request.case).into_owned()),
                },
            },
        )
    }
}

impl Unwritten {
    /// Records the answer before it is given.
    pub(crate) async fn recorded(self, site: &Site) -> Result<Answered, Problem> {
        let Self { answered, record } = self;
        let Some((log, record)) = site.log.as_ref().zip(record) else { return Ok(answered) };
        let Err(error) = log.record(&record).await else { return Ok(answered) };
        tracing::error!(id = answered.id, %error, "a decision cannot be recorded");
        match log.unrecorded {
            Unrecorded::Given => Ok(answered),
            Unrecorded::Withheld => Err(Problem::new(
                ProblemKind::LogUnavailable,
                "no decision is given here that is not recorded, and the decision log cannot be written",
            )
            .help("try again later; whoever runs this server should look at its disk")),
        }
    }
}

/// Answers an empty case and forgets it: what is made once is then made before the first client waits.
pub(crate) fn warm_up(site: &Site) {
    if let Some(snapshot) = site.live.snapshot() {
        let parsed = parse(&mut SourceMap::default(), CASE, b"format: medpol/case/1\nfacts: {}\n");
        drop(Answer::find_parsed(&snapshot.library, parsed, None, View::Page, site.limits.work));
    }
}

fn summaries(answer: &Answer) -> Vec<&PolicySummary> {
    match answer {
        Answer::Determination(determination) => vec![&determination.policy],
        Answer::Edits(report) => vec![&report.policy],
        Answer::Undecided(_) => Vec::new(),
        Answer::Decision(decision) => {
            let governing = decision.determinations.iter().map(|governed| &governed.determination.policy);
            let articles = decision.beside.iter().map(|article| &article.policy);
            governing.chain(articles).chain(decision.edits.iter().map(|report| &report.policy)).collect()
        }
    }
}

impl Answered {
    /// Says in the headers which decision it is, and by what.
    pub(crate) fn head(&self, head: &mut HeaderMap) {
        set(head, headers::DECISION_ID, &self.id);
        if !self.policies.is_empty() {
            set(head, headers::POLICIES, &self.policies);
        }
    }
}
