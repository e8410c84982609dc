//! The answer to a case, with everything that explains it.
//!
//! This is the published form: its JSON is canonical, text and Markdown are renderings of it. The
//! same input gives the same bytes. Nothing in it is ever called a denial.

use std::sync::Arc;

use schemars::JsonSchema;
use serde::Serialize;

use crate::{
    Basis, Citation, Comparator, Confidence, CriterionSeverity, Disposition, Doubts, Evidence, PolicyKind, PolicyStatus,
};

/// The format name of a determination.
pub const DETERMINATION_FORMAT: &str = "medpol/determination/1";

/// The answer to one case under one policy.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct Determination {
    /// Always `medpol/determination/1`.
    pub format: &'static str,
    /// Name and version of the engine.
    pub engine: &'static str,
    /// The policy that was applied.
    pub policy: PolicySummary,
    /// Why this policy and version.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub selection: Option<Selection>,
    /// The case that was decided.
    pub case: CaseSummary,
    /// The result.
    pub result: Outcome,
    /// What follows from it.
    pub disposition: Disposition,
    /// Where the policy determines its services apart: how each group of them stands.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub services: Vec<ServiceResult>,
    /// The result rests on an assumption: without it, it would be another.
    pub provisional: bool,
    /// The result is adverse and rests only on criteria that no Medicare rule or regulation backs.
    pub internal_only: bool,
    /// How many criteria and exclusions stand how.
    pub counts: Counts,
    /// The criteria that decide the result: ids, or paths where a node has no id.
    pub deciding: Vec<Arc<str>>,
    /// What to ask for; never empty when the result is unknown.
    pub missing: Vec<Missing>,
    /// What a reader should know beside the result.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub warnings: Vec<String>,
    /// What must be met.
    pub criteria: Vec<Explained>,
    /// What must not apply.
    pub exclusions: Vec<Explained>,
}

/// How some services stand.
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
    /// Nothing in the policy arises.
    NotApplicable,
}

impl Outcome {
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

/// How a criterion stands; an exclusion applies or does not.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Standing {
    /// The criterion holds.
    Met,
    /// The criterion fails.
    NotMet,
    /// It depends on facts that are not known.
    Unknown,
    /// It does not arise.
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

/// How many top-level criteria and exclusions stand how.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Counts {
    /// Criteria met, exclusions that do not apply.
    pub met: u32,
    /// Criteria not met, exclusions that apply.
    pub not_met: u32,
    /// Not known.
    pub unknown: u32,
    /// Not arising.
    pub not_applicable: u32,
}

/// A fact to ask for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Missing {
    /// The fact's path in this case, such as `history.spine_surgeries[0].date`.
    pub fact: String,
    /// The question.
    pub question: String,
    /// Why it is asked.
    pub cause: MissingCause,
    /// Which part of a partial date decides.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub decides: Option<&'static str>,
    /// What is on record so far, where something is.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub on_record: Option<String>,
    /// Documents that would prove it.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub evidence: Vec<Arc<str>>,
    /// Only a clinician can say.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub judgment: bool,
    /// The criteria that wait for it.
    pub criteria: Vec<Arc<str>>,
}

/// Why a fact is asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum MissingCause {
    /// It was never mentioned.
    NotDocumented,
    /// It was asked, and the answer is not known.
    AnswerUnknown,
    /// What is on record leaves the question open.
    NotPreciseEnough,
    /// The records disagree.
    Conflicting,
    /// The list may have more elements.
    ListIncomplete,
    /// It is asserted, and the policy wants to see evidence.
    NotEvidenced,
}

/// One node of a policy and how it stands.
#[derive(Clone, Debug, Serialize, JsonSchema)]
#[expect(clippy::struct_excessive_bools, reason = "each is a remark of its own in the published JSON")]
pub struct Explained {
    /// Its id, if it has one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub id: Option<Arc<str>>,
    /// Where it stands in the policy.
    pub path: Arc<str>,
    /// What it is to the node above, where it is not a plain member.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub part: Option<&'static str>,
    /// The set of criteria that it comes from with its parts, as `shared/name@version`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub origin: Option<Arc<str>>,
    /// How it stands.
    pub status: Standing,
    /// What the policy says.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub text: Option<Arc<str>>,
    /// Why it stands so, in a sentence.
    pub why: String,
    /// It is one of those that decide the result.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub deciding: bool,
    /// It is shown and never decides.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub advisory: bool,
    /// Its weight, where the policy gives one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub severity: Option<CriterionSeverity>,
    /// The facts that were read.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub observed: Vec<Observed>,
    /// What they were compared with.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub compared: Vec<Compared>,
    /// The list element this is about, as a reader would name it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub element: Option<String>,
    /// What was taken for granted, and why.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub assumed: Option<Arc<str>>,
    /// It holds only because it was waived.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub waived: bool,
    /// It does not hold only because an exception does.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub excepted: bool,
    /// How an ambiguous text was read.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub note: Option<Arc<str>>,
    /// How certain it is that the document says so; left out where it was read there.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub confidence: Option<Confidence>,
    /// Where it comes from; left out where it is as above.
    #[serde(skip_serializing_if = "<[Citation]>::is_empty")]
    pub citations: Arc<[Citation]>,
    /// Plain words for the patient.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub member_text: Option<Arc<str>>,
    /// The parts.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub parts: Vec<Explained>,
}

/// A fact as it was read.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct Observed {
    /// Its path in this case.
    pub fact: String,
    /// Its name to a reader.
    pub label: Arc<str>,
    /// Its value to a reader; none where it is not known.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub value: Option<String>,
    /// How it came by it.
    pub state: FactState,
    /// Only a clinician can assert it.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub judgment: bool,
    /// What proves it.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub evidence: Vec<Evidence>,
}

/// How a fact came by its value.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum FactState {
    /// Stated.
    Given,
    /// Worked out from other facts.
    Derived,
    /// Stated absent.
    DocumentedAbsent,
    /// Asked, and the answer is not known.
    AnswerUnknown,
    /// The records disagree.
    Conflicting,
    /// Never mentioned.
    NotDocumented,
    /// Never mentioned, and it does not arise in this case.
    DoesNotArise,
    /// Never mentioned, and the policy takes it for granted.
    Assumed,
}

/// What a fact was compared with.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct Compared {
    /// How.
    pub comparator: Comparator,
    /// The right side.
    pub threshold: Arc<str>,
    /// How far the value is from it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub distance: Option<String>,
}
