//! What it does to the request that a node is met: a sentence says the same finding in other words by it.

use medpol_model::answer::Standing;
use medpol_model::value::Status;

use crate::wording::Wording;

/// What it does to the request that a node is met.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Stance {
    /// It is asked for.
    Needed,
    /// It stands against the request.
    Excludes,
    /// It only chooses: a branch, or an exception.
    Neutral,
}

impl Stance {
    /// The same below a negation.
    pub(crate) const fn negated(self) -> Self {
        match self {
            Self::Needed => Self::Excludes,
            Self::Excludes => Self::Needed,
            Self::Neutral => Self::Neutral,
        }
    }

    /// The standing of a node with this status.
    pub(crate) fn standing(self, status: Status) -> Standing {
        match self {
            Self::Needed | Self::Neutral => Wording::Criterion.standing(status),
            Self::Excludes => Wording::Exclusion.standing(status),
        }
    }
}
