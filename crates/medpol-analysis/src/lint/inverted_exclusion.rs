//! P0411: an exclusion that means the same as a criterion.
//!
//! Advisory clauses decide nothing, so they contradict nothing.

use medpol_diagnostics::{Code, Diagnostic, codes};
use medpol_model::policy::{Canonical, Policy, Weight};
use medpol_model::value::Symbols;

use super::{Clause, Lint, clauses};

/// An exclusion that applies to exactly those whom a criterion asks for.
pub(super) struct InvertedExclusion;

impl Lint for InvertedExclusion {
    fn code(&self) -> &'static Code {
        &codes::P0411
    }

    fn check(&self, policy: &Policy, symbols: &Symbols, out: &mut Vec<Diagnostic>) {
        let canonical = Canonical::new(policy, symbols);
        let criteria = clauses(policy, &canonical, &policy.criteria);
        for exclusion in clauses(policy, &canonical, &policy.exclusions) {
            let is_same = |criterion: &&Clause<'_>| {
                let both_decide = [criterion.weight, exclusion.weight] == [Weight::Decides; 2];
                both_decide && criterion.meaning == exclusion.meaning
            };
            let Some(criterion) = criteria.iter().find(is_same) else { continue };
            let message = format!("whoever meets `{}` is excluded by `{}`", criterion.id, exclusion.id);
            out.push(
                Diagnostic::new(self.code(), exclusion.span, message)
                    .label("the same condition, as an exclusion")
                    .also(criterion.span, "asked for here")
                    .help("an exclusion is written as the finding that excludes; turn its condition round"),
            );
        }
    }
}
