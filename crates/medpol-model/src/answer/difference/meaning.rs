//! How the meaning of two policies differs: for every possible case, and not for a sample.
//!
//! What is said here was proved, or shown by a case that both policies decided, or says that it was not decided and why.

use std::sync::Arc;

use medpol_diagnostics::listed;
use schemars::JsonSchema;
use serde::Serialize;

listed! {
    /// Which way the second goes, for patients: complete cases.
    #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, JsonSchema)]
    #[serde(rename_all = "snake_case")]
    pub enum MeaningDirection {
        /// Every patient gets the same.
        Same,
        /// Some are met under the first and not under the second, none the other way.
        Stricter,
        /// Some are met under the second and not under the first, none the other way.
        Looser,
        /// Some one way and some the other.
        Both,
        /// Some lose; whether others gain was not decided.
        StricterAtLeast,
        /// Some gain; whether others lose was not decided.
        LooserAtLeast,
        /// Not decided.
        NotDecided,
    }
}

/// What shows it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Proved {
    /// Equal digests: both are one program.
    Digests,
    /// A search among all possible cases.
    Search,
    /// The same, with lists of up to so many entries as is said of each.
    SearchOfBoundedLists,
    /// Nothing: it was not decided.
    NotDecided,
}

/// How the meaning of two policies differs.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct MeaningDifference {
    /// Which way the second goes.
    pub direction: MeaningDirection,
    /// What shows it.
    pub proved: Proved,
    /// The smallest patient who is met under the first and not under the second.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub stricter: Option<WitnessSummary>,
    /// The smallest patient who is met under the second and not under the first.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub looser: Option<WitnessSummary>,
    /// How they differ for records; left out where that was not asked.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub records: Option<RecordsDifference>,
    /// Lists that could be longer than what was looked at: what is proved holds for lists of up to so many entries.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub lists: Vec<BoundedList>,
    /// What was not decided and why, in sentences without a period.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub limits: Vec<String>,
}

/// A list of which only so many entries were looked at.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct BoundedList {
    /// Its path.
    pub path: Arc<str>,
    /// How many entries.
    pub most: usize,
}

impl BoundedList {
    /// How "proved" is said where only so many entries of lists were looked at.
    pub fn proved(lists: &[Self]) -> String {
        match lists.iter().map(|list| list.most).min() {
            None => "proved".to_owned(),
            Some(1) => "proved for lists of 1 entry at most".to_owned(),
            Some(most) => format!("proved for lists of up to {most} entries"),
        }
    }
}

/// How two policies differ for records: what is on record of a patient.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct RecordsDifference {
    /// A record that the first settles and the second leaves unknown.
    pub asks_more: RecordFinding,
    /// A record that the second settles and the first leaves unknown.
    pub asks_less: RecordFinding,
    /// A record that both settle, each differently.
    pub otherwise: RecordFinding,
}

/// Whether there is such a record.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum RecordFinding {
    /// There is none: proved.
    None,
    /// There is this one.
    Found(WitnessSummary),
    /// It was not decided.
    NotDecided,
}

/// How the meaning of one criterion differs.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct CriterionMeaning {
    /// Which way the second goes.
    pub direction: MeaningDirection,
    /// A patient who satisfies the first and not the second.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub stricter: Option<WitnessSummary>,
    /// A patient who satisfies the second and not the first.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub looser: Option<WitnessSummary>,
}

/// A case that shows a difference, decided by both.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct WitnessSummary {
    /// The case in plain words, with both results.
    pub words: String,
    /// The file that it was written to, if it was.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub file: Option<String>,
    /// The facts in which it differs from the typical case, as `path: value`.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub facts: Vec<Arc<str>>,
}

impl WitnessSummary {
    /// Takes the name of the file out.
    pub fn forget_file(&mut self) {
        self.file = None;
    }
}
