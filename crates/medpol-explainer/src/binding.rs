//! Where in a case a node is evaluated: the bound frames, and how their elements are written.

use medpol_evaluator::{Evaluation, Frames};
use medpol_model::program::{FactRef, ScopeId};
use medpol_model::vocabulary::Vocabulary;

/// A bound frame with the path of its element, such as `rooms.doors[0]`, and the places around it.
#[derive(Clone, Debug)]
pub(crate) struct Binding<'p> {
    pub(crate) frames: Frames<'p>,
    scope: ScopeId,
    element: String,
    outer: Option<&'p Binding<'p>>,
}

impl<'p> Binding<'p> {
    /// The case itself.
    pub(crate) const TOP: Binding<'static> =
        Binding { frames: Frames::TOP, scope: ScopeId::CASE, element: String::new(), outer: None };

    /// This place with a scope bound to an element.
    pub(crate) const fn with(&'p self, scope: ScopeId, base: usize, element: String) -> Self {
        Self { frames: self.frames.with(scope, base), scope, element, outer: Some(self) }
    }

    /// The path of the element a scope is bound to.
    fn element(&self, scope: ScopeId) -> Option<&str> {
        if scope == ScopeId::CASE {
            None
        } else if self.scope == scope {
            Some(&self.element)
        } else {
            self.outer.and_then(|outer| outer.element(scope))
        }
    }

    /// The path of a fact in this case.
    pub(crate) fn path(&self, vocabulary: &Vocabulary, fact: FactRef) -> String {
        let path = vocabulary.fact(fact.fact).map_or("", |fact| &*fact.path);
        match self.element(fact.scope) {
            None => path.to_owned(),
            Some(element) => format!("{element}{}", path.rsplit_once("[]").map_or("", |(_, field)| field)),
        }
    }

    /// The place of a fact's own inputs, in the conditions of the vocabulary: only its record is bound.
    pub(crate) fn own(&self, scene: &Evaluation<'_>, fact: FactRef) -> Binding<'static> {
        let frames = scene.own(fact, &self.frames);
        let scope = scene.vocabulary.scope(fact.fact);
        Binding { frames, scope, element: self.element(fact.scope).unwrap_or_default().to_owned(), outer: None }
    }
}
