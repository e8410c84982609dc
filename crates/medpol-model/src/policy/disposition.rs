//! What follows from a result; which result it is, is not known here.

use std::sync::Arc;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::program::NodeId;

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

/// The determination of some of a policy's services.
#[derive(Clone, Debug)]
pub struct ServiceEntry {
    /// The services.
    pub services: Vec<Arc<str>>,
    /// The node that says whether one of them is requested.
    pub requested: NodeId,
    /// The node that decides for them; it is not applicable where none is requested.
    pub root: NodeId,
    /// What follows from a result.
    pub disposition: Dispositions,
}

impl Disposition {
    /// Its word in documents.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Approve => "approve",
            Self::ClinicianReview => "clinician_review",
            Self::RequestInformation => "request_information",
            Self::ManualPolicyReview => "manual_policy_review",
        }
    }

    /// What follows where a person has to look at the request itself.
    pub const LOOKED_AT: Self = Self::ClinicianReview;

    /// Of two, the one that leaves more to people.
    #[must_use]
    pub fn most_cautious(self, other: Self) -> Self {
        let rank = |disposition| match disposition {
            Self::Approve => 0,
            Self::RequestInformation => 1,
            Self::ManualPolicyReview => 2,
            Self::ClinicianReview => 3,
        };
        if rank(other) > rank(self) { other } else { self }
    }
}
