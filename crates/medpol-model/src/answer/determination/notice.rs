//! What a reader has to know of the policy that was applied before reading the result.
//!
//! Only what nothing else in a determination says: that a policy is reconstructed or a draft is said by its summary.

use schemars::JsonSchema;
use serde::Serialize;

/// What a reader has to know of the policy that was applied.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Notice {
    /// The date of service lies outside of the days on which this version is in force: it was named, or a line of the
    /// request has a date of its own.
    OutsidePeriod,
    /// It was named, and another policy governs the request.
    NotGoverning,
    /// It was named, and no policy of the library governs the request.
    NothingGoverns,
    /// It was named, and it cannot be said what governs the request.
    GoverningUnknown,
    /// It was tried out by its author; nothing is decided.
    Trial,
}
