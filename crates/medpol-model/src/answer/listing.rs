//! The policies of a library, one line each: the published form of an inventory.
//!
//! Knows nothing of files; the caller has counted.

use std::sync::Arc;

use schemars::JsonSchema;
use serde::Serialize;

use crate::answer::LibraryState;
use crate::policy::{Basis, Doubts, PolicyKind, PolicyStatus};

/// The format name of a listing.
pub const LISTING_FORMAT: &str = "medpol/listing/1";

/// The policies of a library.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct Listing {
    /// Always `medpol/listing/1`.
    pub format: &'static str,
    /// The day for which it was asked, if one was.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub as_of: Option<String>,
    /// That a file of the library cannot be read.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub library: Option<LibraryState>,
    /// The policy versions by id and first effective day.
    pub policies: Vec<ListedPolicy>,
}

/// One policy version of a listing.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct ListedPolicy {
    /// Who issued it.
    pub publisher: Arc<str>,
    /// Its id.
    pub policy: Arc<str>,
    /// Its version.
    pub version: Arc<str>,
    /// Its title.
    pub title: Arc<str>,
    /// What kind of document it is.
    pub kind: PolicyKind,
    /// Whether it is in force.
    pub status: PolicyStatus,
    /// First day it applies to.
    pub effective_from: String,
    /// Last day it applies to, if it has one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub effective_until: Option<String>,
    /// What of its head was not read in the issuer's own document.
    #[serde(skip_serializing_if = "Doubts::is_empty")]
    pub doubts: Doubts,
    /// Whether the issuer's own text was read.
    pub basis: Basis,
    /// The states it applies in; none where they are unknown.
    pub states: ListedStates,
    /// What it says of its services in place of criteria: that they are not covered, or to whom it defers.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub position: Option<String>,
    /// When it should be read again.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub review_by: Option<String>,
    /// Whether that day is past on the day that was asked for.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub review_is_due: bool,
    /// Whether it, or another version of it, rests on a file that cannot be read; it is then not applied.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub in_doubt: bool,
    /// How many criteria and exclusions it has at the top.
    pub criteria: usize,
    /// How many cases expect it.
    pub cases: usize,
}

/// The states a policy applies in.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum ListedStates {
    /// Everywhere.
    All,
    /// Not known: the policy is never chosen by resolution.
    Unknown,
    /// These.
    Listed(Vec<Arc<str>>),
}
