//! P0441: a policy whose lists, filled as far as the vocabulary allows, make more work than one case may.

use medpol_diagnostics::{Code, Diagnostic, codes};
use medpol_evaluator::WorkLimit;
use medpol_model::policy::Policy;
use medpol_model::program::{NodeId, Scope, ScopeId};
use medpol_model::value::Symbols;

use super::Lint;
use super::work_without_bound::{most, repeated_for};

/// A criterion that a case with full lists cannot have decided.
pub(super) struct TooMuchByItsLists;

impl Lint for TooMuchByItsLists {
    fn code(&self) -> &'static Code {
        &codes::P0441
    }

    fn check(&self, policy: &Policy, _symbols: &Symbols, out: &mut Vec<Diagnostic>) {
        for node in (0..policy.program.nodes.len()).filter_map(|at| u32::try_from(at).ok()).map(NodeId) {
            let Some(elements) = policy.program.elements(node) else { continue };
            let Some(steps) = steps(policy, elements).filter(|steps| *steps > WorkLimit::DEFAULT.0) else { continue };
            let Some(span) = policy.detail(node).and_then(|detail| detail.span) else { continue };
            let lists: Vec<&str> = around(policy, elements)
                .iter()
                .filter_map(|scope| Some(&*policy.vocabulary.fact(scope.list.fact)?.path))
                .collect();
            let message =
                format!("a case with full lists takes {steps} steps here, and may take {}", WorkLimit::DEFAULT.0);
            out.push(
                Diagnostic::new(self.code(), span, message)
                    .label(format!("each entry of {}", lists.join(" for each of ")))
                    .help("lower `max_items` of one of these lists, or ask about them one after another"),
            );
        }
    }
}

/// The lists that are looked through for each other, the innermost first.
fn around<'a>(policy: &'a Policy, inner: &'a Scope) -> Vec<&'a Scope> {
    let mut scopes = vec![inner];
    let mut scope = inner;
    while scope.parent != ScopeId::CASE {
        scope = policy.program.scope(scope.parent);
        scopes.push(scope);
    }
    scopes
}

/// How often an element of a list is looked at where all lists around it are full; none where one has no bound, or no
/// other list multiplies it.
fn steps(policy: &Policy, inner: &Scope) -> Option<u64> {
    repeated_for(&policy.program, inner)?;
    around(policy, inner).iter().try_fold(1_u64, |steps, scope| Some(steps.saturating_mul(most(policy, scope)?.into())))
}
