//! Three-valued truth by strong Kleene logic, with "not applicable" as the neutral element.
//!
//! An outcome is held as two possibilities, *can be met* and *can be not met*, so that groups are
//! a few bit operations. Knows nothing of where outcomes come from.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// The answer to a condition.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Truth {
    /// It holds whatever the unknown facts are.
    Met,
    /// It fails whatever the unknown facts are.
    NotMet,
    /// It depends on facts that are not known.
    Unknown,
}

/// The outcome of a criterion: a truth, or that the criterion does not arise.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct Status(u8);

impl Status {
    const CAN_BE_MET: u8 = 1;
    const CAN_BE_NOT_MET: u8 = 2;

    /// Holds.
    pub const MET: Self = Self(Self::CAN_BE_MET);
    /// Fails.
    pub const NOT_MET: Self = Self(Self::CAN_BE_NOT_MET);
    /// Depends on what is not known.
    pub const UNKNOWN: Self = Self(Self::CAN_BE_MET | Self::CAN_BE_NOT_MET);
    /// Does not arise; dropped from its group.
    pub const NOT_APPLICABLE: Self = Self(0);

    /// The status with these possibilities; neither means not applicable.
    #[inline]
    pub const fn of(can_be_met: bool, can_be_not_met: bool) -> Self {
        Self((can_be_met as u8) | ((can_be_not_met as u8) << 1))
    }

    /// Met when `holds`, else not met.
    #[inline]
    pub const fn known(holds: bool) -> Self {
        if holds { Self::MET } else { Self::NOT_MET }
    }

    /// Whether some completion of the facts meets it.
    #[inline]
    pub const fn can_be_met(self) -> bool {
        self.0 & Self::CAN_BE_MET != 0
    }

    /// Whether some completion of the facts fails it.
    #[inline]
    pub const fn can_be_not_met(self) -> bool {
        self.0 & Self::CAN_BE_NOT_MET != 0
    }

    /// The truth, or `None` where it does not arise.
    pub const fn truth(self) -> Option<Truth> {
        match self.0 {
            Self::CAN_BE_MET => Some(Truth::Met),
            Self::CAN_BE_NOT_MET => Some(Truth::NotMet),
            0 => None,
            _ => Some(Truth::Unknown),
        }
    }

    /// Negation; not applicable stays so.
    #[inline]
    #[must_use]
    pub const fn negated(self) -> Self {
        Self::of(self.can_be_not_met(), self.can_be_met())
    }

    /// What it counts as where nothing can be dropped: not applicable satisfies.
    #[inline]
    #[must_use]
    pub const fn satisfied_if_not_applicable(self) -> Self {
        if self.0 == 0 { Self::MET } else { self }
    }

    /// Conjunction of what applies; not applicable when nothing does.
    #[inline]
    #[must_use]
    pub fn all(members: impl IntoIterator<Item = Self>) -> Self {
        let (every, some) = Self::gather(members);
        Self(if some == 0 { 0 } else { (every & Self::CAN_BE_MET) | (some & Self::CAN_BE_NOT_MET) })
    }

    /// Disjunction of what applies; not applicable when nothing does.
    #[inline]
    #[must_use]
    pub fn any(members: impl IntoIterator<Item = Self>) -> Self {
        let (every, some) = Self::gather(members);
        Self(if some == 0 { 0 } else { (some & Self::CAN_BE_MET) | (every & Self::CAN_BE_NOT_MET) })
    }

    /// The possibilities that every member has, and those that some member has; what does not apply
    /// is passed over.
    #[inline]
    fn gather(members: impl IntoIterator<Item = Self>) -> (u8, u8) {
        let (mut every, mut some) = (Self::UNKNOWN.0, 0);
        for Self(member) in members {
            every &= if member == 0 { Self::UNKNOWN.0 } else { member };
            some |= member;
        }
        (every, some)
    }

    /// This or that, where a not applicable right side never holds.
    #[inline]
    #[must_use]
    pub fn or_if(self, other: Self) -> Self {
        if self == Self::NOT_APPLICABLE {
            return self;
        }
        let other = if other == Self::NOT_APPLICABLE { Self::NOT_MET } else { other };
        Self::any([self, other])
    }

    /// This unless that, where a not applicable right side never holds.
    #[inline]
    #[must_use]
    pub fn unless(self, other: Self) -> Self {
        if self == Self::NOT_APPLICABLE {
            return self;
        }
        let other = if other == Self::NOT_APPLICABLE { Self::NOT_MET } else { other };
        Self::all([self, other.negated()])
    }

    /// What both agree on, unknown where they differ; not applicable is a value like any other.
    #[inline]
    #[must_use]
    pub fn either(self, other: Self) -> Self {
        if self == other { self } else { Self::UNKNOWN }
    }
}

impl From<Truth> for Status {
    fn from(truth: Truth) -> Self {
        match truth {
            Truth::Met => Self::MET,
            Truth::NotMet => Self::NOT_MET,
            Truth::Unknown => Self::UNKNOWN,
        }
    }
}

impl std::fmt::Debug for Status {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str(match self.truth() {
            Some(Truth::Met) => "met",
            Some(Truth::NotMet) => "not_met",
            Some(Truth::Unknown) => "unknown",
            None => "not_applicable",
        })
    }
}

#[cfg(test)]
mod tests {
    use super::Status;

    const M: Status = Status::MET;
    const N: Status = Status::NOT_MET;
    const U: Status = Status::UNKNOWN;
    const X: Status = Status::NOT_APPLICABLE;

    #[track_caller]
    fn check(members: &[Status], all: Status, any: Status) {
        assert_eq!(Status::all(members.iter().copied()), all, "all of {members:?}");
        assert_eq!(Status::any(members.iter().copied()), any, "any of {members:?}");
    }

    #[test]
    fn groups_follow_strong_kleene() {
        check(&[M, M], M, M);
        check(&[M, N], N, M);
        check(&[M, U], U, M);
        check(&[N, U], N, U);
        check(&[N, N], N, N);
        check(&[U, U], U, U);
    }

    #[test]
    fn what_does_not_apply_is_dropped() {
        check(&[X, M], M, M);
        check(&[X, N], N, N);
        check(&[X, U], U, U);
        check(&[X, X], X, X);
        check(&[], X, X);
    }

    #[test]
    fn exceptions_and_waivers() {
        assert_eq!(M.unless(N), M);
        assert_eq!(M.unless(U), U);
        assert_eq!(M.unless(X), M);
        assert_eq!(N.unless(U), N);
        assert_eq!(N.or_if(M), M);
        assert_eq!(N.or_if(X), N);
        assert_eq!(X.or_if(M), X);
    }
}
