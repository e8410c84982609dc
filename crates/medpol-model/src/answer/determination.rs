//! The answer to a case, with everything that explains it.
//!
//! This is the published form: its JSON is canonical, text and Markdown are renderings of it. The
//! same input gives the same bytes. Nothing in it is ever called a denial.

mod explained;
mod missing;
mod notice;
mod reason;

use std::sync::Arc;

use schemars::JsonSchema;
use serde::Serialize;

use crate::answer::{LibraryState, View};
use crate::policy::{Basis, Disposition, Doubts, PolicyKind, PolicyStatus};
use crate::value::{Status, Truth};

pub use explained::{Compared, Explained, FactState, Observed, PartRole};
pub use missing::{
    AnswerKind, AskedFact, AskingCriterion, ChoiceOption, DatePart, FollowUp, Missing, MissingCause, NamedValue,
    NextQuestion, OpenChoice, Proof, Question, QuestionGroup, QuestionKind,
};
pub use notice::Notice;
pub use reason::{Reason, ReasonKind};

/// The format name of a determination.
pub const DETERMINATION_FORMAT: &str = "medpol/determination/1";

/// The answer to one case under one policy.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct Determination {
    /// Always `medpol/determination/1`.
    pub format: &'static str,
    /// Name and version of the engine.
    pub engine: &'static str,
    /// How much of it is told.
    pub view: View,
    /// The policy that was applied.
    pub policy: PolicySummary,
    /// Why this policy and version.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub selection: Option<Selection>,
    /// That a file of the library, which this policy does not rest on, cannot be read.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub library: Option<LibraryState>,
    /// The case that was decided.
    pub case: CaseSummary,
    /// The result.
    pub result: Outcome,
    /// What follows from it.
    pub disposition: Disposition,
    /// Where the policy determines its services apart: the status of each group of them.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub services: Vec<ServiceResult>,
    /// The result rests on an assumption: without it, it would be another.
    pub provisional: bool,
    /// The result is adverse and rests only on the issuer's own criteria, which no rule or regulation backs. Told only
    /// for the lines of business that the library names.
    pub internal_only: bool,
    /// How many criteria and exclusions have each status.
    pub counts: Counts,
    /// The criteria that decide the result: ids, or paths where a node has no id.
    pub deciding: Vec<Arc<str>>,
    /// Why the result is what it is, one entry for each cause; empty where every criterion is met and nothing was
    /// assumed, waived or excepted.
    pub reasons: Vec<Reason>,
    /// What to ask for; never empty when the result is unknown.
    pub missing: Missing,
    /// What a reader has to know of the policy before the result.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub notices: Vec<Notice>,
    /// What a reader should know beside the result.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub warnings: Vec<String>,
    /// What must be met.
    pub criteria: Vec<Explained>,
    /// What must not apply.
    pub exclusions: Vec<Explained>,
}

/// The status of some services.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct ServiceResult {
    /// The services.
    pub services: Vec<Arc<str>>,
    /// The result; not applicable where none of them is requested.
    pub result: Outcome,
    /// What follows from it.
    pub disposition: Disposition,
}

/// The result of a determination.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    /// Every criterion is met and no exclusion applies.
    Met,
    /// A criterion is not met, or an exclusion applies.
    NotMet,
    /// It depends on the missing facts.
    Unknown,
    /// Nothing in the policy is applicable.
    NotApplicable,
}

impl Outcome {
    /// The result that the status of a whole policy, or of a part of it, reads as.
    pub const fn of(status: Status) -> Self {
        match status.truth() {
            Some(Truth::Met) => Self::Met,
            Some(Truth::NotMet) => Self::NotMet,
            Some(Truth::Unknown) => Self::Unknown,
            None => Self::NotApplicable,
        }
    }

    /// Its word in cases and reports.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Met => "met",
            Self::NotMet => "not_met",
            Self::Unknown => "unknown",
            Self::NotApplicable => "not_applicable",
        }
    }
}

/// The status of a criterion; an exclusion applies or does not.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Standing {
    /// The criterion is met.
    Met,
    /// The criterion fails.
    NotMet,
    /// It depends on facts that are unknown.
    Unknown,
    /// It is not applicable.
    NotApplicable,
    /// The exclusion applies.
    Applies,
    /// The exclusion does not apply.
    DoesNotApply,
}

impl Standing {
    /// Its word in cases and reports.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Met => "met",
            Self::NotMet => "not_met",
            Self::Unknown => "unknown",
            Self::NotApplicable => "not_applicable",
            Self::Applies => "applies",
            Self::DoesNotApply => "does_not_apply",
        }
    }
}

/// Which policy was applied.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct PolicySummary {
    /// Its id.
    pub id: Arc<str>,
    /// Its version.
    pub version: Arc<str>,
    /// Its title.
    pub title: Arc<str>,
    /// Who issued it.
    pub publisher: Arc<str>,
    /// What kind of document it is.
    pub kind: PolicyKind,
    /// Whether it is in force.
    pub status: PolicyStatus,
    /// Whether the issuer's own text was read.
    pub basis: Basis,
    /// First day it applies to.
    pub effective_from: String,
    /// Last day it applies to, if it has one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub effective_until: Option<String>,
    /// What of its head was not read in the issuer's own document.
    #[serde(skip_serializing_if = "Doubts::is_empty")]
    pub doubts: Doubts,
    /// SHA-256 of what it means (`medpol/meaning/2`): equal for versions that decide alike by construction.
    pub meaning_digest: Arc<str>,
    /// SHA-256 of what it governs and what follows from its results (`medpol/governs/1`).
    pub governs_digest: Arc<str>,
    /// SHA-256 of what it says, wording included.
    pub text_digest: Arc<str>,
}

impl PolicySummary {
    /// `publisher/name@version`.
    pub fn reference(&self) -> String {
        format!("{}@{}", self.id, self.version)
    }

    /// The days on which it is in force, in words.
    pub fn period(&self) -> String {
        match &self.effective_until {
            Some(until) => format!("{} to {until}", self.effective_from),
            None => format!("from {}", self.effective_from),
        }
    }
}

/// Why a policy version was applied.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct Selection {
    /// A sentence.
    pub because: String,
    /// What else was looked at.
    pub considered: Vec<Considered>,
}

/// A policy version that was looked at.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct Considered {
    /// `id@version`.
    pub policy: String,
    /// Why it was not applied.
    pub because: String,
}

/// The case that was decided.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct CaseSummary {
    /// Its title.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub title: Option<Arc<str>>,
    /// The date of service, or whatever the library's anchor is; a partial date as `first..last`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub anchor: Option<String>,
    /// SHA-256 of its facts and evidence, independent of layout and spelling.
    pub digest: String,
}

/// How many top-level criteria and exclusions have each status.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Counts {
    /// Criteria met, exclusions that do not apply.
    pub met: u32,
    /// Criteria not met, exclusions that apply.
    pub not_met: u32,
    /// Not known.
    pub unknown: u32,
    /// Not applicable.
    pub not_applicable: u32,
}
