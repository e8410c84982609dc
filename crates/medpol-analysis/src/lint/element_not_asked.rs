//! P0412: a condition on the elements of a list that asks nothing of an element.
//!
//! `some: surgeries` with `where: { fact: scan.report }` holds for all surgeries or for none. Mostly the
//! name of the element was forgotten before a field.

use medpol_diagnostics::{Code, Diagnostic, codes};
use medpol_model::policy::{Policy, PolicyKind};
use medpol_model::program::{NodeId, Scope};
use medpol_model::value::Symbols;

use super::Lint;

/// A `where` or `satisfies` that is the same for every element.
pub(super) struct ElementNotAsked;

impl Lint for ElementNotAsked {
    fn code(&self) -> &'static Code {
        &codes::P0412
    }

    fn check(&self, policy: &Policy, _: &Symbols, out: &mut Vec<Diagnostic>) {
        let nodes = (0..policy.program.nodes.len()).filter_map(|at| u32::try_from(at).ok().map(NodeId));
        for node in nodes {
            let Some(elements) = policy.program.elements(node) else { continue };
            let satisfies = policy.program.below(node).into_iter().find(|inner| Some(*inner) != elements.filter);
            // In a coding edit, `where` picks the lines to name, so `satisfies` may ask about the whole case.
            let is_picked = elements.filter.is_some_and(|filter| asks(policy, elements, filter));
            let is_said_of_lines = policy.kind == PolicyKind::CodingEdits && is_picked;
            let satisfies = satisfies.filter(|_| !is_said_of_lines);
            for condition in elements.filter.into_iter().chain(satisfies) {
                out.extend(self.check_condition(policy, elements, condition));
            }
        }
    }
}

impl ElementNotAsked {
    fn check_condition(&self, policy: &Policy, elements: &Scope, condition: NodeId) -> Option<Diagnostic> {
        if asks(policy, elements, condition) {
            return None;
        }
        let place = policy.detail(condition)?.span?;
        let list = policy.vocabulary.fact(elements.list.fact).map_or("", |fact| &*fact.path);
        let message = format!("this condition asks nothing of the elements of `{list}`");
        Some(
            Diagnostic::new(self.code(), place, message)
                .label("the same for every element")
                .help("name the element with `as: item` and ask about `item.…`, or move the condition out"),
        )
    }
}

/// Whether a condition asks something of the elements.
fn asks(policy: &Policy, elements: &Scope, condition: NodeId) -> bool {
    policy.program.facts_read(condition).iter().any(|fact| fact.scope == elements.id)
}
