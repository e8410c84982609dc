//! Where in a case a node is evaluated: the bound frames, and how their elements are written.

use medpol_model::{FactRef, Variable, Vocabulary};

use crate::frames::Frames;

/// Bound frames with the paths of their elements, such as `imaging.discs[0]`.
#[derive(Clone, Debug)]
pub(crate) struct Place {
    pub(crate) frames: Frames,
    elements: Vec<(Variable, String)>,
}

impl Place {
    /// The case itself.
    pub(crate) const TOP: Self = Self { frames: Frames::TOP, elements: Vec::new() };

    /// This place with a variable bound to an element.
    pub(crate) fn with(&self, variable: Variable, base: usize, path: String) -> Self {
        let mut elements = self.elements.clone();
        elements.push((variable, path));
        Self { frames: self.frames.with(variable, base), elements }
    }

    /// The path of a fact in this case.
    pub(crate) fn path(&self, vocabulary: &Vocabulary, fact: FactRef) -> String {
        let path = vocabulary.fact(fact.fact).map_or("", |fact| &*fact.path);
        match self.elements.iter().rev().find(|(variable, _)| *variable == fact.variable) {
            None => path.to_owned(),
            Some((_, element)) => format!("{element}{}", path.rsplit_once("[]").map_or("", |(_, field)| field)),
        }
    }

    /// The place of a fact's own inputs: its record is bound as variable 1.
    pub(crate) fn own(&self, fact: FactRef) -> Self {
        let base = if fact.variable == Variable::CASE { 0 } else { self.frames.base(fact.variable) };
        let element = self.elements.iter().rev().find(|(variable, _)| *variable == fact.variable);
        Self {
            frames: Frames::own(base),
            elements: element.map(|(_, path)| (Variable::OWN, path.clone())).into_iter().collect(),
        }
    }
}
