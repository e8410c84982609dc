//! Which slips in a policy its cases and checks would notice, and which they would not.
//!
//! How the policy is changed is not known here.

use std::sync::Arc;

use medpol_diagnostics::{Span, listed};
use schemars::JsonSchema;
use serde::Serialize;

/// The format name of a mutation report.
pub const MUTATION_FORMAT: &str = "medpol/mutation/1";

/// What became of the mutants of some policies.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Mutation {
    /// Always `medpol/mutation/1`.
    pub format: &'static str,
    /// The part of all mutants that something notices, in percent, rounded down.
    pub score: u32,
    /// All policies together.
    pub counts: MutantCounts,
    /// Each policy version, in the order of their ids and versions.
    pub policies: Vec<PolicyMutation>,
}

/// What became of the mutants of a policy version.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct PolicyMutation {
    /// The policy, as `id@version`.
    pub policy: String,
    /// How many cases count for it.
    pub cases: usize,
    /// Cases that do not count: they do not come out as they expect, expect nothing, or need a review.
    pub not_counted: usize,
    /// The part of its mutants that something notices, in percent, rounded down.
    pub score: u32,
    /// How many there are of each kind of fate.
    pub counts: MutantCounts,
    /// Those that nothing notices.
    pub survived: Vec<SurvivingMutant>,
}

/// How many mutants came to what.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, JsonSchema)]
pub struct MutantCounts {
    /// All of them.
    pub mutants: u32,
    /// A case does not come out as it expects.
    pub by_cases: u32,
    /// A lint or a health check says what it did not say before.
    pub by_checks: u32,
    /// They are proved to mean the same.
    pub same: u32,
    /// Nothing notices them.
    pub survived: u32,
    /// They were not tried: the time was over.
    pub not_tried: u32,
}

/// A mutant that nothing notices.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct SurvivingMutant {
    /// The path of what was changed.
    pub path: Arc<str>,
    /// How it was changed.
    pub kind: MutantKind,
    /// The change in words.
    pub what: String,
    /// Where it is written.
    #[serde(skip)]
    pub span: Option<Span>,
}

listed! {
    /// A way in which a policy is changed.
    #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, JsonSchema)]
    #[serde(rename_all = "snake_case")]
    pub enum MutantKind {
        /// The threshold itself counts the other way: "at least" became "more than".
        Strictness,
        /// The other side of a threshold satisfies.
        Direction,
        /// A threshold is a step higher.
        Higher,
        /// A threshold is a step lower.
        Lower,
        /// `all` became `any`, or the other way.
        Group,
        /// A member of a group is left out.
        Member,
        /// Another number of members must be met.
        Number,
        /// A waived member counts the other way.
        Waived,
        /// An exception is left out.
        Exception,
        /// A waiver is left out.
        Waiver,
        /// An exception became a waiver, or the other way.
        Swapped,
        /// Something is turned round: yes became no.
        Negation,
        /// A value of an enumeration is put in or left out.
        Value,
        /// A code is left out.
        Code,
        /// In a set became not in it.
        Polarity,
        /// The branches of an `if` are changed.
        Branch,
        /// `some` became `without`, or the other way.
        Quantifier,
        /// A condition on entries is left out.
        Filter,
        /// An empty list counts the other way.
        EmptyList,
        /// What is assumed where a fact is absent is left out.
        Absence,
        /// Evidence is not asked for.
        Evidence,
        /// A list compares with wanted values in another way.
        Inclusion,
        /// `latest` became `earliest`, or the other way.
        Extreme,
        /// Entries that are alike count more than once.
        Distinct,
    }
}

impl MutantCounts {
    /// The part that something notices, in percent, rounded down; what means the same is left out.
    pub fn score(&self) -> u32 {
        let noticed = u64::from(self.by_cases) + u64::from(self.by_checks);
        let score = (noticed * 100).checked_div(noticed + u64::from(self.survived)).unwrap_or(100);
        u32::try_from(score).unwrap_or(100)
    }

    /// All of some together.
    pub fn sum(counts: impl IntoIterator<Item = Self>) -> Self {
        counts.into_iter().fold(Self::default(), |sum, one| Self {
            mutants: sum.mutants + one.mutants,
            by_cases: sum.by_cases + one.by_cases,
            by_checks: sum.by_checks + one.by_checks,
            same: sum.same + one.same,
            survived: sum.survived + one.survived,
            not_tried: sum.not_tried + one.not_tried,
        })
    }
}

impl Mutation {
    /// Policies together.
    pub fn of(policies: Vec<PolicyMutation>) -> Self {
        let counts = MutantCounts::sum(policies.iter().map(|policy| policy.counts));
        Self { format: MUTATION_FORMAT, score: counts.score(), counts, policies }
    }
}
