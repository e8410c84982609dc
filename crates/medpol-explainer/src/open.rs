//! Whether an unknown node leaves the node above it unknown.
//!
//! A node that may not apply is unknown, but often it does not matter: in a conjunction of which
//! another member is met, it is the same whether a member is met or does not apply.

use medpol_model::value::Status;

/// The result of "not applicable" for the node above.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum NotApplicable {
    /// It is an outcome of its own.
    Itself,
    /// It counts as met.
    LikeMet,
    /// It counts as not met.
    LikeNotMet,
}

impl NotApplicable {
    /// Whether a member with this status leaves the node above unknown.
    pub(crate) const fn leaves_open(self, status: Status) -> bool {
        match self {
            Self::Itself => status.is_unknown(),
            Self::LikeMet => status.satisfied_if_not_applicable().is_unknown(),
            Self::LikeNotMet => status.negated().satisfied_if_not_applicable().is_unknown(),
        }
    }

    /// The same below a negation.
    pub(crate) const fn negated(self) -> Self {
        match self {
            Self::Itself => Self::Itself,
            Self::LikeMet => Self::LikeNotMet,
            Self::LikeNotMet => Self::LikeMet,
        }
    }

    /// The same for the members of a conjunction with this status.
    pub(crate) const fn in_all(self, group: Status) -> Self {
        match self {
            // A member that does not apply differs from one that is met only where no member applies.
            Self::Itself | Self::LikeNotMet if group.can_be_not_applicable() => Self::Itself,
            Self::Itself | Self::LikeNotMet | Self::LikeMet => Self::LikeMet,
        }
    }

    /// The same for the members of a disjunction with this status.
    pub(crate) const fn in_any(self, group: Status) -> Self {
        self.negated().in_all(group).negated()
    }
}
