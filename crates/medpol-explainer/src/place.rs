//! Where in a case a node is evaluated: the bound frames, and how their elements are written.

use medpol_evaluator::Frames;
use medpol_model::{FactRef, Variable, Vocabulary};

/// A bound frame with the path of its element, such as `rooms.doors[0]`, and the places around it.
#[derive(Clone, Debug)]
pub(crate) struct Place<'p> {
    pub(crate) frames: Frames<'p>,
    variable: Variable,
    element: String,
    outer: Option<&'p Place<'p>>,
}

impl<'p> Place<'p> {
    /// The case itself.
    pub(crate) const TOP: Place<'static> =
        Place { frames: Frames::TOP, variable: Variable::CASE, element: String::new(), outer: None };

    /// This place with a variable bound to an element.
    pub(crate) const fn with(&'p self, variable: Variable, base: usize, element: String) -> Self {
        Self { frames: self.frames.with(variable, base), variable, element, outer: Some(self) }
    }

    /// The path of the element a variable is bound to.
    fn element(&self, variable: Variable) -> Option<&str> {
        if variable == Variable::CASE {
            None
        } else if self.variable == variable {
            Some(&self.element)
        } else {
            self.outer.and_then(|outer| outer.element(variable))
        }
    }

    /// The path of a fact in this case.
    pub(crate) fn path(&self, vocabulary: &Vocabulary, fact: FactRef) -> String {
        let path = vocabulary.fact(fact.fact).map_or("", |fact| &*fact.path);
        match self.element(fact.variable) {
            None => path.to_owned(),
            Some(element) => format!("{element}{}", path.rsplit_once("[]").map_or("", |(_, field)| field)),
        }
    }

    /// The place of a fact's own inputs: its record is bound as variable 1.
    pub(crate) fn own(&self, fact: FactRef) -> Place<'static> {
        let base = if fact.variable == Variable::CASE { 0 } else { self.frames.base(fact.variable) };
        match self.element(fact.variable) {
            None => Place { frames: Frames::of_record(base), ..Place::TOP },
            Some(element) => Place {
                frames: Frames::of_record(base),
                variable: Variable::OWN,
                element: element.to_owned(),
                outer: None,
            },
        }
    }
}
