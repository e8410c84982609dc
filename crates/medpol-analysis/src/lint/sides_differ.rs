//! P0464: one threshold of one fact that counts in one place and not in another.
//!
//! "At least 6 months" here and "more than 6 months" there, of the same fact in the same policy. Documents do that, and
//! seldom on purpose.

use std::collections::BTreeMap;

use medpol_diagnostics::{Code, Diagnostic, Span, codes};
use medpol_model::policy::{Comparator, Policy};
use medpol_model::program::{NodeId, Op};
use medpol_model::value::Symbols;

use super::Lint;

/// A fact that is compared with the same threshold twice, with and without the threshold itself.
pub(super) struct SidesDiffer;

/// What is compared: the path of the fact, the threshold as it is written, and the first comparator of a direction.
type Compared<'a> = (&'a str, &'a str, Comparator);

impl Lint for SidesDiffer {
    fn code(&self) -> &'static Code {
        &codes::P0464
    }

    fn check(&self, policy: &Policy, _: &Symbols, out: &mut Vec<Diagnostic>) {
        let mut seen: BTreeMap<Compared<'_>, (Comparator, Span)> = BTreeMap::new();
        for at in 0..policy.program.nodes.len() {
            let Some(node) = u32::try_from(at).ok().map(NodeId) else { continue };
            let (Some(detail), Some(fact)) = (policy.detail(node), leaf_fact(policy, node)) else { continue };
            let Some(span) = detail.span else { continue };
            for comparison in &detail.comparisons {
                let Some(other) = comparison.comparator.with_other_side() else { continue };
                let direction = comparison.comparator.min(other);
                let first = seen.entry((fact, &comparison.shown, direction)).or_insert((comparison.comparator, span));
                if first.0 == comparison.comparator {
                    continue;
                }
                let words = |comparator: Comparator| comparator.with(&comparison.shown);
                let message =
                    format!("`{fact}` is compared with {} and with {}", words(first.0), words(comparison.comparator));
                out.push(
                    Diagnostic::new(self.code(), span, message)
                        .label(words(comparison.comparator))
                        .also(first.1, words(first.0))
                        .help("look what the document says of the threshold itself in each place"),
                );
            }
        }
    }
}

/// The fact that a leaf compares.
fn leaf_fact(policy: &Policy, node: NodeId) -> Option<&str> {
    let is_leaf = matches!(policy.program.node(node), Some(Op::Leaf { .. }));
    let fact = policy.program.own_facts(node).first().copied().filter(|_| is_leaf)?;
    Some(&*policy.vocabulary.fact(fact.fact)?.path)
}
