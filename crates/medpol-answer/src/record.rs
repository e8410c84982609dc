//! One line of a decision log: who decided what by which policy, without the facts.
//!
//! The facts are in it only where the caller puts them there. Nothing is written here; the clock is
//! the caller's.

use medpol_explainer::ENGINE;
use medpol_model::answer::{Determination, EditReport, EditStatus, LibraryState, PolicySummary};
use medpol_model::policy::Disposition;
use medpol_model::value::Date;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::{Answer, NamedBy};

/// The format name of a line of a decision log.
pub const RECORD_FORMAT: &str = "medpol/decision-record/1";

/// What is kept of one answer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Record {
    /// Always `medpol/decision-record/1`.
    pub format: String,
    /// The id of the answer; also in its header `medpol-decision-id`.
    pub id: String,
    /// When it was given, in UTC.
    pub time: String,
    /// Name and version of the engine.
    pub engine: String,
    /// The generation of the library that decided.
    pub generation: u64,
    /// The digest of that library.
    pub library: String,
    /// SHA-256 of the facts and evidence as they were written, whichever policy they are for.
    pub case: String,
    /// The policy that was asked for by name; left out where the policy that governs was asked for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub named: Option<String>,
    /// What the policy that was asked for was worth, by whoever asked; left out by earlier releases.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub named_by: Option<NamedBy>,
    /// The day on which the request was received, in UTC; left out by releases that did not look at it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub received: Option<String>,
    /// That a file of the library could not be read, as the answer said.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub library_state: Option<LibraryState>,
    /// The result.
    pub result: String,
    /// What followed where it was unknown what governs, because of a file that could not be read. What follows from
    /// a policy stands with it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub disposition: Option<Disposition>,
    /// The result of each policy: those that govern first, then those evaluated beside them.
    pub policies: Vec<Applied>,
    /// The case as it was handed in, where the log holds facts.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub facts: Option<String>,
}

/// The result of one policy.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Applied {
    /// `id@version`.
    pub policy: String,
    /// Why it was asked.
    pub part: AppliedAs,
    /// The services it governs.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub services: Vec<String>,
    /// SHA-256 of what it means.
    pub meaning_digest: String,
    /// SHA-256 of what it governs and what follows; left out by releases whose digests of meaning were
    /// `medpol/meaning/1`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub governs_digest: Option<String>,
    /// SHA-256 of what it says.
    pub text_digest: String,
    /// SHA-256 of the case as its vocabulary sees it; also in the answer.
    pub case_digest: String,
    /// Its result.
    pub result: String,
    /// What follows from it; left out by earlier releases, and of coding edits.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub disposition: Option<Disposition>,
    /// Where it determines its services apart: the status of each group of them.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub apart: Vec<AppliedApart>,
    /// The criteria that decide it; of coding edits, those that did not pass.
    pub deciding: Vec<String>,
}

/// The status of some services of a policy.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct AppliedApart {
    /// The services.
    pub services: Vec<String>,
    /// Their result.
    pub result: String,
    /// What follows from it.
    pub disposition: Disposition,
}

/// Why a policy was asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum AppliedAs {
    /// It was named.
    Named,
    /// It governs services.
    Governs,
    /// It is an article or a set of coding edits, evaluated beside what governs.
    Beside,
}

/// The circumstances of an answer.
#[derive(Clone, Debug)]
pub struct Occasion {
    /// The id of the answer.
    pub id: String,
    /// When it is given, in UTC.
    pub time: String,
    /// The generation of the library that decides.
    pub generation: u64,
    /// The digest of that library.
    pub library: String,
    /// The digest of the case as it was written.
    pub case: String,
    /// The policy that was asked for.
    pub named: Option<String>,
    /// Who asked for it.
    pub named_by: Option<NamedBy>,
    /// The day on which the request was received, in UTC.
    pub received: Option<Date>,
    /// The case as it was handed in, where it is to be kept.
    pub facts: Option<String>,
}

impl Record {
    /// What is kept of an answer.
    pub fn of(answer: &Answer, occasion: Occasion) -> Self {
        let Occasion { id, time, generation, library, case, named, named_by, received, facts } = occasion;
        Self {
            format: RECORD_FORMAT.to_owned(),
            id,
            time,
            engine: ENGINE.to_owned(),
            generation,
            library,
            case,
            named,
            named_by,
            received: received.map(|day| day.to_string()),
            library_state: library_state(answer),
            result: answer.outcome().word().to_owned(),
            disposition: disposition(answer),
            policies: applied(answer),
            facts,
        }
    }
}

fn library_state(answer: &Answer) -> Option<LibraryState> {
    match answer {
        Answer::Determination(determination) => determination.library,
        Answer::Edits(report) => report.library,
        Answer::Decision(decision) => decision.library,
        Answer::Undecided(undecided) => Some(undecided.library),
    }
}

/// What follows where no policy says so.
pub(crate) fn disposition(answer: &Answer) -> Option<Disposition> {
    match answer {
        Answer::Determination(_) | Answer::Edits(_) => None,
        Answer::Decision(decision) => decision.disposition,
        Answer::Undecided(undecided) => Some(undecided.disposition),
    }
}

/// The result of each policy of an answer.
pub(crate) fn applied(answer: &Answer) -> Vec<Applied> {
    match answer {
        Answer::Determination(determination) => vec![determined(determination, AppliedAs::Named, &[])],
        Answer::Edits(report) => vec![edited(report, AppliedAs::Named)],
        Answer::Decision(decision) => {
            let governing = decision.determinations.iter();
            let governing =
                governing.map(|governed| determined(&governed.determination, AppliedAs::Governs, &governed.services));
            let articles = decision.beside.iter().map(|article| determined(article, AppliedAs::Beside, &[]));
            let edits = decision.edits.iter().map(|report| edited(report, AppliedAs::Beside));
            governing.chain(articles).chain(edits).collect()
        }
        Answer::Undecided(_) => Vec::new(),
    }
}

fn determined(determination: &Determination, part: AppliedAs, services: &[String]) -> Applied {
    let deciding = determination.deciding.iter().map(ToString::to_string).collect();
    let result = determination.result.word();
    let apart = determination.services.iter().map(|group| AppliedApart {
        services: group.services.iter().map(ToString::to_string).collect(),
        result: group.result.word().to_owned(),
        disposition: group.disposition,
    });
    Applied {
        services: services.to_vec(),
        disposition: Some(determination.disposition),
        apart: apart.collect(),
        ..of_policy(&determination.policy, part, &determination.case.digest, result, deciding)
    }
}

fn edited(report: &EditReport, part: AppliedAs) -> Applied {
    let open = |status| matches!(status, EditStatus::Finding | EditStatus::Incomplete);
    let deciding = report.edits.iter().filter(|edit| open(edit.status)).map(|edit| edit.id.to_string()).collect();
    of_policy(&report.policy, part, &report.case.digest, report.outcome().word(), deciding)
}

fn of_policy(policy: &PolicySummary, part: AppliedAs, case: &str, result: &str, deciding: Vec<String>) -> Applied {
    Applied {
        policy: policy.reference(),
        part,
        services: Vec::new(),
        meaning_digest: policy.meaning_digest.to_string(),
        governs_digest: Some(policy.governs_digest.to_string()),
        text_digest: policy.text_digest.to_string(),
        case_digest: case.to_owned(),
        result: result.to_owned(),
        disposition: None,
        apart: Vec::new(),
        deciding,
    }
}
