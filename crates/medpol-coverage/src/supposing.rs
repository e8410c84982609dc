//! What a case would come to if a part of the policy were met, or not met, whatever the facts.
//!
//! The part becomes a constant of the program, and the case is decided again: there is no second way of deciding. Where
//! the part is asked of elements, it is so of all of them.

use medpol_evaluator::{Outcomes, decide};
use medpol_model::case::Case;
use medpol_model::policy::Policy;
use medpol_model::program::{NodeId, Op};
use medpol_model::value::{Status, Symbols};

/// A policy of which a part can be set.
pub(crate) struct Supposing<'a> {
    policy: Policy,
    symbols: &'a Symbols,
    outcomes: Outcomes,
}

/// What is supposed of a part.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Supposed {
    Met,
    NotMet,
}

impl Supposed {
    pub(crate) const BOTH: [Self; 2] = [Self::Met, Self::NotMet];

    pub(crate) const fn other(self) -> Self {
        match self {
            Self::Met => Self::NotMet,
            Self::NotMet => Self::Met,
        }
    }

    const fn status(self) -> Status {
        match self {
            Self::Met => Status::MET,
            Self::NotMet => Status::NOT_MET,
        }
    }
}

impl<'a> Supposing<'a> {
    pub(crate) fn of(policy: &Policy, symbols: &'a Symbols) -> Self {
        let mut policy = policy.clone();
        // A leaf that is decided by its mask beforehand would not be asked what it is.
        let masks = std::mem::take(&mut policy.masks);
        policy.order.splice(..0, masks.into_iter().map(|leaf| leaf.node));
        let outcomes = Outcomes::for_policy(&policy);
        Self { policy, symbols, outcomes }
    }

    /// Decides a case with a part set, and tells what came out; nothing where it makes too much work.
    pub(crate) fn decided<T>(
        &mut self,
        case: &Case,
        part: NodeId,
        supposed: Supposed,
        told: impl FnOnce(&Outcomes) -> T,
    ) -> Option<T> {
        let at = part.0 as usize;
        let own = std::mem::replace(self.policy.program.nodes.get_mut(at)?, Op::Constant(supposed.status()));
        decide(&self.policy, self.symbols, case, &mut self.outcomes);
        if let Some(node) = self.policy.program.nodes.get_mut(at) {
            *node = own;
        }
        self.outcomes.too_much().is_none().then(|| told(&self.outcomes))
    }
}
