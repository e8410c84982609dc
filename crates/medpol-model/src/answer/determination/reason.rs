//! Why a result is what it is: one cause, in a sentence that can be read without the rest.
//!
//! The one source of what a page, a letter, a claim response and a log say of a result.

use std::sync::Arc;

use schemars::JsonSchema;
use serde::Serialize;

use crate::answer::{Observed, Standing};
use crate::policy::{Citation, Confidence};

/// One cause of a result.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct Reason {
    /// The id of the criterion or exclusion, or the id of the nearest one above that has one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub id: Option<Arc<str>>,
    /// The path of the criterion or exclusion in the policy.
    pub path: Arc<str>,
    /// What it is a reason of: a criterion, or an exclusion.
    pub kind: ReasonKind,
    /// Its status.
    pub status: Standing,
    /// The deciding criteria that it tells of: ids, or paths where a node has no id.
    pub deciding: Vec<Arc<str>>,
    /// What the policy says, in the words of the criterion.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub text: Option<Arc<str>>,
    /// What the record shows, for a clinician: the thing, its value, the threshold and the distance.
    pub sentence: String,
    /// The same for the patient.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub member_sentence: Option<String>,
    /// The facts that it rests on.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub facts: Vec<Observed>,
    /// What is on record, where that is one value.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub value: Option<String>,
    /// What the policy asks, such as "at most 40 kg/m2".
    #[serde(skip_serializing_if = "Option::is_none")]
    pub threshold: Option<String>,
    /// How far the value is from the bound that it missed, such as "5 points short".
    #[serde(skip_serializing_if = "Option::is_none")]
    pub distance: Option<String>,
    /// What would settle it, in a sentence.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub settled_by: Option<String>,
    /// Where the policy says so. Each citation has the class of its source.
    #[serde(skip_serializing_if = "<[Citation]>::is_empty")]
    pub citations: Arc<[Citation]>,
    /// How certain it is that the document says so; left out where it was read there.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub confidence: Option<Confidence>,
}

/// What a reason tells of.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum ReasonKind {
    /// A criterion, which is needed for coverage.
    #[default]
    Criterion,
    /// An exclusion, which excludes coverage where it applies.
    Exclusion,
}
