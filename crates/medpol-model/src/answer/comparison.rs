//! Whether a policy is stricter than what it must follow: the reasons, each with a case that shows it.
//!
//! How the reasons are found is not known here.

use std::sync::Arc;

use schemars::JsonSchema;
use serde::Serialize;

use crate::answer::{BoundedList, ChangedPart, ComparedPolicy, Verdict, WitnessSummary};
use crate::policy::{Citation, SourceClass};

/// The format name of a comparison.
pub const COMPARISON_FORMAT: &str = "medpol/comparison/1";

/// A policy beside one that it must follow, or another one.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Comparison {
    /// Always `medpol/comparison/1`.
    pub format: &'static str,
    /// The policy.
    pub policy: ComparedPolicy,
    /// What it is compared with.
    pub against: ComparedPolicy,
    /// Its result.
    pub verdict: Verdict,
    /// Why patients who are met under the other are not under the policy.
    pub stricter: IndependentReasons,
    /// Why patients who are met under the policy are not under the other.
    pub looser: IndependentReasons,
}

/// The independent reasons of one direction.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct IndependentReasons {
    /// Each with a patient.
    pub found: Vec<IndependentReason>,
    /// Whether these are all.
    pub rest: ReasonRest,
    /// Lists that could be longer than what was looked at: what is proved holds for lists of up to so many entries.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub lists: Vec<BoundedList>,
    /// Why it was not decided, in sentences without a period.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub limits: Vec<String>,
}

/// Whether there are more reasons than were found.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum ReasonRest {
    /// There are none: proved.
    None,
    /// There are more than were asked for.
    More,
    /// That was not decided.
    NotDecided,
}

/// Criteria that together are why a patient is not met.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct IndependentReason {
    /// The criteria and exclusions; none where it is not they alone that decide.
    pub criteria: Vec<Responsible>,
    /// The patient.
    pub witness: WitnessSummary,
}

/// A criterion that is responsible.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Responsible {
    /// Its id.
    pub id: Arc<str>,
    /// Whether it is a criterion or an exclusion.
    pub part: ChangedPart,
    /// What it says.
    pub says: String,
    /// What kinds of authority it rests on, its own and those that it cites.
    pub classes: Vec<SourceClass>,
    /// Whether no Medicare rule and no regulation is among them.
    pub internal_only: bool,
    /// Where it comes from.
    pub citations: Vec<Citation>,
}

impl Comparison {
    /// Takes the names of files out of the witnesses, where these are not written.
    pub fn forget_files(&mut self) {
        let reasons = self.stricter.found.iter_mut().chain(&mut self.looser.found);
        reasons.for_each(|reason| reason.witness.forget_file());
    }
}
