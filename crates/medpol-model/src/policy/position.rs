//! The position of a policy: whether it asks criteria, covers nothing, or leaves the question to another.

use std::sync::Arc;

/// Whether a policy covers its services, and how that is decided.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Position {
    /// Covered where its criteria say so.
    #[default]
    CoveredWhen,
    /// Not covered, for all values of the facts; its one criterion, `position`, says so.
    NotCovered,
    /// It has no criteria of its own and points to another policy. It is never evaluated itself.
    Defers {
        /// Whom it leaves the question to.
        to: Deferral,
    },
}

/// Whom a policy leaves the question to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Deferral {
    /// The local coverage determination that applies.
    Lcd,
    /// The national coverage determination that applies.
    Ncd,
    /// The policy with this id.
    Policy(Arc<str>),
}

impl std::fmt::Display for Deferral {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Lcd => formatter.write_str("the LCD that applies"),
            Self::Ncd => formatter.write_str("the NCD that applies"),
            Self::Policy(id) => write!(formatter, "`{id}`"),
        }
    }
}
