//! What follows from a result; which result it is, is not known here.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// What follows from a result. A policy never denies.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Disposition {
    /// The request can be approved.
    Approve,
    /// A clinician looks at it.
    ClinicianReview,
    /// Missing information is asked for.
    RequestInformation,
    /// Somebody reads the policy's own text.
    ManualPolicyReview,
}

/// What follows from each result.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Dispositions {
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
