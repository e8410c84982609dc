//! One node of a policy in an answer: its status, why, and what was read and compared.

use std::sync::Arc;

use schemars::JsonSchema;
use serde::Serialize;

use crate::answer::Standing;
use crate::case::Evidence;
use crate::policy::{Citation, Comparator, Confidence, CriterionSeverity};

/// One node of a policy and its status.
#[derive(Clone, Debug, Serialize, JsonSchema)]
#[expect(clippy::struct_excessive_bools, reason = "each is a remark of its own in the published JSON")]
pub struct Explained {
    /// Its id, if it has one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub id: Option<Arc<str>>,
    /// Its place in the policy.
    pub path: Arc<str>,
    /// What it is to the node above, where it is not a plain member.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub part: Option<PartRole>,
    /// The set of criteria that it comes from with its parts, as `shared/name@version`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub origin: Option<Arc<str>>,
    /// Its status.
    pub status: Standing,
    /// What the policy says.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub text: Option<Arc<str>>,
    /// Why it stands so, in a sentence; left out in the shortest view.
    #[serde(skip_serializing_if = "String::is_empty")]
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
    /// What was assumed, and why.
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

/// What a node is to the node above it, where it is not a plain member.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum PartRole {
    /// It chooses the elements of a list.
    Where,
    /// It must hold of each chosen element.
    Satisfies,
    /// It chooses a branch.
    If,
    /// The branch that counts where the condition is met.
    Then,
    /// The branch that counts where the condition is not met.
    Else,
    /// Where it holds, the node above does not count.
    Exception,
    /// Where it holds, the node above need not.
    Waiver,
    /// It must not hold, nor its siblings.
    #[serde(rename = "none of")]
    NoneOf,
    /// It must not hold.
    Not,
}

impl PartRole {
    /// Its words in reports.
    pub const fn words(self) -> &'static str {
        match self {
            Self::Where => "where",
            Self::Satisfies => "satisfies",
            Self::If => "if",
            Self::Then => "then",
            Self::Else => "else",
            Self::Exception => "exception",
            Self::Waiver => "waiver",
            Self::NoneOf => "none of",
            Self::Not => "not",
        }
    }
}

/// A fact as it was read.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct Observed {
    /// Its path in this case.
    pub fact: String,
    /// Its name to a reader.
    pub label: Arc<str>,
    /// Its value to a reader; none where it is unknown.
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
    /// The record says that there is none.
    OnRecordAsAbsent,
    /// Asked, and the answer is unknown.
    AnswerUnknown,
    /// The records disagree.
    Conflicting,
    /// The record says nothing of it.
    NotOnRecord,
    /// The record says nothing of it, and it is not applicable to this case.
    NotApplicable,
    /// The record says nothing of it, and the policy says what to assume.
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

impl Compared {
    /// The comparator and the right side, such as "at least 18 years".
    pub fn words(&self) -> String {
        self.comparator.with(&self.threshold)
    }
}
