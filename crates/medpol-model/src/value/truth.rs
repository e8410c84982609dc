//! Three-valued truth by strong Kleene logic, and the status of a criterion.
//!
//! A status is a non-empty set of the three outcomes *met*, *not met* and *not applicable*: those
//! that some completion of the facts can lead to. Each operator is defined on single outcomes and
//! lifted to sets, so that a group is a few bit operations, and is exact when its members are
//! independent. Knows nothing of where outcomes come from.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// The answer to a condition.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Truth {
    /// It is met for all values of the unknown facts.
    Met,
    /// It is not met for any values of the unknown facts.
    NotMet,
    /// It depends on facts that are unknown.
    Unknown,
}

/// What a criterion can turn out to be: a non-empty set of met, not met and not applicable.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct Status(u8);

impl Status {
    const CAN_BE_MET: u8 = 0b001;
    const CAN_BE_NOT_MET: u8 = 0b010;
    const CAN_BE_NOT_APPLICABLE: u8 = 0b100;

    /// Holds.
    pub const MET: Self = Self(Self::CAN_BE_MET);
    /// Fails.
    pub const NOT_MET: Self = Self(Self::CAN_BE_NOT_MET);
    /// Holds or fails, depending on what is unknown. A status is also unknown when it may not
    /// apply; see [`Status::is_unknown`].
    pub const UNKNOWN: Self = Self(Self::CAN_BE_MET | Self::CAN_BE_NOT_MET);
    /// Does not apply; left out of its group.
    pub const NOT_APPLICABLE: Self = Self(Self::CAN_BE_NOT_APPLICABLE);

    /// All seven statuses, for tests that try every one.
    pub const ALL: [Self; 7] = [Self(1), Self(2), Self(3), Self(4), Self(5), Self(6), Self(7)];

    /// The status of something that applies, with these possibilities; at least one must be given.
    #[inline]
    pub const fn of(can_be_met: bool, can_be_not_met: bool) -> Self {
        Self((can_be_met as u8) | ((can_be_not_met as u8) << 1))
    }

    /// This status, or not applicable.
    #[inline]
    #[must_use]
    pub const fn or_not_applicable(self) -> Self {
        Self(self.0 | Self::CAN_BE_NOT_APPLICABLE)
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

    /// Whether it does not apply under some completion of the facts.
    #[inline]
    pub const fn can_be_not_applicable(self) -> bool {
        self.0 & Self::CAN_BE_NOT_APPLICABLE != 0
    }

    /// Whether more than one outcome is possible.
    #[inline]
    pub const fn is_unknown(self) -> bool {
        self.0 & self.0.wrapping_sub(1) != 0
    }

    /// The truth, or `None` where it cannot apply.
    pub const fn truth(self) -> Option<Truth> {
        match self.0 {
            Self::CAN_BE_MET => Some(Truth::Met),
            Self::CAN_BE_NOT_MET => Some(Truth::NotMet),
            Self::CAN_BE_NOT_APPLICABLE => None,
            _ => Some(Truth::Unknown),
        }
    }

    /// Negation; not applicable stays so.
    #[inline]
    #[must_use]
    pub const fn negated(self) -> Self {
        Self(
            (self.0 & Self::CAN_BE_NOT_APPLICABLE)
                | ((self.0 & Self::CAN_BE_MET) << 1)
                | ((self.0 & Self::CAN_BE_NOT_MET) >> 1),
        )
    }

    /// What it counts as where nothing can be left out: not applicable satisfies.
    #[inline]
    #[must_use]
    pub const fn satisfied_if_not_applicable(self) -> Self {
        Self((self.0 | (self.0 >> 2)) & Self::UNKNOWN.0)
    }

    /// What it counts as where it only matters if it holds: not applicable does not hold.
    #[inline]
    const fn failed_if_not_applicable(self) -> Self {
        Self((self.0 & Self::UNKNOWN.0) | ((self.0 & Self::CAN_BE_NOT_APPLICABLE) >> 1))
    }

    /// Conjunction. Not met if a member is not met, else met if a member is met, else not applicable.
    #[inline]
    #[must_use]
    pub fn all(members: impl IntoIterator<Item = Self>) -> Self {
        let (every, some) = Self::gather(members);
        Self((some & Self::CAN_BE_NOT_MET) | (some & every & Self::CAN_BE_MET) | (every & Self::CAN_BE_NOT_APPLICABLE))
    }

    /// Disjunction. Met if a member is met, else not met if a member is not met, else not applicable.
    #[inline]
    #[must_use]
    pub fn any(members: impl IntoIterator<Item = Self>) -> Self {
        let (every, some) = Self::gather(members);
        Self((some & Self::CAN_BE_MET) | (some & every & Self::CAN_BE_NOT_MET) | (every & Self::CAN_BE_NOT_APPLICABLE))
    }

    /// The outcomes that every member can have or be left out for, and those that some member can have.
    #[inline]
    fn gather(members: impl IntoIterator<Item = Self>) -> (u8, u8) {
        let (mut every, mut some) = (0b111, 0);
        for Self(member) in members {
            // A member that may not apply may be passed over, whatever the group comes to.
            every &= member | (member >> 2) | ((member >> 1) & Self::CAN_BE_NOT_MET);
            some |= member;
        }
        (every, some)
    }

    /// What `condition` chooses: `then` where it holds or does not apply, else `otherwise`.
    #[inline]
    #[must_use]
    pub fn choose(condition: Self, then: impl FnOnce() -> Self, otherwise: impl FnOnce() -> Self) -> Self {
        let condition = condition.satisfied_if_not_applicable();
        let then = if condition.can_be_met() { then().0 } else { 0 };
        let otherwise = if condition.can_be_not_met() { otherwise().0 } else { 0 };
        Self(then | otherwise)
    }

    /// This or that, where a waiver that does not apply never holds. Not applicable stays so.
    #[inline]
    #[must_use]
    pub const fn or_if(self, waiver: Self) -> Self {
        let waiver = waiver.failed_if_not_applicable();
        let otherwise = if self.can_be_not_met() { waiver.0 } else { 0 };
        Self((self.0 & !Self::CAN_BE_NOT_MET) | otherwise)
    }

    /// This unless that, where an exception that does not apply never holds. Not applicable stays so.
    #[inline]
    #[must_use]
    pub const fn unless(self, exception: Self) -> Self {
        let exception = exception.failed_if_not_applicable().negated();
        let otherwise = if self.can_be_met() { exception.0 } else { 0 };
        Self((self.0 & !Self::CAN_BE_MET) | otherwise)
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
        let known = [(Self::MET, "met"), (Self::NOT_MET, "not_met"), (Self::NOT_APPLICABLE, "not_applicable")];
        let words: Vec<&str> = known.iter().filter(|(one, _)| self.0 & one.0 != 0).map(|(_, word)| *word).collect();
        formatter.write_str(&words.join("|"))
    }
}

#[cfg(test)]
#[expect(clippy::indexing_slicing, reason = "an operator is tried on exactly as many operands as it has")]
mod tests;
