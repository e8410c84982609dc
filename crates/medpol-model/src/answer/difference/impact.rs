//! What becomes of cases: the same cases decided by both sides.

use medpol_diagnostics::listed;
use schemars::JsonSchema;
use serde::Serialize;

use crate::answer::Outcome;

listed! {
    /// What becomes of a case.
    #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, JsonSchema)]
    #[serde(rename_all = "snake_case")]
    pub enum ImpactKind {
        /// It is met, and was not met or not applicable.
        NewlyMet,
        /// It is not met, and was met or not applicable.
        NewlyNotMet,
        /// It is unknown, and was decided.
        NewlyUnknown,
        /// It is not applicable, and was something else.
        NewlyNotApplicable,
        /// It was unknown, and is decided.
        Settled,
        /// The same result by other criteria.
        OtherReasons,
        /// The same result for the same reasons.
        Unchanged,
        /// One side or both cannot decide it.
        NotTried,
    }
}

impl ImpactKind {
    /// What it is, for people.
    pub const fn words(self) -> &'static str {
        match self {
            Self::NewlyMet => "newly met",
            Self::NewlyNotMet => "newly not met",
            Self::NewlyUnknown => "newly unknown",
            Self::NewlyNotApplicable => "newly not applicable",
            Self::Settled => "settled: was unknown, is decided",
            Self::OtherReasons => "the same result for other reasons",
            Self::Unchanged => "unchanged",
            Self::NotTried => "not tried",
        }
    }

    /// The kind of a result that was one thing and is another; `None` where it is the same.
    pub fn of(was: Outcome, now: Outcome) -> Option<Self> {
        match (was, now) {
            _ if was == now => None,
            (Outcome::Unknown, Outcome::Met | Outcome::NotMet) => Some(Self::Settled),
            (_, Outcome::Met) => Some(Self::NewlyMet),
            (_, Outcome::NotMet) => Some(Self::NewlyNotMet),
            (_, Outcome::Unknown) => Some(Self::NewlyUnknown),
            (_, Outcome::NotApplicable) => Some(Self::NewlyNotApplicable),
        }
    }

    /// Whether the result is another one.
    pub const fn is_another_result(self) -> bool {
        match self {
            Self::NewlyMet | Self::NewlyNotMet | Self::NewlyUnknown | Self::NewlyNotApplicable | Self::Settled => true,
            Self::OtherReasons | Self::Unchanged | Self::NotTried => false,
        }
    }
}

/// What becomes of cases.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Impact {
    /// Where they came from, as it was named.
    pub cases: String,
    /// How many were decided by both.
    pub tried: usize,
    /// How many have another result.
    pub changed: usize,
    /// How many there are of each kind, in the order of the kinds.
    pub totals: Vec<ImpactTotal>,
    /// Every case that is not unchanged, by kind and then in the order in which they were read.
    pub list: Vec<CaseChange>,
}

/// How many cases there are of a kind.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct ImpactTotal {
    /// The kind.
    pub kind: ImpactKind,
    /// How many.
    pub count: usize,
}

/// What becomes of one case.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct CaseChange {
    /// The case: its file, or the line that it stands on.
    pub case: String,
    /// What becomes of it.
    pub kind: ImpactKind,
    /// The result before; left out where it could not be decided.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub was: Option<Outcome>,
    /// The result after; left out where it cannot be decided.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub now: Option<Outcome>,
    /// The criteria that decided before and do not any more.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub no_longer: Vec<String>,
    /// The criteria that decide now and did not.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub newly: Vec<String>,
    /// Why it was not tried.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub because: Option<String>,
}
