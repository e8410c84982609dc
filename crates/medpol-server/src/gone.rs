//! The policies that are gone from disk, as the status and the metrics show them.
//!
//! What becomes of them is decided in `medpol-library`.

use medpol_library::{Fate, Gone};
use schemars::JsonSchema;
use serde::Serialize;

use crate::status::time;

/// A policy version that is gone from disk.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub(crate) struct GoneReport {
    /// Its id and version.
    pub policy: String,
    /// The file it was read from, below the folder of the library.
    pub file: String,
    /// What becomes of it.
    pub state: GoneState,
    /// When it was first seen to be gone.
    pub since: String,
    /// From when on it will not be served; only while that is waited for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub served_until: Option<String>,
    /// When the library was published without it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub published_at: Option<String>,
    /// The same in words.
    pub warning: String,
}

/// What becomes of a policy version that is gone from disk.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum GoneState {
    /// It is served until it has been gone for a while.
    Waiting,
    /// The library was published without it.
    Published,
    /// It is served as it was last read.
    Kept,
}

/// How many policy versions are gone, by what becomes of them.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct GoneCounts {
    pub(crate) waiting: usize,
    pub(crate) published: usize,
    pub(crate) kept: usize,
}

impl GoneReport {
    pub(crate) fn of(gone: &Gone) -> Self {
        let Gone { policy, file, since, fate } = gone;
        let since = time(*since);
        let (state, served_until, published_at, rest) = match fate {
            Fate::Waiting { until } => {
                let until = time(*until);
                let rest = format!("it is served until {until} or until something else that is wrong is mended");
                (GoneState::Waiting, Some(until), None, rest)
            }
            Fate::Published { at } => {
                let at = time(*at);
                let rest = format!("it is no longer served since {at}");
                (GoneState::Published, None, Some(at), rest)
            }
            Fate::Kept => {
                let rest = "it is served as it was last read, until the server stops".to_owned();
                (GoneState::Kept, None, None, rest)
            }
        };
        let warning = format!("`{policy}` is gone from disk since {since}; {rest}");
        Self { policy: policy.clone(), file: file.clone(), state, since, served_until, published_at, warning }
    }
}

impl GoneCounts {
    pub(crate) fn of(gone: &[Gone]) -> Self {
        let mut counts = Self::default();
        for gone in gone {
            match gone.fate {
                Fate::Waiting { .. } => counts.waiting += 1,
                Fate::Published { .. } => counts.published += 1,
                Fate::Kept => counts.kept += 1,
            }
        }
        counts
    }
}
