//! How a status is worded: a criterion is met or not, an exclusion applies or does not.

use medpol_model::answer::Standing;
use medpol_model::value::{Status, Truth};

use crate::stance::Stance;

/// Whether a node is worded as a criterion, as an exclusion or as neither.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Wording {
    Criterion,
    Exclusion,
    /// As a criterion of which it is not said whether it is good or bad that it is met.
    Plain,
}

impl Wording {
    /// What it does to the request that a node worded so is met.
    pub(crate) const fn stance(self) -> Stance {
        match self {
            Self::Criterion => Stance::Needed,
            Self::Exclusion => Stance::Excludes,
            Self::Plain => Stance::Neutral,
        }
    }

    pub(crate) fn standing(self, status: Status) -> Standing {
        match (self, status.truth()) {
            (Self::Criterion | Self::Plain, Some(Truth::Met)) => Standing::Met,
            (Self::Criterion | Self::Plain, Some(Truth::NotMet)) => Standing::NotMet,
            (Self::Exclusion, Some(Truth::Met)) => Standing::Applies,
            (Self::Exclusion, Some(Truth::NotMet)) => Standing::DoesNotApply,
            (_, Some(Truth::Unknown)) => Standing::Unknown,
            (_, None) => Standing::NotApplicable,
        }
    }
}
