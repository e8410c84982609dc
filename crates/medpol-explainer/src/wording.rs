//! How a status is worded: a criterion is met or not, an exclusion applies or does not.

use medpol_model::answer::Standing;
use medpol_model::value::{Status, Truth};

/// Whether a node is worded as a criterion or as an exclusion.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Wording {
    Criterion,
    Exclusion,
}

impl Wording {
    pub(crate) fn standing(self, status: Status) -> Standing {
        match (self, status.truth()) {
            (Self::Criterion, Some(Truth::Met)) => Standing::Met,
            (Self::Criterion, Some(Truth::NotMet)) => Standing::NotMet,
            (Self::Exclusion, Some(Truth::Met)) => Standing::Applies,
            (Self::Exclusion, Some(Truth::NotMet)) => Standing::DoesNotApply,
            (_, Some(Truth::Unknown)) => Standing::Unknown,
            (_, None) => Standing::NotApplicable,
        }
    }
}
