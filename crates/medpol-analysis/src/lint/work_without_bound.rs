//! P0440: conditions on the elements of one list for each element of another, of which one has no `max_items`.
//!
//! A list that is a field of the element is no such list: all its elements together are no more than a case has.

use medpol_diagnostics::{Code, Diagnostic, codes};
use medpol_model::policy::Policy;
use medpol_model::program::{NodeId, Program, Scope, ScopeId};
use medpol_model::value::Symbols;
use medpol_model::vocabulary::FactKind;

use super::Lint;

/// A list without a bound that is looked through again for each element of another.
pub(super) struct WorkWithoutBound;

impl Lint for WorkWithoutBound {
    fn code(&self) -> &'static Code {
        &codes::P0440
    }

    fn check(&self, policy: &Policy, _symbols: &Symbols, out: &mut Vec<Diagnostic>) {
        for node in (0..policy.program.nodes.len()).filter_map(|at| u32::try_from(at).ok()).map(NodeId) {
            let Some(inner) = policy.program.elements(node) else { continue };
            let Some(outer) = repeated_for(&policy.program, inner) else { continue };
            let Some(span) = policy.detail(node).and_then(|detail| detail.span) else { continue };
            for list in [inner, outer].into_iter().filter(|scope| most(policy, scope).is_none()) {
                let Some(fact) = policy.vocabulary.fact(list.list.fact) else { continue };
                let message = format!("nothing says how many entries `{}` can have", fact.path);
                out.push(
                    Diagnostic::new(self.code(), span, message)
                        .label("looked through once for each entry of another list")
                        .help(format!("give `{}` a `max_items` in the vocabulary", fact.path)),
                );
            }
        }
    }
}

/// The elements for each of which a list is looked through again.
pub(super) fn repeated_for<'a>(program: &'a Program, inner: &Scope) -> Option<&'a Scope> {
    let is_own = inner.list.scope == inner.parent;
    (inner.parent != ScopeId::CASE && !is_own).then(|| program.scope(inner.parent))
}

/// The most entries that a list can have; none where the vocabulary does not say.
pub(super) fn most(policy: &Policy, scope: &Scope) -> Option<u32> {
    match &policy.vocabulary.fact(scope.list.fact)?.kind {
        FactKind::List(list) => list.max_items,
        FactKind::Boolean
        | FactKind::Enumeration(_)
        | FactKind::Integer { .. }
        | FactKind::Decimal { .. }
        | FactKind::Date
        | FactKind::Duration(_)
        | FactKind::Code { .. }
        | FactKind::Text => None,
    }
}
