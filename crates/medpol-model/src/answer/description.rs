//! A policy in words: everything that decides, as a tree of described conditions. The published form.
//!
//! Text, Markdown and JSON are writings of it, and a difference between two versions is one between two
//! of these. How a condition is put into words is not known here.

mod condition;
mod value_set;

use std::sync::Arc;

use schemars::JsonSchema;
use serde::Serialize;

use crate::answer::ListedStates;
use crate::policy::{Basis, Citation, Disposition, Doubts, PolicyKind, PolicyStatus, SourceClass};
use crate::vocabulary::GivenWords;

pub use condition::{
    AllowedFinding, ConditionOperator, ConditionPart, DescribedComparison, DescribedCondition, DescribedEdit,
};
pub use value_set::{DescribedCode, VALUE_SET_FORMAT, ValueSetDescription, ValueSetUse};

/// The format name of a description.
pub const DESCRIPTION_FORMAT: &str = "medpol/description/1";

/// A policy version in words.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Description {
    /// Always `medpol/description/1`.
    pub format: &'static str,
    /// Why this version is shown, in words without a period.
    pub because: String,
    /// Its head.
    pub policy: DescribedHead,
    /// What it applies to.
    pub applies_to: DescribedSelectors,
    /// The documents it is written from.
    pub sources: Vec<DescribedSource>,
    /// What its documents mean by some words.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub definitions: Vec<DescribedDefinition>,
    /// The criteria, in written order.
    pub criteria: Vec<DescribedCondition>,
    /// The exclusions, in written order.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub exclusions: Vec<DescribedCondition>,
    /// When it is met, and what follows: one for each group of services that is determined apart, else one.
    pub determinations: Vec<DescribedDetermination>,
    /// The facts that are read, with those they follow from.
    pub facts: Vec<DescribedFact>,
    /// The named sets of codes that are compared with, as they are compared.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub value_sets: Vec<DescribedCodes>,
    /// What could not be encoded, and why.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub not_encoded: Vec<DescribedGap>,
    /// What changed from version to version.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub revisions: Vec<DescribedRevision>,
}

/// The head of a policy version.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct DescribedHead {
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
    /// When it should be read again.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub review_by: Option<String>,
    /// The version it replaces.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub supersedes: Option<Arc<str>>,
    /// What replaces it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub succeeded_by: Option<Arc<str>>,
    /// Whether it asks criteria, covers nothing, or leaves the question to another policy.
    pub position: DescribedPosition,
    /// SHA-256 of what it means (`medpol/meaning/2`).
    pub meaning_digest: Arc<str>,
    /// SHA-256 of what it governs and what follows (`medpol/governs/1`).
    pub governs_digest: Arc<str>,
    /// SHA-256 of what it says (`medpol/text/1`).
    pub text_digest: Arc<str>,
}

/// Whether a policy covers its services, and how that is decided.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum DescribedPosition {
    /// Covered where its criteria say so.
    CoveredWhen,
    /// Not covered, for all values of the facts.
    NotCovered,
    /// It leaves the question to this one, and is never evaluated itself.
    Defers(String),
}

/// What a policy applies to.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct DescribedSelectors {
    /// Payers; empty is any.
    pub payers: Vec<Arc<str>>,
    /// Lines of business; empty is any.
    pub lines_of_business: Vec<Arc<str>>,
    /// Service codes with their system.
    pub services: Vec<Arc<str>>,
    /// Drug codes with their system; empty is any.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub drugs: Vec<Arc<str>>,
    /// States.
    pub states: ListedStates,
}

/// A document that a policy is written from.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct DescribedSource {
    /// Its id.
    pub id: Arc<str>,
    /// What kind of authority it is.
    pub class: SourceClass,
    /// Its title.
    pub title: Arc<str>,
    /// When it was published, as written.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub published: Option<Arc<str>>,
    /// Where it is published.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub url: Option<Arc<str>>,
    /// What a reader should know about it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub note: Option<Arc<str>>,
}

/// What a document means by a word.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct DescribedDefinition {
    /// The fact or group of facts.
    pub fact: Arc<str>,
    /// The definition.
    pub text: Arc<str>,
    /// Where it comes from.
    pub citations: Arc<[Citation]>,
}

/// When a policy is met, and what follows.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct DescribedDetermination {
    /// The services it is for; empty is all.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub services: Vec<Arc<str>>,
    /// The condition that one of these services is requested.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub requested: Option<DescribedCondition>,
    /// The condition that decides; left out where that is every criterion that is not advisory, and no
    /// exclusion.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub met_when: Option<DescribedCondition>,
    /// What follows from each result.
    pub dispositions: DescribedDispositions,
}

/// What follows from each result.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct DescribedDispositions {
    /// Met.
    pub met: Disposition,
    /// Not met.
    pub not_met: Disposition,
    /// Not met, while other facts are missing.
    pub not_met_but_unknown: Disposition,
    /// Unknown because facts are missing.
    pub unknown_facts: Disposition,
    /// Unknown only because of clinical judgment.
    pub unknown_judgment_only: Disposition,
    /// Unknown because records disagree.
    pub unknown_conflicting: Disposition,
    /// Not applicable.
    pub not_applicable: Disposition,
}

/// A fact as its vocabulary defines it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct DescribedFact {
    /// Its path.
    pub path: Arc<str>,
    /// Its name to a reader.
    pub label: Arc<str>,
    /// Its type with its bounds, in words.
    pub r#type: String,
    /// When it is asked for at all, if not always.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub asked_when: Option<DescribedCondition>,
    /// How it follows from other facts where it is not given, in words.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub follows: Option<String>,
    /// Which elements that speaks of.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub follows_where: Option<DescribedCondition>,
    /// The words that the vocabulary gives for sentences about it.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub words: Vec<GivenWords>,
}

/// A named set of codes, as a policy compares with it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct DescribedCodes {
    /// The name that conditions use.
    pub name: String,
    /// The codes in words, each with the days it is valid where these are limited.
    pub codes: Vec<String>,
}

/// A clause that is not a criterion.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct DescribedGap {
    /// Its place.
    pub citation: Citation,
    /// Why it is not encoded.
    pub reason: Arc<str>,
}

/// What changed in a version.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct DescribedRevision {
    /// The version.
    pub version: Arc<str>,
    /// Its date, as written.
    pub date: Arc<str>,
    /// What changed.
    pub note: Arc<str>,
}
