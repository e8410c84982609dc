//! One more entry for every list, of which nothing is known: what is needed of entries is read off it.

use std::borrow::Cow;

use medpol_model::case::Case;
use medpol_model::policy::Policy;
use medpol_model::program::{Program, Scope, ScopeId};
use medpol_model::vocabulary::{FactKind, Vocabulary};

use super::way::Origin;

/// A case with one more entry for every list, of which nothing is known.
pub(super) struct Blanks<'a> {
    pub(super) case: Cow<'a, Case>,
    /// The first slot of these entries.
    pub(super) first: usize,
    /// Where the entry of each scope begins, by its number.
    of_policy: Vec<usize>,
    of_vocabulary: Vec<usize>,
}

impl<'a> Blanks<'a> {
    pub(super) fn of(policy: &Policy, case: &'a Case) -> Self {
        let (first, vocabulary) = (case.facts.slots.len(), &policy.vocabulary);
        if policy.program.scopes.is_empty() && vocabulary.program.scopes.is_empty() {
            return Self { case: Cow::Borrowed(case), first, of_policy: Vec::new(), of_vocabulary: Vec::new() };
        }
        let Case { facts, evidence, documents, .. } = case;
        let mut longer =
            Case { facts: facts.clone(), evidence: evidence.clone(), documents: documents.clone(), ..Case::default() };
        let of_policy = add_blanks(&policy.program, vocabulary, &mut longer);
        let of_vocabulary = add_blanks(&vocabulary.program, vocabulary, &mut longer);
        Self { case: Cow::Owned(longer), first, of_policy, of_vocabulary }
    }

    /// Where the blank entry of a scope begins.
    pub(super) fn base(&self, origin: Origin, scope: ScopeId) -> Option<usize> {
        let bases = match origin {
            Origin::Policy => &self.of_policy,
            Origin::Vocabulary => &self.of_vocabulary,
        };
        bases.get((scope.0 as usize).checked_sub(1)?).copied()
    }
}

fn add_blanks(program: &Program, vocabulary: &Vocabulary, case: &mut Case) -> Vec<usize> {
    let mut add = |scope: &Scope| {
        let list = vocabulary.fact(scope.list.fact).map(|fact| &fact.kind);
        let frame = if let Some(FactKind::List(kind)) = list { vocabulary.frame(kind.frame) } else { None };
        case.facts.add_frame(frame.map(|frame| frame.blank.as_slice()).unwrap_or_default())
    };
    program.scopes.iter().map(&mut add).collect()
}
