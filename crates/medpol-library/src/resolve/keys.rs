//! Sets of the keys that a policy is selected by.
//!
//! Knows neither policies nor cases.

use medpol_model::answer::SelectingKey;

/// A set of selecting keys.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct Keys(u8);

impl Keys {
    /// No key.
    pub const NONE: Self = Self(0);

    const fn bit(key: SelectingKey) -> u8 {
        match key {
            SelectingKey::Service => 1,
            SelectingKey::Payer => 2,
            SelectingKey::LineOfBusiness => 4,
            SelectingKey::State => 8,
            SelectingKey::DateOfService => 16,
            SelectingKey::Drug => 32,
        }
    }

    /// With a key more.
    #[must_use]
    pub const fn with(self, key: SelectingKey) -> Self {
        Self(self.0 | Self::bit(key))
    }

    /// Those of both sets.
    #[must_use]
    pub const fn and(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    /// Whether a key is in it.
    pub const fn has(self, key: SelectingKey) -> bool {
        self.0 & Self::bit(key) != 0
    }

    /// Whether no key is in it.
    pub const fn is_empty(self) -> bool {
        self.0 == 0
    }

    /// How many keys are in it.
    pub const fn count(self) -> u32 {
        self.0.count_ones()
    }

    /// Its keys in order.
    pub fn list(self) -> Vec<SelectingKey> {
        SelectingKey::ALL.into_iter().filter(|key| self.has(*key)).collect()
    }
}
