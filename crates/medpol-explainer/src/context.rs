//! What explaining reads, and how much it has said so far.

use std::cell::Cell;

use medpol_evaluator::{Evaluation, Frames};
use medpol_model::answer::View;
use medpol_model::policy::Policy;
use medpol_model::program::NodeId;
use medpol_model::value::Status;

use crate::deciding::Deciding;

/// What explaining reads.
#[derive(Clone, Copy)]
pub(crate) struct Context<'a> {
    pub(crate) policy: &'a Policy,
    pub(crate) scene: Evaluation<'a>,
    pub(crate) deciding: &'a Deciding,
    /// How much is told.
    pub(crate) view: View,
    /// How many nodes have been explained so far.
    pub(crate) explained: &'a Cell<usize>,
}

/// How many nodes are explained before further elements of lists are no longer explained one by one. Lists in
/// lists in lists multiply, and nobody reads to their end.
const MOST_EXPLAINED: usize = 700;

impl Context<'_> {
    /// Whether so much has been explained that further elements of lists are left out.
    pub(crate) fn is_long(&self) -> bool {
        self.explained.get() > MOST_EXPLAINED
    }

    /// The status of a node outside quantifiers.
    pub(crate) fn status(&self, node: NodeId) -> Status {
        self.scene.inner(node, &Frames::TOP)
    }
}
