//! What a walk knows of the nodes above the one it looks at: which outcome helps, which would end the matter, and
//! under which condition or in which choice a fact is asked for.

use medpol_model::program::NodeId;
use medpol_model::value::Status;

/// An outcome of a node, or neither.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) enum Side {
    Met,
    NotMet,
    Neither,
}

impl Side {
    /// The same below a negation.
    pub(super) const fn negated(self) -> Self {
        match self {
            Self::Met => Self::NotMet,
            Self::NotMet => Self::Met,
            Self::Neither => Self::Neither,
        }
    }

    /// The result of a node that is met, or not met.
    pub(super) const fn known(status: Status) -> Self {
        match (status.can_be_met(), status.can_be_not_met()) {
            (true, false) => Self::Met,
            (false, true) => Self::NotMet,
            (true, true) | (false, false) => Self::Neither,
        }
    }

    /// The outcome of a member that makes the group come to this, where `alone` is the outcome that a single member
    /// can give to the group, and so many members are open.
    pub(super) const fn of_member(self, alone: Self, open: usize) -> Self {
        if matches!((self, alone), (Self::Met, Self::Met) | (Self::NotMet, Self::NotMet)) || open == 1 {
            self
        } else {
            Self::Neither
        }
    }
}

/// Why a fact is looked at.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) enum Stage {
    /// An unknown node that reaches the result reads it.
    Open,
    /// It is needed once entries are listed that nobody listed yet.
    Ahead,
    /// It says whether another fact is applicable. That is not asked by itself: the other fact can be denied.
    Gate,
}

/// A condition, after whose answer something is needed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) struct Under {
    /// The first fact that the condition asks for.
    pub(super) place: usize,
    /// The condition.
    pub(super) condition: NodeId,
    /// Whose condition it is.
    pub(super) of: Origin,
    /// The outcome after which it is needed.
    pub(super) outcome: Side,
}

/// Whose condition it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) enum Origin {
    Policy,
    Vocabulary,
}

/// An option of a choice.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) struct OptionOf {
    /// The choice.
    pub(super) choice: usize,
    /// The option.
    pub(super) option: usize,
}

/// The result of the nodes above for a node.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) struct Way {
    /// The outcome that helps the policy to be met.
    pub(super) helps: Side,
    /// The outcome that alone makes the policy not met.
    pub(super) ends: Side,
    pub(super) under: Option<Under>,
    pub(super) option: Option<OptionOf>,
    /// The fact that those asked for are inputs of.
    pub(super) input_of: Option<usize>,
    pub(super) stage: Stage,
}

impl Way {
    /// At the node that decides.
    pub(super) const TOP: Self =
        Self { helps: Side::Met, ends: Side::NotMet, under: None, option: None, input_of: None, stage: Stage::Open };

    /// Below a negation.
    pub(super) const fn negated(self) -> Self {
        Self { helps: self.helps.negated(), ends: self.ends.negated(), ..self }
    }

    /// Where neither outcome helps or ends by itself.
    pub(super) const fn neutral(self) -> Self {
        Self { helps: Side::Neither, ends: Side::Neither, ..self }
    }

    /// Where the node is referred to, so that it is asked for itself.
    pub(super) const fn by_itself(self) -> Self {
        Self { under: None, option: None, input_of: None, ..self }
    }
}
