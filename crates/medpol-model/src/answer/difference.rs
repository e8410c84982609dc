//! What is different between two policies or two libraries: the published form.
//!
//! Text, Markdown and JSON are writings of it. How two descriptions are compared, and what is said of a change, is not
//! known here.

mod change;
mod impact;
mod meaning;
mod verdict;

use std::sync::Arc;

use schemars::JsonSchema;
use serde::Serialize;

use crate::answer::{DescribedHead, DescribedSource};

pub use change::{Change, ChangeKind, ChangedPart, CriterionDifference, Effect, Guess, GuessedBy, Piece, PieceKind};
pub use impact::{CaseChange, Impact, ImpactKind, ImpactTotal};
pub use meaning::{
    BoundedList, CriterionMeaning, MeaningDifference, MeaningDirection, Proved, RecordFinding, RecordsDifference,
    WitnessSummary,
};
pub use verdict::{Verdict, VerdictKind};

/// The format name of a difference.
pub const DIFFERENCE_FORMAT: &str = "medpol/difference/1";

/// What is different between two policies or two libraries.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Difference {
    /// Always `medpol/difference/1`.
    pub format: &'static str,
    /// What was compared, as it was named.
    pub before: String,
    /// What it was compared with, as it was named.
    pub after: String,
    /// Its result.
    pub verdict: Verdict,
    /// The policy versions, by id and version; of two libraries, those that differ.
    pub policies: Vec<PolicyDifference>,
    /// How many policy versions are the same to the letter in both.
    pub unchanged: usize,
    /// The vocabularies and value sets that differ.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub documents: Vec<DocumentDifference>,
    /// What becomes of cases; left out where none were tried.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub impact: Option<Impact>,
}

/// A policy version before and after.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct PolicyDifference {
    /// As it was; left out where it is new.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub before: Option<ComparedPolicy>,
    /// As it is; left out where it is gone.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub after: Option<ComparedPolicy>,
    /// Its result.
    pub verdict: Verdict,
    /// How its meaning differs; left out where there is only one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub meaning: Option<MeaningDifference>,
    /// What changed in its criteria and exclusions, in the order of the second; those that are gone come last.
    pub criteria: Vec<CriterionDifference>,
    /// What changed in everything else.
    pub changes: Vec<Change>,
}

/// One side of a comparison.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct ComparedPolicy {
    /// The head of the policy version.
    pub policy: DescribedHead,
    /// The documents it is written from.
    pub sources: Vec<DescribedSource>,
}

/// A vocabulary or value set before and after.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct DocumentDifference {
    /// What it is.
    pub kind: ChangedPart,
    /// Its id.
    pub id: Arc<str>,
    /// What changed in it.
    pub changes: Vec<Change>,
    /// The policy versions that build on it, as `id@version`.
    pub used_by: Vec<String>,
}

impl Difference {
    /// Takes the names of files out of the witnesses, where these are not written.
    pub fn forget_files(&mut self) {
        for policy in &mut self.policies {
            if let Some(meaning) = &mut policy.meaning {
                let records = meaning
                    .records
                    .iter_mut()
                    .flat_map(|records| [&mut records.asks_more, &mut records.asks_less, &mut records.otherwise]);
                for finding in records {
                    if let RecordFinding::Found(witness) = finding {
                        witness.file = None;
                    }
                }
                let own = [&mut meaning.stricter, &mut meaning.looser];
                own.into_iter().flatten().for_each(WitnessSummary::forget_file);
            }
            for meaning in policy.criteria.iter_mut().filter_map(|criterion| criterion.meaning.as_mut()) {
                let own = [&mut meaning.stricter, &mut meaning.looser];
                own.into_iter().flatten().for_each(WitnessSummary::forget_file);
            }
        }
    }
}
