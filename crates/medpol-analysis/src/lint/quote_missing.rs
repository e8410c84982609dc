//! P0466: a criterion without a quote, in a policy that quotes its document for the others.
//!
//! A policy without any quotes has decided so. What was not read in the document itself has none to give.

use medpol_diagnostics::{Code, Diagnostic, codes};
use medpol_model::policy::{Basis, Confidence, Policy};
use medpol_model::program::NodeId;
use medpol_model::value::Symbols;

use super::Lint;

/// A criterion of a published policy that quotes nothing, beside others that do.
pub(super) struct QuoteMissing;

impl Lint for QuoteMissing {
    fn code(&self) -> &'static Code {
        &codes::P0466
    }

    fn check(&self, policy: &Policy, _: &Symbols, out: &mut Vec<Diagnostic>) {
        let all = policy.criteria.iter().chain(&policy.exclusions);
        let (quoting, silent): (Vec<&NodeId>, Vec<&NodeId>) = all.partition(|node| quotes(policy, **node));
        let Some(example) = quoting.first().and_then(|node| policy.detail(**node)?.span) else { return };
        let read = silent
            .into_iter()
            .filter_map(|node| policy.detail(*node))
            .filter(|detail| policy.basis == Basis::Published && detail.confidence == Confidence::Read);
        for detail in read {
            let (Some(id), Some(span)) = (&detail.id, detail.span) else { continue };
            let message = format!("`{}` was read in the document, and quotes nothing of it", id.0);
            out.push(
                Diagnostic::new(self.code(), span, message)
                    .label("nobody can check it against the document")
                    .also(example, "this one has a quote")
                    .help("quote the few words that carry it; or say `confidence: secondary` or `inferred`"),
            );
        }
    }
}

/// Whether a criterion or a part of it has a quote.
fn quotes(policy: &Policy, node: NodeId) -> bool {
    let parts = policy.program.reached_from(node);
    let mut citations = parts.iter().filter_map(|node| policy.detail(*node)).flat_map(|detail| &*detail.citations);
    citations.any(|citation| citation.quote.is_some())
}
