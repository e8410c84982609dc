//! What explaining reads, and how much it has said so far.

use std::cell::{Cell, RefCell};

use medpol_evaluator::{Evaluation, Frames};
use medpol_model::answer::View;
use medpol_model::policy::Policy;
use medpol_model::program::NodeId;
use medpol_model::value::Status;

use crate::deciding::Deciding;
use crate::node::LeafReading;

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
    /// What the sentence that is being made has read so far.
    pub(crate) notes: &'a Notes,
}

/// What a sentence has read while it was made.
#[derive(Default)]
pub(crate) struct Notes {
    steps: Cell<usize>,
    readings: RefCell<Option<Vec<LeafReading>>>,
}

/// How many nodes one sentence looks into before it names the others only.
const MOST_STEPS: usize = 2_000;

/// How many leaves of a sentence are kept with what they read.
const MOST_READINGS: usize = 8;

impl Notes {
    /// Begins a sentence.
    pub(crate) fn begin(&self) {
        self.steps.set(0);
    }

    /// Begins a sentence whose readings are kept.
    pub(crate) fn begin_kept(&self) {
        self.begin();
        *self.readings.borrow_mut() = Some(Vec::new());
    }

    /// What the sentence has read; from now on readings are no longer kept.
    pub(crate) fn take(&self) -> Vec<LeafReading> {
        self.readings.borrow_mut().take().unwrap_or_default()
    }
}

/// How many nodes are explained before further elements of lists are no longer explained one by one. Lists in
/// lists in lists multiply, and nobody reads to their end.
const MOST_EXPLAINED: usize = 700;

impl Context<'_> {
    /// Takes a step of the sentence that is being made; whether it may look into further nodes.
    pub(crate) fn can_go_on(&self) -> bool {
        self.notes.steps.set(self.notes.steps.get() + 1);
        self.notes.steps.get() <= MOST_STEPS
    }

    /// Keeps what a leaf has read, if readings are kept.
    pub(crate) fn note(&self, reading: LeafReading) {
        if let Some(kept) = self.notes.readings.borrow_mut().as_mut().filter(|kept| kept.len() < MOST_READINGS) {
            kept.push(reading);
        }
    }

    /// Whether so much has been explained that further elements of lists are left out.
    pub(crate) fn is_long(&self) -> bool {
        self.explained.get() > MOST_EXPLAINED
    }

    /// The status of a node outside quantifiers.
    pub(crate) fn status(&self, node: NodeId) -> Status {
        self.scene.inner(node, &Frames::TOP)
    }
}
