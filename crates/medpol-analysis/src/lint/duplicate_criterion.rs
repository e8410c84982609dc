//! P0410: two criteria, two exclusions or two members of a group that mean the same.
//!
//! Compares meanings, not words: two texts for one condition are found, two conditions that merely
//! always agree are not.

use std::collections::HashMap;

use medpol_diagnostics::{Code, Diagnostic, codes};
use medpol_model::policy::{Canonical, Policy};
use medpol_model::program::{NodeId, Op};
use medpol_model::value::Symbols;

use super::{Clause, Lint, clauses};

/// A condition that is in the same list twice.
pub(super) struct DuplicateCriterion;

impl Lint for DuplicateCriterion {
    fn code(&self) -> &'static Code {
        &codes::P0410
    }

    fn check(&self, policy: &Policy, symbols: &Symbols, out: &mut Vec<Diagnostic>) {
        let canonical = Canonical::new(policy, symbols);
        self.check_list(policy, &canonical, &policy.criteria, out);
        self.check_list(policy, &canonical, &policy.exclusions, out);
        for (node, op) in policy.program.nodes.iter().enumerate() {
            // The root holds the criteria, and the exclusions once more.
            let is_written = policy.details.get(node).is_some_and(|detail| detail.span.is_some());
            if let (true, Op::All(run) | Op::Any(run) | Op::None(run) | Op::Tally { members: run, .. }) =
                (is_written, op)
            {
                self.check_list(policy, &canonical, policy.program.members(*run), out);
            }
        }
    }
}

impl DuplicateCriterion {
    fn check_list(&self, policy: &Policy, canonical: &Canonical<'_>, nodes: &[NodeId], out: &mut Vec<Diagnostic>) {
        let clauses = clauses(policy, canonical, nodes);
        // Of each meaning the first clause, and the first that is written elsewhere. Copies of one condition for several
        // values may mean the same; the author wrote it once.
        let mut known: HashMap<_, (&Clause<'_>, Option<&Clause<'_>>)> = HashMap::new();
        for later in &clauses {
            let (first, second) = known.entry(&later.meaning).or_insert((later, None));
            let earlier = if first.span == later.span { *second } else { Some(*first) };
            if first.span != later.span {
                second.get_or_insert(later);
            }
            let Some(earlier) = earlier else { continue };
            let message = format!("`{}` means the same as `{}`", later.id, earlier.id);
            out.push(
                Diagnostic::new(self.code(), later.span, message)
                    .label("the same condition again")
                    .also(earlier.span, "the first one")
                    .help("keep one of them, with every place of the document under its `source`"),
            );
        }
    }
}
