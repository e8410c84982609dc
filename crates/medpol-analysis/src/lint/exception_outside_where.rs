//! P0407: an exception to a condition on a list that is made by the same list.
//!
//! `some: surgeries` with `except_when: { some: surgeries … }` asks about two surgeries that need not
//! be the same one. An exception inside `where` speaks of the element at hand and is not looked at.

use medpol_diagnostics::{Code, Diagnostic, codes};
use medpol_model::policy::Policy;
use medpol_model::program::{FactRef, NodeId, Op, Program};
use medpol_model::value::Symbols;

use super::Lint;

/// An exception that belongs inside `where`.
pub(super) struct ExceptionOutsideWhere;

impl Lint for ExceptionOutsideWhere {
    fn code(&self) -> &'static Code {
        &codes::P0407
    }

    fn check(&self, policy: &Policy, _: &Symbols, out: &mut Vec<Diagnostic>) {
        for op in &policy.program.nodes {
            let Op::Except { base, exception } = op else { continue };
            let Some(list) = list(&policy.program, *base) else { continue };
            let place = policy.detail(*exception).and_then(|detail| detail.span);
            let Some(place) = place.filter(|_| speaks_of(&policy.program, *exception, list)) else { continue };
            let path = policy.vocabulary.fact(list.fact).map_or("", |fact| &*fact.path);
            let message = format!("the condition and its exception both look into `{path}`");
            out.push(
                Diagnostic::new(self.code(), place, message)
                    .label("one element can have the finding and another the exception")
                    .help("put the exception into `where`, so that both speak of the same element"),
            );
        }
    }
}

/// The list whose elements a condition looks at.
fn list(program: &Program, node: NodeId) -> Option<FactRef> {
    program.elements(node).map(|elements| elements.list)
}

/// Whether a condition, or a part of it, looks into the list.
fn speaks_of(program: &Program, node: NodeId, wanted: FactRef) -> bool {
    let is_reference = matches!(program.node(node), Some(Op::Same(_)));
    list(program, node) == Some(wanted)
        || !is_reference && program.below(node).into_iter().any(|inner| speaks_of(program, inner, wanted))
}
