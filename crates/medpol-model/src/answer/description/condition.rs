//! A condition in words, as part of a described policy. How it is put into words is not known here.

use std::sync::Arc;

use schemars::JsonSchema;
use serde::Serialize;

use crate::policy::{Citation, Comparator, Confidence, CriterionSeverity};

/// A finding that is right as it is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct AllowedFinding {
    /// Its code, or the name of its code.
    pub code: Arc<str>,
    /// Why it is right.
    pub because: Arc<str>,
}

/// A condition in words, with its parts.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct DescribedCondition {
    /// Its id, if it has one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub id: Option<Arc<str>>,
    /// Its place in the policy: the id, or a path such as `disc.where[2]`.
    pub path: Arc<str>,
    /// What it is to the condition that holds it.
    pub part: ConditionPart,
    /// Which operator it is.
    pub operator: ConditionOperator,
    /// What it says by itself, complete without its text; its parts say the rest.
    pub says: String,
    /// The paths of the facts that it reads itself.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub facts: Vec<Arc<str>>,
    /// What it compares with, one for each comparator; left out where it compares with nothing.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub comparisons: Vec<DescribedComparison>,
    /// What is assumed where nothing is on record, in words; a part of what it says.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub absence: Option<String>,
    /// Which evidence it asks for, in words; a part of what it says.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub evidence: Option<String>,
    /// What its author wrote.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub text: Option<Arc<str>>,
    /// How an ambiguous text was read.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub note: Option<Arc<str>>,
    /// Findings about it that its author says are right as they are.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub allowed: Vec<AllowedFinding>,
    /// Plain words for the patient.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub member_text: Option<Arc<str>>,
    /// Why something is assumed where facts are absent.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub because: Option<Arc<str>>,
    /// The set of criteria that it comes from, as `shared/name@version`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub origin: Option<Arc<str>>,
    /// Whether it is shown and never decides.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub advisory: bool,
    /// Its weight.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub severity: Option<CriterionSeverity>,
    /// How certain it is that it says what its document says.
    pub confidence: Confidence,
    /// Where it comes from, inherited from the nearest condition around it that says so.
    #[serde(skip_serializing_if = "<[Citation]>::is_empty")]
    pub citations: Arc<[Citation]>,
    /// What a coding edit says beside its condition.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub edit: Option<DescribedEdit>,
    /// SHA-256 of what it means, where it has an id.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub meaning_digest: Option<Arc<str>>,
    /// Its parts, in written order.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub parts: Vec<DescribedCondition>,
}

/// One comparator with its right side.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct DescribedComparison {
    /// The comparator.
    pub comparator: Comparator,
    /// What it compares with, as its author wrote it.
    pub right: Arc<str>,
}

/// What a condition is to the one that holds it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum ConditionPart {
    /// A member of a list or group, or the only condition there.
    Member,
    /// Which elements are looked at.
    Where,
    /// What must hold of an element.
    Satisfies,
    /// What chooses a branch.
    If,
    /// The branch where that holds.
    Then,
    /// The branch where it does not.
    Else,
    /// What must hold, unless its exception or waiver says otherwise.
    Base,
    /// Where the base does not count.
    ExceptWhen,
    /// Where the base need not hold.
    WaivedWhen,
}

/// The operator of a condition.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum ConditionOperator {
    /// Every member is met.
    All,
    /// Some member is met.
    Any,
    /// No member is met.
    None,
    /// The member does not hold.
    Not,
    /// The member is met or does not apply.
    Satisfied,
    /// A number of members are met.
    Of,
    /// The base holds and its exception does not.
    Except,
    /// The base holds or its waiver does.
    Waive,
    /// The branch that a condition chooses.
    If,
    /// The outcome of another criterion.
    Criterion,
    /// A fact is compared.
    Fact,
    /// A fact is on record.
    Known,
    /// Some element satisfies.
    Some,
    /// No element satisfies.
    Without,
    /// Every element satisfies.
    Every,
    /// The number of elements is compared.
    Count,
    /// The total of a field is compared.
    Sum,
    /// The latest elements satisfy.
    Latest,
    /// The earliest elements satisfy.
    Earliest,
    /// The same in every case.
    Settled,
}

/// What a coding edit says beside its condition.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct DescribedEdit {
    /// How much weight it has.
    pub severity: CriterionSeverity,
    /// What is wrong where its condition is not met.
    pub message: Arc<str>,
    /// What to do about it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub remedy: Option<Arc<str>>,
    /// The list whose elements are its lines, in words.
    pub lines: String,
    /// The lines to name where none follows from the condition, in words.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub names: Option<String>,
    /// Which of these.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub names_where: Option<Box<DescribedCondition>>,
}
