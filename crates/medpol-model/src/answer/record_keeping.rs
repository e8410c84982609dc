//! What a compliance office keeps: which versions were released since a day, and which are to be read again.

use std::sync::Arc;

use schemars::JsonSchema;
use serde::Serialize;

use crate::answer::Verdict;

/// The format name of a list of changes.
pub const CHANGES_FORMAT: &str = "medpol/changes/1";

/// The format name of a list of reviews.
pub const DUE_FORMAT: &str = "medpol/due/1";

/// The policy versions that were released since a day or a revision.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Changes {
    /// Always `medpol/changes/1`.
    pub format: &'static str,
    /// The day, or the revision as it was named.
    pub since: String,
    /// The versions: since a day by first effective day, since a revision by id.
    pub versions: Vec<VersionChange>,
}

/// A policy version that was released, changed or taken away.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct VersionChange {
    /// `id@version`.
    pub policy: String,
    /// Its title.
    pub title: Arc<str>,
    /// First day it applies to.
    pub effective_from: String,
    /// Last day it applies to, if it has one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub effective_until: Option<String>,
    /// What it was compared with, as `id@version`; left out for a first version.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub against: Option<String>,
    /// The result of the comparison.
    pub verdict: Verdict,
}

/// What has to be read again.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Due {
    /// Always `medpol/due/1`.
    pub format: &'static str,
    /// The day on which it was asked.
    pub as_of: String,
    /// The last day that was asked for.
    pub until: String,
    /// What should have been read again before that day, the oldest first.
    pub overdue: Vec<Review>,
    /// What must be read again by the last day, the soonest first.
    pub due: Vec<Review>,
    /// How many are to be read again later.
    pub later: usize,
    /// What says no day, by id.
    pub without: Vec<Review>,
}

/// A policy version that is to be read again.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Review {
    /// `id@version`.
    pub policy: String,
    /// Its title.
    pub title: Arc<str>,
    /// Who issued it.
    pub publisher: Arc<str>,
    /// The day by which it should be read again; left out where it says none.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub review_by: Option<String>,
    /// How many days there are until then; below zero where it is past.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub days: Option<i64>,
}
