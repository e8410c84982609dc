//! The place of a condition, and what it takes over from the conditions above it.
//!
//! Nothing is compiled here.

use std::sync::Arc;

use medpol_model::policy::{Citation, Confidence, Role};

/// The place of a condition.
#[derive(Clone, Debug)]
pub(crate) struct Place {
    /// Its path when it has no id.
    pub(crate) path: String,
    /// Whether it must have an id.
    pub(crate) naming: Naming,
    /// Whether it is inside a quantifier, where ids are optional.
    pub(crate) depth: Depth,
    /// What it is to its parent.
    pub(crate) role: Role,
    /// Citations of the nearest ancestor that has some.
    pub(crate) citations: Arc<[Citation]>,
    /// Confidence of the nearest ancestor that says so.
    pub(crate) confidence: Confidence,
    /// Whether a group above presumes absent what was never mentioned.
    pub(crate) presumption: Presumption,
    /// What is added to every id: the values of `each` it is a copy for, as in `[lumbar]`.
    pub(crate) suffix: String,
    /// Whether it is a coding edit.
    pub(crate) rank: Rank,
}

/// Whether a condition is a coding edit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Rank {
    /// A criterion or a part of one.
    Criterion,
    /// A top-level criterion of a policy of coding edits.
    Edit,
}

/// Whether a condition must have an id.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Naming {
    Required,
    Optional,
}

/// Whether a condition is evaluated once or for every element of a list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Depth {
    Outside,
    /// Once, but where nobody refers to it: ids are optional.
    Unnamed,
    InsideQuantifier,
}

/// Whether never-mentioned booleans below read as false and lists as empty.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Presumption {
    None,
    Absent { because: Arc<str> },
}

impl Place {
    /// A place of its own, such as a top-level criterion.
    pub(crate) fn top(path: String, role: Role, naming: Naming) -> Self {
        Self {
            path,
            naming,
            depth: Depth::Outside,
            role,
            citations: Arc::from([]),
            confidence: Confidence::Read,
            presumption: Presumption::None,
            rank: Rank::Criterion,
            suffix: String::new(),
        }
    }

    /// A part of this place with another role, named by the key it stands under.
    pub(crate) fn part(&self, key: &str, role: Role) -> Self {
        let rank = Rank::Criterion;
        Self { path: format!("{}.{key}", self.path), naming: Naming::Optional, role, rank, ..self.clone() }
    }

    /// The `index`-th member of the group at this place, counted from 1.
    pub(crate) fn member(&self, index: usize) -> Self {
        let naming = match self.depth {
            Depth::Outside => Naming::Required,
            Depth::Unnamed | Depth::InsideQuantifier => Naming::Optional,
        };
        let (role, rank) = (Role::Member, Rank::Criterion);
        Self { path: format!("{}[{}]", self.path, index + 1), naming, role, rank, ..self.clone() }
    }

    /// The same place, where ids are optional.
    pub(crate) fn unnamed(self) -> Self {
        Self { depth: Depth::Unnamed, ..self }
    }

    /// The same place in a vocabulary, where no criterion can be referred to.
    pub(crate) fn inside(self) -> Self {
        Self { depth: Depth::InsideQuantifier, ..self }
    }

    /// The copy of what is here for one of the values of `each`.
    pub(crate) fn copy(&self, value: &str) -> Self {
        let depth = if self.depth == Depth::Outside { Depth::Unnamed } else { self.depth };
        let (path, suffix) = (format!("{}[{value}]", self.path), format!("{}[{value}]", self.suffix));
        Self { path, suffix, depth, naming: Naming::Optional, role: Role::Member, ..self.clone() }
    }

    /// A part that is evaluated for every element.
    pub(crate) fn of_element(&self, key: &str, role: Role) -> Self {
        Self { depth: Depth::InsideQuantifier, ..self.part(key, role) }
    }
}
