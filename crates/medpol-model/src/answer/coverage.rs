//! What the cases of a policy show of it, and what no case shows.
//!
//! How that is found out is not known here.

use std::sync::Arc;

use medpol_diagnostics::Span;
use schemars::JsonSchema;
use serde::Serialize;

/// The format name of coverage.
pub const COVERAGE_FORMAT: &str = "medpol/coverage/1";

/// What cases show of some policies.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Coverage {
    /// Always `medpol/coverage/1`.
    pub format: &'static str,
    /// All policies together.
    pub total: CoverageCount,
    /// Each policy version that decides something, in the order of their ids and versions.
    pub policies: Vec<PolicyCoverage>,
}

/// How much is shown, of what there is to show.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, JsonSchema)]
pub struct CoverageCount {
    /// What some case shows.
    pub shown: u32,
    /// What there is to show.
    pub of: u32,
    /// The part that is shown, in percent, rounded down: 100 is said of everything and of nothing less.
    pub percent: u32,
}

/// What cases show of a policy version.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct PolicyCoverage {
    /// The policy, as `id@version`.
    pub policy: String,
    /// Its title.
    pub title: Arc<str>,
    /// How many cases count for it: those that expect something, and come out as they expect.
    pub cases: usize,
    /// Cases that do not come out as they expect, or that expect nothing. They show nothing.
    pub not_counted: usize,
    /// All that there is to show of it.
    pub count: CoverageCount,
    /// Its criteria, exclusions and edits, each with its parts after it.
    pub parts: Vec<PartCoverage>,
}

/// What cases show of a criterion, or of a part of one.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct PartCoverage {
    /// Its place in the policy: the id, or a path such as `disc.where[2]`.
    pub path: Arc<str>,
    /// What it is.
    pub kind: CoveredKind,
    /// In which list of the policy it stands.
    pub list: CoveredList,
    /// What it says.
    pub says: String,
    /// That it is met; of an exclusion, that it applies.
    pub met: Shown,
    /// That it is not met; of an exclusion, that it does not apply.
    pub not_met: Shown,
    /// That it is unknown.
    pub unknown: Shown,
    /// That it decides: a case in which the result would be another one if this were not met, and one in which it would be
    /// if this were met, all else as it is.
    pub decides: Shown,
    /// What it compares with.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub thresholds: Vec<ThresholdCoverage>,
    /// Where it is written.
    #[serde(skip)]
    pub span: Option<Span>,
}

/// What cases show of a threshold. A case shows a side of it if it would not come out as it expects were the comparison
/// the other way.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct ThresholdCoverage {
    /// The comparison, such as "at least 18 years".
    pub says: String,
    /// What it compares with, such as "18 years".
    pub threshold: String,
    /// How near a value must be that counts as just below or just above, such as "1 year"; left out where any does.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub step: Option<String>,
    /// A value just below it.
    pub below: Shown,
    /// The value itself.
    pub on: Shown,
    /// A value just above it.
    pub above: Shown,
}

/// What a covered part of a policy is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum CoveredKind {
    /// An entry of `criteria`.
    Criterion,
    /// An entry of `exclusions`.
    Exclusion,
    /// A coding edit.
    Edit,
    /// A part of one of these.
    Part,
    /// An exception.
    Exception,
    /// A waiver.
    Waiver,
}

/// The list of a policy that a part stands in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum CoveredList {
    /// The criteria, or what a determination says of when the policy is met.
    Criteria,
    /// The exclusions.
    Exclusions,
    /// The coding edits.
    Edits,
}

/// Whether some case shows something.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(tag = "state", rename_all = "snake_case")]
pub enum Shown {
    /// Cases show it.
    Shown {
        /// The first of them: one, or one for each side.
        cases: Vec<Arc<str>>,
    },
    /// No case shows it.
    Missing,
    /// There is nothing to show.
    NotCounted {
        /// Why.
        because: NotCounted,
    },
}

/// Why there is nothing to show.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum NotCounted {
    /// It is shown and never decides.
    Advisory,
    /// It is a result by itself, so that it decides whenever it is met.
    Result,
    /// It is never unknown: it asks whether something is on record, or is settled by the policy.
    NeverUnknown,
    /// It is the same in every case: it was settled when the policy was read.
    Settled,
    /// Its author allows that it has no effect of its own.
    Allowed,
    /// The vocabulary has no such value.
    OutOfBounds,
    /// No case can show it.
    NoCase,
}

impl Shown {
    /// Whether no case shows it although one should.
    pub const fn is_missing(&self) -> bool {
        matches!(self, Self::Missing)
    }
}

impl CoverageCount {
    /// Of so much that is to be shown, so much is.
    pub fn of(shown: u32, of: u32) -> Self {
        let percent = (u64::from(shown) * 100).checked_div(u64::from(of)).unwrap_or(100);
        Self { shown, of, percent: u32::try_from(percent).unwrap_or(100) }
    }

    /// All of some together.
    pub fn sum(counts: impl IntoIterator<Item = Self>) -> Self {
        let (shown, of) = counts.into_iter().fold((0, 0), |(shown, of), one| (shown + one.shown, of + one.of));
        Self::of(shown, of)
    }

    /// What is shown of some things.
    pub fn count<'s>(all: impl IntoIterator<Item = &'s Shown>) -> Self {
        let mut count = (0, 0);
        for one in all {
            match one {
                Shown::Shown { .. } => count = (count.0 + 1, count.1 + 1),
                Shown::Missing => count.1 += 1,
                Shown::NotCounted { .. } => {}
            }
        }
        Self::of(count.0, count.1)
    }
}

impl PolicyCoverage {
    /// Counts again what is shown, after something of it changed.
    pub fn recount(&mut self) {
        self.count = CoverageCount::count(self.parts.iter().flat_map(PartCoverage::all));
    }
}

impl Coverage {
    /// Counts all policies together again.
    pub fn recount(&mut self) {
        self.total = CoverageCount::sum(self.policies.iter().map(|policy| policy.count));
    }
}

impl PartCoverage {
    /// Everything that there is to show of it.
    pub fn all(&self) -> impl Iterator<Item = &Shown> {
        [&self.met, &self.not_met, &self.unknown, &self.decides]
            .into_iter()
            .chain(self.thresholds.iter().flat_map(ThresholdCoverage::all))
    }

    /// Whether anything is missing.
    pub fn is_missing(&self) -> bool {
        self.all().any(Shown::is_missing)
    }
}

impl ThresholdCoverage {
    /// Its three places.
    pub fn all(&self) -> impl Iterator<Item = &Shown> {
        [&self.below, &self.on, &self.above].into_iter()
    }
}
